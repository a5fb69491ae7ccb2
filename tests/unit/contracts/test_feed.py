"""A feed's contract: which declarations are refused, how a file name is read, when a delivery is due."""

from datetime import date

import pytest

from ossp_pipeline.contracts.column import Sensitivity, Treatment
from ossp_pipeline.contracts.feed import FileName, Subject
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.feeds.registry import FEEDS
from tests.unit.contracts.conftest import column, feed

MARCH = parse_period(Cadence.MONTH, "2024-03")


@pytest.mark.parametrize(
    "columns",
    [(column("a"), column("b"), column("a", heading="C")), (column("a"), column("b"), column("c", heading="A"))],
    ids=["name", "heading"],
)
def test_column_cannot_be_declared_twice(columns: tuple) -> None:
    with pytest.raises(ValueError, match="small: a column is declared twice"):
        feed(columns=columns)


@pytest.mark.parametrize(
    "changes", [{"key": ("a", "x")}, {"person_from": ("x",)}, {"area_column": "x"}, {"owner_column": "x"}]
)
def test_contract_cannot_name_a_column_it_does_not_have(changes: dict) -> None:
    with pytest.raises(ValueError, match="small: not among the columns: x"):
        feed(**changes)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("small-2024-03.csv", FileName(MARCH, "all", 1)),
        ("small-2024-03-v2.csv", FileName(MARCH, "all", 2)),
        ("small-2024-03-north-v10.csv", FileName(MARCH, "north", 10)),
        ("small-2024-03-v007.csv", FileName(MARCH, "all", 7)),
        ("small-2024-13.csv", None),
        ("small-2024-03.csv ", None),
        ("small-2024-03.csv\n", None),
        ("Small-2024-03.csv", None),
        ("copy of small-2024-03.csv", None),
        ("small-٢٠٢٤-03.csv", None),
        ("small-2024-03-v٢.csv", None),
        ("small-9999-12.csv", None),
        ("", None),
    ],
)
def test_file_name_is_read_as_period_part_and_version_or_not_at_all(name: str, parts: FileName | None) -> None:
    assert feed().read_file_name(name) == parts


def test_file_name_of_more_than_a_hundred_characters_is_not_read() -> None:
    def named(length: int) -> str:
        return f"small-2024-03-v{'1' * (length - 19)}.csv"

    assert len(named(100)) == 100
    assert feed().read_file_name(named(100)) is not None
    assert feed().read_file_name(named(101)) is None


def test_delivery_is_due_the_declared_number_of_days_after_the_periods_end() -> None:
    assert feed(lag_days=22).due_date(MARCH) == date(2024, 4, 22)
    assert feed(lag_days=None).due_date(MARCH) is None


def test_delivery_that_would_be_due_on_a_day_off_is_due_on_the_first_working_day_from_then() -> None:
    assert feed().due_date(MARCH) == date(2024, 4, 22), "20 April 2024 is a Saturday"
    assert feed(lag_days=0).due_date(MARCH) == date(2024, 4, 2), "31 March 2024 is Easter Sunday"


def test_rules_are_named_by_feed_column_and_rule() -> None:
    declared = feed(columns=(column("a", required=True), column("b", allowed=("Y", "N"))), consent=("b", "Y"))
    assert list(declared.row_rules()) == [
        "small.row.fields",
        "small.row.printable",
        "small.a.required",
        "small.b.allowed",
        "small.key.unique",
        "small.consent.given",
    ]
    assert "small.key.unique" not in feed(key=()).row_rules()


def test_dropped_columns_are_not_among_the_landed_ones() -> None:
    declared = feed(columns=(column("a"), column("b", treatment=Treatment.DROP)))
    assert [item.name for item in declared.landed_columns()] == ["a"]
    assert declared.column("b").heading == "B"


def test_feeds_about_people_are_personal() -> None:
    assert [subject for subject in Subject if feed(subject=subject).personal] == [Subject.PEOPLE]


@pytest.mark.parametrize("feed_name", [name for name, feed in FEEDS.items() if feed.extra_columns == "ignored"])
def test_only_a_feed_that_is_published_openly_ignores_undeclared_columns(feed_name: str) -> None:
    """docs/safety.md: anywhere else such a column may hold what nobody agreed to share."""
    assert {item.sensitivity for item in FEEDS[feed_name].columns} == {Sensitivity.OPEN}


@pytest.mark.parametrize("feed_name", FEEDS)
def test_consent_and_key_of_our_feeds_can_be_checked(feed_name: str) -> None:
    declared = FEEDS[feed_name]
    assert declared.name == feed_name
    assert all(declared.row_rules().values())
    if declared.consent:
        name, agreed = declared.consent
        assert agreed in declared.column(name).allowed
