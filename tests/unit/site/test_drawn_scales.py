"""What a drawing says by where its numbers stand: even scales, periods at their time, keys that hold every figure."""

import pytest

from ossp_pipeline.site.drawn_scales import wrong_in_drawings
from ossp_pipeline.site.printed_lines import read_page


def wrong(*texts):
    drawing = "".join(texts)
    return [words for words, _ in wrong_in_drawings(read_page(f"<main><svg>{drawing}</svg></main>"))]


def ticks(*words):
    return [f'<text x="56" y="{at}" text-anchor="end">{tick}</text>' for at, tick in enumerate(words)]


def periods(*words):
    return [f'<text x="{x}" y="320" text-anchor="middle">{name}</text>' for x, name in words]


def key(words, figures):
    """Classes beside their swatches, and tiles."""
    classes = [f'<rect x="0"/><text x="22" y="21">{limits}</text>' for limits in words]
    tiles = [f'<g><rect x="0"/><text x="5" text-anchor="middle">{figure}</text></g>' for figure in figures]
    return [*classes, *tiles]


@pytest.mark.parametrize(
    "scale",
    [("0", "500", "1,000", "1,500"), ("78%", "80%", "82%", "85%"), ("28.75", "29.00", "29.25"), ("0", "1,300")],
)
def test_even_round_steps_are_a_scale_also_where_they_are_rounded(scale):
    assert wrong(*ticks(*scale)) == []


@pytest.mark.parametrize(
    "scale",
    [("0", "501", "1,000"), ("0", "3", "6"), ("78%", "79%", "82%", "85%"), ("00", "5", "10"), ("28.8", "29.2", "29.8")],
)
def test_uneven_or_odd_steps_are_none(scale):
    assert wrong(*ticks(*scale)) == [" ".join(scale)]


def test_a_period_stands_where_its_time_is():
    assert wrong(*periods((0, "Q1 24/25"), (91, "Q2 24/25"), (183, "Q3 24/25"), (273, "Q4 24/25"))) == []
    assert wrong(*periods((0, "Apr 2024"), (61, "Jun 2024"), (153, "Sep 2024"))) == []


@pytest.mark.parametrize(
    "axis",
    [
        ((0, "Q1 24/25"), (91, "Q3 24/25"), (273, "Q4 24/25")),
        ((0, "Q1 24/25"), (91, "Q2 24/25"), (183, "Q3 25/26")),
        ((0, "Apr 2024"), (61, "Jun 2023"), (153, "Sep 2024")),
        ((0, "Q1 24/25"), (91, "Q2 24/26"), (183, "Q3 24/25")),
    ],
)
def test_a_period_at_another_time_is_found(axis):
    assert wrong(*periods(*axis)) == [" ".join(name for _, name in axis)]


def test_a_key_has_every_figure_of_the_map_in_one_class():
    assert wrong(*key(["5.1 to 5.3", "6.0", "7.0 to 8.1"], ["5.1", "5.2", "5.3", "6.0", "7.0", "8.1"])) == []
    assert wrong(*key(["5.1 to 5.2", "6.0"], ["5.1", "5.2", "5.3", "6.0"])) == ["5.3"]
    assert wrong(*key(["5.1 to 5.4", "6.0"], ["5.1", "5.3", "6.0"])) == ["5.1 to 5.4"]
    assert wrong(*key(["5.1 to 6.0", "5.3 to 6.0"], ["5.1", "5.3", "6.0"])) == ["5.3 to 6.0"]


def test_no_two_places_have_one_number():
    places = '<g paint-order="stroke"><text>1 </text><text>{} </text></g>'
    assert wrong(places.format(2)) == []
    assert wrong(places.format(1)) == ["1"]
