"""The first screen, the themes and priorities, and the list of all measures."""

from collections import Counter
from dataclasses import replace
from typing import Any

from ossp_pipeline.dashboard.board import Board, Measure
from ossp_pipeline.dashboard.views.comments import comment_for
from ossp_pipeline.dashboard.views.grants import raised
from ossp_pipeline.dashboard.views.lines import Line, line_of, page_of
from ossp_pipeline.dashboard.views.silences import said_of, why_none
from ossp_pipeline.dashboard.words import SHOWN, period, quarter_name

_MOST = 10


def overview(board: Board) -> dict[str, Any]:
    """How we are doing: what a board member must know in ten seconds, then what to talk about."""
    lines = [line_of(measure, comment_for(measure)) for measure in board.measures]
    silent = without_figure(board)
    return {
        "quarter": quarter_words(board),
        "rags": Counter(line.rag for line in lines if line.rag),
        "verdicts": Counter(line.verdict for line in lines),
        "measures": len(lines),
        "silent": silent,
        "silent_count": sum(len(items) for items in silent.values()),
        "worse": [line for line in lines if line.verdict == "worsening"],
        "better": [line for line in lines if line.verdict == "improving"],
        "different": [line for line in lines if line.verdict == "changed"],
        "talk": _to_talk_about(lines),
        "most": _MOST,
        "themes": [theme_card(board, theme, lines) for theme in board.themes],
        "returns": _owed_returns(board),
        "overdue": sum(bool(row["is_overdue"]) for row in board.actions),
        "alarms": raised(board),
        "late": sum(row["coverage_status"] == "late" for row in board.deliveries),
        "false_alarms": board.expected_false_alarms,
        "judged": board.judged_count,
    }


def quarter_words(board: Board) -> str:
    """January to March 2026 (quarter 4 of 2025/26), or that no quarter has ended."""
    if board.quarter is None:
        return "no quarter has ended yet"
    name = board.quarter["period"]
    return f"{period(name)} ({quarter_name(name)})"


def without_figure(board: Board) -> dict[str, list[Line]]:
    """Measures without a figure for the quarter, by the reason in words."""
    end = board.quarter["period_end_date"] if board.quarter else None
    found: dict[str, list[Line]] = {}
    for measure in board.measures:
        row = measure.figure_of(end)
        if row is not None and row["status"] not in SHOWN:
            reason, said = why_none(measure, row), said_of(measure, row)
        elif row is None and not measure.points:
            said = ""
            reason = "retired" if measure.facts["status"] == "retired" else "nothing published yet"
        else:
            continue
        found.setdefault(reason, []).append(replace(line_of(measure), gap=said))
    return dict(sorted(found.items()))


def theme_card(board: Board, theme: str, lines: list[Line]) -> dict[str, Any]:
    """A theme in counts."""
    own = [line for line in lines if line.theme == theme]
    return {
        "title": theme,
        "page": page_of("theme", theme),
        "measures": len(own),
        "rags": Counter(line.rag for line in own if line.rag),
        "verdicts": Counter(line.verdict for line in own),
        "priorities": [(name, page_of("priority", name)) for of, name in board.priorities if of == theme],
    }


def theme_page(board: Board, theme: str) -> dict[str, Any]:
    """A theme: its priorities, and its measures under each."""
    own = [measure for measure in board.measures if measure.facts["theme"] == theme]
    card = theme_card(board, theme, [line_of(measure) for measure in own])
    names = [name for of, name in board.priorities if of == theme]
    groups = [(name, page_of("priority", name), _of_priority(own, name)) for name in names]
    return {**card, "groups": [*groups, ("", "", _of_priority(own, None))], "actions": _count_actions(board, theme)}


def priority_page(board: Board, theme: str, priority: str) -> dict[str, Any]:
    """A priority of the plan: its measures, and its actions."""
    own = [item for item in board.measures if item.facts["theme"] == theme and item.facts["priority"] == priority]
    return {
        "title": priority,
        "theme": theme,
        "theme_page": page_of("theme", theme),
        "lines": [line_of(measure) for measure in own],
        "actions": [row for row in board.actions if row["priority"] == priority],
    }


def _of_priority(measures: list[Measure], priority: str | None) -> list[Line]:
    return [line_of(item) for item in measures if (item.facts["priority"] or None) == priority]


def _count_actions(board: Board, theme: str) -> int:
    return sum(row["theme"] == theme for row in board.actions)


def _to_talk_about(lines: list[Line]) -> list[Line]:
    """Red or worse than usual; those that are both come first."""
    found = [line for line in lines if line.rag == "red" or line.verdict == "worsening"]
    return sorted(found, key=lambda line: -((line.rag == "red") + (line.verdict == "worsening")))


def _owed_returns(board: Board) -> Counter[str]:
    """Returns of the quarter that are not accepted, by state."""
    name = board.quarter["period"] if board.quarter else None
    rows = [row for measure in board.measures for row in measure.returns if row["period"] == name]
    return Counter(row["return_state"] for row in rows if row["return_state"] != "accepted")
