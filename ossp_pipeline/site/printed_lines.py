"""What a page prints, line by line: a cell with its row and its heading, a sentence with the headings over it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ossp_pipeline.site.drawn_scales import is_on_a_scale

# Elements that hold a line of their own, and are not parts of one.
_LINES = frozenset(
    "p li dt dd h1 h2 h3 caption summary blockquote footer figcaption title desc th td text".split()  # noqa: SIM905
)
# What a line is called that holds the first cells of a table's rows.
ROW_HEADS = "row heads"
_HEADS = ("h1", "h2", "h3")
_DIGIT = re.compile(r"\d")
_LABELS = ("aria-label", "title", "content", "alt")


@dataclass(frozen=True)
class Line:
    """Some printed words. `near`: what stands beside them in their row or sentence; `far`: the headings over them.

    `kind` is the element; `part` tells lines of one kind apart, such as the heading of a column.
    """

    words: str
    near: str
    far: str
    kind: str
    column: str = ""
    is_around: bool = False


def read_page(page: str) -> etree._Element:
    """An HTML page as its elements."""
    return etree.fromstring(page.encode(), etree.HTMLParser())


def has_digit(words: str) -> bool:
    """Whether a number may stand in words."""
    return _DIGIT.search(words) is not None


def all_words(page: str) -> str:
    """All that an HTML page says: its text, and what its elements are labelled with."""
    document = read_page(page)
    parts = [text.strip() for text in document.itertext()]
    labels = [element.get(name, "") for element in document.iter() for name in _LABELS]
    return " \n".join(filter(None, [*parts, *labels]))


def lines_of(page: etree._Element) -> Iterator[Line]:
    """The lines of an HTML page that hold a digit, in order, tables by cell and drawings by their words."""
    heads: dict[str, str] = {}
    table: _Table | None = None
    for element in page.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag in _HEADS:
            heads = {key: words for key, words in heads.items() if key < tag} | {tag: _own_words(element)}
        if tag == "table":
            table = _Table(element)
            yield from table.row_heads()
        far = " ".join(heads.values())
        if tag == "tr" and table is not None and element.getparent().tag == "tbody":
            yield from table.cells_of(element, far)
        elif tag in _LINES and not is_on_a_scale(element) and not (tag in ("td", "th") or _is_in_a_cell(element)):
            yield from _line(element, far)
        if label := element.get("aria-label"):
            yield from _if_numbered(Line(label, label, far, "aria-label"))


class _Table:
    """A table's caption and headings, for its cells."""

    def __init__(self, table: etree._Element) -> None:
        self.caption = " ".join(_words(item) for item in table.iter("caption"))
        self.first = [_words(row[0]) for row in table.iterfind("tbody/tr") if len(row)]
        self.heads = [_words(item) for item in table.iterfind("thead/tr/th")]

    def row_heads(self) -> Iterator[Line]:
        """The first cells of its rows, as one line."""
        heads = " | ".join(self.first)
        yield from _if_numbered(Line(heads, heads, self.caption, ROW_HEADS, self.heads[0] if self.heads else ""))

    def cells_of(self, row: etree._Element, far: str) -> Iterator[Line]:
        cells = [_words(cell) for cell in row]
        near = " | ".join(cells)
        for index, words in enumerate(cells):
            head = self.heads[index] if index < len(self.heads) else ""
            yield from _if_numbered(Line(words, near, f"{far} {self.caption}", "td", head))


def _line(element: etree._Element, far: str) -> Iterator[Line]:
    words = _own_words(element)
    if has_digit(words):
        yield Line(words, _beside(element) or words, far, str(element.tag), is_around=_is_around(element))


def _beside(element: etree._Element) -> str:
    """What is read together with an element: the labels drawn beside it, the term that it explains."""
    group = element.getparent()
    if element.tag == "text" and group.tag == "g":
        return " ".join(_words(text) for text in group.iter("text"))
    term = element.getprevious() if element.tag == "dd" else None
    return "" if term is None else f"{_words(term)} {_own_words(element)}"


def _is_around(element: etree._Element) -> bool:
    """Whether it stands around the page's own words, the same on every page."""
    return not any(parent.tag in ("main", "head") for parent in element.iterancestors("main", "head"))


def _if_numbered(line: Line) -> Iterator[Line]:
    if has_digit(line.words):
        yield line


def _is_in_a_cell(element: etree._Element) -> bool:
    return any(parent.tag in ("td", "tr") for parent in element.iterancestors("td", "tr"))


def _own_words(element: etree._Element) -> str:
    """The words of an element without those of lines inside it."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _LINES and child.tag != "svg":
            parts.append(_own_words(child))
        parts.append(" " + (child.tail or ""))
    return " ".join(" ".join(parts).split())


def _words(element: etree._Element) -> str:
    return " ".join(" ".join(element.itertext()).split())
