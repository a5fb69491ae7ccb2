"""Which small area lies in which ward, district, partnership and force area."""

from collections.abc import Iterator

from ossp_pipeline.feeds.area_lookup import FEED
from ossp_pipeline.sample.answers import Draft, Fate, version_suffix
from ossp_pipeline.sample.places import FORCE_CODE, FORCE_NAME, home_areas, neighbour_areas
from ossp_pipeline.sample.span import year

_YEAR = year("2024")


def drafts() -> Iterator[Draft]:
    """The lookup of one year."""
    yield _lookup()


def next_version() -> Draft:
    """The same lookup, sent again."""
    return _lookup(2)


def _lookup(version: int = 1) -> Draft:
    """Every pair of 2021 and 2011 small areas."""
    rows = [
        [
            area.code,
            area.name,
            area.code11,
            area.name11,
            area.change,
            area.ward.code,
            area.ward.name,
            area.district.code,
            area.district.name,
            area.district.csp_code,
            area.district.name,
            FORCE_CODE,
            FORCE_NAME,
        ]
        for area in (*home_areas(), *neighbour_areas())
    ]
    name = f"area-lookup-{_YEAR}{version_suffix(version)}.csv"
    return Draft(FEED, _YEAR, name, rows, [Fate.ACCEPTED] * len(rows))
