"""A pack is read back before it appears: a number that is not of its release, or derived from it, stops it by name.

The deck and the spreadsheet are opened as a reader opens them. The report is a PDF: what it prints is what it is made
from, so that content is read, and the tests read the PDF itself. A pack of the public edition is attacked as well, by a
reader that shares nothing with this one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.escape import unescape
from pptx import Presentation

from ossp_pipeline.attack.packs import open_pack
from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.packs.board.quarter_snapshot import QuarterSnapshot
from ossp_pipeline.site.formatting import day
from ossp_pipeline.site.printed_lines import Line
from ossp_pipeline.site.read_back import COLUMNS, PageReader

_NAMED = 5
# Parts of the content that hold no words: measures to be drawn.
_DRAWN = "charted"
_MORE = re.compile(r"\b\d+ more\b(?=[^.]*: report, from page)")
_REMEDY = "look at ossp_pipeline/packs/board/content.py; nothing was written"
_ABOUT_SHEETS = ("Contents", "Notes")


def require_published(
    folder: Path, content: Mapping[str, Any], snapshot: QuarterSnapshot, pages: Iterable[int]
) -> None:
    """Raise BrokenError where report, deck or spreadsheet print a number that their release does not hold."""
    said = [snapshot.release_id, day(snapshot.published.date()), *(f"page {page}" for page in pages)]
    reader = PageReader(snapshot.board, said)
    printed = {
        "report": list(_lines_of_content(content)),
        "deck": [line for path in folder.glob("*.pptx") for line in _lines_of_deck(path)],
        "spreadsheet": [line for path in folder.glob("*.xlsx") for line in _lines_of_workbook(path)],
    }
    wrong = [f"{name}: {fault}" for name, lines in printed.items() for fault in reader.wrong_in(lines)]
    if wrong:
        more = f" and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
        named = "; ".join(wrong[:_NAMED])
        raise BrokenError(
            "E-NUMBERS",
            f"the pack prints numbers that release {snapshot.release_id} does not hold: {named}{more}",
            _REMEDY,
        )


def require_protected(folder: Path, content: Mapping[str, Any], snapshot: QuarterSnapshot, release: Path) -> None:
    """Raise BrokenError where a pack of the public edition says more of people than its release, in this folder."""
    if snapshot.edition is not Edition.PUBLIC:
        return
    found = open_pack(folder, release, ((line.words, line.near) for line in _lines_of_content(content)))
    if found:
        raise BrokenError(
            "E-NUMBERS",
            f"the pack says more of people than public release {snapshot.release_id}: {'; '.join(found)}",
            _REMEDY,
        )


def _lines_of_content(content: Any, near: str = "", name: str = "") -> Iterator[Line]:
    """Every text of the content, beside the others of its group."""
    if isinstance(content, str):
        yield Line(content, near or content, "", name)
    elif isinstance(content, Mapping):
        texts = " | ".join(value for value in content.values() if isinstance(value, str))
        for key, value in content.items():
            if key != _DRAWN:
                yield from _lines_of_content(value, texts, str(key))
    elif isinstance(content, list | tuple):
        for value in content:
            yield from _lines_of_content(value, "", name)


def _lines_of_deck(path: Path) -> Iterator[Line]:
    """Its words, without how many more of a list a slide had no room for: that is of the slide, not the release."""
    for line in _words_of_deck(path):
        yield replace(line, words=_MORE.sub("more", line.words))


def _words_of_deck(path: Path) -> Iterator[Line]:
    for number, slide in enumerate(Presentation(str(path)).slides, start=1):
        where = f"slide {number}"
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield from (Line(item.text, item.text, "", where) for item in shape.text_frame.paragraphs)
            if shape.has_table:
                head, *rows = ([cell.text for cell in row.cells] for row in shape.table.rows)
                yield from (line for row in rows for line in _cells(row, head, where))
        yield from (Line(text, text, "", where) for text in slide.notes_slide.notes_text_frame.text.split("\n"))


def _lines_of_workbook(path: Path) -> Iterator[Line]:
    """The rows of every table of a sheet; contents and notes count sheets and notes, and no figure."""
    for sheet in openpyxl.load_workbook(path):
        if sheet.title in _ABOUT_SHEETS:
            continue
        for table in sheet.tables.values():
            for row in sheet[table.ref][1:]:
                cells = [_read(cell.value) for cell in row]
                yield from (Line(cell, " | ".join(cells), "", f"sheet {sheet.title}") for cell in cells)


def _cells(row: list[str], head: list[str], where: str) -> Iterator[Line]:
    near = " | ".join(row)
    yield from (
        Line(cell, near, "", where, name if name in COLUMNS else "") for cell, name in zip(row, head, strict=True)
    )


def _read(value: Any) -> str:
    """A cell as text; the spreadsheet has numbers to three decimals."""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.3f}"
    return f"{value:,.0f}" if isinstance(value, int | float) else unescape(str(value or ""))
