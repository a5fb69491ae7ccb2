"""Control charts and spark lines, from the rows of `performance_signals` and nothing worked out anew."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from markupsafe import Markup

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.drawings.labels import spread
from ossp_pipeline.site.drawings.markers import key, missing_mark, point_mark
from ossp_pipeline.site.drawings.svg import GREY, INK, NAVY, PLUM, drawing, line, tag, text
from ossp_pipeline.site.formatting import number, plotted, short_period
from ossp_pipeline.site.tables import Row

WIDTH, HEIGHT = 760, 340
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 60, 44
# A chart of fewer points than this is a list; the table says it better.
FEWEST = 2
_TICKS = 6
# Below the axis of a chart with periods that have no figure.
STRIP = 22


@dataclass(frozen=True)
class Scale:
    """From days and values to places on the paper."""

    first: int
    last: int
    low: float
    high: float
    step: float

    def x(self, row: Row) -> float:
        """Where a period stands: spaced by time."""
        end: date = row["period_end_date"]
        share = (end.toordinal() - self.first) / max(1, self.last - self.first)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Where a value stands."""
        return HEIGHT - BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)


def control_chart(name: str, title: str, description: str, rows: Sequence[Row]) -> Markup | None:
    """The chart of one measure in one area, oldest row first; None where there is too little to draw."""
    if sum(plotted(row) is not None for row in rows) < FEWEST:
        return None
    scale = _scale(rows)
    unit = rows[0]["unit"]
    strip = _strip(rows, scale)
    return drawing(
        WIDTH,
        HEIGHT + (STRIP if strip else 0),
        name,
        title,
        description,
        *_axes(rows, scale, unit, STRIP if strip else 0),
        *strip,
        *_breaks(rows, scale),
        *_limits(rows, scale),
        *_values(rows, scale),
        *_labels(rows, scale, unit),
        *key(rows, LEFT),
    )


def spark_line(rows: Sequence[Row]) -> Markup:
    """A small line for a table's cell. It is decoration: the words beside it say the same."""
    places = [(index, plotted(row)) for index, row in enumerate(rows)]
    values = [value for _, value in places if value is not None]
    if len(values) < FEWEST:
        return Markup("")
    low, high = min(values), max(values)

    def place(index: int, value: float) -> tuple[float, float]:
        return 4 + 92 * index / max(1, len(rows) - 1), 22 - 18 * (value - low) / ((high - low) or 1)

    pieces = [
        line([place(index, value) for index, value in run if value is not None], stroke=NAVY, stroke_width=1.5)
        for is_there, run in groupby(places, key=lambda item: item[1] is not None)
        if is_there
    ]
    index, last = next((index, value) for index, value in reversed(places) if value is not None)
    x, y = place(index, last)
    pieces.append(tag("circle", cx=x, cy=y, r=3, fill=NAVY))
    return tag("svg", *pieces, viewBox="0 0 100 26", width=100, height=26, aria_hidden="true")


def axis_of(rows: Sequence[Row]) -> tuple[float, float]:
    """The lowest and the highest value on the axis."""
    scale = _scale(rows)
    return scale.low, scale.high


def step_of(rows: Sequence[Row]) -> float:
    """From one grid line to the next."""
    return _scale(rows).step


def starts_at_zero(rows: Sequence[Row]) -> bool:
    """Whether the axis does: it is said under the chart where it does not."""
    return axis_of(rows)[0] == 0


def _scale(rows: Sequence[Row]) -> Scale:
    names = ("lower_limit", "upper_limit", "target")
    values = [value for row in rows if (value := plotted(row)) is not None]
    values += [row[name] for row in rows for name in names if row[name] is not None]
    low, high = min(values), max(values)
    step = _step((high - low) or high or 1, rows[0]["unit"])
    bottom = 0.0 if low < 0.6 * high else math.floor(low / step) * step
    top = math.ceil(high / step) * step
    top = top if top > bottom else bottom + step
    # Rounding outwards may ask for a coarser step: grid lines are multiples of the one that is drawn.
    step = _step(top - bottom, rows[0]["unit"])
    days = [row["period_end_date"].toordinal() for row in rows]
    return Scale(min(days), max(days), math.floor(bottom / step) * step, top, step)


def _step(span: float, unit: str) -> float:
    """A round step that gives about five grid lines; for counts a whole one, as there is no part of an event."""
    if unit == "count":
        span = max(span, 5)
    power = 10.0 ** math.floor(math.log10(span / 5))
    steps = [power * factor for factor in (1, 2, 2.5, 5, 10)]
    return next(step for step in steps if step * 5 >= span * 0.999 and (unit != "count" or step.is_integer()))


def _axes(rows: Sequence[Row], scale: Scale, unit: str, strip: int) -> list[Markup]:
    drawn = []
    for index in range(int((scale.high - scale.low) / scale.step + 1e-9) + 1):
        value = scale.low + index * scale.step
        y = scale.y(value)
        drawn.append(tag("path", d=f"M{LEFT} {y:.1f}H{WIDTH - RIGHT}", stroke="#d9dcde", stroke_width=1))
        drawn.append(text(LEFT - 8, y + 5, _tick(value, scale.step, unit), text_anchor="end", fill=GREY))
    pace = math.ceil(len(rows) / _TICKS)
    for row in list(reversed(rows))[::pace]:
        x = scale.x(row)
        drawn.append(tag("path", d=f"M{x:.1f} {HEIGHT - BOTTOM}v6", stroke=GREY, stroke_width=1))
        y = HEIGHT - BOTTOM + strip + 24
        drawn.append(text(x, y, short_period(row["period"]), text_anchor="middle", fill=GREY))
    return drawn


def _tick(value: float, step: float, unit: str) -> str:
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) + (1 if f"{step:e}".startswith("2.5") else 0)
    return f"{value:,.{decimals if step < 10 else 0}f}{'%' if unit == 'percent' else ''}"


def _limits(rows: Sequence[Row], scale: Scale) -> list[Markup]:
    """Average and limits, anew for every series; the target, anew wherever it was set anew."""
    looks: dict[str, dict[str, object]] = {
        "lower_limit": {"stroke": GREY, "stroke_width": 1.5, "stroke_dasharray": "7 4"},
        "upper_limit": {"stroke": GREY, "stroke_width": 1.5, "stroke_dasharray": "7 4"},
        "centre_line": {"stroke": GREY, "stroke_width": 1.5},
        "target": {"stroke": PLUM, "stroke_width": 2, "stroke_dasharray": "2 4"},
    }
    drawn = []
    for name, look in looks.items():
        anew = "target" if name == "target" else "series_number"
        keyed = [((row[name] is not None, row[anew]), row) for row in rows]
        for (is_there, _), run in groupby(keyed, key=itemgetter(0)):
            if is_there:
                drawn.append(line([(scale.x(row), scale.y(row[name])) for _, row in run], **look))
    return drawn


def _values(rows: Sequence[Row], scale: Scale) -> list[Markup]:
    """The line of figures, broken where there is none, and every point by its kind."""
    runs = groupby(rows, key=lambda row: (plotted(row) is not None, row["series_number"]))
    drawn = [
        line([(scale.x(row), scale.y(row["value"])) for row in run], stroke=NAVY, stroke_width=2)
        for (is_there, _), run in runs
        if is_there
    ]
    return drawn + [
        point_mark(row, scale.x(row), scale.y(value)) for row in rows if (value := plotted(row)) is not None
    ]


def _strip(rows: Sequence[Row], scale: Scale) -> list[Markup]:
    """Periods without a figure, below the axis: on it, or just above, they would be read as zero."""
    missing = [row for row in rows if plotted(row) is None]
    if not missing:
        return []
    top, width = HEIGHT - BOTTOM + 8, WIDTH - LEFT - RIGHT + 16
    return [
        tag("rect", x=LEFT - 8, y=top, width=width, height=18, fill="#f3f2f1"),
        text(LEFT - 12, top + 13, "no figure", text_anchor="end", fill=GREY, font_size=13),
        *(missing_mark(row["status"], (scale.x(row), top + 9)) for row in missing),
    ]


def _breaks(rows: Sequence[Row], scale: Scale) -> list[Markup]:
    """A dotted line for every registered break, with the letter of its note under the chart."""
    drawn = []
    for row, letter in zip(broken(rows), "ABCDEFGHIJKLMNOPQRSTUVWXYZ", strict=False):
        x = scale.x(row)
        drawn.append(tag("path", d=f"M{x:.1f} {TOP}V{HEIGHT - BOTTOM}", stroke=INK, stroke_dasharray="1 3"))
        drawn.append(text(x + 4, TOP + 12, letter, font_weight="bold"))
    return drawn


def broken(rows: Sequence[Row]) -> list[Row]:
    """The rows in whose period a registered break lies."""
    return [row for row in rows if row["break_note"]]


def is_newest(shown: Row, rows: Sequence[Row]) -> bool:
    """Whether no later period of the rows was due to have a figure."""
    return all(row["status"] == ValueStatus.NOT_YET_DUE for row in rows[rows.index(shown) + 1 :])


def _labels(rows: Sequence[Row], scale: Scale, unit: str) -> list[Markup]:
    """Names of the lines where they end, so that no key is needed for them."""
    newest = next(row for row in reversed(rows) if plotted(row) is not None)
    when = "newest" if is_newest(newest, rows) else f"in {short_period(newest['period'])}"
    wanted = [(scale.y(newest["value"]), f"{number(newest['value'], unit)} {when}", NAVY, "bold")]
    for name, words in (
        ("upper_limit", "upper limit"),
        ("centre_line", "average"),
        ("lower_limit", "lower limit"),
        ("target", "target"),
    ):
        value = next((row[name] for row in reversed(rows) if row[name] is not None), None)
        if value is not None:
            look = PLUM if name == "target" else GREY
            wanted.append(
                (
                    scale.y(value),
                    f"{words} {number(value, 'mean' if unit == 'count' and name != 'target' else unit)}",
                    look,
                    "normal",
                )
            )
    heights = spread([height for height, *_ in wanted], 16, TOP, HEIGHT - BOTTOM)
    return [
        text(WIDTH - RIGHT + 10, height + 5, words, fill=look, font_weight=weight)
        for height, (_, words, look, weight) in zip(heights, wanted, strict=True)
    ]
