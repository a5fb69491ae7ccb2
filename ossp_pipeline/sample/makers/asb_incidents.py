"""Anti-social behaviour incidents and cases, month by month, as the council joins them."""

from collections.abc import Iterator

import numpy as np

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.asb_incidents import FEED
from ossp_pipeline.sample.answers import Draft, draft_from_columns
from ossp_pipeline.sample.draws import chance, draw, draw_positions, flags, generator, iso_day, season
from ossp_pipeline.sample.hotspots import draw_areas
from ossp_pipeline.sample.span import EXTRACTED, LAST_MONTH, month, months

_MISSING_MONTH = month("2024-08")
_PER_YEAR = 8_900
_SOURCES = {"Police": 0.56, "Council": 0.25, "Housing provider": 0.19}
# Category: type under the national standard, share of the year, and (peak month, height) of its wave.
_CATEGORIES: dict[str, tuple[str, float, tuple[float, float]]] = {
    "Rowdy or inconsiderate behaviour": ("Nuisance", 0.34, (7, 0.30)),
    "Vehicle nuisance": ("Nuisance", 0.11, (6.5, 0.25)),
    "Noise": ("Nuisance", 0.15, (7, 0.35)),
    "Neighbour dispute": ("Personal", 0.14, (7, 0.15)),
    "Drugs": ("Nuisance", 0.07, (7, 0.10)),
    "Litter or fly-tipping": ("Environmental", 0.06, (5, 0.10)),
    "Begging or rough sleeping": ("Nuisance", 0.03, (12, 0.15)),
    "Harassment": ("Personal", 0.07, (7, 0.10)),
    "Animal problems": ("Environmental", 0.03, (6, 0.15)),
}
# Fireworks belong to the weeks around 5 November and to New Year: (month, incidents).
_FIREWORKS = {10: 45, 11: 70, 12: 14, 1: 8}
_COMPLAINANTS = 2_600
_ANONYMOUS = 0.36
_NO_PLACE = 0.03
_HATE = 0.018


def drafts() -> Iterator[Draft]:
    """Every month but one, which never came."""
    yield from (_month(period) for period in months() if period != _MISSING_MONTH)


def next_version() -> Draft:
    """The last month, sent again."""
    return _month(LAST_MONTH, 2)


def _month(period: Period, version: int = 1) -> Draft:
    """A month of incidents."""
    rng = generator(FEED.name, period)
    categories = _draw_categories(rng, period)
    size = len(categories)
    opened = np.sort(rng.integers(period.start.toordinal(), period.end.toordinal() + 1, size))
    sources = draw(rng, _SOURCES, size)
    prefix = f"{period.start:%Y%m}"
    columns = {
        "case_ref": [f"ASB-{prefix}-{place:05d}" for place in range(1, size + 1)],
        "source": sources.tolist(),
        "opened_date": [iso_day(day) for day in opened.tolist()],
        "closed_date": _closed(rng, opened, sources),
        "asb_type": [_asb_type(category) for category in categories],
        "category": categories,
        "hate_related": flags(chance(rng, _HATE, size)),
        "lsoa21_code": np.where(chance(rng, _NO_PLACE, size), "", draw_areas(rng, "street", size)).tolist(),
        "complainant_ref": _complainants(rng, size),
        "vulnerability_score": _scores(rng, sources),
    }
    return draft_from_columns(FEED, period, f"asb-incidents-{period}-v{version}.csv", columns)


def _draw_categories(rng: np.random.Generator, period: Period) -> list[str]:
    days = (period.next.start - period.start).days / 365.25
    expected = {
        category: _PER_YEAR * days * share * season(period.start.month, *wave)
        for category, (_, share, wave) in _CATEGORIES.items()
    }
    expected["Fireworks"] = _FIREWORKS.get(period.start.month, 0.5)
    categories = np.repeat(list(expected), rng.poisson(list(expected.values())))
    mixed: list[str] = rng.permutation(categories).tolist()
    return mixed


def _asb_type(category: str) -> str:
    return _CATEGORIES[category][0] if category in _CATEGORIES else "Nuisance"


def _closed(rng: np.random.Generator, opened: np.ndarray, sources: np.ndarray) -> list[str]:
    """Police close an incident within days; a council or housing case takes weeks, and some are still open."""
    days = opened + rng.exponential(np.where(sources == "Police", 1.5, 40)).astype("int64")
    return [iso_day(day) if day <= EXTRACTED.toordinal() else "" for day in days.tolist()]


def _complainants(rng: np.random.Generator, size: int) -> list[str]:
    """A few people report again and again, also in other months; many give no name."""
    weights = generator("asb complainants").lognormal(0, 1.0, _COMPLAINANTS).round(6)
    numbers = draw_positions(rng, weights, size)
    anonymous = chance(rng, _ANONYMOUS, size)
    return ["" if hidden else f"C-{number + 1:05d}" for number, hidden in zip(numbers.tolist(), anonymous, strict=True)]


def _scores(rng: np.random.Generator, sources: np.ndarray) -> list[str]:
    """Only council and housing officers fill in the risk matrix, and not always."""
    size = len(sources)
    scores = np.minimum(rng.gamma(2.0, 7.0, size).astype("int64"), 50).astype(str)
    missing = np.where(sources == "Police", "", "n/a")
    scored = (sources != "Police") & chance(rng, 0.8, size)
    cells: list[str] = np.where(scored, scores, missing).tolist()
    return cells
