"""What report, deck and spreadsheet say: the same words and figures, worked out once, in the board's order."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from ossp_pipeline.contracts.edition import AUDIENCE, WITHHELD, Edition
from ossp_pipeline.contracts.status import SHOWN, CoverageStatus, Verdict
from ossp_pipeline.packs.board.quarter_snapshot import QuarterSnapshot
from ossp_pipeline.packs.board.questions import Question, pressing, questions
from ossp_pipeline.site.board import Board, Measure
from ossp_pipeline.site.formatting import VERDICTS, count_of, day, feed_name, number, period, pounds
from ossp_pipeline.site.partial_sums import totals_of
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.comments import comments_on
from ossp_pipeline.site.views.grants import Grant, grants_of
from ossp_pipeline.site.views.measure_rows import Line, line_of
from ossp_pipeline.site.views.overview import overview, quarter_words, theme_page
from ossp_pipeline.site.views.quality import ROW_COUNTS, supplied_of
from ossp_pipeline.site.views.schemes import schemes_of

SHAPES = {"red": "■ Red", "amber": "▲ Amber", "green": "● Green"}
_WAYS = {
    "accepted_count": "used",
    "rejected_count": "rejected",
    "unconsented_count": "left out without consent",
    "duplicate_count": "exact repeats",
    "out_of_area_count": "outside the area",
}
# A chart is worth its room where a target is missed, or where chance does not explain that it got worse.
_MISSED = ("red", "amber")


def pack_content(snapshot: QuarterSnapshot) -> dict[str, Any]:
    """Everything a pack says, as plain values. It holds no drawings: `charted` has the measures to draw, by theme."""
    board, first = snapshot.board, overview(snapshot.board)
    of_edition = ", public edition" if snapshot.edition is Edition.PUBLIC else ""
    challenges = questions(snapshot)
    return {
        "title": f"Performance report: {quarter_words(board)}{of_edition}",
        "quarter": quarter_words(board),
        "partnership": f"{board.area['area_name']}: Community Safety Partnership",
        "notice": board.package["description"],
        "source": _source(snapshot),
        "sentences": first["sentences"],
        "boxes": _boxes(first),
        "talk": [measure_cells(line) for line in first["talk"]],
        "well": [measure_cells(line) for line in first["better"]],
        "different": [measure_cells(line) for line in first["different"]],
        "besides": _besides(first),
        "themes": [_theme(board, theme, first["silent"]) for theme in _themes(board)],
        "charted": {theme: charted(board, theme) for theme in _themes(board)},
        "questions": grouped_questions(challenges),
        "pressing": [
            {"text": item.text, "evidence": item.evidence, "owner": item.owner} for item in pressing(challenges)
        ],
        "silent": _silent(first["silent"]),
        "quality": _quality(snapshot),
        "method": _method(snapshot.edition),
    }


def _themes(board: Board) -> list[str]:
    """Those of the plan and the grants too: a theme without a measure still has its actions and its money."""
    return sorted({*board.themes, *(row["theme"] for row in (*board.actions, *board.grants))})


def _boxes(first: dict[str, Any]) -> list[dict[str, str]]:
    rags = first["rags"]
    silent = ", ".join(f"{len(lines)} {reason}" for reason, lines in first["silent"].items()) or "every one has one"
    alarms = first["false_alarms"]
    chance = f" Of {first['judged']} judged, about {number(alarms, 'mean')} would say so by chance." if alarms else ""
    return [
        {
            "label": "Missing their target",
            "figure": str(rags["red"] + rags["amber"]),
            "words": f"of {sum(rags.values())} that have a target: {rags['red']} red, {rags['amber']} amber.",
        },
        {
            "label": "Changed beyond chance",
            "figure": f"{len(first['worse'])} worse, {len(first['better'])} better",
            "words": f"and {len(first['different']) or 'no'} more changed where no direction is good.{chance}",
        },
        {
            "label": "No figure for the quarter",
            "figure": str(first["silent_count"]),
            "words": f"of {count_of(first['measures'], 'measure')}: {silent}.",
        },
        {
            "label": "For a conversation",
            "figure": count_of(len(first["talk"]), "measure").capitalize(),
            "words": f"and {count_of(len(first['alarms']), 'grant')}, {count_of(first['overdue'], 'action')}.",
        },
    ]


def _besides(first: dict[str, Any]) -> list[str]:
    outstanding = ", ".join(f"{count} {state}" for state, count in sorted(first["returns"].items()))
    sentences = [
        f"{count_of(first['overdue'], 'action').capitalize()} of the plan past their due date, not done or stopped"
    ]
    sentences.append(
        f"Returns of the quarter that are not accepted: {outstanding}"
        if outstanding
        else "Every return of the quarter is accepted"
    )
    sentences.append(f"{count_of(first['late'], 'delivery', 'deliveries').capitalize()} from partners late")
    return sentences + [f"{item.newest['title']}: {item.sentence}" for item in first["alarms"]]


def measure_cells(line: Line) -> dict[str, str]:
    """A measure as cells of a table."""
    return {
        "title": line.title,
        "owner": line.owner,
        "latest": line.figure,
        "period": brief(line.dated),
        "target": line.target,
        "status": _against(line),
        "rag": line.rag,
        "change": line.verdict_words,
        "verdict": line.verdict,
        "reason": line.reason,
        "comment": line.comment,
    }


def _against(line: Line) -> str:
    if line.target == "no target":
        return line.target
    return f"{SHAPES[line.rag] if line.rag else 'Not compared'}, target {line.target}"


def brief(text: str) -> str:
    """A period with its months in three letters: Oct to Dec 2025."""
    return re.sub(r"\b([A-Z][a-z]{2})[a-z]+", r"\1", text)


def charted(board: Board, theme: str) -> list[Measure]:
    """The theme's measures that get a chart: worse first, then red, then amber."""
    own = [(line_of(item), item) for item in board.measures if item.facts["theme"] == theme]
    chosen = [pair for pair in own if pair[0].verdict == Verdict.WORSENING or pair[0].rag in _MISSED]
    ranked = sorted(
        chosen, key=lambda pair: (pair[0].verdict != Verdict.WORSENING, pair[0].rag != "red", pair[0].title)
    )
    return [item for _, item in ranked]


def _theme(board: Board, theme: str, silent: dict[str, list[Line]]) -> dict[str, Any]:
    page = theme_page(board, theme)
    year = board.quarter["financial_year"].replace("-", "/") if board.quarter else ""
    own = [row for row in board.actions if row["theme"] == theme]
    actions = [row for row in own if row["plan_year"] == year or row["is_overdue"]]
    grants = [item for item in grants_of(board) if item.newest["theme"] == theme]
    return {
        "title": theme,
        "counts": _counts(page),
        "tally": {
            "measures": page["measures"],
            **page["rags"],
            **page["verdicts"],
            "silent": sum(line.theme == theme for lines in silent.values() for line in lines),
        },
        "priorities": [name for name, _, lines in page["groups"] if name and lines],
        "groups": [
            {"priority": name, "lines": [measure_cells(line) for line in lines]}
            for name, _, lines in page["groups"]
            if lines
        ],
        "comments": _comments(board, theme),
        "actions": [_action(row) for row in sorted(actions, key=lambda row: (not row["is_overdue"], row["action"]))],
        "year": year,
        "grants": [_grant(item) for item in grants],
        "schemes": [
            {"title": item.title, "words": f"{item.words} {item.measured} {item.basis}."}
            for item in schemes_of(board)
            if item.grant_id in {grant.newest["grant_id"] for grant in grants}
        ],
    }


def _counts(page: dict[str, Any]) -> str:
    rags, verdicts = page["rags"], page["verdicts"]
    targets = [f"{rags[rag]} {rag}" for rag in ("red", "amber", "green") if rags[rag]] or ["no target set"]
    changed = [f"{verdicts[name]} {VERDICTS[name].lower()}" for name in VERDICTS if verdicts[name]]
    return f"{count_of(page['measures'], 'measure').capitalize()}: {', '.join(targets)}; {', '.join(changed)}."


def _comments(board: Board, theme: str) -> list[dict[str, Any]]:
    """What leads wrote, and signed off, about the figures shown; not what they wrote about earlier ones."""
    comments = []
    for measure in board.measures:
        shown = {
            period(measure.card["latest_period"] if measure.card else None),
            period(board.quarter["period"] if board.quarter else None),
        }
        current = [item for item in comments_on(measure) if item.period in shown]
        if measure.facts["theme"] == theme and current:
            newest = current[0]
            words = " ".join(part for part in (newest.words, newest.aside) if part)
            comments.append(
                {
                    "title": measure.facts["title"],
                    "period": newest.period,
                    "words": words,
                    "by": ", ".join(part for part in (newest.role, newest.signed) if part),
                }
            )
    return comments


def _action(row: Row) -> dict[str, str]:
    reached = row["progress"] or f"no progress reported ({row['return_state']})"
    return {
        "action": row["action"],
        "year": row["plan_year"],
        "owner": row["owner_role"],
        "due": day(row["due_date"]),
        "progress": f"{reached[0].upper()}{reached[1:]}" + ("; past its due date" if row["is_overdue"] else ""),
        "reported": brief(period(row["progress_period"])) if row["progress_period"] else "never reported",
        "comment": row["comment"] or "",
    }


def _grant(item: Grant) -> dict[str, Any]:
    """Its newest figures that were signed off, and their quarter."""
    figures = item.latest
    return {
        "title": figures["title"],
        "period": brief(item.period),
        "given": pounds(figures["allocation_pounds"]),
        "spent": pounds(figures["spent_pounds"]),
        "left": pounds(figures["left_pounds"]),
        "is_alarmed": item.is_raised,
        "alarm": item.alarm[0].upper() + brief(item.alarm[1:]),
        "comment": item.comment,
    }


def grouped_questions(challenges: Sequence[Question]) -> list[dict[str, Any]]:
    """By theme, and the same question only once, with every reason to ask it."""
    groups = []
    for theme, own in groupby(challenges, key=lambda item: item.theme):
        same: dict[str, list[Question]] = {}
        for item in own:
            same.setdefault(item.text, []).append(item)
        groups.append(
            {
                "theme": theme,
                "questions": [
                    {"text": text, "reasons": [{"evidence": item.evidence, "owner": item.owner} for item in items]}
                    for text, items in same.items()
                ],
            }
        )
    return groups


def _silent(silent: dict[str, list[Line]]) -> list[dict[str, str]]:
    """Measures without a figure for the quarter, why, and what the lead gave as a reason."""
    return [
        {
            "title": line.title,
            "reason": reason,
            "explanation": line.gap,
            "owner": line.owner,
            "newest": f"{line.figure} ({brief(line.period)})" if line.figure[0].isdigit() else line.figure,
        }
        for reason, lines in silent.items()
        for line in lines
    ]


def _quality(snapshot: QuarterSnapshot) -> dict[str, Any]:
    board = snapshot.board
    late = [
        f"{feed_name(row['feed'])}, {period(row['period'])}: late since {day(row['late_since_date'])}"
        for row in board.deliveries
        if row["coverage_status"] == CoverageStatus.LATE
    ]
    rows = totals_of(supplied_of(board.deliveries), ROW_COUNTS)
    again = sum(any(row["is_revised"] and row["status"] in SHOWN for row in item.points) for item in board.measures)
    received, ways = rows["received_count"], [f"{rows[name].figure} {words}" for name, words in _WAYS.items()]
    gaps = f"; {received.gaps}" if received.gaps else ""
    row_counts = f"{received.figure.capitalize()} rows received: {', '.join(ways)}{gaps}."
    repeated = f"{count_of(again, 'measure').capitalize()} with figures that were delivered, or returned, again."
    return {
        "late": late,
        "facts": [row_counts, repeated, "The certificate in the release names every rule and its result."],
    }


def _source(snapshot: QuarterSnapshot) -> list[str]:
    newest = day(snapshot.board.newest_end) if snapshot.board.newest_end else "no day yet"
    sentences = [
        f"Made from release {snapshot.release_id} of {day(snapshot.published.date())}, and nothing else. "
        f"Figures to {newest}."
    ]
    if not snapshot.is_newest:
        sentences.append(
            "This is an earlier quarter, as this release has it: later corrections are in its figures, "
            "and actions are shown as they are now."
        )
    return sentences


def _method(edition: Edition) -> list[str]:
    """How to read a pack, and for whom it is."""
    audience, words = AUDIENCE[edition]
    hidden = (
        f"Missing is never zero and hidden is never zero. {WITHHELD[edition]} A word is shown in place of the figure."
    )
    return [*_READING, hidden, f"{audience} {words}", *_ASKING]


_READING = [
    "Change: one verdict for each measure, from a control chart. Figures go up and down by chance; only a figure, or a "
    "row of figures, that chance does not explain is called better or worse than usual. A verdict is wrong about twice "
    "in a hundred.",
    "Target: ● Green is met, ▲ Amber is missed by up to a tenth of it, ■ Red by more. This is distance alone and says "
    "nothing about change.",
]
_ASKING = [
    "What leads write is shown as they wrote it once their return is accepted, checked for personal details, "
    "and withheld where some are found.",
    "Questions are asked only where a published row gives a reason; the reason is given under each.",
]
