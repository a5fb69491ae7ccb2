"""The tables of the assessment as a spreadsheet that a screen reader can follow.

After the checklist of the Government Statistical Service: one marked-up table per sheet with one header row, no merged,
blank or hidden cells, no filters, nothing below a table, notes on a sheet of their own, no colour as a message, the
cursor on A1. Text is written as text, so that nothing in it can run as a formula.
"""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

# Tables that are too long for a sheet people read, and the part that is shown.
PARTS = {
    "sna_levels": ("the newest twelve months of the borough and its wards, and the patterns of the week, day and year",
                   "area_type in ['csp', 'ward'] and (slot != 'all' or pattern == '12 months') and period == newest"),
    "sna_change": ("the borough and its wards", "area_type in ['csp', 'ward']"),
    "sna_hotspots": ("small areas that are hot in the newest twelve months",
                     "hotspot == 'hot' and pattern == '12 months' and period == newest"),
}  # fmt: skip
SHORTHAND = {"withheld": "[c]", "not supplied": "[x]", "not yet due": "[x]"}
SHORTEST, WIDEST = 10, 48
_FIXED = {"created": pd.Timestamp("2000-01-01").to_pydatetime()}


def write_book(path: Path, tables: dict[str, pd.DataFrame], package: dict[str, object], release_id: str) -> None:
    """Write the spreadsheet: cover, notes, then a sheet per table. The same release gives the same bytes."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": str(package["title"]), "subject": f"Release {release_id}", **_FIXED})
    titles = [("Cover", "What this is"), ("Notes", "Notes and shorthand"), *((name, name) for name in tables)]
    _write_lines(book.add_worksheet("Cover"), "Strategic Needs Assessment: tables", _cover(package, release_id, titles))
    _write_lines(book.add_worksheet("Notes"), "Notes", _notes(tables))
    for name, rows in tables.items():
        _write_table(book.add_worksheet(name[:31]), name, part_of(name, rows))
    book.close()


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


def _cover(package: dict[str, object], release_id: str, titles: list[tuple[str, str]]) -> list[str]:
    return [
        str(package["title"]),
        str(package["description"]),
        f"From the files of release {release_id}, and nothing else.",
        "Sheets: " + ", ".join(name for name, _ in titles),
    ]


def _notes(tables: dict[str, pd.DataFrame]) -> list[str]:
    parts = [
        f"{name}: shown are {PARTS[name][0]}; the whole table is in the release." for name in PARTS if name in tables
    ]
    return [
        "[c] The figure is withheld because few people are behind it. It is not zero.",
        "[x] The figure is not available: it was not supplied or is not due yet. It is not zero.",
        "[z] The cell does not apply.",
        "A column called status says in words why a figure is missing.",
        *parts,
    ]


def _write_lines(sheet: Worksheet, title: str, lines: list[str]) -> None:
    """A sheet of text, as a table of one column, so that a screen reader announces it."""
    sheet.add_table(0, 0, len(lines), 0, {
        "columns": [{"header": title}], "data": [[line] for line in lines], "autofilter": False, "style": None,
    })  # fmt: skip
    sheet.set_column(0, 0, 110)


def _write_table(sheet: Worksheet, name: str, rows: pd.DataFrame) -> None:
    data = [[_cell(row, column) for column in rows.columns] for row in rows.to_dict("records")]
    if not data:
        data = [["[z]"] * len(rows.columns)]
    columns = [{"header": column} for column in rows.columns]
    sheet.add_table(0, 0, len(data), len(columns) - 1, {
        "name": name, "columns": columns, "data": data, "autofilter": False, "style": None,
    })  # fmt: skip
    for place, column in enumerate(rows.columns):
        longest = max([len(column), *(len(str(line[place])) for line in data[:200])])
        sheet.set_column(place, place, min(max(longest + 1, SHORTEST), WIDEST))


def _cell(row: dict[Hashable, Any], column: str) -> str | int | float:
    value = row[column]
    if pd.isna(value):
        return SHORTHAND.get(str(row.get("status")), "[z]")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, int | float) else str(value)
