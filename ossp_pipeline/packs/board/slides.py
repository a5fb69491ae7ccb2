"""The pieces of a slide: words, lists, tables, figures. Sizes in inches, type in points.

Every piece stays inside its rectangle: type shrinks to 12 points, words that are still too long are cut and given in
full in the notes, and a line counts the rows that do not fit and says where they are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pptx.util import Inches

from ossp_pipeline.packs.board.fitting import count_fitting, leading, line_count, shortened
from ossp_pipeline.packs.board.typography import (
    BULLET,
    INK,
    NAVY,
    PADDING,
    PALE,
    SIDE,
    colour,
    describe,
    fill_cell,
    inset,
    is_strong,
    next_paragraph,
    put,
    put_list,
)
from ossp_pipeline.protect.screening import clean_text

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6
INNER = WIDTH - 2 * MARGIN
_TITLES = (28, 24, 22)
_REST_PT, _LABEL_PT, _FIGURE_PT = 14, 14, 24
# Lines of an item of a list, at most.
_MOST = 4
_HEADING = 0.35
Cells = Sequence[str]
Item = tuple[str, str]
Rest = Callable[[int], str]


class Place(NamedTuple):
    """A rectangle of a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    def below(self, used: float) -> "Place":
        """What is left of it below its first inches."""
        return Place(self.left, self.top + used, self.width, self.height - used)


BODY = Place(MARGIN, 1.4, INNER, 5.5)


@dataclass(frozen=True)
class Grid:
    """The layout of a table: `widths` in inches, `nothing` for one without rows, `rest` counts the rows left out.

    Type shrinks until the first `needed` rows fit (all, if None), with no more than so many `lines` in a cell.
    """

    title: str
    header: Cells
    widths: Sequence[float]
    rest: Rest
    nothing: str
    lines: int = 3
    needed: int | None = None
    sizes: Sequence[float] = (16, 14, 12)


class Slide:
    """A slide being filled. `notes` begin with its source; words that were cut join them in full."""

    def __init__(self, drawn: Any, source: str) -> None:
        self.drawn = drawn
        self.notes = [source]

    def add_title(self, words: str) -> None:
        """In the title placeholder: on one line, or in large type on two."""
        ways = ((size, lines) for lines in (1, 2) for size in _TITLES)
        size, _ = next((way for way in ways if line_count(words, INNER, way[0], True) <= way[1]), (_TITLES[-1], 2))
        frame = self.drawn.shapes.title.text_frame
        inset(frame, 0, 0)
        put(frame.paragraphs[0], self.cut(words, INNER, size, 2, True), size, NAVY, True)

    def add_words(self, place: Place, words: Sequence[str], sizes: Sequence[float], shade: str = INK) -> None:
        """Statements below each other in the largest type that holds them; cut where none does."""
        self._put_words(self.box(place), place, [(item, False, shade) for item in words], sizes)

    def add_caption(self, place: Place, strong: str, words: str) -> None:
        """What a chart shows, and what a reader needs to know to read it."""
        self._put_words(self.box(place), place, [(strong, True, NAVY), (words, False, INK)], (12,))

    def add_list(
        self, place: Place, heading: str, items: Sequence[Item], rest: Rest, sizes: Sequence[float] = (16, 14, 12)
    ) -> float:
        """Statements, their first words bold: as many as fit, and how many do not. Returns the height in inches."""
        if heading:
            self._put_words(
                self.box(place._replace(height=_HEADING)),
                place._replace(height=_HEADING),
                [(heading, True, NAVY)],
                (16, 14, 12),
            )
            place = place.below(_HEADING)
        width = place.width - BULLET

        def heights(size: float) -> list[float]:
            counts = (min(_MOST, line_count(" ".join(item), width, size, True)) for item in items)
            return [count * leading(size) + size / 144 for count in counts]

        size = next((size for size in sizes if sum(heights(size)) <= place.height), sizes[-1])
        shown = count_fitting(heights(size), place.height, 2 * leading(size))
        entries = [self._cut_item(item, width, size) for item in items[:shown]]
        used = sum(heights(size)[:shown])
        if shown < len(items):
            entries.append(("", self.cut(rest(len(items) - shown), width, size, 2)))
            used = place.height
        put_list(self.box(place._replace(height=used)), entries, size)
        return used + (_HEADING if heading else 0)

    def add_table(self, place: Place, grid: Grid, rows: Sequence[Cells]) -> None:
        """A table with a header row, as many rows as fit, and how many do not; words where there is no row."""
        if not rows:
            self.add_words(place._replace(height=0.8), [grid.nothing], (18, 16, 14))
            return
        every = [grid.header, *rows]
        needed, rest = every[: len(every) if grid.needed is None else 1 + grid.needed], leading(_REST_PT) + PADDING
        room = place.height - (rest if len(needed) < len(every) else 0)
        size = next((size for size in grid.sizes if _holds(grid, needed, size, room)), grid.sizes[-1])
        heights = [_row_height(row, grid, size) for row in every]
        shown = count_fitting(heights, place.height, rest)
        printed = heights[:shown]
        self._draw_table(place._replace(height=sum(printed)), grid, every[:shown], printed, size)
        left = len(every) - shown
        if left:
            below = place.below(sum(printed) + PADDING)._replace(height=leading(_REST_PT))
            self.add_words(below, [grid.rest(left)], (_REST_PT, 12))

    def _draw_table(
        self, place: Place, grid: Grid, rows: Sequence[Cells], heights: Sequence[float], size: float
    ) -> None:
        shape = self.drawn.shapes.add_table(len(rows), len(grid.widths), *(Inches(value) for value in place))
        describe(shape, grid.title)
        shape.table.horz_banding = False
        for column, width in zip(shape.table.columns, grid.widths, strict=True):
            column.width = Inches(width)
        for index, (cells, height) in enumerate(zip(rows, heights, strict=True)):
            shape.table.rows[index].height = Inches(height)
            for at, (words, width) in enumerate(zip(cells, grid.widths, strict=True)):
                is_bold = index == 0 or is_strong(words)
                shown = self.cut(words, width - 2 * SIDE, size, grid.lines, is_bold)
                fill_cell(shape.table.cell(index, at), shown, size, index == 0)

    def add_card(self, place: Place, label: str, figure: str, words: str) -> None:
        """A figure in large type, with what it counts."""
        card = self.drawn.shapes.add_textbox(*(Inches(value) for value in place))
        card.fill.solid()
        card.fill.fore_color.rgb = colour(PALE)
        frame = card.text_frame
        inset(frame, 0.15, 0.08)
        inner = Place(0, 0, place.width - 0.3, place.height - 0.16)
        put(frame.paragraphs[0], self.cut(label, inner.width, _LABEL_PT, 1), _LABEL_PT)
        put(frame.add_paragraph(), self.cut(figure, inner.width, _FIGURE_PT, 1, True), _FIGURE_PT, NAVY, True)
        below = inner.below(leading(_LABEL_PT) + leading(_FIGURE_PT))
        size = next((size for size in (14, 12) if _fits(words, below, size)), 12)
        put(frame.add_paragraph(), self.cut(words, inner.width, size, _most(below.height, size)), size)

    def box(self, place: Place) -> Any:
        """The frame of a text box without margins."""
        frame = self.drawn.shapes.add_textbox(*(Inches(value) for value in place)).text_frame
        inset(frame, 0, 0)
        return frame

    def cut(self, words: str, width: float, size: float, most: int, is_bold: bool = False) -> str:
        """The words on so many lines; in full in the notes where they were cut."""
        clean = clean_text(words)
        shown = shortened(clean, width, size, most, is_bold)
        if shown != clean:
            self.notes.append(clean)
        return shown

    def _put_words(
        self, frame: Any, place: Place, words: Sequence[tuple[str, bool, str]], sizes: Sequence[float]
    ) -> None:
        """A paragraph for each. Where text must be cut, the first paragraph is cut last."""

        def lines(size: float) -> int:
            return sum(line_count(text, place.width, size, is_bold) for text, is_bold, _ in words)

        size = next((size for size in sizes if lines(size) <= _most(place.height, size)), sizes[-1])
        left = _most(place.height, size)
        for index, (text, is_bold, shade) in enumerate(words):
            most = max(1, left - (len(words) - index - 1))
            shown = self.cut(text, place.width, size, most, is_bold)
            left -= line_count(shown, place.width, size, is_bold)
            put(next_paragraph(frame, index), shown, size, shade, is_bold)

    def _cut_item(self, item: Item, width: float, size: float) -> Item:
        strong, words = (clean_text(part) for part in item)
        shown = self.cut(f"{strong} {words}", width, size, _MOST, is_bold=True)
        return (strong, shown[len(strong) :].strip()) if shown.startswith(strong) else (shown, "")


def _most(height: float, size: float) -> int:
    return max(1, int(height / leading(size) + 0.01))


def _fits(words: str, place: Place, size: float) -> bool:
    return line_count(words, place.width, size) <= _most(place.height, size)


def _holds(grid: Grid, rows: Sequence[Cells], size: float, room: float) -> bool:
    """Whether these rows fit, no word of them cut."""
    is_whole = all(_lines_of(row, grid, size) <= grid.lines for row in rows)
    return is_whole and sum(_row_height(row, grid, size) for row in rows) <= room


def _row_height(cells: Cells, grid: Grid, size: float) -> float:
    return min(grid.lines, _lines_of(cells, grid, size)) * leading(size) + 2 * PADDING


def _lines_of(cells: Cells, grid: Grid, size: float) -> int:
    """Of the cell that wraps most often. Headers are bold."""
    return max(
        line_count(words, width - 2 * SIDE, size, is_strong(words) or cells is grid.header)
        for words, width in zip(cells, grid.widths, strict=True)
    )
