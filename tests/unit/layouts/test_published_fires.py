"""Incidents by small area as the Home Office publishes them: every form of the file lands the same rows."""

import csv
import io
import zipfile
from collections.abc import Iterable

import openpyxl
import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.extract.published import identify
from ossp_pipeline.feeds.published_fires import FEED
from ossp_pipeline.layouts.published_fires import FIRE_HEADINGS, INCIDENT_TYPES, incident_type
from ossp_pipeline.sample.workbooks import write_workbook

HOME = Area(codes=frozenset({"E01005924", "E01033001"}), force=None)
OLD, NEW = "E01005924", "E01033001"
Row = tuple[str, str, str, str]
# Two years, two counties, of which one is not ours.
ROWS: list[Row] = [
    ("2023/24", "Primary fire - dwelling", OLD, "Stockport 042A"),
    ("2023/24", "Secondary fire", NEW, "Stockport 042F"),
    ("2024/25", "Secondary fire", NEW, "Stockport 042F"),
    ("2024/25", "Secondary fire", NEW, "Stockport 042F"),
    ("2024/25", "Chimney fire", "Not known", "Not known"),
    ("2024/25", "Primary fire - road vehicle", "E01031000", "Horsham 001A"),
]
FILES = {
    "an OpenDocument file with a sheet for each county": ("2019.ods", (ROWS[:5], ROWS[5:])),
    "an OpenDocument file with the years in its rows": ("Low_level_geography_dataset_202324_to_present.ods", (ROWS,)),
    "an Excel file with a sheet for each year": ("low-level-geography-dataset-300921.xlsx", (ROWS[:2], ROWS[2:])),
    "the same saved as CSV": ("low-level-geography-dataset.csv", (ROWS,)),
}


def file_of(name: str, sheets: Iterable[Iterable[Row]]) -> bytes:
    tables = [(f"Sheet {place}", [list(FIRE_HEADINGS), *map(list, rows)]) for place, rows in enumerate(sheets)]
    out = io.BytesIO()
    if name.endswith(".ods"):
        write_workbook(out, [("Cover", [["Low level geography dataset"]]), *tables], frozenset())
    elif name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, cells in tables:
            sheet = book.create_sheet(title)
            for row in cells:
                sheet.append(row)
        book.save(out)
    else:
        text = io.StringIO()
        csv.writer(text).writerows(tables[0][1])
        return text.getvalue().encode()
    return out.getvalue()


def landed(content: bytes, name: str = "some file.ods") -> dict[str, ConformResult]:
    """What lands of each year that the file holds."""
    results = {}
    for held in identify(content, name, FEED):
        results[str(held.period)] = conform(content, FEED, FileContext(held.period, HOME, {}, b""))
        assert results[str(held.period)].accounting.balanced
    return results


def of(*rows: Row) -> ConformResult:
    (result,) = landed(file_of("some.csv", [rows]), "some.csv").values()
    return result


@pytest.mark.parametrize("form", FILES)
def test_every_form_of_the_file_lands_the_same_rows_year_by_year(form: str) -> None:
    name, sheets = FILES[form]
    results = landed(file_of(name, sheets), name)
    rows = {
        year: sorted(tuple(row.values()) for row in result.accepted.to_pylist()) for year, result in results.items()
    }
    assert rows == {
        "2024": [("2023/24", "Dwelling fire", OLD), ("2023/24", "Secondary fire", NEW)],
        "2025": [("2024/25", "Secondary fire", NEW), ("2024/25", "Secondary fire", NEW)],
    }
    assert {year: result.accounting.received for year, result in results.items()} == {"2024": 2, "2025": 4}


def test_an_incident_whose_small_area_is_not_known_is_counted_as_without_a_place_and_not_as_elsewhere() -> None:
    result = landed(file_of("some.csv", [ROWS]), "some.csv")["2025"]
    assert result.excluded == {"elsewhere": 1, "no place": 1}
    for words in ("not known", "NOT KNOWN", " Not known ", ""):
        assert of(("2024/25", "Secondary fire", words, "Not known")).excluded == {"no place": 1}


def test_incidents_alike_to_the_letter_are_as_many_incidents_also_where_a_file_says_so_by_repetition() -> None:
    """A program that saves an OpenDocument file writes rows alike once, and how often: a third of the real file."""
    name, once = "some.ods", file_of("some.ods", [ROWS[1:2]])
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        xml = archive.read("content.xml").decode()
    start = xml.rindex("<table:table-row", 0, xml.index("2023/24"))
    before, row = xml[:start], xml[start:].removeprefix("<table:table-row")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", f'{before}<table:table-row table:number-rows-repeated="40"{row}')
    assert landed(out.getvalue(), name)["2024"].accounting.accepted == 40


def test_a_code_in_the_column_of_the_description_is_read() -> None:
    for code in ("", "Not known", "Stockport 042A"):
        assert of(("2024/25", "Secondary fire", code, OLD)).accepted["lsoa_code"].to_pylist() == [OLD]
    assert of(("2024/25", "Secondary fire", NEW, OLD)).accepted["lsoa_code"].to_pylist() == [NEW]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Primary fire - dwelling", "Dwelling fire"),
        ("Primary fire - dwelling or other building", "Dwelling or other building fire"),
        ("Primary fire - other buildings - Student Hall of Residence", "Other building fire"),
        ("Primary fire - other building", "Other building fire"),
        ("PRIMARY FIRE – ROAD VEHICLES", "Road vehicle fire"),
        ("Primary fire - other outdoors", "Other outdoor primary fire"),
        ("Secondary fire", "Secondary fire"),
        ("Secondary fires", "Secondary fire"),
        ("Chimney fire", "Chimney fire"),
        ("Fire false alarm", "False alarm"),
        ("Non-fire incident", "Non-fire incident"),
        ("Special service", "Non-fire incident"),
    ],
)
def test_a_label_is_one_of_a_closed_list(label: str, expected: str) -> None:
    assert incident_type(label) == expected and expected in INCIDENT_TYPES


@pytest.mark.parametrize("label", ["", "Primary fire", "Primary fire - dwellinghouse", "Late call", "fire"])
def test_a_label_that_is_not_known_is_set_aside_and_never_guessed(label: str) -> None:
    result = of(("2024/25", label, OLD, ""), ("2024/25", "Secondary fire", OLD, ""))
    rule = "allowed" if label else "required"
    assert result.broken == {f"published_fires.incident_type.{rule}": 1}
    assert result.accounting.accepted == 1


def test_a_row_of_no_year_is_set_aside_in_every_year_and_never_dropped() -> None:
    stray = ("", "Secondary fire", OLD, "")
    results = landed(file_of("some.csv", [[*ROWS, stray]]), "some.csv")
    for result in results.values():
        assert result.broken == {"published_fires.financial_year.required": 1}
    assert {year: result.accounting.received for year, result in results.items()} == {"2024": 3, "2025": 5}


def test_a_year_that_the_file_does_not_hold_is_no_delivery() -> None:
    early, late = ("2021/22", *ROWS[0][1:]), ROWS[2]
    assert set(landed(file_of("some.csv", [[early, late]]), "some.csv")) == {"2022", "2025"}
