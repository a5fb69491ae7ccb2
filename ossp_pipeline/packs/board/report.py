"""The board's report as PDF/UA-1. The standard is checked while compiling: a picture without words stops it.

The text is data: it reaches Typst as JSON and is printed as strings, so that no markup in it is ever run.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import typst

from ossp_pipeline.packs.board.glyphs import FONTS, printable
from ossp_pipeline.site.board import Board, Measure
from ossp_pipeline.site.drawings.charts import broken, control_chart, starts_at_zero
from ossp_pipeline.site.drawings.svg import FONT
from ossp_pipeline.site.formatting import UNITS, spell_periods
from ossp_pipeline.site.views.measure import described, headline, supplier_of

_HERE = Path(__file__).parent
_FONT = "Liberation Sans"
_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


class Report(NamedTuple):
    """The PDF, and the page each labelled part of it begins on: other formats send their readers there."""

    pdf: bytes
    pages: dict[str, int]


def make_report(content: dict[str, Any], board: Board, made: datetime) -> Report:
    """The report of a pack's content. `made` is its date: the same content and date give the same bytes."""
    themes = [
        {**theme, "charts": [chart_of(board, item) for item in content["charted"][theme["title"]]]}
        for theme in content["themes"]
    ]
    data = {name: value for name, value in content.items() if name != "charted"} | {"themes": themes}
    inputs = {"data": json.dumps(_printable(data))}
    compiler = typst.Compiler(_HERE / "report.typ", _HERE, [FONTS], ignore_system_fonts=True, sys_inputs=inputs)
    pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=made)
    assert isinstance(pdf, bytes)  # one document, and no folder to write it to
    pages = json.loads(compiler.query("<pages>", field="value", one=True))
    return Report(pdf, dict(pages))


def chart_of(board: Board, measure: Measure) -> dict[str, str]:
    """A measure's control chart with its words. The picture is empty where there is too little to draw."""
    title, words = headline(measure), described(measure)
    drawn = control_chart("chart", printable(title), printable(words), measure.points)
    notes = [] if drawn is None or starts_at_zero(measure.points) else ["The axis does not start at zero."]
    notes += [
        f"{letter}: {spell_periods(row['break_note'])}."
        for letter, row in zip("ABCDEFGH", broken(measure.points), strict=False)
    ]
    notes.append(
        f"Text and table: page “{measure.facts['title']}” of the release. Source: {supplier_of(board, measure)}."
    )
    return {
        "headline": f"{measure.facts['title']}. {title}",
        "subtitle": f"{UNITS.get(measure.facts['unit'], '').capitalize()}, {board.area['area_name']}. "
        f"Why: {(measure.card or {}).get('verdict_reason') or 'no reason given'}.",
        "words": words,
        "svg": str(drawn).replace(FONT, _FONT).replace("<svg ", f"<svg {_NAMESPACE} ", 1) if drawn else "",
        "note": " ".join(notes),
    }


def _printable(value: Any) -> Any:
    """Every string in it with the signs the font has. Drawings are ours, and hold text made printable before."""
    if isinstance(value, dict):
        return {name: item if name == "svg" else _printable(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_printable(item) for item in value]
    return printable(value) if isinstance(value, str) else value
