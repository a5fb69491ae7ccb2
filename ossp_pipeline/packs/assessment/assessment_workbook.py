"""The assessment's tables as a spreadsheet: which tables, which part of the long ones, and what every column means."""

from pathlib import Path
from typing import Any

import pandas as pd

from ossp_pipeline.contracts.edition import AUDIENCE, edition_of
from ossp_pipeline.packs.assessment.accessible_workbook import Cover, Sheet, write_accessible_workbook

# Tables that are too long for a sheet people read, and the part that is shown.
PARTS = {
    "sna_levels": (
        "the newest twelve months of the borough and its wards, and the patterns of the week, day and year",
        "area_type in ['csp', 'ward'] and pattern not in ['month', 'quarter', 'history'] and period == newest",
    ),
    "sna_change": ("the borough and its wards", "area_type in ['csp', 'ward']"),
    "sna_hotspots": (
        "small areas that are hot in the newest twelve months",
        "hotspot == 'hot' and pattern == '12 months' and period == newest",
    ),
}
COLUMNS = "columns"


def write_workbook(path: Path, tables: dict[str, pd.DataFrame], package: dict[str, Any], release_id: str) -> None:
    """Write the spreadsheet: cover, contents, notes, what columns mean, a sheet per table. Same release, same bytes."""
    resources = {
        Path(one["path"]).stem: one for one in package.get("resources", []) if Path(one["path"]).stem in tables
    }
    cover = Cover(
        "Strategic Needs Assessment: tables",
        (str(package["title"]), str(package["description"]), f"From the files of release {release_id}."),
        (
            " ".join(AUDIENCE[edition_of(package)]),
            "A figure that is missing or withheld is marked, and is never zero.",
            "A column called status says in words why a figure is missing.",
        ),
    )
    sheets = [
        Sheet(name, _title(name, resources), part_of(name, rows), notes=(name,) if name in PARTS else ())
        for name, rows in tables.items()
    ]
    notes = {
        name: f"{name}: shown are {PARTS[name][0]}; the whole table is in the release."
        for name in PARTS
        if name in tables
    }
    columns = Sheet(COLUMNS, "What every column means", _columns(resources))
    write_accessible_workbook(path, cover, [columns, *sheets], notes)


def part_of(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table that its sheet shows."""
    if name not in PARTS or rows.empty:
        return rows
    months = (
        rows["period"].where(rows["numerator"].notna() & (rows["pattern"] == "12 months"))
        if "pattern" in rows
        else None
    )
    newest = None if months is None else months.groupby(rows["subject"]).transform("max")
    return rows.assign(newest=newest).query(PARTS[name][1]).drop(columns="newest")


def _title(name: str, resources: dict[str, Any]) -> str:
    return f"{name}: {resources[name]['description']}" if name in resources else name


def _columns(resources: dict[str, Any]) -> pd.DataFrame:
    """The dictionary of the columns, as the release describes them."""
    rows = [
        (name, each["name"], each["description"])
        for name, resource in sorted(resources.items())
        for each in resource["schema"]["fields"]
    ]
    return pd.DataFrame(rows, columns=["table", "column", "meaning"])
