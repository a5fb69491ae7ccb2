"""`ossp revisions`: the deliveries of each period side by side, and what the newest changed."""

from dataclasses import replace

from ossp_pipeline.contracts.feed import Subject
from ossp_pipeline.deliveries.revisions import Compared, KindChange, revision_triangle, revisions
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS
from tests.command_line import CommandLine
from tests.faults.content.conftest import NAMES, csv_file, good_row
from tests.unit.deliveries.conftest import FIRE, Q3, Q4, fire_name, fire_row
from tests.unit.governance.conftest import CRN, SUPERVISION, Keeper, people

STOPS, CRIME = "stop_and_search", "police_crime"
SECONDARY, PRIMARY = "Deliberate secondary fire", "Deliberate primary fire in a vehicle"


def deliver_twice(keeper: Keeper) -> None:
    """Of four incidents one is the same, one is of another kind now, two are gone, and one is new."""
    keeper.take(csv_file(FIRE, [fire_row(number) for number in (1, 2, 3, 4)]), FIRE, fire_name(Q4))
    later = [fire_row(1), fire_row(2, category=PRIMARY), fire_row(5)]
    keeper.take(csv_file(FIRE, later), FIRE, fire_name(Q4, 2))


def test_a_revision_is_counted_row_by_row_and_by_kind(keeper: Keeper) -> None:
    deliver_twice(keeper)
    (revision,) = revisions(keeper.settings, FEEDS[FIRE])
    kinds = [KindChange("category", PRIMARY, 0, 1), KindChange("category", SECONDARY, 4, 2)]
    assert revision.rows == Compared(same=1, changed=1, gone=2, new=1, kinds=kinds)
    assert (revision.before.accepted, revision.now.accepted, revision.change) == (4, 3, -0.25)
    assert revision.over_limit


def test_the_triangle_holds_each_delivery_of_each_period_and_no_refused_file(keeper: Keeper) -> None:
    deliver_twice(keeper)
    keeper.take(csv_file(FIRE, [fire_row(1, incident_date="2023-11-02")]), FIRE, fire_name(Q3))
    keeper.take(b"not,a,header\n", FIRE, fire_name(Q3, 2))
    lines = revision_triangle(keeper.settings, FEEDS[FIRE])
    assert [(line.period, [(item.version, item.accepted) for item in line.versions]) for line in lines] == [
        (Q3, [(1, 1)]),
        (Q4, [(1, 4), (2, 3)]),
    ]


def test_a_version_that_came_late_does_not_count_as_the_newest(keeper: Keeper) -> None:
    keeper.take(csv_file(FIRE, [fire_row(1), fire_row(2)]), FIRE, fire_name(Q4, 2))
    keeper.take(csv_file(FIRE, [fire_row(1)]), FIRE, fire_name(Q4, 1))
    (revision,) = revisions(keeper.settings, FEEDS[FIRE])
    assert (revision.before.version, revision.now.version) == (1, 2)


def test_rows_alike_to_the_letter_are_counted_as_often_as_they_come(keeper: Keeper) -> None:
    row, other = good_row(STOPS, 1), good_row(STOPS, 2)
    name = FEEDS[STOPS].example.file_name
    keeper.take(csv_file(STOPS, [row, row, row]), STOPS, name)
    keeper.take(csv_file(STOPS, [row, other]), STOPS, name.replace(".csv", "-v2.csv"))
    (revision,) = revisions(keeper.settings, FEEDS[STOPS])
    assert (revision.rows.same, revision.rows.gone, revision.rows.new) == (1, 2, 1)


def test_what_is_printed_says_what_changed_and_which_rule_holds_it(keeper: Keeper) -> None:
    deliver_twice(keeper)
    told = " ".join(CommandLine(keeper.settings)("revisions", FIRE).out.split())
    assert "received 4 → 3, accepted 4 → 3 (-25.0%), over the feed's limit" in told
    assert "rows: 1 same, 1 changed, 2 gone, 1 new" in told
    assert f"category, {PRIMARY}: 0 → 1" in told
    assert f"{FIRE}.revision.within_limit" in told


def test_of_a_feed_about_people_there_are_counts_alone(keeper: Keeper) -> None:
    keeper.take(people(1, 2, 3), name="probation-supervision-2024-25Q1-v1.csv")
    keeper.take(people(1, 2), name="probation-supervision-2024-25Q1-v2.csv")
    answer = CommandLine(keeper.settings)("revisions", SUPERVISION, "--json")
    (revision,) = answer.document["revised"]
    assert revision["rows"] == {"same": 2, "changed": 0, "gone": 1, "new": 0, "kinds": []}
    assert CRN not in answer.out


def test_kinds_are_those_of_listed_columns_that_are_not_about_a_person(keeper: Keeper) -> None:
    rows = [good_row(CRIME, number, victim_sex="") for number in (1, 2)]
    keeper.take(csv_file(CRIME, rows), CRIME)
    later = [good_row(CRIME, 1, outcome_type=""), good_row(CRIME, 2, victim_sex="Female")]
    keeper.take(csv_file(CRIME, later), CRIME, NAMES[CRIME].replace("-v1", "-v2"))
    (revision,) = revisions(keeper.settings, FEEDS[CRIME])
    assert revision.rows.changed == 2
    assert {change.column for change in revision.rows.kinds} == {"Outcome Type"}, "offence codes are as they were"


def test_of_a_feed_about_people_no_kind_is_named(keeper: Keeper) -> None:
    deliver_twice(keeper)
    (revision,) = revisions(keeper.settings, replace(FEEDS[FIRE], subject=Subject.PEOPLE))
    assert revision.rows.kinds == []


def test_rows_that_landed_under_another_contract_are_not_compared(keeper: Keeper, monkeypatch) -> None:
    keeper.take(csv_file(FIRE, [fire_row(1)]), FIRE, fire_name(Q4))
    received = ReceivedStore(keeper.settings.received)
    received.delete_bytes(received.receipts(FIRE)[0], {"why": "its retention ended"})
    monkeypatch.setattr("ossp_pipeline.extract.land.code_fingerprint", lambda: "another")
    keeper.take(csv_file(FIRE, [fire_row(1), fire_row(2)]), FIRE, fire_name(Q4, 2))
    (revision,) = revisions(keeper.settings, FEEDS[FIRE])
    assert (revision.rows, revision.change) == (None, 1.0)
    assert "rows cannot be compared" in CommandLine(keeper.settings)("revisions", FIRE).out


def test_without_a_delivery_nothing_was_delivered_again(keeper: Keeper) -> None:
    answer = CommandLine(keeper.settings)("revisions", FIRE)
    assert (answer.code, f"0 period(s) of {FIRE} were delivered again." in answer.out) == (0, True)
