"""Small multiples: one panel for each series, all on one scale that starts at zero, so that panels can be compared."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from ossp_pipeline.site.drawings.svg import GREY, NAVY, drawing, line, tag, text

# A panel of fewer figures than this is no line.
FEWEST = 2
_WIDTH, _GAP = 760, 16
_HEIGHT, _TOP, _BOTTOM, _LEFT = 132, 40, 22, 40
_TITLE = 30


@dataclass(frozen=True)
class Panel:
    """A series: one value for every step of time, None where there is no figure. `newest` is its last one in words."""

    title: str
    values: Sequence[float | None]
    newest: str


@dataclass(frozen=True)
class Grid:
    """The first and the last step of time in words, and how many panels stand side by side."""

    first: str
    last: str
    columns: int = 3


def multiples(name: str, title: str, description: str, panels: Sequence[Panel], grid: Grid) -> Markup | None:
    """The panels row by row; None where no panel has a line."""
    drawable = [panel for panel in panels if len(_known(panel)) >= FEWEST]
    if not drawable:
        return None
    highest = round_up(max(max(_known(panel)) for panel in drawable))
    width = (_WIDTH - _GAP * (grid.columns - 1)) / grid.columns
    drawn = []
    for index, panel in enumerate(panels):
        corner = (index % grid.columns) * (width + _GAP), (index // grid.columns) * (_HEIGHT + _GAP)
        drawn += _panel(panel, corner, width, highest, grid)
    rows = math.ceil(len(panels) / grid.columns)
    return drawing(_WIDTH, rows * (_HEIGHT + _GAP), name, title, description, *drawn)


def round_up(value: float) -> float:
    """The next round number, for the top of a scale that starts at zero."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(power * step for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if power * step >= value)


def shortened(words: str, most: int) -> str:
    """A name that fits its place; the table beside the drawing has it in full."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _known(panel: Panel) -> list[float]:
    return [value for value in panel.values if value is not None]


def _panel(panel: Panel, corner: tuple[float, float], width: float, highest: float, grid: Grid) -> list[Markup]:
    x, y = corner
    left, right, foot = x + _LEFT, x + width - 8, y + _HEIGHT - _BOTTOM
    step = (right - left) / max(1, len(panel.values) - 1)

    def place(index: int, value: float) -> tuple[float, float]:
        return left + index * step, foot - value / highest * (_HEIGHT - _TOP - _BOTTOM)

    places = [
        (left - 6, y + _TOP + 4, f"{highest:,.0f}", "end"),
        (left - 6, foot + 4, "0", "end"),
        (left, foot + 17, grid.first, "start"),
        (right, foot + 17, grid.last, "end"),
    ]
    drawn = [
        text(x, y + 14, shortened(panel.title, _TITLE), font_size=13, font_weight="bold"),
        text(x, y + 30, panel.newest, font_size=12, fill=NAVY),
        tag("path", d=f"M{left:.0f} {y + _TOP:.0f}H{right:.0f}M{left:.0f} {foot:.0f}H{right:.0f}", stroke="#b1b4b6"),
        # One group says once how the scale looks: sixteen panels say it often enough.
        tag(
            "g", *(tag("text", words, x=x, y=y, text_anchor=at) for x, y, words, at in places), font_size=12, fill=GREY
        ),
    ]
    if len(_known(panel)) < FEWEST:
        return [*drawn, text(left + 6, foot - 20, "too few figures", font_size=12, fill=GREY)]
    for is_there, run in groupby(enumerate(panel.values), key=lambda item: item[1] is not None):
        if is_there:
            drawn.append(
                line([place(index, value) for index, value in run if value is not None], stroke=NAVY, stroke_width=1.8)
            )
    index, last = next((at, value) for at, value in reversed(list(enumerate(panel.values))) if value is not None)
    drawn.append(tag("circle", cx=place(index, last)[0], cy=place(index, last)[1], r=3, fill=NAVY))
    return drawn
