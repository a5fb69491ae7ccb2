"""Indicators as Fingertips and NDTMS publish them: every oddity of the two, with the right value."""

import csv
import io

import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.feed import FileName
from ossp_pipeline.contracts.period import parse_period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.extract.published import identify
from ossp_pipeline.feeds.published_indicators import FEED

# As Fingertips writes them, with the two that differ from download to download.
HEADINGS = [
    *("Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name", "Area Type", "Sex"),
    *("Age", "Category Type", "Category", "Time period", "Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit"),
    *("Lower CI 99.8 limit", "Upper CI 99.8 limit", "Count", "Denominator", "Value note", "Recent Trend"),
    *("Compared to England value or percentiles", "Column not used", "Time period Sortable", "New data"),
    *("Compared to goal", "Time period range"),
]
CHOSEN, RANGE = 22, 26
EVERYWHERE = Area(codes=None, force=None)
HOME = Area(codes=frozenset({"E08000007", "Stockport", "E92000001", "England"}), force=None)
POOLED = {"Time period": "2020/21 - 22/23", "Time period Sortable": "20200000", "Time period range": "3y"}


def figure(**changes: str) -> dict[str, str]:
    """A rate of persons in a district; keys are headings with _ for a blank."""
    row = dict.fromkeys(HEADINGS, "") | POOLED
    row |= {"Indicator ID": "11201", "Indicator Name": "Admissions for violence (B12a)", "Sex": "Persons"}
    row |= {"Area Code": "E08000007", "Area Name": "Stockport", "Area Type": "Districts & UAs", "Age": "All ages"}
    row |= {"Value": "35.25", "Lower CI 95.0 limit": "31.9", "Upper CI 95.0 limit": "38.8", "Count": "391"}
    row |= {"Lower CI 99.8 limit": "30", "Upper CI 99.8 limit": "41", "Denominator": "884000"}
    row |= {"Recent Trend": "Cannot be calculated", "Compared to England value or percentiles": "Better"}
    return row | {heading.replace("_", " "): cell for heading, cell in changes.items()}


def download(*rows: dict[str, str], headings: list[str] = HEADINGS, like_r: bool = False) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([heading.replace(" ", "") for heading in headings] if like_r else headings)
    writer.writerows([[row.get(heading, "") for heading in headings] for row in rows])
    return out.getvalue().encode()


def table_of(headings: list[str], *rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([headings, *rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def landed(content: bytes, area: Area = EVERYWHERE, name: str = "some download.csv") -> tuple[FileName, ConformResult]:
    (held,) = identify(content, name, FEED)
    result = conform(content, FEED, FileContext(held.period, area, {}, b""))
    assert result.accounting.balanced
    return held, result


def only(content: bytes) -> dict[str, object]:
    (row,) = landed(content)[1].accepted.to_pylist()
    return row


def test_a_download_is_taken_under_any_name_as_the_edition_of_its_last_year_about_its_indicator() -> None:
    earlier = figure(Time_period="2018/19 - 20/21", Time_period_Sortable="20180000")
    held, result = landed(download(figure(), earlier))
    assert (str(held.period), held.part) == ("2023", "fingertips-11201")
    assert result.notes == ("read as a download of indicators from Fingertips",)
    assert result.accounting.accepted == 2


def test_a_figure_lands_with_its_limits_of_95_percent_count_and_denominator_as_published() -> None:
    row = only(download(figure()))
    assert row == {
        "publisher": "Fingertips",
        "indicator_id": "11201",
        "indicator_name": "Admissions for violence (B12a)",
        "area": "E08000007",
        "published_area_name": "Stockport",
        "sex": "Persons",
        "age": "All ages",
        "category_type": None,
        "category": None,
        "time_period": "2020/21 - 22/23",
        "sort_key": "20200000",
        "first_year": 2020,
        "years_pooled": 3,
        "value": 35.25,
        "unit": None,
        "lower_limit": 31.9,
        "upper_limit": 38.8,
        "published_count": 391.0,
        "denominator": 884_000.0,
        "denominator_name": None,
        "published_status": "given",
        "value_note": None,
        "publisher_comparison": "Better",
    }


@pytest.mark.parametrize(
    "heading",
    [
        "Column not used",
        "Compared to percentiles",
        "Compared to Regions (statistical) value or percentiles",
        "Compared to Region value or percentiles",
    ],
)
def test_column_23_follows_the_chosen_parent_and_changes_nothing(heading: str) -> None:
    headings = [*HEADINGS[:CHOSEN], heading, *HEADINGS[CHOSEN + 1 :]]
    assert only(download(figure() | {heading: "Worse"}, headings=headings)) == only(download(figure()))


def test_the_27th_column_is_a_later_addition_and_without_it_the_period_says_how_many_years_are_pooled() -> None:
    assert only(download(figure(), headings=HEADINGS[:RANGE])) == only(download(figure()))


def test_the_27th_column_says_how_many_years_are_pooled_where_the_period_does_not() -> None:
    written = {"Time_period": "Aug 2020 - Jul 2023", "Time_period_Sortable": "20200000"}
    row = only(download(figure(**written)))
    assert (row["first_year"], row["years_pooled"]) == (2020, 3)
    assert only(download(figure(**written, Time_period_range="")))["years_pooled"] is None


def test_the_headings_of_the_client_for_r_have_no_blanks() -> None:
    assert only(download(figure(), like_r=True)) == only(download(figure()))


def test_the_sort_key_is_text_and_no_date() -> None:
    """20230400 is no day of any calendar."""
    row = only(download(figure(Time_period="2023/24 Q1", Time_period_Sortable="20230400", Time_period_range="")))
    assert (row["sort_key"], row["first_year"], row["years_pooled"]) == ("20230400", 2023, None)


@pytest.mark.parametrize(
    ("note", "status"),
    [
        ("Value suppressed for disclosure control due to small count", "suppressed"),
        ("Value suppressed due to incompleteness of source data", "suppressed"),
        ("Value missing in source data", "not given"),
        ("", "not given"),
    ],
)
@pytest.mark.parametrize("blank", ["", "NA"])
def test_a_blank_is_no_zero_and_the_note_says_why_it_is_blank(note: str, status: str, blank: str) -> None:
    silent = {"Value": blank, "Lower_CI_95.0_limit": blank, "Upper_CI_95.0_limit": blank, "Count": blank}
    row = only(download(figure(**silent, Value_note=note)))
    assert [row[name] for name in ("value", "lower_limit", "upper_limit", "published_count")] == [None] * 4
    assert (row["published_status"], row["value_note"]) == (status, note or None)


def test_a_nought_that_is_published_is_a_value() -> None:
    row = only(download(figure(Value="0", Count="0", Value_note="Interpret with caution")))
    assert (row["value"], row["published_count"], row["published_status"]) == (0.0, 0.0, "given")


def test_persons_sexes_and_categories_each_keep_their_own_row() -> None:
    tenth = {"Category_Type": "Deprivation deciles", "Category": "Most deprived decile"}
    rows = [figure(), figure(Sex="Male", Value="40"), figure(Sex="Female", Value="30"), figure(**tenth, Value="70")]
    found = landed(download(*rows))[1].accepted.to_pylist()
    assert [(row["sex"], row["category"], row["value"]) for row in found] == [
        ("Persons", None, 35.25),
        ("Male", None, 40.0),
        ("Female", None, 30.0),
        ("Persons", "Most deprived decile", 70.0),
    ]


def test_an_area_that_is_listed_once_for_each_parent_and_type_counts_once() -> None:
    nested = figure(Parent_Code="E12000002", Parent_Name="North West region")
    other_type = figure(Area_Type="Upper tier local authorities")
    result = landed(download(figure(), nested, other_type))[1]
    assert (result.accounting.accepted, result.accounting.duplicate) == (1, 2)


def test_a_second_row_for_the_same_figure_with_another_value_stays() -> None:
    """Indicator 91195: which one holds is decided once all rows are together."""
    result = landed(download(figure(), figure(Value=""), figure(Value="99")))[1]
    assert result.accepted["value"].to_pylist() == [35.25, None, 99.0]
    assert result.accounting.duplicate == 0


def test_other_areas_are_counted_out_and_not_kept() -> None:
    england = figure(Area_Code="E92000001", Area_Name="England")
    beside = figure(Area_Code="E08000006", Area_Name="Salford")
    ward = figure(Area_Code="E05015018", Area_Name="Brinnington & Stockport Central")
    result = landed(download(figure(), england, beside, ward), HOME)[1]
    assert result.accepted["area"].to_pylist() == ["E08000007", "E92000001"]
    assert (result.accounting.out_of_area, result.excluded) == (2, {"elsewhere": 2})


def test_a_download_of_the_wrong_type_of_area_has_no_rows_and_is_refused() -> None:
    """Fingertips says no error: it would be a delivery with nothing in it."""
    content = download()
    assert identify(content, "indicators.csv", FEED) == []
    with pytest.raises(DeliveryRefused) as caught:
        conform(content, FEED, FileContext(parse_period(FEED.cadence, "2024"), HOME, {}, b""))
    assert caught.value.code == "E-EMPTY"


def test_files_about_different_indicators_are_parts_that_stand_beside_one_another() -> None:
    several = [figure(), figure(Indicator_ID="22304"), figure(Indicator_ID="91195")]
    parts = [landed(download(*rows))[0].part for rows in ([several[0]], [several[1]], several, several[:2])]
    assert parts[:2] == ["fingertips-11201", "fingertips-22304"]
    assert len(set(parts)) == 4
    assert landed(download(*reversed(several)))[0].part == parts[2]


NDTMS = ["Reporting period", "Area", "Sex", "Age group", "Substance category", "All in treatment", "New presentations"]


def treated(headings: list[str], *rows: list[str]) -> dict[tuple[str, str], dict[str, object]]:
    """What lands of the table, by area and name of the figure."""
    found = landed(table_of([*NDTMS, *headings], *rows))[1].accepted.to_pylist()
    return {(row["area"], row["indicator_name"]): row for row in found}


def test_the_table_of_ndtms_has_a_row_for_each_figure_of_each_area() -> None:
    line = ["2023/24", "Stockport", "Total", "Total", "Total", "1563", "780", "52"]
    found = treated(["Housing situation - Housing problem - New presentations"], line)
    row = found["Stockport", "Housing situation - Housing problem - New presentations"]
    assert len(found) == 3
    assert row["indicator_id"] == "housing-situation-housing-problem-new-presentations"
    assert (row["publisher"], row["unit"], row["denominator_name"]) == ("NDTMS", "people", "new presentations")
    assert (row["value"], row["published_count"], row["denominator"]) == (52.0, 52.0, 780.0)
    assert (row["sex"], row["age"], row["category_type"]) == ("Persons", "Total", None)
    assert (row["time_period"], row["first_year"], row["years_pooled"]) == ("2023/24", 2023, 1)
    assert [found["Stockport", name]["denominator"] for name in NDTMS[-2:]] == [None, None]


@pytest.mark.parametrize(
    ("written", "name", "whole"),
    [
        (
            "Treatment exits - Transferred (not in custody)  - All in treatment",
            "Treatment exits - Transferred (not in custody) - All in treatment",
            "all in treatment",
        ),
        (
            "Substance use  - Cocaine - New presentation",
            "Substance use - Cocaine - New presentations",
            "new presentations",
        ),
        (
            "Referral source - Substance misuse service - New Presentations",
            "Referral source - Substance misuse service - New presentations",
            "new presentations",
        ),
        ("Treatment exits Not known - All in treatment", "Treatment exits Not known - All in treatment", None),
        ("Substance use - Cannabis -  All in treatment", "Substance use - Cannabis - All in treatment", None),
        ("Club drugs and NPS - Ecstasy- All in treatment", "Club drugs and NPS - Ecstasy - All in treatment", None),
        (
            "Disability - Personal, self-care and continence - New presentations",
            "Disability - Personal, self-care and continence - New presentations",
            "new presentations",
        ),
        ("Interventions - Psychosocial  - Inpatient unit", "Interventions - Psychosocial - Inpatient unit", ""),
    ],
)
def test_headings_are_read_however_they_are_spaced_and_capitalised(written: str, name: str, whole: str | None) -> None:
    line = ["2023/24", "England", "Total", "Total", "Total", "310863", "158991", "7"]
    row = treated([written], line)["England", name]
    assert row["denominator_name"] == ("all in treatment" if whole is None else whole or None)
    assert row["denominator"] == {"all in treatment": 310_863.0, "new presentations": 158_991.0}.get(
        str(row["denominator_name"])
    )


def test_a_blank_a_mark_and_a_nought_of_ndtms_are_three_different_things() -> None:
    """A nought lands as published: whether it was collected is known once England's own figure is beside it."""
    line = ["2023/24", "Stockport", "Total", "Total", "Total", "1563", "780", "", "*", "0", "[x]", "[c]"]
    found = treated(["A - New presentations", *(f"{name} - All in treatment" for name in "BCDE")], line)
    figures = [(row["value"], row["published_status"]) for row in list(found.values())[2:]]
    assert figures == [
        (None, "not given"),
        (None, "suppressed"),
        (0, "given"),
        (None, "not given"),
        (None, "suppressed"),
    ]


def test_sexes_and_substances_of_ndtms_stand_apart_from_the_totals() -> None:
    rows = [
        ["2023/24", "England", sex, "18-24", kind, "5", "4"] for sex, kind in (("Male", "Total"), ("Total", "Opiate"))
    ]
    found = landed(table_of(NDTMS, *rows))[1].accepted.to_pylist()
    assert [(row["sex"], row["age"], row["category_type"], row["category"]) for row in found[::2]] == [
        ("Male", "18-24", None, None),
        ("Persons", "18-24", "Substance category", "Opiate"),
    ]


def test_tables_of_different_areas_are_parts_that_stand_beside_one_another() -> None:
    parts = []
    for areas in (["England"], ["Stockport"], ["England", "Stockport"]):
        held, _ = landed(table_of(NDTMS, *(["2023/24", area, "Total", "Total", "Total", "5", "4"] for area in areas)))
        parts.append(held.part)
    assert parts[:2] == ["ndtms-england", "ndtms-stockport"]
    assert len(set(parts)) == 3


def test_a_table_in_the_columns_of_the_contract_is_of_the_year_and_name_that_its_name_says() -> None:
    content = table_of(list(FEED.headings), list(FEED.example.cells(FEED.headings, 1).values()))
    held, result = landed(content, name="published-indicators-2024-own-work-v2.csv")
    assert (str(held.period), held.part, held.version) == ("2024", "own-work", 2)
    assert (result.notes, result.accounting.accepted) == (("byte order mark removed",), 1)
