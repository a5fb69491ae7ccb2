"""Noise keys: the documented algorithm, the same number for the same people, none without a secret key."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ossp_pipeline.protect.noise import noise_keys, row_identifiers

KEY = bytes(range(32))
CELLS = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["", "c"])), max_size=12)


def test_number_is_the_first_32_bits_of_the_keyed_hash_of_purpose_and_canonical_identifier() -> None:
    digest = hmac.new(KEY, b"probation.person\x1fQ987601", hashlib.sha256).digest()
    assert noise_keys(KEY, "probation.person", [("q987601 ",)]).to_pylist() == [int.from_bytes(digest[:4], "big")]


def test_the_same_identifier_has_one_number_and_another_key_or_purpose_another() -> None:
    first, again = noise_keys(KEY, "p", [("A",), ("a ",)]).to_pylist()
    others = [
        noise_keys(KEY, "q", [("A",)])[0].as_py(),
        noise_keys(bytes(31) + b"x", "p", [("A",)])[0].as_py(),
        noise_keys(KEY, "p", [("B",)])[0].as_py(),
    ]
    assert first == again and first not in others


def test_nobody_has_no_number() -> None:
    assert noise_keys(KEY, "p", [None, ("A",)]).is_null().to_pylist() == [True, False]


def test_without_a_key_nothing_is_made() -> None:
    with pytest.raises(ValueError, match="empty"):
        noise_keys(b"", "p", [("A",)])


@given(CELLS)
def test_rows_alike_are_told_apart_and_their_order_changes_nothing(rows: list[tuple[str, ...]]) -> None:
    identifiers = row_identifiers(rows)
    assert len(set(identifiers)) == len(rows)
    assert sorted(row_identifiers(reversed(rows))) == sorted(identifiers)
