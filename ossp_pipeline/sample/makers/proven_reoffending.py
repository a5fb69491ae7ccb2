"""Proven reoffending of two boroughs' cohorts. All figures are invented."""

from collections.abc import Iterator

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.proven_reoffending import FEED
from ossp_pipeline.sample.answers import Draft, Fate, version_suffix
from ossp_pipeline.sample.draws import generator
from ossp_pipeline.sample.span import year

_COHORTS = (year("2023"), year("2024"))


def drafts() -> Iterator[Draft]:
    """Two cohorts."""
    yield from map(_cohort, _COHORTS)


def next_version() -> Draft:
    """The newest cohort, published again."""
    return _cohort(_COHORTS[-1], 2)


def _cohort(period: Period, version: int = 1) -> Draft:
    """Cohorts of two boroughs, adults and juveniles. The small ones are suppressed."""
    rng = generator(FEED.name, period)
    rows = []
    for place, size in (("Stockport", 900), ("Manchester", 3_400)):
        for group, share in (("Adult", 0.25), ("Juvenile", 0.02)):
            offenders = int(rng.poisson(size * (1 if group == "Adult" else 0.06)))
            again = int(rng.binomial(offenders, share + 0.05))
            counts = [str(offenders), str(again), str(again * 3)] if again > 4 else [str(offenders), "*", "*"]
            rows.append([f"January to December {period}", place, "LTLA total", group, *counts])
    name = f"proven-reoffending-{period}{version_suffix(version)}.csv"
    return Draft(FEED, period, name, rows, [Fate.ACCEPTED] * len(rows))
