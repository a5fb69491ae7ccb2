"""Numbers and lists that SQL and Python both have are the same."""

import re

from ossp_pipeline.contracts.ages import AGE_BANDS
from ossp_pipeline.transform.statistics.intervals import z_of
from tests.macros import render


def test_sql_has_the_quantile_of_python_to_six_decimals():
    assert render("z_95()") == f"{z_of(0.95):.6f}"


def bands_below(age: int) -> list[str]:
    return [band for band in AGE_BANDS if band.partition("-")[2] and int(band.partition("-")[2]) < age]


def test_age_bands_of_children_and_of_the_young_are_all_those_of_the_feed_below_the_age():
    assert re.findall(r"'([^']*)'", render("bands_under_18()")) == bands_below(18)
    assert re.findall(r"'([^']*)'", render("bands_under_25()")) == bands_below(25)
