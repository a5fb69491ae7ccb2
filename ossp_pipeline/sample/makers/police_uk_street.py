"""Street-level files of data.police.uk: of the British Transport Police and of Cheshire, the neighbour to the south.

Greater Manchester Police publishes nothing, so there is no file of its own, and none of these rows is its crime.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

import numpy as np

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.police_uk_street import FEED
from ossp_pipeline.sample.answers import Draft, Fate, draft_from_columns, version_suffix
from ossp_pipeline.sample.draws import draw, generator
from ossp_pipeline.sample.people import invented_names
from ossp_pipeline.sample.places import home_areas
from ossp_pipeline.sample.span import LAST_MONTH, months

_ASB = "Anti-social behaviour"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One force's file: how many rows a month lie inside the area, elsewhere and nowhere; where; and what they are.

    wards       wards of the area that its snap points reach into
    first_area  number of the first small area elsewhere
    south       latitude those lie north of
    location    how a snap point is called
    """

    force: str
    inside: tuple[int, int]
    elsewhere: tuple[int, int]
    nowhere: tuple[int, int]
    wards: tuple[str, ...]
    first_area: int
    south: float
    location: str
    types: dict[str, float]


_PARTS = {
    "btp": Part(
        force="British Transport Police",
        inside=(6, 10),
        elsewhere=(45, 75),
        nowhere=(2, 5),
        wards=("E05015018", "E05015021", "E05015023", "E05015024"),
        first_area=901,
        south=53.50,
        location="{} (Station)",
        types={
            "Violence and sexual offences": 30,
            "Public order": 18,
            "Theft from the person": 10,
            "Other theft": 14,
            "Bicycle theft": 8,
            "Criminal damage and arson": 7,
            "Drugs": 6,
            "Robbery": 3,
            "Shoplifting": 1,
            "Possession of weapons": 2,
            "Other crime": 2,
            _ASB: 2,
        },
    ),
    "cheshire": Part(
        force="Cheshire Constabulary",
        inside=(2, 5),
        elsewhere=(90, 140),
        nowhere=(2, 4),
        wards=("E05015015", "E05015025", "E05015030"),
        first_area=941,
        south=52.95,
        location="On or near {} Lane",
        types={
            "Violence and sexual offences": 38,
            _ASB: 17,
            "Criminal damage and arson": 9,
            "Public order": 8,
            "Shoplifting": 8,
            "Other theft": 7,
            "Vehicle crime": 5,
            "Burglary": 4,
            "Drugs": 3,
            "Other crime": 2,
        },
    ),
}
# Published wordings, for cases that are closed.
_OUTCOMES = {
    "Investigation complete; no suspect identified": 40,
    "Unable to prosecute suspect": 36,
    "Court result unavailable": 9,
    "Awaiting court outcome": 5,
    "Local resolution": 3,
    "Status update unavailable": 3,
    "Offender given a caution": 2,
    "Formal action is not in the public interest": 2,
}
_ELSEWHERE_AREAS = 40
_SNAP_POINTS = 5
_HOME_SOUTH = 53.33


def drafts() -> Iterator[Draft]:
    """Both forces, month by month."""
    yield from (_month(part, period) for part in _PARTS for period in months())


def next_version() -> Draft:
    """The last month of the transport police, sent again."""
    return _month("btp", LAST_MONTH, 2)


def _month(part_name: str, period: Period, version: int = 1) -> Draft:
    """One force's file of a month. Sorted by small area, rows without a place last, as it is published."""
    part = _PARTS[part_name]
    rng = generator(f"{FEED.name} {part_name}", period)
    places = _draw_places(rng, part)
    size = len(places)
    types = draw(rng, part.types, size).tolist()
    ids = [_crime_id(part_name, period, row) for row in range(size)]
    columns = {
        "Crime ID": ["" if kind == _ASB else crime_id for kind, crime_id in zip(types, ids, strict=True)],
        "Month": [str(period)] * size,
        "Reported by": [part.force] * size,
        "Falls within": [part.force] * size,
        "Crime type": types,
        "Last outcome category": _outcomes(rng, types, period),
        "Context": [""] * size,
        **{heading: [place[heading] for place in places] for heading in places[0]},
    }
    name = f"{period}-{part_name}-street{version_suffix(version)}.csv"
    draft = draft_from_columns(FEED, period, name, columns, [Fate.OUT_OF_AREA] * size)
    draft.line_end = "\r\n"
    return draft


def _draw_places(rng: np.random.Generator, part: Part) -> list[dict[str, str]]:
    home = [(area.code, area.name) for area in home_areas() if area.ward.code in part.wards]
    numbers = range(part.first_area, part.first_area + _ELSEWHERE_AREAS)
    other = [(f"X01000{number}", f"Sample {number // 5}{'ABCDE'[number % 5]}") for number in numbers]
    points = []
    for areas, limits, south in ((home, part.inside, _HOME_SOUTH), (other, part.elsewhere, part.south)):
        for position in rng.integers(len(areas), size=_between(rng, limits)).tolist():
            point = int(rng.integers(_SNAP_POINTS))
            points.append(_snap_point(*areas[position], point, part.location, south))
    points.sort(key=itemgetter("LSOA name"))
    nowhere = dict.fromkeys(("Longitude", "Latitude", "LSOA code", "LSOA name"), "") | {"Location": "No Location"}
    return points + [nowhere] * _between(rng, part.nowhere)


def _between(rng: np.random.Generator, limits: tuple[int, int]) -> int:
    low, high = limits
    return int(rng.integers(low, high + 1))


@cache
def _snap_point(code: str, name: str, point: int, location: str, south: float) -> dict[str, str]:
    """One of a few fixed points of a small area: points are snapped, so many rows share one."""
    fixed = generator(f"snap point {point} of {code}")
    longitude, latitude = fixed.uniform((-2.24, south), (-2.00, south + 0.12))
    return {
        "Longitude": f"{longitude:.6f}",
        "Latitude": f"{latitude:.6f}",
        "Location": location.format(invented_names(fixed, 1)[0]),
        "LSOA code": code,
        "LSOA name": name,
    }


def _outcomes(rng: np.random.Generator, types: list[str], period: Period) -> list[str]:
    """The newer the month, the more is still under investigation. ASB has no outcome."""
    age = (LAST_MONTH.start - period.start).days / 30
    still_open = rng.random(len(types)) < max(0.02, 0.7 - 0.12 * age)
    outcomes = np.where(still_open, "Under investigation", draw(rng, _OUTCOMES, len(types))).tolist()
    return ["" if kind == _ASB else outcome for kind, outcome in zip(types, outcomes, strict=True)]


def _crime_id(part_name: str, period: Period, row: int) -> str:
    return hashlib.sha256(f"sample {part_name} {period} {row}".encode()).hexdigest()
