"""What both kinds of spreadsheet readers share: kinds of files, and the refusal of document types."""

import zipfile

import pytest

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.file_kinds import Spreadsheet, first_bytes, other_kind, spreadsheet_kind
from ossp_pipeline.extract.readers.returned.container import check_container
from ossp_pipeline.extract.readers.safe_xml import declares_document_type, new_parser

XLSX_PARTS = ("[Content_Types].xml", "xl/workbook.xml")
DOCUMENT_TYPE = '<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>'


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        (XLSX_PARTS, Spreadsheet.XLSX),
        (("mimetype", "content.xml"), Spreadsheet.ODS),
        (("word/document.xml",), None),
        ((), None),
    ],
)
def test_spreadsheet_is_recognised_by_the_parts_of_its_archive(parts, kind):
    assert spreadsheet_kind(parts) is kind


def test_text_is_no_other_kind_and_what_comes_before_it_is_not_looked_at():
    assert other_kind(b"A,B\n1,2\n") is None
    assert first_bytes(b"\xef\xbb\xbf \r\n\tA,B\n") == b"A,B\n"
    assert other_kind(b"\n  <html>").startswith("an HTML or XML page")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_document_type_is_found_in_any_encoding(encoding):
    assert declares_document_type(DOCUMENT_TYPE.encode(encoding))
    assert not declares_document_type("<a>DOCTYPE</a>".encode(encoding))


def test_parser_refuses_a_document_type_and_reads_xml_without_one():
    new_parser().Parse(b"<a>text</a>", True)
    with pytest.raises(DeliveryRefused, match="document type"):
        new_parser().Parse(DOCUMENT_TYPE.encode(), True)


def test_returned_archive_that_is_two_kinds_of_workbook_at_once_is_refused(tmp_path):
    """Two readers could read two different workbooks in it."""
    path = tmp_path / "both.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for part in (*XLSX_PARTS, "content.xml"):
            archive.writestr(part, "<a/>")
    with pytest.raises(DeliveryRefused, match=r"not an \.xlsx or \.ods workbook"):
        check_container(path)
