"""The public data dictionary, docs/dictionary.md: `make docs` writes it from the catalogue; a test keeps it true."""

import csv
from itertools import groupby
from pathlib import Path

from ossp_pipeline.settings import PROJECT, SEEDS, SHIPPED_PARTNERSHIP

PAGE = PROJECT / "docs" / "dictionary.md"
_HEAD = """# Data dictionary

Written by `make docs` from `measure_catalogue.csv` and `measures_from_feeds.csv` in `dbt_project/seeds`, with the
shipped partnership folder's own measures (`measures.csv`) and choices (`measure_choices.csv`); the release has the same
as the table `dim_measures`. [What the words mean](measures.md). The catalogue is a proposal: the plan's own list is not
public.
"""


def dictionary_page(catalogue: Path = SEEDS / "measure_catalogue.csv") -> str:
    """Every measure by theme, with all that a reader needs to use it."""
    choices = {row["measure_id"]: row for row in _read(SHIPPED_PARTNERSHIP / "measure_choices.csv")}
    listed = [*_read(catalogue), *_read(SHIPPED_PARTNERSHIP / "measures.csv")]
    for row in listed:
        choice = choices.get(row["measure_id"], {})
        row.setdefault("priority", choice.get("priority", ""))
        row["theme"] = choice.get("theme") or row["theme"]
    rows = sorted(listed, key=lambda row: (row["theme"], row["title"]))
    from_feeds = {row["measure_id"]: row for row in _read(SEEDS / "measures_from_feeds.csv")}
    returned = [row for row in rows if row["source"] == "returned"]
    given = sum(row["measure_id"] in from_feeds for row in returned)
    parts = [
        _HEAD,
        f"{len(rows)} measures: {len(rows) - len(returned)} counted from feeds, {len(returned)} returned by people. Of "
        f"these, {given} come from a feed where it is delivered.",
    ]
    for theme, measures in groupby(rows, key=lambda row: row["theme"]):
        parts += [f"\n## {theme}", *(_entry(row, from_feeds.get(row["measure_id"])) for row in measures)]
    return "\n".join(parts) + "\n"


def write_dictionary() -> None:
    """Write the page anew."""
    PAGE.write_text(dictionary_page(), encoding="utf-8")


def _read(seed: Path) -> list[dict[str, str]]:
    with seed.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _entry(row: dict[str, str], from_feed: dict[str, str] | None) -> str:
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
    if from_feed:
        lines.append(
            f"- Where `{from_feed['feed']}` is delivered, nobody is asked and what is returned is a check: "
            f"{from_feed['definition']}; {from_feed['cadence']}ly, over {from_feed['window_months']} month(s). "
            f"{from_feed['method_note']}"
        )
    return "\n".join(lines + ([f"- Note: {row['method_note']}"] if row["method_note"] else []))
