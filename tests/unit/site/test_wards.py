"""Pages of wards: courses with their gaps, and types by month from the published rows."""

import re

import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.drawings.sparklines import course, line_in_words
from tests.unit.site.assessed import level
from tests.unit.site.boards import month, signals, whole
from tests.unit.site.test_pages import WITHHELD, text_of

WARD = "E05000001"
NOT_SUPPLIED = {"status": ValueStatus.NOT_SUPPLIED, "status_reason": "no delivery"}
# The marks of reasons as they are drawn on every page.
MARKS = {
    ValueStatus.WITHHELD: "m-3 -5v10m6 -10v10",
    ValueStatus.NOT_SUPPLIED: "m-4 -4l8 8m0 -8l-8 8",
    ValueStatus.NOT_YET_DUE: "m-4 0h8",
}


def points_of(drawn):
    """Where the line and the dots stand, in order of time."""
    points = []
    for x, y, steps in re.findall(r"M(\d+) (\d+)l([-\d ]+)", drawn):
        points.append((int(x), int(y)))
        numbers = [int(number) for number in steps.split()]
        for right, down in zip(numbers[::2], numbers[1::2], strict=True):
            points.append((points[-1][0] + right, points[-1][1] + down))
    dots = {(int(x), int(y)) for x, y in re.findall(r'cx="(\d+)" cy="(\d+)"', drawn)}
    return sorted({*points, *dots})


def with_types(*rows):
    return {**whole(), "sna_levels": list(rows)}


def typed(category, number, index=12, **changes):
    """A ward's count of a type in one month; the twelfth is March 2026."""
    return level(category, number, pattern="month", area_code=WARD, area_type="ward", **{**month(index), **changes})


def ward_page(site_of, rows):
    return site_of(rows).page("ward-e05000001.html")


def test_a_course_has_a_point_for_every_figure_and_none_for_a_gap():
    steps = [
        (4.0, ValueStatus.OBSERVED),
        (8.0, ValueStatus.OBSERVED),
        (None, ValueStatus.WITHHELD),
        (6.0, ValueStatus.OBSERVED),
        (None, ValueStatus.NOT_SUPPLIED),
        (None, ValueStatus.WITHHELD),
        (4.0, ValueStatus.OBSERVED),
        (8.0, ValueStatus.OBSERVED),
    ]
    drawn = str(course(steps))
    assert [y for _, y in points_of(drawn)] == [58, 10, 34, 58, 10], "none of the gaps is zero, or anything"
    assert [x for x, _ in points_of(drawn)] == [10, 24, 52, 94, 108], "a gap takes its time"
    assert drawn.count(MARKS[ValueStatus.WITHHELD]) == 2 and drawn.count(MARKS[ValueStatus.NOT_SUPPLIED]) == 1
    assert drawn.count("M") - 3 == 2, "two lines; the figure between two gaps is a dot"


def test_a_course_that_never_moves_does_not_lie_at_the_foot():
    assert {y for _, y in points_of(str(course([(5.0, ValueStatus.OBSERVED)] * 3)))} == {34}


def test_two_figures_are_a_course_and_one_is_not():
    one = [(None, ValueStatus.WITHHELD), (5.0, ValueStatus.OBSERVED)]
    assert course(one) == "" and course([*one, (6.0, ValueStatus.OBSERVED)]) != ""
    assert line_in_words(one, str) == "too few figures; 1 withheld to protect people"


def test_a_course_says_what_it_draws():
    rows = [(2.0, ValueStatus.OBSERVED), (9.0, ValueStatus.OBSERVED), (None, ValueStatus.NOT_SUPPLIED)]
    assert line_in_words(rows, "{:.0f}".format) == "lowest 2, highest 9; 1 not supplied"
    words = line_in_words([*rows, (None, ValueStatus.WITHHELD)], "{:.0f}".format)
    assert words == "lowest shown 2, highest shown 9; 1 not supplied; 1 withheld to protect people"


def test_a_wards_course_is_that_of_its_own_rows_and_leaves_out_what_is_not_due(site_of):
    rows = whole()
    own = signals(code=WARD)
    own[3] |= {**WITHHELD, "value": 777123.0}
    own[5] |= {**NOT_SUPPLIED, "value": None}
    rows["performance_signals"] = [*signals(), *own]
    page = ward_page(site_of, rows)
    line = page[page.index('<th scope="row"><a href="measure-burglary.html"') :].split("</tr>")[0]
    assert len(points_of(line)) == 11
    assert [line.count(mark) for mark in MARKS.values()] == [1, 1, 0]
    assert "Lowest shown 100, highest shown 112; 1 withheld to protect people; 1 not supplied" in text_of(line)
    assert "777" not in page


def test_marks_are_explained_where_there_are_any_and_only_those(site_of):
    page = ward_page(site_of, whole())
    assert "a mark stands for" not in page and "For the partnership, not for the public" not in page
    rows = whole()
    own = signals(code=WARD)
    own[3] |= {**WITHHELD, "value": None}
    rows["performance_signals"] = [*signals(), *own]
    page = text_of(ward_page(site_of, rows))
    assert "a mark stands for a period without a figure: withheld to protect people." in page
    assert "For the partnership, not for the public." in page


def test_types_by_month_are_the_published_rows(site_of):
    rows = [
        typed(name, start + index, index) for name, start in (("Drugs", 1), ("Burglary", 500)) for index in range(13)
    ]
    rows += [typed("Nuisance", None, index, subject="asb", **NOT_SUPPLIED) for index in range(13)]
    rows += [typed("Drugs", None, 13, status=ValueStatus.NOT_YET_DUE)]
    rows[5] |= {**WITHHELD, "numerator": 777123}
    page = ward_page(site_of, with_types(*rows))
    table = page[page.index("Recorded by type, April 2025 to March 2026") :].split("</table>")[0]
    lines = [text_of(line).strip() for line in table.split("<tr>")[2:]]
    assert lines[0].startswith("Burglary 501 502 503 504") and lines[0].endswith(" 512")
    assert lines[1].startswith("Drugs 2 3 4 5 withheld 7 8 9 10 11 12 13")
    assert lines[2] == "ASB: nuisance" + 12 * " not supplied" + " too few figures"
    assert len(lines) == 3, "no total: less the others it would give back the one withheld"
    assert table.count(MARKS[ValueStatus.WITHHELD]) == 1 and "777" not in page
    assert "not supplied, withheld to protect people." in text_of(page), "the key explains both"


def test_a_month_without_a_row_is_told(site_of):
    page = ward_page(site_of, with_types(typed("Drugs", 3, 11), typed("Drugs", 4), typed("Arson", 1)))
    assert "Drugs 3 4" in text_of(page) and "Arson no row 1 too few figures" in text_of(page)


def test_types_of_a_ward_say_that_incidents_without_a_place_are_not_among_them(site_of):
    said = "Some incidents have no place: counted for the whole area and for no ward."
    assert said not in text_of(ward_page(site_of, with_types(typed("Drugs", 3))))
    left_out = {"left_out_count": 4, "left_out_reason": "no place, in the whole alone"}
    page = text_of(ward_page(site_of, with_types(typed("Drugs", 3, **left_out))))
    assert said in page and "may not be shown" not in page


@pytest.mark.parametrize("rows", [whole(), with_types(), with_types(level("Drugs", 3, pattern="month", **month(3)))])
def test_a_ward_without_types_says_so(site_of, rows):
    assert "There is no figure by type here" in ward_page(site_of, rows)
