"""Which feeds an area expects, and that each feed has all its pieces."""

import dataclasses
from importlib.util import find_spec

import pytest

from ossp_pipeline.contracts.example import FaultKind
from ossp_pipeline.docs_build.feed_pages import page_path, replace_contract
from ossp_pipeline.errors import UsageError
from ossp_pipeline.feeds.registry import FEEDS, expected_feeds, optional_feeds
from ossp_pipeline.settings import DBT_PROJECT, EXPECTATIONS, PROJECT, load_settings


def settings_with(tmp_path, **chosen):
    names = {f"OSSP_{name.upper()}": value for name, value in chosen.items()}
    return load_settings({"OSSP_DATA": str(tmp_path), **names})


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_a_feed_has_all_its_pieces(feed):
    """One test for all pieces, so that an unfinished feed fails here, with a list of what it lacks."""
    name = feed.name
    pieces = {
        f"ossp_pipeline/feeds/{name}.py": PROJECT,
        f"raw/{name}.json": EXPECTATIONS,
        f"models/staging/stg_{name}.sql": DBT_PROJECT,
        f"models/staging/stg_{name}.yml": DBT_PROJECT,
        f"docs/feeds/{name}.md": PROJECT,
    }
    missing = [piece for piece, folder in pieces.items() if not (folder / piece).exists()]
    if find_spec(f"ossp_pipeline.sample.makers.{name}") is None:
        missing.append(f"ossp_pipeline/sample/makers/{name}.py")
    missing += [f"Feed.{part}" for part in ("example", "fault") if getattr(feed, part) is None]
    assert missing == [], f"feed {name} lacks {', '.join(missing)}"
    page = page_path(feed).read_text(encoding="utf-8")
    assert page == replace_contract(page, feed), "run `make docs`"


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_the_file_name_of_an_example_follows_the_pattern(feed):
    assert feed.read_file_name(feed.example.file_name), feed.file_pattern


def test_an_example_or_a_fault_with_an_unknown_heading_is_refused():
    feed = FEEDS["asb_incidents"]
    with pytest.raises(ValueError, match="unknown heading in the example or the fault: colour"):
        dataclasses.replace(feed, example=dataclasses.replace(feed.example, row={"colour": "red"}))
    with pytest.raises(ValueError, match="unknown heading in the example or the fault: colour"):
        dataclasses.replace(feed, fault=dataclasses.replace(feed.fault, heading="colour"))


def test_every_kind_of_fault_is_declared_by_some_feed():
    assert {feed.fault.kind for feed in FEEDS.values()} == set(FaultKind)


def test_an_area_expects_the_crime_feed_it_chose_and_no_other(tmp_path):
    """The two crime feeds are alternatives: if both were expected, one of them would always be late."""
    shipped = {feed.name for feed in expected_feeds(settings_with(tmp_path))}
    street = expected_feeds(settings_with(tmp_path, crime_feed="police_uk_street", asb_feed="police_uk_street"))
    assert shipped - {feed.name for feed in street} == {"police_crime", "asb_incidents"}
    assert {feed.name for feed in street} - shipped == {"police_uk_street"}
    assert not any(feed.optional for feed in street)


@pytest.mark.parametrize(("setting", "value"), [("crime_feed", "asb_incidents"), ("asb_feed", "population")])
def test_a_feed_that_does_not_give_what_it_was_chosen_for_is_refused(tmp_path, setting, value):
    with pytest.raises(UsageError, match=f"{setting} is “{value}”") as refused:
        expected_feeds(settings_with(tmp_path, **{setting: value}))
    assert "police_uk_street" in refused.value.remedy


def test_a_feed_that_is_not_received_here_is_expected_of_nobody(tmp_path):
    given = {"crime_feed": "police_uk_street", "asb_feed": "police_uk_street"}
    settings = settings_with(tmp_path, feeds="area_lookup; population; police_uk_street; deprivation", **given)
    assert [feed.name for feed in expected_feeds(settings)] == ["area_lookup", "population", "police_uk_street"]
    assert [feed.name for feed in optional_feeds(settings)] == ["deprivation"]


@pytest.mark.parametrize(
    ("feeds", "words"),
    [("area_lookup; polise_crime", "There is no feed “polise_crime”"), ("area_lookup", "not among the feeds that are")],
)
def test_feeds_that_do_not_exist_or_lack_the_chosen_one_are_refused(tmp_path, feeds, words):
    with pytest.raises(UsageError, match=words):
        expected_feeds(settings_with(tmp_path, feeds=feeds, asb_feed="police_crime", crime_feed="police_crime"))


def test_settings_list_feeds_in_the_file_as_a_list_and_in_the_environment_between_semicolons(tmp_path):
    assert settings_with(tmp_path).received_feeds == set(FEEDS)
    assert settings_with(tmp_path, feeds=" area_lookup ;population").received_feeds == {"area_lookup", "population"}
