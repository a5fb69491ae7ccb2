"""Which published layout a file is in, by what it holds, and of which years; and what is said about one in none."""

import io
from pathlib import Path

import openpyxl
import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.extract.land import landing_modules
from ossp_pipeline.extract.published import identify, part_of, with_nearest
from ossp_pipeline.extract.readers.archive import read_members, write_archive
from ossp_pipeline.feeds.registry import FEEDS

pytestmark = pytest.mark.usefixtures("reading_here")

EVERYWHERE = Area(codes=None, force=None)
NOTES = [["Estimates for the middle of the year"], ["Source: Office for National Statistics"], []]
BY_SEX = ["LAD 2023 Code", "LAD 2023 Name", "LSOA 2021 Code", "LSOA 2021 Name", "Total"]
BY_SEX += [f"{sex}{age}" for sex in "FM" for age in range(91)]
PAIRS = "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM,LAD22NMW,ObjectId\n"
PAIRS += "W01000624,Carmarthenshire 005A,W01000624,Carmarthenshire 005A,U,W06000010,Carmarthenshire,Sir Gaerfyrddin,1\n"
WARDS = "\ufeffLSOA21CD,LSOA21NM,LSOA21NMW,WD{0}CD,WD{0}NM,WD{0}NMW,LAD{0}CD,LAD{0}NM,LAD{0}NMW,ObjectId\n"
WARDS += "W01000624,Carmarthenshire 005A,,W05001177,Abergwili,Abergwili,W06000010,Carmarthenshire,Sir Gaerfyrddin,1\n"
PARTNERSHIPS = "LAD{0}CD,LAD{0}NM,CSP{0}CD,CSP{0}NM,PFA{0}CD,PFA{0}NM,ObjectId\n"
PARTNERSHIPS += "W06000010,Carmarthenshire,W14000010,Carmarthenshire,W15000004,Dyfed-Powys,1\n"
NOMIS = "DATE,GEOGRAPHY_CODE,GEOGRAPHY_TYPE,C_AGE_NAME,OBS_VALUE\n"


def nomis(*years: str) -> bytes:
    kind = "2021 super output areas - lower layer"
    ages = [*(f"Age {age}" for age in range(90)), "Aged 90+"]
    return (NOMIS + "".join(f"{year},E01000001,{kind},{age},1\n" for year in years for age in ages)).encode()


def xlsx(sheets: dict[str, list[list[str]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append([int(cell) if cell.isdecimal() else cell for cell in cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def estimates(*years: str) -> bytes:
    """An ONS workbook: notes above the header, a sheet for each year, one resident of each age and sex."""
    row = ["E08000007", "Stockport", "E01005924", "Stockport 042A", "182", *["1"] * 182]
    sheets = {f"Mid-{year} LSOA 2021": [*NOTES, BY_SEX, row] for year in years}
    return xlsx({"Contents": [["Contents"]], **sheets})


def lookups(year: str = "24") -> bytes:
    files = {"a": PAIRS, "b": WARDS.format(year), "c": PARTNERSHIPS.format(year)}
    return write_archive({name: text.encode() for name, text in files.items()})


def periods(content: bytes, file_name: str, feed: str) -> list[tuple[str, str, int]]:
    return [(str(name.period), name.part, name.version) for name in identify(content, file_name, FEEDS[feed])]


def landed(content: bytes, feed: str, year: str) -> ConformResult:
    result = conform(content, FEEDS[feed], FileContext(parse_period(Cadence.YEAR, year), EVERYWHERE, {}, b""))
    assert result.accounting.balanced
    return result


def refused(content: bytes, feed: str, year: str = "2024") -> DeliveryRefused:
    with pytest.raises(DeliveryRefused) as caught:
        landed(content, feed, year)
    return with_nearest(caught.value, content, FEEDS[feed])


IOD = "LSOA code ({0}),Local Authority District code ({1}),"
IOD += "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)\nE01000001,E08000007,1\n"
CRIME = "Financial Year,Financial Quarter,{0},Offence Code,Number of Offences\n2016/17,1,x,1,2\n2017/18,1,x,1,2\n"


@pytest.mark.parametrize(
    ("content", "file_name", "feed", "expected"),
    [
        (estimates("2022", "2023"), "sape.xlsx", "population", [("2022", "all", 1), ("2023", "all", 1)]),
        (estimates("2022"), "copy (2) of estimates.xlsx", "population", [("2022", "all", 1)]),
        (nomis("2023"), "2573981.csv", "population", [("2023", "all", 1)]),
        (nomis("2023"), "population-mid-2024-v3.csv", "population", [("2023", "all", 3)]),
        (nomis("2023", "2024"), "nomis.csv", "population", [("2023", "all", 1), ("2024", "all", 1)]),
        (lookups("25"), "lookups.zip", "area_lookup", [("2025", "all", 1)]),
        (IOD.format("2011", "2019").encode(), "File_7.csv", "deprivation", [("2019", "all", 1)]),
        (IOD.format("2021", "2024").encode(), "File_7.csv", "deprivation", [("2025", "all", 1)]),
        (IOD.format("2021", "2031").encode(), "File_7.csv", "deprivation", []),
        (CRIME.format("CSP Name").encode(), "crime.csv", "recorded_crime_csp", [("2018", "csp", 1)]),
        (CRIME.format("Force Name").encode(), "crime.csv", "recorded_crime_csp", [("2018", "pfa", 1)]),
        (
            CRIME.format("Force Name").encode(),
            "prc-pfa-mar2013-onwards-tables-230426.csv",
            "recorded_crime_csp",
            [("2018", "pfa", 26_04_23_01)],
        ),
        (b'{"features": [{"properties": {"FID": 1, "LSOA21CD": "E01000001"}}]}', "Boundaries_EW_BSC.geojson",
         "area_boundaries", [("2021", "all", 1)]),
        (b'{"features": [{"properties": {"area_code": "E01000001"}}]}', "boundaries.json", "area_boundaries", []),
        (b"", "empty.csv", "population", []),
        (b"PK\x03\x04 cut off", "cut.xlsx", "population", []),
        (b"a,b\n1,2\n", "population-mid-2024.csv", "population", [("2024", "all", 1)]),
        (PAIRS.encode(), "pairs.csv", "area_lookup", []),
    ],
)  # fmt: skip
def test_what_a_file_holds_says_which_periods_it_is_of(content, file_name, feed, expected) -> None:
    assert periods(content, file_name, feed) == expected


def test_the_name_of_a_home_office_table_says_which_edition_it_is() -> None:
    """A table published in January has a sheet of the financial year that is not over."""
    name = "prc-csp-mar21-sep25-tables-290126.csv"
    assert periods(CRIME.format("CSP Name").encode(), name, "recorded_crime_csp") == [("2025", "csp", 26_01_29_01)]


def test_a_workbook_of_several_years_lands_one_year_at_a_time() -> None:
    for year in ("2022", "2023"):
        accepted = landed(estimates("2022", "2023"), "population", year).accepted
        assert (set(accepted["mid_year"].to_pylist()), accepted.num_rows) == ({year}, 10)
        assert sum(accepted["resident_count"].to_pylist()) == 182


def test_a_sheet_saved_as_csv_with_its_notes_is_of_the_year_in_its_name() -> None:
    lines = [",".join(cells) for cells in (*NOTES, BY_SEX, ["E08000007", "", "E01005924", "", "182", *["1"] * 182])]
    content = "\n".join([*lines, ""]).encode()
    assert periods(content, "population-mid-2023.csv", "population") == [("2023", "all", 1)]
    assert sum(landed(content, "population", "2023").accepted["resident_count"].to_pylist()) == 182


def test_three_lookups_land_as_one_delivery_of_wales() -> None:
    result = landed(lookups(), "area_lookup", "2024")
    (row,) = result.accepted.to_pylist()
    assert (row["ward_code"], row["csp_code"], row["force_code"]) == ("W05001177", "W14000010", "W15000004")
    assert (result.broken, result.notes[0].startswith("joined from the exact-fit lookup")) == ({}, True)


def test_of_two_lookups_of_wards_in_an_archive_the_newer_counts() -> None:
    """Whatever they are called and however they lie in the archive."""
    for first, second in (("23", "24"), ("24", "23")):
        files = [PAIRS, WARDS.format(first), WARDS.format(second).replace("W05001177", "W05009999"), PARTNERSHIPS]
        content = write_archive({str(number): text.format("24").encode() for number, text in enumerate(files)})
        assert periods(content, "lookups.zip", "area_lookup") == [("2024", "all", 1)]
        (code,) = landed(content, "area_lookup", "2024").accepted["ward_code"].to_pylist()
        assert code == {"23": "W05009999", "24": "W05001177"}[first]


@pytest.mark.parametrize("text", [PAIRS, WARDS.format("24"), PARTNERSHIPS.format("24")])
def test_one_lookup_without_the_others_says_which_are_needed(text: str) -> None:
    for content in (text.encode(), write_archive({"only.csv": text.encode()})):
        refusal = refused(content, "area_lookup")
        assert refusal.code == "E-LAYOUT"
        assert refusal.remedy.count("such as") == 2


@pytest.mark.parametrize(
    ("content", "feed", "message", "remedy"),
    [
        (
            PAIRS.replace(",CHGIND", "").replace(",U,", ",").encode(),
            "area_lookup",
            "this is the best-fit lookup of 2011 and 2021 small areas",
            "_Exact_Fit_",
        ),
        (
            xlsx({"Mid-2024 LSOA 2021": [["LSOA 2021 Code", "Total", "F0 to 15", "M0 to 15"], ["E01000001"]]}),
            "population",
            "this is an ONS workbook of broad ages",
            "sapelsoasyoa20222024.xlsx",
        ),
        (
            xlsx({"Mid-2024 LSOA 2021": [BY_SEX[2:-1], ["E01000001"]]}),
            "population",
            "it comes nearest to an ONS workbook of single years by sex, but lacks a heading such as “M90”",
            "sapelsoasyoa20222024.xlsx",
        ),
        (
            WARDS.format("24").replace("LSOA21CD,", "LSOA21_Code,").encode(),
            "area_lookup",
            "but lacks a heading such as “LSOA21CD”, and the nearest that the file has is “LSOA21_Code”",
            "_Best_Fit_Lookup_in_EW.csv",
        ),
        (
            WARDS.format("24").replace("WD24NM,", "Ward,").encode(),
            "area_lookup",
            "the best-fit lookup of small areas to wards and districts, but lacks a heading such as “WD24NM”",
            "LSOA_(2021)_to_Ward_(2024)_to_LAD_(2024)_Best_Fit_Lookup_in_EW.csv",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_the_layout_it_comes_nearest_to(content, feed, message, remedy) -> None:
    refusal = refused(content, feed)
    assert message in refusal.message
    assert remedy in refusal.remedy


def test_a_file_that_lacks_a_column_of_the_contract_is_compared_with_the_contract_alone() -> None:
    headings = [heading for heading in FEEDS["area_lookup"].headings if heading != "WDCD"]
    refusal = refused(f"{','.join(headings)}\n{','.join('x' for _ in headings)}\n".encode(), "area_lookup")
    assert refusal.message == "the column “WDCD” is missing"


@pytest.mark.parametrize("cells", ["1,1", ""])
def test_a_published_file_with_a_broken_row_is_refused_with_its_line(cells: str) -> None:
    refusal = refused(nomis("2024").replace(b"Age 7,1\n", f"Age 7{',' * bool(cells)}{cells}\n".encode()), "population")
    assert (refusal.code, refusal.position.line) == ("E-LAYOUT", 9)


def test_an_archive_is_read_within_limits_and_a_spreadsheet_is_none() -> None:
    archive = write_archive({"a": b"x" * 50, "b": b"y" * 50})
    assert archive == write_archive({"b": b"y" * 50, "a": b"x" * 50})
    assert list(read_members(archive, 100)) == ["a", "b"]
    with pytest.raises(DeliveryRefused, match="unpacks to more than"):
        read_members(archive, 99)
    with pytest.raises(DeliveryRefused, match="more than 20 files"):
        read_members(write_archive({str(number): b"" for number in range(21)}), 100)
    with pytest.raises(DeliveryRefused, match="damaged"):
        read_members(archive[:-40], 100)
    assert read_members(estimates("2024"), 10**9) == {}
    assert read_members(b"a,b\n", 100) == {}


def test_a_part_is_known_by_its_headings() -> None:
    feed = FEEDS["area_lookup"]
    found = [part_of(text.format("25").encode(), feed) for text in (PAIRS, WARDS, PARTNERSHIPS)]
    assert found == [("pairs", "2022"), ("wards", "2025"), ("partnerships", "2025")]
    assert part_of(nomis("2024"), FEEDS["population"]) is None


def test_the_code_that_tidies_decides_how_rows_land() -> None:
    """Files land again when it changes."""
    names = {Path(module).parent.name for module in landing_modules()}
    assert "layouts" in names


@pytest.mark.parametrize(
    ("content", "counter"),
    [
        (nomis("2024"), "ossp_pipeline.extract.readers.tables.count_plain_lines"),
        (estimates("2024"), "ossp_pipeline.extract.readers.streaming.sheets.TagCounter.count"),
    ],
)
def test_a_published_file_for_which_two_counts_differ_is_refused(content, counter, monkeypatch) -> None:
    """Rows that one of two readers does not see are never lost without notice."""
    monkeypatch.setattr(counter, lambda *_: 3)
    monkeypatch.setattr("ossp_pipeline.extract.published_layout._is_marked", lambda found: True)
    assert refused(content, "population").code == "E-COUNT"
