"""The pack's spreadsheet: the quarter's scorecard, the figures behind every chart, actions, grants, returns, questions.

How a sheet has to look for a screen reader is `accessible_book`'s business. Here: which rows, and the mark of each cell
without a figure, which is never empty and never zero.
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
    write_accessible_book,
)
from ossp_pipeline.packs.board.edition import Edition
from ossp_pipeline.packs.board.questions import questions
from ossp_pipeline.site.board import Measure
from ossp_pipeline.site.formatting import STATUSES, UNITS, day, period, plotted, point_words
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.measure_rows import line_of
from ossp_pipeline.site.views.schemes import Scheme, schemes_of

_MARKS: dict[str, str] = {**SHORTHAND, ValueStatus.QUERIED: "[x]"}
_DECIMALS = 3
_ABOUT = (
    "[c] is withheld or hidden because few people are behind it; [x] is not available; [z] does not apply. None is 0.",
    "Figures have at most three decimals; the release's own tables have them in full.",
)
_NOTES = {
    "verdict": "Change is the one verdict of the measure's control chart. Better and worse are beyond chance, and "
    "wrong about twice in a hundred.",
    "rag": "Against target is distance alone: green is met, amber is missed by up to a tenth of it, red by more.",
    "words": "What people wrote is shown where their return is accepted, and kept back where it seems to hold personal "
    "details.",
    "now": "Actions stand as they stood when the release was made.",
}
Cell = str | int | float


def write_book(path: Path, told: Mapping[str, Any], edition: Edition) -> None:
    """Write the spreadsheet of a pack. The same edition gives the same bytes."""
    cover = Cover(told["title"], (told["partnership"], told["notice"]), (*told["source"], *_ABOUT))
    board = edition.board
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
            [row for item in board.measures for row in item.returns if row["period"] == edition.quarter],
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
                if row["period"] == edition.quarter and row["return_state"] != "none"
            ],
            _COMMENTS,
            ("words",),
        ),
        _sheet(
            "Questions",
            "Questions to ask, each with the published row it stands on",
            questions(edition),
            _QUESTIONS,
            (),
        ),
    ]
    write_accessible_book(path, cover, sheets, _NOTES)


def _sheet(
    name: str, title: str, rows: Iterable[Any], columns: Mapping[str, Callable[[Any], Cell]], notes: tuple[str, ...]
) -> Sheet:
    cells = [[cell_of(row) for cell_of in columns.values()] for row in rows]
    return Sheet(name, title, pd.DataFrame(cells, columns=list(columns), dtype=object), notes=notes)


def _figure(row: Row) -> Cell:
    value = plotted(row)
    return _MARKS.get(row["status"], DOES_NOT_APPLY) if value is None else round(value, _DECIMALS)


def _part(row: Row, name: str) -> Cell:
    """Another number of the row: what would give a hidden figure back is hidden with it."""
    return SHORTHAND[ValueStatus.WITHHELD] if row["status"] in HIDDEN else _number(row[name])


def _number(value: float | None) -> Cell:
    return DOES_NOT_APPLY if value is None else round(value, _DECIMALS)


def _said(value: Any) -> str:
    return DOES_NOT_APPLY if value is None or value == "" else str(value)


def _pounds(row: Row, name: str) -> Cell:
    value = row[name]
    return "[x]" if value is None else round(value, 2)


def _newest(measure: Measure) -> Cell:
    return _figure(measure.newest) if measure.newest else "[x]"


def _typed(row: Row, name: str) -> str:
    return _said(row[name]) if row["return_state"] == ReturnState.ACCEPTED else DOES_NOT_APPLY


def _beside(row: Row, name: str) -> str:
    """Words that go with figures: withheld where these are."""
    return SHORTHAND[ValueStatus.WITHHELD] if row["status"] in HIDDEN else _typed(row, name)


_SCORECARD: Mapping[str, Callable[[Measure], Cell]] = {
    "Measure": lambda item: str(item.facts["title"]),
    "Period": lambda item: line_of(item).dated or "no period",
    "Figure": _newest,
    "Status": lambda item: STATUSES.get(item.newest["status"], "") if item.newest else line_of(item).figure,
    "Target": lambda item: _number((item.card or {}).get("target")),
    "Against target": lambda item: line_of(item).rag or DOES_NOT_APPLY,
    "Change": lambda item: line_of(item).verdict_words,
    "Reason": lambda item: _said(line_of(item).reason),
    "Unit": lambda item: str(UNITS.get(item.facts["unit"], item.facts["unit"])),
    "Theme": lambda item: str(item.facts["theme"]),
    "Priority": lambda item: _said(item.facts["priority"]),
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
    "Against target": lambda pair: _said(pair[1]["rag"]),
    "Change": lambda pair: str(pair[1]["verdict"]),
    "Rule": lambda pair: _said(pair[1]["rule"]),
    "Chart says": lambda pair: _said(point_words(pair[1])),
    "Break": lambda pair: _said(pair[1]["break_note"]),
    "Identifier": lambda pair: pair[0].measure_id,
}
_ACTIONS: Mapping[str, Callable[[Row], Cell]] = {
    "Plan": lambda row: str(row["plan_year"]),
    "Theme": lambda row: str(row["theme"]),
    "Action": lambda row: str(row["action"]),
    "Lead": lambda row: str(row["owner_role"]),
    "Due": lambda row: day(row["due_date"]),
    "Progress": lambda row: str(row["progress"] or f"not reported ({row['return_state']})"),
    "Told for": lambda row: period(row["progress_period"]),
    "Past its day": lambda row: "yes" if row["is_overdue"] else "no",
    "Comment": lambda row: _said(row["comment"]),
}
_GRANTS: Mapping[str, Callable[[Row], Cell]] = {
    "Theme": lambda row: str(row["theme"]),
    "Grant": lambda row: str(row["title"]),
    "Quarter": lambda row: _said(row["period"]),
    "Return": lambda row: str(row["return_state"]),
    "Given, pounds": lambda row: _pounds(row, "allocation_pounds"),
    "Spent, pounds": lambda row: _pounds(row, "spent_pounds"),
    "Forecast, pounds": lambda row: _pounds(row, "forecast_pounds"),
    "Left, pounds": lambda row: _pounds(row, "left_pounds"),
    "Alarm": lambda row: str(row["alarm"]),
    "Comment": lambda row: _typed(row, "comment"),
}
_SCHEMES: Mapping[str, Callable[[Scheme], Cell]] = {
    "Scheme": lambda item: item.title,
    "Result": lambda item: item.words,
    "Counted": lambda item: item.measured,
    "Basis": lambda item: _said(item.basis),
}
_RETURNS: Mapping[str, Callable[[Row], Cell]] = {
    "Measure": lambda row: str(row["title"]),
    "Lead": lambda row: str(row["owner_role"]),
    "Due": lambda row: day(row["due_date"]),
    "Return": lambda row: str(row["return_state"]),
    "Status": lambda row: STATUSES.get(row["status"], str(row["status"])),
    "Figure": _figure,
    "What its lead says": lambda row: _typed(row, "narrative"),
    "Why no figure": lambda row: _said(row["no_figure_reason"]),
    "Signed off by": lambda row: _said(row["signed_by"]),
}
_COMMENTS: Mapping[str, Callable[[Row], Cell]] = {
    "Measure": lambda row: str(row["title"]),
    "Lead": lambda row: str(row["owner_role"]),
    "Return": lambda row: str(row["return_state"]),
    "What its lead says": lambda row: _beside(row, "narrative"),
    "Newest figure then": lambda row: _beside(row, "narrative_figure"),
    "Signed off by": lambda row: _said(row["signed_by"]),
}
_QUESTIONS: Mapping[str, Callable[[Any], Cell]] = {
    "Theme": lambda item: str(item.theme),
    "Question": lambda item: str(item.text),
    "What it stands on": lambda item: str(item.evidence),
    "Lead": lambda item: str(item.owner),
    "Table": lambda item: str(item.table),
    "Row": lambda item: str(item.key),
    "Period": lambda item: str(item.period),
    "Signal": lambda item: str(item.signal),
}
