"""The pieces of a slide: title, words, table, notes. Sizes in inches, type in points; wide slides, no picture."""

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from ossp_pipeline.dashboard.pack.archive import same_bytes
from ossp_pipeline.protection.screening import clean_text

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6
TOP, ROOM = 1.45, 5.35
_TITLE, _TITLE_ONLY = 0, 5
NAVY, INK, WHITE = "12436D", "0B0C0C", "FFFFFF"
_FONT = "Arial"
_CELL_PT, _LINE, _LIST_PT = 12, 0.2, 14
# Letters of 12 point Arial to an inch, at a cautious average.
_LETTERS = 13.5
_PADDING = 0.08
Cells = Sequence[str]


@dataclass(frozen=True)
class Grid:
    """A table to be: `widths` in inches, `notes` for the speaker, `nothing` the words for a table without rows."""

    title: str
    header: Cells
    widths: Sequence[float]
    notes: str
    nothing: str = "There is nothing to say."


class Deck:
    """A deck being made. Every slide has a title placeholder and notes that name its source."""

    def __init__(self, title: str, author: str, subject: str) -> None:
        self.file = Presentation()
        self.file.slide_width, self.file.slide_height = Inches(WIDTH), Inches(HEIGHT)
        for index in (_TITLE, _TITLE_ONLY):
            _place_title(self.file.slide_layouts[index], index == _TITLE)
        about = self.file.core_properties
        about.title, about.author, about.subject, about.language = title, author, subject, "en-GB"
        about.last_modified_by, about.revision, about.keywords = author, 1, ""

    def add_title(self, title: str, words: str, notes: str) -> None:
        """The first slide."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[_TITLE])
        for shape, text, size in zip(slide.placeholders, (title, words), (34, 16), strict=False):
            write(shape.text_frame, [text], size, NAVY if size > 16 else INK, is_bold=size > 16)
        slide.notes_slide.notes_text_frame.text = notes

    def add(self, title: str, notes: str) -> Any:
        """A slide with a title, to be filled."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[_TITLE_ONLY])
        write(slide.shapes.title.text_frame, [title], 24 if len(title) < 80 else 18, NAVY, is_bold=True)
        slide.notes_slide.notes_text_frame.text = notes
        return slide

    def add_grid(self, grid: Grid, rows: Sequence[Cells]) -> None:
        """A table over as many slides as it needs, each with its header row; in words where there is nothing in it."""
        if not rows:
            self.add_list(grid.title, [grid.nothing], grid.notes)
            return
        pages = list(_pages(rows, grid.widths))
        for index, page in enumerate(pages):
            title = grid.title if len(pages) == 1 else f"{grid.title} ({index + 1} of {len(pages)})"
            add_table(self.add(title, grid.notes), grid.title, [grid.header, *page], grid.widths)

    def add_list(self, title: str, words: Sequence[str], notes: str) -> None:
        """Statements, one below the other."""
        width = WIDTH - 2 * MARGIN
        pages = list(
            _pages([(item,) for item in words], (width * _CELL_PT / _LIST_PT - _PADDING,), _LIST_PT / _CELL_PT)
        )
        for index, page in enumerate(pages):
            slide = self.add(title if len(pages) == 1 else f"{title} ({index + 1} of {len(pages)})", notes)
            add_words(slide, [item for (item,) in page], (MARGIN, TOP, width, ROOM), _LIST_PT)

    def saved(self, made: datetime) -> bytes:
        """The deck as a file dated `made`: the same slides give the same bytes."""
        self.file.core_properties.created = self.file.core_properties.modified = made.replace(tzinfo=None)
        out = io.BytesIO()
        self.file.save(out)
        return same_bytes(out.getvalue(), made)


def write(frame: Any, paragraphs: Sequence[str], size: float, colour: str = INK, is_bold: bool = False) -> None:
    """Words into a text frame, a paragraph each."""
    frame.word_wrap = True
    for index, words in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        if len(paragraphs) > 1:
            paragraph.space_after = Pt(size / 2)
        paragraph.alignment = PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = clean_text(words)
        font = run.font
        font.name, font.size, font.bold, font.color.rgb = _FONT, Pt(size), is_bold, RGBColor.from_string(colour)
        font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK


def add_words(slide: Any, paragraphs: Sequence[str], place: tuple[float, float, float, float], size: float) -> None:
    """A text box: left, top, width and height in inches."""
    box = slide.shapes.add_textbox(*(Inches(value) for value in place))
    write(box.text_frame, paragraphs, size)


def add_table(slide: Any, title: str, rows: Sequence[Cells], widths: Sequence[float]) -> None:
    """A table with a header row. Every width is set: a table left to itself runs off the slide."""
    total = sum(widths)
    shape = slide.shapes.add_table(len(rows), len(widths), Inches(MARGIN), Inches(TOP), Inches(total), Inches(0.3))
    describe(shape, title)
    table = shape.table
    table.horz_banding = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)
    for index, cells in enumerate(rows):
        table.rows[index].height = Inches(_height(cells, widths))
        for place, words in enumerate(cells):
            _fill(table.cell(index, place), words, index == 0)


def describe(shape: Any, words: str) -> None:
    """The text alternative of a chart or table."""
    shape._element.nvGraphicFramePr.cNvPr.set("descr", clean_text(words))


def _fill(cell: Any, words: str, is_header: bool) -> None:
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string(NAVY if is_header else "F3F2F1")
    write(cell.text_frame, [words], _CELL_PT, WHITE if is_header else INK, is_bold=is_header)


def _pages(rows: Sequence[Cells], widths: Sequence[float], scale: float = 1) -> Iterator[list[Cells]]:
    """Rows by slide: as many as fit, and never none. `scale` is how much larger than a cell’s the letters are."""
    page: list[Cells] = []
    used = 0.0
    for row in rows:
        height = _height(row, widths) * scale
        if page and used + height > ROOM - 0.3:
            yield page
            page, used = [], 0.0
        page.append(row)
        used += height
    if page:
        yield page


def _height(cells: Cells, widths: Sequence[float]) -> float:
    """Of a table's row, in inches, by how often its longest cell must wrap."""
    lines = max(math.ceil(len(words) / ((width - 0.2) * _LETTERS)) for words, width in zip(cells, widths, strict=True))
    return max(1, lines) * _LINE + _PADDING


def _place_title(layout: Any, is_first: bool) -> None:
    """The library's own layouts are for narrow slides."""
    for shape in list(layout.placeholders):
        kind = shape.placeholder_format.idx
        if kind not in (0, 1):
            shape._element.getparent().remove(shape._element)
            continue
        top, height = ((2.2, 1.6) if kind == 0 else (4.1, 2.2)) if is_first else (0.4, 0.95)
        shape.left, shape.top = Inches(MARGIN), Inches(top)
        shape.width, shape.height = Inches(WIDTH - 2 * MARGIN), Inches(height)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP if kind == 1 else MSO_ANCHOR.MIDDLE
