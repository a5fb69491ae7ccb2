"""Small cubes of people, published and attacked: what gets through has no narrow count, in any world that is possible.

Each cube is counted and protected by the project's own models. Which values every count may have is found by trying all
worlds (every_world.py), and must be what the attack says: neither a count that it misses, nor one that it imagines.
"""

import shutil
from pathlib import Path
from random import Random

import duckdb
import pytest

from ossp_pipeline.attack.attack import FEWEST_VALUES, attacked
from ossp_pipeline.attack.bounds import propagate, solve
from ossp_pipeline.attack.statements import read_problem
from ossp_pipeline.attack.tables import open_tables
from tests.integration.dbt.every_world import Values, possible_values, shown_figures
from tests.integration.dbt.small_cubes import Person, drawn_people, one_changed, publish

Drawn = tuple[Random, list[Person], bytes]
FIRST, SECOND = "2025-26Q1", "2025-26Q2"


def drawn(number: int, *periods: str) -> Drawn:
    """The cube of a number, with a noise key of its own."""
    random = Random(number)
    people = drawn_people(random, periods or (FIRST,))
    return (
        random,
        people or [Person("one", FIRST, "W1", "settled", "employed", "not known", False)],
        random.randbytes(32),
    )


def every_value(release: Path) -> Values:
    values: Values = {}
    for shown in shown_figures(release):
        values |= possible_values(shown)
    return values


def narrow_by_trial(release: Path) -> dict[tuple[str, ...], int]:
    """The counts with fewer than five values, after the attack was compared with all that is possible."""
    values = every_value(release)
    with open_tables(release) as tables:
        problem = read_problem(tables)
    intervals = solve(problem, list(problem.intervals))
    assert intervals == {item: (min(values[item]), max(values[item])) for item in intervals}
    # Propagation alone may find less, and never more.
    for item, (low, high) in propagate(problem).items():
        assert low <= intervals[item][0] and intervals[item][1] <= high
    return {item: len(some) for item, some in values.items() if len(some) < FEWEST_VALUES}


def is_held(number: int, folder: Path) -> bool:
    """Whether the attack holds the cube, as it must where trial finds a narrow count, and only there."""
    _, people, key = drawn(number)
    release = publish(folder / str(number), people, key)
    result, narrow = attacked(release), narrow_by_trial(release)
    assert result.narrow == narrow and result.channels == []
    assert result.is_safe == (not narrow)
    return not result.is_safe


def emptied(folder: Path) -> Path:
    for path in folder.iterdir():
        shutil.rmtree(path)
    return folder


@pytest.mark.parametrize("number", range(6))
def test_the_attack_says_of_a_small_cube_what_all_possible_worlds_say(number: int, tmp_path: Path) -> None:
    is_held(number, tmp_path)


def test_a_cube_whose_parts_press_on_its_whole_is_held(tmp_path: Path) -> None:
    """Found by trying cubes: else the test above might never see one that is held."""
    assert is_held(22, tmp_path)


@pytest.mark.nightly
def test_the_attack_says_of_200_small_cubes_what_all_possible_worlds_say(tmp_path: Path) -> None:
    held = sum(is_held(number, emptied(tmp_path)) for number in range(200))
    assert 0 < held < 40
    print(f"200 cubes: {held} held, each with a narrow count; none of the others has one")


def figures(release: Path) -> set[tuple[object, ...]]:
    """Every figure of the first quarter that a release shows."""
    columns = {
        "fct_measure_values": "measure_id, area_code, period, numerator, denominator",
        "sna_cohorts": "cohort, characteristic, answer, period, numerator",
    }
    return {
        (table, *row)
        for table, names in columns.items()
        for row in duckdb.sql(
            f"select {names} from '{release}/tables/{table}.parquet' where period = '{FIRST}'"
        ).fetchall()
    }


def is_seen_without_a_ledger(number: int, folder: Path) -> bool:
    """One person comes, goes or is delivered anew: never seen with the ledger; whether it is without one."""
    random, people, key = drawn(number, FIRST, SECOND)
    first = [person for person in people if person.period == FIRST] or [people[0]]
    before = publish(folder / f"{number}, before", first, key)
    changed = [*one_changed(random, first), *(person for person in people if person.period == SECOND)] or first
    after = publish(folder / f"{number}, after", changed, key, before.parent / "ledger")
    assert figures(after) == figures(before)
    assert attacked(after, [before]).changed == {}
    anew = publish(folder / f"{number}, anew", changed, key)
    return figures(anew) != figures(before)


# In the last, the first quarter that was seen had too few people for any answer to be shown.
@pytest.mark.parametrize("number", [1, 2, 3, 4, 29])
def test_one_person_more_or_less_is_never_seen(number: int, tmp_path: Path) -> None:
    is_seen_without_a_ledger(number, tmp_path)


@pytest.mark.nightly
def test_one_person_more_or_less_is_never_seen_in_1000_pairs(tmp_path: Path) -> None:
    seen = sum(is_seen_without_a_ledger(number, emptied(tmp_path)) for number in range(1_000))
    assert seen > 300, "without a ledger most pairs differ: else this test could not fail"
    print(f"1,000 pairs: none seen with the ledger, {seen} without")
