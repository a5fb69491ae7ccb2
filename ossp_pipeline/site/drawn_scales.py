"""What a drawing says by where it puts its numbers: scales, axes of time, keys of colours and numbered places.

They are of no published row, so they are read by their own rules: a scale has even, round steps; a period stands where
its time is; a key holds every figure of its map in one class; no two places have the same number.
"""

import math
import re
from calendar import month_abbr
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lxml import etree

from ossp_pipeline.contracts.period import read_period

_TICK = re.compile(r"−?[\d,.]+%?")
_KEY = re.compile(r"([\d,.]+)%?(?: to ([\d,.]+)%?)?")
_MONTH = re.compile(r"([A-Z][a-z]{2}) (\d{4})")
_QUARTER = re.compile(r"Q([1-4]) (\d{2})/(\d{2})")
_PERIOD = re.compile(r"(?:[A-Z][a-z]{2}|Q\d+) [\d/]+")
_MONTHS = {name: number for number, name in enumerate(month_abbr) if name}
_ROUND = (1, 2, 2.5, 5)
# How far a label may stand from where its time is: places are drawn to a tenth.
_NEAR = 1.0
_TINY = 1e-9


def wrong_in_drawings(page: etree._Element) -> Iterator[tuple[str, str]]:
    """Numbers that stand where they cannot, with what they stand in."""
    for drawing in page.iter("svg"):
        texts = list(drawing.iter("text"))
        yield from ((words, "the scale") for words in _uneven([_words(text) for text in texts if is_on_a_scale(text)]))
        yield from ((words, "the axis of time") for words in _misplaced(texts))
        yield from ((words, "the key") for words in _outside_the_key(texts))
        yield from ((words, "the numbers of places") for words in _repeated(texts))


def is_on_a_scale(element: etree._Element) -> bool:
    """Whether it is a number beside an axis: those end where the drawing begins."""
    return element.get("text-anchor") == "end" and _TICK.fullmatch(_words(element)) is not None


def _words(element: etree._Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _value(words: str) -> float:
    return float(words.strip("%").replace(",", "").replace("−", "-"))


def _uneven(ticks: Sequence[str]) -> list[str]:
    """All ticks of a scale that has no even and round step; one of two ticks may have any."""
    values = sorted({_value(words) for words in ticks})
    decimals = max((len(words.strip("%").partition(".")[2]) for words in ticks), default=0)
    is_written = all(words.strip("−%") == f"{abs(_value(words)):,.{decimals}f}" for words in ticks)
    is_even = len(values) <= 2 or any(_is_even(values, step, decimals) for step in _steps(values))
    return [] if is_written and is_even else [" ".join(ticks)]


def _steps(values: Sequence[float]) -> Iterator[float]:
    """The round steps that may lie between these values, which may be rounded."""
    power = math.floor(math.log10((values[-1] - values[0]) / (len(values) - 1)))
    yield from (factor * 10.0**at for at in range(power - 1, power + 2) for factor in _ROUND)


def _is_even(values: Sequence[float], step: float, decimals: int) -> bool:
    start = round(values[0] / step)
    rounded = 0.5 * 10.0**-decimals + _TINY
    return any(
        all(abs(value - step * (first + at)) <= rounded for at, value in enumerate(values))
        for first in (start - 1, start, start + 1)
    )


def _misplaced(texts: Sequence[etree._Element]) -> list[str]:
    """Periods below an axis that do not stand where their time is, by the first and the last of them."""
    labels = [(float(text.get("x")), end, _words(text)) for text in texts if (end := _end_of(text)) is not None]
    labels.sort(key=lambda label: label[0])
    if any(before[1] >= after[1] for before, after in pairwise(labels)):
        return [" ".join(words for *_, words in labels)]
    if len(labels) <= 2:
        return []
    (left, first, _), (right, last, _) = labels[0], labels[-1]
    pace = (right - left) / (last - first)
    is_near = all(abs(x - left - pace * (end - first)) <= _NEAR for x, end, _ in labels)
    return [] if is_near else [" ".join(words for *_, words in labels)]


def _end_of(text: etree._Element) -> int | None:
    """The last day of the period that a label below an axis names, as a number; None for other words."""
    if text.get("text-anchor") != "middle":
        return None
    words = _words(text)
    month, quarter = _MONTH.fullmatch(words), _QUARTER.fullmatch(words)
    if month and month[1] in _MONTHS:
        return read_period(f"{month[2]}-{_MONTHS[month[1]]:02d}").end.toordinal()
    if quarter and (int(quarter[2]) + 1) % 100 == int(quarter[3]):
        return read_period(f"20{quarter[2]}-{quarter[3]}Q{quarter[1]}").end.toordinal()
    # What only looks like a period, such as a year 25/27, is none: it stands before all others.
    return 0 if _PERIOD.fullmatch(words) else None


def _outside_the_key(texts: Sequence[etree._Element]) -> list[str]:
    """Classes that overlap or end at no figure of the map, and figures of the map in no class."""
    keys = [(_words(text), match) for text in texts if (match := _class_of(text))]
    figures = {_value(words): words for text in texts if _TICK.fullmatch(words := _words(text)) and _is_on_a_tile(text)}
    if not keys or not figures:
        return []
    classes = [(_value(match[1]), _value(match[2] or match[1]), words) for words, match in keys]
    wrong = [words for low, high, words in classes if low > high or low not in figures or high not in figures]
    wrong += [after[2] for before, after in pairwise(classes) if before[1] >= after[0]]
    wrong += [words for value, words in figures.items() if not any(low <= value <= high for low, high, _ in classes)]
    return list(dict.fromkeys(wrong))


def _class_of(text: etree._Element) -> re.Match[str] | None:
    """The limits of a class of colour: beside its swatch, in words of their own."""
    swatch = text.getprevious()
    is_key = swatch is not None and swatch.tag == "rect" and text.getparent().tag == "svg"
    return _KEY.fullmatch(_words(text)) if is_key and text.get("text-anchor") is None else None


def _is_on_a_tile(text: etree._Element) -> bool:
    return bool(text.getparent().tag == "g" and text.get("text-anchor") == "middle")


def _repeated(texts: Sequence[etree._Element]) -> list[str]:
    """Numbers that two places of one map have; such numbers are drawn with a rim."""
    numbers = Counter(_words(text) for text in texts if text.getparent().get("paint-order") == "stroke")
    return [words for words, count in numbers.items() if count > 1 and words.isdigit()]
