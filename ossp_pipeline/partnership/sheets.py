"""The sheets of a workbook that came back, as rows of the tables, with the cells that cannot be read."""

import re
from collections import defaultdict
from dataclasses import dataclass

from ossp_pipeline.contracts.column import Column, Kind
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.returned.cells import Cell, CellKind, Contents, SheetCells
from ossp_pipeline.issued_workbook import META
from ossp_pipeline.partnership.contract import Fact
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.partnership.read import Finding, Written, wrong_headings
from ossp_pipeline.partnership.workbook import STAMP, STAMP_FIELDS, TEMPLATE
from ossp_pipeline.protect.screening import clean_text

_HEADER = 1
_AGAIN = "format the cell as text, and type the value again"
_WRONG_KINDS = {
    CellKind.NUMBER: ("a number where text belongs: leading zeros may be gone", _AGAIN),
    CellKind.DATE: ("a date that the spreadsheet made of what was typed", _AGAIN),
    CellKind.FORMULA: ("a formula", "type the value itself"),
    CellKind.ERROR: ("an error of the spreadsheet", "type the value itself"),
    CellKind.PERCENTAGE: ("a percentage", _AGAIN),
    CellKind.BOOLEAN: ("TRUE or FALSE that the spreadsheet made of what was typed", _AGAIN),
    CellKind.TOO_LONG: ("longer than a cell of the folder may be", "shorten it"),
}
# Kinds of cells, beside text, whose value is certain in a column of this kind.
_READABLE = {Kind.INTEGER: CellKind.NUMBER, Kind.NUMBER: CellKind.NUMBER, Kind.DATE: CellKind.DATE}


@dataclass(frozen=True)
class SheetFinding:
    """What is wrong in a workbook: the sheet, its row (1 is the heading), the column where it is about one."""

    sheet: str
    row: int
    column: str
    problem: str
    remedy: str


def read_fingerprint(contents: Contents) -> str:
    """The fingerprint of the folder that a workbook was issued from. Raises DeliveryRefused for any other workbook."""
    stamp = contents.fields(META, len(STAMP_FIELDS))
    fingerprint = stamp.get("fingerprint") or ""
    is_ours = (stamp.get("mark"), stamp.get("template")) == (STAMP, str(TEMPLATE))
    if not (is_ours and re.fullmatch("[0-9a-f]{64}", fingerprint)):
        raise DeliveryRefused(
            "E-STAMP",
            "this is no workbook of the partnership folder, or one of another version",
            "type the changes into a fresh copy, which `ossp partnership issue` writes",
        )
    return fingerprint


def read_sheets(contents: Contents) -> tuple[dict[str, Written], list[SheetFinding]]:
    """The rows of every table, by the row of the sheet, and what cannot be read. Sheets that were added say nothing."""
    written: dict[str, Written] = {}
    findings: list[SheetFinding] = []
    for fact in FACTS.values():
        page = contents.sheets.get(fact.name)
        wrong = _wrong_sheet(fact, page)
        written[fact.name] = {} if page is None or wrong else _read_rows(fact, page, findings)
        findings += wrong
    return written, findings


def broken_rule(finding: Finding) -> SheetFinding:
    """A row of a sheet that breaks a rule of its table."""
    fact = FACTS[finding.table]
    remedy = f"correct it; the {fact.asked_of} can say what is right"
    return SheetFinding(fact.name, finding.line, finding.column, finding.problem, remedy)


def _wrong_sheet(fact: Fact, page: SheetCells | None) -> list[SheetFinding]:
    """Why nothing of a sheet can be read."""
    problem = "the sheet is missing or renamed" if page is None else _wrong_layout(fact, page)
    remedy = "restore it as it was issued; to empty a table, delete its rows and leave the headings"
    return [SheetFinding(fact.name, _HEADER, "", problem, remedy)] if problem else []


def _wrong_layout(fact: Fact, page: SheetCells) -> str:
    header = _headings(page)
    if wrong := wrong_headings(fact.headings, list(header.values())):
        return wrong
    if page.merged:
        return "it has merged cells"
    strays = [row for row, column in page.cells if column not in header]
    return f"row {min(strays)} has something in a column without a heading" if strays else ""


def _headings(page: SheetCells) -> dict[int, str]:
    return {column: clean_text(cell.text) for (row, column), cell in sorted(page.cells.items()) if row == _HEADER}


def _read_rows(fact: Fact, page: SheetCells, findings: list[SheetFinding]) -> Written:
    """The rows in which something is typed; what cannot be read is added to the findings."""
    header = _headings(page)
    columns = {column.heading: column for column in fact.columns}
    rows: Written = defaultdict(lambda: dict.fromkeys(fact.headings, ""))
    for (row, position), cell in sorted(page.cells.items()):
        column = columns[header[position]]
        text = clean_text(cell.text)
        if row == _HEADER or (cell.kind is CellKind.TEXT and not text):
            continue
        if not _is_readable(column, cell):
            findings.append(SheetFinding(fact.name, row, column.heading, *_WRONG_KINDS[cell.kind]))
        rows[row][column.name] = text
    return dict(rows)


def _is_readable(column: Column, cell: Cell) -> bool:
    return cell.kind is CellKind.TEXT or (bool(cell.text) and _READABLE.get(column.kind) is cell.kind)
