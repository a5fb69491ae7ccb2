"""Outcomes of crimes of the neighbouring force, as data.police.uk publishes them. All of them are invented."""

import hashlib
from collections.abc import Iterator

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.police_uk_outcomes import FEED
from ossp_pipeline.sample.answers import Draft, draft_from_columns, version_suffix
from ossp_pipeline.sample.draws import draw, generator
from ossp_pipeline.sample.span import month

_MONTHS = (month("2025-06"), month("2025-07"), month("2025-08"))
_FORCE = "Cheshire Constabulary"
_OUTCOMES = {
    "Investigation complete; no suspect identified": 42,
    "Unable to prosecute suspect": 36,
    "Suspect charged": 10,
    "Offender given a caution": 4,
    "Local resolution": 4,
    "Offender given penalty notice": 1,
    "Further investigation is not in the public interest": 3,
}


def drafts() -> Iterator[Draft]:
    """Three months."""
    yield from map(_month, _MONTHS)


def next_version() -> Draft:
    """The last month, published again."""
    return _month(_MONTHS[-1], 2)


def _month(period: Period, version: int = 1) -> Draft:
    """A month of outcomes. Some of its crimes have two, others no place."""
    rng = generator(FEED.name, period)
    size = 60 + int(rng.integers(10))
    has_place = rng.random(size) < 0.9
    crimes = [_crime_id(period, row - row % 20 // 19) for row in range(size)]
    points = zip(rng.uniform(-2.7, -2.1, size), rng.uniform(53.0, 53.3, size), has_place, strict=True)
    placed = [(f"{east:.6f}", f"{north:.6f}") if known else ("", "") for east, north, known in points]
    areas = [f"X01000{941 + number}" for number in rng.integers(0, 40, size).tolist()]
    columns = {column.heading: [""] * size for column in FEED.columns} | {
        "Crime ID": crimes,
        "Month": [str(period)] * size,
        "Reported by": [_FORCE] * size,
        "Falls within": [_FORCE] * size,
        "Longitude": [east for east, _ in placed],
        "Latitude": [north for _, north in placed],
        "Location": ["On or near Sample Lane" if known else "No Location" for known in has_place],
        "LSOA code": [area if known else "" for area, known in zip(areas, has_place, strict=True)],
        "Outcome type": draw(rng, _OUTCOMES, size).tolist(),
    }
    name = f"{period}-cheshire-outcomes{version_suffix(version)}.csv"
    draft = draft_from_columns(FEED, period, name, columns)
    draft.line_end = "\r\n"
    return draft


def _crime_id(period: Period, number: int) -> str:
    return hashlib.sha256(f"sample outcome {period} {number}".encode()).hexdigest()
