"""Boundaries of small areas: one outline for each, of one census year.

Who sends it    Office for National Statistics, Open Geography portal
How often       after a census: 2011 and 2021; the file's period is the census year of its small areas
Basis           Open Government Licence v3.0, with the attribution of Ordnance Survey
One row         one small area with its outline in longitude and latitude
Known wrong     generalised outlines differ from the ground by up to 20 m, super-generalised ones by up to 200 m: good
                for maps and for who is whose neighbour, not for locating a point
"""

from ossp_pipeline.contracts.column import Column, Sensitivity, Treatment, Within
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.geojson import GeoJson
from ossp_pipeline.contracts.period import Cadence

_OPEN = Sensitivity.OPEN
# A point of the British Isles with six decimals, so that a vertex two areas share is the same text in both.
_POINT = r"-?[0-9]\.[0-9]{6} (?:49|5[0-9]|60)\.[0-9]{6}"
_RING = rf"\({_POINT}(?:, {_POINT}){{3,}}\)"
_POLYGON = rf"\({_RING}(?:, {_RING})*\)"

FEED = Feed(
    name="area_boundaries",
    title="Boundaries of small areas",
    supplier="Office for National Statistics, Open Geography portal",
    purpose="draw small areas, and find places where incidents gather",
    basis="Open Government Licence v3.0. Source: Office for National Statistics. Contains OS data © Crown copyright "
    "and database right.",
    cadence=Cadence.YEAR,
    lag_days=None,
    subject=Subject.REFERENCE,
    grain="one small area",
    key=("lsoa_code",),
    file_pattern=r"area-boundaries-(?P<period>20[12]1)(?:-v(?P<version>\d+))?\.(?:geojson|json|csv)",
    geojson=GeoJson(
        code_property=r"LSOA(?P<short_year>[0-9]{2})CD|area_code",
        code_heading="lsoa_code",
        vintage_heading="vintage",
        outline_heading="outline",
        west=-9.0,
        east=3.0,
        south=49.0,
        north=60.9,
    ),
    area_column="lsoa_code",
    optional=True,
    tolerance=0.0,
    longest_cell=200_000,
    largest_file=40_000_000,
    example=Example(
        "area-boundaries-2021.geojson",
        {
            "lsoa_code": "X0100000#",
            "vintage": "2021",
            "outline": "MULTIPOLYGON (((-2.15000# 53.400000, -2.150000 53.410000, -2.140000 53.410000, "
            "-2.15000# 53.400000)))",
        },
    ),
    fault=Fault(FaultKind.IN_METRES, "E-CRS"),
    columns=(
        Column(
            heading="lsoa_code",
            name="lsoa_code",
            sensitivity=_OPEN,
            required=True,
            pattern=r"[EWX]01\d{6}",
            meaning="small area",
        ),
        Column(
            heading="outline",
            name="outline",
            sensitivity=_OPEN,
            required=True,
            pattern=rf"MULTIPOLYGON \({_POLYGON}(?:, {_POLYGON})*\)",
            meaning="closed rings of longitude and latitude (WGS 84), outer before holes, as well-known text",
        ),
        Column(
            heading="vintage",
            name="vintage",
            sensitivity=_OPEN,
            treatment=Treatment.DROP,
            within=Within.PERIOD,
            optional=True,
            meaning="census year of the code, where the file says it: must be that of its name",
        ),
    ),
)
