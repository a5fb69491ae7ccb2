"""How counts of people are rounded, beside the cell key method as the ONS's own package does it.

Ours is an unbiased random rounding to base five. Written as a perturbation table (what is added to a count, by the
count and the key of its cell) the package must give the same cells from the same people. The table that the package
comes with is not compared: it rounds to the nearest five, which leaves a published nought three values.
"""

import hashlib
from itertools import product
from random import Random

import duckdb
import pandas as pd
import pytest
from cell_key_perturbation.create_perturbed_table import create_perturbed_table

from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.protect.noise import noise_keys
from tests.macros import render

KEYS = 2**32
# The package reads rows 501 to 750 of its table again for counts above 750.
FOLDED_ABOVE, FOLDED = 750, 250
TABLES = (["ward"], ["answer"], ["ward", "answer"], ["month", "answer"], ["ward", "month", "answer"])


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    """Four thousand people, each in one row with a noise key. One answer is given in one ward alone."""
    random = Random(5)
    rows = [
        (random.choice("ABCDEFGH"), random.choice("abc"), random.choice(("settled", "not settled", "not known")))
        for _ in range(4_000)
    ]
    rows += [("A", "a", "elsewhere")] * 13
    noise = noise_keys(bytes(range(32)), "person", [(str(number),) for number in range(len(rows))]).to_pylist()
    frame = pd.DataFrame(rows, columns=["ward", "month", "answer"])
    return frame.assign(noise=noise)


def published(people: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Counts by the macros of the public edition."""
    columns = ", ".join(by)
    key = render("group_key('noise')", Edition.PUBLIC)
    count = render("protected_count('people_count', 'cell_key')", Edition.PUBLIC)
    with duckdb.connect(config={"threads": 1}) as tables:
        tables.register("people", people)
        return tables.execute(
            f"with cells as (select {columns}, count(*) as people_count, {key} as cell_key from people group by all) "
            f"select {columns}, people_count, cell_key, {count} as shown from cells order by {columns}"
        ).df()


def perturbation_table(cells: pd.DataFrame) -> pd.DataFrame:
    """What is added to these counts for these keys: down to a multiple of five, or up to the next.

    A table for every key would have four thousand million rows for each count: the package looks up those it needs, and
    takes the number of keys from the largest.
    """
    rows = {(0, KEYS - 1): 0}
    for count, key in zip(cells["pre_sdc_count"], cells["ckey"], strict=True):
        row = count if count <= FOLDED_ABOVE else (count - 1) % FOLDED + FOLDED_ABOVE - FOLDED + 1
        over = row % 5
        drawn = int.from_bytes(hashlib.md5(str(key).encode()).digest()[8:], "little") % 5
        rows[row, key] = 5 - over if drawn < over else -over
    return pd.DataFrame([(*place, added) for place, added in rows.items()], columns=["pcv", "ckey", "pvalue"])


def by_ons(people: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The same counts by the package of the ONS: once to learn the keys of the cells, and once more with their rows."""
    keys_alone = pd.DataFrame({"pcv": [0], "ckey": [KEYS - 1], "pvalue": [0]})
    asked = {"geog": by[:1], "tab_vars": by[1:], "record_key": "noise", "threshold": 0}
    cells = create_perturbed_table(people, keys_alone, **asked)
    return create_perturbed_table(people, perturbation_table(cells), **asked)


@pytest.mark.parametrize("by", TABLES, ids=" by ".join)
def test_each_cell_has_the_key_and_the_count_that_the_package_of_the_ons_gives_it(
    people: pd.DataFrame, by: list[str]
) -> None:
    ours, theirs = published(people, by), by_ons(people, by)
    theirs = theirs[theirs["pre_sdc_count"] > 0].sort_values(by)
    assert len(ours) > 1
    for name, of_ons in (("people_count", "pre_sdc_count"), ("cell_key", "ckey"), ("shown", "count")):
        assert ours[name].tolist() == theirs[of_ons].tolist(), name


def test_the_same_people_are_rounded_the_same_way_in_every_table(people: pd.DataFrame) -> None:
    shown = [
        cells.loc[cells["answer"] == "elsewhere", "shown"].tolist()
        for cells in (published(people, by) for by in TABLES if "answer" in by)
    ]
    assert shown == [shown[0]] * 4 and shown[0] in ([10], [15])


def test_counts_are_right_on_average_and_never_off_by_more_than_four() -> None:
    """What a perturbation table must be: of each count, the mean of what is added is nought, and it has a limit."""
    count = render("protected_count('people', 'key')", Edition.PUBLIC)
    query = f"""
        select people, avg({count} - people), min({count} - people), max({count} - people), max({count} % 5)
        from range(0, 10) as counts (people), range(20_000) as keys (key)
        group by people order by people
    """
    for people, added, least, most, over_five in duckdb.sql(query).fetchall():
        over = people % 5
        assert abs(added) < 0.06 and over_five == 0
        assert (least, most) == ((-over, 5 - over) if over else (0, 0))


@pytest.mark.parametrize(("part", "rest"), list(product((0, 1, 7), (0, 1, 2, 3, 4, 5))))
def test_a_whole_is_its_protected_part_and_its_protected_rest(part: int, rest: int) -> None:
    """The key of the rest is that of the whole without the part's: as if its people had been counted alone."""
    part_key, rest_key = ("null" if people == 0 else str(KEYS - 3 - people) for people in (part, rest))
    whole_key = f"(coalesce({part_key}, 0) + coalesce({rest_key}, 0)) % {KEYS}"
    whole = render(f"protected_whole('{part + rest}', '({whole_key})', '{part}', '{part_key}')", Edition.PUBLIC)
    alone = [
        render(f"protected_count('{people}', '{key}')", Edition.PUBLIC)
        for people, key in ((part, part_key), (rest, rest_key))
    ]
    found = duckdb.sql(f"select {', '.join([whole, *alone])}").fetchone()
    assert found is not None and found[0] == found[1] + found[2]


def test_without_a_key_a_count_is_missing_and_nobody_needs_none() -> None:
    counts = ", ".join(render(f"protected_count('{people}', 'null')", Edition.PUBLIC) for people in (3, 5, 0))
    assert duckdb.sql(f"select {counts}").fetchone() == (None, None, 0)


def test_a_person_with_several_rows_has_one_part_in_the_key() -> None:
    key = render("group_key('noise')", Edition.PUBLIC)
    query = f"select {key} from (select unnest([{KEYS - 1}, 7, 7, {KEYS - 1}]) as noise)"
    assert duckdb.sql(query).fetchone() == (6,)


def test_keys_of_groups_without_anybody_in_common_are_joined_as_the_key_of_all() -> None:
    key = render("joined_key('part_key')", Edition.PUBLIC)
    assert duckdb.sql(f"select {key} from (select unnest([{KEYS - 1}, 8]) as part_key)").fetchone() == (7,)


def test_the_partnership_has_its_counts_as_they_are() -> None:
    calls = ("protected_count('7', 'null')", "protected_whole('7', 'null', '3', 'null')")
    assert [duckdb.sql(f"select {render(call)}").fetchone() for call in calls] == [(7,), (7,)]
    for call in ("group_key('noise')", "joined_key('noise')"):
        assert duckdb.sql(f"select {render(call)} from (select 5 as noise)").fetchone() == (None,)
