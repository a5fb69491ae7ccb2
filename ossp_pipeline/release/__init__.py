"""Candidate → gate → publish → verify. What is checked is what is published.

candidate    the published tables of a build, protected, as files, with a data package that describes them
policy       release_policy.toml: what must be there, what may be waived
gate         decide(evidence, policy): publish or hold, with reasons; the certificate
page         the certificate for people
publish      the release folder, and the pointer switched in one step
verify       read a release back and compare it with what it says of itself
postgres     the release's tables in a database, for dashboards that do not read files
"""
