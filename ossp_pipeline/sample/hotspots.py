"""How strongly small areas draw events, and homes: a few places hold a large part of everything, year after year."""

from functools import cache

import numpy as np

from ossp_pipeline.sample.draws import draw_positions, generator
from ossp_pipeline.sample.places import CENTRE_WARD, TOWN_CENTRE, home_areas

# Per kind of place: spread of the draw, factor for deprived areas, factor for district centres, and the share of
# everything that falls on each half of the town centre.
_KINDS = {
    "street": (0.40, 1.9, 3.5, (0.060, 0.042)),
    "shops": (0.90, 1.0, 9.0, (0.170, 0.080)),
    "homes": (0.30, 1.5, 1.2, (0.012, 0.010)),
}
_DISTRICT_CENTRES = ("E05015016", "E05015021", "E05015023", "E05015024", "E05015026", "E05015029", "E05015033")


@cache
def weights(kind: str) -> np.ndarray:
    """One weight per home area, in their order; they add up to one."""
    spread, deprived, centre, town_centre = _KINDS[kind]
    areas = home_areas()
    drawn: np.ndarray = generator(f"places {kind}").lognormal(0, spread, len(areas))
    drawn *= [deprived if area.is_deprived else 1 for area in areas]
    drawn *= [centre if area.code in _district_centres() else 1 for area in areas]
    is_town = np.array([area.code in TOWN_CENTRE for area in areas])
    drawn = np.where(is_town, 0, drawn) / drawn[~is_town].sum() * (1 - sum(town_centre))
    drawn[is_town] = town_centre
    # Rounded, so that no machine's arithmetic can change a draw.
    rounded: np.ndarray = drawn.round(6)
    return rounded


def draw_areas(rng: np.random.Generator, kind: str, size: int) -> np.ndarray:
    """Codes of home areas."""
    codes: np.ndarray = np.array([area.code for area in home_areas()])[draw_positions(rng, weights(kind), size)]
    return codes


@cache
def _district_centres() -> frozenset[str]:
    """The last small area of each ward that has a shopping street of its own."""
    last = {area.ward.code: area.code for area in home_areas() if area.ward.code != CENTRE_WARD}
    return frozenset(last[ward] for ward in _DISTRICT_CENTRES)
