"""A control chart as PowerPoint draws it: lines and their figures inside the deck, to be edited there.

Unusual points are series of their own with markers and no line: colours of single points are lost in other programs.
"""

from collections.abc import Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches, Pt

from ossp_pipeline.dashboard.charts import axis_of
from ossp_pipeline.dashboard.marks import kind_of
from ossp_pipeline.dashboard.tables import Row
from ossp_pipeline.dashboard.words import plotted, short_period

VALUE = "Figure"
LINES = {"centre_line": "Average", "upper_limit": "Upper limit", "lower_limit": "Lower limit", "target": "Target"}
POINTS = {"concern": "Worse than usual", "improvement": "Better than usual", "neutral high": "Unusual, high",
          "neutral low": "Unusual, low", "provisional": "Provisional"}  # fmt: skip
_NAVY, _GREY, _PLUM, _INK = "12436D", "505A5F", "801650", "0B0C0C"
_LOOKS = {"Average": (_GREY, 1.5, None), "Upper limit": (_GREY, 1.5, MSO_LINE.DASH),
          "Lower limit": (_GREY, 1.5, MSO_LINE.DASH), "Target": (_PLUM, 2, MSO_LINE.ROUND_DOT),
          VALUE: (_NAVY, 2.25, None)}  # fmt: skip
_MARKS = {"Worse than usual": ("F46A25", XL_MARKER_STYLE.DIAMOND, 11),
          "Better than usual": ("28A197", XL_MARKER_STYLE.SQUARE, 9),
          "Unusual, high": (_PLUM, XL_MARKER_STYLE.TRIANGLE, 10), "Unusual, low": (_PLUM, XL_MARKER_STYLE.TRIANGLE, 10),
          "Provisional": ("6BACE6", XL_MARKER_STYLE.CIRCLE, 9)}  # fmt: skip


def series_of(rows: Sequence[Row]) -> dict[str, list[float | None]]:
    """The lines and marks of a chart by name, as the published rows have them; None where there is no figure."""
    found: dict[str, list[float | None]] = {VALUE: [plotted(row) for row in rows]}
    for column, name in LINES.items():
        found[name] = [row[column] for row in rows]
    for kind, name in POINTS.items():
        found[name] = [plotted(row) if kind_of(row) == kind else None for row in rows]
    found["Provisional"] = [plotted(row) if row["is_provisional"] else None for row in rows]
    return {name: values for name, values in found.items() if any(value is not None for value in values)}


def add_chart(slide: Any, rows: Sequence[Row], place: tuple[float, float, float, float]) -> Any:
    """Draw the chart of these rows, oldest first; answers with its shape. The caller knows there is a figure."""
    data = CategoryChartData(number_format="General")
    data.categories = [row["period_end_date"] if _is_monthly(rows) else short_period(row["period"]) for row in rows]
    for name, values in series_of(rows).items():
        data.add_series(name, values)
    shape = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *(Inches(value) for value in place), data)
    chart = shape.chart
    chart.font.size, chart.font.name = Pt(12), "Arial"
    chart.font.color.rgb = RGBColor.from_string(_INK)
    chart.has_title, chart.has_legend = False, True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    for series in chart.plots[0].series:
        _dress(series)
    _label_newest(chart.plots[0].series[0], rows)
    _dress_axes(chart, rows)
    return shape


def _dress(series: Any) -> None:
    series.smooth = False
    if series.name in _MARKS:
        fill, shape, size = _MARKS[series.name]
        series.format.line.fill.background()
        series.marker.style, series.marker.size = shape, size
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = RGBColor.from_string(fill)
        series.marker.format.line.color.rgb = RGBColor.from_string(_NAVY if series.name == "Provisional" else _INK)
        return
    colour, width, dash = _LOOKS[series.name]
    series.format.line.color.rgb, series.format.line.width = RGBColor.from_string(colour), Pt(width)
    if dash:
        series.format.line.dash_style = dash
    series.marker.style = XL_MARKER_STYLE.CIRCLE if series.name == VALUE else XL_MARKER_STYLE.NONE
    if series.name == VALUE:
        series.marker.size = 5
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = RGBColor.from_string(colour)
        series.marker.format.line.color.rgb = RGBColor.from_string(colour)


def _label_newest(series: Any, rows: Sequence[Row]) -> None:
    """Print the newest figure beside its point."""
    index = max(place for place, row in enumerate(rows) if plotted(row) is not None)
    label = series.points[index].data_label
    label.position = XL_LABEL_POSITION.ABOVE
    label.font.bold, label.font.size = True, Pt(13)
    label.font.color.rgb = RGBColor.from_string(_NAVY)
    element = label._dLbl
    for name in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"):
        for found in element.findall(f"{{*}}{name}"):
            found.set("val", "1" if name == "showVal" else "0")
    formatted = f'<c:numFmt {nsdecls("c")} formatCode="{_format(rows)}" sourceLinked="0"/>'
    element.insert(1, parse_xml(formatted))


def _format(rows: Sequence[Row]) -> str:
    return "#,##0" if rows[0]["unit"] == "count" else "#,##0.0"


def _dress_axes(chart: Any, rows: Sequence[Row]) -> None:
    values, periods = chart.value_axis, chart.category_axis
    values.major_gridlines.format.line.color.rgb = RGBColor.from_string("D9DCDE")
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "#,##0.##", False
    values.minimum_scale, values.maximum_scale = axis_of(rows)
    values.tick_labels.font.size = periods.tick_labels.font.size = Pt(12)
    # Level words: slanted ones are hard to read, and every program slants them unless told.
    text = periods._element.find("{*}txPr").find("{*}bodyPr")
    text.set("rot", "0")
    text.set("vert", "horz")
    if _is_monthly(rows):
        _date_axis(periods, len(rows))


def _is_monthly(rows: Sequence[Row]) -> bool:
    return len(rows[0]["period"]) == len("2026-03")


def _date_axis(periods: Any, count: int) -> None:
    """Months by their dates, some of them named; quarters are few enough to name each."""
    periods.tick_labels.number_format, periods.tick_labels.number_format_is_linked = "mmm yyyy", False
    place = periods._element.find("{*}baseTimeUnit")
    place.set("val", "months")
    for name, value in (("majorTimeUnit", "months"), ("majorUnit", str(_pace(count)))):
        for old in periods._element.findall(f"{{*}}{name}"):
            periods._element.remove(old)
        place.addnext(parse_xml(f'<c:{name} {nsdecls("c")} val="{value}"/>'))


def _pace(count: int) -> int:
    """How many months from one name to the next: the last month is to be named, and three to eight in all."""
    steps = count - 1
    return next((pace for pace in range(1, count) if steps % pace == 0 and 2 <= steps // pace <= 7), max(1, steps // 6))
