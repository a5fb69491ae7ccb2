"""What fire, health and ambulance services share under the Regulations of 2007. Every row is invented."""

import numpy as np

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds import ambulance_calls, fire_incidents, hospital_admissions
from ossp_pipeline.sample.answers import Draft, draft_from_columns
from ossp_pipeline.sample.draws import draw, generator, iso_day
from ossp_pipeline.sample.places import home_areas
from ossp_pipeline.sample.span import quarters

# The information of a quarter is due by the end of the next one.
SHARED_QUARTERS = quarters()[:-1]
_OUTWARD = {"SK1": 20, "SK2": 12, "SK3": 14, "SK4": 12, "SK5": 18, "SK6": 9, "SK7": 6, "SK8": 9}
_FIRES = dict(zip(fire_incidents.CATEGORIES, (18, 14, 55, 4, 9), strict=True))
_ADMISSIONS = dict(zip(hospital_admissions.CATEGORIES, (22, 40, 6, 28, 4), strict=True))
_CALLS = dict(zip(ambulance_calls.CATEGORIES, (30, 4, 2, 34, 24, 6), strict=True))


def fire_draft(period: Period, version: int = 1) -> Draft:
    """One quarter of fires and attacks on staff."""
    feed = fire_incidents.FEED
    rng = generator(feed.name, period)
    size = int(rng.poisson(60))
    areas = [area.code for area in home_areas()]
    columns = {
        "incident_number": [f"{period}/{number:04d}" for number in range(1, size + 1)],
        "incident_date": _days(rng, period, size),
        "incident_time": [f"{hour:02d}:{minute:02d}" for hour, minute in rng.integers((24, 60), size=(size, 2))],
        "category": draw(rng, _FIRES, size).tolist(),
        "lsoa21_code": [areas[place] for place in rng.integers(len(areas), size=size)],
    }
    return draft_from_columns(feed, period, f"fire-incidents-{period}-v{version}.csv", columns)


def hospital_draft(period: Period, version: int = 1) -> Draft:
    """One quarter of admissions."""
    feed = hospital_admissions.FEED
    rng = generator(feed.name, period)
    size = int(rng.poisson(150))
    columns = {
        "admission_date": _days(rng, period, size),
        "category": draw(rng, _ADMISSIONS, size).tolist(),
        "outward_postcode": draw(rng, _OUTWARD, size).tolist(),
    }
    return draft_from_columns(feed, period, f"hospital-admissions-{period}-v{version}.csv", columns)


def ambulance_draft(period: Period, version: int = 1) -> Draft:
    """One quarter of calls."""
    feed = ambulance_calls.FEED
    rng = generator(feed.name, period)
    size = int(rng.poisson(180))
    columns = {
        "call_date": _days(rng, period, size),
        "call_hour": [str(hour) for hour in rng.integers(24, size=size)],
        "category": draw(rng, _CALLS, size).tolist(),
        "outward_postcode": draw(rng, _OUTWARD, size).tolist(),
    }
    return draft_from_columns(feed, period, f"ambulance-calls-{period}-v{version}.csv", columns)


def _days(rng: np.random.Generator, period: Period, size: int) -> list[str]:
    first, last = period.start.toordinal(), period.end.toordinal()
    return [iso_day(day) for day in sorted(rng.integers(first, last + 1, size=size).tolist())]
