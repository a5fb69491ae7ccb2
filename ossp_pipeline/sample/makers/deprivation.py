"""Indices of deprivation of every small area, in two editions. All figures are invented."""

from collections.abc import Iterator

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.deprivation import FEED
from ossp_pipeline.sample.answers import Draft, Fate, version_suffix
from ossp_pipeline.sample.draws import generator
from ossp_pipeline.sample.places import STOCKPORT, home_areas, neighbour_areas
from ossp_pipeline.sample.span import year

_EDITIONS = (year("2019"), year("2025"))
_RANKED = {"2019": 32_844, "2025": 33_755}


def drafts() -> Iterator[Draft]:
    """Both editions."""
    yield from map(_edition, _EDITIONS)


def next_version() -> Draft:
    """The newest edition, published again."""
    return _edition(_EDITIONS[-1], 2)


def _edition(edition: Period, version: int = 1) -> Draft:
    """Ranks and deciles of every small area, on the vintage of the edition."""
    rng = generator(FEED.name, edition)
    is_old = str(edition) == "2019"
    areas = {(area.code11 if is_old else area.code): area for area in (*home_areas(), *neighbour_areas())}
    ranked = _RANKED[str(edition)]
    ranks = rng.choice(ranked, size=len(areas), replace=False) + 1
    rows, fates = [], []
    for (code, area), drawn in zip(areas.items(), ranks.tolist(), strict=True):
        rank = -(-drawn // 6) if area.is_deprived else drawn
        decile = min(10, (rank - 1) * 10 // ranked + 1)
        others = [str(min(10, max(1, decile + step))) for step in rng.integers(-1, 2, size=7).tolist()]
        rows.append([code, str(rank), str(decile), *others])
        fates.append(Fate.ACCEPTED if area.district == STOCKPORT else Fate.OUT_OF_AREA)
    return Draft(FEED, edition, f"deprivation-{edition}{version_suffix(version)}.csv", rows, fates)
