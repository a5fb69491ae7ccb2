"""Candidate → release → readers. What was checked is what is published.

candidate        the published tables of a build as files, small counts withheld
package          the data package that describes them
releases         the release folders, and the pointer that is switched in one step
public_releases  those of the public edition: one within reach, old ones kept apart, withdrawn by command
verify           read a release back and compare it with its checksums, its certificate and its data package
calendar         when releases are planned
embargo          which figures wait for their planned moment
planned_status   the status of each planned release
approval         a named person's approval of a build
statement        what a named person says of deliveries
confirm          that a month is whole
set_aside        that a refused file is not needed
index            releases.json and feed.xml
postgres         the release's tables in a database, for dashboards that do not read files

Not here: whether a build may go out (`gate`), when and on whose approval (`publishing.py`), the pages (`site`).
"""
