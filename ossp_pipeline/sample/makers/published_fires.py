"""Incidents by small area as the Home Office publishes them, of a district and its neighbour. All invented.

The file has the publisher's labels, of false alarms too. Of one row in fifty the small area is not known, and of one in
thirty its code stands in the column of its description.
"""

from collections.abc import Iterator

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.published_fires import FEED
from ossp_pipeline.layouts.published_fires import (
    CHIMNEY,
    CODE,
    DWELLING,
    FALSE_ALARM,
    FIRE_HEADINGS,
    NO_FIRE,
    OTHER_BUILDING,
    OUTDOOR,
    SECONDARY,
    TYPE,
    VEHICLE,
    YEAR,
)
from ossp_pipeline.sample.answers import Draft, Fate, draft_from_columns, version_suffix
from ossp_pipeline.sample.draws import draw, generator
from ossp_pipeline.sample.files import csv_bytes
from ossp_pipeline.sample.places import home_areas, neighbour_areas
from ossp_pipeline.sample.span import year

_YEARS = tuple(map(year, ("2023", "2024", "2025")))
_SIZE = 700
# Type → how often, and the publisher's label.
_TYPES = {
    DWELLING: (14, "Primary fire - dwelling"),
    OTHER_BUILDING: (6, "Primary fire - other building"),
    VEHICLE: (8, "Primary fire - road vehicle"),
    OUTDOOR: (4, "Primary fire - other outdoors"),
    CHIMNEY: (1, "Chimney fire"),
    SECONDARY: (30, "Secondary fire"),
    FALSE_ALARM: (40, "False alarm"),
    NO_FIRE: (25, "Non-fire incident"),
}
_UNKNOWN_EVERY, _MISPLACED_EVERY, _NEIGHBOUR_EVERY = 50, 30, 10


def drafts() -> Iterator[Draft]:
    """A file for each year."""
    yield from map(_year, _YEARS)


def next_version() -> Draft:
    """The newest year, published again."""
    return _year(_YEARS[-1], 2)


def _year(period: Period, version: int = 1) -> Draft:
    """The incidents of the financial year that ends in this one."""
    rng = generator(FEED.name, period)
    size = int(rng.poisson(_SIZE))
    home, elsewhere = ([area.code for area in areas] for areas in (home_areas(), neighbour_areas()))
    inside = [home[place] for place in rng.integers(len(home), size=size)]
    outside = [elsewhere[place] for place in rng.integers(len(elsewhere), size=size)]
    codes = [outside[row] if row % _NEIGHBOUR_EVERY == 1 else code for row, code in enumerate(inside)]
    codes = ["" if row % _UNKNOWN_EVERY == 0 else code for row, code in enumerate(codes)]
    columns = {
        YEAR: [f"{period.start.year - 1}/{period.start.year % 100}"] * size,
        TYPE: draw(rng, {name: often for name, (often, _) in _TYPES.items()}, size).tolist(),
        CODE: codes,
    }
    inside_codes = set(home)
    fates = [Fate.ACCEPTED if code in inside_codes else Fate.OUT_OF_AREA for code in codes]
    name = f"published-fires-{period}{version_suffix(version)}.csv"
    draft = draft_from_columns(FEED, period, name, columns, fates)
    draft.encode = _as_published
    return draft


def _as_published(draft: Draft) -> bytes:
    """The file with the publisher's headings and labels, and some of its codes in the column of the description."""
    lines = [list(FIRE_HEADINGS)]
    for row, (written, kind, code) in enumerate(draft.rows):
        label = _TYPES[kind][1] if kind in _TYPES else kind
        is_misplaced = code and row % _MISPLACED_EVERY == 2
        description = f"Small area {code[-3:]}" if code else "Not known"
        lines.append([written, label, *(("", code) if is_misplaced else (code or "Not known", description))])
    return csv_bytes(lines)
