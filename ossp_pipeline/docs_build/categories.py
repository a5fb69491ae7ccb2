"""The categories that a measure can count, by source, for docs/measures.md: written from the seed that lists them."""

import csv
from itertools import groupby
from pathlib import Path

from ossp_pipeline.docs_build.markers import Part
from ossp_pipeline.settings import PROJECT, SEEDS

PAGE = PROJECT / "docs" / "measures.md"
PART = Part("categories")


def categories_table(seed: Path = SEEDS / "measure_categories.csv") -> str:
    """One line per source and kind, with the values it can have or the list they are in."""
    with seed.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    lines = ["| source | category | values |", "|---|---|---|"]
    for (source, kind), entries in groupby(rows, key=lambda row: (row["source"], row["kind"])):
        lines.append(f"| `{source}` | {_line(kind, list(entries))} |")
    return "\n".join(lines)


def replace_categories(page: str) -> str:
    """The page with the table written anew."""
    return PART.replace(page, categories_table())


def write_categories() -> None:
    """Write the table anew."""
    PAGE.write_text(replace_categories(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def _line(kind: str, rows: list[dict[str, str]]) -> str:
    if not kind:
        return f"`{rows[0]['value']}` | no value"
    return f"`{kind}=` | {', '.join(_value(row) for row in rows)}"


def _value(row: dict[str, str]) -> str:
    return row["values_from"] or f"`{row['value']}`"
