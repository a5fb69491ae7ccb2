"""The rules. Each module turns what it finds into results of one form, whatever tool produced them.

contract_rules   results of landing, judged by the contract's tolerances
freshness        is the newest period that is due there?
expectations     Great Expectations suites, by SQL over Parquet files (the only importer of great_expectations)
suites           reading the suites without Great Expectations
subjects         which files a suite is applied to
sql_dialect      SQLAlchemy over DuckDB, as Great Expectations needs it
dbt_results      dbt's data tests
reconcile        do the rows of one stage agree with those of the next?
places_known     do incidents say where they happened, in codes of one vintage?
months_complete  did every month come whole, or did somebody confirm it?
as_built         is each published file the table that the warehouse holds?
continuity       is everything still there that the last release had?
classes_signed   is nothing shown to the public as counted that was not signed so?
typed_words      do published texts hold details of a person?
"""
