"""Whether the board's pack of a public release says more of people than its tables: deck and spreadsheet are read.

A chart of the deck is read twice, as it is drawn and as the spreadsheet within it has it. A PDF says its words in codes
of its own fonts, so what its maker gave it to print is handed in.
"""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
from pptx import Presentation

from ossp_pipeline.attack.pages import Line
from ossp_pipeline.attack.tables import open_tables
from ossp_pipeline.attack.words import Said

_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def open_pack(pack: Path, release: Path, report: Iterable[tuple[str, str]]) -> list[str]:
    """What the files of a pack give away beside the tables of its release: a sentence each, without a figure.

    `report`: the words that its PDF was given to print, each with what stands beside them there.
    """
    handed_in = [Line(words, (beside,)) for words, beside in report]
    found = []
    with open_tables(release) as tables:
        said = Said(tables)
        for path in sorted(pack.iterdir()):
            lines = handed_in if path.suffix == ".pdf" else _lines_of(path)
            if lines is None:
                found.append(f"{path.name} is a file of a kind that the attack does not read")
            elif any(said.unexplained(line) for line in lines):
                found.append(f"{path.name} has a number beside people that no published table explains")
    return found


def _lines_of(path: Path) -> list[Line] | None:
    """What a file says; None where it is of a kind that nobody reads here."""
    reader = _READERS.get(path.suffix)
    if reader is None:
        return None
    with path.open("rb") as file:
        return list(reader(file))


def _of_workbook(file: BinaryIO, heads: tuple[str, ...] = ()) -> Iterator[Line]:
    """Each row is a line: what is counted, and how many, stand in it together."""
    for sheet in openpyxl.load_workbook(file, read_only=True):
        for row in sheet.iter_rows(values_only=True):
            yield Line(" | ".join(_words(cell) for cell in row if cell is not None), heads)


def _of_deck(file: BinaryIO) -> Iterator[Line]:
    for slide in Presentation(file).slides:
        for part in (slide, slide.notes_slide):
            yield from _of_drawing(part.element)
        for shape in slide.shapes:
            if shape.has_chart:
                yield from _of_chart(shape)


def _of_drawing(element: Any) -> Iterator[Line]:
    """Paragraphs, rows of tables, and what is said of pictures."""
    for kind, between in (("p", ""), ("tr", " | ")):
        for part in element.iter(_DRAWN + kind):
            yield Line(between.join(text.text or "" for text in part.iter(f"{_DRAWN}t")))
    yield from (Line(part.get("descr")) for part in element.iter() if part.get("descr"))


def _of_chart(shape: Any) -> Iterator[Line]:
    """Its figures as they are drawn, and as they lie behind it, under what is said of it."""
    heads = (shape._element.nvGraphicFramePr.cNvPr.get("descr") or "",)
    for series in shape.chart.plots[0].series:
        yield from (Line(_words(value), heads) for value in series.values if value is not None)
    yield from _of_workbook(BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob), heads)


def _words(cell: Any) -> str:
    """A figure to three decimals, whole ones without: as figures of tables are known."""
    if isinstance(cell, int | float):
        return f"{cell:.0f}" if float(cell).is_integer() else f"{cell:.3f}"
    return str(cell)


_READERS: dict[str, Callable[[BinaryIO], Iterator[Line]]] = {".xlsx": _of_workbook, ".pptx": _of_deck}
