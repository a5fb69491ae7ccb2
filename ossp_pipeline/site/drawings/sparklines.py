"""Courses: a line of figures small enough for a cell of a table, and the same in words.

A period without a figure is a gap in the line, with the mark of its reason in the strip below: on the line it would be
read as zero, and left out it would be read as nothing amiss.
"""

from collections.abc import Callable, Sequence
from itertools import groupby, pairwise

from markupsafe import Markup

from ossp_pipeline.contracts.status import HIDDEN
from ossp_pipeline.site.drawings.charts import FEWEST
from ossp_pipeline.site.drawings.markers import missing_mark
from ossp_pipeline.site.drawings.svg import NAVY, tag
from ossp_pipeline.site.formatting import STATUSES

# What is known of one period: its figure, or None, and its status.
Step = tuple[float | None, str]
# In half pixels, so that whole numbers are fine enough: a page holds forty of these.
_STEP, _EDGE, _HIGH, _STRIP = 14, 10, 48, 28
# The marks of the control charts, somewhat smaller than there.
_SCALE = 1.4


def course(steps: Sequence[Step]) -> Markup:
    """The line, on a scale of its own from the lowest figure to the highest; empty where there is too little to draw.

    It is decoration: `line_in_words`, or the cells beside it, say the same.
    """
    values = [value for value, _ in steps if value is not None]
    if len(values) < FEWEST:
        return Markup("")
    low, high = min(values), max(values)
    if low == high:
        # Halfway up: at the foot it would look like none.
        low, high = low - 1, high + 1
    places = [
        None if value is None else (_x(index), round(_EDGE + _HIGH - _HIGH * (value - low) / (high - low)))
        for index, (value, _) in enumerate(steps)
    ]
    runs = [[at for at in run if at] for is_there, run in groupby(places, key=bool) if is_there]
    line = "".join(_through(run) for run in runs if len(run) > 1)
    # A figure between two gaps is no line: it gets a dot. So does the newest.
    dots = [*(run[0] for run in runs if len(run) == 1), runs[-1][-1]]
    width, height = _x(len(steps) - 1) + _EDGE, 2 * _EDGE + _HIGH + _STRIP
    return tag(
        "svg",
        tag("path", d=line, fill="none", stroke=NAVY, stroke_width=3),
        *(tag("circle", cx=x, cy=y, r=5, fill=NAVY) for x, y in dict.fromkeys(dots)),
        _strip(steps),
        class_="course",
        viewBox=f"0 0 {width} {height}",
        width=width // 2,
        height=height // 2,
        aria_hidden="true",
    )


def line_in_words(steps: Sequence[Step], spell: Callable[[float], str]) -> str:
    """Lowest and highest figure, and how many periods have none, by reason."""
    values = [value for value, _ in steps if value is not None]
    missing = [status for value, status in steps if value is None]
    reasons = [f"{missing.count(status)} {STATUSES.get(status, status)}" for status in dict.fromkeys(missing)]
    if len(values) < FEWEST:
        return "; ".join(["too few figures", *reasons])
    # What is withheld may be lower or higher than all that shows.
    shown = " shown" if any(status in HIDDEN for status in missing) else ""
    return "; ".join([f"lowest{shown} {spell(min(values))}, highest{shown} {spell(max(values))}", *reasons])


def mark_alone(status: str) -> Markup:
    """The mark of a reason, for the words that explain it."""
    return tag(
        "svg", missing_mark(status, (8, 9)), class_="mark", viewBox="0 0 16 18", width=16, height=18, aria_hidden="true"
    )


def _x(index: int) -> int:
    return _EDGE + _STEP * index


def _through(places: Sequence[tuple[int, int]]) -> str:
    """A line from place to place, each given from the one before: that is half as long."""
    x, y = places[0]
    steps = " ".join(f"{right - left} {low - high}" for (left, high), (right, low) in pairwise(places))
    return f"M{x} {y}l{steps}"


def _strip(steps: Sequence[Step]) -> Markup:
    """Marks of the same reason are one element: a page holds hundreds of them."""
    y = (2 * _EDGE + _HIGH + _STRIP / 2) / _SCALE
    missing = [(status, _x(index) / _SCALE) for index, (value, status) in enumerate(steps) if value is None]
    marks = [
        missing_mark(status, *((x, y) for name, x in missing if name == status))
        for status in dict.fromkeys(status for status, _ in missing)
    ]
    return tag("g", *marks, transform=f"scale({_SCALE})") if marks else Markup("")
