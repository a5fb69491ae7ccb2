"""Whether a new month came whole: what is called unconfirmed, what holds, and what is not."""

from datetime import date

import pandas as pd
import pytest

from ossp_pipeline.contracts.status import Completeness
from ossp_pipeline.transform.measures.completeness import judge_completeness

FEED = "asb_incidents"
WOBBLE = (0, 4, -3, 2, -5, 3, 1, -2, 5, -4, 2, -3)


def month_of(number):
    return date(2023 + number // 12, number % 12 + 1, 1)


def months(count, newest=None, **given):
    """The supplied months; `newest`: what is said of the last one."""
    rows = []
    for number in range(count):
        start = month_of(number)
        end = (pd.Timestamp(start) + pd.offsets.MonthEnd(0)).date()
        facts = {"longest_gap": 0.0, "blank_count": None, "own_count": None, "confirmed_reason": None} | given
        facts |= (newest or {}) if number == count - 1 else {}
        base = {"feed": FEED, "disclosure_class": "event", "period": f"{start:%Y-%m}", "month_start_date": start}
        rows.append(base | {"month_end_date": end, "day_count": end.day} | facts)
    return pd.DataFrame(rows)


def volumes(count, size=600, newest=1.0, kinds=None, kind_newest=None):
    """Counts per month around `size`; `newest`: the share of the last month that came; `kinds`: shares by dimension."""
    rows = []
    for number in range(count):
        total = size + WOBBLE[number % 12]
        is_last = number == count - 1
        rows.append(("all", "all", number, round(total * newest) if is_last else total))
        for dimension, shares in (kinds or {}).items():
            for kind, share in shares.items():
                part = (kind_newest or {}).get(kind, newest) if is_last else 1.0
                rows.append((dimension, kind, number, round(total * share * part)))
    frame = pd.DataFrame(rows, columns=["dimension", "kind", "number", "row_count"])
    return frame.assign(feed=FEED, month_start_date=frame["number"].map(month_of)).drop(columns="number")


def newest_states(volume, month):
    rows = judge_completeness(volume, month)
    last = rows[rows["period"] == rows["period"].max()]
    return {(row.dimension, row.kind): row for row in last.itertuples()}


def total_of(volume, month):
    return newest_states(volume, month)["all", "all"]


def test_a_whole_month_is_complete():
    row = total_of(volumes(36), months(36))
    assert (row.completeness, row.reason) == (Completeness.COMPLETE, None)
    assert row.expected_count == pytest.approx(611, rel=0.01)
    assert 0.05 < row.blind_share < 0.2


@pytest.mark.parametrize(
    ("share", "state"),
    [
        (0.95, Completeness.COMPLETE),
        (0.8, Completeness.UNCONFIRMED),
        (0.5, Completeness.HELD),
        (1.4, Completeness.UNCONFIRMED),
        (2.0, Completeness.HELD),
    ],
)
def test_a_short_and_a_long_month_are_in_doubt(share, state):
    row = total_of(volumes(36, newest=share), months(36))
    assert row.completeness == state
    if state is not Completeness.COMPLETE:
        assert f"{row.row_count:,} rows, about" in row.reason


@pytest.mark.parametrize(
    ("rate", "gap", "state"),
    [
        (24, 1, Completeness.UNCONFIRMED),
        (4, 3, Completeness.COMPLETE),
        (4, 4, Completeness.HELD),
        (24, 0, Completeness.COMPLETE),
    ],
)
def test_days_on_end_without_rows(rate, gap, state):
    row = total_of(volumes(36, size=rate * 30), months(36, newest={"longest_gap": gap}))
    assert row.completeness == state


def test_a_type_that_is_missing_is_named_and_the_others_are_not_in_doubt():
    kinds = {"type": {"Noise": 0.5, "Litter": 0.3, "Fireworks": 0.1, "Begging": 0.05, "Drugs": 0.05}}
    states = newest_states(volumes(36, kinds=kinds, kind_newest={"Fireworks": 0.0}), months(36))
    assert states["type", "Fireworks"].completeness == Completeness.UNCONFIRMED
    assert states["type", "Noise"].completeness == states["all", "all"].completeness == Completeness.COMPLETE


def test_a_quarter_of_the_types_missing_holds():
    kinds = {"type": {"Noise": 0.7, "Litter": 0.1, "Fireworks": 0.1, "Begging": 0.1}}
    states = newest_states(volumes(36, kinds=kinds, kind_newest={"Fireworks": 0.0}), months(36))
    assert states["type", "Fireworks"].completeness == Completeness.HELD
    assert "1 of 4 of its kind are without any row" in states["type", "Fireworks"].reason


def test_one_of_two_kinds_missing_is_unconfirmed_and_holds_nothing():
    kinds = {"type": {"Noise": 0.95, "Litter": 0.05}}
    states = newest_states(volumes(36, kinds=kinds, kind_newest={"Litter": 0.0}), months(36))
    assert states["type", "Litter"].completeness == Completeness.UNCONFIRMED


def test_a_source_system_without_any_row_holds():
    kinds = {"source": {"Police": 0.6, "Council": 0.2, "Housing": 0.1, "Fire": 0.06, "Parks": 0.04}}
    states = newest_states(volumes(36, kinds=kinds, kind_newest={"Parks": 0.0}), months(36))
    assert states["source", "Parks"].completeness == Completeness.HELD


def test_a_doubled_type_is_unconfirmed():
    kinds = {"type": {"Noise": 0.8, "Litter": 0.2}}
    states = newest_states(volumes(36, kinds=kinds, kind_newest={"Litter": 2.0}), months(36))
    assert states["type", "Litter"].completeness == Completeness.UNCONFIRMED
    assert "more than a complete month" in states["type", "Litter"].reason


@pytest.mark.parametrize(
    ("blanks", "state"), [(40, Completeness.COMPLETE), (56, Completeness.UNCONFIRMED), (114, Completeness.HELD)]
)
def test_rows_without_a_place_are_judged_beside_the_usual_share(blanks, state):
    month = months(24, {"blank_count": blanks, "own_count": 800}, blank_count=24, own_count=800)
    row = newest_states(volumes(24, size=800), month)["place", "without a place"]
    assert row.completeness == state


@pytest.mark.parametrize(
    ("share", "state"),
    [
        (0.8, Completeness.COMPLETE),
        (0.7, Completeness.UNCONFIRMED),
        (0.4, Completeness.HELD),
        (1.5, Completeness.COMPLETE),
        (1.8, Completeness.UNCONFIRMED),
        (2.2, Completeness.HELD),
    ],
)
def test_a_short_history_is_judged_by_the_last_three_months(share, state):
    row = total_of(volumes(6, size=300, newest=share), months(6))
    assert row.completeness == state
    if state is not Completeness.COMPLETE:
        assert ("more" if share > 1 else "fewer") in row.reason


@pytest.mark.parametrize(
    ("count", "state"), [(6, Completeness.UNCONFIRMED), (20, Completeness.COMPLETE), (44, Completeness.COMPLETE)]
)
def test_next_to_nothing_is_in_doubt_although_chance_might_explain_it(count, state):
    """Of a series that swings between 22 and 66, where a month of 6 has a chance above the limit of a half percent."""
    counts = [22, 66, 44, 66, 22] * 5 + [count]
    row = total_of(volumes(26).assign(row_count=counts), months(26))
    assert row.completeness == state
    assert row.p_value > 0.005


def test_the_first_months_cannot_be_judged():
    row = total_of(volumes(3), months(3))
    assert row.completeness == Completeness.UNCONFIRMED
    assert "fewer than 3 months" in row.reason


def test_a_confirmed_month_counts_and_says_who_confirmed_it():
    month = months(36, {"confirmed_reason": "confirmed by A. Analyst: the force says so"})
    row = total_of(volumes(36, newest=0.5), month)
    assert row.completeness == Completeness.CONFIRMED
    assert row.reason.endswith("confirmed by A. Analyst: the force says so")


def test_the_next_months_file_says_nothing_about_a_month_in_doubt():
    """It stays in doubt, and is no part of the history of the next."""
    short = volumes(35, newest=0.8)
    newest = volumes(36)
    rows = pd.concat([short, newest[newest["month_start_date"] == month_of(35)]])
    judged = judge_completeness(rows, months(36)).set_index("period")
    assert judged.loc["2025-11", "completeness"] == Completeness.UNCONFIRMED
    assert judged.loc["2025-12", "completeness"] == Completeness.COMPLETE
    assert judged.loc["2025-12", "expected_count"] == pytest.approx(611, rel=0.01)


def test_nothing_supplied_gives_no_rows():
    assert judge_completeness(volumes(0), months(0)).empty


def test_a_sentence_about_people_holds_no_count():
    month = months(36).assign(disclosure_class="person")
    row = total_of(volumes(36, size=40, newest=0.1), month)
    assert row.completeness == Completeness.HELD
    assert not any(letter.isdigit() for letter in row.reason)
