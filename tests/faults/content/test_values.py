"""Single cells: numbers, dates, codes and references that look right and are not. Everything is read as declared."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import pytest

from ossp_pipeline.contracts.column import Treatment
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.protect.pseudonyms import pseudonym
from tests.faults.content.conftest import KEY, Landing, csv_file, good_row, good_rows, identifying_cells

ASB = "asb_incidents"
CRIME = "police_crime"
POPULATION = "population"
PROBATION = "probation_supervision"
STREET = "police_uk_street"
TREATMENT = "substance_treatment"

_LINE_END = re.compile(r"\r\n|\r|\n")
COUNTS = [
    (POPULATION, "resident_count"),
    (ASB, "vulnerability_score"),
    (PROBATION, "event_number"),
    (TREATMENT, "alcohol_days"),
]
LOOK_ALIKES = [
    "12.7",
    "12.0",
    "1_000",
    "1_2",
    "0x1F",
    "0b11",
    "1E5",
    "1e1",
    "inf",
    "-inf",
    "nan",
    "NaN",
    " 12",
    "12 ",
    "12\t",
    "\n12",
    "12\n",
    "+5",
    "1,000",
    "1 000",
    "1.000,5",
    "(5)",
    "5-",
    "−5",
    "–5",
    "£5",
    "5%",
    "12½",
    "twelve",
    "١٢",
    "１２",
    "१२",
    "²",
    "12\u200b",
    "\ufeff12",
    "12\x00",
    "1" * 16,
    "*",
    "..",
    "-",
    "#N/A",
    "null",
    "None",
]


def _broken_rules(landing: Landing, feed_name: str, name: str, texts: Sequence[str]) -> dict[str, list[str]]:
    """The rules that each text breaks in its column. All texts land in one file, a row each, after a good row."""
    rows = [good_row(feed_name, 9), *(good_row(feed_name, **{name: text}) for text in texts)]
    landed = landing.land(csv_file(feed_name, rows), feed_name)
    heading = FEEDS[feed_name].column(name).heading
    line, broken = 2, {}
    for text in texts:
        line += 1 + len(_LINE_END.findall(text))
        broken[text] = [rule for at, column, rule in landed.rejects if (at, column) == (line, heading)]
    assert sum(map(len, broken.values())) == len(landed.rejects)
    return broken


@pytest.mark.parametrize(("feed_name", "name"), COUNTS, ids=[name for _, name in COUNTS])
def test_text_that_only_looks_like_a_whole_number_is_rejected(feed_name: str, name: str, landing: Landing) -> None:
    """S30, S31, S33, S41: 12.7 is not read as 13, 0x1F not as 31, ١٢ not as 12, and “*” is neither missing nor zero."""
    broken = _broken_rules(landing, feed_name, name, LOOK_ALIKES)
    assert broken == {text: [f"{name}.readable"] for text in LOOK_ALIKES}


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("-0", 0), ("007", 7), ("20", 20)])
def test_whole_number_in_ascii_digits_is_read(text: str, number: int, landing: Landing) -> None:
    """S31: the other side of the same guard."""
    landed = landing.land(csv_file(TREATMENT, [good_row(TREATMENT, alcohol_days=text)]), TREATMENT)
    assert [row["alcohol_days"] for row in landed.rows] == [number]


@pytest.mark.parametrize(
    ("feed_name", "name", "heading", "text"),
    [
        (POPULATION, "resident_count", "OBS_VALUE", "-1"),
        (POPULATION, "resident_count", "OBS_VALUE", "20001"),
        (ASB, "vulnerability_score", "vulnerability_score", "-3"),
        (ASB, "vulnerability_score", "vulnerability_score", "51"),
        (TREATMENT, "opiate_days", "OPIUSE", "29"),
        (TREATMENT, "quality_of_life", "QUALLIFE", "21"),
        (PROBATION, "event_number", "Event Number", "0"),
        (STREET, "longitude", "Longitude", "53.408912"),
        (STREET, "latitude", "Latitude", "-2.157431"),
    ],
)
def test_number_below_or_above_its_range_is_rejected(
    feed_name: str, name: str, heading: str, text: str, landing: Landing
) -> None:
    """S41."""
    landed = landing.land(csv_file(feed_name, [good_row(feed_name, 2), good_row(feed_name, **{name: text})]), feed_name)
    assert landed.counts == {"received": 2, "accepted": 1, "rejected": 1}
    assert landed.rejects == [(3, heading, f"{name}.range")]


def test_coordinate_must_be_a_plain_decimal(landing: Landing) -> None:
    """S30, S31."""
    texts = ["-", "53,408912", "53.40891.2", "1e400", "NaN", "53.408912 N", ".5", "5.", "+53.4", "٥٣"]
    assert _broken_rules(landing, STREET, "latitude", texts) == {text: ["latitude.readable"] for text in texts}


def test_leading_zeros_and_eighteen_digits_of_a_reference_are_kept_apart(landing: Landing) -> None:
    """S32: a reference is text: 00123 is not 123, 1E5 is not 100000, and the eighteenth digit counts."""
    references = ["00123", "123", "1E5", "100000", "123456789012345678", "123456789012345679", "1.2345678901E+17"]
    rows = [good_row(ASB, case_token=reference) for reference in references]
    landed = landing.land(csv_file(ASB, rows), ASB)
    assert [row["case_token"] for row in landed.rows] == [pseudonym(KEY, reference) for reference in references]
    assert len({row["case_token"] for row in landed.rows}) == len(references)


@pytest.mark.parametrize("code", ["1", "1A", "10", "14"])
def test_codes_that_look_like_numbers_land_as_the_text_they_are(code: str, landing: Landing) -> None:
    """S32."""
    landed = landing.land(csv_file(CRIME, [good_row(CRIME, outcome_type=code)]), CRIME)
    assert [row["outcome_type"] for row in landed.rows] == [code]


def test_code_in_another_spelling_is_rejected(landing: Landing) -> None:
    """S32."""
    codes = ["01", "1.0", "1a", " 1", "1 "]
    assert _broken_rules(landing, CRIME, "outcome_type", codes) == {code: ["outcome_type.allowed"] for code in codes}


@pytest.mark.parametrize("word", ["NA", "N/A", "None", "null", "NULL", "nan", "-", "#N/A", "True", "0"])
def test_word_that_libraries_take_for_missing_stays_a_value_where_it_is_not_declared(
    word: str, landing: Landing
) -> None:
    """S33: a street called “None” is a street."""
    landed = landing.land(csv_file(STREET, [good_row(STREET, location=word, last_outcome=word)]), STREET)
    assert [(row["location"], row["last_outcome"]) for row in landed.rows] == [(word, word)]
    reference = landing.land(csv_file(ASB, [good_row(ASB, complainant_token=word)]), ASB)
    assert [row["complainant_token"] for row in reference.rows] == [pseudonym(KEY, word)]


@pytest.mark.parametrize(
    ("feed_name", "name", "word"),
    [
        (ASB, "vulnerability_score", ""),
        (ASB, "vulnerability_score", "n/a"),
        (ASB, "complainant_token", ""),
        (ASB, "lsoa_code", ""),
        (ASB, "closed_date", ""),
        (STREET, "longitude", "0.000000"),
        (STREET, "latitude", "0"),
        (PROBATION, "outward_code", "NFA"),
        (PROBATION, "requirement_end_month", ""),
        (TREATMENT, "alcohol_days", "NA"),
        (TREATMENT, "alcohol_days", ""),
        (TREATMENT, "housing_need", "NA"),
        (TREATMENT, "discharge_month", "NA"),
        (TREATMENT, "intervention_token", "NA"),
    ],
)
def test_declared_spelling_of_not_given_lands_as_missing(
    feed_name: str, name: str, word: str, landing: Landing
) -> None:
    """S33: missing, which is not zero and not the empty text."""
    landed = landing.land(csv_file(feed_name, [good_row(feed_name, **{name: word})]), feed_name)
    assert [row[name] for row in landed.rows] == [None]


@pytest.mark.parametrize(
    ("feed_name", "name", "heading"),
    [
        (ASB, "case_token", "case_ref"),
        (CRIME, "recorded_date", "Recorded Date"),
        (PROBATION, "is_iom", "IOM"),
        (STREET, "crime_type", "Crime type"),
        (TREATMENT, "referral_source", "RFLS"),
        (POPULATION, "sex", "GENDER_NAME"),
        ("area_lookup", "ward_code", "WDCD"),
    ],
)
def test_blank_required_cell_is_rejected(feed_name: str, name: str, heading: str, landing: Landing) -> None:
    """S33."""
    landed = landing.land(csv_file(feed_name, [good_row(feed_name, 2), good_row(feed_name, **{name: ""})]), feed_name)
    assert landed.counts == {"received": 2, "accepted": 1, "rejected": 1}
    assert landed.rejects == [(3, heading, f"{name}.required")]


@pytest.mark.parametrize("name", ["case_token", "complainant_token"])
def test_reference_of_nothing_but_spaces_is_rejected(name: str, landing: Landing) -> None:
    """S33: it would become one pseudonym, and make one person of all who have none."""
    blanks = [" ", "\t", "   ", "\u00a0", "\u2003", "\u3000"]
    assert _broken_rules(landing, ASB, name, blanks) == {blank: ["row.printable"] for blank in blanks}


UNREADABLE_DATES = [
    "31/02/2024",
    "29/02/2023",
    "30/02/2024",
    "31/04/2024",
    "00/03/2024",
    "32/03/2024",
    "01/00/2024",
    "01/13/2024",
    "1/2/2024",
    "01/3/2024",
    "1/03/2024",
    "2024-03-01",
    "01-03-2024",
    "01.03.2024",
    "01/03/24",
    "03/2024",
    "45352",
    "01/03/2024 ",
    " 01/03/2024",
    "01/03/2024 10:00",
    "1 March 2024",
    "٠١/٠٣/٢٠٢٤",
    "01/03/2024\n",
    "29/02/1900",
    "01/03/0024",
    "01/01/0000",
    "01/03/20240",
    "31/12/9999",
    "0",
    "-",
    "NA",
]


@pytest.mark.parametrize(
    ("feed_name", "name"), [(CRIME, "outcome_date"), (PROBATION, "expected_end_month"), (TREATMENT, "triage_month")]
)
def test_date_in_another_format_or_that_does_not_exist_is_rejected(feed_name: str, name: str, landing: Landing) -> None:
    """S34: the format is declared, never guessed; 31/02 is not 2 March."""
    unreadable = [text for text in UNREADABLE_DATES if text not in FEEDS[feed_name].column(name).unknown]
    assert _broken_rules(landing, feed_name, name, unreadable) == {text: [f"{name}.readable"] for text in unreadable}


def test_british_date_where_iso_is_declared_is_rejected(landing: Landing) -> None:
    """S34."""
    texts = ["05/03/2024", "2024-3-5", "2024-02-30", "2023-02-29", "20240305", "2024-03-05T00:00", "0024-03-05"]
    assert _broken_rules(landing, ASB, "closed_date", texts) == {text: ["closed_date.readable"] for text in texts}


def test_day_is_never_taken_for_the_month_whatever_the_other_rows_say(landing: Landing) -> None:
    """S34: one row that can only be month-first does not turn the others round."""
    texts = ["01/02/2024", "12/02/2024", "02/12/2024", "02/13/2024"]
    rows = [good_row(CRIME, number, outcome_date=text) for number, text in enumerate(texts, start=1)]
    landed = landing.land(csv_file(CRIME, rows), CRIME)
    assert [row["outcome_date"] for row in landed.rows] == [date(2024, 2, 1), date(2024, 2, 12), date(2024, 12, 2)]
    assert landed.rejects == [(5, "Outcome Date", "outcome_date.readable")]


def test_time_in_another_format_is_rejected(landing: Landing) -> None:
    """S34."""
    texts = [
        "01/03/2024",
        "01/03/2024 24:00",
        "01/03/2024 10:60",
        "01/03/2024T10:00",
        "01/03/2024 9:00",
        "31/02/2024 10:00",
        "01/03/2024 10:00:00",
        "01/03/2024 10.00",
    ]
    assert _broken_rules(landing, CRIME, "committed_from", texts) == {
        text: ["committed_from.readable"] for text in texts
    }


@pytest.mark.parametrize("year", range(2019, 2031))
def test_hours_of_a_clock_change_stay_on_their_day_and_none_is_lost(year: int, landing: Landing) -> None:
    """S45: times are local and kept as sent, also 01:30 of the night in which it never was, or was twice."""
    for month in (3, 10):
        last_sunday = next(day for day in _days_back(date(year, month, 31)) if day.weekday() == 6)
        times = [datetime(year, month, last_sunday.day, hour, 30) for hour in range(24)]
        rows = [
            good_row(
                CRIME,
                1,
                crime_token=f"06QX/{time:%H}",
                recorded_date=f"{last_sunday:%d/%m/%Y}",
                committed_from=f"{time:%d/%m/%Y %H:%M}",
                committed_to="",
                outcome_date="",
            )
            for time in times
        ]
        landed = landing.land(csv_file(CRIME, rows), CRIME, f"GMP-CSP-Stockport-Crime-{year}-{month:02d}-v1.csv")
        assert [row["committed_from"] for row in landed.rows] == times


def _days_back(day: date) -> list[date]:
    return [day - timedelta(days=back) for back in range(7)]


@pytest.mark.parametrize(
    ("text", "lands"),
    [("29/02/2024", True), ("31/03/2024", True), ("01/04/2024", False), ("31/12/2023", True)],
)
def test_date_on_the_edge_of_the_financial_year_counts_to_its_own_quarter(
    text: str, lands: bool, landing: Landing
) -> None:
    """S46: January to March are the last quarter of 2023-24; 1 April is the next year's."""
    landed = landing.land(
        csv_file(TREATMENT, [good_row(TREATMENT, 2), good_row(TREATMENT, triage_month=text)]), TREATMENT
    )
    assert landed.rejects == ([] if lands else [(3, "TRIAGED", "triage_month.in_period")])


@pytest.mark.parametrize("feed_name", [PROBATION, TREATMENT])
def test_placeholder_date_of_birth_is_rejected(feed_name: str, landing: Landing) -> None:
    """S50: nobody who is supervised is 124 years old: the date means “not known”."""
    broken = _broken_rules(landing, feed_name, "age_band", ["01/01/1900", "01/01/1901", "30/12/1899", "01/01/0001"])
    assert list(broken.values()) == [*[["age_band.required"]] * 2, *[["age_band.readable"]] * 2]


def test_test_record_without_a_real_case_reference_is_rejected(landing: Landing) -> None:
    """S50."""
    rows = [good_row(PROBATION, 2), good_row(PROBATION, person_token="TEST1")]
    assert landing.land(csv_file(PROBATION, rows), PROBATION).rejects == [(3, "CRN", "person_token.pattern")]


UNKNOWN_CODES = [
    (CRIME, "offence_code", "HO Offence Code", "999Z"),
    (CRIME, "offence_code", "HO Offence Code", "28e"),
    (ASB, "asb_type", "asb_type", "Traffic"),
    (ASB, "category", "category", "noise"),
    (ASB, "source", "source", "Pоlice"),
    (ASB, "source", "source", "Police\u00a0"),
    (STREET, "crime_type", "Crime type", "Violent crime"),
    (STREET, "crime_type", "Crime type", "Bicycle\u00a0theft"),
    (PROBATION, "requirement", "Requirement", "XYZ"),
    (TREATMENT, "main_substance", "DRUG1", "1999"),
    (TREATMENT, "discharge_reason", "DISRSN", "0080"),
    (POPULATION, "age_band", "C_AGE_NAME", "Aged 0 to 15"),
    ("area_lookup", "change_code", "CHGIND", "Z"),
]


@pytest.mark.parametrize(("feed_name", "name", "heading", "code"), UNKNOWN_CODES)
def test_unknown_code_is_rejected_and_holds_beyond_the_tolerance(
    feed_name: str, name: str, heading: str, code: str, landing: Landing
) -> None:
    """S47, H10: also one that only looks like a known code, with letters of another alphabet or another space."""
    landed = landing.land(csv_file(feed_name, [good_row(feed_name, 2), good_row(feed_name, **{name: code})]), feed_name)
    assert landed.counts == {"received": 2, "accepted": 1, "rejected": 1}
    assert landed.rejects == [(3, heading, f"{name}.allowed")]
    outcomes = landed.outcomes()
    assert outcomes[f"{name}.allowed"].observed == 1
    assert outcomes["rows.within_tolerance"].holds


def test_unknown_code_within_the_tolerance_is_reported_and_does_not_hold(landing: Landing) -> None:
    """S47."""
    rows = [good_row(ASB, case_token=f"ASBQX-{number}") for number in range(100)]
    rows[50]["asb_type"] = "Traffic"
    outcomes = landing.land(csv_file(ASB, rows), ASB).outcomes()
    assert not outcomes["rows.within_tolerance"].holds
    assert outcomes["asb_type.allowed"].status == "failed"
    assert not outcomes["asb_type.allowed"].holds


HIDDEN = [
    "\n",
    "\r\n",
    "\r",
    "\x00",
    "\x07",
    "\x0b",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\x9b",
    "\u00ad",
    "\u061c",
    "\u200b",
    "\u200e",
    "\u202e",
    "\u2028",
    "\u2066",
    "\u206a",
    "\ufeff",
    "\U000e0041",
]


@pytest.mark.parametrize(
    ("feed_name", "name"),
    [
        (STREET, "location"),
        (TREATMENT, "agency_code"),
        (ASB, "case_token"),
        (ASB, "complainant_token"),
        (CRIME, "crime_token"),
        (TREATMENT, "episode_token"),
        (TREATMENT, "finitial"),
    ],
)
def test_text_with_hidden_characters_is_rejected(feed_name: str, name: str, landing: Landing) -> None:
    """S28, S29, H10: they hide, break or reorder text, and give one person two pseudonyms."""
    texts = [f"Qx{mark}text" for mark in HIDDEN]
    assert _broken_rules(landing, feed_name, name, texts) == {text: ["row.printable"] for text in texts}


@pytest.mark.parametrize("feed_name", [CRIME, ASB, STREET, PROBATION])
def test_row_of_another_area_is_counted_and_does_not_land(feed_name: str, landing: Landing) -> None:
    """S42."""
    rows = [good_row(feed_name, 2), good_row(feed_name, lsoa_code="E01999999")]
    landed = landing.land(csv_file(feed_name, rows), feed_name)
    assert landed.counts == {"received": 2, "accepted": 1, "out_of_area": 1}
    assert landed.delivery.excluded == {"elsewhere": 1}
    assert landed.rejects == []


@pytest.mark.parametrize("feed_name", [CRIME, ASB, PROBATION])
def test_row_without_an_area_lands_where_the_supplier_sends_the_areas_rows_only(
    feed_name: str, landing: Landing
) -> None:
    """S42."""
    landed = landing.land(csv_file(feed_name, [good_row(feed_name, lsoa_code="")]), feed_name)
    assert landed.counts == {"received": 1, "accepted": 1}


@pytest.mark.parametrize(
    ("feed_name", "name", "blank"), [(STREET, "lsoa_code", ""), (TREATMENT, "district_code", "NA")]
)
def test_row_without_an_area_is_out_of_area_where_the_file_covers_more(
    feed_name: str, name: str, blank: str, landing: Landing
) -> None:
    """S42."""
    rows = [good_row(feed_name, 2), good_row(feed_name, **{name: blank})]
    landed = landing.land(csv_file(feed_name, rows), feed_name)
    assert landed.counts == {"received": 2, "accepted": 1, "out_of_area": 1}
    assert landed.delivery.excluded == {"no place": 1}


@pytest.mark.parametrize(
    ("feed_name", "name", "heading", "text"),
    [
        (CRIME, "lsoa_code", "LSOA 2021", "Stockport 014B"),
        (ASB, "lsoa_code", "lsoa21_code", "E0100000"),
        (PROBATION, "lsoa_code", "Home LSOA 2021", "e01005801"),
        (TREATMENT, "district_code", "LA", "Trafford"),
        (STREET, "lsoa_code", "LSOA code", "E02001234"),
    ],
)
def test_text_that_is_no_area_code_is_rejected(
    feed_name: str, name: str, heading: str, text: str, landing: Landing
) -> None:
    """S42: a name, or a code of another kind of area."""
    landed = landing.land(csv_file(feed_name, [good_row(feed_name, 2), good_row(feed_name, **{name: text})]), feed_name)
    assert landed.rejects == [(3, heading, f"{name}.pattern")]


@pytest.mark.parametrize(
    ("feed_name", "name", "texts"),
    [
        (PROBATION, "person_token", ["Q9876011", "QQ987601", "Q987601 ", "Q987601-1", "q987601", "Q98760١"]),
        (PROBATION, "outward_code", ["QQ9 1QX 1", "AQQ9 1QX", "QQ9  1QX", "QQ91QX", "QQ9"]),
        (STREET, "crime_id", ["1" * 63, "1" * 65, "G" * 64, f" {'1' * 64}"]),
        (STREET, "lsoa_code", ["X010000011", "XX01000001", "X01000001 ", "X01000001|X01000002"]),
        ("area_lookup", "ward_code", ["E050150181", "E0501501", "E06015018"]),
    ],
)
def test_code_with_more_or_less_than_its_pattern_is_rejected(
    feed_name: str, name: str, texts: list[str], landing: Landing
) -> None:
    """S32, S42: the whole cell follows the pattern, not a part of it."""
    assert _broken_rules(landing, feed_name, name, texts) == {text: [f"{name}.pattern"] for text in texts}


def test_row_of_another_force_within_the_area_is_out_of_area(landing: Landing) -> None:
    """S42: the British Transport Police's crimes lie in the area and are not the force's."""
    rows = [
        good_row(STREET, 2),
        good_row(STREET, falls_within="British Transport Police"),
        good_row(STREET, falls_within="British Transport Police", lsoa_code=""),
        good_row(STREET, falls_within="British Transport Police", lsoa_code="E01999999"),
    ]
    landed = landing.land(csv_file(STREET, rows), STREET)
    assert landed.counts == {"received": 4, "accepted": 1, "out_of_area": 3}
    assert landed.delivery.excluded == {"elsewhere": 1, "other force": 2}


KEYED = [name for name, feed in FEEDS.items() if feed.key]
CONFLICTS = {
    "area_lookup": ("ward_name", "Edgeley"),
    POPULATION: ("resident_count", "999"),
    CRIME: ("victim_sex", "Male"),
    ASB: ("vulnerability_score", "49"),
    PROBATION: ("gender", "Female"),
    TREATMENT: ("alcohol_days", "28"),
    "measure_returns": ("numerator", "99"),
    "action_returns": ("progress", "late"),
    "grant_returns": ("spent_pounds", "99"),
    "comment_returns": ("narrative", "Other words"),
    "crime_severity_weights": ("weight", "99"),
    "deprivation": ("imd_decile", "9"),
    "area_boundaries": ("outline", f"MULTIPOLYGON ((({', '.join(4 * ['-2.100000 53.400000'])})))"),
    "fire_incidents": ("category", "Violence against fire staff"),
    "resident_survey": ("percent", "12.5"),
    "proven_reoffending": ("reoffence_count", "999"),
    "cas3_bedspaces": ("booked_days", "9"),
    "cas3_bookings": ("is_cancelled", "Y"),
    "commissioned_services": ("achievement_level", "NOT_ACHIEVED"),
}


@pytest.mark.parametrize("feed_name", KEYED)
def test_exact_repeat_counts_once_and_is_reported(feed_name: str, landing: Landing) -> None:
    """S37."""
    rows = good_rows(feed_name)
    landed = landing.land(csv_file(feed_name, [*rows, rows[0], rows[0]]), feed_name)
    assert landed.counts == {"received": 5, "accepted": 3, "duplicate": 2}
    assert landed.rows == landing.land(csv_file(feed_name, rows), feed_name).rows
    assert not landed.outcomes()["key.unique"].holds


@pytest.mark.parametrize("feed_name", KEYED)
def test_rows_that_contradict_each_other_are_both_rejected_and_hold(feed_name: str, landing: Landing) -> None:
    """S37: which one is right is not known here."""
    name, value = CONFLICTS[feed_name]
    first, second, third = good_rows(feed_name)
    other = first | {FEEDS[feed_name].column(name).heading: value}
    landed = landing.land(csv_file(feed_name, [first, second, other, third, first]), feed_name)
    assert landed.counts == {"received": 5, "accepted": 2, "rejected": 2, "duplicate": 1}
    assert landed.rejects == [(2, "", "key.unique"), (4, "", "key.unique")]
    assert landed.outcomes()["key.unique"].holds


@pytest.mark.parametrize("spelling", ["asbqx-10001", " ASBQX-10001", "ASBQX-10001  ", "ＡＳＢＱＸ-10001"])
def test_key_in_another_spelling_is_the_same_key(spelling: str, landing: Landing) -> None:
    """S37: both would land under one pseudonym."""
    rows = [good_row(ASB), good_row(ASB, 2), good_row(ASB, 3, case_token=spelling)]
    landed = landing.land(csv_file(ASB, rows), ASB)
    assert landed.counts == {"received": 3, "accepted": 1, "rejected": 2}
    assert landed.rejects == [(2, "", "key.unique"), (4, "", "key.unique")]


def test_repeated_rows_of_a_feed_without_a_key_all_count(landing: Landing) -> None:
    """S37: a street incident has no reference, and two alike are two."""
    rows = [good_row(STREET, crime_id="", crime_type="Anti-social behaviour")] * 3
    assert landing.land(csv_file(STREET, rows), STREET).counts == {"received": 3, "accepted": 3}


def test_one_street_crime_thirteen_times_counts_once_and_is_warned_of(landing: Landing) -> None:
    """S37: alike to the letter, with the publisher's own id."""
    landed = landing.land(csv_file(STREET, [good_row(STREET)] * 13), STREET)
    assert landed.counts == {"received": 13, "accepted": 1, "duplicate": 12}
    assert landed.outcomes()["rows.repeated"].observed == 12


def test_street_crimes_that_share_an_id_and_differ_all_count(landing: Landing) -> None:
    """S37: several offences of one reference are published under one id, which is no key."""
    other = good_row(STREET, last_outcome="Local resolution")
    landed = landing.land(csv_file(STREET, [good_row(STREET), other, other]), STREET)
    assert landed.counts == {"received": 3, "accepted": 2, "duplicate": 1}
    assert not [rule for rule, outcome in landed.outcomes().items() if outcome.holds]


def test_rejected_row_does_not_make_its_good_twin_a_duplicate(landing: Landing) -> None:
    """S37: of two rows with one key, the one that breaks a rule is rejected and the other one stays."""
    rows = [good_row(ASB, category="Qxwrong"), good_row(ASB), good_row(ASB)]
    assert landing.land(csv_file(ASB, rows), ASB).counts == {
        "received": 3,
        "accepted": 1,
        "rejected": 1,
        "duplicate": 1,
    }


def test_row_without_consent_is_rejected_for_that_alone_and_is_no_fault(landing: Landing) -> None:
    """S50, A05: its other cells are blank by agreement, so they break no rule."""
    withheld = dict.fromkeys(good_row(TREATMENT), "NA") | {"AGNCY": "QX001", "CLIENTID": "QXWITHHELD", "CONSENT": "N"}
    landed = landing.land(csv_file(TREATMENT, [good_row(TREATMENT), withheld, withheld]), TREATMENT)
    assert landed.counts == {"received": 3, "accepted": 1, "rejected": 2}
    assert landed.rejects == [(line, "CONSENT", "consent.given") for line in (3, 4)]
    outcomes = landed.outcomes()
    assert not [rule for rule, outcome in outcomes.items() if outcome.status != "passed"]
    assert outcomes["consent.given"].observed == 2


@pytest.mark.parametrize(
    ("answer", "rule"), [("", "consent.required"), ("n", "consent.allowed"), ("NA", "consent.allowed")]
)
def test_row_whose_consent_cannot_be_read_is_rejected_as_a_fault(answer: str, rule: str, landing: Landing) -> None:
    """S33."""
    landed = landing.land(csv_file(TREATMENT, [good_row(TREATMENT), good_row(TREATMENT, 2, consent=answer)]), TREATMENT)
    assert landed.rejects == [(3, "CONSENT", rule)]
    assert landed.outcomes()["rows.within_tolerance"].holds


@pytest.mark.parametrize("spoil", [lambda row: row, lambda row: row | {"AGNCY": "QX\x07"}], ids=["alone", "and more"])
def test_row_without_consent_does_not_land_even_if_it_is_filled_in(spoil: Callable, landing: Landing) -> None:
    """A05."""
    rows = [good_row(TREATMENT), spoil(good_row(TREATMENT, 2, consent="N"))]
    landed = landing.land(csv_file(TREATMENT, rows), TREATMENT)
    assert landed.rejects == [(3, "CONSENT", "consent.given")]
    assert len(landed.rows) == 1


@pytest.mark.parametrize("feed_name", FEEDS)
def test_nothing_that_identifies_a_person_lands(feed_name: str, landing: Landing) -> None:
    """A05, T6: neither a row's values nor the bytes of any landed file hold a name, reference, birthday or postcode."""
    rows = good_rows(feed_name)
    landed = landing.land(csv_file(feed_name, rows) + b"Qxtotal\n", feed_name)
    folder = landing.raw.path(landed.delivery.receipt, landed.delivery.fingerprint)
    files = b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
    values = str(landed.rows)
    assert [cell for cell in identifying_cells(feed_name, rows) if cell in values or cell.encode() in files] == []


SHAPES = {
    Treatment.PSEUDONYM: r"[0-9a-f]{64}",
    Treatment.AGE_BAND: r"35-49",
    Treatment.OUTWARD_CODE: r"QQ9",
    Treatment.MONTH: r"2024-0[12]-01|2025-02-01",
}


@pytest.mark.parametrize("feed_name", [CRIME, ASB, PROBATION, TREATMENT])
def test_what_lands_about_a_person_is_less_than_what_was_sent(feed_name: str, landing: Landing) -> None:
    """A05: tokens, an age band, the outward half of a postcode, and months without a day."""
    landed = landing.land(csv_file(feed_name, good_rows(feed_name)), feed_name)
    treated = [column for column in FEEDS[feed_name].landed_columns() if column.treatment in SHAPES]
    assert treated
    for column in treated:
        values = [row[column.name] for row in landed.rows if row[column.name] is not None]
        assert all(re.fullmatch(SHAPES[column.treatment], str(value)) for value in values), column.name
    if FEEDS[feed_name].person_from:
        assert all(re.fullmatch(SHAPES[Treatment.PSEUDONYM], row["person_token"]) for row in landed.rows)
