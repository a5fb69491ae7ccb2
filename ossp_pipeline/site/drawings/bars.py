"""Bars from zero, each with its value in words beside it; one or two for each row."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ossp_pipeline.site.drawings.multiples import shortened
from ossp_pipeline.site.drawings.svg import GREY, INK, NAVY, ORANGE, drawing, tag, text

# Names stand over their bars, not beside them: on a phone the bars are then in sight.
_WIDTH, _RIGHT, _THICK, _NAME, _GAP, _KEY = 520, 100, 16, 20, 10, 32
_TITLE = 60
_LOOKS = (NAVY, ORANGE)


@dataclass(frozen=True)
class Bar:
    """A row: its name, one or two values with their words. A value of None has words and no bar."""

    title: str
    values: tuple[float | None, ...]
    words: tuple[str, ...]
    is_marked: bool = False


def bars(name: str, title: str, description: str, rows: Sequence[Bar], key: tuple[str, ...] = ()) -> Markup | None:
    """The rows in the order given; None where no row has a value. `key` names the two bars of a row."""
    highest = max((value for row in rows for value in row.values if value is not None), default=0.0)
    if highest <= 0:
        return None
    scale = (_WIDTH - _RIGHT) / highest
    y = float(_KEY if key else 8)
    drawn = _key(key)
    for row in rows:
        drawn += _row(row, y, scale)
        y += _NAME + _THICK * len(row.values) + _GAP
    return drawing(_WIDTH, y, name, title, description, *drawn)


def _row(row: Bar, y: float, scale: float) -> list[Markup]:
    weight = "bold" if row.is_marked else "normal"
    drawn = [text(1, y + 13, shortened(row.title, _TITLE), font_weight=weight)]
    for index, (value, words) in enumerate(zip(row.values, row.words, strict=True)):
        top, length = y + _NAME + index * _THICK, (value or 0) * scale
        fill = _LOOKS[index] if row.is_marked or len(row.values) > 1 else "#6BACE6"
        if value is not None:
            drawn.append(
                tag(
                    "rect",
                    x=1,
                    y=top,
                    width=max(length, 1.0),
                    height=_THICK - 2,
                    fill=fill,
                    stroke=INK,
                    stroke_width=0.5,
                )
            )
        look = INK if value is not None else GREY
        drawn.append(text(length + 7, top + 12, words, font_size=13, fill=look, font_weight=weight))
    return drawn


def _key(names: tuple[str, ...]) -> list[Markup]:
    drawn, x = [], 1.0
    for words, fill in zip(names, _LOOKS, strict=False):
        drawn.append(tag("rect", x=x, y=6, width=14, height=14, fill=fill, stroke=INK, stroke_width=0.5))
        drawn.append(text(x + 20, 18, words))
        x += 44 + 7.4 * len(words)
    return drawn
