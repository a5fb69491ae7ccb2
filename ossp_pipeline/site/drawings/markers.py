"""The marks of a control chart and its key: each has a shape of its own, so that colour is not needed.

A figure's mark says what the chart says of it; hollow means provisional, an “r” delivered again. Where there is no
figure, a mark in the strip below the axis says why: on the axis it would be read as zero.
"""

from collections.abc import Sequence

from markupsafe import Markup

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.drawings.svg import INK, NAVY, ORANGE, PLUM, TEAL, tag, text
from ossp_pipeline.site.formatting import plotted
from ossp_pipeline.site.tables import Row

USUAL = "common cause"
_WHITE = "#ffffff"
_COLOURS = {"concern": ORANGE, "improvement": TEAL, "neutral high": PLUM, "neutral low": PLUM}
_KINDS = {
    USUAL: "usual",
    "improvement": "better than usual",
    "concern": "worse than usual",
    "neutral high": "unusual",
    "neutral low": "unusual",
}
_REASONS: dict[str, str] = {
    ValueStatus.WITHHELD: "m-3 -5v10m6 -10v10",
    ValueStatus.SUPPRESSED: "m-5 -3h10m-10 6h10",
    ValueStatus.NOT_SUPPLIED: "m-4 -4l8 8m0 -8l-8 8",
    ValueStatus.QUERIED: "m0 -6v7m0 3v3",
    ValueStatus.NOT_YET_DUE: "m-4 0h8",
    ValueStatus.NOT_APPLICABLE: "m-3 5l6 -10",
}
_GAP, _LETTER = 40, 6.7


def kind_of(row: Row) -> str:
    """What the chart says of a point, or that there is none."""
    return "missing" if plotted(row) is None else str(row["point_kind"] or USUAL)


def point_mark(row: Row, x: float, y: float) -> Markup:
    """A figure's mark at its place."""
    drawn = _shape(kind_of(row), x, y, _is_open(row))
    return tag("g", drawn, _replaced(x, y - 9)) if row["is_revised"] else drawn


def missing_mark(status: str, *places: tuple[float, float]) -> Markup:
    """The mark of the reason why there is no figure, at each of these places."""
    shape = _REASONS.get(status, _REASONS[ValueStatus.NOT_APPLICABLE])
    drawn = "".join(f"M{x:.1f} {y:.1f}{shape}" for x, y in places)
    return tag("path", d=drawn, stroke=INK, stroke_width=2, fill="none")


def key(rows: Sequence[Row], left: float) -> list[Markup]:
    """What the marks of these rows mean: those of figures above; below them, delivered again and no figure at all.

    All kinds of figures fill the first line: one more mark would not fit into the drawing.
    """
    shown = [row for row in rows if plotted(row) is not None]
    kinds = {words: kind for kind, words in _KINDS.items() if any(kind_of(row) == kind for row in shown)}
    above = [(_shape(kind, 0, 0, False), words) for words, kind in kinds.items()]
    if any(map(_is_open, shown)):
        above.append((_shape(USUAL, 0, 0, True), "hollow: provisional or unconfirmed"))
    below = [(_replaced(0, 5), "delivered again")] if any(row["is_revised"] for row in shown) else []
    missing = {row["status"] for row in rows if plotted(row) is None}
    below += [(missing_mark(status, (0, 0)), status) for status in _REASONS if status in missing]
    return [*_key_line(above, left, 14), *_key_line(below, left, 36)]


def _is_open(row: Row) -> bool:
    """Whether a figure may still change: it is provisional, or rests on a month in doubt."""
    return bool(row["is_provisional"] or row.get("unconfirmed_reason"))


def _shape(kind: str, x: float, y: float, is_hollow: bool) -> Markup:
    colour = _COLOURS.get(kind, NAVY)
    look: dict[str, object] = {"fill": colour, "stroke": INK, "stroke_width": 1}
    if is_hollow:
        look = {"fill": _WHITE, "stroke": colour, "stroke_width": 2.5}
    if kind == "concern":
        return tag("path", d=f"M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z", **look)
    if kind == "improvement":
        return tag("rect", x=x - 5, y=y - 5, width=10, height=10, **look)
    if kind in _COLOURS:
        return tag("path", d=f"M{x:.1f} {y - 7:.1f}l7 12h-14z", **look)
    return tag("circle", cx=x, cy=y, r=4, **look) if is_hollow else tag("circle", cx=x, cy=y, r=3.5, fill=NAVY)


def _replaced(x: float, y: float) -> Markup:
    """An r with a white rim: the line of figures often runs through it."""
    rim = {"stroke": _WHITE, "stroke_width": 3, "paint_order": "stroke"}
    return text(x, y, "r", text_anchor="middle", font_size=13, font_weight="bold", **rim)


def _key_line(entries: list[tuple[Markup, str]], left: float, y: float) -> list[Markup]:
    drawn, x = [], left
    for mark, words in entries:
        drawn.append(tag("g", tag("g", mark, transform=f"translate({x + 6:.0f} {y})"), text(x + 18, y + 5, words)))
        x += _GAP + _LETTER * len(words)
    return drawn
