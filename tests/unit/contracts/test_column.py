"""What a column may declare, and the rules that follow from it."""

import pytest

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment, Within, dropped_columns
from ossp_pipeline.feeds.registry import FEEDS
from tests.unit.contracts.conftest import column

IDENTIFYING = Sensitivity.IDENTIFYING
ALL_COLUMNS = [(feed.name, item) for feed in FEEDS.values() for item in feed.columns]


def test_identifying_column_cannot_be_kept_as_it_is() -> None:
    with pytest.raises(ValueError, match="A: an identifying column cannot be kept"):
        column(sensitivity=IDENTIFYING)


@pytest.mark.parametrize(
    ("treatment", "kind"),
    [
        (Treatment.DROP, Kind.TEXT),
        (Treatment.PSEUDONYM, Kind.TEXT),
        (Treatment.AGE_BAND, Kind.DATE),
        (Treatment.OUTWARD_CODE, Kind.TEXT),
        (Treatment.MONTH, Kind.DATE),
    ],
)
def test_identifying_column_may_land_in_a_form_that_says_less(treatment: Treatment, kind: Kind) -> None:
    declared = column(sensitivity=IDENTIFYING, treatment=treatment, kind=kind)
    assert declared.landed is (treatment is not Treatment.DROP)


@pytest.mark.parametrize("treatment", [Treatment.AGE_BAND, Treatment.MONTH])
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.DATE])
def test_age_bands_and_months_are_made_of_dates_only(treatment: Treatment, kind: Kind) -> None:
    with pytest.raises(ValueError, match=f"{treatment} needs a date"):
        column(treatment=treatment, kind=kind)


def test_sensitivity_has_no_default() -> None:
    with pytest.raises(TypeError, match="sensitivity"):
        Column(heading="A", name="a")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({}, []),
        ({"required": True}, ["required"]),
        ({"kind": Kind.INTEGER}, ["readable"]),
        ({"kind": Kind.INTEGER, "minimum": 0}, ["readable", "range"]),
        ({"kind": Kind.NUMBER, "maximum": 0}, ["readable", "range"]),
        ({"allowed": ("x",)}, ["allowed"]),
        ({"code_list": "things"}, ["allowed"]),
        ({"pattern": "x"}, ["pattern"]),
        ({"kind": Kind.DATE, "within": Within.PERIOD, "required": True}, ["required", "readable", "in_period"]),
        ({"kind": Kind.DATE, "treatment": Treatment.DROP}, []),
        ({"treatment": Treatment.DROP, "required": True, "allowed": ("x",)}, ["required", "allowed"]),
    ],
)
def test_column_sets_the_rules_it_declares_in_the_order_in_which_they_are_checked(changes: dict, rules: list) -> None:
    assert list(column(**changes).rules()) == rules


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"required": True}, "“A” is given"),
        ({"kind": Kind.INTEGER}, "“A” can be read as a whole number"),
        ({"kind": Kind.DATETIME}, "“A” can be read as a date and time"),
        ({"allowed": ("x",)}, "“A” holds one of the values agreed for it"),
        ({"pattern": "x"}, "“A” is written in the form agreed for it"),
        ({"minimum": 0, "maximum": 20_000}, "“A” is from 0 to 20,000"),
        ({"minimum": 0}, "“A” is at least 0"),
        ({"maximum": 0}, "“A” is at most 0"),
        ({"kind": Kind.DATE, "within": Within.PERIOD}, "“A” lies in the file’s period"),
        ({"kind": Kind.DATE, "within": Within.BY_END}, "“A” is not after the end of the file’s period"),
    ],
)
def test_a_rule_says_what_must_hold_and_names_the_suppliers_heading(changes: dict, words: str) -> None:
    assert list(column(heading="A", **changes).rules().values())[-1] == words


def test_dropped_columns_are_expected_and_do_not_land() -> None:
    first, second = dropped_columns("HO Offence Description", "LSOA name", sensitivity=Sensitivity.RESTRICTED)
    assert (first.heading, first.name, second.heading) == (
        "HO Offence Description",
        "ho offence description",
        "LSOA name",
    )
    assert not first.landed
    assert first.rules() == {}
    assert second.sensitivity is Sensitivity.RESTRICTED


@pytest.mark.parametrize(("feed_name", "item"), ALL_COLUMNS, ids=[f"{name}.{item.name}" for name, item in ALL_COLUMNS])
def test_no_identifying_column_of_ours_lands_as_it_is(feed_name: str, item: Column) -> None:
    if item.sensitivity is IDENTIFYING:
        assert item.treatment in (Treatment.DROP, Treatment.PSEUDONYM, Treatment.AGE_BAND, Treatment.OUTWARD_CODE)
    if item.landed:
        assert item.meaning
