"""What pages derive from published rows, worked out a second time from the rows alone: counts, ranges, shares, sums.

Each is a row like the published ones: keys that name it, figures, and texts that bind a number to its words, such as
`37 periods`. A view cannot add to them: what it prints beyond them and the tables is held.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ossp_pipeline.contracts.status import SHOWN, CoverageStatus, MeasureState, ValueStatus, Verdict
from ossp_pipeline.site.board import Board, Measure
from ossp_pipeline.site.derived_of_measure import range_of
from ossp_pipeline.site.formatting import STATUSES, count_of, kilobytes, period_ranges
from ossp_pipeline.site.partial_sums import totals_of
from ossp_pipeline.site.rows import SnaDataCoverageRow
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.missing_reasons import NOTHING_YET, came_from, cause_of
from ossp_pipeline.site.views.quality import PLACE_COUNTS, ROW_COUNTS, supplied_of
from ossp_pipeline.site.views.schemes import why_in_words
from ossp_pipeline.site.views.sections import newest
from ossp_pipeline.site.views.times import HIGH

_COURSE = 24


def of_ward(board: Board, ward: str) -> list[Row]:
    """The course of every measure in a ward, and how many of them have which verdict."""
    courses = [_course(item, item.wards.get(ward, ())) for item in board.measures if item.wards]
    rows = [_newest(item, ward) for item in board.measures if item.wards]
    verdicts = Counter(row["verdict"] if row else Verdict.UNJUDGED for row in rows)
    says = [f"{count_of(count, 'measure')} worse" for count in [verdicts[Verdict.WORSENING]]]
    says += [f"{verdicts[Verdict.IMPROVING]} better", f"{verdicts[Verdict.UNJUDGED]} cannot be judged"]
    hidden = sum(row is not None and row["status"] == ValueStatus.WITHHELD for row in rows)
    says += [f"{count_of(hidden, 'figure')} withheld", f"the newest {_COURSE} periods"]
    return [*courses, *({"says": text} for text in says)]


def _newest(measure: Measure, ward: str) -> Row | None:
    """The ward's row of the period that the scorecard is about."""
    wanted = measure.card["latest_period"] if measure.card else None
    return next((row for row in measure.wards.get(ward, ()) if row["period"] == wanted), None)


def _course(measure: Measure, rows: Sequence[Row]) -> Row:
    due = [row for row in rows if row["status"] != ValueStatus.NOT_YET_DUE][-_COURSE:]
    states = Counter(row["status"] for row in due if row["status"] not in SHOWN)
    says = [*range_of(due, measure.facts["unit"]), *(f"{n} {STATUSES[status]}" for status, n in states.items())]
    return {"title": measure.facts["title"], **{f"says {index}": text for index, text in enumerate(says)}}


def of_wards(board: Board) -> list[Row]:
    """Of every ward, how many measures have which verdict, and how many are withheld."""
    rows = []
    for ward in board.wards:
        figures = [_newest(item, ward["area_code"]) for item in board.measures if item.wards]
        verdicts = Counter(row["verdict"] if row else Verdict.UNJUDGED for row in figures)
        hidden = sum(row is not None and row["status"] == ValueStatus.WITHHELD for row in figures)
        rows.append({"area_code": ward["area_code"], "withheld": hidden, **{str(v): verdicts[v] for v in Verdict}})
    return [*rows, {"says": count_of(len(board.wards), "ward")}]


def of_feeds(board: Board) -> list[Row]:
    """Of every feed, the deliveries by state and the rows by what became of them."""
    feeds: dict[str, list[SnaDataCoverageRow]] = defaultdict(list)
    for row in board.deliveries:
        feeds[row["feed"]].append(row)
    every = totals_of(supplied_of(board.deliveries), ROW_COUNTS)
    whole = {"gaps": every["received_count"].gaps, **{name: int(total.known) for name, total in every.items()}}
    return [*(_feed(name, rows) for name, rows in feeds.items()), whole]


def _feed(name: str, rows: Sequence[SnaDataCoverageRow]) -> Row:
    states = Counter(row["coverage_status"] for row in rows)
    sums: dict[str, Any] = {"feed": name, "revised": sum(bool(row["is_revised"]) for row in rows)}
    sums |= {state: states[state] for state in CoverageStatus}
    for columns, prefix in ((ROW_COUNTS, ""), (PLACE_COUNTS, "of places ")):
        totals = totals_of(supplied_of(rows), columns)
        sums |= {f"{prefix}{column}": int(total.known) for column, total in totals.items()}
        sums["gaps " + prefix] = totals[columns[0]].gaps
    return sums


def of_causes(board: Board) -> list[Row]:
    """Of every cause that leaves a measure without a figure for the quarter, how many measures it leaves so."""
    end = board.quarter["period_end_date"] if board.quarter else None
    found = [(item, item.figure_of(end)) for item in board.measures]
    causes = Counter(cause_of(item, row) for item, row in found if row is not None and row["status"] not in SHOWN)
    unpublished = [item for item, row in found if row is None and not item.points]
    causes[NOTHING_YET] = sum(item.facts["status"] != MeasureState.RETIRED for item in unpublished)
    return [{"name": cause, "measures": count} for cause, count in causes.items() if cause]


def of_gaps(measures: Sequence[Measure]) -> list[Row]:
    """Of every feed and lead, how many measures lack the same periods: a row is named by both."""
    missing = [(came_from(item), item.coverage["missing_periods"]) for item in measures if item.coverage]
    counts = Counter((source, periods) for source, periods in missing if periods)
    return [
        {"name": source, "item": period_ranges(periods), "measures": count, "periods": periods}
        for (source, periods), count in counts.items()
    ]


def of_files(board: Board) -> list[Row]:
    """Every file for download by the name of its table: its rows, and its size in words."""
    return [
        {
            "title": item["name"].rpartition(".")[0],
            "rows": item.get("rows"),
            "size": kilobytes(item["bytes"]) if "bytes" in item else None,
            "description": item.get("description"),
        }
        for item in board.package["resources"]
    ]


def of_grants(board: Board) -> list[Row]:
    """Of every scheme that several grants pay for, what they give together, of the newest row of each grant."""
    newest = {row["grant_id"]: row for row in sorted(board.grants, key=lambda row: row["period"] or "")}
    given: dict[str, Counter[str]] = defaultdict(Counter)
    for row in newest.values():
        if row.get("scheme"):
            given[row["scheme"]].update({name: int(row[name] or 0) for name in ("allocation_pounds", "match_pounds")})
    return [{"name": scheme, **sums} for scheme, sums in given.items()]


def of_schemes(board: Board) -> list[Row]:
    """Of every scheme, by how many the crimes of each of its kinds of places changed, or why nobody can say."""
    rows: list[Row] = []
    for row in board.needs.get("performance_safer_streets") or []:
        ends = [(row[name], row[name.replace("_before_", "_after_")]) for name in row if name.endswith("_before_count")]
        changes = {
            f"change {at}": after - before for at, (before, after) in enumerate(ends) if None not in (before, after)
        }
        rows.append({"title": row["title"], "says": why_in_words(row["verdict_reason"] or ""), **changes})
    return rows


def of_deliveries(board: Board) -> list[Row]:
    """How many deliveries of every feed were used."""
    counts = Counter(item["feed"] for item in board.package["deliveries"])
    newest_of = {
        item["feed"]: item["period"] for item in sorted(board.package["deliveries"], key=lambda x: x["period"])
    }
    return [{"feed": feed, "count": count, "newest": newest_of[feed]} for feed, count in counts.items()]


def of_needs(board: Board) -> dict[str, list[Row]]:
    """Shares and counts on the pages of the needs assessment."""
    hours: list[Row] = [
        {"slot": f"{hour:02d}", "says": f"{hour:02d}:00", "ends": f"{hour:02d}:59"} for hour in range(24)
    ]
    return {
        "derived shares": list(_shares_of_harm(board.needs.get("sna_harm") or [])),
        "derived hours": hours,
        "derived wards": _small_areas(board),
        "derived limits": [{"says": f"{HIGH} and more"}],
    }


def _small_areas(board: Board) -> list[Row]:
    """Of every ward, its place in the list, how many small areas lie in it and how many of these are busiest."""
    hotspots = board.needs.get("sna_hotspots") or []
    now = newest([row for row in hotspots if row["subject"] == "crime"])
    inside = Counter(_ward_of(board, code) for code in {row["area_code"] for row in hotspots})
    busiest = Counter(
        _ward_of(board, row["area_code"])
        for row in hotspots
        if (row["subject"], row["period"]) == ("crime", now) and row["is_top"]
    )
    return [
        {
            "area_code": ward["area_code"],
            "place": place,
            "inside": inside[ward["area_code"]],
            "busiest": busiest[ward["area_code"]],
        }
        for place, ward in enumerate(board.wards, start=1)
    ]


def _ward_of(board: Board, code: str) -> str:
    return str(board.places[code]["parent_area_code"] or "") if code in board.places else ""


def _shares_of_harm(rows: Sequence[Row]) -> Iterator[Row]:
    for area in {row["area_code"] for row in rows}:
        inside = [row for row in rows if row["area_code"] == area]
        whole = next((row for row in inside if row["level"] == "all"), None)
        for row in inside if whole else ():
            shares = {
                f"share of {name}": 100 * row[name] / whole[name]
                for name in ("crime_count", "harm")
                if row[name] is not None and whole is not None and whole[name]
            }
            yield {"category": row["category"], "area_code": area, **shares}


# Columns whose values sentences count.
_COUNTED = (
    "completeness",
    "coverage_status",
    "feed",
    "hotspot",
    "is_overdue",
    "is_revised",
    "rag",
    "return_state",
    "sharing_status",
    "status",
    "theme",
    "verdict",
)


def counted(tables: Mapping[str, Sequence[Row]]) -> set[str]:
    """How many rows of a table share a value, for sentences that count: as numbers, since sentences differ."""
    counts: set[int] = set()
    for rows in tables.values():
        counts.add(len(rows))
        for column in _COUNTED:
            values = Counter(row[column] for row in rows if column in row)
            counts |= {*values.values(), len(values)}
    return {f"{count:,}" for count in counts}
