"""Ambulance calls to crime and disorder. Every row is invented."""

from collections.abc import Iterator

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.ambulance_calls import CATEGORIES, FEED
from ossp_pipeline.sample.answers import Draft, draft_from_columns
from ossp_pipeline.sample.draws import draw, generator
from ossp_pipeline.sample.statutory import OUTWARD_CODES, SHARED_QUARTERS, days_in

_CATEGORIES = dict(zip(CATEGORIES, (30, 4, 2, 34, 24, 6), strict=True))


def drafts() -> Iterator[Draft]:
    """Every quarter that is due."""
    yield from map(_quarter, SHARED_QUARTERS)


def next_version() -> Draft:
    """The newest quarter, sent again."""
    return _quarter(SHARED_QUARTERS[-1], 2)


def _quarter(period: Period, version: int = 1) -> Draft:
    """One quarter of calls."""
    rng = generator(FEED.name, period)
    size = int(rng.poisson(180))
    columns = {
        "call_date": days_in(rng, period, size),
        "call_hour": [str(hour) for hour in rng.integers(24, size=size)],
        "category": draw(rng, _CATEGORIES, size).tolist(),
        "outward_postcode": draw(rng, OUTWARD_CODES, size).tolist(),
    }
    return draft_from_columns(FEED, period, f"ambulance-calls-{period}-v{version}.csv", columns)
