"""Pseudonyms: the documented algorithm, one spelling per identifier, and tokens of two feeds that do not join."""

import hashlib
import hmac
import string
import unicodedata

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ossp_pipeline.protect.pseudonyms import KEY_BYTES, canonical_form, fingerprint, pseudonym, pseudonyms

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
REFERENCES = st.from_regex(r"[A-Z]{2}[0-9]{4,18}", fullmatch=True)
IDENTIFIERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def _token(key: bytes, message: str) -> str:
    """HMAC-SHA-256 by its definition (RFC 2104), from plain hashes."""
    padded = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded) + message.encode()).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in padded) + inner).hexdigest()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (("Q987601",), "1\x1fQ987601"),
        (("q987601 ",), "1\x1fQ987601"),
        (("06QX/1001/24",), "1\x1f06QX/1001/24"),
        (("Q", "X", "17/11/1987", "F"), "1\x1fQ\x1fX\x1f17/11/1987\x1fF"),
        (("",), "1\x1f"),
        (("Zoë",), "1\x1fZOË"),
        (("ＡＢ１",), "1\x1fAB1"),
    ],
)
def test_token_is_the_keyed_hash_of_version_and_canonical_values(values: tuple[str, ...], message: str) -> None:
    assert pseudonym(KEY, *values) == _token(KEY, message)
    assert pseudonym(KEY, *values) == hmac.new(KEY, message.encode(), "sha256").hexdigest()


def test_token_of_a_known_value_never_changes() -> None:
    """With another token, earlier deliveries would no longer join: change CANONICAL_VERSION with the algorithm."""
    expected = "5ea67837565e763e1078aba84e5f80bdc22fedd24b6846fa18ba356fb8352ee8"
    assert pseudonym(KEY, "Q987601") == expected


@settings(deadline=None)
@given(value=IDENTIFIERS)
@example("Ν\u0390κος")
@example("straße")
def test_spelling_that_means_the_same_gives_the_same_token(value: str) -> None:
    spaced = value.replace(" ", "   ")
    composed, decomposed = (unicodedata.normalize(form, value) for form in ("NFC", "NFD"))
    for same in (value.upper(), f"  {value}\t", spaced, composed, decomposed, canonical_form(value)):
        assert canonical_form(same) == canonical_form(value)


@settings(deadline=None)
@given(value=st.text(string.printable, max_size=20))
def test_canonical_value_of_ascii_has_no_outer_or_double_space_and_no_small_letter(value: str) -> None:
    plain = canonical_form(value)
    assert plain == plain.strip()
    assert "  " not in plain
    assert not set(plain) & set(string.ascii_lowercase + "\x1f\t\n\r\x0b\x0c")


@settings(deadline=None)
@given(first=REFERENCES, second=REFERENCES)
def test_references_that_differ_have_tokens_that_differ(first: str, second: str) -> None:
    assume(first != second)
    assert pseudonym(KEY, first) != pseudonym(KEY, second)


@settings(deadline=None)
@given(values=st.lists(IDENTIFIERS, min_size=2, max_size=4), place=st.integers(1, 3))
def test_values_cannot_be_shifted_from_one_part_to_the_next(values: list[str], place: int) -> None:
    """Not even with the separator itself in a value."""
    cut = min(place, len(values) - 1)
    joined = ["\x1f".join(values[:cut]), *values[cut:]]
    if len(joined) != len(values):
        assert pseudonym(KEY, *joined) != pseudonym(KEY, *values)


@settings(deadline=None)
@given(value=IDENTIFIERS)
def test_different_keys_do_not_join(value: str) -> None:
    assert pseudonym(KEY, value) != pseudonym(OTHER_KEY, value)


@settings(deadline=None)
@given(identifiers=st.lists(st.none() | st.tuples(IDENTIFIERS) | st.tuples(IDENTIFIERS, IDENTIFIERS), max_size=20))
def test_column_has_one_token_per_identifier_and_none_for_a_missing_one(identifiers: list) -> None:
    expected = [None if values is None else pseudonym(KEY, *values) for values in identifiers]
    assert pseudonyms(KEY, iter(identifiers)) == expected


def test_fingerprint_tells_keys_apart_and_is_no_part_of_them() -> None:
    assert fingerprint(KEY) == hmac.new(KEY, b"ossp key fingerprint", "sha256").hexdigest()[:8]
    assert fingerprint(KEY) != fingerprint(OTHER_KEY)
    assert fingerprint(KEY) not in KEY.hex()


def test_a_key_has_256_bits():
    assert KEY_BYTES * 8 == 256
