"""Text that people typed: made safe to print, and searched for personal details.

Found is what has a fixed form: e-mail addresses, telephone numbers, postcodes, NHS and National Insurance numbers,
dates of birth, a title before a name. **A name without a title is not found by a program**: the workbook says so, and
the person who signs off reads the text.
"""

import re
import unicodedata
from collections.abc import Iterable

import pyarrow as pa

# Spreadsheet programs that open a CSV file run a cell that starts like this as a formula (OWASP, CSV injection).
_FORMULA_START = ("=", "+", "-", "@")
_SPACES = re.compile(r"[\s\u00a0\u2028\u2029]+")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DAY = (
    r"(?:[0-3]?[0-9][/.\-][01]?[0-9][/.\-](?:[0-9]{4}|[0-9]{2})|[0-9]{4}-[01][0-9]-[0-3][0-9]"
    rf"|[0-3]?[0-9](?:st|nd|rd|th)? (?:{_MONTHS})[a-z]* [0-9]{{4}})"
)
_NHS = re.compile(r"(?<![0-9])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9])")
# A code, number or date: short, with a digit, and without a word.
_CODE = re.compile(r"(?=[^0-9]*[0-9])(?!.*[A-Za-z]{4})[A-Za-z0-9 ./:+_-]{1,20}")
_LONGEST_CODE = 60
_FORMS = {
    "an e-mail address": re.compile(r"[^\s@]{1,64}@[^\s@]{1,64}\.[a-z]{2,}", re.IGNORECASE),
    "a telephone number": re.compile(r"(?<![0-9])(?:\+44|0044|0)[ ()-]{0,2}[1-9](?:[ ()-]{0,2}[0-9]){8,9}(?![0-9])"),
    "a postcode": re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE),
    "a National Insurance number": re.compile(
        r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b", re.IGNORECASE
    ),
    "a date of birth": re.compile(rf"\b(?:d\.?o\.?b\.?|born|date of birth|birthday)\b.{{0,20}}?{_DAY}", re.IGNORECASE),
    "a title before a name": re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.? [A-Z][a-z]+"),
}


def clean_text(text: str) -> str:
    """The text on one line: characters composed, single spaces, without characters that hide or reorder text."""
    spaced = _SPACES.sub(" ", text)
    visible = "".join(char for char in spaced if char == " " or unicodedata.category(char)[0] not in "CZ")
    return _SPACES.sub(" ", unicodedata.normalize("NFC", visible)).strip()


def neutralise_formula(text: str) -> str:
    """Text that no spreadsheet program runs: an apostrophe is put before text that starts like a formula."""
    return f"'{text}" if text.startswith(_FORMULA_START) else text


def personal_details(text: str) -> list[str]:
    """The kinds of personal details that the text seems to hold; never the details themselves."""
    kinds = [kind for kind, form in _FORMS.items() if form.search(text)]
    if any(_is_nhs_number(match.group()) for match in _NHS.finditer(text)):
        kinds.append("an NHS number")
    return kinds


def is_plain_code(text: str) -> bool:
    """Whether a text is written like a code, a number or a date, which no name is, and holds no personal details."""
    return _CODE.fullmatch(text) is not None and not personal_details(text)


def is_code_in_words(text: str) -> bool:
    """Whether a text is short, can be printed and holds no personal details of a fixed form; a name is not found."""
    return 0 < len(text) <= _LONGEST_CODE and text.isprintable() and not personal_details(text)


def screen_text(text: str) -> str:
    """The text, cleaned; a note instead of it where it seems to hold personal details."""
    cleaned = clean_text(text)
    kinds = personal_details(cleaned)
    return f"Not shown: it seems to hold {' and '.join(kinds)}. Its lead is to write it again." if kinds else cleaned


def screen_columns(table: pa.Table, typed: Iterable[str]) -> pa.Table:
    """The table with the text that people typed screened, cell by cell. `typed`: names of the columns that hold it."""
    for name in typed:
        cells = [screen_text(text) if text else text for text in table[name].to_pylist()]
        field = table.schema.field(name)
        table = table.set_column(table.column_names.index(name), field, pa.array(cells, field.type))
    return table


def _is_nhs_number(text: str) -> bool:
    """Ten digits whose last is the check digit: modulus 11, weights 10 to 2 (NHS Data Dictionary, NHS NUMBER)."""
    digits = [int(char) for char in text if char.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == digits[9] and check != 10
