"""May it go out? Every rule's result is evidence under the build; the gate decides from evidence and nothing else.

rules             what is judged, one module per kind of rule
evidence          filing results under the build, and what must be there
candidate_files   which files a candidate consists of, and their hashes
seals             what each stage made, sealed with a key: an edit afterwards holds
policy            release_policy.toml: what must be there, what may be waived
decision          decide(evidence, policy): publish or hold, with reasons; the certificate
certificate_page  the certificate for people
"""
