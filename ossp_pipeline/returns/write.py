"""The workbook of a return: locked texts, cells to fill in, drop-downs and notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.issued_workbook import (
    AS_TEXT,
    OPEN_STYLE,
    add_read_me,
    add_stamp,
    add_table,
    make_workbook,
    text_styles,
)
from ossp_pipeline.returns import layout
from ossp_pipeline.returns.layout import Entry, Question, Sheet
from ossp_pipeline.returns.request import Issue, Row, Values, due_date

_WIDTHS = {
    "Row key": 24,
    "Definition": 48,
    "Action": 48,
    "Narrative": 48,
    "Comment": 48,
    "Newest published figure": 32,
    "What to mend": 60,
}
_ROW_HEIGHT = 78
_LARGEST_NUMBER = 10**9
_READ_ME = (
    "How to fill this in",
    "Fill in only the columns whose heading ends in “(fill in)”. The rest is locked: figures are matched by it.",
    "Do not insert, delete, sort or move rows, and do not copy the tables into another workbook.",
    "Type numbers as digits. Type no formulas, no percentages and no words in a number cell.",
    "0 means that you looked and there were none. If you do not know, leave the cell blank and choose a reason. A "
    "blank is never read as 0.",
    "The last accepted value is shown to compare with. Nothing is carried forward: what you leave blank is missing.",
    "Write nothing about a single person in narratives and comments: no names, contact details, postcodes, dates of "
    "birth, NHS or National Insurance numbers. Obvious ones are found and the cell is sent back; names cannot be found "
    "by a program, so please look yourself.",
    "If you correct a value, say in the narrative why. A narrative that is left as it was is shown as out of date.",
    "Save as .xlsx or .ods under any name and send it back. You get an answer with what to fix, cell by cell.",
    "A figure counts once somebody in another role has signed it off.",
)


_READ_ME_COMMENTS = (
    f"The sheet “{layout.COMMENTS.name}” lists measures you answer for that are counted from feeds. Say there what the "
    "board should know about a figure, or leave it blank: nothing on that sheet is required. To take a comment back, "
    "replace it: a blank leaves the earlier one in place."
)


@dataclass(frozen=True)
class Filled:
    """Answers to show in a workbook, and what is wrong with them. Both go by sheet name and row key."""

    role: str
    values: Mapping[tuple[str, str], Values] = field(default_factory=dict)
    to_fix: Mapping[tuple[str, str], list[str]] = field(default_factory=dict)
    wrong_cells: frozenset[tuple[str, str, str]] = frozenset()


@dataclass(frozen=True)
class _Shown:
    """What every sheet needs besides its rows: the answers, and the styles of the workbook."""

    filled: Filled
    styles: Mapping[str, Any]


def write_workbook(issue: Issue, filled: Filled | None = None) -> bytes:
    """The workbook of an issue, blank or with answers in it, as .xlsx."""
    shown = filled or Filled(role=issue.lead)
    quarter_end = datetime.combine(parse_period(Cadence.QUARTER, issue.quarter).end, time(), UTC)

    def fill(workbook: Any) -> None:
        styles = _styles(workbook)
        lines = [*_READ_ME, *([_READ_ME_COMMENTS] if layout.COMMENTS.name in issue.rows else [])]
        add_read_me(workbook, lines, styles)
        _write_about(workbook, issue, shown.role, styles)
        for sheet in layout.SHEETS:
            if issue.rows.get(sheet.name):
                _write_sheet(workbook, sheet, issue.rows[sheet.name], _Shown(shown, styles))
        stamp = (layout.STAMP, str(layout.TEMPLATE), issue.quarter, issue.lead, issue.check)
        add_stamp(workbook, dict(zip(layout.META_FIELDS, stamp, strict=True)))

    title = f"Partnership return {issue.quarter}: {issue.lead}"
    return make_workbook(title, "Quarterly return of measures, actions and grants", quarter_end, fill)


def _styles(workbook: Any) -> dict[str, Any]:
    return {
        **text_styles(workbook),
        Entry.COUNT: workbook.add_format({**OPEN_STYLE, "num_format": "0.##"}),
        Entry.POUNDS: workbook.add_format({**OPEN_STYLE, "num_format": "0.00"}),
        Entry.CHOICE: workbook.add_format(dict(OPEN_STYLE)),
        Entry.TEXT: workbook.add_format({**OPEN_STYLE, "num_format": AS_TEXT}),
        "wrong": workbook.add_format({**OPEN_STYLE, "bg_color": "#F9D7DA", "border": 2}),
    }


def _write_about(workbook: Any, issue: Issue, role: str, styles: dict[str, Any]) -> None:
    sheet = workbook.add_worksheet(layout.ABOUT)
    sheet.protect()
    sheet.set_column(0, 1, 48)
    due = due_date(parse_period(Cadence.QUARTER, issue.quarter)).isoformat()
    answers = (issue.quarter, issue.lead, due, str(layout.TEMPLATE), issue.check)
    rows = [*zip(layout.ABOUT_ITEMS, answers, strict=True), (layout.ABOUT_ROLE, role)]
    add_table(sheet, "About", ["Item", "Answer"], len(rows), styles)
    for number, (item, answer) in enumerate(rows, start=1):
        sheet.write_string(number, 0, item, styles["locked"])
        is_open = item == layout.ABOUT_ROLE
        sheet.write_string(number, 1, answer, styles[Entry.TEXT] if is_open else styles["locked"])


def _write_sheet(workbook: Any, sheet: Sheet, rows: tuple[Row, ...], shown: _Shown) -> None:
    page = workbook.add_worksheet(sheet.name)
    page.protect("", {"format_columns": True, "format_rows": True})
    for column, heading in enumerate(sheet.headings):
        page.set_column(column, column, _WIDTHS.get(heading.removesuffix(" (fill in)"), 20))
    add_table(page, sheet.name, sheet.headings, len(rows), shown.styles)
    for number, row in enumerate(rows, start=1):
        page.set_row(number, _ROW_HEIGHT)
        for column, text in enumerate((row.key, *row.locked, row.last_text)):
            page.write_string(number, column, text, shown.styles["locked"])
        _write_answers(page, number, sheet, row, shown)
    for question in sheet.questions:
        _validate(page, sheet, question, rows)


def _write_answers(page: Any, number: int, sheet: Sheet, row: Row, shown: _Shown) -> None:
    key = (sheet.name, row.key)
    values = shown.filled.values.get(key, {})
    for question in sheet.questions:
        column = sheet.column(question.name) - 1
        is_wrong = (*key, question.name) in shown.filled.wrong_cells
        style = shown.styles["wrong" if is_wrong else question.entry]
        value = values.get(question.name)
        if question.name in row.not_asked:
            page.write_string(number, column, layout.NOT_ASKED, shown.styles["locked"])
        elif value is None:
            page.write_blank(number, column, None, style)
        elif question.entry in (Entry.COUNT, Entry.POUNDS):
            page.write_number(number, column, float(value), style)
        else:
            page.write_string(number, column, value, style)
    to_fix = " ".join(shown.filled.to_fix.get(key, [])) or layout.NO_REMARK
    page.write_string(number, len(sheet.headings) - 1, to_fix, shown.styles["locked"])


def _validate(page: Any, sheet: Sheet, question: Question, rows: tuple[Row, ...]) -> None:
    """Let the spreadsheet program refuse wrong answers, to help the sender. What comes back is checked all the same."""
    rules: dict[Entry, dict[str, Any]] = {
        Entry.COUNT: {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": _LARGEST_NUMBER},
        Entry.POUNDS: {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": _LARGEST_NUMBER},
        Entry.CHOICE: {"validate": "list", "source": list(question.choices)},
        Entry.TEXT: {"validate": "length", "criteria": "<=", "value": layout.LONGEST_TEXT},
    }
    column = sheet.column(question.name) - 1
    note = {
        "input_title": question.heading[:32],
        "input_message": question.note,
        "error_title": "Not possible here",
        "error_message": question.note,
    }
    for number, row in enumerate(rows, start=1):
        if question.name in row.not_asked:
            continue
        rule = dict(rules[question.entry])
        if question.entry is Entry.COUNT and row.may_have_parts:
            rule["validate"] = "decimal"
        page.data_validation(number, column, number, column, {**rule, **note})
