"""What the pages are made of: the published rows, put together by measure and by ward."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ossp_pipeline.contracts.status import SHOWN
from ossp_pipeline.site.needs import Needs, read_needs
from ossp_pipeline.site.tables import Row, Tables


@dataclass(frozen=True)
class Measure:
    """One measure with everything published about it. Lists are in order of time, oldest first."""

    facts: Row
    card: Row | None = None
    coverage: Row | None = None
    points: list[Row] = field(default_factory=list)
    wards: dict[str, list[Row]] = field(default_factory=dict)
    profiles: dict[str, Row] = field(default_factory=dict)
    returns: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)
    quarter_end: date | None = None

    @property
    def measure_id(self) -> str:
        """Its identifier, which names its page."""
        return str(self.facts["measure_id"])

    def figure_of(self, quarter_end: Any) -> Row | None:
        """The point whose period ends with the quarter; None where none is expected."""
        return next((row for row in self.points if row["period_end_date"] == quarter_end), None)

    @property
    def is_earlier(self) -> bool:
        """Whether its newest figure is of an earlier quarter than the one the pages are about."""
        newest = self.newest
        return newest is not None and self.quarter_end is not None and newest["period_end_date"] < self.quarter_end

    @property
    def newest(self) -> Row | None:
        """The point the scorecard is about."""
        wanted = self.card["latest_period"] if self.card else None
        return next((row for row in reversed(self.points) if row["period"] == wanted), None)


@dataclass(frozen=True)
class Board:
    """All that the site shows. `places` are the areas of every kind by their codes."""

    package: dict[str, Any]
    area: Row
    wards: list[Row]
    quarter: Row | None
    newest_end: Any
    measures: list[Measure]
    actions: list[Row]
    grants: list[Row]
    deliveries: list[Row]
    completeness: list[Row]
    rejections: list[Row]
    expected_false_alarms: float | None
    judged_count: int
    needs: Needs
    places: dict[str, Row]

    @property
    def themes(self) -> list[str]:
        """In order of name: the plan gives no order."""
        return sorted({measure.facts["theme"] for measure in self.measures})

    @property
    def priorities(self) -> list[tuple[str, str]]:
        """Theme and priority, where the priority is public."""
        pairs = {(item.facts["theme"], item.facts["priority"]) for item in self.measures if item.facts["priority"]}
        return sorted(pairs, key=lambda pair: pair[1])


def read_board(folder: Path) -> Board:
    """Read a candidate or a release. Its Parquet files and its data package are all that is read."""
    tables = Tables(folder)
    areas, cards = tables.read("dim_areas"), tables.read("performance_scorecards")
    quarters = [row for row in tables.read("dim_periods") if row["cadence"] == "quarter"]
    quarter = max(quarters, key=lambda row: row["period_end_date"], default=None)
    measures = _measures(tables, cards, quarter["period_end_date"] if quarter else None)
    ends = [row["period_end_date"] for item in measures for row in item.points if row["status"] in SHOWN]
    whole = {"area_code": tables.package["area_code"], "area_name": tables.package["title"].split(":")[0]}
    return Board(
        package=tables.package,
        area=next((row for row in areas if row["area_type"] == "csp"), whole),
        wards=sorted((row for row in areas if row["area_type"] == "ward"), key=lambda row: row["area_name"]),
        quarter=quarter,
        newest_end=max(ends, default=None),
        measures=measures,
        actions=tables.read("performance_actions"),
        grants=tables.read("performance_grants"),
        deliveries=tables.read("sna_data_coverage"),
        # A pack may be asked of a release from before there were any.
        completeness=tables.read("sna_data_completeness") if tables.has("sna_data_completeness") else [],
        rejections=tables.read("sna_data_rejections") if tables.has("sna_data_rejections") else [],
        expected_false_alarms=cards[0]["expected_false_alarms"] if cards else None,
        judged_count=(cards[0]["judged_count"] or 0) if cards else 0,
        needs=read_needs(tables),
        places={row["area_code"]: row for row in areas},
    )


def _measures(tables: Tables, cards: list[Row], quarter_end: date | None) -> list[Measure]:
    card, coverage = _one_each(cards), _one_each(tables.read("performance_coverage"))
    returns = _by_measure(tables.read("performance_returns"), "period_end_date")
    signals = _by_measure(tables.read("performance_signals"), "period_end_date")
    # A pack may be asked of a release from before there were any.
    told = tables.read("performance_comments") if tables.has("performance_comments") else []
    comments = _by_measure(told, "period_end_date")
    profiles = _by_measure(tables.read("sna_area_profiles"), "area_code")
    found = []
    for facts in sorted(tables.read("dim_measures"), key=lambda row: (row["theme"], row["title"])):
        name = facts["measure_id"]
        wards: dict[str, list[Row]] = defaultdict(list)
        for row in signals[name]:
            if row["area_type"] == "ward":
                wards[row["area_code"]].append(row)
        found.append(
            Measure(
                facts,
                card.get(name),
                coverage.get(name),
                [row for row in signals[name] if row["area_type"] == "csp"],
                dict(wards),
                {row["area_code"]: row for row in profiles[name]},
                returns[name],
                comments[name],
                quarter_end,
            )
        )
    return found


def _one_each(rows: Iterable[Row]) -> dict[str, Row]:
    return {row["measure_id"]: row for row in rows}


def _by_measure(rows: Iterable[Row], order: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row[order]):
        found[row["measure_id"]].append(row)
    return found
