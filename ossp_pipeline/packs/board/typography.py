"""Text in the frames and cells of a slide: one typeface, its colours, its language, and text alternatives."""

from collections.abc import Callable, Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches, Pt

from ossp_pipeline.protect.screening import clean_text

NAVY, INK, GREY, WHITE, PALE = "12436D", "0B0C0C", "505A5F", "FFFFFF", "F3F2F1"
FACE = "Arial"
# A cell's own margins, above and below, left and right.
PADDING, SIDE = 0.05, 0.08
BULLET = 0.2
# Colour only repeats what the cell says in a word and a shape.
_TINTS = {"■ Red": "F8D9D6", "▲ Amber": "FFEFC2", "● Green": "D6EBDD"}
_STRONG = ("Worse than usual", "Better than usual", "Different from usual")
# python-pptx declares no types for this function.
_RGB: Callable[[str], RGBColor] = RGBColor.from_string
_NUMBER = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"


def colour(code: str) -> RGBColor:
    """A colour by its six hexadecimal digits."""
    return _RGB(code)


def put(paragraph: Any, words: str, size: float, shade: str = INK, is_bold: bool = False) -> None:
    """Words as a run of a paragraph."""
    paragraph.alignment = PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = clean_text(words)
    font = run.font
    font.name, font.size, font.bold, font.color.rgb = FACE, Pt(size), is_bold, colour(shade)
    font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK


def put_list(frame: Any, items: Sequence[tuple[str, str]], size: float) -> None:
    """A paragraph with a bullet for each item: its first words strong."""
    for index, (strong, words) in enumerate(items):
        paragraph = next_paragraph(frame, index)
        paragraph.space_after = Pt(size / 2)
        properties = paragraph._p.get_or_add_pPr()
        properties.set("marL", str(Inches(BULLET)))
        properties.set("indent", str(-Inches(BULLET)))
        properties.append(parse_xml(f'<a:buChar {nsdecls("a")} char="•"/>'))
        if strong:
            put(paragraph, strong, size, is_bold=True)
        if words:
            # The space is the second run's: a run's own words are cleaned of it.
            put(paragraph, words, size)
            paragraph.runs[-1].text = f" {words}" if strong else words


def put_number(frame: Any, size: float) -> None:
    """The slide's own number, as a field."""
    put(frame.paragraphs[0], "0", size, GREY)
    frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
    run = frame.paragraphs[0].runs[0]._r
    field = parse_xml(f'<a:fld {nsdecls("a")} id="{_NUMBER}" type="slidenum"><a:t>0</a:t></a:fld>')
    run.getparent().replace(run, field)
    field.insert(0, run.rPr)


def next_paragraph(frame: Any, index: int) -> Any:
    """A frame begins with one paragraph."""
    return frame.paragraphs[0] if index == 0 else frame.add_paragraph()


def inset(frame: Any, side: float, edge: float) -> None:
    """How far words stay from the edges of their frame."""
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = Inches(side)
    frame.margin_top = frame.margin_bottom = Inches(edge)


def fill_cell(cell: Any, words: str, size: float, is_header: bool) -> None:
    """A cell of a table: red, amber and green have their tint."""
    cell.margin_top = cell.margin_bottom = Inches(PADDING)
    cell.margin_left = cell.margin_right = Inches(SIDE)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    tint = next((shade for word, shade in _TINTS.items() if words.startswith(word)), PALE)
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour(NAVY if is_header else tint)
    cell.text_frame.word_wrap = True
    put(cell.text_frame.paragraphs[0], words, size, WHITE if is_header else INK, is_header or is_strong(words))


def is_strong(words: str) -> bool:
    """Whether a cell is what the eye is to find: a colour, a change beyond chance."""
    return words in _STRONG or words.startswith(tuple(_TINTS))


def describe(shape: Any, words: str) -> None:
    """The text alternative of a chart, a table or a drawing."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", clean_text(words))
