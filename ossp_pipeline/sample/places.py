"""The places of the sample: Stockport's real wards over invented small areas, and a piece of one neighbour.

Wards, districts and their codes are public (ONS Open Geography, boundaries of May 2023). Small areas are invented:
their codes start with X, so that no row of the sample can be taken for a real neighbourhood.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count

FORCE_CODE = "E23000005"
FORCE_NAME = "Greater Manchester"


@dataclass(frozen=True)
class District:
    """A local authority and its Community Safety Partnership."""

    code: str
    name: str
    csp_code: str


@dataclass(frozen=True)
class Ward:
    """A ward: its small areas of 2021, how many of them are among the most deprived, and its residents of mid-2020."""

    code: str
    name: str
    small_areas: int
    residents: int
    deprived: int


@dataclass(frozen=True)
class SmallArea:
    """A small area of 2021 and the one of 2011 it came from. `change` is the ONS code: unchanged or split."""

    code: str
    name: str
    code11: str
    name11: str
    change: str
    ward: Ward
    district: District
    is_deprived: bool


STOCKPORT = District("E08000007", "Stockport", "E22000105")
TRAFFORD = District("E08000009", "Trafford", "E22000107")
CENTRE_WARD = "E05015018"
WARDS = (
    Ward("E05015014", "Bramhall North", 9, 12_570, 0),
    Ward("E05015015", "Bramhall South & Woodford", 9, 13_024, 0),
    Ward("E05015016", "Bredbury & Woodley", 10, 14_550, 3),
    Ward("E05015017", "Bredbury Green & Romiley", 9, 13_667, 1),
    Ward(CENTRE_WARD, "Brinnington & Stockport Central", 7, 12_133, 6),
    Ward("E05015019", "Cheadle East & Cheadle Hulme North", 11, 16_284, 2),
    Ward("E05015020", "Cheadle Hulme South", 10, 15_050, 0),
    Ward("E05015021", "Cheadle West & Gatley", 9, 14_073, 1),
    Ward("E05015022", "Davenport & Cale Green", 10, 16_914, 4),
    Ward("E05015023", "Edgeley", 8, 12_627, 3),
    Ward("E05015024", "Hazel Grove", 9, 14_240, 0),
    Ward("E05015025", "Heald Green", 8, 13_470, 0),
    Ward("E05015026", "Heatons North", 10, 16_523, 1),
    Ward("E05015027", "Heatons South", 9, 14_321, 0),
    Ward("E05015028", "Manor", 9, 13_929, 1),
    Ward("E05015029", "Marple North", 7, 10_122, 0),
    Ward("E05015030", "Marple South & High Lane", 9, 13_145, 0),
    Ward("E05015031", "Norbury & Woodsmoor", 9, 13_130, 0),
    Ward("E05015032", "Offerton", 10, 15_397, 3),
    Ward("E05015033", "Reddish North", 10, 15_515, 4),
    Ward("E05015034", "Reddish South", 9, 13_513, 3),
)
_NEIGHBOUR_WARD = Ward("X05000001", "Sample ward", 4, 6_400, 0)
# The town centre was one small area in 2011 and is two since 2021: letters E and F are new, B is gone.
_SPLIT_11 = ("X01000501", "Sample 014B")
_SPLIT_21 = (("X01000502", "Sample 014E"), ("X01000503", "Sample 014F"))
TOWN_CENTRE = tuple(code for code, _ in _SPLIT_21)


@cache
def home_areas() -> tuple[SmallArea, ...]:
    """The 191 small areas of Stockport, ward by ward."""
    numbers, names = count(1), _names()
    return tuple(area for ward in WARDS for area in _ward_areas(ward, numbers, names))


@cache
def neighbour_areas() -> tuple[SmallArea, ...]:
    """A few small areas of Trafford, so that rows from outside have somewhere to be."""
    places = ((f"X01000{601 + place}", f"Sample 061{letter}") for place, letter in enumerate("ABCD"))
    return tuple(_unchanged(code, name, _NEIGHBOUR_WARD, TRAFFORD, False) for code, name in places)


def _ward_areas(ward: Ward, numbers: Iterator[int], names: Iterator[str]) -> list[SmallArea]:
    is_centre = ward.code == CENTRE_WARD
    around_centre = [f"Sample 014{letter}" for letter in "ACD"] if is_centre else []
    split = _SPLIT_21 if is_centre else ()
    areas = []
    for place in range(ward.small_areas - len(split)):
        name = around_centre[place] if place < len(around_centre) else next(names)
        areas.append(_unchanged(f"X01{next(numbers):06d}", name, ward, STOCKPORT, place < ward.deprived - len(split)))
    return areas + [SmallArea(code, name, *_SPLIT_11, "S", ward, STOCKPORT, True) for code, name in split]


def _unchanged(code: str, name: str, ward: Ward, district: District, is_deprived: bool) -> SmallArea:
    return SmallArea(code, name, code, name, "U", ward, district, is_deprived)


def _names() -> Iterator[str]:
    """Sample 001A, 001B … in groups of five; group 014 lies around the town centre and is named there."""
    for group in count(1):
        if group != 14:
            yield from (f"Sample {group:03d}{letter}" for letter in "ABCDE")
