"""Deliveries among one another: the wrong period, sent twice, revised, in any order, under strange names."""

import os
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ossp_pipeline.contracts.delivery import Accounting, Delivery, Receipt, State
from ossp_pipeline.extract.raw_store import select_deliveries
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS
from tests.faults.content.conftest import NAMES, Desk, csv_file, good_row, good_rows

ASB = "asb_incidents"
CRIME = "police_crime"
LOOKUP = "area_lookup"
STREET = "police_uk_street"
OTHER_PERIODS = {
    "population": ("mid_year", "DATE", "2023"),
    CRIME: ("recorded_date", "Recorded Date", "05/02/2024"),
    "police_uk_street": ("month", "Month", "2024-02"),
    ASB: ("opened_date", "opened_date", "2024-04-01"),
}


@pytest.mark.parametrize("feed_name", OTHER_PERIODS)
def test_file_of_another_period_than_its_name_says_is_refused(feed_name: str, desk: Desk) -> None:
    """S20."""
    name, heading, text = OTHER_PERIODS[feed_name]
    rows = [good_row(feed_name, 1), *(good_row(feed_name, number, **{name: text}) for number in (2, 3))]
    landed = desk.land(csv_file(feed_name, rows), feed_name)
    assert (landed.code, landed.refusal["line"], landed.refusal["column"]) == ("E-PERIOD", 3, heading)
    assert landed.refusal["message"].startswith("2 of 3 rows are not of 2024")
    assert "correct the file's name" in landed.refusal["remedy"]


@pytest.mark.parametrize("feed_name", OTHER_PERIODS)
def test_a_few_rows_of_another_period_are_set_aside(feed_name: str, desk: Desk) -> None:
    """S20: up to half, the file may still be the right one with strays in it."""
    name, heading, text = OTHER_PERIODS[feed_name]
    landed = desk.land(csv_file(feed_name, [good_row(feed_name), good_row(feed_name, 2, **{name: text})]), feed_name)
    assert landed.counts == {"received": 2, "accepted": 1, "rejected": 1}
    assert landed.places == [(3, heading, f"{name}.in_period")]
    assert landed.judged()["rows.within_tolerance"].holds


@pytest.mark.parametrize(
    ("feed_name", "name"), [("probation_supervision", "sentence_month"), ("substance_treatment", "referral_month")]
)
def test_quarterly_file_with_dates_after_its_quarter_holds(feed_name: str, name: str, desk: Desk) -> None:
    """S20: what had not happened by the quarter's end cannot be in its file."""
    rows = [good_row(feed_name, number, **{name: "01/04/2024"}) for number in (1, 2, 3)]
    landed = desk.land(csv_file(feed_name, rows), feed_name)
    assert landed.counts == {"received": 3, "rejected": 3}
    assert {rule for _, _, rule in landed.places} == {f"{name}.in_period"}
    assert landed.judged()["rows.within_tolerance"].holds


def test_same_file_dropped_twice_is_known_and_changes_nothing(desk: Desk) -> None:
    """S37."""
    content = csv_file(LOOKUP, good_rows(LOOKUP))
    desk.drop(content, LOOKUP)
    first = desk.receive()
    path = desk.drop(content, LOOKUP)
    again = desk.receive()
    assert (len(first.taken), len(first.landed)) == (1, 1)
    assert (again.taken, again.known, again.landed) == ([], first.taken, [])
    assert not path.exists()
    assert len(desk.raw.deliveries(LOOKUP)) == 1


def test_same_bytes_under_another_periods_name_are_judged_by_that_period(desk: Desk) -> None:
    """S20: the right month lands, the copy of it is refused; the bytes are kept once."""
    content = csv_file(ASB, good_rows(ASB))
    march = desk.land(content, ASB)
    april = desk.land(content, ASB, "asb-incidents-2024-04-v1.csv")
    assert (march.counts["accepted"], april.code) == (3, "E-PERIOD")
    assert len(list(desk.settings.received.glob("*/*.received"))) == 1
    assert len(ReceivedStore(desk.settings.received).receipts()) == 2


def test_revision_that_arrives_before_what_it_revises_is_used(desk: Desk) -> None:
    """S38: the version in the name decides, not the day."""
    second = desk.land(csv_file(ASB, good_rows(ASB, 4)), ASB, "asb-incidents-2024-03-v2.csv")
    first = desk.land(csv_file(ASB, good_rows(ASB, 3)), ASB)
    chosen = select_deliveries(desk.raw.deliveries(ASB), first=None)
    assert (chosen.used, chosen.superseded) == ([second.delivery], [first.delivery])
    assert (first.delivery.receipt.sequence, second.delivery.receipt.sequence) == (2, 1)


def test_revision_is_kept_beside_the_older_one_and_a_large_change_holds(desk: Desk) -> None:
    """S38: three rows become four, which is more than the contract's 20 %."""
    first = desk.land(csv_file(ASB, good_rows(ASB, 3)), ASB)
    second = desk.land(csv_file(ASB, good_rows(ASB, 4)), ASB, "asb-incidents-2024-03-v2.csv")
    judged = second.judged(first)["revision.within_limit"]
    assert judged.holds
    assert "asb-incidents-2024-03-v2.csv changes its period's rows by +33%" in judged.detail
    assert len(desk.raw.deliveries(ASB)) == 2


def test_small_revision_does_not_hold(desk: Desk) -> None:
    """S38: six rows for five are just 20 %."""
    first = desk.land(csv_file(ASB, good_rows(ASB, 5)), ASB)
    second = desk.land(csv_file(ASB, good_rows(ASB, 6)), ASB, "asb-incidents-2024-03-v2.csv")
    assert not second.judged(first)["revision.within_limit"].holds


def test_refused_file_holds_until_a_newer_one_of_its_period_lands(desk: Desk) -> None:
    """Promise P: the cause removed, the same step succeeds with no clean-up by hand."""
    refused = desk.land(b"<html></html>\n", ASB)
    assert refused.judged()["delivery.taken"].holds
    assert "E-NOTDATA" in refused.judged()["delivery.taken"].detail
    good = desk.land(csv_file(ASB, good_rows(ASB)), ASB)
    assert not good.judged(refused)["delivery.taken"].holds


def test_one_refused_file_stops_no_other(desk: Desk) -> None:
    """Promise P: its bytes are kept under their hash all the same."""
    desk.drop(csv_file(LOOKUP, good_rows(LOOKUP)), LOOKUP)
    desk.drop(b"<html>Qxbody</html>\n", ASB)
    desk.drop(csv_file(CRIME, good_rows(CRIME)), CRIME)
    desk.drop(b"Q" * 5_000_000 + b"\n", "probation_supervision")
    found = {delivery.receipt.feed: delivery for delivery in desk.receive().landed}
    assert {name: delivery.state for name, delivery in found.items()} == {
        LOOKUP: State.LANDED, CRIME: State.LANDED, ASB: State.REFUSED, "probation_supervision": State.REFUSED,
    }  # fmt: skip
    stored = desk.settings.received / ASB / f"{found[ASB].receipt.sha256}.received"
    assert stored.read_bytes() == b"<html>Qxbody</html>\n"
    assert "Qxbody" not in desk.told(found[ASB])


def test_area_lookup_that_arrives_last_lands_all_that_waited_for_it(desk: Desk) -> None:
    """S42: until then nobody can say which rows are the area's, so nothing is guessed."""
    desk.drop(csv_file(ASB, [good_row(ASB), good_row(ASB, 2, lsoa_code="E01999999")]), ASB)
    waiting = desk.receive()
    desk.drop(csv_file(LOOKUP, good_rows(LOOKUP)), LOOKUP)
    landed = {delivery.receipt.feed: delivery.accounting for delivery in desk.receive().landed}
    assert (len(waiting.taken), waiting.landed) == (1, [])
    assert landed[ASB] == Accounting(received=2, accepted=1, out_of_area=1)


def test_row_placed_by_a_code_of_2011_is_the_areas_too(desk: Desk) -> None:
    """S43: both vintages share the supplier's column, and the lookup knows both."""
    lookup = [good_row(LOOKUP), good_row(LOOKUP, 2, lsoa11_code="X01000099", change_code="S")]
    codes = ["X01000002", "X01000099", "X01000098"]
    desk.drop(csv_file(LOOKUP, lookup), LOOKUP)
    desk.drop(csv_file(STREET, [good_row(STREET, lsoa_code=code) for code in codes]), STREET)
    landed = {delivery.receipt.feed: delivery.accounting for delivery in desk.receive().landed}
    assert landed[STREET] == Accounting(received=3, accepted=2, out_of_area=1)


def test_new_area_lookup_places_the_rows_again(desk: Desk) -> None:
    """S42, S44: the result is the one that a fresh start from the same files would give."""
    desk.drop(csv_file(LOOKUP, good_rows(LOOKUP, 1)), LOOKUP)
    desk.drop(csv_file(ASB, [good_row(ASB), good_row(ASB, 2, lsoa_code="X01000002")]), ASB)
    desk.receive()
    (before,) = desk.raw.deliveries(ASB)
    desk.drop(csv_file(LOOKUP, good_rows(LOOKUP, 2)), LOOKUP, "area-lookup-2025.csv")
    desk.receive()
    (after,) = desk.raw.deliveries(ASB)
    assert (before.accounting.accepted, before.accounting.out_of_area) == (1, 1)
    assert (after.accounting.accepted, after.accounting.out_of_area) == (2, 0)


def test_files_dropped_in_any_order_give_the_same_selection(desk: Desk) -> None:
    """S38: versions of two months, in every order."""
    files = {
        "asb-incidents-2024-03-v1.csv": csv_file(ASB, good_rows(ASB, 3)),
        "asb-incidents-2024-03-v2.csv": csv_file(ASB, good_rows(ASB, 4)),
        "asb-incidents-2024-04-v1.csv": csv_file(ASB, [good_row(ASB, opened_date="2024-04-02")]),
        "asb-incidents-2024-04-v2.csv": b"<html></html>\n",
    }
    chosen = set()
    for place, order in enumerate(permutations(files)):
        desk.received = ReceivedStore(desk.settings.received / str(place))
        desk.raw.folder = desk.settings.raw / str(place)
        for name in order:
            desk.land(files[name], ASB, name)
        found = select_deliveries(desk.raw.deliveries(ASB), first=None)
        chosen.add(tuple(tuple(_names(part)) for part in (found.used, found.superseded, found.outstanding)))
    assert chosen == {
        (
            ("asb-incidents-2024-03-v2.csv", "asb-incidents-2024-04-v1.csv"),
            ("asb-incidents-2024-03-v1.csv",),
            ("asb-incidents-2024-04-v2.csv",),
        )
    }


def _names(deliveries: list[Delivery]) -> list[str]:
    return sorted(delivery.receipt.file_name for delivery in deliveries)


@st.composite
def _receipts(draw: st.DrawFn) -> list[Delivery]:
    """Deliveries of a feed with two parts, landed or refused, in the order of their sequence."""
    kinds = st.tuples(
        st.sampled_from([None, "2024-01", "2024-02"]), st.sampled_from("ab"), st.integers(1, 3), st.booleans()
    )
    return [
        Delivery(
            receipt=Receipt(
                feed="f", sha256=f"{sequence:064x}", file_name=str(sequence), size_bytes=1, sequence=sequence,
                received_at="", period=period, part=part, version=version,
            ),
            fingerprint="f",
            state=State.LANDED if landed and period else State.REFUSED,
        )
        for sequence, (period, part, version, landed) in enumerate(draw(st.lists(kinds, max_size=8)), start=1)
    ]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(deliveries=_receipts(), order=st.randoms(use_true_random=False))
def test_selection_does_not_depend_on_the_order_in_which_results_are_listed(deliveries, order) -> None:
    """S38: and every landed delivery is used, superseded, or both told and left out as too old."""
    chosen = select_deliveries(deliveries, first=None)
    shuffled = select_deliveries(order.sample(deliveries, len(deliveries)), first=None)
    assert shuffled.used == chosen.used
    assert set(map(id, shuffled.superseded)) == set(map(id, chosen.superseded))
    assert set(map(id, shuffled.outstanding)) == set(map(id, chosen.outstanding))
    landed = [item for item in deliveries if item.state is State.LANDED]
    assert sorted(map(id, [*chosen.used, *chosen.superseded])) == sorted(map(id, landed))


STRANGE_NAMES = [
    "asb-incidents-2024-03.csv", "asb-incidents-2024-13-v1.csv", "asb-incidents-2024-03-v1.CSV", "incidents.csv",
    "asb-incidents-2024-03-v*.csv", "asb-incidents-2024-0[0-9]-v1.csv", "asb-incidents-????-03-v1.csv", "**.csv",
    "asb'; DROP TABLE asb_incidents; --.csv", 'asb"incidents".csv', "$(touch x).csv", "{{ 7*7 }}.csv", "%s%n.csv",
    "asb-incidents-2024-03-v1.csv\n", "asb\nERROR ossp published.csv", "asb\x1b[31mred\x1b[0m.csv", "asb\u202ecsv.exe",
    "asb\r.csv", "asb-incidents-٢٠٢٤-٠٣-v1.csv", "asb-incidents-2024-03-v٢.csv", "asb-incidents-9999-12-v1.csv",
    "asb-incidents-0001-01-v1.csv", "asb-incidents-0000-01-v1.csv", f"asb-incidents-2024-03-v{'9' * 225}.csv",
    os.fsdecode(b"asb-\xff\xfe.csv"), "x" * 251 + ".csv",
]  # fmt: skip


def test_file_with_a_strange_name_is_refused_and_reads_writes_or_forges_nothing_else(desk: Desk) -> None:
    """H02, H07, H11: glob and SQL characters, line ends, escapes, digits of other alphabets, endless versions."""
    for place, name in enumerate(STRANGE_NAMES):
        desk.drop(csv_file(ASB, [good_row(ASB, case_token=f"ASBQX-{place}")]), ASB, name)
    desk.drop(csv_file(ASB, good_rows(ASB)), ASB)
    desk.drop(csv_file(LOOKUP, good_rows(LOOKUP)), LOOKUP)
    report = desk.receive()
    landed = [delivery for delivery in report.landed if delivery.state is State.LANDED]
    refused = [delivery for delivery in report.landed if delivery.state is State.REFUSED]
    assert {delivery.receipt.feed: delivery.accounting.accepted for delivery in landed} == {LOOKUP: 3, ASB: 3}
    assert len(refused) == len(STRANGE_NAMES)
    assert {delivery.refusal["code"] for delivery in refused} == {"E-NAME"}
    assert all("rename it as" in delivery.refusal["remedy"] for delivery in refused)
    assert all(delivery.receipt.file_name.isprintable() for delivery in refused)
    assert "\x1b" not in desk.log.text
    assert "ERROR ossp published" not in desk.log.text
    stored = {path.name.split(".")[0] for path in desk.settings.received.glob("*/*.received")}
    assert stored == {delivery.receipt.sha256 for delivery in report.landed}
    assert not list(desk.settings.inbox.rglob("*.*"))


def test_police_force_of_endless_name_is_refused_by_its_name(desk: Desk) -> None:
    """H02."""
    name = f"2024-03-{'a' * 230}-street.csv"
    landed = desk.land(csv_file(STREET, good_rows(STREET)), STREET, name)
    assert landed.code == "E-NAME"


@pytest.mark.parametrize("feed_name", FEEDS)
def test_refusal_by_name_says_where_the_right_name_is_written(feed_name: str, desk: Desk) -> None:
    """Promise P."""
    landed = desk.land(csv_file(feed_name, good_rows(feed_name)), feed_name, f"copy of {NAMES[feed_name]}")
    assert landed.code == "E-NAME"
    assert f"docs/feeds/{feed_name}.md" in landed.refusal["remedy"]
