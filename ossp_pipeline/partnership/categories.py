"""The categories that measures can count, by source: `all`, or a kind with its value, as `type=Burglary`.

From the same lists as the dbt test `measure_catalogue__categories__known`, so that a category of a partnership's own
measure that no model can produce is named by its line, before anything is built.
"""

import csv
from collections.abc import Iterator
from functools import cache

from ossp_pipeline.settings import SEEDS

Row = dict[str, str]


@cache
def known_categories() -> dict[str, frozenset[str]]:
    """Of each source, every category that can be counted."""
    listed = _values_of_lists()
    known: dict[str, set[str]] = {}
    for row in _rows("measure_categories"):
        values = listed[row["kind"]] if row["values_from"] else {row["value"]}
        kind = f"{row['kind']}=" if row["kind"] else ""
        known.setdefault(row["source"], set()).update(f"{kind}{value}" for value in values)
    return {source: frozenset(categories) for source, categories in known.items()}


@cache
def offence_codes() -> frozenset[str]:
    """The offence codes of the Home Office."""
    return frozenset(row["offence_code"] for row in _rows("offence_codes"))


@cache
def national_definitions() -> frozenset[str]:
    """The definitions of serious violence that any partnership may choose."""
    return frozenset(row["definition"] for row in _rows("serious_violence_definitions"))


def _values_of_lists() -> dict[str, set[str]]:
    """The values of each kind whose values are a list of their own."""
    offences = list(_rows("offence_codes"))
    columns = {"group": "offence_group", "subgroup": "offence_subgroup", "code": "offence_code"}
    requirements = _codes("requirement_types")
    return {
        "type": _codes("police_uk_crime_types"),
        "list": {f"{row['list_name']}, version {row['version']}" for row in _rows("offence_lists")},
        **{kind: {row[column] for row in offences} for kind, column in columns.items()},
        **dict.fromkeys(("ordered", "started", "ended", "completed"), requirements),
    }


def _codes(name: str) -> set[str]:
    return {row["code"] for row in _rows("code_lists") if row["list_name"] == name}


def _rows(name: str) -> Iterator[Row]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)
