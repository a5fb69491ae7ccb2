"""Candidate → release → readers. What was checked is what is published.

candidate    the published tables of a build, protected, as files, with a data package that describes them
package      that description
releases     the release folders, and the pointer switched in one step
verify       read a release back and compare it with what it says of itself
calendar     when releases are planned; `embargo` what waits for its moment, `standing` how each stands
approval     a named person's word on a build
index        releases.json and feed.xml
postgres     the release's tables in a database, for dashboards that do not read files
"""
