"""How much room text takes on a slide, and how much of it fits. Sizes in inches, type in points.

Slides are set in Arial. Liberation Sans comes with the package and has the same widths, so no font of the machine is
used.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache

from PIL import ImageFont

from ossp_pipeline.packs.board.glyphs import FONTS, NOT_PRINTED

_EM = 100
# Of a line: programs round widths in their own ways.
_SAFETY_MARGIN = 0.97
_LEADING = 1.2
_WIDE = "WW"
_POINTS = 72
# A cut ends with a whole word, unless the next is longer than words are.
_LONGEST_WORD = 30


def leading(size: float) -> float:
    """From one line to the next."""
    return size * _LEADING / _POINTS


def text_width(words: str, size: float) -> float:
    """Of words on one line."""
    return _ems(words, False) * size / _POINTS


def line_count(words: str, width: float, size: float, is_bold: bool = False) -> int:
    """Lines the words take: broken at spaces, and within a word only where it is longer than a line."""
    room = width * _SAFETY_MARGIN * _POINTS / size
    lines, used = 1, 0.0
    for word in words.split():
        needed = _ems(word, is_bold)
        if used and used + _ems(" ", is_bold) + needed > room:
            lines, used = lines + 1, 0.0
        used += needed + (_ems(" ", is_bold) if used else 0)
        while used > room:
            lines, used = lines + 1, used - room + 1
    return lines


def shortened(words: str, width: float, size: float, most: int, is_bold: bool = False) -> str:
    """The words on at most so many lines; what is cut away is marked by an ellipsis."""
    if line_count(words, width, size, is_bold) <= most:
        return words

    def lines_to(end: int) -> int:
        return line_count(f"{words[:end]}…", width, size, is_bold)

    kept = words[: bisect_right(range(1, len(words)), most, key=lines_to)]
    whole = kept.rpartition(" ")[0]
    last = words[len(whole) :].split(maxsplit=1)[0]
    return f"{whole if whole and len(last) < _LONGEST_WORD else kept}…"


def count_fitting(heights: Sequence[float], room: float, rest: float) -> int:
    """How many pieces fit below each other. Where some do not, room is kept for the words that say so."""
    if sum(heights) <= room:
        return len(heights)
    used, count = rest, 0
    while used + heights[count] <= room:
        used, count = used + heights[count], count + 1
    return count


@lru_cache(maxsize=8192)
def _ems(word: str, is_bold: bool) -> float:
    return float(_font(is_bold).getlength(NOT_PRINTED.sub(_WIDE, word))) / _EM


@cache
def _font(is_bold: bool) -> ImageFont.FreeTypeFont:
    name = f"LiberationSans-{'Bold' if is_bold else 'Regular'}.ttf"
    return ImageFont.truetype(str(FONTS / name), _EM, layout_engine=ImageFont.Layout.BASIC)
