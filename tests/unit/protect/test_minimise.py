"""What is kept of dates of birth, dates and postcodes: age bands, months and outward codes."""

from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ossp_pipeline.contracts.ages import AGE_BANDS
from ossp_pipeline.protect.minimise import age_bands, months, outward_codes

DAYS = st.dates(date(1901, 1, 1), date(2099, 12, 31))


def _band(birth: date | None, on: date) -> str | None:
    return age_bands(pa.array([birth], pa.date32()), on)[0].as_py()


def _age(birth: date, on: date) -> int:
    """Completed years, counted birthday by birthday."""
    age = 0
    while _birthday(birth, birth.year + age + 1) <= on:
        age += 1
    return age


def _birthday(birth: date, year: int) -> date:
    """In a year without 29 February, those born on it come of age on 1 March."""
    try:
        return birth.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


@pytest.mark.parametrize(
    ("age", "before", "after"),
    [
        (10, "0-9", "10-17"),
        (18, "10-17", "18-24"),
        (25, "18-24", "25-34"),
        (35, "25-34", "35-49"),
        (50, "35-49", "50-64"),
        (65, "50-64", "65+"),
    ],
)
def test_band_changes_on_the_birthday(age: int, before: str, after: str) -> None:
    birthday = date(2024, 3, 31)
    birth = birthday.replace(year=2024 - age)
    # The last day before the next birthday is one of the same age.
    assert [_band(birth, birthday + timedelta(days=days)) for days in (-1, 0, 1, 364)] == [before, *[after] * 3]


@pytest.mark.parametrize(
    ("on", "band"),
    [(date(2026, 2, 28), "10-17"), (date(2026, 3, 1), "18-24"), (date(2028, 2, 28), "18-24")],
)
def test_born_on_a_leap_day_is_a_year_older_on_the_first_of_march(on: date, band: str) -> None:
    assert _band(date(2008, 2, 29), on) == band


def test_birthday_on_a_leap_day_counts_on_that_day() -> None:
    assert _band(date(1998, 2, 28), date(2008, 2, 29)) == "10-17"
    assert _band(date(1998, 3, 1), date(2008, 2, 29)) == "0-9"
    assert _band(date(2008, 2, 29), date(2018, 2, 28)) == "0-9"


@settings(deadline=None)
@given(birth=DAYS, on=DAYS)
def test_band_is_that_of_the_completed_years(birth: date, on: date) -> None:
    band = _band(birth, on)
    if birth > on:
        assert band is None
    else:
        starts = [int(label.split("-")[0].rstrip("+")) for label in AGE_BANDS]
        assert band == AGE_BANDS[sum(start <= _age(birth, on) for start in starts) - 1]


def test_missing_date_of_birth_has_no_band_and_no_dates_give_no_bands() -> None:
    assert _band(None, date(2024, 1, 1)) is None
    assert age_bands(pa.array([], pa.date32()), date(2024, 1, 1)).to_pylist() == []


@settings(deadline=None)
@given(day=DAYS)
def test_month_is_the_first_day_of_it(day: date) -> None:
    assert months(pa.array([day, None], pa.date32())).to_pylist() == [day.replace(day=1), None]


@pytest.mark.parametrize(
    ("postcode", "outward"),
    [("SK1 3XE", "SK1"), ("M1 1AE", "M1"), ("EC1A 1BB", "EC1A"), (None, None), ("QQ9  9QX", "QQ9")],
)
def test_outward_code_is_the_part_before_the_space(postcode: str | None, outward: str | None) -> None:
    assert outward_codes(pa.array([postcode], pa.string())).to_pylist() == [outward]


@pytest.mark.parametrize("postcode", ["SK13XE", "SK1\u00a03XE", "SK1\t3XE", ""])
def test_postcode_without_a_space_gives_nothing(postcode: str) -> None:
    assert outward_codes(pa.array([postcode], pa.string())).to_pylist() == [None]


@settings(deadline=None)
@given(postcode=st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}", fullmatch=True))
def test_inward_code_never_passes(postcode: str) -> None:
    expected = postcode[:-4] if " " in postcode else None
    assert outward_codes(pa.array([postcode], pa.string())).to_pylist() == [expected]
