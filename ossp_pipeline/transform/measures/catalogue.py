"""What the framework asks people about, as Python reads it: the measures of the catalogue (a dbt seed), the actions of
the plan and the grants (the partnership folder).

The dbt project reads the same. Of the catalogue, what Python relies on is checked here; dbt tests check the rest.
"""

import csv
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from ossp_pipeline.contracts.period import Cadence, Period, parse_period
from ossp_pipeline.contracts.status import MeasureState
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.partnership.facts import GRANTS, PLAN_ACTIONS
from ossp_pipeline.partnership.measure_facts import MEASURE_CHOICES, MEASURES
from ossp_pipeline.partnership.read import LINE, Facts, read_facts
from ossp_pipeline.settings import EACH_YEAR, SEEDS, Settings

RETURNED, NEED = "returned", "need"
# Words in place of a denominator that the population feed gives.
POPULATIONS = ("residents", "adults")
_UNITS = ("count", "rate_per_1000", "percent", "mean")


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One row of `measure_catalogue.csv`, or of `measures.csv` of the partnership folder.

    For a returned measure, numerator and denominator say what to count.
    """

    measure_id: str
    title: str
    theme: str
    priority: str
    definition: str
    source: str
    numerator: str
    denominator: str
    unit: str
    polarity: str
    area_types: tuple[str, ...]
    cadence: Cadence
    window_months: int
    disclosure_class: str
    owner_role: str
    method_note: str
    first_period: Period
    status: MeasureState

    @property
    def is_returned(self) -> bool:
        """Whether a person returns it, in the quarterly workbook."""
        return self.source == RETURNED

    @property
    def asks_denominator(self) -> bool:
        """Whether the person returns the denominator too."""
        return bool(self.denominator) and self.denominator not in POPULATIONS


@dataclass(frozen=True, kw_only=True)
class FromFeed:
    """One row of `measures_from_feeds.csv`: a returned measure that a feed gives. `item` is a part of the feed."""

    measure_id: str
    source: str
    feed: str
    item: str


@dataclass(frozen=True, kw_only=True)
class Action:
    """One row of `plan_actions.csv` of the partnership folder: an action of one year's plan, in one version."""

    action_id: str
    plan_year: str
    theme: str
    priority: str
    action: str
    owner_role: str
    start_date: date
    due_date: date
    version: int
    status: str


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A grant with what its lines in `grants.csv` of the partnership folder add up to. Amounts in pounds."""

    grant_id: str
    title: str
    funder: str
    theme: str
    owner_role: str
    start_date: date
    end_date: date
    allocation_pounds: float
    match_pounds: float
    carry_forward: str


@dataclass(frozen=True)
class Catalogue:
    """Everything that people may be asked about."""

    measures: list[Measure]
    actions: list[Action]
    grants: list[Grant]


def read_measures(seeds: Path, from_feeds: Collection[str] = ()) -> list[Measure]:
    """The catalogue, in its order. Raises BrokenError naming the row and column that cannot be read.

    `from_feeds`: measures that feeds give, as `measures_from_feeds` answers. Nobody returns them.
    """
    measures = [_measure(row) for row in _rows(seeds / "measure_catalogue.csv", "measure_id")]
    given = {item.measure_id: item.source for item in _read_from_feeds(seeds)} if from_feeds else {}
    return [
        replace(item, source=given[item.measure_id]) if item.measure_id in from_feeds else item for item in measures
    ]


def measures_from_feeds(seeds: Path, delivered: Collection[str], estimated: Collection[str]) -> list[str]:
    """Returned measures that a feed gives here: something of it came, and an unmet need has its estimate.

    delivered  feeds of which a delivery with rows of this area counts
    estimated  need groups of which the partnership states an estimate
    """
    return [
        item.measure_id
        for item in _read_from_feeds(seeds)
        if item.feed in delivered and (item.source != NEED or item.item in estimated)
    ]


def _read_from_feeds(seeds: Path) -> list[FromFeed]:
    rows = _rows(seeds / "measures_from_feeds.csv", "measure_id")
    names = ("measure_id", "source", "feed", "item")
    return [FromFeed(**{name: row.text(name) for name in names}) for row in rows]


def read_catalogue(settings: Settings, from_feeds: Collection[str] = ()) -> Catalogue:
    """What this installation asks about. Raises BrokenError where a row that is asked about cannot be read.

    `from_feeds`: measures that feeds give, as the plan of a build names them: nobody is asked for them.
    """
    return catalogue_of(read_measures(SEEDS, from_feeds), read_facts(settings), settings.grant_amounts)


def catalogue_of(measures: list[Measure], facts: Facts, grant_amounts: str) -> Catalogue:
    """Measures with the actions and grants that a partnership states. Raises BrokenError for a row that is wrong.

    grant_amounts  how an amount is read whose source names several years
    """
    for fact in (MEASURES, MEASURE_CHOICES, PLAN_ACTIONS, GRANTS):
        if wrong := next((item for item in facts.findings if item.rule in fact.rules()), None):
            message = f"{fact.file}, line {wrong.line}, cannot be used: {wrong.problem}"
            raise BrokenError("E-FACT", message, "correct the row in the partnership folder")
    actions = [Action(**_without(row, "source", LINE)) for row in facts.rows("plan_actions")]
    own = [_own_measure(row) for row in facts.rows("measures")]
    choices = {row["measure_id"]: _without(row) for row in facts.rows("measure_choices")}
    chosen = [_as_chosen(measure, choices.get(measure.measure_id)) for measure in (*measures, *own)]
    return Catalogue(chosen, actions, _grants(facts, grant_amounts))


def _own_measure(row: dict[str, Any]) -> Measure:
    return _measure(
        _Row({name: str(value) for name, value in _without(row).items()}, f"measures.csv, line {row[LINE]}")
    )


def _as_chosen(measure: Measure, choice: dict[str, Any] | None) -> Measure:
    """The measure as the partnership uses it; int_measures_listed does the same."""
    if choice is None:
        return measure
    return replace(
        measure,
        theme=choice["theme"] or measure.theme,
        priority=choice["priority"] or measure.priority,
        owner_role=choice["owner_role"] or measure.owner_role,
        status=measure.status if choice["used"] else MeasureState.RETIRED,
    )


def _grants(facts: Facts, grant_amounts: str) -> list[Grant]:
    grants: dict[str, Grant] = {}
    for row in map(_without, facts.rows("grants")):
        grant_id = row["grant_id"]
        allocation = row["amount_pounds"] / (1 if grant_amounts == EACH_YEAR else row["years_of_amount"])
        if known := grants.get(grant_id):
            allocation += known.allocation_pounds
            row["match_pounds"] += known.match_pounds
        values: dict[str, Any] = {field.name: row.get(field.name) for field in fields(Grant)} | {
            "allocation_pounds": allocation
        }
        grants[grant_id] = Grant(**values)
    return list(grants.values())


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """The row as it is shown in a workbook: a cell in which nothing stands is an empty text."""
    return {name: "" if value is None else value for name, value in row.items() if name not in names}


class _Row:
    """One line of a seed; what it cannot give is an error that names file, row and column."""

    def __init__(self, cells: dict[str, str], place: str) -> None:
        self._cells, self._place = cells, place

    def cell(self, name: str) -> str:
        """A cell of a column that not every file has: the catalogue knows no plan, so no priority."""
        return self._cells.get(name) or ""

    def text(self, name: str, allowed: tuple[str, ...] = ()) -> str:
        value = self._cells.get(name)
        if value is None or (allowed and value not in allowed):
            wanted = f"one of: {', '.join(allowed)}" if allowed else "a column of this name"
            raise self._wrong(name, wanted)
        return value

    def whole(self, name: str) -> int:
        return int(self.amount(name))

    def amount(self, name: str) -> float:
        try:
            return float(self.text(name) or 0)
        except ValueError:
            raise self._wrong(name, "a number") from None

    def period(self, name: str) -> Period:
        text = self.text(name)
        cadence = Cadence.QUARTER if "Q" in text else Cadence.MONTH if "-" in text else Cadence.YEAR
        try:
            return parse_period(cadence, text)
        except ValueError:
            raise self._wrong(name, "a period such as 2025-26Q1") from None

    def _wrong(self, name: str, wanted: str) -> BrokenError:
        return BrokenError("E-CATALOGUE", f"{self._place}, column {name}, cannot be read", f"write {wanted}")


def _rows(path: Path, key: str) -> list[_Row]:
    with path.open(encoding="utf-8", newline="") as handle:
        cells = list(csv.DictReader(handle))
    names = [row.get(key) or "" for row in cells]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BrokenError("E-CATALOGUE", f"{path.name} lists {twice[0]} twice", "keep one of the rows")
    return [_Row(row, f"{path.name}, row {name}") for row, name in zip(cells, names, strict=True)]


def _measure(row: _Row) -> Measure:
    return Measure(
        measure_id=row.text("measure_id"),
        title=row.text("title"),
        theme=row.text("theme"),
        priority=row.cell("priority"),
        definition=row.text("definition"),
        source=row.text("source"),
        numerator=row.text("numerator"),
        denominator=row.text("denominator"),
        unit=row.text("unit", _UNITS),
        polarity=row.text("polarity", ("lower", "higher", "neutral")),
        area_types=tuple(row.text("area_types").split(";")),
        cadence=Cadence(row.text("cadence", tuple(Cadence))),
        window_months=row.whole("window_months"),
        disclosure_class=row.text("disclosure_class", ("person", "event")),
        owner_role=row.text("owner_role"),
        method_note=row.text("method_note"),
        first_period=row.period("first_period"),
        status=MeasureState(row.text("status", tuple(MeasureState))),
    )
