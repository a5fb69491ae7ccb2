"""People who do not exist: names of syllables that are no names, postcodes of an area that is not there (QQ)."""

import numpy as np

_STARTS = ("Zor", "Quan", "Vex", "Thrim", "Blor", "Xil", "Yug", "Krev", "Woz", "Plim", "Frub", "Glav", "Druz", "Snerp")
_MIDDLES = ("ik", "ubb", "ov", "izz", "agl", "umf", "ewt", "onk")
_ENDS = ("drel", "vik", "mup", "zane", "quob", "thrax", "lurn", "plo", "gryx", "wump")
_LETTERS = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))


def invented_names(rng: np.random.Generator, size: int) -> list[str]:
    """Zorikdrel, Quanubbvik …"""
    parts = [np.array(part)[rng.integers(len(part), size=size)] for part in (_STARTS, _MIDDLES, _ENDS)]
    return ["".join(name) for name in zip(*parts, strict=True)]


def invented_postcodes(rng: np.random.Generator, size: int) -> list[str]:
    """QQ1 2QQ …"""
    districts, sectors = rng.integers(1, 10, (2, size)).tolist()
    letters = _LETTERS[rng.integers(len(_LETTERS), size=size)].tolist()
    parts = zip(districts, sectors, letters, strict=True)
    return [f"QQ{district} {sector}Q{letter}" for district, sector, letter in parts]


def births(rng: np.random.Generator, on: np.ndarray, mean_age: float, spread: float) -> np.ndarray:
    """Days of birth of adults, by their age on a day."""
    ages = np.clip(rng.normal(mean_age, spread, len(on)), 18.1, 82)
    days: np.ndarray = on - (ages * 365.25).astype("int64")
    return days
