"""Every score of the priority matrix, followed to the rows of the published table it names."""

import duckdb
import pytest

from ossp_pipeline.publish.releases import Releases

FIGURES = {
    "sna_levels": "numerator",
    "sna_change": "rate_ratio",
    "sna_harm": "harm / crime_count",
    "sna_public_views": "response_percent",
}


@pytest.fixture(scope="module")
def tables(released):
    folder = Releases(released.releases).find(None).folder / "tables"
    with duckdb.connect() as connection:
        for name in ("sna_priorities", *FIGURES):
            connection.execute(f"create view {name} as from read_parquet('{folder / name}.parquet')")
        yield connection


def test_every_score_that_was_counted_is_the_figure_of_one_row_of_the_table_it_names(tables):
    scores = tables.execute(
        "select source_table, source_rows, source_value from sna_priorities "
        "where basis in ('counted', 'survey') and status = 'observed'"
    ).fetchall()
    assert {table for table, _, _ in scores} == set(FIGURES)
    for table, place, value in scores:
        keys = dict(part.split("=", 1) for part in place.split("; "))
        where = " and ".join(f"{column} = ?" for column in keys)
        found = tables.execute(f"select {FIGURES[table]} from {table} where {where}", [*keys.values()]).fetchall()
        assert found == [(pytest.approx(value),)], (table, place)


def test_in_the_sample_harm_of_crimes_and_concern_that_was_asked_are_no_judgement(tables):
    judged = tables.execute(
        "select problem_id, criterion from sna_priorities where basis = 'judgement' and criterion <> 'capacity'"
    ).fetchall()
    assert {problem for problem, criterion in judged if criterion == "harm"} == {"asb"}
    asked = {"violence_and_sexual", "burglary", "vehicle_crime", "drugs", "asb"}
    assert {problem for problem, criterion in judged if criterion == "concern"}.isdisjoint(asked)


def test_a_judgement_names_no_table_and_says_why_there_is_none(tables):
    found = tables.execute(
        "select evidence from sna_priorities where basis = 'judgement' and criterion in ('harm', 'concern')"
    ).fetchall()
    assert found and all(evidence.startswith("no table can say (") for (evidence,) in found)
    [(count,)] = tables.execute(
        "select count(*) from sna_priorities where basis in ('judgement', 'derived') and source_rows is not null"
    ).fetchall()
    assert count == 0
