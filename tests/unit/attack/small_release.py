"""A public release of a few rows: every table that the attack reviews, empty but for the rows that a test gives."""

import io
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ossp_pipeline.atomic_files import write_json
from ossp_pipeline.attack.reviewed import REVIEWED, Kind

WORDS = (
    *("disclosure_class", "measure_id", "title", "theme", "priority", "definition", "source", "method_note"),
    *("area_code", "area_type", "period", "period_from", "period_to", "financial_quarter", "unit", "status"),
    *("status_reason", "unconfirmed_reason", "cohort", "characteristic", "answer", "feed", "item", "pattern"),
    *("period_start_date", "definition", "version", "measure", "category", "subject", "slot", "narrative", "reason"),
    *("is_provisional", "is_revised", "point_kind", "rule", "verdict", "rag", "latest_period", "earlier_period"),
    *("source_table", "evidence", "chart_kind"),
)
# In these tables words stand where others have numbers.
OTHER_WORDS = {"dim_measures": ("numerator", "denominator")}
FRACTIONS = {Kind.WORKED_OUT, Kind.STATISTIC}
MEASURES = (
    *(("caseload", "People under supervision", "supervision"), ("completed", "Programmes completed", "returned")),
    *(("rate_of_abuse", "Domestic abuse by residents", "crime"), ("burglary", "Burglary", "crime")),
    *(
        ("stays", "Stays in CAS3", "bookings"),
        ("referred", "Referrals to CAS3", "cas3_referrals"),
        ("employed", "People who started work", "services"),
    ),
)
COUNT: dict[str, Any] = {
    **{"measure_id": "caseload", "area_code": "E22", "area_type": "csp", "period": "2025-03", "unit": "count"},
    **{"disclosure_class": "person", "status": "observed", "numerator": 50},
}


def small_release(folder: Path, **rows: list[dict[str, Any]]) -> Path:
    """Write a release with these rows, by table. Columns that a row does not name are missing there."""
    (folder / "tables").mkdir(parents=True)
    measures = [
        {"measure_id": name, "title": title, "source": source, "disclosure_class": _class_of(name)}
        for name, title, source in MEASURES
    ]
    rows = {"dim_measures": measures, **rows}
    for table in REVIEWED:
        (folder / "tables" / f"{table}.parquet").write_bytes(_parquet(table, rows.get(table, [])))
    write_json(folder / "datapackage.json", {"resources": [], "deliveries": []})
    return folder


@cache
def schema_of(table: str) -> pa.Schema:
    """The columns of a table, as the attack reviewed them."""
    words = dict.fromkeys((*WORDS, *OTHER_WORDS.get(table, ())), pa.string())
    numbers = {
        name: pa.float64() if kind in FRACTIONS else pa.int64()
        for kind, names in REVIEWED[table].items()
        for name in names
    }
    return pa.schema(list((words | numbers).items()))


def _parquet(table: str, rows: list[dict[str, Any]]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema_of(table)), out)
    return out.getvalue()


def change(folder: Path, table: str, statement: str) -> None:
    """Change a table of a release, as `set numerator = 4` or `add column x integer`."""
    with duckdb.connect() as tables:
        tables.execute(f"create table {table} as from '{folder}/tables/{table}.parquet'")
        tables.execute(f"{'update' if statement.startswith('set') else 'alter table'} {table} {statement}")
        tables.execute(f"copy {table} to '{folder}/tables/{table}.parquet' (format parquet)")


def page(folder: Path, body: str, name: str = "measure-caseload.html") -> None:
    """A page of a release with a heading that speaks of people."""
    (folder / "site").mkdir(exist_ok=True)
    (folder / "site" / name).write_text(f"<html><body><h1>People under supervision</h1>{body}</body></html>")


def _class_of(measure: str) -> str:
    return "event" if measure == "burglary" else "person"
