"""A build: one folder, one DuckDB file, made by dbt from frozen inputs. And reading that file, read-only.

plan           what a build would be made from, and whether anything is new
build          the build's folder: freeze the plan into it, list and prune builds
inputs         what the plan says, as tables that dbt reads
confirmations  what people confirmed of months in doubt
dbt_runner     run dbt in this process
manifest       what dbt knows about the project: models, tests, published tables
tables         read the finished warehouse, read-only, and write Parquet, CSV and DuckDB files
measures       what dbt's Python models compute: signals, hotspots, changes, priorities
statistics     pure functions over arrays, on which they rest
"""
