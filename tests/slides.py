"""Looking at a deck as a viewer would: what runs out of its box, over the edge, or over something else."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Any

from PIL import ImageFont
from pptx.util import Inches, Pt

from ossp_pipeline.packs.board.glyphs import FONTS

_FOOT = Inches(7.03)
_SLACK = Inches(0.01)
_SMALLEST = Pt(12)


def ugly(deck: Any) -> list[str]:
    """What is wrong to the eye, slide by slide."""
    found = []
    for number, slide in enumerate(deck.slides, 1):
        shapes = list(slide.shapes)
        found += [f"{number}: {shape.name} lies outside" for shape in shapes if _is_outside(shape, deck, number)]
        found += [f"{number}: {one.name} over {two.name}" for one, two in combinations(shapes, 2) if _overlap(one, two)]
        found += [f"{number}: {words}" for shape in shapes for words in _cramped(shape)]
    return found


def _is_outside(shape: Any, deck: Any, number: int) -> bool:
    bottom = deck.slide_height if number == 1 else _FOOT
    return (
        shape.left < 0
        or shape.top < 0
        or shape.left + shape.width > deck.slide_width
        or shape.top + _height(shape) > bottom + _SLACK
    )


def _height(shape: Any) -> int:
    return sum(row.height for row in shape.table.rows) if shape.has_table else shape.height


def _overlap(one: Any, two: Any) -> bool:
    across = min(one.left + one.width, two.left + two.width) - max(one.left, two.left)
    down = min(one.top + _height(one), two.top + _height(two)) - max(one.top, two.top)
    return across > _SLACK and down > _SLACK


def _cramped(shape: Any) -> Iterator[str]:
    if shape.has_text_frame:
        frame = shape.text_frame
        width = shape.width - frame.margin_left - frame.margin_right
        yield from _too_tall(frame, width, shape.height - frame.margin_top - frame.margin_bottom)
    if shape.has_table:
        for row in shape.table.rows:
            for cell, column in zip(row.cells, shape.table.columns, strict=True):
                width = column.width - cell.margin_left - cell.margin_right
                yield from _too_tall(cell.text_frame, width, row.height - cell.margin_top - cell.margin_bottom)


def _too_tall(frame: Any, width: int, height: int) -> Iterator[str]:
    needed = 0
    for paragraph in frame.paragraphs:
        size = max(run.font.size for run in paragraph.runs)
        if size < _SMALLEST:
            yield f"{size.pt} point type: {frame.text[:40]}"
        indent = int(paragraph._p.pPr.get("marL", 0))
        needed += _lines(paragraph, width - indent) * size * 1.15 + (paragraph.space_after or 0)
    if needed > height + (frame.paragraphs[-1].space_after or 0) + _SLACK:
        yield f"{needed / Inches(1):.2f} in {height / Inches(1):.2f} inches: {frame.text[:40]}"


def _lines(paragraph: Any, width: int) -> int:
    """As a program breaks them: after a space where it can, else where the line is full."""
    lines, used = 1, 0.0
    for run in paragraph.runs:
        for index, word in enumerate(run.text.split(" ")):
            space = _width(" ", run) if index else 0
            size = _width(word, run)
            if used and used + space + size > width:
                lines, used, space = lines + 1, 0.0, 0
            used += space + size
            extra = max(0, -(-int(used) // width) - 1)
            lines, used = lines + extra, used - extra * width
    return lines


def _width(words: str, run: Any) -> float:
    return _font(bool(run.font.bold)).getlength(words) / 1000 * run.font.size


@cache
def _font(is_bold: bool) -> Any:
    name = f"LiberationSans-{'Bold' if is_bold else 'Regular'}.ttf"
    return ImageFont.truetype(str(FONTS / name), 1000, layout_engine=ImageFont.Layout.BASIC)
