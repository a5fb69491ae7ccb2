"""Bookings of CAS3's beds in the borough and in a neighbour's, one after another. Every person and stay is invented."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.cas3_bookings import FEED
from ossp_pipeline.sample.answers import Draft, Fate
from ossp_pipeline.sample.draws import chance, draw, generator
from ossp_pipeline.sample.people import invented_names, invented_postcodes
from ossp_pipeline.sample.places import STOCKPORT, TRAFFORD
from ossp_pipeline.sample.span import FIRST_MONTH, LAST_MONTH, quarters

# Beds, each with one person after another: in the borough as many as the report of bedspaces has.
_BEDS = {STOCKPORT.name: 7, TRAFFORD.name: 22}
_NIGHTS = (30, 85)
_GAP = (2, 9)
_CANCELLED = 0.08
# How long after the quarter the report is run, and when HMPPS renamed labels in its system.
_RUN_AFTER = timedelta(days=20)
_RENAMED_ON = date(2025, 8, 29)
_RENAMED = {
    "Friends or family (settled)": "Friends/Family (settled)",
    "Friends or family (transient)": "Friends/Family (transient)",
    "Homeless – rough sleeping": "Homeless - Rough Sleeping",
    "Pending (awaiting move on outcome in NDelius – to be updated)": "Pending (no category has been added to NDelius)",
    "Support housing": "Supported Housing",
}
_PENDING = "Pending (awaiting move on outcome in NDelius – to be updated)"
_MOVES = {
    "Rental accommodation - private rental": 22,
    "Rental accommodation - social rental": 18,
    "Support housing": 14,
    "Friends or family (settled)": 12,
    "Friends or family (transient)": 6,
    "Transient/Short term accommodation": 5,
    "Homeless – rough sleeping": 4,
    "Recalled": 8,
    "Prison (further custodial event)": 3,
    "Another CAS3 property or bedspace": 4,
    "They’re deceased": 0.5,
    _PENDING: 7,
    "Updated move on outcome - not recorded in NDelius": 2,
}


@dataclass(frozen=True)
class _Booking:
    """A booking from its first day to the day on which the person left, with what becomes of it."""

    number: int
    crn: str
    forename: str
    surname: str
    postcode: str
    district: str
    start: date
    end: date
    is_cancelled: bool
    move: str


def drafts() -> Iterator[Draft]:
    """Every quarter."""
    yield from map(_quarter, quarters())


def next_version() -> Draft:
    """The newest quarter, sent again."""
    return _quarter(quarters()[-1], 2)


def _quarter(period: Period, version: int = 1) -> Draft:
    """One quarter's report of the region, as it stood on the day it was run."""
    draft = Draft(FEED, period, f"cas3-bookings-{period}-v{version}.csv", [], [])
    for booking in _bookings():
        if booking.start <= period.end and booking.end >= period.start:
            draft.rows.append(_row(booking, period.end + _RUN_AFTER))
            draft.fates.append(Fate.ACCEPTED if booking.district == STOCKPORT.name else Fate.OUT_OF_AREA)
    return draft


@cache
def _bookings() -> tuple[_Booking, ...]:
    """Every booking of the sample and of the weeks before it, by its number, which says nothing of its day."""
    rng = generator(FEED.name)
    beds = [district for district, count in _BEDS.items() for _ in range(count)]
    stays = [(district, *days) for district in beds for days in _one_after_another(rng)]
    size = len(stays)
    districts, starts, ends = (list(column) for column in zip(*stays, strict=True))
    columns = (
        (1 + rng.permutation(size)).tolist(),
        [f"Y{number:06d}" for number in (100_001 + rng.permutation(size)).tolist()],
        invented_names(rng, size),
        invented_names(rng, size),
        invented_postcodes(rng, size),
        districts,
        starts,
        ends,
        chance(rng, _CANCELLED, size).tolist(),
        draw(rng, _MOVES, size).tolist(),
    )
    bookings = [_Booking(*values) for values in zip(*columns, strict=True)]
    return tuple(sorted(bookings, key=lambda booking: booking.number))


def _one_after_another(rng: np.random.Generator) -> Iterator[tuple[date, date]]:
    """The stays in one bed, from before the sample to after it."""
    start = FIRST_MONTH.start - timedelta(days=int(rng.integers(1, _NIGHTS[1])))
    while start <= LAST_MONTH.end:
        end = start + timedelta(days=int(rng.integers(*_NIGHTS)))
        yield start, end
        start = end + timedelta(days=int(rng.integers(*_GAP)))


def _row(booking: _Booking, run_on: date) -> list[str]:
    """The report's columns. Who has not left by the day on which it was run has no day of departure and no outcome."""
    has_left = booking.end <= run_on and not booking.is_cancelled
    move = booking.move if run_on >= _RENAMED_ON else _RENAMED.get(booking.move, booking.move)
    cells = {
        "bookingId": f"QXB-{booking.number:06d}",
        "referralId": f"QXR-{booking.number:06d}",
        "referralDate": (booking.start - timedelta(days=21)).isoformat(),
        "personName": f"{booking.forename} {booking.surname}",
        "pncNumber": f"2004/{booking.number:07d}Q",
        "gender": "Male",
        "dateOfBirth": "1987-11-11",
        "riskOfSeriousHarm": "Medium",
        "probationRegion": "Greater Manchester",
        "pdu": "Stockport and Trafford",
        "localAuthority": booking.district,
        "town": "Qxtown",
        "postCode": booking.postcode,
        "crn": booking.crn,
        "offerAccepted": "Y",
        "isCancelled": "Y" if booking.is_cancelled else "N",
        "cancellationReason": "Qxreason" if booking.is_cancelled else "",
        "startDate": booking.start.isoformat(),
        "endDate": booking.end.isoformat(),
        "actualEndDate": booking.end.isoformat() if has_left else "",
        "actualNightsStayed": str((booking.end - booking.start).days) if has_left else "",
        "overstay": "N",
        "accommodationOutcome": move if has_left else "",
    }
    return [cells.get(column.heading, "") for column in FEED.columns]
