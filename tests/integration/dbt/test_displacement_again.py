"""The weighted displacement difference of the sample, done again from the incidents by other means."""

import csv

import numpy as np
import pytest

from ossp_pipeline.settings import SAMPLE_PARTNERSHIP

SCHEME = "after_the_grant"
# Subject, and type where not all of it counts.
COUNTED = {
    "asb_incidents": ("asb", None),
    "criminal_damage": ("crime", "Criminal damage and arson"),
    "public_order": ("crime", "Public order"),
}
# Wheeler and Ratcliffe 2018: treated less comparison, plus the places around less those like them.
SIGNS = {"treated": 1, "comparison": -1, "displacement": 1, "displacement comparison": -1}


@pytest.fixture(scope="module")
def counts(warehouse) -> dict[str, tuple[int, int]]:
    """Before and after, by role: counted from incidents, not from measures."""
    with (SAMPLE_PARTNERSHIP / "safer_streets.csv").open(encoding="utf-8", newline="") as handle:
        places = [row for row in csv.DictReader(handle) if row["scheme_id"] == SCHEME]
    counted = {}
    for place in places:
        months = [
            month
            for name in place["measure_ids"].split(";")
            for (month,) in warehouse.execute(
                "select period from fct_incidents "
                "where ward_code = ? and subject = ? and incident_type = coalesce(?, incident_type)",
                [place["area_code"], *COUNTED[name]],
            ).fetchall()
        ]
        before = sum(place["before_from"] <= month <= place["before_to"] for month in months)
        after = sum(place["after_from"] <= month <= place["after_to"] for month in months)
        counted[place["role"]] = (before, after)
    return counted


@pytest.fixture(scope="module")
def estimate(warehouse):
    query = "select difference, standard_error, lower, upper from fct_safer_streets where scheme_id = ?"
    [row] = warehouse.execute(query, [SCHEME]).fetchall()
    return row


def test_the_difference_is_that_of_the_incidents(counts, estimate):
    assert set(counts) == set(SIGNS)
    assert estimate[0] == sum(SIGNS[role] * (after - before) for role, (before, after) in counts.items())


def test_the_error_is_what_chance_alone_makes_of_such_counts(counts, estimate):
    """Each count drawn a hundred thousand times around itself: the difference then varies as the error says."""
    draws = np.random.default_rng(7)
    drawn = sum(
        SIGNS[role] * (draws.poisson(after, 100_000) - draws.poisson(before, 100_000))
        for role, (before, after) in counts.items()
    )
    assert drawn.std() == pytest.approx(estimate[1], rel=0.02)
    assert np.mean((drawn > estimate[2]) & (drawn < estimate[3])) == pytest.approx(0.95, abs=0.01)
