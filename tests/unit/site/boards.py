"""Small candidates to make sites of: the real columns of the published tables, rows as a test wants them."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from ossp_pipeline.atomic_files import write_json
from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.publish.package import field_flags
from ossp_pipeline.settings import DBT_PROJECT

TABLES = (
    "dim_areas",
    "dim_measures",
    "dim_periods",
    "performance_scorecards",
    "performance_signals",
    "performance_returns",
    "performance_coverage",
    "performance_actions",
    "performance_grants",
    "sna_area_profiles",
    "sna_data_coverage",
    "sna_data_rejections",
)
_TYPES = {
    "varchar": pa.string(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
_MONTHS = 14
CSP = "E22000105"


@cache
def columns_of(table: str) -> dict[str, pa.DataType]:
    """The columns the model's YAML promises."""
    return {column["name"]: _TYPES[column["data_type"]] for column in _model(table)["columns"]}


@cache
def _model(table: str) -> dict[str, Any]:
    (path,) = DBT_PROJECT.glob(f"models/marts/**/{table}.yml")
    (model,) = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    return model


def fields_of(table: str) -> list[dict[str, Any]]:
    """The columns as a data package describes them."""
    meta = _model(table)["config"].get("meta") or {}
    return [{"name": name, **field_flags(name, meta)} for name in columns_of(table)]


def month(index: int) -> dict[str, Any]:
    """Months from March 2025 on."""
    year, number = 2025 + (index + 2) // 12, (index + 2) % 12 + 1
    following = date(year + number // 12, number % 12 + 1, 1)
    return {
        "period": f"{year}-{number:02d}",
        "period_start_date": date(year, number, 1),
        "period_end_date": following - timedelta(days=1),
    }


LAST = month(_MONTHS - 2)


GRANT = {
    "grant_id": "hate",
    "title": "Hate Crime Grant",
    "theme": "Safety",
    "owner_role": "Manager",
    "period": "2025-26Q4",
    "period_end_date": date(2026, 3, 31),
    "return_state": "accepted",
    "allocation_pounds": 10000.0,
    "spent_pounds": 8600.0,
    "left_pounds": 1400.0,
    "alarm": "needs consent",
    "is_newest": True,
}
ACTION = {
    "action_id": "lights",
    "plan_year": "2025/26",
    "theme": "Safety",
    "action": "Mend the lights",
    "owner_role": "Manager",
    "start_date": date(2025, 4, 1),
    "due_date": date(2025, 12, 31),
    "return_state": "accepted",
    "progress": "late",
    "progress_period": "2025-26Q4",
    "is_overdue": True,
}


def area(code: str = CSP, name: str = "Stockport", kind: str = "csp") -> dict[str, Any]:
    return {"area_code": code, "area_name": name, "area_type": kind, "vintage": "2024", "parent_area_code": CSP}


def measure(measure_id: str = "burglary", **changes: Any) -> dict[str, Any]:
    facts = {
        "title": "Burglary",
        "theme": "Safety",
        "priority": None,
        "definition": "Burglaries recorded",
        "source": "crime",
        "feed": "police_crime",
        "numerator": "type=Burglary",
        "unit": "count",
        "polarity": "lower",
        "area_types": "csp;ward",
        "cadence": "month",
        "window_months": 1,
        "disclosure_class": "event",
        "owner_role": "Police lead",
        "status": "proposed",
        "is_computable": True,
    }
    return {"measure_id": measure_id, **facts, **changes}


def signals(measure_id: str = "burglary", code: str = CSP, **changes: Any) -> list[dict[str, Any]]:
    """Fourteen months; the last is not due yet."""
    rows, empty = [], dict.fromkeys(columns_of("performance_signals"))
    for index in range(_MONTHS):
        is_due = index < _MONTHS - 1
        row = {
            "measure_id": measure_id,
            "title": "Burglary",
            "theme": "Safety",
            "polarity": "lower",
            "unit": "count",
            "area_code": code,
            "area_type": "csp" if code == CSP else "ward",
            **month(index),
            "disclosure_class": "event",
            "numerator": 100 + index,
            "value": 100.0 + index,
            "status": ValueStatus.OBSERVED,
            "is_revised": False,
            "is_provisional": index == _MONTHS - 2,
            "series_number": 1,
            "chart_kind": "XmR",
            "chart_reason": "a count",
            "point_count": 13,
            "is_trial": False,
            "is_charted": True,
            "centre_line": 106.0,
            "lower_limit": 95.0,
            "upper_limit": 117.0,
            "point_kind": "common cause",
            "verdict": "no change beyond chance",
            "verdict_reason": "no rule",
        }
        if not is_due:
            row |= {
                "numerator": None,
                "value": None,
                "status": ValueStatus.NOT_YET_DUE,
                "status_reason": "no delivery yet",
                "verdict": "cannot be judged",
            }
        rows.append({**empty, **row, **changes} if is_due else {**empty, **row})
    return rows


def card(measure_id: str = "burglary", **changes: Any) -> dict[str, Any]:
    row = {
        "theme": "Safety",
        "measure_id": measure_id,
        "title": "Burglary",
        "unit": "count",
        "polarity": "lower",
        "disclosure_class": "event",
        "area_code": CSP,
        "latest_period": LAST["period"],
        "latest_value": 112.0,
        "verdict": "no change beyond chance",
        "verdict_reason": "no rule",
        "is_trial": False,
        "judged_count": 1,
        "expected_false_alarms": 0.02,
        "status": ValueStatus.OBSERVED,
        "is_revised": False,
        "owner_role": "Police lead",
    }
    return {**row, **changes}


def returned(measure_id: str = "burglary", **changes: Any) -> dict[str, Any]:
    row = {
        "theme": "Safety",
        "measure_id": measure_id,
        "title": "Burglary",
        "owner_role": "Police lead",
        "area_code": CSP,
        **LAST,
        "return_state": "accepted",
        "unit": "count",
        "disclosure_class": "event",
        "status": ValueStatus.OBSERVED,
        "narrative": "As expected.",
        "is_narrative_stale": False,
        "returned_by": "Police lead",
        "signed_by": "Head of safety",
        "signed_date": date(2026, 4, 20),
        "due_date": date(2026, 4, 30),
    }
    return {**row, **changes}


def commented(measure_id: str = "burglary", **changes: Any) -> dict[str, Any]:
    row = {
        "theme": "Safety",
        "measure_id": measure_id,
        "title": "Burglary",
        "owner_role": "Police lead",
        "area_code": CSP,
        "period": "2025-26Q4",
        "period_start_date": date(2026, 1, 1),
        "period_end_date": date(2026, 3, 31),
        "return_state": "accepted",
        "disclosure_class": "event",
        "status": ValueStatus.OBSERVED,
        "smallest_count": 110,
        "narrative": "Two sheds a night.",
        "narrative_figure": "111, February 2026",
        "returned_by": "Police lead",
        "signed_by": "Head of safety",
        "signed_date": date(2026, 4, 20),
    }
    return {**row, **changes}


def quarter() -> dict[str, Any]:
    return {
        "period": "2025-26Q4",
        "cadence": "quarter",
        "period_start_date": date(2026, 1, 1),
        "period_end_date": date(2026, 3, 31),
        "financial_year": "2025-26",
        "financial_quarter": "2025-26Q4",
    }


def whole() -> dict[str, list[dict[str, Any]]]:
    """One measure, the partnership and three wards, everything supplied."""
    wards = {f"E0500000{index}": f"Ward {index}" for index in (1, 2, 3)}
    return {
        "dim_areas": [area(), *(area(code, name, "ward") for code, name in wards.items())],
        "dim_measures": [measure()],
        "dim_periods": [quarter()],
        "performance_scorecards": [card()],
        "performance_signals": [*signals(), *(row for code in wards for row in signals(code=code))],
        "performance_returns": [returned()],
    }


def worse(**changes: Any) -> dict[str, list[dict[str, Any]]]:
    """Burglary is red and worse than usual in its newest month."""
    rows = whole()
    judgement = {"target": 90.0, "rag": "red", "verdict": "worsening", "verdict_reason": "above the upper limit"}
    rows["performance_signals"] = [
        {**row, **judgement, "point_kind": "concern"} if row["period"] == LAST["period"] else {**row, "target": 90.0}
        for row in signals()
    ]
    rows["performance_scorecards"] = [card(**judgement)]
    return {**rows, **changes}


def candidate(folder: Path, rows: dict[str, list[dict[str, Any]]]) -> Path:
    """Write a candidate with these rows; of the tables every site needs, those that are not named are empty."""
    (folder / "tables").mkdir(parents=True)
    resources = []
    for name in (*TABLES, *(name for name in rows if name not in TABLES)):
        columns = columns_of(name)
        schema = pa.schema(list(columns.items()))
        filled = [{**dict.fromkeys(columns), **row} for row in rows.get(name, [])]
        pq.write_table(pa.Table.from_pylist(filled, schema), folder / "tables" / f"{name}.parquet")
        (folder / "tables" / f"{name}.csv").write_text("\n")
        resources += [
            {
                "name": f"{name}.{kind}",
                "path": f"tables/{name}.{kind}",
                "format": kind,
                "bytes": 1,
                "description": f"Table {name}.",
                "rows": len(filled),
                "schema": {"fields": fields_of(name)},
            }
            for kind in ("parquet", "csv")
        ]
    (folder / "ossp.duckdb").write_bytes(b"")
    statement = dict.fromkeys(("organisation", "contact", "prepared"), "")
    package = {
        "title": "Stockport: community safety tables",
        "description": "INVENTED",
        "area_code": CSP,
        "code_version": "c0de",
        "fingerprint": "f1n6e",
        "known_to": "2026-04-20",
        "sources": [],
        "deliveries": [],
        "accessibility": statement,
        "resources": resources,
        "licenses": [{"title": "OGL"}],
    }
    write_json(folder / "datapackage.json", package)
    return folder
