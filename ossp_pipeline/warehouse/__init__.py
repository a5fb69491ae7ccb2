"""A build: one folder, one DuckDB file, made by dbt from frozen inputs. And reading that file, read-only.

plan       what a build would be made from, and whether anything is new
build      the build's folder: freeze the plan into it, list and prune builds
manifest   what dbt knows about the project: models, tests, published tables
dbt        run dbt in this process
tables     read the finished warehouse, read-only, and write Parquet, CSV and DuckDB files
"""
