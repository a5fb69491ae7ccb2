"""Check that a workbook is the one that was issued, row by row, and read what each row says. Pure.

Protection in a spreadsheet can be taken off: every locked cell is compared with what was issued, and a row counts
only where its key, texts and position are unchanged.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.returned.cells import Contents, SheetCells
from ossp_pipeline.issued_workbook import META, READ_ME
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
    """Something to fix: the sheet, the cell, the row's key and the question where there is one."""

    sheet: str
    cell: str
    wrong: str
    remedy: str
    key: str = ""
    question: str = ""

    def __str__(self) -> str:
        return f"{self.cell}: {self.wrong}. To fix: {self.remedy}."

    def as_dict(self) -> dict[str, str]:
        """As events and `--json` have it, where the remedy is called `mend`."""
        values = asdict(self)
        return {"mend": values.pop("remedy"), **values}


@dataclass
class Checked:
    """A workbook's answers by sheet and row key, and everything to fix."""

    role: str
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_finding(kept: Mapping[str, str]) -> Finding:
    """The inverse of `Finding.as_dict`."""
    values = dict(kept)
    return Finding(remedy=values.pop("mend"), **values)


def read_stamp(contents: Contents) -> Stamp:
    """The hidden stamp, and whether the sheet About still agrees with it. Raises DeliveryRefused."""
    stamped = contents.fields(META, len(layout.META_FIELDS))
    if stamped.get("mark") != layout.STAMP or set(stamped) != set(layout.META_FIELDS):
        raise _refused("the hidden stamp of an issued workbook is missing", _FRESH)
    if stamped["template"] != str(layout.TEMPLATE):
        raise _refused(f"this is template {stamped['template']}; the one in use is {layout.TEMPLATE}", _FRESH)
    stamp = Stamp(*(str(stamped[name]) for name in ("quarter", "lead", "check")))
    about = contents.sheets.get(layout.ABOUT, SheetCells())
    issued = {"Quarter": stamp.quarter, "Lead": stamp.lead, "Template": str(layout.TEMPLATE), "Check": stamp.check}
    for row, item in enumerate(layout.ABOUT_ITEMS, start=2):
        if about.text(row, 1) != item or (item in issued and about.text(row, 2) != issued[item]):
            position = f"sheet {layout.ABOUT}, {cell_name(row, 2)}"
            raise _refused(f"{position}: “{item}” is not what was issued", _FRESH)
    return stamp


def check_workbook(issue: Issue, stamp: Stamp, contents: Contents) -> Checked:
    """Check a workbook against what was requested. Raises DeliveryRefused where it is not that workbook."""
    if stamp.check != issue.check:
        raise _refused(
            f"what is asked of {issue.lead} for {issue.quarter} is no longer what this workbook asks", _FRESH
        )
    # A sheet that is not required may be missing: the workbook was issued before the sheet was requested.
    requested = [sheet for sheet in layout.SHEETS if sheet.name in issue.rows]
    sheets = [sheet for sheet in requested if sheet.is_required or sheet.name in contents.sheets]
    for sheet in sheets:
        _check_header(sheet, contents)
    checked = Checked(_read_role(contents))
    for sheet in sheets:
        _check_sheet(sheet, issue.rows[sheet.name], contents.sheets[sheet.name], checked)
    ours = {READ_ME, layout.ABOUT, META, *issue.rows}
    for name in contents.sheets:
        if name not in ours and contents.sheets[name].cells:
            wrong = "a sheet that was not issued; nothing on it is read"
            checked.findings.append(Finding(clean_text(name)[:40], "A1", wrong, "put the answers on the issued sheets"))
    return checked


def _check_header(sheet: Sheet, contents: Contents) -> None:
    page = contents.sheets.get(sheet.name)
    if page is None:
        raise _refused(f"sheet {sheet.name} is missing or renamed", _FRESH)
    for column, heading in enumerate(sheet.headings, start=1):
        if clean_text(page.text(1, column) or "") != heading:
            position = f"sheet {sheet.name}, {cell_name(1, column)}"
            raise _refused(f"{position}: the heading is not “{heading}”; columns may have moved", _FRESH)


def _read_role(contents: Contents) -> str:
    position = f"sheet {layout.ABOUT}, {cell_name(*layout.ROLE_CELL)}"
    role = read_text(contents.sheets[layout.ABOUT].cells.get(layout.ROLE_CELL), layout.LONGEST_ROLE)
    if role.wrong:
        raise DeliveryRefused(
            "E-ROLE", f"{position}: the role {role.wrong}", "type a role, such as Domestic abuse lead"
        )
    if role.value is None:
        wrong = f"{position}: who fills this in is blank"
        raise DeliveryRefused("E-ROLE", wrong, "type the role of the person who answers for the figures, not a name")
    return role.value


def _check_sheet(sheet: Sheet, rows: tuple[Row, ...], page: SheetCells, checked: Checked) -> None:
    strays = _find_strays(sheet, len(rows), page)
    checked.findings += strays
    for number, row in enumerate(rows, start=2):
        cells = {item.name: page.cells.get((number, sheet.column(item.name))) for item in sheet.questions}
        answer = read_answer(sheet, row, cells)
        if answer.is_blank and not sheet.is_required:
            checked.answers[sheet.name, row.key] = answer
            continue
        misplaced = [*_find_moved(sheet, row, number, page), *_find_slipped(sheet, row, number, answer, strays)]
        checked.findings += [*misplaced, *(_finding(sheet, number, row, item) for item in answer.wrongs)]
        if misplaced:
            # The cells may belong to another row: none of them is kept.
            wrongs = [Wrong(item.question, item.wrong, item.remedy) for item in misplaced]
            answer = Answer(dict.fromkeys(answer.values), [*wrongs, *answer.wrongs])
        checked.answers[sheet.name, row.key] = answer


def _find_slipped(sheet: Sheet, row: Row, number: int, answer: Answer, strays: list[Finding]) -> list[Finding]:
    """With something outside the table, answers may have been pasted a row or a column out of position."""
    if not strays or answer.is_blank:
        return []
    wrong = f"there is something at {strays[0].cell}, outside the table: the answers may have slipped"
    return [_finding(sheet, number, row, Wrong(sheet.questions[0].name, wrong, _AS_ISSUED))]


def _find_strays(sheet: Sheet, count: int, page: SheetCells) -> list[Finding]:
    """Cells below the table or beside it."""
    return [
        Finding(sheet.name, cell_name(*position), "something outside the table", _AS_ISSUED)
        for position in sorted(page.cells)
        if position[0] > count + 1 or position[1] > len(sheet.headings)
    ]


def _find_moved(sheet: Sheet, row: Row, number: int, page: SheetCells) -> list[Finding]:
    """What shows that the row is not the one issued in this position: its key, its texts, merged cells."""
    findings = []
    issued = (row.key, *row.locked)
    for column, text in enumerate(issued, start=1):
        if clean_text(page.text(number, column) or "") != clean_text(text):
            what = "the row key" if column == 1 else f"the text under “{sheet.locked[column - 1]}”"
            wrong = f"{what} is not the one issued here: rows were moved, inserted or retyped"
            findings.append(Finding(sheet.name, cell_name(number, column), wrong, _AS_ISSUED, row.key))
    merged = [column for column in range(1, len(sheet.headings) + 1) if page.is_merged(number, column)]
    if merged:
        wrong = "merged cells: it is not clear which row the answer is for"
        findings.append(
            Finding(sheet.name, cell_name(number, merged[0]), wrong, "undo the merging, and type it again", row.key)
        )
    return findings


def _finding(sheet: Sheet, number: int, row: Row, item: Wrong) -> Finding:
    cell = cell_name(number, sheet.column(item.question))
    return Finding(sheet.name, cell, item.wrong, item.remedy, row.key, item.question)


def _refused(message: str, remedy: str) -> DeliveryRefused:
    return DeliveryRefused("E-STAMP", message, remedy)
