"""Text somebody typed: made safe to pass on, and looked through for what says who a person is.

Finds what has a form: e-mail addresses, telephone numbers, postcodes, NHS and National Insurance numbers, dates of
birth, a title before a name. **A name as such cannot be found by a program**: the workbook says so, and whoever signs
off reads the text.
"""

import re
import unicodedata
from collections.abc import Iterable

import pyarrow as pa

# A cell that starts like this is run as a formula by spreadsheet programs that open CSV files (OWASP, CSV injection).
_FORMULA_START = ("=", "+", "-", "@")
_SPACES = re.compile(r"[\s\u00a0\u2028\u2029]+")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DAY = (
    r"(?:[0-3]?[0-9][/.\-][01]?[0-9][/.\-](?:[0-9]{4}|[0-9]{2})|[0-9]{4}-[01][0-9]-[0-3][0-9]"
    rf"|[0-3]?[0-9](?:st|nd|rd|th)? (?:{_MONTHS})[a-z]* [0-9]{{4}})"
)
_NHS = re.compile(r"(?<![0-9])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9])")
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
    """The same words on one line: characters composed, spaces single, marks that hide or reorder text gone."""
    spaced = _SPACES.sub(" ", text)
    shown = "".join(char for char in spaced if char == " " or unicodedata.category(char)[0] not in "CZ")
    return _SPACES.sub(" ", unicodedata.normalize("NFC", shown)).strip()


def neutralise(text: str) -> str:
    """Text that no spreadsheet program runs: where it starts as a formula would, an apostrophe goes first."""
    return f"'{text}" if text.startswith(_FORMULA_START) else text


def personal_details(text: str) -> list[str]:
    """What kinds of personal details the text seems to hold, by name; never the details."""
    found = [kind for kind, form in _FORMS.items() if form.search(text)]
    if any(_is_nhs_number(match.group()) for match in _NHS.finditer(text)):
        found.append("an NHS number")
    return found


def screened(words: str | None) -> str:
    """One line without hidden characters; a note in its place where it seems to hold personal details."""
    text = clean_text(words or "")
    found = personal_details(text)
    return f"Not shown: it seems to hold {' and '.join(found)}. Its lead is to write it again." if found else text


def screen_words(table: pa.Table, typed: Iterable[str]) -> pa.Table:
    """The table with the words that people typed screened, cell by cell. `typed`: the columns that hold such words."""
    for name in typed:
        cells = [screened(text) if text else text for text in table[name].to_pylist()]
        place = table.column_names.index(name)
        table = table.set_column(place, table.schema.field(name), pa.array(cells, table.schema.field(name).type))
    return table


def _is_nhs_number(text: str) -> bool:
    """Ten digits whose last is the check digit: modulus 11, weights 10 to 2 (NHS Data Dictionary, NHS NUMBER)."""
    digits = [int(char) for char in text if char.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == digits[9] and check != 10
