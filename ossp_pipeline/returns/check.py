"""Is this the workbook that was issued, row by row as it was issued, and what does each row say? Pure.

Protection in a spreadsheet is a help, not a lock: whatever was locked is compared with what was issued, and a row
counts only where key, texts and place are as they were.
"""

from dataclasses import dataclass, field

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.returned.cells import Contents, SheetCells
from ossp_pipeline.protect.screening import clean_text
from ossp_pipeline.returns import layout
from ossp_pipeline.returns.answers import Answer, Wrong, read_answer, read_text
from ossp_pipeline.returns.layout import Sheet, cell_name
from ossp_pipeline.returns.request import Issue, Row

_FRESH = "type the answers into a fresh copy of the workbook that `ossp returns issue` wrote for this quarter"
_AS_ISSUED = (
    "take a fresh copy of the issued workbook, leave its rows and texts as they are, and type the answers again"
)


@dataclass(frozen=True)
class Stamp:
    """What a workbook says it is."""

    quarter: str
    lead: str
    check: str


@dataclass(frozen=True)
class Finding:
    """Something to mend: the sheet, the cell, the row's key and the question where there is one."""

    sheet: str
    cell: str
    wrong: str
    mend: str
    key: str = ""
    question: str = ""

    def __str__(self) -> str:
        return f"{self.cell}: {self.wrong}. To fix: {self.mend}."


@dataclass
class Checked:
    """A workbook's answers by sheet and row key, and everything to mend."""

    role: str
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_stamp(contents: Contents) -> Stamp:
    """The hidden stamp, and whether the sheet About still agrees with it. Raises DeliveryRefused."""
    meta = contents.sheets.get(layout.META, SheetCells())
    stamped = {meta.text(row, 1): meta.text(row, 2) for row in range(1, len(layout.META_FIELDS) + 1)}
    if stamped.get("mark") != layout.MARK or set(stamped) != set(layout.META_FIELDS):
        raise _refused("the hidden stamp of an issued workbook is missing", _FRESH)
    if stamped["template"] != str(layout.TEMPLATE):
        raise _refused(f"this is template {stamped['template']}; the one in use is {layout.TEMPLATE}", _FRESH)
    stamp = Stamp(*(str(stamped[name]) for name in ("quarter", "lead", "check")))
    about = contents.sheets.get(layout.ABOUT, SheetCells())
    told = {"Quarter": stamp.quarter, "Lead": stamp.lead, "Template": str(layout.TEMPLATE), "Check": stamp.check}
    for row, item in enumerate(layout.ABOUT_TOLD, start=2):
        if about.text(row, 1) != item or (item in told and about.text(row, 2) != told[item]):
            place = f"sheet {layout.ABOUT}, {cell_name(row, 2)}"
            raise _refused(f"{place}: “{item}” is not what was issued", _FRESH)
    return stamp


def check_workbook(issue: Issue, stamp: Stamp, contents: Contents) -> Checked:
    """Judge a workbook by what was asked. Raises DeliveryRefused where it is not that workbook."""
    if stamp.check != issue.check:
        told = f"what is asked of {issue.lead} for {issue.quarter} is no longer what this workbook asks"
        raise _refused(told, _FRESH)
    # What is not owed may be missing: the workbook was issued before it was asked.
    asked = [sheet for sheet in layout.SHEETS if sheet.name in issue.rows]
    sheets = [sheet for sheet in asked if sheet.is_owed or sheet.name in contents.sheets]
    for sheet in sheets:
        _check_header(sheet, contents)
    checked = Checked(_read_role(contents))
    for sheet in sheets:
        _check_sheet(sheet, issue.rows[sheet.name], contents.sheets[sheet.name], checked)
    ours = {layout.READ_ME, layout.ABOUT, layout.META, *issue.rows}
    for name in contents.sheets:
        if name not in ours and contents.sheets[name].cells:
            told = "a sheet that was not issued; nothing on it is read"
            checked.findings.append(Finding(clean_text(name)[:40], "A1", told, "put the answers on the issued sheets"))
    return checked


def _check_header(sheet: Sheet, contents: Contents) -> None:
    page = contents.sheets.get(sheet.name)
    if page is None:
        raise _refused(f"sheet {sheet.name} is missing or renamed", _FRESH)
    for column, heading in enumerate(sheet.headings, start=1):
        if clean_text(page.text(1, column) or "") != heading:
            place = f"sheet {sheet.name}, {cell_name(1, column)}"
            raise _refused(f"{place}: the heading is not “{heading}”; columns may have moved", _FRESH)


def _read_role(contents: Contents) -> str:
    place = f"sheet {layout.ABOUT}, {cell_name(*layout.ROLE_CELL)}"
    role = read_text(contents.sheets[layout.ABOUT].cells.get(layout.ROLE_CELL), layout.LONGEST_ROLE)
    if role.wrong:
        raise DeliveryRefused("E-ROLE", f"{place}: the role {role.wrong}", "type a role, such as Domestic abuse lead")
    if role.value is None:
        told = f"{place}: who fills this in is blank"
        raise DeliveryRefused("E-ROLE", told, "type the role of the person who answers for the figures, not a name")
    return role.value


def _check_sheet(sheet: Sheet, rows: tuple[Row, ...], page: SheetCells, checked: Checked) -> None:
    strays = _strays(sheet, len(rows), page)
    checked.findings += strays
    for number, row in enumerate(rows, start=2):
        cells = {item.name: page.cells.get((number, sheet.column(item.name))) for item in sheet.questions}
        answer = read_answer(sheet, row, cells)
        if answer.is_blank and not sheet.is_owed:
            checked.answers[sheet.name, row.key] = answer
            continue
        misplaced = [*_moved(sheet, row, number, page), *_slipped(sheet, row, number, answer, strays)]
        checked.findings += [*misplaced, *(_finding(sheet, number, row, item) for item in answer.wrongs)]
        if misplaced:
            # The cells may belong to another row: none of them is kept.
            told = [Wrong(item.question, item.wrong, item.mend) for item in misplaced]
            answer = Answer(dict.fromkeys(answer.values), [*told, *answer.wrongs])
        checked.answers[sheet.name, row.key] = answer


def _slipped(sheet: Sheet, row: Row, number: int, answer: Answer, strays: list[Finding]) -> list[Finding]:
    """With something outside the table, answers may have been pasted a row or a column away from where they belong."""
    if not strays or answer.is_blank:
        return []
    told = f"there is something at {strays[0].cell}, outside the table: the answers may have slipped"
    return [_finding(sheet, number, row, Wrong(sheet.questions[0].name, told, _AS_ISSUED))]


def _strays(sheet: Sheet, count: int, page: SheetCells) -> list[Finding]:
    """Cells below the table or beside it."""
    return [
        Finding(sheet.name, cell_name(*place), "something outside the table", _AS_ISSUED)
        for place in sorted(page.cells)
        if place[0] > count + 1 or place[1] > len(sheet.headings)
    ]


def _moved(sheet: Sheet, row: Row, number: int, page: SheetCells) -> list[Finding]:
    """Whether the row is the one that was issued in this place: key, texts, no merged cells."""
    found = []
    issued = (row.key, *row.told)
    for column, text in enumerate(issued, start=1):
        if clean_text(page.text(number, column) or "") != clean_text(text):
            what = "the row key" if column == 1 else f"the text under “{sheet.told[column - 1]}”"
            told = f"{what} is not the one issued here: rows were moved, inserted or retyped"
            found.append(Finding(sheet.name, cell_name(number, column), told, _AS_ISSUED, row.key))
    merged = [column for column in range(1, len(sheet.headings) + 1) if page.is_merged(number, column)]
    if merged:
        told = "merged cells: it is not clear which row the answer is for"
        found.append(
            Finding(sheet.name, cell_name(number, merged[0]), told, "undo the merging, and type it again", row.key)
        )
    return found


def _finding(sheet: Sheet, number: int, row: Row, item: Wrong) -> Finding:
    cell = cell_name(number, sheet.column(item.question))
    return Finding(sheet.name, cell, item.wrong, item.mend, row.key, item.question)


def _refused(message: str, remedy: str) -> DeliveryRefused:
    return DeliveryRefused("E-STAMP", message, remedy)
