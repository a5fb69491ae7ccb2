"""Who lives in each small area, by sex and age band."""

from collections.abc import Iterator

import numpy as np

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.population import FEED
from ossp_pipeline.layouts.residents import AGE_BANDS
from ossp_pipeline.sample.answers import Draft, Fate, version_suffix
from ossp_pipeline.sample.draws import generator
from ossp_pipeline.sample.places import (
    STOCKPORT,
    TOWN_CENTRE,
    Ward,
    home_areas,
    neighbour_areas,
)
from ossp_pipeline.sample.span import year

_YEARS = (year("2022"), year("2023"), year("2024"))
_GROWTH = 0.004
_VINTAGE = "2021 super output areas - lower layer"
_SEXES = ("Female", "Male")
# Shares by age band, women then men, of all residents.
_RESIDENTS = (0.105, 0.033, 0.167, 0.104, 0.104, 0.110, 0.035, 0.160, 0.098, 0.084)
_TOWN_RESIDENTS = (0.065, 0.072, 0.255, 0.072, 0.046, 0.065, 0.073, 0.262, 0.060, 0.030)


def drafts() -> Iterator[Draft]:
    """Three mid-year estimates."""
    yield from map(_estimates, _YEARS)


def next_version() -> Draft:
    """The newest estimates, sent again."""
    return _estimates(_YEARS[-1], 2)


def _estimates(period: Period, version: int = 1) -> Draft:
    """Residents of every small area, sex and age band at the middle of a year."""
    rows, fates = [], []
    groups = [(sex, band) for sex in _SEXES for band in AGE_BANDS]
    for area, residents in zip((*home_areas(), *neighbour_areas()), _residents(period), strict=True):
        shares = _TOWN_RESIDENTS if area.code in TOWN_CENTRE else _RESIDENTS
        for (sex, band), number in zip(groups, _whole_parts(residents, np.array(shares)), strict=True):
            rows.append([str(period), area.code, area.name, _VINTAGE, sex, band, str(number)])
            fates.append(Fate.ACCEPTED if area.district == STOCKPORT else Fate.OUT_OF_AREA)
    name = f"population-mid-{period}{version_suffix(version)}.csv"
    return Draft(FEED, period, name, rows, fates)


def _residents(period: Period) -> list[int]:
    """Residents per small area: ward totals as published for mid-2020, with a little growth since."""
    areas = (*home_areas(), *neighbour_areas())
    # The relative sizes outlive a year; only a small jitter is the year's own.
    sizes = generator("population").uniform(0.8, 1.2, len(areas))
    sizes *= generator("population", period).uniform(0.995, 1.005, len(areas))
    residents: list[int] = []
    wards: dict[str, Ward] = {area.ward.code: area.ward for area in areas}
    for ward in wards.values():
        inside = np.array([area.ward.code == ward.code for area in areas])
        total = round(ward.residents * (1 + _GROWTH * (period.start.year - 2020)))
        residents += _whole_parts(total, sizes[inside])
    return residents


def _whole_parts(total: int, sizes: np.ndarray) -> list[int]:
    """Split a whole number by size into whole numbers that add up to it."""
    edges = np.floor(np.cumsum(sizes) / sizes.sum() * total + 0.5).astype("int64")
    parts: list[int] = np.diff(edges, prepend=0).tolist()
    return parts
