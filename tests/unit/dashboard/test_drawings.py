"""Charts, labels and ward tiles: what is drawn, what is refused, and why."""

import itertools
import re

import pytest

from ossp_pipeline.dashboard.charts import HEIGHT, TOP, control_chart, kind_of, spark_line, starts_at_zero
from ossp_pipeline.dashboard.labels import spread
from ossp_pipeline.dashboard.svg import tag, text
from ossp_pipeline.dashboard.tiles import Tile, is_placed, tile_map, why_no_map
from ossp_pipeline.dashboard.words import figure, number, period, short_period
from tests.unit.dashboard.boards import signals


def tiles(values, names=None):
    return [
        Tile(f"E0500000{index}", f"Ward {index}" if names is None else names[index], value,
             "withheld" if value is None else number(value, "mean"))
        for index, value in enumerate(values)
    ]  # fmt: skip


def test_looks_are_attributes_and_text_is_escaped():
    drawn = tag("g", text(1, 2, "<b>&"), fill='"#fff', stroke_width=1.26, font_size=None)
    assert drawn == '<g fill="&#34;#fff" stroke-width="1.3"><text x="1" y="2" fill="#0b0c0c">&lt;b&gt;&amp;</text></g>'
    chart = control_chart("c", "t", "d", signals(target=90.0))
    assert " style=" not in chart and " class=" not in chart


def test_every_kind_of_point_has_a_shape_of_its_own():
    rows = signals()
    for index, kind in enumerate(("concern", "improvement", "neutral high", "common cause")):
        rows[index]["point_kind"] = kind
    marks = [re.sub(r"[-\d. ]+", "", str(control_chart("c", "t", "d", [row, row]))) for row in rows[:4]]
    assert len(set(marks)) == 4
    assert [kind_of(row) for row in rows[11:]] == ["common cause", "provisional", "missing"]


def test_no_figure_leaves_a_gap_and_is_never_drawn_at_zero():
    rows = signals()
    rows[6] |= {"value": None, "status": "not supplied"}
    chart = control_chart("c", "t", "d", rows)
    heavy = [part for part in re.findall(r"<polyline [^>]+>", chart) if 'stroke="#12436D"' in part]
    assert [part.count(",") for part in heavy] == [6, 6]


def test_limits_start_anew_after_a_break():
    rows = signals()
    for row in rows[5:]:
        row["series_number"] = 2
    chart = control_chart("c", "t", "d", rows)
    assert len(re.findall(r'stroke-dasharray="7 4"', chart)) == 4


def test_a_target_set_anew_is_a_step_and_no_slope():
    rows = signals(target=90.0)
    for row in rows[6:]:
        row["target"] = 80.0
    dotted = re.findall(r'<polyline points="([^"]+)"[^>]+stroke-dasharray="2 4"', control_chart("c", "t", "d", rows))
    assert [len({place.split(",")[1] for place in places.split()}) for places in dotted] == [1, 1]


def test_too_few_figures_are_no_chart():
    rows = signals(value=None, status="withheld")
    assert control_chart("c", "t", "d", rows) is None
    assert spark_line(rows) == ""


@pytest.mark.parametrize(("low", "is_zero"), [(1.0, True), (90.0, False)])
def test_the_axis_says_where_it_starts(low, is_zero):
    rows = signals(centre_line=None, lower_limit=None, upper_limit=None)
    rows[0]["value"] = low
    assert starts_at_zero(rows) is is_zero


def test_all_values_alike_or_zero_still_have_a_scale():
    for value in (0.0, 7.0):
        rows = signals(value=value, centre_line=value, lower_limit=value, upper_limit=value)
        assert "nan" not in control_chart("c", "t", "d", rows)


def test_labels_never_touch_and_keep_their_order():
    placed = spread([100.0, 101.0, 99.0, 300.0], 16, TOP, HEIGHT)
    assert sorted(placed, key=lambda height: height) == [placed[2], placed[0], placed[1], placed[3]]
    ordered = sorted(placed)
    assert all(after - before >= 16 for before, after in itertools.pairwise(ordered))
    assert spread([HEIGHT, HEIGHT], 16, TOP, HEIGHT) == [HEIGHT - 16, HEIGHT]
    assert spread([TOP, TOP], 16, TOP, HEIGHT) == [TOP, TOP + 16]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([None, None], "No ward has a figure"),
        ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, None, None, None], "Only 6 of 9 wards"),
        ([0.0, 0.0, 0.0, 0.01, 1.0, 2.0], "too alike"),
    ],
)
def test_a_map_that_would_mislead_is_not_drawn(values, told):
    assert told in (why_no_map(tiles(values)) or "")


def test_a_fair_map_prints_every_value_and_its_classes_do_not_overlap():
    wards = tiles([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, None])
    assert why_no_map(wards) is None
    drawn = tile_map("m", "t", "d", wards)
    for tile in wards:
        assert f"{tile.label} <" in drawn and f"{tile.name} <" in drawn
    edges = [float(part) for part in re.findall(r">(\d\.0)(?: to (?:\d\.0))?</text>", drawn)]
    assert edges == sorted(set(edges))
    assert not is_placed(wards)


def test_words_for_figures_and_periods():
    assert [number(value, "count") for value in (0.0, 1234.0, 2.5)] == ["0", "1,234", "2.5"]
    assert [number(value, "percent") for value in (0.0, 0.25, 45.62)] == ["0.0%", "0.25%", "45.6%"]
    assert period("2025-26Q1") == "April to June 2025" and period("2025-26Q4") == "January to March 2026"
    assert period("2026-03", 12) == "12 months to March 2026"
    assert short_period("2025-26Q4") == "Q4 25/26" and short_period("2026-03") == "Mar 2026"
    assert figure({"status": "withheld", "value": 0.0, "unit": "count"}) == "withheld to protect people"
    assert figure({"status": "true zero", "value": 0.0, "unit": "count"}) == "0"
