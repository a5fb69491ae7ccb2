"""Referrals to CAS3 from the borough, from a neighbour and without a duty to refer. Every person is invented."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.cas3_referrals import FEED
from ossp_pipeline.sample.answers import Draft, Fate
from ossp_pipeline.sample.draws import chance, draw, generator
from ossp_pipeline.sample.people import invented_names, invented_postcodes
from ossp_pipeline.sample.places import STOCKPORT, TRAFFORD
from ossp_pipeline.sample.span import FIRST_MONTH, LAST_MONTH, quarters

# Referrals in the three years, and the district that their duty to refer names; "" where it was not made.
_SIZE = 880
_DISTRICTS = {STOCKPORT.name: 40, TRAFFORD.name: 52, "": 8}
# What becomes of them in the end, how many days that takes at most, and how many are booked a second bed elsewhere.
_OFFERED = 0.45
_DECIDED_WITHIN = 60
_BOOKED_AGAIN = 0.1
# How long after the quarter the report is run.
_RUN_AFTER = timedelta(days=20)
_REASONS = {
    "Not enough time to place": 3,
    "No bedspace available in PDU": 4,
    "Referral submitted too early": 1,
}


@dataclass(frozen=True)
class _Referral:
    """A referral, and what became of it on which day. `postcodes`: of the beds that are booked, if it gets one."""

    number: int
    crn: str
    forename: str
    surname: str
    postcodes: tuple[str, ...]
    district: str
    submitted: date
    decided: date
    is_offered: bool
    reason: str


def drafts() -> Iterator[Draft]:
    """Every quarter."""
    yield from map(_quarter, quarters())


def next_version() -> Draft:
    """The newest quarter, sent again."""
    return _quarter(quarters()[-1], 2)


def _quarter(period: Period, version: int = 1) -> Draft:
    """One quarter's report of the region, as it stood on the day it was run."""
    draft = Draft(FEED, period, f"cas3-referrals-{period}-v{version}.csv", [], [])
    for referral in _referrals():
        if period.start <= referral.submitted <= period.end:
            rows = _rows(referral, period.end + _RUN_AFTER)
            draft.rows.extend(rows)
            fate = Fate.ACCEPTED if referral.district == STOCKPORT.name else Fate.OUT_OF_AREA
            draft.fates.extend([fate] * len(rows))
    return draft


@cache
def _referrals() -> tuple[_Referral, ...]:
    """Every referral of the sample, by its number, which says nothing of its day."""
    rng = generator(FEED.name)
    days = (LAST_MONTH.end - FIRST_MONTH.start).days + 1
    submitted = [FIRST_MONTH.start + timedelta(days=day) for day in rng.integers(0, days, _SIZE).tolist()]
    taken = rng.integers(1, _DECIDED_WITHIN, _SIZE).tolist()
    first, second = invented_postcodes(rng, _SIZE), invented_postcodes(rng, _SIZE)
    again = chance(rng, _BOOKED_AGAIN, _SIZE).tolist()
    columns = (
        range(1, _SIZE + 1),
        [f"W{number:06d}" for number in (100_001 + rng.permutation(_SIZE)).tolist()],
        invented_names(rng, _SIZE),
        invented_names(rng, _SIZE),
        [(one, other) if twice else (one,) for one, other, twice in zip(first, second, again, strict=True)],
        draw(rng, _DISTRICTS, _SIZE).tolist(),
        submitted,
        [day + timedelta(days=wait) for day, wait in zip(submitted, taken, strict=True)],
        chance(rng, _OFFERED, _SIZE).tolist(),
        draw(rng, _REASONS, _SIZE).tolist(),
    )
    return tuple(_Referral(*values) for values in zip(*columns, strict=True))


def _rows(referral: _Referral, run_on: date) -> list[list[str]]:
    """The report's columns, once for each bed that was booked by the day on which it was run."""
    is_decided = referral.decided <= run_on
    is_offered = is_decided and referral.is_offered
    is_rejected = is_decided and not referral.is_offered
    cells = {
        "referralId": f"QXR-{referral.number:06d}",
        "referralDate": (referral.submitted - timedelta(days=4)).isoformat(),
        "personName": f"{referral.forename} {referral.surname}",
        "pncNumber": f"2004/{referral.number:07d}Q",
        "crn": referral.crn,
        "sex": "Male",
        "dateOfBirth": "1987-11-11",
        "riskOfSeriousHarm": "Medium",
        "dutyToReferMade": _yes_no(bool(referral.district)),
        "dutyToReferLocalAuthorityAreaName": referral.district,
        "probationRegion": "Greater Manchester",
        "pdu": "Stockport and Trafford",
        "outOfRegion": "No",
        "referralSubmittedDate": referral.submitted.isoformat(),
        "referralRejected": _yes_no(is_rejected),
        "rejectionReason": referral.reason if is_rejected else "",
        "rejectionDate": referral.decided.isoformat() if is_rejected else "",
        "prisonAtReferral": "Qxprison",
        "bookingOffered": _yes_no(is_offered),
    }
    booked = referral.postcodes if is_offered else ("",)
    places = [{"town": "Qxtown" if postcode else "", "postCode": postcode} for postcode in booked]
    return [[(cells | place).get(column.heading, "") for column in FEED.columns] for place in places]


def _yes_no(is_so: bool) -> str:
    """As HMPPS's report writes it."""
    return "Yes" if is_so else "No"
