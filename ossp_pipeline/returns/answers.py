"""Read the answers of one row and say what is wrong with them: the rules of measures, actions and grants. Pure."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ossp_pipeline.extract.readers.returned.cells import Cell, CellKind
from ossp_pipeline.protect.screening import clean_text, neutralise_formula, personal_details
from ossp_pipeline.returns import layout
from ossp_pipeline.returns.figures import Figure, read_count, read_pounds
from ossp_pipeline.returns.layout import Entry, Question, Sheet
from ossp_pipeline.returns.request import Row, Values

Cells = Mapping[str, Cell | None]
# A figure this many times the last accepted one, or as small a part of it, may be a typing error and needs a reason.
_JUMP = 10
_JUMP_FROM = 100


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one question of a row, and how to fix it."""

    question: str
    wrong: str
    remedy: str


@dataclass
class Answer:
    """One row's answers. Values that are wrong are None; `is_blank`: nothing was filled in at all."""

    values: Values = field(default_factory=dict)
    wrongs: list[Wrong] = field(default_factory=list)
    is_blank: bool = False

    def add(self, question: str, wrong: str, remedy: str) -> None:
        """One more thing that is wrong."""
        self.wrongs.append(Wrong(question, wrong, remedy))

    def number(self, name: str) -> Decimal | None:
        """A figure of the row, to compare with."""
        value = self.values.get(name)
        return None if value is None else Decimal(value)


def read_answer(sheet: Sheet, row: Row, cells: Cells) -> Answer:
    """Read every question of a row, then check them together."""
    answer = Answer(is_blank=all(_is_blank(cells.get(question.name)) for question in _requested(sheet, row)))
    for question in sheet.questions:
        figure = _read(question, row, cells.get(question.name))
        answer.values[question.name] = figure.value
        if figure.wrong:
            answer.add(question.name, figure.wrong, figure.remedy)
    if answer.is_blank and not answer.wrongs and sheet.is_required:
        first = sheet.questions[0]
        answer.add(first.name, "nothing was filled in", _BLANK_REMEDIES[sheet.name])
    elif not answer.wrongs:
        _ROW_CHECKS[sheet.name](row, answer)
    return answer


def read_text(cell: Cell | None, longest: int = layout.LONGEST_TEXT) -> Figure:
    """A text, made safe and screened for personal details. Numbers typed into a text cell are text too."""
    if _is_blank(cell) or cell is None:
        return Figure()
    if cell.kind not in (CellKind.TEXT, CellKind.NUMBER, CellKind.TOO_LONG):
        return Figure(None, f"{_KIND_NAMES[cell.kind]} where text belongs", "type the words themselves")
    text = clean_text(cell.text)
    if cell.kind is CellKind.TOO_LONG or len(text) > longest:
        return Figure(None, f"longer than {longest:,} characters", "shorten it")
    if details := personal_details(text):
        return Figure(None, f"seems to hold {' and '.join(details)}", "write it without anything about one person")
    return Figure(neutralise_formula(text) or None)


_KIND_NAMES = {
    CellKind.FORMULA: "a formula",
    CellKind.ERROR: "an error",
    CellKind.DATE: "a date",
    CellKind.BOOLEAN: "TRUE or FALSE",
    CellKind.PERCENTAGE: "a percentage",
}
_BLANK_REMEDIES = {
    layout.MEASURES.name: "type the number, or choose a reason why there is none",
    layout.ACTIONS.name: "choose the progress from the list",
    layout.GRANTS.name: "type what was spent and the forecast",
}


def _requested(sheet: Sheet, row: Row) -> list[Question]:
    return [question for question in sheet.questions if question.name not in row.not_asked]


def _is_blank(cell: Cell | None) -> bool:
    return cell is None or (cell.kind is CellKind.TEXT and not clean_text(cell.text))


def _read(question: Question, row: Row, cell: Cell | None) -> Figure:
    if question.name in row.not_asked:
        is_untouched = _is_blank(cell) or cell == Cell(CellKind.TEXT, layout.NOT_ASKED)
        remedy = f"clear it, or type “{layout.NOT_ASKED}”"
        return Figure() if is_untouched else Figure(None, "filled in, but not asked for this row", remedy)
    if question.entry is Entry.COUNT:
        return read_count(cell, row.may_have_parts and question.name == "numerator")
    if question.entry is Entry.POUNDS:
        return read_pounds(cell)
    return _read_choice(question, cell) if question.entry is Entry.CHOICE else read_text(cell)


def _read_choice(question: Question, cell: Cell | None) -> Figure:
    if _is_blank(cell) or cell is None:
        return Figure()
    typed = unicodedata.normalize("NFKC", clean_text(cell.text)).casefold()
    for choice in question.choices:
        if cell.kind is CellKind.TEXT and typed == choice:
            return Figure(choice)
    return Figure(None, "none of the choices", f"choose from the list: {'; '.join(question.choices)}")


def _check_measure(row: Row, answer: Answer) -> None:
    numerator, denominator = answer.number("numerator"), answer.number("denominator")
    reason, narrative = answer.values["no_figure_reason"], answer.values["narrative"]
    if numerator is None:
        if denominator is not None or not reason:
            answer.add("numerator", "no number counted", "type it, or clear the row's figures and choose a reason")
        if reason == layout.NO_FIGURE[-1] and not narrative:
            answer.add("narrative", "the reason is said to be in the narrative, which is blank", "say it there")
        return
    if reason:
        wrong = "there is a number, and a reason why there is none"
        answer.add("no_figure_reason", wrong, "clear the one that is not true")
    if "denominator" not in row.not_asked:
        _check_share(row, numerator, denominator, answer)
    if not narrative:
        _check_jump(row, numerator, answer)


def _check_share(row: Row, numerator: Decimal, denominator: Decimal | None, answer: Answer) -> None:
    if denominator is None:
        answer.add("denominator", "blank", "type how many the number counted is out of")
    elif row.is_share and numerator > denominator:
        answer.add("numerator", "larger than the group it belongs to", "check both numbers; they may be swapped")
    elif denominator == 0 and numerator > 0:
        answer.add("denominator", "0, although something was counted", "type the size of the group")


def _check_jump(row: Row, numerator: Decimal, answer: Answer) -> None:
    before = Decimal(row.last.get("numerator") or "nan")
    if before.is_nan():
        return
    low, high = sorted((before, numerator))
    if high >= _JUMP_FROM and high > _JUMP * low:
        wrong = f"more than {_JUMP} times, or less than a tenth of, the last accepted value"
        answer.add("numerator", wrong, "check the digits; if it is right, say in the narrative why")


def _check_action(row: Row, answer: Answer) -> None:
    if not answer.values["progress"]:
        answer.add("progress", "blank", "choose the progress from the list")


def _check_grant(row: Row, answer: Answer) -> None:
    spent, forecast = answer.number("spent_pounds"), answer.number("forecast_pounds")
    if spent is None or forecast is None:
        answer.add("forecast_pounds" if forecast is None else "spent_pounds", "blank", "type both amounts")
        return
    if forecast < spent:
        answer.add("forecast_pounds", "less than what is spent already", "type the total at the grant's end")
    if "match_given_pounds" not in row.not_asked and answer.values["match_given_pounds"] is None:
        answer.add("match_given_pounds", "blank", "type what it is worth, or 0")
    if answer.values["comment"]:
        return
    if spent < Decimal(row.last.get("spent_pounds") or 0):
        wrong = "less than was spent by the last accepted quarter"
        answer.add("spent_pounds", wrong, "type the total since the grant began, or say in the comment why it fell")
    most = Decimal(row.most_pounds or 0)
    for name, amount in (("spent_pounds", spent), ("forecast_pounds", forecast)):
        if amount > most:
            answer.add(name, "more than allocation and match together", "check it; if right, say why in the comment")


def _check_comment(row: Row, answer: Answer) -> None:
    """There is nothing to check. The figure its writer saw is kept: a feed may bring another one after the comment."""
    answer.values["narrative_figure"] = row.last.get("newest_figure")


_ROW_CHECKS: dict[str, Callable[[Row, Answer], None]] = {
    layout.MEASURES.name: _check_measure,
    layout.ACTIONS.name: _check_action,
    layout.GRANTS.name: _check_grant,
    layout.COMMENTS.name: _check_comment,
}
