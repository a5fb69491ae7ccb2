"""Residents of published layouts, added up to the contract's bands; and what is refused because it is not whole."""

from collections.abc import Iterable

import pytest

from ossp_pipeline.contracts.layout import Table
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.layouts.residents import AGE_BANDS, VINTAGES, from_nomis, from_workbook, pieces_of_bands, read_age

SINGLE = [f"Age {age}" for age in range(90)] + ["Aged 90+"]
NOMIS_BANDS = ["Aged 0 to 15", "Aged 16 to 17", "Aged 18 to 24", "Aged 25 to 49", "Aged 50 to 64", "Aged 65+"]
OVERLAPPING = ["All Ages", "Aged 16+", "Aged 16 to 64", "Aged 16 to 24"]
# Residents of each band where each single year has one, and 90 and over has one.
ONE_A_YEAR = [18, 7, 25, 15, 26]
HEADINGS = ["DATE", "GEOGRAPHY_CODE", "GEOGRAPHY_TYPE", "GENDER_NAME", "C_AGE_NAME", "OBS_VALUE"]


def nomis(
    ages: Iterable[str] = SINGLE,
    sexes: Iterable[str] = ("Total",),
    year: str = "2024",
    count: str = "1",
    codes: Iterable[str] = ("E01000001",),
) -> list[list[str]]:
    ages, sexes = list(ages), list(sexes)
    return [[year, code, VINTAGES[1], sex, age, count] for code in codes for sex in sexes for age in ages]


def read(rows: list[list[str]], year: str = "2024", headings: list[str] = HEADINGS) -> dict[tuple[str, str], list[str]]:
    """Counts by code and sex, in the order of the bands."""
    found: dict[tuple[str, str], list[str]] = {}
    bands: dict[tuple[str, str], list[str]] = {}
    for row in from_nomis([Table("", headings, rows)], year):
        key = (row["GEOGRAPHY_CODE"], row["GENDER_NAME"])
        found.setdefault(key, []).append(row["OBS_VALUE"])
        bands.setdefault(key, []).append(row["C_AGE_NAME"])
        assert (row["DATE"], row["GEOGRAPHY_TYPE"]) == (year, VINTAGES[1])
    assert all(tuple(names) == AGE_BANDS for names in bands.values())
    return found


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Age 0", (0, 0)),
        ("Aged 90+", (90, 999)),
        ("Age 90 and over", (90, 999)),
        ("Aged 0 to 15", (0, 15)),
        ("Aged 65 and over", (65, 999)),
        ("All Ages", (0, 999)),
        ("All ages", (0, 999)),
        ("Aged 0-15", None),
        ("Under 5", None),
        ("", None),
    ],
)
def test_an_age_is_read_in_the_words_of_its_publisher(text: str, age: tuple[int, int] | None) -> None:
    assert read_age(text) == age


@pytest.mark.parametrize(
    ("ages", "pieces"),
    [
        ([*SINGLE, *OVERLAPPING], SINGLE),
        ([*NOMIS_BANDS, *OVERLAPPING], NOMIS_BANDS),
        ([*SINGLE, *NOMIS_BANDS], SINGLE),
        (["Age 0", *NOMIS_BANDS], NOMIS_BANDS),
        (AGE_BANDS, AGE_BANDS),
        (SINGLE[1:], ()),
        (SINGLE[:-1], ()),
        (NOMIS_BANDS[1:], ()),
        (["Aged 0 to 15", "Aged 16 to 64", "Aged 65+"], ()),
        (["All Ages"], ()),
    ],
)
def test_pieces_follow_on_one_another_and_none_crosses_the_edge_of_a_band(ages, pieces) -> None:
    assert pieces_of_bands({read_age(age) for age in ages}) == [read_age(piece) for piece in pieces]


def test_single_years_are_added_up_and_totals_counted_once() -> None:
    rows = nomis([*OVERLAPPING, *SINGLE], ("Total", "Male", "Female"))
    expected = [str(count) for count in ONE_A_YEAR]
    assert read(rows) == {("E01000001", "Female"): expected, ("E01000001", "Male"): expected}


def test_estimates_without_sexes_are_of_persons() -> None:
    """With the sex `Total`, or without a column for it."""
    expected = {("E01000001", "Persons"): [str(count) for count in ONE_A_YEAR]}
    assert read(nomis()) == expected
    without = [heading for heading in HEADINGS if heading != "GENDER_NAME"]
    assert read([[*row[:3], *row[4:]] for row in nomis()], headings=without) == expected


def test_bands_of_nomis_are_added_up() -> None:
    assert read(nomis([*NOMIS_BANDS, *OVERLAPPING])) == {("E01000001", "Persons"): ["2", "1", "1", "1", "1"]}


def test_percentages_and_other_years_are_left_out() -> None:
    rows = [[*row, "Value"] for row in nomis()] + [[*row, "Percent"] for row in nomis(count="9.5")]
    rows += [[*row, "Value"] for row in nomis(year="2023", count="5")]
    assert read(rows, headings=[*HEADINGS, "MEASURES_NAME"])["E01000001", "Persons"] == list(map(str, ONE_A_YEAR))


def test_thousands_with_a_comma_are_numbers_and_other_text_is_left_for_the_contract_to_reject() -> None:
    assert read(nomis(NOMIS_BANDS, count="1,200"))["E01000001", "Persons"][0] == "2400"
    rows = nomis()
    rows[20][-1] = "c"
    assert read(rows)["E01000001", "Persons"] == ["18", "c", "25", "15", "26"]


def test_an_age_in_other_words_is_left_for_the_contract_to_reject() -> None:
    rows = [*nomis(), *nomis(["Under 5"])]
    kept = [row["C_AGE_NAME"] for row in from_nomis([Table("", HEADINGS, rows)], "2024")]
    assert kept == ["Under 5", *AGE_BANDS]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (nomis(SINGLE[:50]), "ages do not add up to Aged 0 to 17, Aged 18 to 24"),
        (nomis(codes=("E01000001", "E01000002"))[:-1], "1 of 2 small areas lack an age or a sex"),
        (nomis(sexes=("Male", "Female")) + nomis(sexes=("Male",), codes=["E01000002"]), "1 of 2 small areas lack"),
        (nomis() + nomis(count="2"), "two counts for the same sex and age"),
    ],
)
def test_a_download_that_is_not_whole_is_refused(rows: list[list[str]], message: str) -> None:
    with pytest.raises(DeliveryRefused, match=message) as refused:
        read(rows)
    assert refused.value.code == "E-LAYOUT"
    assert "25,000 rows" in refused.value.remedy


def test_a_download_that_nomis_cut_is_refused_although_what_came_adds_up() -> None:
    with pytest.raises(DeliveryRefused, match="it has 91 of 182 rows"):
        read([[*row, "182"] for row in nomis()], headings=[*HEADINGS, "RECORD_COUNT"])
    assert read([[*row, "91"] for row in nomis()], headings=[*HEADINGS, "RECORD_COUNT"])


BY_SEX = ["LAD 2023 Code", "LSOA 2021 Code", "Total", *(f"{sex}{age}" for sex in "FM" for age in range(91))]
OF_ONE_SEX = ["LSOA Code", "LA Code (2018 boundaries)", "All Ages", *map(str, range(90)), "90+"]


def workbook(*tables: Table) -> list[tuple[str, str, str, str]]:
    rows = from_workbook(tables, "2020")
    return [(row["GEOGRAPHY_CODE"], row["GEOGRAPHY_TYPE"][:4], row["GENDER_NAME"], row["OBS_VALUE"]) for row in rows]


def test_columns_of_each_sex_and_year_are_added_up() -> None:
    row = ["E08000007", "E01000001", "273", *["1"] * 91, *["2"] * 91]
    women = [("E01000001", "2021", "Female", str(count)) for count in ONE_A_YEAR]
    men = [("E01000001", "2021", "Male", str(2 * count)) for count in ONE_A_YEAR]
    assert workbook(Table("Mid-2020 LSOA 2021", BY_SEX, [row])) == women + men


def test_a_sheet_for_each_sex_counts_and_that_of_persons_only_where_it_is_alone() -> None:
    row = ["E01000001", "E08000007", "91", *["1"] * 91]
    sheets = [Table(f"Mid-2020 {sex}", OF_ONE_SEX, [row]) for sex in ("Persons", "Males", "Females")]
    assert [item[2] for item in workbook(*sheets)] == ["Male"] * 5 + ["Female"] * 5
    assert workbook(sheets[0]) == [("E01000001", "2011", "Persons", str(count)) for count in ONE_A_YEAR]


def test_rows_of_districts_and_footnotes_are_no_small_areas() -> None:
    district = ["E08000007", "", "9,100", *["100"] * 91]
    row = ["E01000001", "E08000007", "91", *["1"] * 91]
    footnote = ["© Crown copyright", *[""] * 93]
    blank = ["", "", "91", *["1"] * 91]
    odd = ["E0100000", "E08000007", "91", *["1"] * 91]
    codes = {item[0] for item in workbook(Table("Mid-2020 Persons", OF_ONE_SEX, [district, row, footnote, blank, odd]))}
    assert codes == {"E01000001", "E0100000"}


def test_ages_that_do_not_add_up_to_the_total_are_refused() -> None:
    rows = [["E01000001", "", "91", *["1"] * 91], ["E01000002", "", "92", *["1"] * 91]]
    with pytest.raises(DeliveryRefused, match="ages of 1 small areas do not add up to their total"):
        workbook(Table("Mid-2020 Persons", OF_ONE_SEX, rows))


def test_a_sheet_that_lacks_an_age_is_refused() -> None:
    with pytest.raises(DeliveryRefused, match="sheet “Mid-2020 Persons” does not have a column for each age"):
        workbook(Table("Mid-2020 Persons", [*OF_ONE_SEX[:40], *OF_ONE_SEX[41:]], []))
