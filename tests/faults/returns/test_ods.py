"""The same faults in OpenDocument: files written here, so that no program stands between the fault and its reader."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZipFile

import openpyxl
import pytest

from tests.returned import Office, surgery

MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def as_ods(path: Path, name: str = "return.ods") -> Path:
    """An .xlsx file's texts and numbers as .ods, with a million blank rows after each table, as programs write them."""
    tables = "".join(_table(page) for page in openpyxl.load_workbook(path).worksheets)
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f"<office:document-content {_SPACES}>{body}</office:document-content>"
    target = path.with_name(name)
    with ZipFile(target, "w") as archive:
        archive.writestr("mimetype", MIME)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return target


def _table(page: Any) -> str:
    rows = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in page.iter_rows())
    cells = '<table:table-cell table:number-columns-repeated="16384"/>'
    blank = f'<table:table-row table:number-rows-repeated="1048000">{cells}</table:table-row>'
    return f'<table:table table:name="{page.title}">{rows}{blank}</table:table>'


def _cell(cell: Any) -> str:
    if cell.value is None:
        return "<table:table-cell/>"
    if cell.data_type == "n":
        return _typed_number(cell.value)
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell.value))}</text:p></table:table-cell>'


def _typed_number(value: object) -> str:
    typed = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {typed}><text:p>{value}</text:p></table:table-cell>"


def _number(old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    """Put another element in the place of the cell that holds 12 on the sheet Measures (J2)."""
    was = _typed_number(old)

    def replace(parts: dict[str, bytes]) -> None:
        assert was.encode() in parts["content.xml"]
        parts["content.xml"] = parts["content.xml"].replace(was.encode(), new.encode(), 1)

    return replace


_NUMBER = 'office:value-type="float" office:value="12"><text:p>12</text:p></table:table-cell>'
CELLS: dict[str, tuple[str, str]] = {
    "formula": (f'<table:table-cell table:formula="of:=10+2" {_NUMBER}', "a formula"),
    "percentage": (_NUMBER.replace("float", "percentage").join(("<table:table-cell ", "")), "a percentage"),
    "date": ('<table:table-cell office:value-type="date" office:date-value="2023-03-31"/>', "a date"),
    "time": ('<table:table-cell office:value-type="time" office:time-value="PT1H"/>', "a date"),
    "true": ('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>', "TRUE or FALSE"),
    "not a number": ('<table:table-cell office:value-type="float" office:value="NaN"/>', "no number"),
    "words": (
        '<table:table-cell office:value-type="string"><text:p>n<text:span>o</text:span>ne</text:p></table:table-cell>',
        "words where a number",
    ),
    "merged": (f'<table:table-cell table:number-rows-spanned="2" {_NUMBER}', "merged cells"),
}


def test_sound_ods_is_returned(office: Office) -> None:
    (taken,) = office.receive(as_ods(office.filled()))
    assert taken.findings == []
    assert set(office.states().values()) == {"returned"}
    assert [row["numerator"] for row in office.delivered()] == ["12", "3", "40", "102.5"]
    assert office.delivered()[0]["narrative"] == "One conference fewer."


@pytest.mark.parametrize("fault", CELLS)
def test_wrong_cell_of_an_ods_is_told_and_never_counts(office: Office, fault: str) -> None:
    element, told = CELLS[fault]
    path = surgery(as_ods(office.filled()), _number("12", element))
    (taken,) = office.receive(path)
    assert [told in item.wrong for item in taken.findings if item.cell == "J2"] == [True], taken.findings
    office.sign()
    assert office.states()["marac_cases|E22000007"] == "queried"
    assert office.states()["refuge_rate|E22000007"] == "accepted"


def test_number_repeated_over_cells_is_read_in_each_of_them(office: Office) -> None:
    """A repeated cell is one element: read once only, what lies after it would move to other columns."""
    repeated = f'<table:table-cell table:number-columns-repeated="2" {_NUMBER}'
    path = surgery(as_ods(office.filled()), _number("12", repeated))
    (taken,) = office.receive(path)
    assert ("K2", "filled in, but not asked for this row") in [(item.cell, item.wrong) for item in taken.findings]


def test_row_repeated_below_the_table_is_read_each_time(office: Office) -> None:
    def repeat(parts: dict[str, bytes]) -> None:
        before, key, after = parts["content.xml"].partition(b"waiting_days|")
        start, row, rest = before.rpartition(b"<table:table-row>")
        parts["content.xml"] = start + row.replace(b">", b' table:number-rows-repeated="2">') + rest + key + after

    (taken,) = office.receive(surgery(as_ods(office.filled()), repeat))
    assert ("A6", "something outside the table") in [(item.cell, item.wrong) for item in taken.findings]


def _in_content(old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    def replace(parts: dict[str, bytes]) -> None:
        assert old.encode() in parts["content.xml"]
        parts["content.xml"] = parts["content.xml"].replace(old.encode(), new.encode(), 1)

    return replace


_DEEP = "<text:p>" + "<text:span>" * 100_000 + "</text:span>" * 100_000 + "</text:p>"
FILES: dict[str, tuple[Callable[[dict[str, bytes]], Any], str]] = {
    "password": (lambda parts: parts.update({"META-INF/manifest.xml": b"<manifest:encryption-data/>"}), "password"),
    "macros": (lambda parts: parts.update({"Basic/Standard/Module1.xml": b"<a/>"}), "macros"),
    "scripts": (lambda parts: parts.update({"Scripts/python/a.py": b"import os"}), "macros"),
    "embedded document": (lambda parts: parts.update({"Object 1/content.xml": b"<a/>"}), "embedded"),
    "link to another workbook": (_in_content("<table:table ", '<table:table-source xlink="a"/><table:table '), "links"),
    "entities": (_in_content("<office:document", '<!DOCTYPE a [<!ENTITY b "c">]><office:document'), "entities"),
    "dates from 1904": (
        _in_content("<office:spreadsheet>", '<office:spreadsheet><table:null-date table:date-value="1904-01-01"/>'),
        "dates",
    ),
    "a row repeated a million times": (
        _in_content("<table:table-row>", '<table:table-row table:number-rows-repeated="1048576">'),
        "far larger",
    ),
    "a cell far below": (
        _in_content("</table:table>", f"<table:table-row>{_typed_number(1)}</table:table-row></table:table>"),
        "far larger",
    ),
    "a cell far to the right": (
        _in_content("<table:table-row>", '<table:table-row><table:table-cell table:number-columns-repeated="9999"/>'),
        "far larger",
    ),
    "elements in elements": (_in_content("<text:p>One conference fewer.</text:p>", _DEEP), ""),
    "cut XML": (_in_content("</office:document-content>", ""), "could not be read"),
}


@pytest.mark.parametrize("fault", FILES)
def test_ods_that_acts_explodes_or_is_damaged_is_refused(office: Office, fault: str) -> None:
    edit, told = FILES[fault]
    (taken,) = office.receive(surgery(as_ods(office.filled()), edit))
    assert (taken.outcome, taken.refusal.get("code")) == ("refused", "E-WORKBOOK"), taken
    assert told in taken.refusal["message"]
    assert office.states() == {}
