"""The public data dictionary, docs/dictionary.md: `make docs` writes it from the catalogue; a test keeps it true."""

import csv
from itertools import groupby
from pathlib import Path

from ossp_pipeline.settings import PROJECT, SEEDS

PAGE = PROJECT / "docs" / "dictionary.md"
_HEAD = """# Data dictionary

Written by `make docs` from `dbt_project/seeds/measure_catalogue.csv`; the release has the same as the table
`dim_measures`. [What the words mean](measures.md). The catalogue is a proposal: the plan's own list is not public.
"""


def dictionary_page(catalogue: Path = SEEDS / "measure_catalogue.csv") -> str:
    """Every measure by theme, with all that a reader needs to use it."""
    with catalogue.open(encoding="utf-8", newline="") as handle:
        rows = sorted(csv.DictReader(handle), key=lambda row: (row["theme"], row["title"]))
    returned = sum(row["source"] == "returned" for row in rows)
    parts = [_HEAD, f"{len(rows)} measures: {len(rows) - returned} counted from feeds, {returned} returned by people."]
    for theme, measures in groupby(rows, key=lambda row: row["theme"]):
        parts += [f"\n## {theme}", *(_entry(row) for row in measures)]
    return "\n".join(parts) + "\n"


def write_dictionary() -> None:
    """Write the page anew."""
    PAGE.write_text(dictionary_page(), encoding="utf-8")


def _entry(row: dict[str, str]) -> str:
    people = "small counts about people are withheld" if row["disclosure_class"] == "person" else "counts events"
    of = f", of: {row['denominator']}" if row["denominator"] else ""
    facts = [
        f"`{row['measure_id']}`",
        f"{row['unit']}, {row['cadence']}ly, over {row['window_months']} month(s)",
        f"good: {row['polarity']}",
        f"areas: {row['area_types'].replace(';', ', ')}",
        people,
        f"not before {row['first_period']}",
        row["status"],
    ]
    lines = [f"\n### {row['title']}\n", f"{row['definition']}.\n", f"- {' · '.join(facts)}"]
    lines.append(f"- Source {row['source']}, counts: {row['numerator']}{of}")
    lines.append(
        f"- Answered for by: {row['owner_role']}" + (f" · priority {row['priority']}" if row["priority"] else "")
    )
    return "\n".join(lines + ([f"- Note: {row['method_note']}"] if row["method_note"] else []))
