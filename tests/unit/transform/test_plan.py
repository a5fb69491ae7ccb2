"""Since when this installation has received a feed: what was due before says nothing of who was late."""

from dataclasses import replace
from datetime import date

from ossp_pipeline.feeds.registry import FEEDS
from tests.unit.gate.rules.deliveries import delivery, plan_of, refused, selection

CRIME, ASB = FEEDS["police_crime"], FEEDS["asb_incidents"]


def received(item, day: str):
    return replace(item, receipt=replace(item.receipt, received_at=f"{day}T06:30:00+00:00"))


def test_records_begin_with_the_first_file_of_a_feed_also_one_that_was_replaced_or_refused():
    used = received(delivery(CRIME, "2025-06", version=2), "2026-05-20")
    replaced = received(delivery(CRIME, "2025-06"), "2026-05-18")
    broken = received(refused(ASB, "2025-06"), "2026-05-19")
    mended = received(delivery(ASB, "2025-06"), "2026-05-21")
    plan = plan_of(
        {"police_crime": selection([used], [replaced]), "asb_incidents": selection([mended], [], [broken])}, []
    )
    assert plan.records_from == {"police_crime": date(2026, 5, 18), "asb_incidents": date(2026, 5, 19)}


def test_a_feed_of_which_nothing_came_has_no_records():
    assert plan_of({"police_crime": selection()}, []).records_from == {}


def test_a_build_made_anew_after_records_of_an_earlier_day_turned_up_is_another():
    used = received(delivery(CRIME, "2025-06", version=2), "2026-05-20")
    early, late = (received(delivery(CRIME, "2025-06"), day) for day in ("2026-05-01", "2026-05-18"))
    plans = [plan_of({"police_crime": selection([used], [older])}, []) for older in (early, late)]
    assert plans[0].fingerprint != plans[1].fingerprint
