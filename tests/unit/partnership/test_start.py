"""Any partnership of England and Wales is found by name or code, and gets a folder without anything of Stockport."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ossp_pipeline.cli.start import start
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.errors import UsageError
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.partnership.areas import find_partnership, matching, partnerships
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.partnership.read import read_folders
from ossp_pipeline.partnership.signing import unsigned
from ossp_pipeline.partnership.start import FIRST_FEEDS, name_files, write_partnership
from ossp_pipeline.settings import load_settings

STOCKPORTS = ("Stockport", "Greater Manchester", "E08000007", "E22000105", "GMP", "Brinnington")


def test_list_has_every_partnership_of_england_and_wales_once():
    codes = [item.csp_code for item in partnerships()]
    assert len(codes) == len(set(codes)) == 314
    assert sum(code.startswith("W") for code in codes) == 21
    assert all(item.police_force and item.force_code and item.districts for item in partnerships())
    assert len({item.force_code for item in partnerships()}) == 43


def test_list_agrees_with_the_portals_lookup(real_data: Path):
    with (real_data / "geo_lookups_ew" / "lookup_ltla24_csp24_pfa24.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    listed = {
        (district, item.csp_code, item.csp_name, item.force_code)
        for item in partnerships()
        for district, _ in item.districts
    }
    assert listed == {(row["ltla24_code"], row["csp24_code"], row["csp24_name"], row["pfa24_code"]) for row in rows}


@pytest.mark.parametrize("name", ["Colchester", "colchester ", "E22000084", "e07000071"])
def test_partnership_is_found_by_its_name_its_code_and_its_districts_code(name):
    assert find_partnership(name).csp_code == "E22000084"


def test_beginning_of_one_name_is_enough():
    assert find_partnership("Stockpo").csp_name == "Stockport"


def test_district_of_several_partnerships_is_refused_with_the_list():
    with pytest.raises(UsageError, match="one of 3 partnerships") as refused:
        find_partnership("Cumberland")
    assert all(name in refused.value.message for name in ("Allerdale (E22000031", "Carlisle", "Copeland"))


def test_partnership_of_several_districts_is_found_by_each_of_them():
    (several,) = [item for item in partnerships() if len(item.districts) > 1][:1]
    assert all(find_partnership(code) == several for code, _ in several.districts)


def test_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match="no partnership “Colchster”") as refused:
        find_partnership("Colchster")
    assert "Colchester (E22000084, Essex Police)" in refused.value.remedy
    assert matching("zzz") == []


@pytest.mark.parametrize("name", ["Colchester", "Cardiff", "Carlisle"])
def test_folder_can_be_read_states_nothing_and_holds_nothing_of_stockport(tmp_path, name):
    chosen = find_partnership(name)
    feeds = write_partnership(tmp_path / "own", chosen, "2024-01")
    assert [feed.name for feed in feeds][: len(FIRST_FEEDS)] == list(FIRST_FEEDS)
    settings = load_settings({"OSSP_PARTNERSHIP": str(tmp_path / "own"), "HOME": str(tmp_path)})
    assert (settings.area, settings.area_name, settings.police_force) == (
        chosen.csp_code,
        chosen.csp_name,
        chosen.police_force,
    )
    assert settings.received_feeds == {feed.name for feed in feeds}
    assert (settings.data, settings.history_start.cadence) == (tmp_path / "own" / "data", Cadence.MONTH)
    facts = read_folders((tmp_path / "own",), is_sample=False)
    stated = set(FACTS) - {fact.name for fact in facts.unstated}
    assert facts.findings == () and stated == {"disclosure_classes"}
    rows = facts.rows("disclosure_classes")
    assert len(rows) == len(unsigned([], rows)) > 100, "the list of this version, which nobody has signed"
    for path in (tmp_path / "own").iterdir():
        text = path.read_text(encoding="utf-8")
        assert [word for word in STOCKPORTS if word in text and path.name != "ossp.toml"] == []
        values = [line.partition("#")[0] for line in text.splitlines()]
        assert [line for line in values if any(word in line for word in STOCKPORTS)] == []


def test_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        write_partnership(tmp_path, find_partnership("Colchester"), "2024-01")
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_command_names_what_to_fetch_first_and_notes_the_day_it_is_seen_from(tmp_path):
    arguments = ["Colchester", "--folder", str(tmp_path / "own"), "--seen-on", "2018-08-31", "--json"]
    answer = CliRunner().invoke(start, arguments)
    document = json.loads(answer.stdout)
    assert answer.exit_code == 0 and document["area"] == "E22000084"
    assert [step.split(":")[0] for step in document["next"]][:3] == ["first"] * 3
    assert all(name in document["next"][0] for name in ("Exact_Fit_Lookup_for_EW", "Best_Fit_Lookup_in_EW", "Safety"))
    assert document["next"][2].endswith("such as 2015-08-essex-street.csv")
    note = json.loads((tmp_path / "own" / "data" / "sample.json").read_text())
    assert note == {"as_of": "2018-08-31", "is_invented": False}
    settings = load_settings({"OSSP_PARTNERSHIP": str(tmp_path / "own"), "HOME": str(tmp_path)})
    assert (str(settings.as_of), settings.is_sample) == ("2018-08-31", False)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Cardiff", "south-wales"),
        ("Camden", "metropolitan"),
        ("City of London", "city-of-london"),
        ("North Devon", "devon-and-cornwall"),
        ("Powys", "dyfed-powys"),
    ],
)
def test_files_of_a_force_are_named_as_data_police_uk_names_them(name, slug):
    chosen = find_partnership(name)
    assert name_files(FEEDS["police_uk_street"], chosen, "2024-01") == f"2024-01-{slug}-street.csv"
    assert name_files(FEEDS["stop_and_search"], chosen, "2024-01") == f"2024-01-{slug}-stop-and-search.csv"
    assert name_files(FEEDS["police_uk_outcomes"], chosen, "2024-01") == f"2024-01-{slug}-outcomes.csv"


@pytest.mark.parametrize(("name", "has_indices"), [("Cardiff", False), ("Cwm Taf", False), ("Carlisle", True)])
def test_indices_of_england_are_not_fetched_for_wales(tmp_path, name, has_indices):
    feeds = write_partnership(tmp_path / "own", find_partnership(name), "2024-01")
    settings = load_settings({"OSSP_PARTNERSHIP": str(tmp_path / "own"), "HOME": str(tmp_path)})
    assert ("deprivation" in settings.received_feeds) is has_indices
    assert ("deprivation" in [feed.name for feed in feeds]) is has_indices


def test_command_names_nothing_of_greater_manchester_elsewhere(tmp_path):
    answer = CliRunner().invoke(start, ["Cardiff", "--folder", str(tmp_path / "own"), "--json"])
    assert "manchester" not in answer.stdout.lower() and "2024-03" not in answer.stdout


def test_command_says_where_the_force_publishes_nothing(tmp_path):
    answer = CliRunner().invoke(start, ["Bolton", "--folder", str(tmp_path / "own")])
    assert "Greater Manchester Police publishes no street-level crime" in answer.stdout
