"""The page of data quality: what is late, what was rejected, what is missing."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from ossp_pipeline.contracts.status import (
    Completeness,
    CoverageStatus,
    RejectionReason,
    ReturnState,
    ValueStatus,
)
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.formatting import STATUSES, day, feed_name, period, spell_periods
from ossp_pipeline.site.partial_sums import totals_of
from ossp_pipeline.site.rows import SnaDataCompletenessRow, SnaDataCoverageRow
from ossp_pipeline.site.views.left_out import unplaced_sentences
from ossp_pipeline.site.views.measure_rows import page_of
from ossp_pipeline.site.views.missing_reasons import gaps_by_cause

_STATES = (CoverageStatus.SUPPLIED, CoverageStatus.LATE, CoverageStatus.NOT_YET_DUE, CoverageStatus.NOT_EXPECTED)
# Dimensions whose one kind is the whole feed, and the share above which volume says too little.
WHOLE, _TOO_BLIND = ("all", "place"), 0.25
PLACE_COUNTS = ("accepted_count", "unplaced_count", "other_vintage_count")
# Rows received, and the ways a row can go: these add up for every delivery, and so they do for every feed.
ROW_COUNTS = (
    "received_count",
    "accepted_count",
    "rejected_count",
    "unconsented_count",
    "duplicate_count",
    "out_of_area_count",
)


def quality_page(board: Board) -> dict[str, Any]:
    """What is late, what was rejected, what every measure lacks."""
    feeds: dict[str, list[SnaDataCoverageRow]] = defaultdict(list)
    for row in board.deliveries:
        feeds[row["feed"]].append(row)
    return {
        "late": [row for row in board.deliveries if row["coverage_status"] == CoverageStatus.LATE],
        "feeds": [_feed(name, rows) for name, rows in sorted(feeds.items())],
        "doubts": _doubts(board),
        "blind": _blind_shares(board),
        "faults": _set_aside(board, RejectionReason.FAULT),
        "unconsented": _set_aside(board, RejectionReason.NO_CONSENT),
        "places": [
            _places(name, rows)
            for name, rows in sorted(feeds.items())
            if any(row["unplaced_count"] is not None for row in rows)
        ],
        "unplaced": unplaced_sentences(board.deliveries),
        "gaps": gaps_by_cause(board.measures),
        "returns": _returns(board),
        "sources": board.package["sources"],
    }


def _doubts(board: Board) -> list[dict[str, str]]:
    """Months that look short or long, the newest first: which wait to be confirmed, and which somebody confirmed."""
    rows = [row for row in board.completeness if row["completeness"] != Completeness.COMPLETE]
    rows = sorted(rows, key=lambda row: (row["feed"], row["dimension"], row["kind"]))
    return [
        {
            "feed": feed_name(row["feed"]),
            "period": period(row["period"]),
            "kind": "" if row["dimension"] in WHOLE else row["kind_name"] or "",
            "completeness": row["completeness"] or "",
            "reason": spell_periods(row["reason"] or ""),
        }
        for row in sorted(rows, key=_start_of, reverse=True)
    ]


def _start_of(row: SnaDataCompletenessRow) -> date:
    """For ordering: months and quarters stand side by side, so the text of a period does not order them."""
    return row["period_start_date"] or date.min


def _blind_shares(board: Board) -> list[dict[str, str]]:
    """Of each feed's newest month, the largest share that may be missing unseen."""
    newest: dict[str, SnaDataCompletenessRow] = {}
    for row in sorted(board.completeness, key=_start_of):
        if row["dimension"] == "all":
            newest[row["feed"]] = row
    return [
        {"feed": feed_name(name), "period": period(row["period"]), "share": _blind_words(row["blind_share"])}
        for name, row in sorted(newest.items())
    ]


def _blind_words(share: float | None) -> str:
    if share is None:
        return "the history is too short to judge it by volume"
    return f"{share:.0%}" + ("; cannot be judged by volume" if share > _TOO_BLIND else "")


def supplied_of(rows: Sequence[SnaDataCoverageRow]) -> list[SnaDataCoverageRow]:
    """The deliveries that came: only these have rows to count."""
    return [row for row in rows if row["coverage_status"] == CoverageStatus.SUPPLIED]


def _feed(name: str, rows: Sequence[SnaDataCoverageRow]) -> dict[str, Any]:
    supplied = supplied_of(rows)
    return {
        "name": feed_name(name),
        "newest": period(max((row["period"] for row in supplied), default=None)),
        "states": {state: sum(row["coverage_status"] == state for row in rows) for state in _STATES},
        "counts": [total.words for total in totals_of(supplied, ROW_COUNTS).values()],
        "revised": sum(bool(row["is_revised"]) for row in rows),
    }


def _set_aside(board: Board, reason: str) -> list[dict[str, str]]:
    """The rules that set rows aside, the most rows of a feed first; what is withheld comes last, and says so."""
    rows = [row for row in board.rejections if row["reason"] == reason and row["status"] != ValueStatus.TRUE_ZERO]
    rows.sort(key=lambda row: (row["feed"], -(row["row_count"] or 0), row["rule_id"]))
    return [
        {
            "feed": feed_name(row["feed"]),
            "meaning": row["meaning"] or "",
            "count": f"{row['row_count']:,}" if row["row_count"] is not None else STATUSES[str(row["status"])],
        }
        for row in rows
    ]


def _places(name: str, rows: Sequence[SnaDataCoverageRow]) -> dict[str, Any]:
    """Rows whose place is not known or not in use, and the months that give wards and small areas no figure."""
    bare = [period(row["period"]) for row in rows if row["is_placed"] is False]
    return {
        "name": feed_name(name),
        "counts": [total.words for total in totals_of(supplied_of(rows), PLACE_COUNTS).values()],
        "bare": ", ".join(bare) or "none",
    }


def _returns(board: Board) -> list[dict[str, str]]:
    """Returns of ended quarters that are not accepted."""
    return [
        {
            "title": item.facts["title"],
            "page": page_of("measure", item.measure_id),
            "owner": row["owner_role"],
            "period": period(row["period"]),
            "state": row["return_state"],
            "due": day(row["due_date"]),
        }
        for item in board.measures
        for row in item.returns
        if row["return_state"] not in (ReturnState.ACCEPTED, ReturnState.NOT_DUE)
    ]
