"""Bedspaces of CAS3 in the borough and in a neighbour's. Every bedspace and booking is invented."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.cas3_bedspaces import FEED
from ossp_pipeline.sample.answers import Draft, Fate
from ossp_pipeline.sample.draws import generator
from ossp_pipeline.sample.places import STOCKPORT, TRAFFORD
from ossp_pipeline.sample.span import quarters


@dataclass(frozen=True)
class _Bedspace:
    """A bedspace, when it came online and how likely it is booked on a day."""

    number: int
    district: str
    start: date
    share: float
    end: date | None = None

    def days_of(self, period: Period) -> int:
        """Its days online in the period, both ends counted."""
        last = min(self.end or period.end, period.end)
        return max(0, (last - max(self.start, period.start)).days + 1)


# Three properties with seven bedspaces, one of them moved within the years; and two of a neighbour.
_BEDSPACES = (
    *(_Bedspace(number, STOCKPORT.name, date(2022, 7, 1), 0.95) for number in range(1, 7)),
    _Bedspace(7, STOCKPORT.name, date(2022, 7, 1), 0.85, date(2025, 2, 14)),
    _Bedspace(8, STOCKPORT.name, date(2025, 2, 17), 0.92),
    *(_Bedspace(number, TRAFFORD.name, date(2023, 1, 9), 0.9) for number in (21, 22)),
)


def drafts() -> Iterator[Draft]:
    """Every quarter."""
    yield from map(_quarter, quarters())


def next_version() -> Draft:
    """The newest quarter, sent again."""
    return _quarter(quarters()[-1], 2)


def _quarter(period: Period, version: int = 1) -> Draft:
    """One quarter's report of the region."""
    rng = generator(FEED.name, period)
    draft = Draft(FEED, period, f"cas3-bedspaces-{period}-v{version}.csv", [], [])
    for bedspace in _BEDSPACES:
        online = bedspace.days_of(period)
        if online == 0:
            continue
        booked = int(rng.binomial(online, bedspace.share))
        draft.rows.append(_row(bedspace, booked, online))
        draft.fates.append(Fate.ACCEPTED if bedspace.district == STOCKPORT.name else Fate.OUT_OF_AREA)
    return draft


def _row(bedspace: _Bedspace, booked: int, online: int) -> list[str]:
    """The report's columns. What is not booked is void, turnaround or empty: here it is void."""
    cells = {
        "probationRegion": "Greater Manchester",
        "pdu": "Stockport and Trafford",
        "localAuthority": bedspace.district,
        "propertyRef": f"QXP-{(bedspace.number + 2) // 3}",
        "addressLine1": "Qxaddress",
        "town": "Qxtown",
        "postCode": "QQ1 1QX",
        "bedspaceRef": f"Room {bedspace.number}",
        "bookedDaysActiveAndClosed": str(booked),
        "voidDays": str(online - booked),
        "totalBookedDays": str(booked),
        "bedspaceStartDate": bedspace.start.isoformat(),
        "bedspaceEndDate": bedspace.end.isoformat() if bedspace.end else "",
        "bedspaceOnlineDays": str(online),
        "occupancyRate": f"{booked / online:.4f}",
        "uniqueBedspaceRef": f"QXB-{bedspace.number:04d}",
    }
    return [cells.get(column.heading, "0") for column in FEED.columns]
