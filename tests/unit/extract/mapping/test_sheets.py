"""Spreadsheets in suppliers' own layouts: the same rows as the same table as CSV, or a refusal that names the cell."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import openpyxl
import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.delivery import State
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.mapping import Mapping
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.deliveries.quarantine import unknown_codes
from ossp_pipeline.deliveries.supplier_list import write_list
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform, read_delivered
from ossp_pipeline.extract.delivered import periods_of, read_rows_of
from ossp_pipeline.extract.intake import land_again
from ossp_pipeline.extract.mapping.rows import read_mapped
from ossp_pipeline.extract.not_taken import not_taken
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.readers.streaming import sheets
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.governance.identifiers import read_identifiers
from ossp_pipeline.governance.rewriting import cells_of, without_people
from ossp_pipeline.settings import SEEDS
from tests.faults.content.conftest import csv_file, good_rows
from tests.unit.extract.mapping.conftest import ASB, HEADINGS, HOMES, Partnership, homes_cells, homes_file, homes_row
from tests.unit.extract.mapping.spreadsheets import Cell, Shape, Sheets, changed, ods, part_of, prefixed, xlsx

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("reading_here")]

Write = Callable[..., bytes]
ROWS = [homes_row(number) for number in (1, 2, 3)]
MARCH = parse_period(Cadence.MONTH, "2024-03")
EXPORT = "EH export 7.xlsx"
both_kinds = pytest.mark.parametrize("write", [xlsx, ods])
SHEET_XML = "xl/worksheets/sheet1.xml"


def mapped(partnership: Partnership, text: str = HOMES) -> tuple[Feed, Mapping]:
    """The feed with the mapping, and the mapping."""
    mappings = partnership.state(text).mappings
    return replace(partnership.feed, mappings=mappings), mappings[0]


def landed(content: bytes, feed: Feed) -> ConformResult:
    """The file checked against its contract, without a data folder."""
    context = FileContext(MARCH, Area(None, None), read_code_lists(SEEDS), bytes(32), bytes(32), part="example-homes")
    result = conform(content, feed, context)
    assert result.accounting.balanced
    return result


def refused(content: bytes, feed: Feed) -> DeliveryRefused:
    with pytest.raises(DeliveryRefused) as caught:
        landed(content, feed)
    return caught.value


@both_kinds
def test_rows_land_with_titles_above_and_colours_below(write: Write, partnership: Partnership) -> None:
    partnership.state(HOMES)
    rows = homes_cells([*ROWS, homes_row(4, Date_closed="05/04/2024")])
    cases = [["Example Homes"], [None], ["Exported by Qxofficer", None, "for March"], *rows]
    partnership.drop(write({"Read me": [["Cases are on the other sheet"]], "Cases": cases}), f"EH.{write.__name__}")
    [delivery] = partnership.deliveries()
    receipt = delivery.receipt
    assert (receipt.period, receipt.part, receipt.version) == ("2024-03", "example-homes", 1)
    assert (delivery.accounting.received, delivery.accounting.accepted) == (4, 4)
    assert (delivery.mapping, delivery.sheet) == ("asb_incidents-example-homes, version 1", "sheet “Cases”")
    assert delivery.notes == (
        "read by the mapping asb_incidents-example-homes, version 1",
        "read from the sheet “Cases”",
        "2 line(s) above the header left out",
    )
    found = partnership.rows(delivery)
    assert [row["opened_date"] for row in found] == [date(2024, 3, number) for number in (1, 2, 3, 4)]
    assert [row["closed_date"] for row in found] == [None, None, None, date(2024, 4, 5)]
    assert {(row["asb_type"], row["category"], row["is_hate_related"]) for row in found} == {
        ("Nuisance", "Noise", False)
    }
    assert partnership.leaked(delivery) == []


# Cells as people type them, and as programs leave them.
NUMBERS = st.integers(1, 999_999)
DAYS = st.dates(date(2024, 2, 20), date(2024, 4, 10))
TEXTS = st.text("ab’é 01/\n\"',;", min_size=1, max_size=8).filter(lambda text: not text.startswith("="))
TABLE = st.lists(
    st.fixed_dictionaries(
        {
            "Case No": st.one_of(NUMBERS, NUMBERS, TEXTS),
            "Tenant name": st.one_of(st.none(), TEXTS),
            "Date logged": st.one_of(DAYS, DAYS, st.just("31 March"), st.none()),
            "Date closed": st.one_of(st.none(), DAYS),
            "Type": st.sampled_from(["NUI", "ENV", "Nuisance", "XYZ", " NUI"]),
            "Sub-type": st.one_of(st.sampled_from(["Loud music", "Noise", "noise"]), TEXTS),
            "Hate?": st.one_of(st.sampled_from(["Hate", "None", "Y"]), st.booleans(), st.none()),
            "LSOA": st.sampled_from(["X01000001", "X01000002", None]),
            "Reported by": st.one_of(st.none(), NUMBERS, TEXTS),
            "Notes": st.one_of(st.none(), TEXTS, st.floats(-9, 9), DAYS),
        }
    ),
    min_size=1,
    max_size=6,
)


def as_csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    """As a spreadsheet program in Britain saves the sheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    widest = max(map(len, rows))
    for row in rows:
        padded = [*row, *[None] * (widest - len(row))]
        writer.writerow(
            [f"{cell:%d/%m/%Y}" if isinstance(cell, date) else _shown(cell) for cell in padded],
        )
    return out.getvalue().encode()


def _shown(cell: Cell) -> str:
    return "" if cell is None else str(cell).upper() if isinstance(cell, bool) else str(cell)


@hypothesis.given(rows=TABLE, has_titles=st.booleans(), has_total=st.booleans(), order=st.permutations(HEADINGS))
@hypothesis.settings(
    max_examples=40, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
def test_the_same_table_lands_the_same_rows_as_csv_and_as_either_spreadsheet(
    rows: list[dict[str, Cell]], has_titles: bool, has_total: bool, order: list[str], partnership: Partnership
) -> None:
    feed, _ = mapped(partnership)
    titles: list[list[Cell]] = [["Example Homes", None, "March"]] if has_titles else []
    total: list[list[Cell]] = [["Total", len(rows)]] if has_total else []
    table = [*titles, order, *([row[heading] for heading in order] for row in rows), *total]
    outcomes = []
    for content in (as_csv(table), xlsx({"Cases": table}), ods({"Cases": table})):
        try:
            result = landed(content, feed)
        except DeliveryRefused as refusal:
            outcomes.append((refusal.code,))
        else:
            rules = Counter(zip(*(result.rejects[name].to_pylist() for name in ("column", "rule")), strict=True))
            outcomes.append((result.accepted.to_pylist(), result.accounting, result.broken, rules))
    assert outcomes[0] == outcomes[1] == outcomes[2]


@both_kinds
def test_a_child_process_reads_the_same_rows(write: Write, partnership: Partnership) -> None:
    feed, _ = mapped(partnership)
    content = write({"Cases": [["Title"], *homes_cells(ROWS), [None] * 12 + ["beyond"]]})
    there, their_notes = read_rows_of(content, feed, MARCH, "example-homes")
    here, our_notes = read_delivered(content, feed, MARCH, "example-homes")
    assert there.table.equals(here.table) and there.lines.tolist() == here.lines.tolist() == [3, 4, 5]
    assert (there.broken, there.received, there.notes) == (here.broken, here.received, here.notes)
    assert there.broken == [6] and there.received == 4
    assert (their_notes, there.sheet) == (our_notes, here.sheet)


@both_kinds
def test_a_day_is_a_day_whatever_the_mapping_says_of_days(write: Write, partnership: Partnership) -> None:
    for form in ("%d/%m/%Y", "%m/%d/%Y", "%d %b %y", "%Y-%m-%d"):
        feed, mapping = mapped(partnership, HOMES.replace("%d/%m/%Y", form))
        rows = homes_cells([homes_row(number) for number in (1, 2, 3, 4, 13)])
        found = read_mapped(write({"Cases": rows}), feed, mapping)[0]
        assert found.table["opened_date"].to_pylist() == [f"2024-03-{day:02d}" for day in (1, 2, 3, 4, 13)]
    feed, mapping = mapped(partnership, HOMES.replace('date_format = "%d/%m/%Y"', ""))
    assert landed(write({"Cases": rows}), feed).accounting.accepted == 5


@both_kinds
def test_days_beside_days_as_text_are_refused_because_a_spreadsheet_may_have_turned_them(
    write: Write, partnership: Partnership
) -> None:
    feed, _ = mapped(partnership)
    rows = homes_cells([homes_row(number) for number in (1, 2, 13)])
    rows[3][2] = "13/03/2024"
    refusal = refused(write({"Cases": [["Title"], *rows]}), feed)
    assert refusal.code == "E-DATES" and "in the sheet “Cases”, cell C5: " in refusal.message
    assert "where other cells such as C3 are days" in refusal.message
    assert (refusal.position.line, refusal.position.column) == (5, "Date logged")
    rows[3][2] = "03/03/2024"
    assert landed(write({"Cases": rows}), feed).accounting.accepted == 3, "no spreadsheet would have left it"


@both_kinds
def test_a_moment_has_its_time_where_the_cell_has_it(write: Write) -> None:
    headings = (("Ref", "Crime Reference"), ("From", "Committed From"), ("To", "Committed To"))
    mapping = Mapping(name="m", feed="police_crime", supplier="s", version=1, headings=headings)
    rows: Sheets = {
        "Crime": [
            ["Ref", "From", "To"],
            ["1", datetime(2024, 3, 1, 14, 30), datetime(2024, 3, 2)],
            ["2", "01/03/2024 14:30", date(2024, 3, 2)],
        ]
    }
    for form in ("", "%d/%m/%Y", "%d/%m/%Y %H:%M"):
        stated = replace(mapping, date_format=form)
        table = read_mapped(write(rows), replace(FEEDS["police_crime"], mappings=(stated,)), stated)[0].table
        assert table["Committed From"].to_pylist() == ["01/03/2024 14:30"] * 2
        moment, day = table["Committed To"].to_pylist()
        assert moment == "02/03/2024 00:00"
        assert day == {"": "02/03/2024", "%d/%m/%Y": "02/03/2024 00:00"}.get(form, "2024-03-02"), "as of a CSV file"


@pytest.mark.parametrize("piece", [200, 201, 202, 203, 1 << 20])
def test_a_workbook_whose_elements_have_a_prefix_is_read_like_any_other(
    piece: int, partnership: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case systems whose programs are written for .NET make such workbooks. Tags may lie across two pieces."""
    monkeypatch.setattr(sheets, "_CHUNK", piece)
    feed, mapping = mapped(partnership)
    plain = xlsx({"Cases": homes_cells(ROWS)})
    assert "<x:row " in part_of(prefixed(plain), SHEET_XML)
    there, here = (read_mapped(content, feed, mapping)[0] for content in (prefixed(plain), plain))
    assert there.table.equals(here.table) and there.received == 3


@both_kinds
def test_numbers_are_their_values_and_keep_leading_noughts(write: Write, partnership: Partnership) -> None:
    feed, mapping = mapped(partnership)
    rows = homes_cells(ROWS)
    rows[1][0], rows[2][0], rows[3][0] = 12.0, "007", 123456789012
    found = read_mapped(write({"Cases": rows}), feed, mapping)[0]
    assert [text.partition(":")[2] for text in found.table["case_ref"].to_pylist()] == ["12", "007", "123456789012"]


def test_a_number_that_is_shown_with_noughts_has_them(partnership: Partnership) -> None:
    feed, mapping = mapped(partnership)
    book = openpyxl.Workbook()
    for row in homes_cells(ROWS[:1]):
        book.active.append(row)
    book.active["A2"].number_format = "000000"
    target = io.BytesIO()
    book.save(target)
    shown = changed(ods({"Cases": homes_cells(ROWS[:1])}), "content.xml", "1,001.00", "001001")
    for content in (target.getvalue(), shown):
        assert read_mapped(content, feed, mapping)[0].table["case_ref"].to_pylist() == ["example-homes:001001"]


@both_kinds
@pytest.mark.parametrize(
    ("cell", "words"),
    [(1234567890123456789, "numbers such as 4.5E+12"), (date(2024, 2, 1), "a spreadsheet has made it of something")],
)
def test_references_that_a_spreadsheet_destroyed_are_refused(
    write: Write, cell: Cell, words: str, partnership: Partnership
) -> None:
    feed, _ = mapped(partnership)
    rows = homes_cells(ROWS[:1])
    rows[1][0] = cell
    refusal = refused(write({"Cases": rows}), feed)
    assert refusal.code == "E-REFERENCE" and "in the sheet “Cases”, cell A2: " in refusal.message
    assert words in refusal.message and "1234" not in refusal.message


@both_kinds
def test_codes_that_a_spreadsheet_made_days_of_are_rejected_with_the_cause(
    write: Write, partnership: Partnership
) -> None:
    feed, _ = mapped(partnership)
    rows = homes_cells(ROWS)
    rows[1][4] = date(2024, 2, 1)
    result = landed(write({"Cases": rows}), feed)
    assert result.broken == {"asb_incidents.asb_type.allowed": 1}
    assert "“asb_type” holds cells such as Jan-24: a spreadsheet has made dates of them" in " ".join(result.notes)


def test_rows_that_are_hidden_or_out_of_order_are_read_and_cells_out_of_order_refused(
    partnership: Partnership,
) -> None:
    feed, _ = mapped(partnership)
    plain = xlsx({"Cases": homes_cells(ROWS)})
    hidden = changed(plain, SHEET_XML, '<row r="3">', '<row r="3" hidden="1">')
    moved = changed(plain, SHEET_XML, '<row r="4">', '<row r="1">')
    endless = changed(plain, SHEET_XML, '<row r="4">', f'<row r="{"9" * 30}">')
    for content in (hidden, moved, endless):
        assert landed(content, feed).accounting.accepted == 3
    with pytest.raises(DeliveryRefused, match="he cells of row 3 are not in their order"):
        read_rows_of(changed(plain, SHEET_XML, 'r="C3"', 'r="A3"'), feed, MARCH)


@both_kinds
def test_days_count_from_the_day_that_the_workbook_says(write: Write, partnership: Partnership) -> None:
    feed, mapping = mapped(partnership)
    content = write({"Cases": homes_cells(ROWS)})
    if write is xlsx:
        content = changed(content, "xl/workbook.xml", "<workbookPr/>", '<workbookPr date1904="1"/>')
    moved = timedelta(1462 if write is xlsx else 0)
    found = read_mapped(content, feed, mapping)[0].table["opened_date"][0].as_py()
    assert date.fromisoformat(found) == date(2024, 3, 1) + moved


@both_kinds
def test_a_sheet_is_found_by_its_headings_or_by_its_name(write: Write, partnership: Partnership) -> None:
    old, new = homes_cells(ROWS[:1]), homes_cells(ROWS)
    content = write({"Old": old, "New cases": new, "Read me": [["x"]]})
    refusal = refused(content, mapped(partnership)[0])
    assert refusal.code == "E-SHEET"
    assert "sheet “Old”, sheet “New cases” all have the headings" in refusal.message and "its `sheet`" in refusal.remedy
    named = HOMES.replace("[headings]", 'sheet = "new  Cases"\n[headings]')
    feed = mapped(partnership, named)[0]
    assert landed(content, feed).accounting.accepted == 3
    for workbook, words in (
        (
            {"Old": old},
            "there is no sheet “new  Cases”, which the mapping asb_incidents-example-homes, version 1 names",
        ),
        ({"Old": old, "New cases": [["x"]]}, "the sheet “new  Cases” lacks headings"),
    ):
        refusal = refused(write(workbook), feed)
        assert refusal.code == "E-SHEET" and words in refusal.message
    assert landed(homes_file(ROWS), feed).accounting.accepted == 3, "a CSV file has no sheet"


@both_kinds
def test_a_sheet_in_the_agreed_layout_needs_a_mapping_too(write: Write, partnership: Partnership) -> None:
    """A CSV file in the agreed layout is read by none, but nothing else reads a spreadsheet of this feed."""
    headings = list(partnership.feed.headings)
    pairs = tuple((heading, heading) for heading in headings)
    mapping = Mapping(name="council", feed=ASB, supplier="The council", version=1, headings=pairs)
    feed = replace(partnership.feed, mappings=(mapping,))
    rows = [[row[heading] for heading in headings] for row in good_rows(ASB)]
    result = landed(write({"Cases": [headings, *rows]}), feed)
    assert (result.mapping, result.accounting.accepted) == ("council, version 1", 3)
    assert landed(csv_file(ASB, good_rows(ASB)), feed).mapping == ""


@both_kinds
def test_a_hidden_sheet_is_refused_and_another_hidden_one_does_no_harm(write: Write, partnership: Partnership) -> None:
    feed, _ = mapped(partnership)
    workbook: Sheets = {"Lists": [["NUI"]], "Cases": homes_cells(ROWS), "Shown": [["x"]]}
    assert landed(write(workbook, Shape(hidden=("Lists",))), feed).accounting.accepted == 3
    refusal = refused(write(workbook, Shape(hidden=("Cases",))), feed)
    assert refusal.code == "E-SHEET"
    assert "sheet “Cases”, which has the headings of the mapping" in refusal.message and "is hidden" in refusal.message


@both_kinds
@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("I1:J1", "cell I1: a heading is merged with other cells"),
        ("D1:D2", "cell D1: a heading is merged with other cells"),
        ("E2:E3", "cell E2: cells of several rows are merged"),
        ("J2:J3", ""),
        ("A5:B5", ""),
    ],
)
def test_merged_headings_and_rows_are_refused(write: Write, block: str, words: str, partnership: Partnership) -> None:
    feed, _ = mapped(partnership)
    table = [[*row[:-1], None] for row in homes_cells(ROWS)]
    content = write({"Cases": [*table, [None, None, 3, None, "Total"]]}, Shape(merged=(("Cases", block),)))
    if not words:
        assert landed(content, feed).accounting.accepted == 3
        return
    refusal = refused(content, feed)
    assert refusal.code == "E-SHEET" and f"in the sheet “Cases”, {words}" in refusal.message


@both_kinds
def test_merged_titles_do_no_harm(write: Write, partnership: Partnership) -> None:
    feed, _ = mapped(partnership)
    content = write({"Cases": [["Title"], *homes_cells(ROWS)]}, Shape(merged=(("Cases", "A1:J1"),)))
    assert landed(content, feed).accounting.accepted == 3


@both_kinds
def test_a_formula_without_its_result_is_refused_where_it_is_read(write: Write, partnership: Partnership) -> None:
    feed, _ = mapped(partnership)
    rows = homes_cells(ROWS)
    rows[2][9] = "=2+2"
    assert landed(write({"Cases": rows}), feed).accounting.accepted == 3, "nobody reads the notes"
    rows[2][5] = "=1+1"
    content = write({"Cases": rows})
    refusal = refused(content, feed)
    assert refusal.code == "E-SHEET"
    assert "cell F3: the cell holds a formula, and its result is not in the file" in refusal.message
    result = '" office:value-type="string"><text:p>Loud music</text:p></table:table-cell>'
    computed = {
        xlsx: (SHEET_XML, '<c r="F3"><f>1+1</f><v></v>', '<c r="F3" t="str"><f>1+1</f><v>Loud music</v>'),
        ods: ("content.xml", 'of:=1+1"/>', f"of:=1+1{result}"),
    }
    assert landed(changed(content, *computed[write]), feed).accounting.accepted == 3


def test_a_formula_whose_result_is_blank_is_a_blank_cell(partnership: Partnership) -> None:
    feed, _ = mapped(partnership)
    rows = homes_cells(ROWS)
    rows[2][3] = "=1"
    content = changed(xlsx({"Cases": rows}), SHEET_XML, 'r="D3"', 'r="D3" t="str"')
    assert landed(content, feed).accepted["closed_date"].to_pylist() == [None] * 3


@both_kinds
def test_rows_keep_their_numbers_and_a_cell_beyond_the_headings_rejects_its_row(
    write: Write, partnership: Partnership, tmp_path: Path
) -> None:
    partnership.state(HOMES)
    first, second, third = homes_cells([homes_row(1), homes_row(2, Type="XYZ-1"), homes_row(3)])[1:]
    second[9] = "two\nlines"
    rows = [["Title"], [None], HEADINGS, first, [None], second, [*third, "see me"], ["Total", 3]]
    partnership.drop(write({"Cases": rows}), EXPORT)
    [delivery] = partnership.deliveries()
    assert (delivery.accounting.received, delivery.accounting.accepted) == (4, 1)
    rejects = RawStore(partnership.settings.raw).rejects(delivery).to_pylist()
    assert {(row["line"], row["rule"]) for row in rejects if "type" in row["rule"] or "fields" in row["rule"]} == {
        (6, "asb_incidents.asb_type.allowed"),
        (7, "asb_incidents.row.fields"),
        (8, "asb_incidents.asb_type.required"),
    }
    write_list(partnership.settings, partnership.feed, tmp_path / "list.csv")
    listed = list(csv.DictReader((tmp_path / "list.csv").read_text("utf-8-sig").splitlines()))
    assert {row["file"] for row in listed} == {f"{EXPORT}, sheet “Cases”"}
    assert ("6", "Type", "XYZ-1") in {(row["row"], row["column"], row["value"]) for row in listed}


@both_kinds
def test_a_total_that_is_the_number_of_rows_is_left_out(write: Write, partnership: Partnership) -> None:
    feed, _ = mapped(partnership)
    result = landed(write({"Cases": [*homes_cells(ROWS), [3, None, None, None, "Total"]]}), feed)
    assert (result.accounting.received, result.accounting.accepted) == (3, 3)
    assert "a total at the end left out; it says as many rows as there are" in result.notes


@both_kinds
def test_columns_without_headings_are_left_out_where_they_hold_nothing(write: Write, partnership: Partnership) -> None:
    feed, _ = mapped(partnership)
    headings, *rows = homes_cells(ROWS)
    numbered = [["", *headings], *([place, *row] for place, row in enumerate(rows))]
    assert landed(write({"Cases": numbered}), feed).accounting.accepted == 3
    odd = [["", *headings], *(["Qxnote", *row] for row in rows)]
    refusal = refused(write({"Cases": odd}), feed)
    assert refusal.code == "E-HEADER" and "in the sheet “Cases”: the heading of column 1 is blank" in refusal.message
    assert "Qx" not in refusal.message


@both_kinds
def test_flags_of_a_spreadsheet_are_words(write: Write, partnership: Partnership) -> None:
    feed, _ = mapped(partnership, HOMES.replace('"Hate" = "Y"\n"None" = "N"', '"TRUE" = "Y"\n"FALSE" = "N"'))
    rows = homes_cells(ROWS)
    rows[1][6], rows[2][6], rows[3][6] = True, False, False
    assert landed(write({"Cases": rows}), feed).accepted["is_hate_related"].to_pylist() == [True, False, False]


@both_kinds
def test_rows_of_another_period_are_refused_with_sheet_and_cell(write: Write, partnership: Partnership) -> None:
    partnership.state(HOMES)
    april = [homes_row(number, Date_logged=f"0{number}/04/2024") for number in (1, 2, 3)]
    partnership.drop(write({"Cases": homes_cells(april)}), "asb-incidents-2024-03-v2.xlsx")
    [delivery] = partnership.deliveries()
    assert delivery.receipt.version == 2
    assert delivery.refusal is not None and delivery.refusal["code"] == "E-PERIOD"
    assert delivery.refusal["message"].startswith("in the sheet “Cases”, cell C2: 3 of 3 rows are not of 2024-03")


def test_days_of_several_months_need_the_agreed_name_in_either_kind(partnership: Partnership) -> None:
    feed, _ = mapped(partnership)
    rows = homes_cells([*ROWS, homes_row(4, Date_logged="01/04/2024")])
    for write in (xlsx, ods):
        content = write({"Cases": rows})
        assert periods_of(content, f"EH.{write.__name__}", feed) == []
        [found] = periods_of(content, f"asb-incidents-2024-03-v2.{write.__name__}", feed)
        assert (str(found.period), found.part, found.version) == ("2024-03", "example-homes", 2)


@both_kinds
def test_a_spreadsheet_that_cannot_be_read_says_why_though_its_name_says_no_period(
    write: Write, partnership: Partnership
) -> None:
    partnership.state(HOMES)
    partnership.drop(write({"Cases": homes_cells(ROWS), "Shown": [["x"]]}, Shape(hidden=("Cases",))), EXPORT)
    [delivery] = partnership.deliveries()
    assert delivery.refusal is not None and delivery.refusal["code"] == "E-SHEET"


@both_kinds
def test_an_unknown_spreadsheet_is_refused_with_the_nearest_heading(write: Write, partnership: Partnership) -> None:
    partnership.state(HOMES)
    headings = ["Case Number", *HEADINGS[1:]]
    renamed = homes_cells([{**row, "Case Number": row["Case No"]} for row in ROWS], headings)
    partnership.drop(write({"Read me": [["x"]], "Cases": renamed}), EXPORT)
    partnership.drop(write({"Cases": [["Qxname", "Qxother"], ["Qx", "Qx"]]}), "other.xlsx")
    near, other = (delivery.refusal for delivery in partnership.deliveries())
    assert near is not None and other is not None
    assert "lacks the heading “Case No”, and the nearest that the file has is “Case Number”" in near["message"]
    assert "Qx" not in str(near) + str(other)


def test_a_spreadsheet_in_no_layout_at_all_is_refused_with_what_to_do(partnership: Partnership) -> None:
    feed, _ = mapped(partnership)
    with pytest.raises(DeliveryRefused) as caught:
        read_rows_of(xlsx({"Cases": [["Qxname", "Qxother"], ["Qx", "Qx"]]}), feed, MARCH)
    assert caught.value.message == "no sheet of this spreadsheet has the headings of a mapping"
    assert "ossp feeds map" in caught.value.remedy


@both_kinds
def test_the_name_of_a_sheet_that_may_be_about_somebody_is_not_shown(write: Write, partnership: Partnership) -> None:
    feed, _ = mapped(partnership)
    workbook: Sheets = {"Read me": [["x"]], "Mr Qxtenant": homes_cells(ROWS)}
    result = landed(write(workbook), feed)
    assert result.sheet == "sheet number 2" and "Qx" not in str(result.notes)
    refusal = refused(write(workbook, Shape(hidden=("Mr Qxtenant",))), feed)
    assert "sheet number 2, which has the headings" in refusal.message and "Qx" not in refusal.message


def test_a_spreadsheet_is_taken_from_the_inbox_where_the_feed_has_a_mapping(partnership: Partnership) -> None:
    content = xlsx({"Cases": homes_cells(ROWS)})
    assert partnership.drop(content, EXPORT).taken == []
    [left] = not_taken(partnership.settings)
    assert f"{EXPORT} in the inbox of asb_incidents is not taken: no kind of file" in left and ".xlsx)" not in left
    partnership.state(HOMES)
    assert not_taken(partnership.settings) == []
    assert len(partnership.take().taken) == 1
    assert [item.state for item in partnership.deliveries()] == [State.LANDED]


@both_kinds
def test_unknown_values_are_counted_and_land_after_the_mapping_names_them(
    write: Write, partnership: Partnership
) -> None:
    partnership.state(HOMES)
    rows = [homes_row(number, **{"Sub-type": "Neighbourly disputes"}) for number in range(1, 7)]
    partnership.drop(write({"Cases": homes_cells([*rows, homes_row(7)])}), EXPORT)
    [code] = unknown_codes(partnership.settings, partnership.feed)
    assert (code.code, code.rows, code.nearest) == ("Neighbourly disputes", 6, "Neighbour dispute")
    named = '"Neighbourly disputes" = "Neighbour dispute"\n"Loud music" ='
    partnership.state(HOMES.replace('"Loud music" =', named))
    [after] = land_again(partnership.settings, partnership.feed, {"2024-03"})
    assert (after.accounting.accepted, after.accounting.rejected, after.accounting.received) == (7, 0, 7)


@both_kinds
def test_an_erased_persons_rows_go_and_so_does_every_other_sheet(write: Write, partnership: Partnership) -> None:
    """A workbook that is written anew keeps old cells where nobody looks: what stays is the text of its one sheet."""
    feed, mapping = mapped(partnership)
    rows = homes_cells([homes_row(number, Reported_by=f"Qxperson{number}") for number in (1, 2, 3)])
    content = write({"Cases": [["Title"], *rows], "Other": [["Qxperson9"]]})
    complainant = next(column for column in feed.columns if column.heading == "complainant_ref")
    assert cells_of(content, feed, (complainant,)) == [("Qxperson1",), ("Qxperson2",), ("Qxperson3",)]
    rewritten = without_people(content, feed, read_identifiers("complainant_ref\nqxperson2\n", feed))
    assert rewritten is not None and len(rewritten.removed) == 1
    assert b"Qxperson2" not in rewritten.content and b"Qxperson9" not in rewritten.content
    before, after = read_mapped(content, feed, mapping)[0], read_mapped(rewritten.content, feed, mapping)[0]
    assert after.table.to_pylist() == [row for place, row in enumerate(before.table.to_pylist()) if place != 1]
    elsewhere = without_people(content, feed, read_identifiers("complainant_ref\nQxperson9\n", feed))
    assert elsewhere is not None and b"Qxperson9" not in elsewhere.content
    assert read_mapped(elsewhere.content, feed, mapping)[0].table.equals(before.table)
    assert without_people(content, feed, read_identifiers("complainant_ref\nQxperson7\n", feed)) is None
