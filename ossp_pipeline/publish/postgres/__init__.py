"""The release's tables in Postgres, for dashboards that do not read files. The files come first; Postgres follows them.

connection   the address, the password file, and what the database refuses, without the driver's text
place        where each edition goes, and which role may read it there
layout.sql   the schema of an edition: the pointer, its history, and how a view finds the release it reads
load         one release into a schema of its own, from its verified Parquet files, in one transaction
pointer      the readers' views, the pointer, and which schemas are dropped
sync         all of that in order
state        what Postgres shows compared with the files, as a record and in sentences
target       what the rest of the project calls

Not here: which release is current, and whether it may go out (`publish/releases.py`, `publishing.py`).
"""
