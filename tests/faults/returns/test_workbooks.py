"""H04, H05, H09, S35, S40: files that are not safely the workbook that was issued. Each is refused whole, and kept."""

import struct
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ossp_pipeline.atomic_files import sha256_of
from ossp_pipeline.errors import as_sentence
from tests.returned import Office, measure_row, surgery, write_seeds

SHEET = "xl/worksheets/sheet3.xml"
Parts = dict[str, bytes]


def _add(name: str, content: bytes = b"x") -> Callable[[Parts], None]:
    return lambda parts: parts.update({name: content})


def _replace(name: str, old: bytes, new: bytes) -> Callable[[Parts], None]:
    def replace(parts: Parts) -> None:
        assert old in parts[name], name
        parts[name] = parts[name].replace(old, new, 1)

    return replace


def _utf16_entity(parts: Parts) -> None:
    text = parts[SHEET].decode().removeprefix("<?xml version='1.0' encoding='UTF-8'?>")
    parts[SHEET] = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a SYSTEM "file:///etc/passwd">{text}'.encode(
        "utf-16"
    )


_LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_MERGE = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
SURGERY: dict[str, tuple[Callable[[Parts], Any], str]] = {
    "macros": (_add("xl/vbaProject.bin"), "macros"),
    "macro type": (_replace("[Content_Types].xml", b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"), "macros"),
    "Excel 4 macro sheet": (_add("xl/macrosheets/sheet1.xml"), "macros"),
    "link to another workbook": (_add("xl/externalLinks/externalLink1.xml"), "links to other"),
    "link to a database": (_add("xl/connections.xml"), "links to databases"),
    "embedded document": (_add("xl/embeddings/oleObject1.bin"), "embedded documents"),
    "control": (_add("xl/activeX/activeX1.xml"), "controls"),
    "entities": (_replace(SHEET, b"<worksheet", _LAUGHS + b"<worksheet"), "entities"),
    "entity in UTF-16": (_utf16_entity, "entities"),
    "cell at the far corner": (
        _replace(SHEET, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        "far larger",
    ),
    "everything merged": (_replace(SHEET, b"</sheetData>", b"</sheetData>" + _MERGE), "far larger"),
    "half a million cells": (
        _replace(SHEET, b"<sheetData>", b"<sheetData><row>" + b"<c><v>1</v></c>" * 500_000 + b"</row>"),
        "",
    ),
    "zip bomb": (_add("xl/media/image1.xml", bytes(100_000_000)), "far larger"),
    "thousand parts": (lambda parts: parts.update({f"xl/a{number}.xml": b"" for number in range(1_000)}), "far larger"),
    "part missing": (lambda parts: parts.pop("xl/_rels/workbook.xml.rels"), "could not be read"),
    "sheet is no XML": (_add(SHEET, b"<worksheet><sheetData>"), "could not be read"),
}


@pytest.mark.parametrize("fault", SURGERY)
def test_workbook_that_acts_explodes_or_is_damaged_is_refused(office: Office, fault: str) -> None:
    edit, told = SURGERY[fault]
    _refused(office, surgery(office.filled(), edit), "E-WORKBOOK", told)


def _old_office(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_096))


def _password(path: Path) -> None:
    """Set the flag that says a part is encrypted, where the archive states it twice."""
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.index(mark) + offset
        content[place : place + 2] = struct.pack("<H", 1)
    path.write_bytes(content)


def _overwrite(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:3000] + bytes(9) + content[3009:])


def _twice(path: Path) -> None:
    with pytest.warns(UserWarning), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")


FILES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "password, or old .xls": (_old_office, "password"),
    "encrypted archive": (_password, "password"),
    "CSV under a workbook's name": (lambda path: path.write_text("measure,value\na,1\n"), "not an .xlsx"),
    "web page": (lambda path: path.write_text("<html><table></table></html>"), "not an .xlsx"),
    "nothing": (lambda path: path.write_bytes(b""), "not an .xlsx"),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:-400]), "not an .xlsx"),
    "bytes changed": (_overwrite, ""),
    "one part twice": (_twice, "two parts"),
    "Word document": (lambda path: _zip(path, {"[Content_Types].xml": b"", "word/document.xml": b""}), "not an .xlsx"),
}


@pytest.mark.parametrize("fault", FILES)
def test_file_that_is_no_workbook_is_refused(office: Office, fault: str) -> None:
    spoil, told = FILES[fault]
    path = office.filled()
    spoil(path)
    _refused(office, path, "E-WORKBOOK", told)


def test_workbook_with_dates_from_1904_is_refused(office: Office) -> None:
    _refused(
        office,
        office.edited(office.filled(), lambda book: setattr(book, "epoch", CALENDAR_MAC_1904)),
        "E-WORKBOOK",
        "1904",
    )


def test_workbook_of_more_cells_than_any_of_ours_is_refused(office: Office) -> None:
    def fill(book: Any) -> None:
        page = book.create_sheet("Notes")
        for _ in range(1_700):
            page.append([1] * 12)

    _refused(office, office.edited(office.filled(), fill), "E-WORKBOOK", "far larger")


def test_workbook_over_5_mb_is_refused_and_not_kept(office: Office) -> None:
    path = office.filled()
    path.write_bytes(bytes(5_000_001))
    (taken,) = office.receive(path)
    assert taken.refusal["code"] == "E-SIZE"
    assert not (office.settings.returns / "received").exists()


def _meta(cell: str, value: Any) -> Callable[[Any], None]:
    return _put("_meta", cell, value)


def _put(sheet: str, cell: str, value: Any) -> Callable[[Any], None]:
    def put(book: Any) -> None:
        book[sheet][cell].value = value

    return put


def _rebuild(book: Any) -> None:
    """Somebody copied the tables into a new workbook: the hidden stamp is not in it."""
    del book["_meta"]


STAMPS: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    "tables copied into a new workbook": (_rebuild, "E-STAMP", "hidden stamp"),
    "stamp of something else": (_meta("B1", "budget"), "E-STAMP", "hidden stamp"),
    "old template": (_meta("B2", "0"), "E-STAMP", "this is template 0"),
    "stamp changed": (_meta("B5", "0123456789abcdef"), "E-STAMP", "Check"),
    "quarter retyped": (_put("About", "B2", "2025-26Q2"), "E-STAMP", "“Quarter” is not"),
    "lead retyped": (_put("About", "B3", "Youth justice manager"), "E-STAMP", "“Lead” is not"),
    "sheet renamed": (lambda book: setattr(book["Measures"], "title", "Measures Q3"), "E-STAMP", "Measures is missing"),
    "heading retyped": (_put("Measures", "J1", "Percentage"), "E-STAMP", "J1: the heading"),
    "column inserted": (lambda book: book["Measures"].insert_cols(10), "E-STAMP", "J1: the heading"),
    "columns swapped": (lambda book: _swap(book["Measures"], "J1", "K1"), "E-STAMP", "J1: the heading"),
    "role blank": (_put("About", "B7", None), "E-ROLE", "blank"),
    "role is an e-mail address": (_put("About", "B7", "j.bloggs@example.org"), "E-ROLE", "an e-mail address"),
    "role is a formula": (_put("About", "B7", "=A1"), "E-ROLE", "a formula"),
}


@pytest.mark.parametrize("fault", STAMPS)
def test_workbook_that_is_not_the_one_issued_is_refused(office: Office, fault: str) -> None:
    edit, code, told = STAMPS[fault]
    _refused(office, office.edited(office.filled(), edit, "faulty.xlsx"), code, told)


@pytest.mark.parametrize("quarter", ["2025-26Q4", "../../../etc", "2025-26Q9", ""])
def test_workbook_of_a_quarter_that_was_not_issued_is_refused(office: Office, quarter: str) -> None:
    def stamp(book: Any) -> None:
        book["_meta"]["B3"].value = quarter or None
        book["About"]["B2"].value = quarter or None

    _refused(office, office.edited(office.filled(), stamp, "faulty.xlsx"), "E-STAMP", "")


def test_lead_spelt_otherwise_is_not_the_lead_it_was_issued_to(office: Office) -> None:
    def restamp(book: Any) -> None:
        book["_meta"]["B4"].value = book["About"]["B3"].value = "Domestic Abuse Lead"

    _refused(office, office.edited(office.filled(), restamp, "faulty.xlsx"), "E-STAMP", "nothing was issued")


def test_workbook_of_another_lead_does_not_answer_for_this_one(office: Office) -> None:
    path = office.issue(lead="Youth justice manager")

    def restamp(book: Any) -> None:
        book["_meta"]["B4"].value = book["About"]["B3"].value = "Domestic abuse lead"

    _refused(office, office.edited(path, restamp, "faulty.xlsx"), "E-STAMP", "no longer what this workbook asks")


def test_workbook_that_a_newer_issue_replaced_is_refused(office: Office) -> None:
    path = office.filled()
    write_seeds(office.seeds, [measure_row("new_one", "New", "things", "", "count", "Domestic abuse lead")])
    office.issue()
    _refused(office, path, "E-STAMP", "no longer what this workbook asks")


def test_one_refused_file_does_not_stop_the_others(office: Office) -> None:
    good = office.filled("good.xlsx")
    bad = good.with_name("bad.xlsx")
    bad.write_bytes(b"no workbook")
    assert [item.outcome for item in office.receive(bad, good)] == ["refused", "received"]
    assert set(office.states().values()) == {"returned"}


def test_dates_in_an_issued_workbook_are_of_the_usual_system(office: Office) -> None:
    """What the 1904 rule protects from: the same cell read 1,462 days apart."""
    book = openpyxl.load_workbook(office.issue())
    assert book.epoch == datetime(1899, 12, 30)


def _zip(path: Path, parts: Parts) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _swap(page: Any, one: str, other: str) -> None:
    page[one].value, page[other].value = page[other].value, page[one].value


def _refused(office: Office, path: Path, code: str, told: str) -> None:
    (taken,) = office.receive(path)
    assert (taken.outcome, taken.refusal.get("code")) == ("refused", code), taken
    assert told in taken.refusal["message"]
    assert taken.refusal["remedy"]
    assert as_sentence(taken.refusal["message"]) in Path(taken.answer).read_text(encoding="utf-8")
    assert office.states() == {}
    assert not list(office.settings.inbox.rglob("*.csv"))
    kept = office.settings.returns / "received" / f"{sha256_of(path)}.workbook"
    assert kept.stat().st_mode & 0o777 == 0o600
