"""A spreadsheet as rows: sheets and columns by name, values as published, and refusals that name the sheet."""

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.extract.readers.decode import decode
from ossp_pipeline.feeds.cas3_bedspaces import FEED as CAS3
from ossp_pipeline.feeds.recorded_crime_csp import FEED
from ossp_pipeline.sample.workbooks import write_workbook
from tests.faults.content.conftest import csv_file, good_row

NEW = [
    "Financial Year",
    "Financial Quarter",
    "Police Force",
    "CSP Name",
    "Offence Description",
    "Offence Group",
    "Offence Subgroup",
    "Offence Code",
    "Offence Count",
]
OLD = [
    "Financial Year",
    "Financial Quarter",
    "Force Name",
    "CSP Name",
    "Offence Description",
    "Offence Group",
    "Offence Subgroup",
    "Offence Code",
    "Number of Offences",
]
NOTES = [["Force Notes"], ["Kent: data for Medway are recorded under an unassigned CSP group from 2024 onwards."]]
TERMS = FileContext(parse_period(Cadence.YEAR, "2026"), Area(None, None), {}, b"")
Sheets = list[tuple[str, list[list[str]]]]


def row(
    code: str = "8N", count: str = "12", year: str = "2025/26", force: str = "Kent", csp: str = "Medway"
) -> list[str]:
    return [year, "1", force, csp, "Any, offence", "Any group", "Any subgroup", code, count]


def ods(sheets: Sheets) -> bytes:
    target = io.BytesIO()
    write_workbook(target, sheets, frozenset((1, 8)))
    return target.getvalue()


def xlsx(sheets: Sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append([int(cell) if cell.lstrip("-").isdecimal() else cell for cell in cells])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def ods_of(xml: str) -> bytes:
    """A workbook of this XML, for what our own writer does not write."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("content.xml", xml)
    return target.getvalue()


def content_of(sheets: Sheets) -> str:
    with zipfile.ZipFile(io.BytesIO(ods(sheets))) as archive:
        return archive.read("content.xml").decode()


def landed(raw: bytes) -> ConformResult:
    result = conform(raw, FEED, TERMS)
    assert result.accounting.balanced
    return result


def refused(raw: bytes) -> DeliveryRefused:
    with pytest.raises(DeliveryRefused) as caught:
        conform(raw, FEED, TERMS)
    return caught.value


def spoil_middle(raw: bytes) -> bytes:
    third = len(raw) // 3
    return raw[:third] + bytes(third) + raw[2 * third :]


both_kinds = pytest.mark.parametrize("write", [ods, xlsx])


@both_kinds
def test_rows_of_every_year_and_of_both_layouts_land(write: Callable[[Sheets], bytes]) -> None:
    older = ("2024-25", [OLD, row(year="2024/25", count="-45")])
    result = landed(write([("Notes", NOTES), older, ("2025_26", [NEW, row(), row("37.1", "0")])]))
    assert result.accepted["financial_year"].to_pylist() == ["2024/25", "2025/26", "2025/26"]
    assert result.accepted["offence_count"].to_pylist() == [-45, 12, 0]
    assert result.accepted["offence_code"].to_pylist() == ["8N", "8N", "37.1"]
    assert result.notes[0] == "sheets read: 2024-25, 2025_26"
    assert "“Number of Offences” as “Offence Count”" in result.notes[1]


@both_kinds
def test_title_lines_and_line_breaks_in_headings_are_allowed(write: Callable[[Sheets], bytes]) -> None:
    headings = [heading.replace(" ", "\n", 1) for heading in NEW]
    result = landed(write([("2025_26", [["Table 1"], ["Published in July"], headings, row()])]))
    assert result.accounting.accepted == 1


@both_kinds
@pytest.mark.parametrize("first", [True, False])
def test_notes_are_put_beside_the_rows_of_the_force_they_name(write: Callable[[Sheets], bytes], first: bool) -> None:
    rows = [("2025_26", [NEW, row(), row(force="Essex", csp="Basildon")])]
    sheets = [("Notes", NOTES), *rows] if first else [*rows, ("Notes", NOTES)]
    assert landed(write(sheets)).accepted["force_note"].to_pylist() == [NOTES[1][0], None]


@both_kinds
def test_a_note_that_names_a_partnership_alone_is_put_beside_its_rows_apart_from_others(
    write: Callable[[Sheets], bytes],
) -> None:
    notes = [["Kent: a new system."], ["Figures of Medway should not be used."], ["Essex and all others are whole."]]
    rows = [NEW, row(), row(csp="Ashford"), row(force="Essex", csp="Basildon")]
    cells = landed(write([("Notes", notes), ("2025_26", rows)])).accepted["force_note"].to_pylist()
    assert cells == [
        "Kent: a new system. | Figures of Medway should not be used.",
        "Kent: a new system.",
        notes[2][0],
    ]


@both_kinds
def test_renamed_sheet_is_refused_by_its_name(write: Callable[[Sheets], bytes]) -> None:
    refusal = refused(write([("2024_25", [NEW, row(year="2024/25")]), ("Year 2025-26", [NEW, row()])]))
    assert (refusal.code, "“Year 2025-26”" in refusal.message) == ("E-SHEET", True)


@both_kinds
def test_workbook_without_an_agreed_sheet_is_refused_with_the_names_it_has(write: Callable[[Sheets], bytes]) -> None:
    refusal = refused(write([("Notes", NOTES), ("Chart", [["a picture"]])]))
    assert (refusal.code, "“Chart”" in refusal.message) == ("E-SHEET", True)


@both_kinds
@pytest.mark.parametrize("rows", [[], [["to follow"]]])
def test_agreed_sheet_without_a_table_is_refused(write: Callable[[Sheets], bytes], rows: list[list[str]]) -> None:
    """Otherwise a missing year would look like a fall in crime."""
    refusal = refused(write([("2024_25", rows), ("2025_26", [NEW, row()])]))
    assert (refusal.code, "“2024_25”" in refusal.message) == ("E-SHEET", True)


@both_kinds
def test_renamed_column_is_refused_with_sheet_and_near_miss(write: Callable[[Sheets], bytes]) -> None:
    headings = [heading.replace("Offence Code", "Offence Codes") for heading in NEW]
    refusal = refused(write([("2025_26", [headings, row()])]))
    assert refusal.code == "E-HEADER"
    assert "in the sheet “2025_26”" in refusal.message
    assert "“Offence Codes” instead" in refusal.message


@both_kinds
def test_equal_rows_are_parts_of_a_combined_code_and_all_land(write: Callable[[Sheets], bytes]) -> None:
    """Homicide comes in four rows: in the real table of 2017/18 most of them are alike."""
    rows = [row("1/4.1/4.10/4.2", "1"), row("1/4.1/4.10/4.2", "1"), row("46", "2")]
    result = landed(write([("2025_26", [NEW, *rows])]))
    assert (result.accounting.accepted, result.accounting.duplicate) == (3, 0)


@both_kinds
def test_row_with_a_cell_beyond_the_header_and_a_footer_are_rejected(write: Callable[[Sheets], bytes]) -> None:
    result = landed(write([("2025_26", [NEW, row(), [*row("46"), "spill"], ["Source: Home Office"]])]))
    assert (result.accounting.received, result.accounting.accepted, result.accounting.rejected) == (3, 1, 2)
    assert result.broken["recorded_crime_csp.row.fields"] == 1


def test_rows_and_cells_that_are_declared_repeated_are_repeated() -> None:
    xml = content_of([("2025_26", [NEW, row(), row("46")])])
    start = xml.rindex('<table:table-row table:style-name="ro1">')
    xml = xml[:start] + xml[start:].replace("<table:table-row ", '<table:table-row table:number-rows-repeated="3" ', 1)
    # One cell that stands for description, group and subgroup.
    first, last = xml.rindex("<table:table-cell", 0, xml.rindex("Any, offence")), xml.rindex("Any subgroup")
    cell = '<table:table-cell table:number-columns-repeated="3" office:value-type="string"><text:p>Any subgroup'
    result = landed(ods_of(xml[:first] + cell + xml[last + len("Any subgroup") :]))
    assert result.accounting.accepted == 4
    assert result.accepted["published_group"].to_pylist() == ["Any group"] + ["Any subgroup"] * 3
    assert result.accepted["offence_code"].to_pylist() == ["8N"] + ["46"] * 3


def repeated(times: int, what: str = "rows", count: int = 1) -> bytes:
    """A workbook in which its rows below the header, or their cells, are declared to be there many times."""
    xml = content_of([("2025_26", [NEW, *[row()] * count])])
    start = xml.index("</table:table-row>")
    tag = "<table:table-row " if what == "rows" else "<table:table-cell "
    follows = "table:style-name" if what == "rows" else "office:value-type"
    many = f'{tag}table:number-{what}-repeated="{times}" {follows}'
    return ods_of(xml[:start] + xml[start:].replace(tag + follows, many))


def test_rows_repeated_until_they_fill_the_memory_are_refused_before_they_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """S35, H09: 8.4 million rows in a file of a few kilobytes. What counts is all of them together."""
    bomb = repeated(1_048_576, count=8)
    assert len(bomb) < 20_000
    refusal = refused(bomb)
    assert (refusal.code, refusal.message) == ("E-SIZE", "rows or cells are repeated until they hold more than 10 MB")
    assert landed(repeated(1_000)).accounting.received == 1_000
    monkeypatch.setattr("ossp_pipeline.extract.readers.streaming.ods._MOST_REPEATED", 100_000)
    monkeypatch.setattr("ossp_pipeline.extract.readers.streaming.ods._MOST_REPEATED_TIMES", 100)
    assert landed(repeated(600, count=3)).accounting.received == 1_800, "a larger file may hold more"
    monkeypatch.setattr("ossp_pipeline.extract.readers.streaming.ods._MOST_REPEATED_TIMES", 0)
    assert refused(repeated(600, count=3)).code == "E-SIZE"
    assert refused(repeated(200, "columns", count=100)).code == "E-SIZE"


def test_text_shared_by_many_cells_is_refused_where_it_fills_the_memory() -> None:
    wide = replace(FEED, largest_file=10_000)
    many = xlsx([("2025_26", [NEW, *[row(csp="x" * 500)] * 20])])
    assert len(many) < 10_000
    with pytest.raises(DeliveryRefused, match="E-SIZE") as refusal:
        decode(many, wide)
    assert "the rows hold more than" in refusal.value.message


def test_text_column_holds_what_is_shown_and_a_number_its_value() -> None:
    xml = content_of([("2025_26", [NEW, row("4.10", "1234")])])
    xml = xml.replace("<text:p>1234<", "<text:p>1,234<")
    shown = '<table:table-cell office:value-type="float" office:value="4.1" calcext:value-type="float"><text:p>4.10<'
    typed = '<table:table-cell office:value-type="string" calcext:value-type="string"><text:p>4.10<'
    assert typed in xml
    result = landed(ods_of(xml.replace(typed, shown)))
    assert result.accepted["offence_code"].to_pylist() == ["4.10"]
    assert result.accepted["offence_count"].to_pylist() == [1234]


def test_comment_on_a_cell_is_not_its_text() -> None:
    xml = content_of([("2025_26", [NEW, row()])])
    note = "<office:annotation><text:p>checked by someone</text:p></office:annotation><text:p>Medway</text:p>"
    result = landed(ods_of(xml.replace("<text:p>Medway</text:p>", note)))
    assert result.accepted["csp_name"].to_pylist() == ["Medway"]


def test_declared_entities_are_refused_and_nothing_expands() -> None:
    """H-class: entities that repeat one another."""
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    xml = content_of([("2025_26", [NEW, row()])])
    refusal = refused(ods_of(xml.replace("?>\n", f"?>\n{bomb}", 1)))
    assert (refusal.code, "document type" in refusal.message) == ("E-NOTDATA", True)


def test_workbook_that_unpacks_to_too_much_is_refused() -> None:
    assert FEED.workbook is not None
    raw = ods([("2025_26", [NEW, *([row()] * 500)])])
    small = replace(FEED, workbook=replace(FEED.workbook, largest_xml=50_000))
    with pytest.raises(DeliveryRefused) as caught:
        decode(raw, small)
    assert caught.value.code == "E-SIZE"


@pytest.mark.parametrize("spoil", [lambda raw: raw[:-200], spoil_middle])
@both_kinds
def test_damaged_workbook_is_refused(write: Callable[[Sheets], bytes], spoil: Callable[[bytes], bytes]) -> None:
    refusal = refused(spoil(write([("2025_26", [NEW, *[row(str(number)) for number in range(50)]])])))
    assert refusal.code == "E-NOTDATA"
    assert "not a CSV file" in refusal.message or "XML is broken" in refusal.message


def test_broken_xml_is_refused() -> None:
    xml = content_of([("2025_26", [NEW, row()])])
    assert refused(ods_of(xml.replace("</table:table>", "", 1))).code == "E-NOTDATA"


def test_readers_that_count_differently_refuse_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ossp_pipeline.extract.readers.streaming.ods._LONGEST_TAG", 1)
    monkeypatch.setattr("ossp_pipeline.extract.readers.streaming.sheets._CHUNK", 7)
    assert refused(ods([("2025_26", [NEW, row()])])).code == "E-COUNT"


@both_kinds
def test_pieces_of_any_size_give_the_same_text(
    write: Callable[[Sheets], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = write([("Notes", NOTES), ("2025_26", [NEW, *[row(f"{number}A") for number in range(40)]])])
    whole = decode(raw, FEED)
    for size in (23, 64, 1000):
        monkeypatch.setattr("ossp_pipeline.extract.readers.streaming.sheets._CHUNK", size)
        assert decode(raw, FEED) == whole


def test_csv_of_the_same_table_lands_with_either_heading() -> None:
    text = "\n".join([",".join(OLD), ",".join(row()).replace("Any, offence", '"Any, offence"'), ""])
    assert landed(text.encode()).accepted["offence_count"].to_pylist() == [12]


def test_table_by_force_has_no_partnership_and_lands() -> None:
    cells = row()
    text = ",".join(OLD[:3] + OLD[4:]) + "\n" + ",".join([*cells[:3], "Any offence", *cells[5:]]) + "\n"
    assert landed(text.encode()).accepted["csp_name"].to_pylist() == [None]


@both_kinds
def test_column_that_may_be_left_out_may_not_be_renamed(write: Callable[[Sheets], bytes]) -> None:
    """Its values would be lost without notice."""
    headings = [heading.replace("CSP Name", "CSP Names") for heading in NEW]
    refusal = refused(write([("2025_26", [headings, row()])]))
    assert (refusal.code, "“CSP Names” instead" in refusal.message) == ("E-HEADER", True)


def days_book(number_format: str, value: object = 45_382, epoch: object = None) -> bytes:
    """A workbook of one sheet, with the report's headings and one bedspace whose first day is this cell."""
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    sheet = book.active
    sheet.title = "Sheet0"
    cells = good_row("cas3_bedspaces")
    sheet.append(list(cells))
    sheet.append([int(cell) if cell.isdecimal() else cell for cell in cells.values()])
    cell = sheet.cell(2, 1 + list(cells).index("bedspaceStartDate"))
    cell.value, cell.number_format = value, number_format
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def first_day(content: bytes) -> str:
    text, _ = decode(content, CAS3)
    return next(csv.DictReader(io.StringIO(text.decode())))["bedspaceStartDate"]


@pytest.mark.parametrize("number_format", ["mm-dd-yy", "yyyy-mm-dd", "[$-809]d mmmm yyyy;@", '"on" dd/mm/yy'])
def test_a_number_that_is_shown_as_a_day_is_read_as_one(number_format: str) -> None:
    assert first_day(days_book(number_format)) == "2024-03-31"


@pytest.mark.parametrize("number_format", ["General", "0.00", '0 "days"', "[Red]0"])
def test_a_number_that_is_shown_as_one_stays_it(number_format: str) -> None:
    assert first_day(days_book(number_format)) == "45382"


@pytest.mark.parametrize("value", [0, 60, 2_958_466, 45_382.5, -1])
def test_a_number_that_is_no_whole_day_stays_as_it_is(value: float) -> None:
    assert first_day(days_book("yyyy-mm-dd", value)) == f"{value}"


def test_days_are_counted_from_where_the_workbook_says() -> None:
    assert first_day(days_book("yyyy-mm-dd", 45_382 - 1_462, CALENDAR_MAC_1904)) == "2024-03-31"


def test_a_workbook_without_notes_lands_like_the_text_of_its_rows() -> None:
    """The report as HMPPS saves it: one sheet, days as days, numbers as numbers."""
    terms = FileContext(parse_period(Cadence.QUARTER, "2023-24Q4"), Area(None, None), {}, bytes(32))
    text = csv_file("cas3_bedspaces", [good_row("cas3_bedspaces", online_from="2024-03-31")])
    assert conform(days_book("yyyy-mm-dd"), CAS3, terms).accepted == conform(text, CAS3, terms).accepted


def test_workbook_that_lists_a_sheet_without_its_part_is_refused() -> None:
    """To go on without it would lose a year."""
    raw = xlsx([("2024_25", [NEW, row()]), ("2025_26", [NEW, row()])])
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("sheet1.xml")}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert (refused(target.getvalue()).code, refused(target.getvalue()).message) == (
        "E-NOTDATA",
        "the workbook lacks a part",
    )
