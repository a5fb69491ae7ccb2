"""What a build would be made from: the newest delivery of every feed and period, and what is due on the day.

A plan has no clock in it: of today's date it keeps only which periods have ended and which deliveries are due. So a
refresh on the next day is new only if something became due, and the same plan always gives the same release.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from ossp_pipeline.atomic_files import json_bytes
from ossp_pipeline.contracts.delivery import Delivery, SetAside
from ossp_pipeline.contracts.edition import OFFICIAL, Edition
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Cadence, Period, period_of, periods_between
from ossp_pipeline.extract.raw_store import Selection
from ossp_pipeline.partnership.read import NO_FACTS, Facts
from ossp_pipeline.settings import DBT_PROJECT, EXPECTATIONS, PACKAGE, SEEDS, SHOWN, Settings
from ossp_pipeline.transform.confirmations import Confirmation
from ossp_pipeline.transform.measures.catalogue import measures_from_feeds

# In the settings of a plan that looks back: the day, and the sign by which the gate knows it.
AS_KNOWN_ON = "as_known_on"
# Made by running the code, or a second copy of what is hashed on its own.
_NOT_CODE = {"target", "logs", "dbt_packages", "__pycache__", "project_files"}


@dataclass(frozen=True)
class ExpectedPeriod:
    """A period of a feed that has ended.

    `is_expected`: this area waits for the feed. `is_due`: its day has passed. `disclosure_class`: that of its rows.
    `has_volume`: the number of its rows says whether it came whole.
    `has_places`: its rows are counted by ward and small area. `unplaced`: what rows without an area code are, where the
    feed has one: accepted or out_of_area. `has_consent`: rows of people who have not consented are left out.
    """

    feed: str
    cadence: Cadence
    period: Period
    due_date: date | None
    is_due: bool
    is_expected: bool
    disclosure_class: str
    has_volume: bool
    has_places: bool
    unplaced: str | None
    has_consent: bool

    def as_row(self) -> dict[str, Any]:
        """For the build's inputs."""
        return {
            "feed": self.feed,
            "cadence": str(self.cadence),
            "period": str(self.period),
            "period_start_date": self.period.start,
            "period_end_date": self.period.end,
            "due_date": self.due_date,
            "is_due": self.is_due,
            "is_expected": self.is_expected,
            "disclosure_class": self.disclosure_class,
            "has_volume": self.has_volume,
            "has_places": self.has_places,
            "unplaced": self.unplaced,
            "has_consent": self.has_consent,
        }


@dataclass(frozen=True)
class Plan:
    """All that a build is made from. `seen_on`: for a sample, the day it is seen from, else None."""

    settings: dict[str, Any]
    selections: dict[str, Selection]
    expected: list[ExpectedPeriod]
    code: str
    seen_on: date | None = None
    confirmations: tuple[Confirmation, ...] = ()
    facts: Facts = NO_FACTS

    @property
    def used(self) -> list[Delivery]:
        """The deliveries the build reads, feed by feed."""
        return [delivery for selection in self.selections.values() for delivery in selection.used]

    @property
    def outstanding(self) -> list[Delivery]:
        """Refused deliveries that nothing has answered."""
        return [delivery for selection in self.selections.values() for delivery in selection.outstanding]

    @property
    def set_aside(self) -> list[tuple[Delivery, SetAside]]:
        """Refused deliveries that a person set aside, with what that person said."""
        return [item for selection in self.selections.values() for item in selection.set_aside]

    @property
    def measures_from_feeds(self) -> list[str]:
        """Returned measures that the feeds give: nobody is asked for them."""
        return [name for name in self.settings["measures_from_feeds"].split(";") if name]

    @property
    def records_from(self) -> dict[str, date]:
        """The day on which anything of each feed was first received here, also what was replaced or refused since."""
        days: dict[str, date] = {}
        for feed, kept in self.selections.items():
            set_aside = [delivery for delivery, _ in kept.set_aside]
            received = [*kept.used, *kept.superseded, *kept.outstanding, *kept.outside_history, *set_aside]
            if received:
                days[feed] = min(received_on(item, self.seen_on) for item in received)
        return days

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits: the same inputs, settings and code have the same."""
        document = {
            "settings": {name: str(value) for name, value in self.settings.items()},
            "deliveries": [
                [
                    item.receipt.feed,
                    item.receipt.delivery_id,
                    item.accepted_sha256,
                    is_revised(item, self),
                    str(received_on(item, self.seen_on)),
                ]
                for item in self.used
            ],
            "records_from": {feed: str(day) for feed, day in self.records_from.items()},
            "outstanding": [[item.receipt.feed, item.receipt.delivery_id] for item in self.outstanding],
            "set_aside": [[item.receipt.feed, item.receipt.delivery_id, said.reason] for item, said in self.set_aside],
            "expected": [[str(value) for value in period.as_row().values()] for period in self.expected],
            "confirmations": [[item.feed, item.period, item.reason] for item in self.confirmations],
            "facts": self.facts.digest,
            "code": self.code,
        }
        return hashlib.sha256(json_bytes(document)).hexdigest()[:16]


def make_plan(  # noqa: PLR0913 (all that a plan is made from)
    settings: Settings,
    feeds: dict[str, Feed],
    selections: dict[str, Selection],
    code: str,
    *,
    as_known_on: date | None = None,
    confirmations: Sequence[Confirmation] = (),
    facts: Facts = NO_FACTS,
) -> Plan:
    """Plan a build from what has landed; `as_known_on`: as it would have been planned on that day.

    confirmations  those in force for these selections
    facts          what the partnership states of itself
    """
    chosen = settings.chosen_feeds.values()
    as_of = min(settings.as_of, as_known_on or settings.as_of)
    expected = [
        period
        for feed in feeds.values()
        for period in expected_periods(
            feed, settings, as_of, feed.name in settings.received_feeds and feed.is_expected(chosen)
        )
    ]
    last_month = period_of(as_of, Cadence.MONTH).previous
    estimated = {str(row["need_group"]) for row in facts.rows("treatment_need")}
    described = {
        "area_code": settings.area,
        "area_name": settings.area_name,
        "feeds": ";".join(sorted(settings.received_feeds)),
        "crime_feed": settings.crime_feed,
        "asb_feed": settings.asb_feed,
        "severity_edition": settings.severity_edition,
        "grant_amounts": settings.grant_amounts,
        "history_start_date": settings.history_start.start,
        "history_end_date": last_month.end,
        "small_count": settings.small_count,
        "small_counts": settings.small_counts,
        "is_sample": settings.is_sample,
        "serious_violence": settings.serious_violence,
        "measures_from_feeds": ";".join(measures_from_feeds(SEEDS, _delivered(selections), estimated)),
        # No figure hangs on these three: pages print them, and whatever pages print must be in the plan.
        "organisation": settings.organisation,
        "accessibility_contact": settings.accessibility_contact,
        "accessibility_prepared": settings.accessibility_prepared,
    }
    if as_known_on:
        described[AS_KNOWN_ON] = as_known_on
    return Plan(described, selections, expected, code, settings.seen_on, tuple(confirmations), facts)


def least_shown(settings: Mapping[str, Any], edition: Edition) -> int:
    """The smallest count about people that an edition shows: 1, where the partnership has chosen to see its own.

    `settings`: those of a plan. A plan from before that choice withholds.
    """
    is_shown = edition is Edition.PARTNERSHIP and settings.get("small_counts") == SHOWN
    return 1 if is_shown else int(settings["small_count"])


def marking(settings: Mapping[str, Any], edition: Edition) -> str:
    """What an edition says of itself on each page, in its data package and certificate; empty: all may read it."""
    return OFFICIAL if least_shown(settings, edition) == 1 else ""


def _delivered(selections: Mapping[str, Selection]) -> list[str]:
    """The feeds of which a delivery with rows of this area counts."""
    return [feed for feed, kept in selections.items() if any(delivery.accounting.accepted for delivery in kept.used)]


@cache
def code_version() -> str:
    """Sixteen hex digits of all that decides what a release says: code, templates, models, suites, policy."""
    digest = hashlib.sha256()
    for folder in (PACKAGE, DBT_PROJECT, EXPECTATIONS):
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder.parent)  # the same in a checkout and in a wheel
            if path.is_file() and not _NOT_CODE & set(name.parts):
                digest.update(name.as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def expected_periods(feed: Feed, settings: Settings, as_of: date, is_expected: bool) -> list[ExpectedPeriod]:
    """Every period of a feed from the start of the history to the last one that has ended."""
    start = settings.history_start.start
    first = period_of(start, feed.cadence)
    if feed.cadence is Cadence.YEAR:
        # Estimates come out a year or more after their date: the first years shown need the ones before.
        first = period_of(date(start.year - 3, 1, 1), Cadence.YEAR)
    expected = []
    for period in periods_between(first, period_of(as_of, feed.cadence).previous):
        due = feed.due_date(period)
        is_due = due is not None and as_of > due
        is_expected = is_expected and due is not None
        expected.append(
            ExpectedPeriod(
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
        )
    return expected


def is_revised(delivery: Delivery, plan: Plan) -> bool:
    """Whether an earlier delivery of the same period and part had been taken before."""
    place = (delivery.receipt.period, delivery.receipt.part)
    older = plan.selections[delivery.receipt.feed].superseded
    return any((item.receipt.period, item.receipt.part) == place for item in older)


def received_on(delivery: Delivery, seen_on: date | None) -> date:
    """The day of its receipt. An invented delivery was at hand, at the latest, on the day the sample is seen from."""
    day = datetime.fromisoformat(delivery.receipt.received_at).date()
    return min(day, seen_on) if seen_on else day
