"""A deck as a file: wide slides, their first, what stands on each, notes, and the same bytes every time."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches, Pt

from ossp_pipeline.packs.board.archive import normalise_archive
from ossp_pipeline.packs.board.fitting import shortened
from ossp_pipeline.packs.board.slides import HEIGHT, INNER, MARGIN, WIDTH, Place, Slide
from ossp_pipeline.packs.board.typography import GREY, NAVY, WHITE, colour, inset, next_paragraph, put, put_number

_TITLE, _TITLE_ONLY = 0, 5
_TITLE_PT, _LINE_PT, _FOOT_PT, _NOTES_PT = 36, 22, 11, 12
_FOOT = Place(MARGIN, 7.03, INNER - 1, 0.25)


class Deck:
    """A deck being made. Every slide has a title placeholder, and notes that name its source."""

    def __init__(self, title: str, author: str, subject: str) -> None:
        self.file = Presentation()
        self.file.slide_width, self.file.slide_height = Inches(WIDTH), Inches(HEIGHT)
        first = {0: Place(MARGIN, 1.6, INNER, 1.5), 1: Place(MARGIN, 3.3, INNER, 2.4)}
        _arrange(self.file.slide_layouts[_TITLE], first)
        _arrange(self.file.slide_layouts[_TITLE_ONLY], {0: Place(MARGIN, 0.35, INNER, 0.9)})
        about = self.file.core_properties
        about.title, about.author, about.subject, about.language = title, author, subject, "en-GB"
        about.last_modified_by, about.revision, about.keywords = author, 1, ""
        self.slides: list[Slide] = []

    def add_first(self, title: str, lines: Sequence[str], foot: str, source: str) -> None:
        """The title slide: what this is, and the quarter in one breath."""
        slide = self._added(_TITLE, source)
        slide.drawn.background.fill.solid()
        slide.drawn.background.fill.fore_color.rgb = colour(NAVY)
        first, second = (shape.text_frame for shape in slide.drawn.placeholders)
        put(first.paragraphs[0], slide.cut(title, INNER, _TITLE_PT, 2, True), _TITLE_PT, WHITE, is_bold=True)
        for index, line in enumerate(lines):
            paragraph = next_paragraph(second, index)
            paragraph.space_after = Pt(_LINE_PT / 2)
            put(paragraph, slide.cut(line, INNER, _LINE_PT, 3), _LINE_PT, WHITE)
        slide.add_words(Place(MARGIN, 6.2, INNER, 0.8), [foot], (14, 12), WHITE)

    def add(self, title: str, source: str) -> Slide:
        """A slide with a title, to be filled."""
        slide = self._added(_TITLE_ONLY, source)
        slide.add_title(title)
        return slide

    def add_foot(self, words: str) -> None:
        """The same words and the slide's number on every slide but the first: in the layout, to be changed once."""
        frames = [self.slides[0].box(_FOOT), self.slides[0].box(Place(MARGIN + _FOOT.width, _FOOT.top, 1, 0.25))]
        put(frames[0].paragraphs[0], shortened(words, _FOOT.width, _FOOT_PT, 1), _FOOT_PT, GREY)
        put_number(frames[1], _FOOT_PT)
        for index, frame in enumerate(frames):
            element = frame._parent._element
            element.nvSpPr.cNvPr.set("id", str(100 + index))
            self.file.slide_layouts[_TITLE_ONLY].shapes._spTree.append(element)

    def saved(self, made: datetime) -> bytes:
        """The deck as a file dated `made`: the same slides give the same bytes."""
        for slide in self.slides:
            frame = slide.drawn.notes_slide.notes_text_frame
            for index, words in enumerate(dict.fromkeys(slide.notes)):
                put(next_paragraph(frame, index), words, _NOTES_PT)
        self.file.core_properties.created = self.file.core_properties.modified = made.replace(tzinfo=None)
        out = io.BytesIO()
        self.file.save(out)
        return normalise_archive(out.getvalue(), made)

    def _added(self, layout: int, source: str) -> Slide:
        slide = Slide(self.file.slides.add_slide(self.file.slide_layouts[layout]), source)
        self.slides.append(slide)
        return slide


def _arrange(layout: Any, places: dict[int, Place]) -> None:
    """The library's own layouts are for narrow slides; what is not named here goes."""
    for shape in list(layout.placeholders):
        place = places.get(shape.placeholder_format.idx)
        if place is None:
            shape._element.getparent().remove(shape._element)
            continue
        shape.left, shape.top, shape.width, shape.height = (Inches(value) for value in place)
        inset(shape.text_frame, 0, 0)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE if shape.placeholder_format.idx == 0 else MSO_ANCHOR.TOP
