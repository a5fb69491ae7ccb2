"""The pack's spreadsheet: the quarter's scorecard, the figures behind every chart, actions, grants, returns, questions.

How a sheet is laid out for a screen reader is in `packs.assessment.accessible_workbook`. Here: which rows, and the
symbol of each cell without a figure, which is never empty and never zero.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ossp_pipeline.contracts.status import HIDDEN, ReturnState, ValueStatus
from ossp_pipeline.packs.assessment.accessible_workbook import (
    DOES_NOT_APPLY,
    SHORTHAND,
    Cover,
    Sheet,
    write_accessible_workbook,
)
from ossp_pipeline.packs.board.quarter_snapshot import QuarterSnapshot
from ossp_pipeline.packs.board.questions import questions
from ossp_pipeline.site.board import Measure
from ossp_pipeline.site.formatting import STATUSES, UNITS, day, period, plotted, point_words
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.measure_rows import line_of
from ossp_pipeline.site.views.schemes import Scheme, schemes_of

_SYMBOLS: dict[str, str] = {**SHORTHAND, ValueStatus.QUERIED: "[x]"}
_DECIMALS = 3
_ABOUT = (
    "[c] is withheld or hidden to protect people; [x] is not available; [z] does not apply. None is 0.",
    "Figures have at most three decimals; the release's own tables have them in full.",
)
_NOTES = {
    "verdict": "Change is the one verdict of the measure's control chart. Better and worse are beyond chance, and "
    "wrong about twice in a hundred.",
    "rag": "Against target is distance alone: green is met, amber is missed by up to a tenth of it, red by more.",
    "words": "What people wrote is shown where their return is accepted, and withheld where it seems to hold personal "
    "details.",
    "now": "Actions are shown as they were when the release was made.",
}
Cell = str | int | float


def write_workbook(path: Path, content: Mapping[str, Any], snapshot: QuarterSnapshot) -> None:
    """Write the spreadsheet of a pack. The same snapshot gives the same bytes."""
    cover = Cover(content["title"], (content["partnership"], content["notice"]), (*content["source"], *_ABOUT))
    board = snapshot.board
    sheets = [
        _sheet("Scorecard", "Every measure at its newest figure", board.measures, _SCORECARD, ("verdict", "rag")),
        _sheet(
            "Signals",
            "The figures and limits behind every chart, to the quarter",
            [(item, row) for item in board.measures for row in item.points],
            _SIGNALS,
            ("verdict", "rag"),
        ),
        _sheet("Actions", "Actions of the delivery plan", board.actions, _ACTIONS, ("now",)),
        _sheet("Grants", "Grants, by quarter", board.grants, _GRANTS, ("words",)),
        _sheet("Safer Streets", "Whether schemes worked", schemes_of(board), _SCHEMES, ()),
        _sheet(
            "Returns",
            "Returns of the quarter",
            [row for item in board.measures for row in item.returns if row["period"] == snapshot.quarter],
            _RETURNS,
            ("words",),
        ),
        _sheet(
            "Comments",
            "Comments of the quarter on measures counted from feeds",
            [
                row
                for item in board.measures
                for row in item.comments
                if row["period"] == snapshot.quarter and row["return_state"] != "none"
            ],
            _COMMENTS,
            ("words",),
        ),
        _sheet(
            "Questions",
            "Questions to ask, each with the published row that is its evidence",
            questions(snapshot),
            _QUESTIONS,
            (),
        ),
    ]
    write_accessible_workbook(path, cover, sheets, _NOTES)


def _sheet(
    name: str, title: str, rows: Iterable[Any], columns: Mapping[str, Callable[[Any], Cell]], notes: tuple[str, ...]
) -> Sheet:
    cells = [[cell_of(row) for cell_of in columns.values()] for row in rows]
    return Sheet(name, title, pd.DataFrame(cells, columns=list(columns), dtype=object), notes=notes)


def _figure(row: Row) -> Cell:
    value = plotted(row)
    return _SYMBOLS.get(row["status"], DOES_NOT_APPLY) if value is None else round(value, _DECIMALS)


def _part(row: Row, name: str) -> Cell:
    """Another number of the row: a number from which a hidden figure could be worked out is hidden too."""
    return SHORTHAND[ValueStatus.WITHHELD] if row["status"] in HIDDEN else _number(row[name])


def _number(value: float | None) -> Cell:
    return DOES_NOT_APPLY if value is None else round(value, _DECIMALS)


def _text(value: Any) -> str:
    return DOES_NOT_APPLY if value is None or value == "" else str(value)


def _pounds(row: Row, name: str) -> Cell:
    value = row[name]
    return "[x]" if value is None else round(value, 2)


def _newest(measure: Measure) -> Cell:
    return _figure(measure.newest) if measure.newest else "[x]"


def _accepted_text(row: Row, name: str) -> str:
    return _text(row[name]) if row["return_state"] == ReturnState.ACCEPTED else DOES_NOT_APPLY


def _text_with_figures(row: Row, name: str) -> str:
    """Words that go with figures: withheld where these are."""
    return SHORTHAND[ValueStatus.WITHHELD] if row["status"] in HIDDEN else _accepted_text(row, name)


_SCORECARD: Mapping[str, Callable[[Measure], Cell]] = {
    "Measure": lambda item: str(item.facts["title"]),
    "Period": lambda item: line_of(item).dated or "no period",
    "Figure": _newest,
    "Status": lambda item: STATUSES.get(item.newest["status"], "") if item.newest else line_of(item).figure,
    "Target": lambda item: _number((item.card or {}).get("target")),
    "Against target": lambda item: line_of(item).rag or DOES_NOT_APPLY,
    "Change": lambda item: line_of(item).verdict_words,
    "Reason": lambda item: _text(line_of(item).reason),
    "Unit": lambda item: str(UNITS.get(item.facts["unit"], item.facts["unit"])),
    "Theme": lambda item: str(item.facts["theme"]),
    "Priority": lambda item: _text(item.facts["priority"]),
    "Lead": lambda item: str(item.facts["owner_role"]),
    "Identifier": lambda item: item.measure_id,
}
_SIGNALS: Mapping[str, Callable[[tuple[Measure, Row]], Cell]] = {
    "Measure": lambda pair: str(pair[0].facts["title"]),
    "Period": lambda pair: str(pair[1]["period"]),
    "Status": lambda pair: STATUSES.get(pair[1]["status"], str(pair[1]["status"])),
    "Figure": lambda pair: _figure(pair[1]),
    "Average": lambda pair: _part(pair[1], "centre_line"),
    "Lower limit": lambda pair: _part(pair[1], "lower_limit"),
    "Upper limit": lambda pair: _part(pair[1], "upper_limit"),
    "Target": lambda pair: _number(pair[1]["target"]),
    "Against target": lambda pair: _text(pair[1]["rag"]),
    "Change": lambda pair: str(pair[1]["verdict"]),
    "Rule": lambda pair: _text(pair[1]["rule"]),
    "Chart says": lambda pair: _text(point_words(pair[1])),
    "Break": lambda pair: _text(pair[1]["break_note"]),
    "Identifier": lambda pair: pair[0].measure_id,
}
_ACTIONS: Mapping[str, Callable[[Row], Cell]] = {
    "Plan": lambda row: str(row["plan_year"]),
    "Theme": lambda row: str(row["theme"]),
    "Action": lambda row: str(row["action"]),
    "Lead": lambda row: str(row["owner_role"]),
    "Due": lambda row: day(row["due_date"]),
    "Progress": lambda row: str(row["progress"] or f"not reported ({row['return_state']})"),
    "Reported for": lambda row: period(row["progress_period"]),
    "Past its due date": lambda row: "yes" if row["is_overdue"] else "no",
    "Comment": lambda row: _text(row["comment"]),
}
_GRANTS: Mapping[str, Callable[[Row], Cell]] = {
    "Theme": lambda row: str(row["theme"]),
    "Grant": lambda row: str(row["title"]),
    "Quarter": lambda row: _text(row["period"]),
    "Return": lambda row: str(row["return_state"]),
    "Given, pounds": lambda row: _pounds(row, "allocation_pounds"),
    "Spent, pounds": lambda row: _pounds(row, "spent_pounds"),
    "Forecast, pounds": lambda row: _pounds(row, "forecast_pounds"),
    "Left, pounds": lambda row: _pounds(row, "left_pounds"),
    "Alarm": lambda row: str(row["alarm"]),
    "Comment": lambda row: _accepted_text(row, "comment"),
}
_SCHEMES: Mapping[str, Callable[[Scheme], Cell]] = {
    "Scheme": lambda item: item.title,
    "Result": lambda item: item.words,
    "Counted": lambda item: item.measured,
    "Basis": lambda item: _text(item.basis),
}
_RETURNS: Mapping[str, Callable[[Row], Cell]] = {
    "Measure": lambda row: str(row["title"]),
    "Lead": lambda row: str(row["owner_role"]),
    "Due": lambda row: day(row["due_date"]),
    "Return": lambda row: str(row["return_state"]),
    "Status": lambda row: STATUSES.get(row["status"], str(row["status"])),
    "Figure": _figure,
    "What its lead says": lambda row: _accepted_text(row, "narrative"),
    "Why no figure": lambda row: _text(row["no_figure_reason"]),
    "Signed off by": lambda row: _text(row["signed_by"]),
}
_COMMENTS: Mapping[str, Callable[[Row], Cell]] = {
    "Measure": lambda row: str(row["title"]),
    "Lead": lambda row: str(row["owner_role"]),
    "Return": lambda row: str(row["return_state"]),
    "What its lead says": lambda row: _text_with_figures(row, "narrative"),
    "Newest figure then": lambda row: _text_with_figures(row, "narrative_figure"),
    "Signed off by": lambda row: _text(row["signed_by"]),
}
_QUESTIONS: Mapping[str, Callable[[Any], Cell]] = {
    "Theme": lambda item: str(item.theme),
    "Question": lambda item: str(item.text),
    "Evidence": lambda item: str(item.evidence),
    "Lead": lambda item: str(item.owner),
    "Table": lambda item: str(item.table),
    "Row": lambda item: str(item.key),
    "Period": lambda item: str(item.period),
    "Signal": lambda item: str(item.signal),
}
