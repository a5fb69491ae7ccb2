"""The page of hotspots: small areas on a map and in its table, wards as tiles, and why something is not drawn."""

import re

import pytest

from ossp_pipeline.contracts.status import ValueStatus
from tests.unit.site.assessed import PLACES, WARDS, assessed, square
from tests.unit.site.test_pages import text_of

PAGE = "needs-places.html"


@pytest.fixture
def page_of(site_of):
    """The page as text and as it is written, made from these rows."""

    def make(rows):
        written = site_of(rows).page(PAGE)
        return text_of(written), written

    return make


def drawing_in(page, name="small-areas"):
    match = re.search(rf'<svg[^>]*aria-labelledby="{name}-title.*?</svg>', page, re.DOTALL)
    return match[0] if match else ""


def table_in(page, caption):
    start = page.index(caption)
    rows = re.findall(r"<tr>(.*?)</tr>", page[start : page.index("</table>", start)], re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def hidden(row, status=ValueStatus.WITHHELD):
    nothing = dict.fromkeys(("numerator", "place_rank", "share_percent", "hotspot", "is_top"))
    return row | nothing | {"status": status}


def test_small_areas_are_drawn_with_their_attribution_and_named_in_the_table_below(page_of):
    text, page = page_of(assessed())
    summary = "Of 9 small areas, 2 are hot beyond chance and 1 cold; 1 is among the busiest tenth, 1 of them hot."
    assert text.count(summary) >= 2
    assert "Source: Office for National Statistics licensed under the Open Government Licence v3.0." in text
    assert "Contains OS data © Crown copyright and database right." in text
    heads, first, *others = table_in(page, "The map in words")
    assert heads == [
        "Ward, with its number",
        "Hot beyond chance",
        "Cold beyond chance",
        "Among the busiest tenth",
        "All small areas",
    ]
    assert first == ["1. Ward 1", "Corner 1, Corner 2", "Corner 9", "Corner 1", "9"]
    assert [row[1:] for row in others] == [["none", "none", "none", "0"]] * 6


def test_anti_social_behaviour_has_its_map_on_a_page_of_its_own(site_of):
    made = site_of(assessed())
    page = made.page("needs-places-asb.html")
    assert "Of 9 small areas, 2 are hot beyond chance and none cold; 1 is among the busiest tenth" in text_of(page)
    heads, first, *_ = table_in(page, "The map in words")
    match = dict(zip(heads, first, strict=True))
    assert (match["Hot beyond chance"], match["Among the busiest tenth"]) == ("Corner 3, Corner 6", "Corner 3")
    assert drawing_in(page) and "Contains OS data" in text_of(page)
    listed = table_in(page, "Anti-social behaviour, 12 months to March 2026")
    assert [row[0] for row in listed[1:3]] == ["Corner 1 (X00000001)", "Corner 2 (X00000002)"]
    assert 'href="needs-places-asb.html">Hotspots of anti-social behaviour<' in made.page(PAGE)
    assert 'href="needs-places.html">Hotspots of crime<' in page


def test_without_boundaries_or_rows_the_page_of_anti_social_behaviour_says_so(site_of):
    rows = assessed()
    bare = text_of(site_of({**rows, "dim_area_boundaries": []}).page("needs-places-asb.html"))
    assert "no boundary file is delivered" in bare and "They are listed above." in bare
    crimes = [row for row in rows["sna_hotspots"] if row["subject"] == "crime"]
    page = site_of({**rows, "sna_hotspots": crimes}).page("needs-places-asb.html")
    assert "No small area can be named: nothing was supplied." in text_of(page) and "boundary file" not in page


def test_hot_cold_and_busy_are_told_apart_without_colour(page_of):
    drawing = drawing_in(page_of(assessed())[1])
    patterns = dict(re.findall(r'<pattern id="([^"]+)"[^>]*>(.*?)</pattern>', drawing))
    marks = {name: re.sub(r'fill="[^"]*"', "", inside) for name, inside in patterns.items()}
    assert set(marks) == {"small-areas-hot", "small-areas-cold"} and len(set(marks.values())) == 2
    words = re.findall(r"<text[^>]*>([^<]+)</text>", drawing)
    assert words == ["hot beyond chance ", "cold beyond chance ", "neither ", "among the busiest tenth ", "1 "]
    assert drawing.count('stroke-width="4"') == 3
    assert " style=" not in drawing and "aria-label=" not in drawing


def test_a_withheld_small_area_is_hatched_and_named_and_gives_nothing_away(page_of):
    rows = assessed()
    rows["sna_hotspots"][4] = hidden(rows["sna_hotspots"][4])
    _, page = page_of(rows)
    drawing = drawing_in(page)
    assert "small-areas-hatched" in drawing and "withheld </text>" in drawing
    heads, first, *_ = table_in(page, "The map in words")
    assert dict(zip(heads, first, strict=True))["Withheld"] == "Corner 5"
    filled = re.search(r'<path d="([^"]+)" fill="url\(#small-areas-hatched\)"', drawing)
    assert filled is not None and filled[1].count("M") == 1


def test_a_figure_that_was_not_tested_says_so_and_is_hatched(page_of):
    rows = assessed()
    rows["sna_hotspots"][4]["hotspot"] = None
    _, page = page_of(rows)
    assert "not tested </text>" in drawing_in(page) and "Not tested" in table_in(page, "The map in words")[0]


def test_a_hole_is_left_empty_and_parts_belong_together(page_of):
    rows = assessed()
    hole = "(-2.197000 53.402000, -2.197000 53.408000, -2.192000 53.405000, -2.197000 53.402000)"
    rows["dim_area_boundaries"][0]["outline"] = square(0)[:-2] + f", {hole}))"
    drawing = drawing_in(page_of(rows)[1])
    hot = re.search(r'<path d="([^"]+)" fill="url\(#small-areas-hot\)" fill-rule="evenodd"', drawing)
    assert hot is not None and hot[1].count("M") == 3


def unmapped(page_of, rows):
    text, page = page_of(rows)
    assert drawing_in(page) == "" and "The map in words" not in text
    assert "Contains OS data" not in text
    assert "They are listed above, and counted by ward below." in text
    return text


@pytest.mark.parametrize("change", ["not published", "no row", "nothing delivered"])
def test_without_a_boundary_file_the_page_says_why_small_areas_are_not_mapped(page_of, change):
    rows = assessed()
    if change == "not published":
        del rows["dim_area_boundaries"]
    elif change == "no row":
        rows["dim_area_boundaries"] = []
    else:
        for row in rows["dim_area_boundaries"]:
            row |= {"outline": None, "status": ValueStatus.NOT_SUPPLIED}
    for row in rows["sna_hotspots"]:
        row["neighbours"] = "same ward"
    text = unmapped(page_of, rows)
    assert "There is no map of small areas: no boundary file is delivered" in text
    assert "so what is called hot is the ward" in text and f"Corner 1 ({PLACES[0]})" in text


def test_with_boundaries_nothing_is_said_of_wards_that_share_a_score(page_of):
    text, _ = page_of(assessed())
    assert (
        "with its neighbours: those whose boundaries of 2021 touch." in text
        and "what is called hot is the ward" not in text
    )


def test_boundaries_of_another_year_or_area_draw_no_map_with_holes(page_of):
    rows = assessed()
    rows["dim_area_boundaries"] = rows["dim_area_boundaries"][:-2]
    assert "the boundary file lacks 2 of 9, so it is of another year or another area" in unmapped(page_of, rows)


def test_of_two_years_the_one_that_has_the_small_areas_is_drawn(page_of):
    rows = assessed()
    older = [
        {**row, "vintage": "2011", "outline": square(place + 3)}
        for place, row in enumerate(rows["dim_area_boundaries"])
    ]
    drawn = drawing_in(page_of(rows)[1])
    rows["dim_area_boundaries"] += older
    assert drawing_in(page_of(rows)[1]) == drawn
    rows["dim_area_boundaries"] = rows["dim_area_boundaries"][1:]
    assert drawing_in(page_of(rows)[1]) != ""


def test_too_few_small_areas_or_too_similar_ones_are_not_mapped(page_of):
    rows = assessed()
    rows["sna_hotspots"] = [hidden(row) if at > 5 else row for at, row in enumerate(rows["sna_hotspots"])]
    assert "Only 6 of 9 small areas" in unmapped(page_of, rows).replace("only 6", "Only 6")
    rows = assessed()
    for row in rows["sna_hotspots"]:
        row |= {"numerator": 7, "place_rank": 1}
    assert "too alike for a map" in unmapped(page_of, rows)


def test_more_small_areas_than_a_page_can_hold_are_not_mapped(page_of):
    rows = assessed()
    (spot, *_), (outline, *_) = rows["sna_hotspots"], rows["dim_area_boundaries"]
    codes = [f"X0000{at:04d}" for at in range(401)]
    rows["sna_hotspots"] = [
        {**spot, "area_code": code, "place_rank": at + 1, "numerator": 900 - at} for at, code in enumerate(codes)
    ]
    rows["dim_area_boundaries"] = [{**outline, "area_code": code} for code in codes]
    assert "401 are too many to tell apart on one" in unmapped(page_of, rows)


def test_a_small_area_in_no_single_ward_has_a_line_of_its_own(page_of):
    rows = assessed()
    next(row for row in rows["dim_areas"] if row["area_code"] == PLACES[0])["parent_area_code"] = "E22000105"
    _, page = page_of(rows)
    assert table_in(page, "The map in words")[-1] == ["In no single ward", "Corner 1", "none", "Corner 1", "1"]


def test_crimes_by_ward_are_tiles_and_the_table_has_the_same_rows(page_of):
    text, page = page_of(assessed())
    assert "Most crimes for each 1,000 residents: Ward 7, with 96.5." in text
    drawing = drawing_in(page, "by-ward")
    assert all(f"{90.5 + at:.1f} " in drawing and name in drawing for at, name in enumerate(WARDS.values()))
    rows = table_in(page, '<caption id="by-ward-heading-1">')[1:]
    assert rows[0] == ["Ward 7", "960", "96.5", "0"] and rows[-1] == ["Ward 1", "900", "90.5", "1"]


def test_wards_too_few_or_too_alike_are_a_sentence_and_a_table(page_of):
    rows = assessed()
    for row in rows["sna_levels"]:
        if row["area_type"] == "ward" and row["area_code"] > "E05000004":
            row |= {"numerator": 777123, "rate_per_1000": 777123.0, "status": ValueStatus.WITHHELD}
    text, page = page_of(rows)
    assert "Only 4 of 7 wards have a figure that may be shown: too few to map." in text
    assert drawing_in(page, "by-ward") == "" and "777" not in page
    assert ["Ward 7", "withheld", "withheld", "0"] in table_in(page, '<caption id="by-ward-heading-1">')
    alike = [row | {"rate_per_1000": 50.0, "status": ValueStatus.OBSERVED} for row in rows["sna_levels"]]
    rows["sna_levels"] = alike
    assert "The wards’ figures are too alike for a map to tell anything." in page_of(rows)[0]


def test_a_release_without_figures_by_ward_says_so(page_of):
    rows = assessed()
    rows["sna_levels"] = [row for row in rows["sna_levels"] if row["area_type"] != "ward"]
    assert "There is no figure by ward: this release holds no row of one." in page_of(rows)[0]
