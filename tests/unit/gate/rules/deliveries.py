"""Deliveries, selections and plans by hand, as small as the rules over them need."""

from datetime import date
from itertools import count
from typing import Any

from ossp_pipeline.contracts.delivery import Accounting, Delivery, Receipt, State
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.extract.raw_store import Selection
from ossp_pipeline.transform.plan import ExpectedPeriod, Plan

_sequence = count(1)
NOTHING = Selection(used=[], superseded=[], outstanding=[], outside_history=[])


def delivery(
    feed: Feed,
    period: str | None,
    *,
    accepted: int = 100,
    rejected: int = 0,
    version: int = 1,
    part: str = "all",
    **more: Any,
) -> Delivery:
    """A landed delivery; its rows add up unless `received` says otherwise."""
    received = more.pop("received", accepted + rejected + more.get("duplicate", 0) + more.get("out_of_area", 0))
    others = {name: more.pop(name) for name in ("duplicate", "out_of_area") if name in more}
    number = next(_sequence)
    receipt = Receipt(
        feed=feed.name,
        sha256=f"{number:064d}",
        file_name=f"{feed.name}-{period}-v{version}.csv",
        size_bytes=1,
        sequence=number,
        received_at="2026-05-18T06:30:00+00:00",
        period=period,
        part=part,
        version=version,
    )
    accounting = Accounting(received=received, accepted=accepted, rejected=rejected, **others)
    return Delivery(receipt=receipt, fingerprint="f" * 16, state=State.LANDED, accounting=accounting, **more)


def refused(feed: Feed, period: str | None, **refusal) -> Delivery:
    """A refused delivery."""
    details = {"code": "E-HEADER", "message": "a column is missing", "remedy": "send it again", **refusal}
    whole = delivery(feed, period, accepted=0)
    return Delivery(receipt=whole.receipt, fingerprint=whole.fingerprint, state=State.REFUSED, refusal=details)


def selection(used=(), superseded=(), outstanding=()) -> Selection:
    """What a build would use."""
    return Selection(list(used), list(superseded), list(outstanding), [])


def expected(feed: Feed, period: Period, *, is_due: bool = True, is_expected: bool = True) -> ExpectedPeriod:
    """A period of a feed, due twenty days after its end."""
    due = feed.due_date(period)
    return ExpectedPeriod(
        feed=feed.name,
        cadence=feed.cadence,
        period=period,
        due_date=due,
        is_due=is_due,
        is_expected=is_expected,
        disclosure_class=feed.disclosure_class,
        has_volume=feed.has_volume,
        has_places=feed.has_places,
        unplaced=feed.unplaced if feed.area_column else None,
        has_consent=feed.consent is not None,
    )


def plan_of(selections: dict[str, Selection], periods: list[ExpectedPeriod]) -> Plan:
    """A plan over these selections."""
    settings = {
        "area_code": "E08000007",
        "area_name": "Stockport",
        "crime_feed": "police_crime",
        "asb_feed": "asb_incidents",
        "history_start_date": date(2025, 4, 1),
        "history_end_date": date(2026, 3, 31),
        "small_count": 5,
        "is_sample": False,
    }
    return Plan(settings, selections, periods, "code")
