"""Deliberate fires and attacks on fire staff. Every row is invented."""

from collections.abc import Iterator

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.fire_incidents import CATEGORIES, FEED
from ossp_pipeline.sample.answers import Draft, draft_from_columns
from ossp_pipeline.sample.draws import draw, generator
from ossp_pipeline.sample.places import home_areas
from ossp_pipeline.sample.statutory import SHARED_QUARTERS, days_in

_CATEGORIES = dict(zip(CATEGORIES, (18, 14, 55, 4, 9), strict=True))


def drafts() -> Iterator[Draft]:
    """Every quarter that is due."""
    yield from map(_quarter, SHARED_QUARTERS)


def next_version() -> Draft:
    """The newest quarter, sent again."""
    return _quarter(SHARED_QUARTERS[-1], 2)


def _quarter(period: Period, version: int = 1) -> Draft:
    """One quarter of fires and attacks on staff."""
    rng = generator(FEED.name, period)
    size = int(rng.poisson(60))
    areas = [area.code for area in home_areas()]
    columns = {
        "incident_number": [f"{period}/{number:04d}" for number in range(1, size + 1)],
        "incident_date": days_in(rng, period, size),
        "incident_time": [f"{hour:02d}:{minute:02d}" for hour, minute in rng.integers((24, 60), size=(size, 2))],
        "category": draw(rng, _CATEGORIES, size).tolist(),
        "lsoa21_code": [areas[place] for place in rng.integers(len(areas), size=size)],
    }
    return draft_from_columns(FEED, period, f"fire-incidents-{period}-v{version}.csv", columns)
