"""The categories that are listed are those that models make of the sample: a measure may count each of them."""

import re

import pytest

from ossp_pipeline.settings import DBT_PROJECT

LISTED = "select source, kind, value, coalesce(kind || '=', '') || value as category from measure_categories"
# Complainants are counted over each measure's own window, so their categories are in no table.
MADE = """
    select distinct subject as source, category from int_incidents_categorised
    inner join int_incidents_located using (incident_id)
    union all
    select distinct 'supervision', category from int_supervision_categorised
    union all
    select distinct 'treatment', category from int_treatment_categorised
"""


@pytest.fixture(scope="module")
def listed(warehouse) -> set[tuple[str, str]]:
    """Those with a value of their own."""
    return set(warehouse.execute(f"select source, category from ({LISTED}) where value is not null").fetchall())


@pytest.fixture(scope="module")
def made(warehouse) -> set[tuple[str, str]]:
    return set(warehouse.execute(MADE).fetchall())


def test_every_listed_category_is_made(listed, made):
    assert {(source, category) for source, category in listed if source != "complainants"} - made == set()


def test_every_category_that_is_made_is_listed(listed, made, warehouse):
    open_kinds = set(warehouse.execute(f"select source, kind from ({LISTED}) where value is null").fetchall())
    unlisted = {item for item in made - listed if (item[0], item[1].partition("=")[0]) not in open_kinds}
    assert unlisted == set()


def test_complainants_have_the_listed_categories(listed):
    model = DBT_PROJECT / "models" / "intermediate" / "int_complainants_categorised.sql"
    written = set(re.findall(r"'(reports=[^']+)'", model.read_text(encoding="utf-8")))
    assert written == {category for source, category in listed if source == "complainants"}
