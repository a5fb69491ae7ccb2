"""A control chart as PowerPoint draws it: lines and their figures inside the deck, to be edited there.

Unusual points are series of their own with markers and no line: colours of single points are lost in other programs.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches, Pt

from ossp_pipeline.packs.board.fitting import text_width
from ossp_pipeline.packs.board.slides import Place
from ossp_pipeline.packs.board.typography import FACE, GREY, INK, NAVY, colour, describe, inset, put
from ossp_pipeline.site.drawings.charts import axis_of, step_of
from ossp_pipeline.site.drawings.markers import kind_of
from ossp_pipeline.site.formatting import plotted
from ossp_pipeline.site.tables import Row

VALUE = "Figure"
LINES = {"centre_line": "Average", "upper_limit": "Upper limit", "lower_limit": "Lower limit", "target": "Target"}
POINTS = {
    "concern": "Worse than usual",
    "improvement": "Better than usual",
    "neutral high": "Unusual, high",
    "neutral low": "Unusual, low",
    "provisional": "Provisional",
}
# python-pptx declares no types for this class.
_NEW_DATA: Callable[..., Any] = CategoryChartData
_PLUM = "801650"
_LINE_STYLES = {
    "Average": (GREY, 1.5, None),
    "Upper limit": (GREY, 1.5, MSO_LINE.DASH),
    "Lower limit": (GREY, 1.5, MSO_LINE.DASH),
    "Target": (_PLUM, 2, MSO_LINE.ROUND_DOT),
    VALUE: (NAVY, 2.25, None),
}
# Provisional lies on top of the point and its mark and leaves it seen. Not white: some programs draw no rim.
_MARKERS = {
    "Worse than usual": ("F46A25", XL_MARKER_STYLE.DIAMOND, 11),
    "Better than usual": ("28A197", XL_MARKER_STYLE.SQUARE, 9),
    "Unusual, high": (_PLUM, XL_MARKER_STYLE.TRIANGLE, 10),
    "Unusual, low": (_PLUM, XL_MARKER_STYLE.TRIANGLE, 10),
    "Provisional": ("6BACE6", XL_MARKER_STYLE.CIRCLE, 6),
}
_SHAPES = {
    "Worse than usual": MSO_SHAPE.DIAMOND,
    "Better than usual": MSO_SHAPE.RECTANGLE,
    "Unusual, high": MSO_SHAPE.ISOSCELES_TRIANGLE,
    "Unusual, low": MSO_SHAPE.ISOSCELES_TRIANGLE,
    "Provisional": MSO_SHAPE.OVAL,
}
_KEY = {
    "Upper limit": "Usual range",
    "Lower limit": "Usual range",
    "Unusual, high": "Unusual",
    "Unusual, low": "Unusual",
}
_PT, _SAMPLE, _KEY_LINE = 12, 0.45, 0.24
# Months from one named period to the next, and how many names follow the first.
_PACES, _NAMED = (1, 3, 6, 12, 24, 36, 60), 3


def series_of(rows: Sequence[Row]) -> dict[str, list[float | None]]:
    """The lines and marks of a chart by name, as the published rows have them; None where there is no figure."""
    series: dict[str, list[float | None]] = {VALUE: [plotted(row) for row in rows]}
    for column, name in LINES.items():
        series[name] = [row[column] for row in rows]
    for kind, name in POINTS.items():
        series[name] = [plotted(row) if kind_of(row) == kind else None for row in rows]
    # Unconfirmed is drawn as provisional: neither figure is the last word.
    may_change = [bool(row["is_provisional"] or row.get("unconfirmed_reason")) for row in rows]
    series["Provisional"] = [plotted(row) if open_ else None for row, open_ in zip(rows, may_change, strict=True)]
    return {name: values for name, values in series.items() if any(value is not None for value in values)}


def add_chart(slide: Any, rows: Sequence[Row], place: Place) -> Any:
    """Draw the chart of these rows, oldest first; returns its shape. At least one row must have a figure."""
    data = _NEW_DATA(number_format="General")
    data.categories = [row["period_end_date"] for row in rows]
    for name, values in series_of(rows).items():
        data.add_series(name, values)
    shape = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *(Inches(value) for value in place), data)
    chart = shape.chart
    chart.font.size, chart.font.name = Pt(_PT), FACE
    chart.font.color.rgb = colour(INK)
    chart.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK
    chart.has_title = chart.has_legend = False
    for series in chart.plots[0].series:
        _style_series(series)
    _style_axes(chart, rows)
    return shape


def add_key(slide: Any, names: Collection[str], place: Place) -> None:
    """What lines and marks mean, once for all charts of a slide: names that look alike share an entry."""
    shapes, left, top = [], place.left, place.top
    used = [name for name in (VALUE, *LINES.values(), *POINTS.values()) if name in names]
    for words, name in {_KEY.get(name, name): name for name in used}.items():
        width = text_width(words, _PT) + 0.1
        if left + _SAMPLE + width > place.left + place.width:
            left, top = place.left, top + _KEY_LINE
        shapes.append(_sample(slide, name, left, top + _KEY_LINE / 2))
        box = slide.shapes.add_textbox(*(Inches(value) for value in (left + _SAMPLE, top, width, _KEY_LINE)))
        inset(box.text_frame, 0, 0)
        box.text_frame.word_wrap = False
        put(box.text_frame.paragraphs[0], words, _PT)
        shapes.append(box)
        left += _SAMPLE + width + 0.1
    describe(slide.shapes.add_group_shape(shapes), "Key to the charts")


def _sample(slide: Any, name: str, left: float, middle: float) -> Any:
    """A piece of a line, or a mark."""
    if name in _MARKERS:
        fill, _, size = _MARKERS[name]
        side = size / 72
        where = (left + (_SAMPLE - side) / 2, middle - side / 2, side, side)
        mark = slide.shapes.add_shape(_SHAPES[name], *(Inches(value) for value in where))
        mark.shadow.inherit = False
        mark.fill.solid()
        mark.fill.fore_color.rgb, mark.line.color.rgb = colour(fill), colour(INK)
        return mark
    ends = (left + 0.02, middle, left + _SAMPLE - 0.08, middle)
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *(Inches(value) for value in ends))
    shade, width, dash = _LINE_STYLES[name]
    line.line.color.rgb, line.line.width = colour(shade), Pt(width)
    if dash:
        line.line.dash_style = dash
    return line


def _style_series(series: Any) -> None:
    series.smooth = False
    if series.name in _MARKERS:
        fill, shape, size = _MARKERS[series.name]
        series.format.line.fill.background()
        series.marker.style, series.marker.size = shape, size
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = colour(fill)
        series.marker.format.line.color.rgb = colour(NAVY if series.name == "Provisional" else INK)
        return
    shade, width, dash = _LINE_STYLES[series.name]
    series.format.line.color.rgb, series.format.line.width = colour(shade), Pt(width)
    if dash:
        series.format.line.dash_style = dash
    series.marker.style = XL_MARKER_STYLE.CIRCLE if series.name == VALUE else XL_MARKER_STYLE.NONE
    if series.name == VALUE:
        series.marker.size = 5
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = colour(shade)
        series.marker.format.line.color.rgb = colour(shade)


def _style_axes(chart: Any, rows: Sequence[Row]) -> None:
    values, periods = chart.value_axis, chart.category_axis
    values.major_gridlines.format.line.color.rgb = colour("D9DCDE")
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "#,##0.##", False
    values.minimum_scale, values.maximum_scale = axis_of(rows)
    values.major_unit = step_of(rows)
    values.tick_labels.font.size = periods.tick_labels.font.size = Pt(_PT)
    # Level labels: slanted ones are hard to read, and every program slants them unless the file says otherwise.
    text = periods._element.find("{*}txPr").find("{*}bodyPr")
    text.set("rot", "0")
    text.set("vert", "horz")
    _name_dates(periods, rows)


def _name_dates(periods: Any, rows: Sequence[Row]) -> None:
    """Some periods are named, by their last month: as many as there is room for."""
    first, last = rows[0]["period_end_date"], rows[-1]["period_end_date"]
    months = 12 * (last.year - first.year) + last.month - first.month
    pace = next((pace for pace in _PACES if months <= _NAMED * pace), months)
    periods.tick_labels.number_format, periods.tick_labels.number_format_is_linked = "mmm yyyy", False
    place = periods._element.find("{*}baseTimeUnit")
    place.set("val", "months")
    for name, value in (("majorTimeUnit", "months"), ("majorUnit", str(pace))):
        for old in periods._element.findall(f"{{*}}{name}"):
            periods._element.remove(old)
        place.addnext(parse_xml(f'<c:{name} {nsdecls("c")} val="{value}"/>'))
