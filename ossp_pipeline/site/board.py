"""What the pages are made of: the published rows, put together by measure and by ward."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ossp_pipeline.contracts.status import SHOWN
from ossp_pipeline.site.rows import (
    DIM_AREAS,
    DIM_MEASURES,
    DIM_PERIODS,
    PERFORMANCE_ACTIONS,
    PERFORMANCE_COMMENTS,
    PERFORMANCE_COVERAGE,
    PERFORMANCE_GRANTS,
    PERFORMANCE_RETURNS,
    PERFORMANCE_SCORECARDS,
    PERFORMANCE_SIGNALS,
    SNA_AREA_PROFILES,
    SNA_DATA_COMPLETENESS,
    SNA_DATA_COVERAGE,
    SNA_DATA_REJECTIONS,
    DimAreasRow,
    PerformanceActionsRow,
    SnaAreaProfilesRow,
    SnaDataCompletenessRow,
    SnaDataCoverageRow,
    SnaDataRejectionsRow,
)
from ossp_pipeline.site.shown_tables import ShownTables, read_shown_tables
from ossp_pipeline.site.tables import AnyRow, Row, Tables


@dataclass(frozen=True)
class Measure:
    """One measure with everything published about it. Lists are in order of time, oldest first.

    `checks`: what was returned of a measure that a feed gives. They are no figures, and nobody was asked for them.
    """

    facts: Row
    card: Row | None = None
    coverage: Row | None = None
    points: Sequence[Row] = field(default_factory=list)
    wards: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    profiles: Mapping[str, SnaAreaProfilesRow] = field(default_factory=dict)
    returns: Sequence[Row] = field(default_factory=list)
    comments: Sequence[Row] = field(default_factory=list)
    checks: Sequence[Row] = field(default_factory=list)
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
    wards: Sequence[Row]
    quarter: Row | None
    newest_end: Any
    measures: list[Measure]
    actions: Sequence[PerformanceActionsRow]
    grants: Sequence[Row]
    deliveries: Sequence[SnaDataCoverageRow]
    completeness: Sequence[SnaDataCompletenessRow]
    rejections: Sequence[SnaDataRejectionsRow]
    expected_false_alarms: float | None
    judged_count: int
    needs: ShownTables
    places: dict[str, DimAreasRow]

    def area_name(self, area_code: str) -> str | None:
        """The name of an area; None where the release does not know the area or its name."""
        place = self.places.get(area_code)
        return place["area_name"] if place else None

    def parent_of(self, area_code: str) -> str:
        """The code of the area that an area lies in, as a ward for a small area; empty where it is not known."""
        place = self.places.get(area_code)
        return (place["parent_area_code"] if place else None) or ""

    @property
    def ward_spots(self) -> dict[str, tuple[int, int]]:
        """Column and row of each ward on maps of tiles, as the partnership states them."""
        # A pack may be made from a release that was published before they were in it.
        return {ward: (column, row) for ward, (column, row) in self.package.get("ward_tiles", {}).items()}

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
    areas, cards = tables.read(DIM_AREAS), tables.read(PERFORMANCE_SCORECARDS)
    quarters = [row for row in tables.read(DIM_PERIODS) if row["cadence"] == "quarter"]
    quarter = max(quarters, key=lambda row: row["period"], default=None)
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
        actions=tables.read(PERFORMANCE_ACTIONS),
        grants=tables.read(PERFORMANCE_GRANTS),
        deliveries=tables.read(SNA_DATA_COVERAGE),
        # A pack may be made from a release that was published before there was any.
        completeness=tables.read(SNA_DATA_COMPLETENESS) if tables.has(SNA_DATA_COMPLETENESS) else [],
        rejections=tables.read(SNA_DATA_REJECTIONS) if tables.has(SNA_DATA_REJECTIONS) else [],
        expected_false_alarms=cards[0]["expected_false_alarms"] if cards else None,
        judged_count=(cards[0]["judged_count"] or 0) if cards else 0,
        needs=read_shown_tables(tables),
        places={row["area_code"]: row for row in areas},
    )


def _measures(tables: Tables, cards: Sequence[Row], quarter_end: date | None) -> list[Measure]:
    card, coverage = _one_each(cards), _one_each(tables.read(PERFORMANCE_COVERAGE))
    every_return = tables.read(PERFORMANCE_RETURNS)
    # A pack may be made from a release that was published before there were checks.
    returns = _by_measure([row for row in every_return if not row.get("is_check")], "period_end_date")
    checks = _by_measure([row for row in every_return if row.get("is_check")], "period_end_date")
    signals = _by_measure(tables.read(PERFORMANCE_SIGNALS), "period_end_date")
    # A pack may be made from a release that was published before there were any.
    commented = tables.read(PERFORMANCE_COMMENTS) if tables.has(PERFORMANCE_COMMENTS) else []
    comments = _by_measure(commented, "period_end_date")
    profiles = _by_measure(tables.read(SNA_AREA_PROFILES), "area_code")
    measures = []
    for facts in sorted(tables.read(DIM_MEASURES), key=lambda row: (row["theme"], row["title"])):
        name = facts["measure_id"]
        wards: dict[str, list[Row]] = defaultdict(list)
        for row in signals[name]:
            if row["area_type"] == "ward":
                wards[row["area_code"]].append(row)
        measures.append(
            Measure(
                facts,
                card.get(name),
                coverage.get(name),
                [row for row in signals[name] if row["area_type"] == "csp"],
                dict(wards),
                {row["area_code"]: row for row in profiles[name]},
                returns[name],
                comments[name],
                checks[name],
                quarter_end,
            )
        )
    return measures


def _one_each(rows: Iterable[AnyRow]) -> dict[str, AnyRow]:
    return {row["measure_id"]: row for row in rows}


def _by_measure(rows: Iterable[AnyRow], order: str) -> dict[str, list[AnyRow]]:
    grouped: dict[str, list[AnyRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row[order]):
        grouped[row["measure_id"]].append(row)
    return grouped
