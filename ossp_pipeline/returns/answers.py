"""What the cells of one row say, and what is wrong with them: the rules of measures, actions and grants. Pure."""

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
# A figure this many times the last accepted one, or as small a part of it, is explained or it is a slip of the keys.
_JUMP = 10
_JUMP_FROM = 100


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one question of a row, and how to mend it."""

    question: str
    wrong: str
    mend: str


@dataclass
class Answer:
    """One row's answers. Values that are wrong are None; `is_blank`: nothing was filled in at all."""

    values: Values = field(default_factory=dict)
    wrongs: list[Wrong] = field(default_factory=list)
    is_blank: bool = False

    def add(self, question: str, wrong: str, mend: str) -> None:
        """One more thing that is wrong."""
        self.wrongs.append(Wrong(question, wrong, mend))

    def number(self, name: str) -> Decimal | None:
        """A figure of the row, to compare with."""
        value = self.values.get(name)
        return None if value is None else Decimal(value)


def read_answer(sheet: Sheet, row: Row, cells: Cells) -> Answer:
    """Read every question of a row, then judge them together."""
    answer = Answer(is_blank=all(_is_blank(cells.get(question.name)) for question in _asked(sheet, row)))
    for question in sheet.questions:
        figure = _read(question, row, cells.get(question.name))
        answer.values[question.name] = figure.value
        if figure.wrong:
            answer.add(question.name, figure.wrong, figure.mend)
    if answer.is_blank and not answer.wrongs and sheet.is_owed:
        first = sheet.questions[0]
        answer.add(first.name, "nothing was filled in", _BLANK[sheet.name])
    elif not answer.wrongs:
        _TOGETHER[sheet.name](row, answer)
    return answer


def read_text(cell: Cell | None, longest: int = layout.LONGEST_TEXT) -> Figure:
    """Words, made safe and looked through; numbers typed into a text cell are words too."""
    if _is_blank(cell) or cell is None:
        return Figure()
    if cell.kind not in (CellKind.TEXT, CellKind.NUMBER, CellKind.TOO_LONG):
        return Figure(None, f"{_A[cell.kind]} where text belongs", "type the words themselves")
    text = clean_text(cell.text)
    if cell.kind is CellKind.TOO_LONG or len(text) > longest:
        return Figure(None, f"longer than {longest:,} characters", "shorten it")
    if found := personal_details(text):
        return Figure(None, f"seems to hold {' and '.join(found)}", "write it without anything about one person")
    return Figure(neutralise_formula(text) or None)


_A = {
    CellKind.FORMULA: "a formula",
    CellKind.ERROR: "an error",
    CellKind.DATE: "a date",
    CellKind.BOOLEAN: "TRUE or FALSE",
    CellKind.PERCENTAGE: "a percentage",
}
_BLANK = {
    layout.MEASURES.name: "type the number, or choose a reason why there is none",
    layout.ACTIONS.name: "choose the progress from the list",
    layout.GRANTS.name: "type what was spent and the forecast",
}


def _asked(sheet: Sheet, row: Row) -> list[Question]:
    return [question for question in sheet.questions if question.name not in row.not_asked]


def _is_blank(cell: Cell | None) -> bool:
    return cell is None or (cell.kind is CellKind.TEXT and not clean_text(cell.text))


def _read(question: Question, row: Row, cell: Cell | None) -> Figure:
    if question.name in row.not_asked:
        is_untouched = _is_blank(cell) or cell == Cell(CellKind.TEXT, layout.NOT_ASKED)
        told = ("filled in, but not asked for this row", f"clear it, or type “{layout.NOT_ASKED}”")
        return Figure() if is_untouched else Figure(None, *told)
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


def _judge_measure(row: Row, answer: Answer) -> None:
    numerator, denominator = answer.number("numerator"), answer.number("denominator")
    reason, narrative = answer.values["no_figure_reason"], answer.values["narrative"]
    if numerator is None:
        if denominator is not None or not reason:
            answer.add("numerator", "no number counted", "type it, or clear the row's figures and choose a reason")
        if reason == layout.NO_FIGURE[-1] and not narrative:
            answer.add("narrative", "the reason is said to be in the narrative, which is blank", "say it there")
        return
    if reason:
        told = "there is a number, and a reason why there is none"
        answer.add("no_figure_reason", told, "clear the one that is not true")
    if "denominator" not in row.not_asked:
        _judge_share(row, numerator, denominator, answer)
    if not narrative:
        _judge_jump(row, numerator, answer)


def _judge_share(row: Row, numerator: Decimal, denominator: Decimal | None, answer: Answer) -> None:
    if denominator is None:
        answer.add("denominator", "blank", "type how many the number counted is out of")
    elif row.is_share and numerator > denominator:
        answer.add("numerator", "larger than the group it belongs to", "check both numbers; they may be swapped")
    elif denominator == 0 and numerator > 0:
        answer.add("denominator", "0, although something was counted", "type the size of the group")


def _judge_jump(row: Row, numerator: Decimal, answer: Answer) -> None:
    before = Decimal(row.last.get("numerator") or "nan")
    if before.is_nan():
        return
    low, high = sorted((before, numerator))
    if high >= _JUMP_FROM and high > _JUMP * low:
        told = f"more than {_JUMP} times, or less than a tenth of, the last accepted value"
        answer.add("numerator", told, "check the digits; if it is right, say in the narrative why")


def _judge_action(row: Row, answer: Answer) -> None:
    if not answer.values["progress"]:
        answer.add("progress", "blank", "choose the progress from the list")


def _judge_grant(row: Row, answer: Answer) -> None:
    spent, forecast = answer.number("spent_pounds"), answer.number("forecast_pounds")
    if spent is None or forecast is None:
        answer.add("forecast_pounds" if forecast is None else "spent_pounds", "blank", "type both amounts")
        return
    if forecast < spent:
        answer.add("forecast_pounds", "less than what is spent already", "type the total at the grant's end")
    if answer.values["comment"]:
        return
    if spent < Decimal(row.last.get("spent_pounds") or 0):
        told = "less than was spent by the last accepted quarter"
        answer.add("spent_pounds", told, "type the total since the grant began, or say in the comment why it fell")
    most = Decimal(row.most_pounds or 0)
    for name, amount in (("spent_pounds", spent), ("forecast_pounds", forecast)):
        if amount > most:
            answer.add(name, "more than allocation and match together", "check it; if right, say why in the comment")


def _judge_comment(row: Row, answer: Answer) -> None:
    """Nothing to judge: kept is what the writer saw, for a feed may bring another figure after the comment."""
    answer.values["narrative_figure"] = row.last.get("newest_figure")


_TOGETHER: dict[str, Callable[[Row, Answer], None]] = {
    layout.MEASURES.name: _judge_measure,
    layout.ACTIONS.name: _judge_action,
    layout.GRANTS.name: _judge_grant,
    layout.COMMENTS.name: _judge_comment,
}
