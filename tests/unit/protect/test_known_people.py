"""A list of people recognises those on it by all that identifies them together, and nobody else."""

import pytest

from ossp_pipeline.protect.known_people import Columns, KnownPeople
from ossp_pipeline.protect.pseudonyms import pseudonym

KEY = bytes(range(32))
WHO: Columns = ("initials", "birth")
ROWS = {"crn": ["A1", "B2", "C3"], "initials": ["JB", "JB", "KC"], "birth": ["1990", "1991", "1991"]}


def listed(*people: tuple[Columns, tuple[str, ...]], key: bytes = KEY) -> KnownPeople:
    known = KnownPeople("bins", key)
    tokens: dict[Columns, frozenset[str]] = {}
    for columns, values in people:
        tokens[columns] = tokens.get(columns, frozenset()) | {known.token(columns, values)}
    return KnownPeople("bins", key, tokens)


def test_a_token_is_a_pseudonym_of_the_feed_its_columns_and_the_values() -> None:
    assert KnownPeople("bins", KEY).token(WHO, ("JB", "1990")) == pseudonym(KEY, "bins", "initials+birth", "JB", "1990")


@pytest.mark.parametrize(
    ("known", "found"),
    [
        (listed((("crn",), ("B2",))), [False, True, False]),
        (listed((("crn",), ("b2 ",))), [False, True, False]),
        (listed((WHO, ("JB", "1991"))), [False, True, False]),
        (listed((WHO, ("KC", "1990"))), [False, False, False]),
        (listed((("crn",), ("A1",)), (WHO, ("KC", "1991"))), [True, False, True]),
        (listed((("crn",), ("A1",)), (("crn",), ("C3",))), [True, False, True]),
    ],
)
def test_rows_of_people_on_the_list_are_found_by_any_columns_that_identify_them(
    known: KnownPeople, found: list[bool]
) -> None:
    assert known.matches(ROWS.__getitem__) == found


def test_an_empty_list_finds_nobody_and_says_so() -> None:
    assert KnownPeople("bins", KEY).matches(ROWS.__getitem__) is None


def test_the_digest_has_every_token_in_one_order() -> None:
    people = [(("crn",), ("A1",)), (WHO, ("KC", "1991")), (("crn",), ("C3",))]
    digest = listed(*people).digest_parts
    assert len(digest) == 3 and digest == sorted(digest) == listed(*people[::-1]).digest_parts


def test_a_list_does_not_print_its_key() -> None:
    assert "0203" not in repr(listed(key=KEY)) and "x02" not in repr(listed(key=KEY))
