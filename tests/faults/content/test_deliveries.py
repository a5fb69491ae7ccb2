"""Several deliveries: the wrong period, sent twice, revised, in any order, under strange names."""

import os
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ossp_pipeline.contracts.delivery import Accounting, Delivery, Receipt, State
from ossp_pipeline.extract.not_taken import not_taken
from ossp_pipeline.extract.raw_store import select_deliveries
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS
from tests.faults.content.conftest import NAMES, Landing, csv_file, good_row, good_rows

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
def test_file_of_another_period_than_its_name_says_is_refused(feed_name: str, landing: Landing) -> None:
    """S20."""
    name, heading, text = OTHER_PERIODS[feed_name]
    rows = [good_row(feed_name, 1), *(good_row(feed_name, number, **{name: text}) for number in (2, 3))]
    landed = landing.land(csv_file(feed_name, rows), feed_name)
    assert (landed.code, landed.refusal["line"], landed.refusal["column"]) == ("E-PERIOD", 3, heading)
    assert landed.refusal["message"].startswith("2 of 3 rows are not of 2024")
    assert "correct the file's name" in landed.refusal["remedy"]


@pytest.mark.parametrize("feed_name", OTHER_PERIODS)
def test_a_few_rows_of_another_period_are_rejected(feed_name: str, landing: Landing) -> None:
    """S20: up to half, the file may still be the right one with strays in it."""
    name, heading, text = OTHER_PERIODS[feed_name]
    landed = landing.land(csv_file(feed_name, [good_row(feed_name), good_row(feed_name, 2, **{name: text})]), feed_name)
    assert landed.counts == {"received": 2, "accepted": 1, "rejected": 1}
    assert landed.rejects == [(3, heading, f"{name}.in_period")]
    assert landed.outcomes()["rows.within_tolerance"].holds


@pytest.mark.parametrize(
    ("feed_name", "name"), [("probation_supervision", "sentence_month"), ("substance_treatment", "referral_month")]
)
def test_quarterly_file_with_dates_after_its_quarter_holds(feed_name: str, name: str, landing: Landing) -> None:
    """S20: a quarter's file cannot hold what happened after its end."""
    rows = [good_row(feed_name, number, **{name: "01/04/2024"}) for number in (1, 2, 3)]
    landed = landing.land(csv_file(feed_name, rows), feed_name)
    assert landed.counts == {"received": 3, "rejected": 3}
    assert {rule for _, _, rule in landed.rejects} == {f"{name}.in_period"}
    assert landed.outcomes()["rows.within_tolerance"].holds


def test_same_file_dropped_twice_is_known_and_changes_nothing(landing: Landing) -> None:
    """S37."""
    content = csv_file(LOOKUP, good_rows(LOOKUP))
    landing.drop(content, LOOKUP)
    first = landing.receive()
    path = landing.drop(content, LOOKUP)
    again = landing.receive()
    assert (len(first.taken), len(first.landed)) == (1, 1)
    assert (again.taken, again.known, again.landed) == ([], first.taken, [])
    assert not path.exists()
    assert len(landing.raw.deliveries(LOOKUP)) == 1


def test_same_bytes_under_another_periods_name_are_judged_by_that_period(landing: Landing) -> None:
    """S20: the file of the right month lands, its copy is refused; the bytes are stored once."""
    content = csv_file(ASB, good_rows(ASB))
    march = landing.land(content, ASB)
    april = landing.land(content, ASB, "asb-incidents-2024-04-v1.csv")
    assert (march.counts["accepted"], april.code) == (3, "E-PERIOD")
    assert len(list(landing.settings.received.glob("*/*.received"))) == 1
    assert len(ReceivedStore(landing.settings.received).receipts()) == 2


def test_revision_that_arrives_before_what_it_revises_is_used(landing: Landing) -> None:
    """S38: the version in the name decides, not the time of arrival."""
    second = landing.land(csv_file(ASB, good_rows(ASB, 4)), ASB, "asb-incidents-2024-03-v2.csv")
    first = landing.land(csv_file(ASB, good_rows(ASB, 3)), ASB)
    chosen = select_deliveries(landing.raw.deliveries(ASB), first=None)
    assert (chosen.used, chosen.superseded) == ([second.delivery], [first.delivery])
    assert (first.delivery.receipt.sequence, second.delivery.receipt.sequence) == (2, 1)


def test_older_delivery_stays_beside_its_revision_and_a_large_change_holds(landing: Landing) -> None:
    """S38: three rows become four, which is more than the contract's 20 %."""
    first = landing.land(csv_file(ASB, good_rows(ASB, 3)), ASB)
    second = landing.land(csv_file(ASB, good_rows(ASB, 4)), ASB, "asb-incidents-2024-03-v2.csv")
    outcomes = second.outcomes(first)["revision.within_limit"]
    assert outcomes.holds
    assert "asb-incidents-2024-03-v2.csv changes its period's rows by +33%" in outcomes.detail
    assert len(landing.raw.deliveries(ASB)) == 2


def test_small_revision_does_not_hold(landing: Landing) -> None:
    """S38: six rows for five are just 20 %."""
    first = landing.land(csv_file(ASB, good_rows(ASB, 5)), ASB)
    second = landing.land(csv_file(ASB, good_rows(ASB, 6)), ASB, "asb-incidents-2024-03-v2.csv")
    assert not second.outcomes(first)["revision.within_limit"].holds


def test_refused_file_holds_until_a_newer_one_of_its_period_lands(landing: Landing) -> None:
    """Promise P: once the cause is removed, the same step succeeds without any clean-up."""
    refused = landing.land(b"<html></html>\n", ASB)
    assert refused.outcomes()["delivery.taken"].holds
    assert "E-NOTDATA" in refused.outcomes()["delivery.taken"].detail
    good = landing.land(csv_file(ASB, good_rows(ASB)), ASB)
    assert not good.outcomes(refused)["delivery.taken"].holds


def test_one_refused_file_stops_no_other(landing: Landing) -> None:
    """Promise P: its bytes are stored under their hash all the same."""
    landing.drop(csv_file(LOOKUP, good_rows(LOOKUP)), LOOKUP)
    landing.drop(b"<html>Qxbody</html>\n", ASB)
    landing.drop(csv_file(CRIME, good_rows(CRIME)), CRIME)
    landing.drop(b"Q" * 5_000_000 + b"\n", "probation_supervision")
    landed = {delivery.receipt.feed: delivery for delivery in landing.receive().landed}
    assert {name: delivery.state for name, delivery in landed.items()} == {
        LOOKUP: State.LANDED,
        CRIME: State.LANDED,
        ASB: State.REFUSED,
        "probation_supervision": State.REFUSED,
    }
    stored = landing.settings.received / ASB / f"{landed[ASB].receipt.sha256}.received"
    assert stored.read_bytes() == b"<html>Qxbody</html>\n"
    assert "Qxbody" not in landing.messages(landed[ASB])


def test_area_lookup_that_arrives_last_lands_all_that_waited_for_it(landing: Landing) -> None:
    """S42: until then it is not known which rows are the area's, so nothing lands."""
    landing.drop(csv_file(ASB, [good_row(ASB), good_row(ASB, 2, lsoa_code="E01999999")]), ASB)
    first = landing.receive()
    landing.drop(csv_file(LOOKUP, good_rows(LOOKUP)), LOOKUP)
    landed = {delivery.receipt.feed: delivery.accounting for delivery in landing.receive().landed}
    assert (len(first.taken), first.landed) == (1, [])
    assert landed[ASB] == Accounting(received=2, accepted=1, out_of_area=1)


def test_row_with_a_code_of_2011_is_the_areas_too(landing: Landing) -> None:
    """S43: both vintages share the supplier's column, and the lookup knows both."""
    lookup = [good_row(LOOKUP), good_row(LOOKUP, 2, lsoa11_code="X01000099", change_code="S")]
    codes = ["X01000002", "X01000099", "X01000098"]
    landing.drop(csv_file(LOOKUP, lookup), LOOKUP)
    landing.drop(csv_file(STREET, [good_row(STREET, lsoa_code=code) for code in codes]), STREET)
    landed = {delivery.receipt.feed: delivery.accounting for delivery in landing.receive().landed}
    assert landed[STREET] == Accounting(received=3, accepted=2, out_of_area=1)


def test_rows_land_again_with_a_new_area_lookup(landing: Landing) -> None:
    """S42, S44: the result is what a fresh start from the same files would give."""
    landing.drop(csv_file(LOOKUP, good_rows(LOOKUP, 1)), LOOKUP)
    landing.drop(csv_file(ASB, [good_row(ASB), good_row(ASB, 2, lsoa_code="X01000002")]), ASB)
    landing.receive()
    (before,) = landing.raw.deliveries(ASB)
    landing.drop(csv_file(LOOKUP, good_rows(LOOKUP, 2)), LOOKUP, "area-lookup-2025.csv")
    landing.receive()
    (after,) = landing.raw.deliveries(ASB)
    assert (before.accounting.accepted, before.accounting.out_of_area) == (1, 1)
    assert (after.accounting.accepted, after.accounting.out_of_area) == (2, 0)


def test_files_dropped_in_any_order_give_the_same_selection(landing: Landing) -> None:
    """S38: versions of two months, in every order."""
    files = {
        "asb-incidents-2024-03-v1.csv": csv_file(ASB, good_rows(ASB, 3)),
        "asb-incidents-2024-03-v2.csv": csv_file(ASB, good_rows(ASB, 4)),
        "asb-incidents-2024-04-v1.csv": csv_file(ASB, [good_row(ASB, opened_date="2024-04-02")]),
        "asb-incidents-2024-04-v2.csv": b"<html></html>\n",
    }
    chosen = set()
    for place, order in enumerate(permutations(files)):
        landing.received = ReceivedStore(landing.settings.received / str(place))
        landing.raw.folder = landing.settings.raw / str(place)
        for name in order:
            landing.land(files[name], ASB, name)
        selection = select_deliveries(landing.raw.deliveries(ASB), first=None)
        parts = (selection.used, selection.superseded, selection.outstanding)
        chosen.add(tuple(tuple(_names(part)) for part in parts))
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
                feed="f",
                sha256=f"{sequence:064x}",
                file_name=str(sequence),
                size_bytes=1,
                sequence=sequence,
                received_at="",
                period=period,
                part=part,
                version=version,
            ),
            fingerprint="f",
            state=State.LANDED if landed and period else State.REFUSED,
        )
        for sequence, (period, part, version, landed) in enumerate(draw(st.lists(kinds, max_size=8)), start=1)
    ]


@settings(max_examples=200, deadline=None)
@given(deliveries=_receipts(), order=st.randoms(use_true_random=False))
def test_selection_does_not_depend_on_the_order_in_which_results_are_listed(deliveries, order) -> None:
    """S38: and every landed delivery is either used or superseded."""
    chosen = select_deliveries(deliveries, first=None)
    shuffled = select_deliveries(order.sample(deliveries, len(deliveries)), first=None)
    assert shuffled.used == chosen.used
    assert set(map(id, shuffled.superseded)) == set(map(id, chosen.superseded))
    assert set(map(id, shuffled.outstanding)) == set(map(id, chosen.outstanding))
    landed = [item for item in deliveries if item.state is State.LANDED]
    assert sorted(map(id, [*chosen.used, *chosen.superseded])) == sorted(map(id, landed))


STRANGE_NAMES = [
    "asb-incidents-2024-03.csv",
    "asb-incidents-2024-13-v1.csv",
    "asb-incidents-2024-03-v1.CSV",
    "incidents.csv",
    "asb-incidents-2024-03-v*.csv",
    "asb-incidents-2024-0[0-9]-v1.csv",
    "asb-incidents-????-03-v1.csv",
    "**.csv",
    "asb'; DROP TABLE asb_incidents; --.csv",
    'asb"incidents".csv',
    "$(touch x).csv",
    "{{ 7*7 }}.csv",
    "%s%n.csv",
    "asb\nERROR ossp published.csv",
    "asb\x1b[31mred\x1b[0m.csv",
    "asb\u202e.csv",
    "asb\r.csv",
    "asb-incidents-٢٠٢٤-٠٣-v1.csv",
    "asb-incidents-2024-03-v٢.csv",
    "asb-incidents-9999-12-v1.csv",
    "asb-incidents-0001-01-v1.csv",
    "asb-incidents-0000-01-v1.csv",
    f"asb-incidents-2024-03-v{'9' * 225}.csv",
    os.fsdecode(b"asb-\xff\xfe.csv"),
    "x" * 251 + ".csv",
]
# Their suffixes are of no kind that the feed reads.
NOT_TAKEN = ["asb-incidents-2024-03-v1.csv\n", "asb\u202ecsv.exe", "asb.\x1b[31mred"]


def test_file_with_a_strange_name_is_refused_and_reads_writes_or_fakes_nothing_else(landing: Landing) -> None:
    """H02, H07, H11: glob and SQL characters, line ends, escapes, digits of other alphabets, endless versions."""
    for place, name in enumerate([*STRANGE_NAMES, *NOT_TAKEN]):
        landing.drop(csv_file(ASB, [good_row(ASB, case_token=f"ASBQX-{place}")]), ASB, name)
    landing.drop(csv_file(ASB, good_rows(ASB)), ASB)
    landing.drop(csv_file(LOOKUP, good_rows(LOOKUP)), LOOKUP)
    report = landing.receive()
    landed = [delivery for delivery in report.landed if delivery.state is State.LANDED]
    refused = [delivery for delivery in report.landed if delivery.state is State.REFUSED]
    assert {delivery.receipt.feed: delivery.accounting.accepted for delivery in landed} == {LOOKUP: 3, ASB: 3}
    assert len(refused) == len(STRANGE_NAMES)
    assert {delivery.refusal["code"] for delivery in refused} == {"E-NAME"}
    assert all("rename it as" in delivery.refusal["remedy"] for delivery in refused)
    assert all(delivery.receipt.file_name.isprintable() for delivery in refused)
    assert "\x1b" not in landing.log.text
    assert "ERROR ossp published" not in landing.log.text
    stored = {path.name.split(".")[0] for path in landing.settings.received.glob("*/*.received")}
    assert stored == {delivery.receipt.sha256 for delivery in report.landed}
    assert {path.name for path in landing.settings.inbox.rglob("*.*")} == set(NOT_TAKEN)
    (sentence,) = not_taken(landing.settings)
    assert sentence.isprintable() and sentence.startswith("asb-incidents-2024-03-v1.csv�, asb.�[31mred, asb�csv.exe in")


def test_name_with_an_endless_police_force_is_refused(landing: Landing) -> None:
    """H02."""
    name = f"2024-03-{'a' * 230}-street.csv"
    landed = landing.land(csv_file(STREET, good_rows(STREET)), STREET, name)
    assert landed.code == "E-NAME"


@pytest.mark.parametrize("feed_name", FEEDS)
def test_refusal_of_a_name_says_where_the_correct_name_is_documented(feed_name: str, landing: Landing) -> None:
    """Promise P."""
    landed = landing.land(csv_file(feed_name, good_rows(feed_name)), feed_name, f"copy of {NAMES[feed_name]}")
    assert landed.code == "E-NAME"
    assert f"docs/feeds/{feed_name}.md" in landed.refusal["remedy"]
