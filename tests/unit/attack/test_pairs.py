"""What two editions say together, where counts were made anew."""

from ossp_pipeline.attack.bounds import Problem
from ossp_pipeline.attack.pairs import narrowed_by_both


def edition(**published: int) -> Problem:
    problem = Problem()
    for name, count in published.items():
        problem.say((name,), max(0, count - 4), count + 4)
        problem.published[name,] = count
    return problem


def test_one_step_leaves_five_values_even_to_who_supposes_that_one_person_came() -> None:
    """Before 5 to 9, after 6 to 10."""
    assert narrowed_by_both(edition(ward=5), edition(ward=10), 5) == {}
    assert narrowed_by_both(edition(ward=5), edition(ward=10), 6) == {
        ("ward",): 5,
        ("ward, in the edition before",): 5,
    }


def test_what_else_an_edition_says_is_put_together_with_it() -> None:
    """In the edition before it lay inside an exact count of six."""
    before = edition(ward=5)
    before.say(("ward",), 0, 6)
    assert narrowed_by_both(before, edition(ward=10), 5) == {("ward",): 2, ("ward, in the edition before",): 2}


def test_a_count_that_is_tied_to_it_is_narrowed_with_it() -> None:
    before = edition(ward=5, whole=5)
    before.relate([(("ward",), 1), (("whole",), -1)], 0, 0, "the same")
    before.say(("whole",), 0, 6)
    assert narrowed_by_both(before, edition(ward=10, whole=5), 5)["ward",] == 2


def test_more_than_a_step_or_none_says_nothing_of_how_many_came() -> None:
    assert narrowed_by_both(edition(ward=5), edition(ward=20), 9) == {}
    assert narrowed_by_both(edition(ward=5), edition(ward=5), 9) == {}
    assert narrowed_by_both(edition(ward=5), edition(other=5), 9) == {}


def test_what_cannot_be_supposed_is_left() -> None:
    before = edition(ward=5)
    before.say(("ward",), 1, 3)
    assert narrowed_by_both(before, edition(ward=10), 2) == {}
