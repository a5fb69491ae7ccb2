"""Charts, labels and ward tiles: what is drawn, what is refused, and why."""

import itertools
import re
from collections import Counter
from dataclasses import replace

import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.drawings.charts import (
    BOTTOM,
    HEIGHT,
    TOP,
    axis_of,
    control_chart,
    spark_line,
    starts_at_zero,
    step_of,
)
from ossp_pipeline.site.drawings.labels import spread
from ossp_pipeline.site.drawings.svg import tag, text
from ossp_pipeline.site.drawings.tiles import GAP, KEY, SIDE, Tile, is_placed, tile_map, why_no_map
from ossp_pipeline.site.formatting import figure, number, period, short_period
from tests.unit.site.boards import signals


def tiles(values, names=None):
    return [
        Tile(
            f"E0500000{index}",
            f"Ward {index}" if names is None else names[index],
            value,
            "withheld" if value is None else number(value, "mean"),
        )
        for index, value in enumerate(values)
    ]


def test_looks_are_attributes_and_text_is_escaped():
    drawn = tag("g", text(1, 2, "<b>&"), fill='"#fff', stroke_width=1.26, font_size=None)
    assert drawn == '<g fill="&#34;#fff" stroke-width="1.3"><text x="1" y="2" fill="#0b0c0c">&lt;b&gt;&amp;</text></g>'
    chart = control_chart("c", "t", "d", signals(target=90.0))
    assert " style=" not in chart and " class=" not in chart


KINDS = ("concern", "improvement", "neutral high", "common cause")


def chart_of(kind, **changes):
    """A chart of two points of a kind, less its places."""
    rows = signals(point_kind=kind, **changes)[:2]
    return re.sub(r"[\d.]+", "", str(control_chart("c", "t", "d", rows)))


def test_every_kind_of_point_has_a_shape_of_its_own():
    assert len({chart_of(kind, is_provisional=False) for kind in KINDS}) == 4


@pytest.mark.parametrize("kind", KINDS)
def test_a_provisional_point_keeps_its_shape_and_is_hollow(kind):
    final, provisional = (chart_of(kind, is_provisional=is_so) for is_so in (False, True))
    outlines = [re.findall(r'<(?:path|rect|circle) (?:d|x|cx)="[^"]*"', drawn) for drawn in (final, provisional)]
    assert Counter(outlines[1]) == Counter([*outlines[0], '<circle cx=""']), "as before, and the key's sample"
    assert provisional.count('fill="#ffffff" stroke=') == 3 and 'fill="#ffffff" stroke=' not in final
    assert "hollow: provisional" in provisional and "hollow" not in final


def test_points_that_were_delivered_again_carry_a_letter():
    rows = signals()
    assert ">r</text>" not in control_chart("c", "t", "d", rows)
    rows[3]["is_revised"] = rows[12]["is_revised"] = True
    drawn = control_chart("c", "t", "d", rows)
    assert drawn.count(">r</text>") == 2 + 1 and ">delivered again</text>" in drawn, "two points and the key"


REASONS = (
    ValueStatus.WITHHELD,
    ValueStatus.SUPPRESSED,
    ValueStatus.NOT_SUPPLIED,
    ValueStatus.QUERIED,
    ValueStatus.NOT_YET_DUE,
    ValueStatus.NOT_APPLICABLE,
)


def test_why_there_is_no_figure_stands_below_the_axis_with_a_mark_of_its_own():
    rows = signals()[:13]
    for row, reason in zip(rows[2:], REASONS, strict=False):
        row |= {"status": reason, "value": None}
    drawn = control_chart("c", "t", "d", rows)
    marks = re.findall(r'<path d="M[\d.]+ ([\d.]+)(m[^"]+)" stroke="#0b0c0c"', drawn)
    on_chart = [(float(y), shape) for y, shape in marks if float(y) > 0]
    assert len({shape for _, shape in on_chart}) == len(on_chart) == len(REASONS)
    assert min(y for y, _ in on_chart) - 6 > HEIGHT - BOTTOM, "nothing touches the axis: it would be read as zero"
    for reason in REASONS:
        assert f">{reason}</text>" in drawn
    assert ">no figure</text>" not in control_chart("c", "t", "d", signals()[:13])


def test_the_newest_figure_is_called_so_only_where_nothing_later_was_due():
    rows = signals()
    assert ">112 newest</text>" in control_chart("c", "t", "d", rows)
    rows[12] |= {"status": ValueStatus.WITHHELD, "value": None}
    drawn = control_chart("c", "t", "d", rows)
    assert ">111 in Feb 2026</text>" in drawn and "newest" not in drawn


@pytest.mark.parametrize(
    ("highest", "limit", "top"), [(0, None, 1), (0, 0.2, 1), (1, None, 1), (7, None, 8), (12, None, 15), (41, None, 50)]
)
def test_counts_have_no_parts_on_their_axis(highest, limit, top):
    rows = signals(centre_line=None, lower_limit=None, upper_limit=limit)[:2]
    values = [0.0, float(highest)]
    for row, value in zip(rows, values, strict=True):
        row["value"] = value
    assert axis_of(rows) == (0, top) and step_of(rows).is_integer()
    ticks = re.findall(r'text-anchor="end">([^<]+)</text>', control_chart("c", "t", "d", rows))
    assert all(tick.isdigit() for tick in ticks) and len(ticks) == len(set(ticks)) > 1
    shares = [{**row, "unit": "percent", "value": row["value"] / 100} for row in rows]
    assert highest == 0 or axis_of(shares)[1] < 1, "shares have parts"


def test_grid_lines_are_multiples_of_the_step_that_is_drawn():
    rows = [{**row, "centre_line": None, "lower_limit": None, "upper_limit": None} for row in signals()[:2]]
    for row, value in zip(rows, (28.8, 30.02), strict=True):
        row |= {"value": value, "unit": "rate_per_1000", "target": None}
    ticks = re.findall(r'text-anchor="end">([^<]+)</text>', control_chart("c", "t", "d", rows))
    assert ticks == ["28.5", "29.0", "29.5", "30.0"] and axis_of(rows)[0] == 28.5


def test_no_figure_leaves_a_gap_and_is_never_drawn_at_zero():
    rows = signals()
    rows[6] |= {"value": None, "status": ValueStatus.NOT_SUPPLIED}
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
    rows = signals(value=None, status=ValueStatus.WITHHELD)
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
    ("values", "reason"),
    [
        ([None, None], "No ward has a figure"),
        ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, None, None, None], "Only 6 of 9 wards"),
        ([0.0, 0.0, 0.0, 0.01, 1.0, 2.0], "too alike"),
    ],
)
def test_a_map_that_would_mislead_is_not_drawn(values, reason):
    assert reason in (why_no_map(tiles(values)) or "")


def test_a_fair_map_prints_every_value_and_its_classes_do_not_overlap():
    wards = tiles([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, None])
    assert why_no_map(wards) is None
    drawn = tile_map("m", "t", "d", wards)
    for tile in wards:
        assert f"{tile.label} <" in drawn and f"{tile.name} <" in drawn
    edges = [float(part) for part in re.findall(r">(\d\.0)(?: to (?:\d\.0))?</text>", drawn)]
    assert edges == sorted(set(edges))
    assert not is_placed(wards)


def test_tiles_stand_where_the_partnership_puts_them_or_all_in_order_of_name():
    wards = tiles([1.0, 2.0, 3.0, 4.0, 5.0], ["Bredbury", "Cheadle", "Davenport", "Edgeley", "Alder"])
    placed = [replace(tile, spot=(index, 2)) for index, tile in enumerate(wards)]
    placed[0] = replace(placed[0], spot=(7, 0))
    assert is_placed(placed)
    assert corner_of("Bredbury", tile_map("m", "t", "d", placed)) == (7 * (SIDE + GAP) + GAP / 2, KEY)
    partly = [*placed[:-1], wards[-1]]
    assert not is_placed(partly)
    assert corner_of("Alder", tile_map("m", "t", "d", partly)) == (GAP / 2, KEY)
    assert corner_of("Bredbury", tile_map("m", "t", "d", partly)) == (SIDE + GAP + GAP / 2, KEY)


def corner_of(name, drawn):
    """Left and top of a ward's tile."""
    group = next(part for part in str(drawn).split("<g") if f">{name} <" in part)
    left, top = (float(re.search(rf'<rect[^>]* {axis}="([\d.]+)"', group).group(1)) for axis in "xy")
    return left, top


def test_wards_that_print_alike_are_of_one_class():
    values = [9.31, 9.46, 9.54, 9.62, 10.1, 11.2, 12.3, 13.4]
    wards = [replace(tile, label=f"{tile.value:.0f}") for tile in tiles(values)]
    drawn = str(tile_map("m", "t", "d", wards))
    edges = [int(edge) for part in re.findall(r">(\d+(?: to \d+)?)</text>", drawn) for edge in part.split(" to ")]
    assert edges == sorted(set(edges)), "no figure stands in two classes of the key"


def test_words_for_figures_and_periods():
    assert [number(value, "count") for value in (0.0, 1234.0, 2.5)] == ["0", "1,234", "2.5"]
    assert [number(value, "percent") for value in (0.0, 0.25, 45.62)] == ["0.0%", "0.25%", "45.6%"]
    assert period("2025-26Q1") == "April to June 2025" and period("2025-26Q4") == "January to March 2026"
    assert period("2026-03", 12) == "12 months to March 2026"
    assert short_period("2025-26Q4") == "Q4 25/26" and short_period("2026-03") == "Mar 2026"
    assert figure({"status": ValueStatus.WITHHELD, "value": 0.0}, "count") == "withheld to protect people"
    assert figure({"status": ValueStatus.TRUE_ZERO, "value": 0.0}, "count") == "0"
