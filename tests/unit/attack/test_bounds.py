"""How far counts can be narrowed: never further than every world allows, and exactly as far by integer programming."""

from itertools import product
from random import Random
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import milp

from ossp_pipeline.attack.bounds import LARGEST, NoWorld, Problem, Undecided, propagate, solve, solve_narrow

HIGHEST = 4
VARIABLES = "abcd"
TERMS = st.dictionaries(st.sampled_from(VARIABLES), st.sampled_from([-1, 1]), min_size=1)
BOUNDS = st.integers(-4, 8)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Up to four counts of 0 to 4, and sums of them whose bounds one world at least keeps."""
    world = {name: draw(st.integers(0, HIGHEST)) for name in VARIABLES}
    problem = Problem()
    for name in VARIABLES:
        problem.say(name, 0, HIGHEST)
    for terms in draw(st.lists(TERMS, max_size=4)):
        value = sum(factor * world[name] for name, factor in terms.items())
        slack = draw(st.integers(0, 2)), draw(st.integers(0, 2))
        problem.relate(terms.items(), value - slack[0], value + slack[1], "sum")
    return problem


def worlds(problem: Problem) -> list[dict[str, int]]:
    """Every world that fits, by trying all."""
    tried = (dict(zip(VARIABLES, values, strict=True)) for values in product(range(HIGHEST + 1), repeat=len(VARIABLES)))
    return [
        world
        for world in tried
        if all(
            item.low <= sum(factor * world[name] for name, factor in item.terms) <= item.high  # type: ignore[index]
            for item in problem.constraints
        )
    ]


@given(problems())
def test_no_world_that_fits_lies_outside_what_propagation_says(problem: Problem) -> None:
    intervals = propagate(problem)
    for world in worlds(problem):
        assert all(intervals[name][0] <= world[name] <= intervals[name][1] for name in VARIABLES)


@given(problems())
def test_integer_programming_finds_the_smallest_and_the_largest_value_of_any_world(problem: Problem) -> None:
    fitting = worlds(problem)
    for name, interval in solve(problem, VARIABLES).items():
        values = [world[str(name)] for world in fitting]
        assert interval == (min(values), max(values))


@settings(max_examples=40)
@given(problems(), st.integers(1, HIGHEST + 2))
def test_the_narrow_counts_are_those_that_a_search_for_each_count_finds(problem: Problem, fewest: int) -> None:
    each = solve(problem, VARIABLES)
    narrow = {name: (low, high) for name, (low, high) in each.items() if high - low + 1 < fewest}
    assert solve_narrow(problem, VARIABLES, fewest) == narrow


def test_worlds_that_were_found_for_one_count_spare_the_search_for_others() -> None:
    """Of two counts that are the same, one is searched for."""
    problem = Problem()
    for name in "ab":
        problem.say(name, 0, 9)
    problem.relate([("a", 1), ("b", -1)], 0, 0, "the same")
    with mock.patch("ossp_pipeline.attack.bounds.milp", side_effect=milp) as searches:
        assert solve_narrow(problem, "ab", 5) == {}
    assert searches.call_count == 2


def test_a_sum_and_all_its_parts_but_one_give_that_one() -> None:
    problem = Problem()
    for name, count in (("a", 7), ("b", 12), ("whole", 23)):
        problem.say(name, count, count)
    problem.relate([("a", 1), ("b", 1), ("hidden", 1), ("whole", -1)], 0, 0, "sum")
    assert propagate(problem)["hidden"] == (4, 4)


def test_two_tables_over_the_same_people_are_put_together() -> None:
    """At most eight in one table, at least eight in the other; so each is known exactly."""
    problem = Problem()
    for name in ("p", "q"):
        problem.say(name, 0, 4)
    for number in range(8):
        problem.say(number, 1, 9)
    problem.relate([("p", 1), ("q", 1), *((number, -1) for number in range(8))], 0, 0, "the same people")
    assert propagate(problem) == {"p": (4, 4), "q": (4, 4), **dict.fromkeys(range(8), (1, 1))}


def test_statements_that_no_world_fits_are_an_error() -> None:
    problem = Problem()
    problem.say("a", 0, 3)
    problem.relate([("a", 1)], 5, 6, "wrong")
    with pytest.raises(NoWorld):
        solve(problem, ["a"])


def test_statements_that_narrow_one_another_without_an_end_are_not_decided() -> None:
    """Each is more than the other: one after the other they grow, up to the largest count there is."""
    problem = Problem()
    problem.relate([("a", 1), ("b", -1)], 1, LARGEST, "wrong")
    problem.relate([("b", 1), ("a", -1)], 1, LARGEST, "wrong")
    with pytest.raises(Undecided):
        propagate(problem)


@pytest.mark.parametrize("statements", [[(0, 3), (5, 6)], [(5, 6), (0, 3)]])
def test_two_statements_of_one_count_that_no_value_fits_are_an_error(statements: list[tuple[int, int]]) -> None:
    problem = Problem()
    for low, high in statements:
        problem.say("a", low, high)
    with pytest.raises(NoWorld):
        propagate(problem)


def test_a_sum_that_its_parts_cannot_reach_is_an_error_at_once() -> None:
    """Without it the bounds of both would cross, and drive each other on."""
    problem = Problem()
    for name in "ab":
        problem.say(name, 0, 3)
    problem.relate([("a", 1), ("b", 1)], 7, 9, "wrong")
    with pytest.raises(NoWorld):
        propagate(problem)


def test_a_search_that_branches_too_often_is_not_decided() -> None:
    """Thirty things of given weights, to be shared into two halves of the same weight, by three scales at once."""
    random = Random(0)
    problem = Problem()
    for thing in range(30):
        problem.say(thing, 0, 1)
    for _ in range(3):
        weights = [random.randrange(100) for _ in range(30)]
        problem.relate(enumerate(weights), sum(weights) // 2, sum(weights) // 2, "scale")
    with pytest.raises(Undecided):
        solve(problem, [0], cases=1)


def test_an_error_names_the_kind_of_count_and_neither_place_nor_period() -> None:
    problem = Problem()
    problem.say(("cohort", "E05000001", "2025-03"), 4, 2)
    with pytest.raises(NoWorld, match="of cohort cannot"):
        propagate(problem)
    problem = Problem()
    problem.relate([(("cohort", "E05000001", "2025-03"), 1)], -2, -1, "wrong")
    with pytest.raises(NoWorld, match="of cohort cannot"):
        solve(problem, [("cohort", "E05000001", "2025-03")])
