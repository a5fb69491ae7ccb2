"""GeoJSON of small areas: what is accepted, what is refused and why, and which shapes are rejected."""

import json

import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.conform import FileContext, conform
from ossp_pipeline.feeds.area_boundaries import FEED

AREA = Area(codes=frozenset(f"E0100000{number}" for number in range(1, 6)), force=None)
RING = [[-2.15, 53.4], [-2.15, 53.41], [-2.14, 53.41], [-2.15, 53.4]]
SQUARE = {"type": "Polygon", "coordinates": [RING]}
TEXT = "((-2.150000 53.400000, -2.150000 53.410000, -2.140000 53.410000, -2.150000 53.400000))"
HOLE = [[-2.149, 53.404], [-2.149, 53.408], [-2.146, 53.408], [-2.149, 53.404]]


def feature(code="E01000001", geometry=SQUARE, name="LSOA21CD", **properties):
    return {"type": "Feature", "properties": {**properties, name: code}, "geometry": geometry}


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", **more, "features": features}).encode()


def landed(content, year="2021", area=AREA):
    return conform(content, FEED, FileContext(parse_period(Cadence.YEAR, year), area, {}, b""))


def refusal(content, year="2021"):
    with pytest.raises(DeliveryRefused) as refused:
        landed(content, year)
    return refused.value


def moved(by_x=0.0, by_y=0.0, factor=1.0):
    ring = [[factor * (x + by_x), factor * (y + by_y)] for x, y in RING]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize("name", ["LSOA21CD", "lsoa21cd", "area_code"])
def test_code_and_outline_are_read_whatever_the_vintages_heading(name):
    result = landed(collection(feature(name=name, LSOA21NM="Somewhere 001A", OBJECTID=7)))
    assert result.accepted.to_pylist() == [{"lsoa_code": "E01000001", "outline": f"MULTIPOLYGON ({TEXT})"}]
    assert result.notes == (f"shapes read from GeoJSON: 1, codes from {name}",)


def test_several_parts_holes_and_heights_are_read():
    parts = {"type": "MultiPolygon", "coordinates": [[RING, HOLE], [[[x, y, 71.5] for x, y in RING]]]}
    (row,) = landed(collection(feature(geometry=parts))).accepted.to_pylist()
    hole = "-2.149000 53.404000, -2.149000 53.408000, -2.146000 53.408000, -2.149000 53.404000"
    assert row["outline"] == f"MULTIPOLYGON ({TEXT[:-1]}, ({hole})), {TEXT})"


def test_a_vertex_that_two_areas_share_is_the_same_text_in_both():
    other = [[-2.15 + 4e-16, 53.41 - 7e-15], [-2.2, 53.5], [-2.3, 53.4], [-2.15 + 4e-16, 53.41 - 7e-15]]
    shapes = [SQUARE, {"type": "Polygon", "coordinates": [other]}]
    features = [feature(f"E0100000{at}", shape) for at, shape in enumerate(shapes, 1)]
    rows = landed(collection(*features)).accepted.to_pylist()
    assert all("-2.150000 53.410000" in row["outline"] for row in rows)


def test_areas_outside_are_counted_and_repeated_ones_are_duplicates_or_rejected():
    again = feature("E01000002")
    rows = [feature(), feature("E01999999"), again, again, feature("E01000003"), feature("E01000003", moved(0.1))]
    result = landed(collection(*rows))
    counts = result.accounting
    assert (counts.received, counts.accepted, counts.out_of_area, counts.duplicate, counts.rejected) == (6, 2, 1, 1, 2)
    assert result.broken == {"area_boundaries.key.unique": 2}


BAD_SHAPES = {
    "no geometry": (None, "required"),
    "empty": ({"type": "Polygon", "coordinates": []}, "required"),
    "a point": ({"type": "Point", "coordinates": [-2.15, 53.4]}, "required"),
    "no numbers": ({"type": "Polygon", "coordinates": [[["a", "b"]] * 4]}, "required"),
    "the word for no number": ({"type": "Polygon", "coordinates": [[RING[0], ["nan", "nan"], *RING[1:]]]}, "pattern"),
    "wrongly nested": ({"type": "Polygon", "coordinates": RING}, "required"),
    "open ring": ({"type": "Polygon", "coordinates": [[*RING[:3], [-2.2, 53.3]]]}, "pattern"),
    "two points": ({"type": "Polygon", "coordinates": [[RING[0], RING[1], RING[0]]]}, "pattern"),
    "an empty ring": ({"type": "Polygon", "coordinates": [[]]}, "pattern"),
    "a part without a ring": ({"type": "MultiPolygon", "coordinates": [[RING], []]}, "pattern"),
    "elsewhere": (moved(10), "pattern"),
    "one point far away": ({"type": "Polygon", "coordinates": [[RING[0], [180, 90], *RING[1:]]]}, "pattern"),
}


@pytest.mark.parametrize(("geometry", "rule"), BAD_SHAPES.values(), ids=BAD_SHAPES)
def test_a_shape_that_is_no_closed_polygon_is_rejected_and_the_others_land(geometry, rule):
    shapes = [feature("E01000001"), feature("E01000002", geometry), feature("E01000003")]
    result = landed(collection(*shapes))
    assert result.broken == {f"area_boundaries.outline.{rule}": 1}
    assert (result.accounting.accepted, result.rejects["line"].to_pylist()) == (2, [3])


@pytest.mark.parametrize("code", [None, 17, "", "E05015014", "=cmd()"])
def test_a_wrong_code_is_rejected(code):
    result = landed(collection(feature(), feature(code)))
    assert (result.accounting.accepted, result.accounting.rejected) == (1, 1)


CRS = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}}
ELSEWHERE = {
    "declared as British National Grid": (
        collection(feature(), **CRS),
        "declares coordinates in British National Grid",
    ),
    "metres that nothing declares": (collection(feature(geometry=moved(8, -49, 66_500))), "metres"),
    "latitude first": (
        collection(feature(geometry={"type": "Polygon", "coordinates": [[[y, x] for x, y in RING]]})),
        "latitude before longitude",
    ),
    "another part of the world": (collection(feature(geometry=moved(40))), "not longitude and latitude inside"),
    "declared as something unknown": (collection(feature(), crs={"properties": {"name": "EPSG:3857"}}), "than WGS 84"),
}


@pytest.mark.parametrize(("content", "words"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_other_coordinates_are_refused_and_never_converted(content, words):
    refused = refusal(content)
    assert refused.code == "E-CRS" and words in refused.message and "longitude and latitude" in refused.remedy


@pytest.mark.parametrize("declared", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
def test_a_declared_system_of_degrees_is_accepted(declared):
    assert landed(collection(feature(), crs={"properties": {"name": declared}})).accounting.accepted == 1


def test_codes_of_another_census_year_than_the_name_says_are_refused():
    refused = refusal(collection(feature(name="LSOA11CD")))
    assert refused.code == "E-PERIOD" and "not of 2021" in refused.message
    assert landed(collection(feature(name="LSOA11CD")), "2011").accounting.accepted == 1


def test_a_file_of_other_areas_is_refused_and_says_of_which():
    refused = refusal(collection(feature("E05015014", name="WD23CD")))
    assert (refused.code, "other areas (WD23CD)" in refused.message) == ("E-HEADER", True)
    unknown = refusal(collection(feature(name="Qxsecret")))
    assert (unknown.code, "Qxsecret" in unknown.message) == ("E-HEADER", False)


NOT_DATA = {
    "cut off": collection(feature(), feature())[:-40],
    "TopoJSON": b'{"type": "Topology", "objects": {}, "arcs": []}',
    "one feature": json.dumps(feature()).encode(),
    "an answer of a service": b'{"error": {"code": 400, "message": "Qxtoken"}}',
    "not a number": collection(feature(geometry={"type": "Polygon", "coordinates": [[[float("nan"), 1]] * 4]})),
    "nested without end": b'{"type": ' + b"[" * 100_000,
}


@pytest.mark.parametrize("content", NOT_DATA.values(), ids=NOT_DATA)
def test_other_json_is_refused_and_named(content):
    refused = refusal(content)
    assert refused.code == "E-NOTDATA"
    assert "not a CSV file or a GeoJSON" in refused.message and "Qx" not in refused.message


def test_topojson_is_named_in_the_refusal():
    assert "TopoJSON" in refusal(NOT_DATA["TopoJSON"]).message


def test_no_feature_is_an_empty_file():
    assert refusal(collection()).code == "E-EMPTY"


def test_full_detail_is_refused_and_the_generalised_file_named():
    ring = [[-2.15 + at / 1e6, 53.4 + at % 2 / 1e6] for at in range(5_001)]
    refused = refusal(collection(feature(geometry={"type": "Polygon", "coordinates": [[*ring, ring[0]]]})))
    assert refused.code == "E-SIZE" and "super-generalised" in refused.remedy
    large = refusal(collection(feature()) + b" " * FEED.largest_file)
    assert large.code == "E-SIZE" and "super-generalised" in large.remedy
