"""The first screen, the themes and priorities, and the list of all measures.

What is counted is the quarter: a measure whose newest figure is older says nothing about it, whatever was said then.
"""

from collections import Counter
from dataclasses import replace
from typing import Any

from ossp_pipeline.contracts.status import SHOWN, CoverageStatus, MeasureState, ReturnState, Verdict
from ossp_pipeline.site.board import Board, Measure
from ossp_pipeline.site.formatting import count_of, period, quarter_name
from ossp_pipeline.site.quarters import measure_at
from ossp_pipeline.site.views.comments import comment_for
from ossp_pipeline.site.views.grants import raised
from ossp_pipeline.site.views.measure_rows import Line, line_of, page_of
from ossp_pipeline.site.views.missing_reasons import NOTHING_YET, Gap, cause_of, reason_in_words, why_none

_MOST = 10
_UNJUDGED, _SIGNALS = Verdict.UNJUDGED, (Verdict.WORSENING, Verdict.IMPROVING, Verdict.CHANGED)


def overview(board: Board) -> dict[str, Any]:
    """How we are doing: what a board member must know in ten seconds, then what to talk about."""
    last = [line_of(measure, comment_for(measure)) for measure in at_the_quarter(board, board.measures)]
    lines = [_of_the_quarter(line) for line in last]
    silent = without_figure(board)
    causes, alone = by_cause(silent)
    judged = sum(line.verdict != _UNJUDGED for line in lines)
    values = {
        "quarter": quarter_words(board),
        "rags": Counter(line.rag for line in lines if line.rag),
        "verdicts": Counter(line.verdict for line in lines),
        "measures": len(lines),
        "silent": silent,
        "silent_count": sum(len(items) for items in silent.values()),
        "causes": causes,
        "alone": alone,
        "worse": [line for line in lines if line.verdict == Verdict.WORSENING],
        "better": [line for line in lines if line.verdict == Verdict.IMPROVING],
        "different": [line for line in lines if line.verdict == Verdict.CHANGED],
        "unconfirmed": sum(line.is_unconfirmed for line in lines),
        "talk": _to_talk_about(lines),
        "most": _MOST,
        "earlier": [line for line in last if line.is_earlier and (line.rag or line.verdict in _SIGNALS)],
        "newer": sum(_has_newer(board, measure) for measure in board.measures),
        "themes": [theme_card(board, theme, lines) for theme in board.themes],
        "returns": _outstanding_returns(board),
        "overdue": sum(bool(row["is_overdue"]) for row in board.actions),
        "alarms": raised(board),
        "late": sum(row["coverage_status"] == CoverageStatus.LATE for row in board.deliveries),
        "false_alarms": _false_alarms(board, judged),
        "judged": judged,
    }
    return {**values, "sentences": sentences(values)}


def sentences(first: dict[str, Any]) -> str:
    """The quarter in one breath, for the first screen and the packs."""
    if not first["measures"]:
        return "This release holds no measure, so there is nothing to judge."
    rags, worse, better = first["rags"], len(first["worse"]), len(first["better"])
    aimed, missed, silent = sum(rags.values()), rags["red"] + rags["amber"], first["silent_count"]
    target = (
        f"Of {count_of(aimed, 'measure')} with a target and a figure, {missed or 'none'} "
        f"{'miss' if missed > 1 else 'misses'} it, {rags['red'] or 'none'} by more than a tenth."
        if aimed
        else "No measure has both a target and a figure."
    )
    without = f"{count_of(silent, 'measure').capitalize()} {'has' if silent == 1 else 'have'} no figure"
    doubts = first["unconfirmed"]
    doubt = (
        f" {count_of(doubts, 'figure').capitalize()} {'rests' if doubts == 1 else 'rest'} on a month that nobody has "
        "confirmed, and improve nothing."
        if doubts
        else ""
    )
    figures = without if silent else "Every measure has a figure"
    return (
        f"{target} {count_of(worse, 'measure').capitalize()} {'is' if worse == 1 else 'are'} worse than usual and "
        f"{better or 'none'} better, beyond chance. {figures} for the quarter.{doubt}"
    )


def at_the_quarter(board: Board, measures: list[Measure]) -> list[Measure]:
    """Measures as they stood at the end of the board's quarter; as they are where no quarter has ended."""
    if board.quarter is None:
        return measures
    return [measure_at(measure, board.quarter["period_end_date"]) for measure in measures]


def _of_the_quarter(line: Line) -> Line:
    """How it stands in the quarter: without a figure of the quarter nothing can be said of it."""
    return replace(line, verdict=_UNJUDGED, rag="") if line.is_earlier else line


def _has_newer(board: Board, measure: Measure) -> bool:
    newest = measure.newest
    return bool(
        board.quarter
        and newest
        and newest["status"] in SHOWN
        and newest["period_end_date"] > board.quarter["period_end_date"]
    )


def _false_alarms(board: Board, judged: int) -> float | None:
    """How many of so many verdicts to expect by chance: the published share of them."""
    if not board.expected_false_alarms or not board.judged_count:
        return None
    return board.expected_false_alarms / board.judged_count * judged


def quarter_words(board: Board) -> str:
    """January to March 2026 (quarter 4 of 2025/26), or that no quarter has ended."""
    if board.quarter is None:
        return "no quarter has ended yet"
    name = board.quarter["period"]
    return f"{period(name)} ({quarter_name(name)})"


def without_figure(board: Board) -> dict[str, list[Line]]:
    """Measures without a figure for the quarter, by the reason in words."""
    end = board.quarter["period_end_date"] if board.quarter else None
    by_reason: dict[str, list[Line]] = {}
    for measure in board.measures:
        row = measure.figure_of(end)
        if row is not None and row["status"] not in SHOWN:
            reason, gap, cause = why_none(measure, row), reason_in_words(measure, row), cause_of(measure, row)
        elif row is None and not measure.points:
            gap = ""
            reason = "retired" if measure.facts["status"] == MeasureState.RETIRED else NOTHING_YET
            cause = "" if reason == "retired" else reason
        else:
            continue
        by_reason.setdefault(reason, []).append(replace(line_of(measure), gap=gap, cause=cause))
    return dict(sorted(by_reason.items()))


def by_cause(silent: dict[str, list[Line]]) -> tuple[list[Gap], dict[str, list[Line]]]:
    """Causes that leave several measures without a figure, the one with the most first; and the others by reason."""
    found: dict[str, list[Line]] = {}
    for line in (line for lines in silent.values() for line in lines if line.cause):
        found.setdefault(line.cause, []).append(line)
    shared = {cause: lines for cause, lines in found.items() if len(lines) > 1}
    alone = {reason: [line for line in lines if line.cause not in shared] for reason, lines in silent.items()}
    causes = sorted((Gap(cause, "", lines) for cause, lines in shared.items()), key=lambda gap: -len(gap.lines))
    return causes, {reason: lines for reason, lines in alone.items() if lines}


def theme_card(board: Board, theme: str, lines: list[Line]) -> dict[str, Any]:
    """A theme in counts, of the lines of the quarter."""
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
    card = theme_card(board, theme, [_of_the_quarter(line_of(measure)) for measure in at_the_quarter(board, own)])
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
    chosen = [line for line in lines if line.rag == "red" or line.verdict == Verdict.WORSENING]
    return sorted(chosen, key=lambda line: -((line.rag == "red") + (line.verdict == Verdict.WORSENING)))


def _outstanding_returns(board: Board) -> Counter[str]:
    """Returns of the quarter that are not accepted, by state."""
    name = board.quarter["period"] if board.quarter else None
    rows = [row for measure in board.measures for row in measure.returns if row["period"] == name]
    return Counter(row["return_state"] for row in rows if row["return_state"] != ReturnState.ACCEPTED)
