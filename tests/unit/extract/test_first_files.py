"""What a refresh says before there is anything to build from: what to fetch, and what lies in the wrong place."""

from dataclasses import replace
from pathlib import Path

import pytest

from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract.first_files import require_delivery, require_first
from ossp_pipeline.extract.not_taken import not_taken
from ossp_pipeline.extract.raw_store import NOTHING_SELECTED
from ossp_pipeline.settings import Settings, load_settings

pytestmark = pytest.mark.usefixtures("reading_here")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    own = replace(load_settings({"OSSP_DATA": str(tmp_path), "HOME": str(tmp_path)}), partnership=tmp_path / "own")
    (own.inbox / "population").mkdir(parents=True)
    return own


def test_nothing_delivered_is_answered_with_what_to_fetch_first(settings: Settings) -> None:
    with pytest.raises(UsageError, match="E-NOTHING") as refused:
        require_delivery(settings)
    remedy = refused.value.remedy
    assert "LSOA_(2021)_to_Ward_(2024)_to_LAD_(2024)_Best_Fit_Lookup_in_EW.csv" in remedy
    assert str(settings.inbox / "area_lookup") in remedy and str(settings.inbox / "population") in remedy
    assert "ossp sample" not in remedy


def test_sample_is_offered_to_the_shipped_partnership_alone(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="E-NOTHING") as refused:
        require_delivery(load_settings({"OSSP_DATA": str(tmp_path), "HOME": str(tmp_path)}))
    assert refused.value.remedy.endswith("or run `ossp sample` for invented files")


def test_file_that_was_never_delivered_is_asked_for_before_anything_lands(settings: Settings) -> None:
    for name in ("area_lookup/a.csv", "police_uk_street/a.csv"):
        (settings.inbox / name).parent.mkdir()
        (settings.inbox / name).write_text("a\n")
    with pytest.raises(
        UsageError, match="E-FIRST: Nothing can be placed or compared yet without population"
    ) as refused:
        require_delivery(replace(settings, feeds="area_lookup; population; police_uk_street"))
    assert "sapelsoasyoa20222024.xlsx" in refused.value.remedy and "area lookup" not in refused.value.remedy
    (settings.inbox / "population" / "a.csv").write_text("a\n")
    require_delivery(settings)


def test_missing_lookup_is_asked_for_and_a_misplaced_file_is_mentioned(settings: Settings) -> None:
    (settings.inbox / "lookup.csv").write_text("a\n")
    selections = {
        "area_lookup": NOTHING_SELECTED,
        "population": replace(NOTHING_SELECTED, used=["a delivery"]),
    }
    with pytest.raises(UsageError, match="E-FIRST") as refused:
        require_first(settings, selections)
    assert "without area_lookup; lookup.csv in the inbox is not taken" in refused.value.message
    assert "population" not in refused.value.remedy


def test_file_in_the_root_and_a_folder_of_no_received_feed_are_mentioned(settings: Settings) -> None:
    for name in ("lookup.csv", ".hidden", "polise_crime/a.csv", "police_crime/a.csv", "population/a.csv", "empty/"):
        path = settings.inbox / name
        path.parent.mkdir(exist_ok=True)
        path.mkdir() if name.endswith("/") else path.write_text("a\n")
    without_crime = replace(settings, feeds="population; area_lookup")
    named = [sentence.split(" ")[0] for sentence in not_taken(without_crime)]
    assert named == ["lookup.csv", "police_crime/", "polise_crime/"]
