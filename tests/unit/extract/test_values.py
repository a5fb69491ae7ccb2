"""Text to types. Every reader is compared with a small grammar that is written here, independently of it."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity
from ossp_pipeline.extract.values import as_mask, find_unprintable, null_unknown, read_values

FORMATS = {"%d/%m/%Y": "{0.day:02d}/{0.month:02d}/{0.year:04d}", "%Y-%m-%d": "{0.year:04d}-{0.month:02d}-{0.day:02d}"}
ASCII_DIGITS = "0123456789"
# Texts that resemble numbers and dates: their characters, similar ones of other alphabets, spaces and signs.
NEAR_NUMBERS = st.text("0123456789-+.,eExX_ ()\n\t\x00%£१２٣−½", max_size=18)
NEAR_DATES = st.one_of(
    st.from_regex(r"[0-9]{2}/[0-9]{2}/[0-9]{4}", fullmatch=True),
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-3]?[0-9][/.-][01]?[0-9][/.-](19|20)?[0-9]{2}\n?", fullmatch=True),
    st.text("0123456789/-. :T", max_size=12),
)


def _read(texts: list[str | None], kind: Kind, date_format: str = "%d/%m/%Y") -> list:
    column = Column(heading="A", name="a", kind=kind, sensitivity=Sensitivity.OPEN)
    return read_values(pa.array(texts, pa.string()), column, date_format).to_pylist()


def _whole_number(text: str) -> int | None:
    """[“-”] and one to fifteen ASCII digits."""
    digits = text[1:] if text[:1] == "-" else text
    if not 1 <= len(digits) <= 15 or any(digit not in ASCII_DIGITS for digit in digits):
        return None
    value = sum(ASCII_DIGITS.index(digit) * 10**place for place, digit in enumerate(reversed(digits)))
    return -value if text[:1] == "-" else value


def _decimal(text: str) -> float | None:
    """A whole number, and perhaps a point and one to twelve more ASCII digits."""
    whole, point, fraction = text.partition(".")
    is_fraction = 1 <= len(fraction) <= 12 and all(digit in ASCII_DIGITS for digit in fraction)
    return float(text) if _whole_number(whole) is not None and (is_fraction if point else True) else None


def _day(text: str, date_format: str) -> date | None:
    """Zero-padded, of the years 1900 to 2099, and in the calendar."""
    shapes = {
        "%d/%m/%Y": r"(?P<d>[0-9]{2})/(?P<m>[0-9]{2})/(?P<y>[0-9]{4})",
        "%Y-%m-%d": r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})",
    }
    match = re.compile(shapes[date_format]).fullmatch(text)
    if match is None or not 1900 <= int(match["y"]) <= 2099:
        return None
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


@settings(deadline=None)
@given(texts=st.lists(NEAR_NUMBERS | st.integers().map(str), max_size=20))
@example(
    ["12.7", "1_000", "0x1F", "1E5", "١٢", "inf", "nan", " 12", "12 ", "+5", "-0", "1,000", "(5)", "5-", "−5", "12\n"]
)
def test_whole_numbers_follow_the_grammar(texts: list[str]) -> None:
    assert _read(texts, Kind.INTEGER) == [_whole_number(text) for text in texts]


@settings(deadline=None)
@given(texts=st.lists(NEAR_NUMBERS | st.floats(allow_nan=True).map(str), max_size=20))
@example(["1e400", "-0.0", "1.", ".5", "1.0000000000001", "1.000000000001", "inf", "NaN"])
def test_decimals_follow_the_grammar(texts: list[str]) -> None:
    assert _read(texts, Kind.NUMBER) == [_decimal(text) for text in texts]


@settings(deadline=None)
@given(text=st.text(max_size=3) | st.sampled_from(["Y", "N", "y", "n", "Yes", "1", "TRUE", " Y", "Y\n", "Ｙ"]))
def test_flags_are_y_and_n_and_nothing_else(text: str) -> None:
    assert _read([text], Kind.FLAG) == [{"Y": True, "N": False}.get(text)]


@pytest.mark.parametrize("date_format", FORMATS)
@settings(deadline=None)
@given(texts=st.lists(NEAR_DATES, max_size=20))
@example(["31/02/2024", "29/02/2023", "29/02/2024", "1/2/2024", "2024-02-30", "01/01/0000", "31/12/9999", "29/02/1900"])
def test_dates_follow_the_grammar(date_format: str, texts: list[str]) -> None:
    assert _read(texts, Kind.DATE, date_format) == [_day(text, date_format) for text in texts]


@pytest.mark.parametrize("date_format", FORMATS)
def test_every_day_from_2019_to_2030_is_read_as_itself(date_format: str) -> None:
    days = [date(2019, 1, 1) + timedelta(days=number) for number in range(4_383)]
    assert days[-1] == date(2030, 12, 31)
    assert _read([FORMATS[date_format].format(day) for day in days], Kind.DATE, date_format) == days


@pytest.mark.parametrize("date_format", FORMATS)
def test_every_day_that_does_not_exist_is_missing(date_format: str) -> None:
    impossible = [
        SimpleNamespace(year=year, month=month, day=day)
        for year in (1900, 2000, *range(2019, 2031))
        for month in range(14)
        for day in range(40)
        if not _exists(year, month, day)
    ]
    assert len(impossible) > 2_000
    assert set(_read([FORMATS[date_format].format(day) for day in impossible], Kind.DATE, date_format)) == {None}


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("date_format", FORMATS)
def test_every_minute_of_a_day_is_read_and_no_other_time_is(date_format: str) -> None:
    day = FORMATS[date_format].format(date(2024, 2, 29))
    texts = [f"{day} {hour:02d}:{minute:02d}" for hour in range(26) for minute in range(62)]
    expected = [
        datetime(2024, 2, 29, hour, minute) if hour < 24 and minute < 60 else None
        for hour in range(26)
        for minute in range(62)
    ]
    assert _read(texts, Kind.DATETIME, date_format) == expected


def test_text_is_left_as_it_is() -> None:
    texts = ["00123", "1E5", "NA", " x ", "", None]
    assert _read(texts, Kind.TEXT) == texts


@pytest.mark.parametrize("kind", Kind)
def test_missing_stays_missing_and_an_empty_column_stays_empty(kind: Kind) -> None:
    assert _read([None], kind) == [None]
    assert _read([], kind) == []


@settings(deadline=None)
@given(texts=st.lists(st.text(max_size=4), max_size=10), unknown=st.lists(st.text(max_size=2), max_size=3))
def test_only_declared_spellings_mean_not_given(texts: list[str], unknown: list[str]) -> None:
    column = Column(heading="A", name="a", sensitivity=Sensitivity.OPEN, unknown=tuple(unknown))
    values = null_unknown(pa.array(texts, pa.string()), column).to_pylist()
    assert values == [None if text in unknown else text for text in texts]


def test_every_character_that_hides_breaks_or_reorders_text_is_found() -> None:
    """Compared with Unicode's own classes: controls, formats, line and paragraph ends. A tab is allowed."""
    known = [chr(number) for number in range(0x110000) if unicodedata.category(chr(number)) not in ("Cn", "Cs")]
    hidden = [char for char in known if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") and char != "\t"]
    mask = find_unprintable(pa.array([f"x{char}" for char in known]))
    assert [char for char, is_hidden in zip(known, mask, strict=True) if is_hidden] == hidden


def test_text_of_spaces_only_is_found() -> None:
    spaces = [" ", "\t", " \t ", "\u00a0", "\u2003", "\u3000"]
    assert find_unprintable(pa.array([*spaces, "", "x", " x ", None])).tolist() == [True] * 6 + [False] * 4


def test_mask_counts_missing_as_false() -> None:
    assert as_mask(pa.array([True, False, None])).tolist() == [True, False, False]
