"""The lines of a page, its drawings, and what it holds where nobody reads: all that a browser gets."""

import re
from collections import defaultdict
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise

NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?!\w)")
_BLOCKS = {
    *("tr", "p", "li", "dd", "dt", "div", "figcaption", "caption", "h1", "h2", "h3", "h4"),
    *("svg", "text", "desc", "title"),
}
_HEADS = ("h1", "h2", "h3", "caption")
_SAID = {"aria-label", "aria-description", "title", "alt", "value"}
_NEVER_HERE = {"script", "template", "noscript", "object", "iframe"}
# An axis has this many figures at least, evenly apart. They are round, and no figure of anybody.
_SHORTEST_AXIS = 3
_ACROSS = re.compile(r"M[\d.]+ ([\d.]+)H[\d.]+$")
_DRAWN_WITHIN = 0.2  # points and the lines of the scale are drawn to a tenth


@dataclass(frozen=True)
class Line:
    """Words that stand together, with the headings above them, outermost first."""

    words: str
    heads: tuple[str, ...] = ()


@dataclass
class Drawing:
    """A chart with a scale: the labels of its axis, its grid and its points, all by how far down they are drawn."""

    heads: tuple[str, ...]
    labels: dict[float, float]
    grid: list[float]
    points: list[float]

    def figures(self) -> list[tuple[float, float]]:
        """The figure that each point is drawn at, and how far off it can be read. Empty where there is no scale."""
        if len(self.labels) < 2 or len(self.grid) != len(self.labels):
            return []
        (_, low), *_, (_, high) = sorted(self.labels.items(), reverse=True)
        bottom, top = max(self.grid), min(self.grid)
        one = (high - low) / (bottom - top)
        return [
            (low + (bottom - point) * one, _DRAWN_WITHIN * abs(one)) for point in self.points if top <= point <= bottom
        ]


class Page(HTMLParser):
    """Reads a page.

    lines     what it says
    drawings  charts of points
    hidden    what it has where nobody reads it, in words
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.drawings: list[Drawing] = []
        self.hidden: list[str] = []
        self._heads: dict[str, str] = {}
        self._words: list[str] = []
        self._open = [("", "", "")]  # element, and where it is drawn from the left and from above
        self._labels: dict[str, list[tuple[float, str]]] = defaultdict(list)
        self._grid: list[float] = []
        self._points: list[float] = []
        self.feed(text)
        self.close()
        self._end_line()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins a line; what attributes say is a line of its own."""
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self._end_line()
            self._open.append((tag, given.get("x", ""), given.get("y", "")))
        if tag in _NEVER_HERE:
            self.hidden.append(f"an element {tag}")
        for name, value in given.items():
            if name in _SAID:
                self._say(value)
            elif name == "d" and (line := _ACROSS.match(value)):
                self._grid.append(float(line[1]))
            elif name == "cy":
                self._points.append(float(value))
            elif name == "points":
                self._points += [float(point.split(",")[1]) for point in value.split()]
            elif name.startswith("data-") and NUMBER.search(value):
                self.hidden.append(f"numbers in {name}")

    def handle_endtag(self, tag: str) -> None:
        """The end of a block ends its line, and with a drawing end its axes."""
        if tag in _BLOCKS:
            self._end_line()
            if tag in {open_tag for open_tag, *_ in self._open}:
                while self._open.pop()[0] != tag:
                    pass
        if tag == "svg":
            self._end_drawing()

    def handle_data(self, data: str) -> None:
        """Words of the line that is open."""
        self._words.append(data)

    def handle_comment(self, data: str) -> None:
        """A remark that no reader sees."""
        if NUMBER.search(data):
            self.hidden.append("numbers in a comment")

    def _say(self, words: str) -> None:
        self.lines.append(Line(words, tuple(self._heads.values())))

    def _end_line(self) -> None:
        words = " ".join(" ".join(self._words).split())
        self._words = []
        tag, left, above_it = self._open[-1]
        if tag == "text" and NUMBER.fullmatch(words.rstrip("%")):
            self._labels[left].append((float(above_it or 0), words))
        elif words:
            self._say(words)
        if tag in _HEADS and words:
            above = _HEADS[: _HEADS.index(tag)]
            self._heads = {**{head: said for head, said in self._heads.items() if head in above}, tag: words}

    def _end_drawing(self) -> None:
        """Figures of an axis say nothing of their own; other figures that stand alone are lines."""
        for labels in self._labels.values():
            scale = {above: float(label.rstrip("%").replace(",", "")) for above, label in labels}
            if _is_axis(list(scale.values())):
                self.drawings.append(Drawing(tuple(self._heads.values()), scale, self._grid, self._points))
            else:
                for _, label in labels:
                    self._say(label)
        self._labels.clear()
        self._grid, self._points = [], []


def _is_axis(values: list[float]) -> bool:
    steps = {round(later - earlier, 6) for earlier, later in pairwise(values)}
    return len(values) >= _SHORTEST_AXIS and len(steps) == 1 and 0 not in steps
