"""What is published is what was made: a table is the warehouse's, but for the rows that are about few people."""

import pandas as pd
import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.transform.dbt_runner import load_manifest

SMALL = range(1, 5)
ABOUT_PEOPLE = {
    "sna_cohorts",
    "sna_data_coverage",
    "sna_data_rejections",
    "sna_harm",
    "sna_serious_violence",
    "sna_hotspots",
    "sna_levels",
    "sna_stop_and_search",
}


@pytest.fixture(scope="module")
def manifest(released):
    return load_manifest(released)


def hidden_rows(rows: pd.DataFrame, protect: dict) -> pd.Series:
    """Rows about people of which a count, or what a share leaves, is from one to four; and the answers beside one."""
    small = rows[protect["counts"]].isin(SMALL).any(axis=1)
    for part, whole in protect.get("shares", []):
        small |= (rows["unit"] == "percent") & (rows[whole] - rows[part]).isin(SMALL).fillna(False)
    small &= rows["disclosure_class"] != "event"
    if "together" not in protect:
        return small
    questions = pd.Series(list(rows[protect["together"]].itertuples(index=False, name=None)), rows.index)
    return small | (questions.isin(questions[small]) & rows[protect["counts"][0]].notna())


def test_shown_rows_are_the_warehouses_and_hidden_ones_hide_all_their_figures(manifest, warehouse, published, released):
    release = Releases(released.releases).current()
    assert sorted(path.stem for path in (release.folder / "tables").glob("*.parquet")) == manifest.published
    hidden_anywhere = set()
    for name in manifest.published:
        made, protect = warehouse(name), manifest.models[name].meta.get("protect")
        hidden = hidden_rows(made, protect) if protect else pd.Series(False, made.index)
        if hidden.any():
            hidden_anywhere.add(name)
            made = made.assign(**{column: made[column].mask(hidden) for column in protect["values"]})
            made["status"] = made["status"].mask(hidden, ValueStatus.WITHHELD)
        # Why a row is hidden, and which words are screened, is for other tests.
        figures = made.columns.drop(["status_reason", *manifest.typed.get(name, [])], errors="ignore")
        assert list(made.columns) == list(published(name).columns)
        pd.testing.assert_frame_equal(in_order(made[figures]), in_order(published(name)[figures]), obj=name)
    assert hidden_anywhere >= ABOUT_PEOPLE


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows in a fixed order, whatever types their columns have."""
    plain = pd.DataFrame({name: comparable(rows[name]) for name in rows.columns})
    return plain.sort_values(list(plain.columns), ignore_index=True)


def comparable(column: pd.Series) -> pd.Series:
    """Numbers as floats, everything else as text."""
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%d")
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return column.astype("Float64").astype(float)
    return column.astype(object).where(column.notna(), "").astype(str)
