"""Evidence: every rule's result in one form, whatever tool produced it.

contract_rules   what landing found, judged by the contract's tolerances
freshness        is the newest period that is due there?
expectations     Great Expectations suites, by SQL over Parquet files (the only importer of great_expectations)
suites           reading the suites without Great Expectations
dbt_results      dbt's data tests
reconcile        do the rows of one stage agree with those of the next?
placing          do incidents say where they happened, in codes of one vintage?
evidence         filing results under the build, and what must be there
"""
