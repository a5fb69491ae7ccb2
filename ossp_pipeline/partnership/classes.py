"""The classes of what the public edition counts: as this version has them, and as the partnership signs them.

offence or incident  shown as it was counted, as police publish it
people               a multiple of five, or not shown
return               what leads return of people: shown where the figure, its whole and the rest are at least five
published elsewhere  a publisher shows it to everybody already

Measures have theirs from the catalogue, parts of tables from `table_classes.csv`. A partnership may make a class
stricter where a lead returns the figure, and no other: what police publish exactly cannot be hidden here, and a rounded
count beside exact ones could be narrowed.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ossp_pipeline.partnership.measure_facts import OFFENCE, PEOPLE, RETURN
from ossp_pipeline.settings import SEEDS

Row = Mapping[str, Any]
# A measure and "", or a table and its part.
Key = tuple[str, str]
_TABLES = Path(__file__).with_name("table_classes.csv")
_RETURNED = "returned"


@dataclass(frozen=True)
class Proposed:
    """What this version says of a measure, or a part of a table. `allowed`: classes that a partnership may sign."""

    counted: str
    declared: str
    reason: str
    allowed: tuple[str, ...]

    def counts(self, words: str) -> bool:
        """Whether a row says that this is counted, however its spaces are written."""
        return words.split() == self.counted.split()


def proposed_classes(measures: Iterable[Row]) -> dict[Key, Proposed]:
    """The classes of this version. `measures`: the catalogue, with the partnership's own."""
    listed = {(row["measure_id"], ""): _of_measure(row) for row in measures}
    parts = {
        (row["name"], row["part"]): Proposed(row["counted"], row["class"], row["reason"], (row["class"],))
        for row in table_classes()
    }
    return listed | parts


def key_of(row: Row) -> Key:
    """Which measure, or part of a table, a row of `disclosure_classes.csv` is about."""
    return row["name"], row["part"] or ""


def label_of(key: Key) -> str:
    """The same in words."""
    return ": ".join(filter(None, key))


@cache
def table_classes() -> tuple[dict[str, str], ...]:
    """The parts of published tables; `divided_by`: the column that tells them apart, where a table has several."""
    return tuple(_rows(_TABLES))


def _of_measure(row: Row) -> Proposed:
    declared, reason = _class_of(row)
    may_be_stricter = declared == OFFENCE and row["source"] == _RETURNED and row["measure_id"] not in _given_by_feeds()
    allowed = (declared, RETURN) if may_be_stricter else (declared,)
    return Proposed(str(row["definition"]), declared, reason, allowed)


def _class_of(row: Row) -> tuple[str, str]:
    is_of_people = row["disclosure_class"] != "event"
    if row["source"] == _RETURNED:
        return (RETURN, "a lead returns a count of people") if is_of_people else (OFFENCE, _RETURNED_EVENTS)
    if row["source"] == "crime" and _has_only_types(row):
        return OFFENCE, "data.police.uk publishes these types itself, small area by small area"
    if is_of_people:
        return PEOPLE, _OF_PEOPLE.get(str(row["source"]), "each count is of people")
    return OFFENCE, "offences or reports of kinds that say nothing of a victim"


_RETURNED_EVENTS = "a lead returns a count of events, places or things, and of no person"
_OF_PEOPLE = {
    "crime": "crimes of a kind, or with a flag, that says something of a victim",
    "asb": "reports that say something of a person",
    "complainants": "people who report are counted",
}


def _has_only_types(row: Row) -> bool:
    """Whether a measure counts what data.police.uk has: the dbt macro of this name says it of the same cells."""
    counted = str(row["numerator"])
    whole = str(row["denominator"] or "") if row["unit"] == "percent" else ""
    cells = [cell for cell in f"{counted};{whole}".split(";") if cell]
    return all(cell == "all" or cell.startswith("type=") for cell in cells)


@cache
def _given_by_feeds() -> frozenset[str]:
    return frozenset(row["measure_id"] for row in _rows(SEEDS / "measures_from_feeds.csv"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
