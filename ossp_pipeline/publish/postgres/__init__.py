"""The release's tables in Postgres, for dashboards that do not read files. The files lead; Postgres follows them.

connection   the address, the password file, and what the database refuses, in our words
layout.sql   the schema `ossp`: the pointer, its history, and how a view finds the release it reads
loading      one release into a schema of its own, from its verified Parquet files, in one transaction
switching    the readers' views, the pointer, and the schemas that may go
bringing     all of that in order
following    what the rest of the project calls: let Postgres follow the files; the state, in words
"""
