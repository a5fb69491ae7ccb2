"""What changed about people since a public release that is kept: who has both could learn who came or went."""

import duckdb

from ossp_pipeline.attack.channels import PEOPLE, RETURNED
from ossp_pipeline.attack.reviewed import REVIEWED, Kind
from ossp_pipeline.attack.tables import columns_of, names_of

# What finds the same row in two releases, where a table has it.
_ROW = (
    *("measure_id", "area_code", "period", "period_from", "period_to", "financial_quarter", "latest_period"),
    *("earlier_period", "subject", "level", "category", "pattern", "slot", "assessment_id", "cohort"),
    *("characteristic", "answer", "feed", "item", "definition", "version", "measure", "problem_id", "criterion"),
)
# By which people are divided, and which everybody knows: new ones change rates of the same people.
_KNOWN = "residents", "denominator", "crime_count"
# What leads return is corrected as it comes; how small it may be is judged in each edition alone.
_COUNTED = f"not now.{RETURNED}"


def changed(tables: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows about people have another figure than in the earlier release, by table.

    `tables`: a candidate's, with those of the earlier release in the schema `earlier`. A figure that only one of the
    two shows is no change: it came, or went, as a whole. Nor is a returned figure that was corrected.
    """
    both = [table for table in names_of(tables, "earlier") if table in REVIEWED and table in names_of(tables)]
    found = {table: _changed(tables, table) for table in both}
    return {table: count for table, count in found.items() if count}


def _changed(tables: duckdb.DuckDBPyConnection, table: str) -> int:
    common = columns_of(tables, table).keys() & columns_of(tables, f"earlier.{table}").keys()
    if "disclosure_class" not in common:
        return 0
    others = " or ".join(
        f"(now.{name} <> before.{name} and {_compared(kind, common)})"
        for kind, names in REVIEWED[table].items()
        for name in names
        if name in common and kind in {Kind.PEOPLE, Kind.WHOLES, Kind.WORKED_OUT}
    )
    same = " and ".join(f"now.{name} is not distinct from before.{name}" for name in _ROW if name in common)
    query = f"select count(*) from {table} as now join earlier.{table} as before on {same} where now.{PEOPLE}"  # noqa: S608 (ours)
    counted = _COUNTED if "measure_id" in common else "true"
    row = tables.execute(f"{query} and {counted} and ({others or 'false'})").fetchone()
    return int(row[0]) if row else 0


def _compared(kind: Kind, columns: set[str]) -> str:
    """Where a column of this kind is compared: counts always; rates where the residents are the same."""
    if kind is Kind.WHOLES:
        return "now.unit = 'percent'"
    known = [f"now.{name} is not distinct from before.{name}" for name in _KNOWN if name in columns]
    return " and ".join(known) or "true" if kind is Kind.WORKED_OUT else "true"
