"""Seeded draws. Every file draws from a generator of its own, so that a change in one leaves the others as they are.

Days are ordinals (`date.toordinal`) while they are drawn; `uk_day` and the others write them.
"""

import math
import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import numpy as np

from ossp_pipeline.contracts.period import Period

SEED = 20260518
DAY_MINUTES = 24 * 60
_CLOCK = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(DAY_MINUTES)]


def generator(subject: str, period: Period | None = None, version: int = 1) -> np.random.Generator:
    """The generator of one file; without a period, that of what outlives a file (people, places)."""
    number = period.start.toordinal() if period else 0
    return np.random.default_rng([SEED, zlib.crc32(subject.encode()), number, version])


def draw_positions(rng: np.random.Generator, weights: Sequence[float] | np.ndarray, size: int) -> np.ndarray:
    """Positions, each as often as its weight says."""
    edges = np.cumsum(np.asarray(weights, dtype="float64"))
    positions: np.ndarray = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    last: np.ndarray = np.minimum(positions, len(edges) - 1)
    return last


def draw(rng: np.random.Generator, weights: Mapping[str, float], size: int) -> np.ndarray:
    """Texts, each as often as its weight says."""
    texts: np.ndarray = np.array(list(weights))[draw_positions(rng, list(weights.values()), size)]
    return texts


def chance(rng: np.random.Generator, share: float | np.ndarray, size: int) -> np.ndarray:
    """True for about this share."""
    return rng.random(size) < share


def season(month_number: int, peak: float, swing: float) -> float:
    """A yearly wave around 1. Rounded, so that no machine's cosine can change a draw."""
    return round(1 + swing * math.cos((month_number - peak) * math.pi / 6), 4)


def flags(mask: np.ndarray) -> list[str]:
    """Y and N."""
    letters: list[str] = np.where(mask, "Y", "N").tolist()
    return letters


@cache
def uk_day(day: int) -> str:
    """31/03/2026."""
    return f"{date.fromordinal(day):%d/%m/%Y}"


@cache
def iso_day(day: int) -> str:
    """2026-03-31."""
    return date.fromordinal(day).isoformat()


def uk_times(minutes: np.ndarray) -> list[str]:
    """31/03/2026 23:05, from minutes counted over days."""
    days, rests = np.divmod(minutes, DAY_MINUTES)
    return [f"{uk_day(day)} {_CLOCK[rest]}" for day, rest in zip(days.tolist(), rests.tolist(), strict=True)]
