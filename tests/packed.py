"""Reading packs back, as a reader's program would: what a PDF prints and says aloud, what an archive holds."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pptx import Presentation

from ossp_pipeline.packs.board.writing import DECK


def everything(folder: Path) -> str:
    """All text in all files of a pack: archives opened, archives inside them too, PDF text decoded."""
    return "\n".join(text for path in sorted(folder.iterdir()) for text in texts_of(path.name, path.read_bytes()))


def texts_of(name: str, content: bytes) -> Iterator[str]:
    if name.endswith(".pdf"):
        yield printed(content)
        yield from strings_of(content)
    elif name.endswith((".pptx", ".xlsx")):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield inner
                yield from texts_of(inner, archive.read(inner))
    else:
        yield content.decode("utf-8", "ignore")


def slide_words(folder: Path) -> Iterator[str]:
    """The words of every slide: title, boxes and tables."""
    for slide in Presentation(str(folder / DECK)).slides:
        words = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        words += [
            cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells
        ]
        yield "\n".join(words)


def charts_in(folder: Path) -> list[Any]:
    slides = Presentation(str(folder / DECK)).slides
    return [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]


def squeezed(text: str) -> str:
    """Without spaces: a PDF places words, and in drawings letters, one by one."""
    return re.sub(r"[\s\u200b]+", "", text)


def printed(content: bytes) -> str:
    """The text a PDF prints, drawings included, squeezed."""
    return "".join(printed_pages(content))


def printed_pages(content: bytes) -> list[str]:
    """The same, page by page."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return [squeezed(_text_of(page.obj)) for page in pdf.pages]


def strings_of(content: bytes) -> list[str]:
    """Every string object of a PDF (titles, bookmarks, text alternatives) and its metadata."""
    with pikepdf.open(BytesIO(content)) as pdf:
        found = [str(pdf.docinfo.get(name, "")) for name in pdf.docinfo]
        for item in pdf.objects:
            found += _strings(item)
        metadata = bytes(pdf.Root.Metadata.read_bytes()).decode()
    return [*found, metadata]


def structure(content: bytes) -> list[tuple[str, str]]:
    """The tags of a PDF in reading order, each with its text alternative."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return list(_walk(pdf.Root.StructTreeRoot))


def _walk(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, pikepdf.Array):
        for item in node:
            yield from _walk(item)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S)[1:], str(node.get("/Alt", ""))
        if "/K" in node:
            yield from _walk(node.K)


def _strings(item: Any) -> list[str]:
    if isinstance(item, pikepdf.String):
        return [str(item)]
    if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return [text for key in list(item.keys()) if key != "/Parent" for text in _strings_within(item[key])]
    return [text for value in item for text in _strings_within(value)] if isinstance(item, pikepdf.Array) else []


def _strings_within(value: Any) -> list[str]:
    """Indirect objects are in the list of objects themselves."""
    return [] if getattr(value, "is_indirect", False) else _strings(value)


def _text_of(holder: Any) -> str:
    resources = holder.get("/Resources", pikepdf.Dictionary())
    maps = {name: _unicode_map(font) for name, font in resources.get("/Font", {}).items()}
    drawings = resources.get("/XObject", {})
    words, current = [], {}
    for operands, operator in pikepdf.parse_content_stream(holder):
        if str(operator) == "Tf":
            current = maps[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            pieces = operands[0] if str(operator) == "TJ" else operands
            words += [_decoded(bytes(piece), current) for piece in pieces if isinstance(piece, pikepdf.String)]
        elif str(operator) == "Do" and drawings[str(operands[0])].get("/Subtype") == "/Form":
            words.append(_text_of(drawings[str(operands[0])]))
    return "".join(words)


def _decoded(codes: bytes, mapped: dict[int, str]) -> str:
    return "".join(mapped.get(int.from_bytes(codes[at : at + 2], "big"), "") for at in range(0, len(codes), 2))


def _unicode_map(font: Any) -> dict[int, str]:
    table = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = int.from_bytes(bytes.fromhex(text), "big")
            found |= {code: chr(start + code - int(first, 16)) for code in range(int(first, 16), int(last, 16) + 1)}
    return found
