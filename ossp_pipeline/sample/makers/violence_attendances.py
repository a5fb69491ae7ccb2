"""Attendances at the emergency department after an assault, from one hospital. Every row is invented."""

from collections.abc import Iterator

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.violence_attendances import FEED
from ossp_pipeline.sample.answers import Draft, Fate, draft_from_columns
from ossp_pipeline.sample.draws import chance, draw, generator, season
from ossp_pipeline.sample.places import home_areas, neighbour_areas
from ossp_pipeline.sample.span import months
from ossp_pipeline.sample.statutory import days_in

_SITE = "QX101"
_METHODS = {
    "Fists or feet": 58,
    "Knife or sharp object": 9,
    "Glass or bottle": 7,
    "Blunt object": 9,
    "Firearm": 0.4,
    "Another method": 8,
    "Method not known": 6,
    "": 3,
}
_LOCATIONS = {
    "Licensed premises": 26,
    "Street or public place": 33,
    "Home": 24,
    "Work or school": 6,
    "Public transport": 3,
    "Other": 3,
    "Not known": 5,
}
# The desk asks where it was, and a third of the answers are no place that has a small area.
_WITHOUT_PLACE, _ELSEWHERE = 0.33, 0.08


def drafts() -> Iterator[Draft]:
    """Every month."""
    yield from map(_month, months())


def next_version() -> Draft:
    """The newest month, sent again."""
    return _month(months()[-1], 2)


def _month(period: Period, version: int = 1) -> Draft:
    """One month of attendances. The hospital's patients come from the neighbouring borough too."""
    rng = generator(FEED.name, period)
    size = int(rng.poisson(46 * season(period.start.month, 7, 0.1)))
    here, away = ([area.code for area in areas] for areas in (home_areas(), neighbour_areas()))
    is_away = chance(rng, _ELSEWHERE, size)
    is_blank = chance(rng, _WITHOUT_PLACE, size) & ~is_away
    places = [away[number % len(away)] if out else here[number % len(here)] for number, out in enumerate(is_away)]
    days = days_in(rng, period, size)
    columns = {
        "site_code": [_SITE] * size,
        "arrival_date": days,
        "arrival_time": ["23:15"] * size,
        "assault_date": days,
        "assault_time": ["22:40"] * size,
        "assault_method": draw(rng, _METHODS, size).tolist(),
        "method_description": [""] * size,
        "location_type": draw(rng, _LOCATIONS, size).tolist(),
        "location_description": ["Qxtyped by Qxname"] * size,
        "lsoa21_code": ["" if blank else place for place, blank in zip(places, is_blank, strict=True)],
    }
    fates = [Fate.OUT_OF_AREA if out else Fate.ACCEPTED for out in is_away]
    return draft_from_columns(FEED, period, f"violence-attendances-{period}-v{version}.csv", columns, fates)
