"""Words that a derived fact binds to its numbers stand beside no others."""

from itertools import combinations

import pytest

from ossp_pipeline.site.bound_words import BoundWords

BOUND = BoundWords(
    ["36 of 37 periods supplied", "2 provisional", "Newest figure, March 2026: 684"], ["684 newest", "17 in Q3 25/26"]
)


@pytest.mark.parametrize(
    "words",
    [
        "36 of 37 periods supplied; 1 not yet due",
        "8 points unusual, 2 provisional.",
        "37 periods from April 2023. Newest figure, March 2026: 684. Lowest 574",
        "Nothing that is bound: 12 provisionally",
    ],
)
def test_the_numbers_that_the_words_are_bound_to_are_right(words):
    assert BOUND.wrong_in(words) == []


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("37 of 37 periods supplied; 1 not yet due", ["37"]),
        ("35 of 38 periods supplied", ["35", "38"]),
        ("8 points unusual, 12 provisional.", ["12"]),
        ("Newest figure, March 2025: 684.", ["march 2025"]),
        ("Newest figure, March 2026: 6,840.", ["6,840"]),
    ],
)
def test_other_numbers_are_wrong_and_named(words, wrong):
    assert BOUND.wrong_in(words) == wrong


def test_numbers_that_stand_in_two_facts_do_not_make_a_third():
    bound = BoundWords(["68 in March 2025", "74 in March 2026"])
    assert bound.wrong_in("74 in March 2026, 68 in March 2025") == []
    assert bound.wrong_in("74 in March 2025")


def test_a_label_is_bound_where_it_is_a_line_of_its_own():
    assert BOUND.wrong_in("684 newest", is_label=True) == []
    assert BOUND.wrong_in("685 newest", is_label=True) == ["685"]
    assert BOUND.wrong_in("17 in Q4 25/26", is_label=True) == ["q4 25/26"]
    assert BOUND.wrong_in("685 newest") == []


def test_of_numbers_that_are_as_near_those_that_come_first_in_order_say_what_is_wrong():
    bound = BoundWords([f"{count} of {count + 10} wards" for count in range(1, 6)])
    for first, second in combinations(range(1, 6), 2):
        assert bound.wrong_in(f"{first} of {second + 10} wards") == [f"{second + 10}"]
        assert bound.wrong_in(f"{second} of {first + 10} wards") == [f"{second}"]


def test_words_that_hold_a_phrase_twice_are_looked_at_twice():
    assert BOUND.wrong_in("2 provisional; 4 provisional, 36 of 37 periods supplied") == ["4"]
    assert BoundWords(["1 of 2"]).wrong_in("1 of 2 of 3") == []


def test_numbers_without_words_bind_nothing():
    assert BoundWords(["684", "12: 15"]).wrong_in("685 and 12: 16") == []
