"""Residents by small area, sex and age band, at the middle of a year.

Who sends it    ONS mid-year small-area estimates, in the long layout that Nomis downloads have
How often       once a year, 12 to 18 months after the reference date of 30 June
Basis           Open Government Licence v3.0
One row         residents of one small area of one vintage, sex and age band
Known wrong     estimates are revised after a census; residents are the wrong denominator where many people visit
                (town centres): rates per resident mislead there
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Within, dropped_columns
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence

_OPEN = Sensitivity.OPEN
AGE_BANDS = ("Aged 0 to 17", "Aged 18 to 24", "Aged 25 to 49", "Aged 50 to 64", "Aged 65 and over")

FEED = Feed(
    name="population",
    title="Population estimates",
    supplier="Office for National Statistics",
    basis="Open Government Licence v3.0. Contains National Statistics data © Crown copyright and database right.",
    cadence=Cadence.YEAR,
    lag_days=None,
    subject=Subject.REFERENCE,
    grain="residents of one small area of one vintage, sex and age band",
    key=("area_code", "area_vintage", "sex", "age_band"),
    file_pattern=r"population-mid-(?P<period>\d{4})(?:-v(?P<version>\d+))?\.csv",
    area_column="area_code",
    tolerance=0.0,
    example=Example(
        "population-mid-2024.csv",
        {
            "DATE": "2024",
            "GEOGRAPHY_CODE": "X0100000#",
            "GEOGRAPHY_NAME": "Qxsample 001#",
            "GEOGRAPHY_TYPE": "2021 super output areas - lower layer",
            "GENDER_NAME": "Female",
            "C_AGE_NAME": "Aged 18 to 24",
            "OBS_VALUE": "14#",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "resident_count.range", "OBS_VALUE", "-12"),
    columns=(
        Column(
            heading="DATE",
            name="mid_year",
            sensitivity=_OPEN,
            required=True,
            within=Within.PERIOD,
            meaning="reference year; the estimate is for 30 June",
        ),
        Column(
            heading="GEOGRAPHY_CODE",
            name="area_code",
            sensitivity=_OPEN,
            required=True,
            pattern=r"[EWX]01\d{6}",
            meaning="small area",
        ),
        *dropped_columns("GEOGRAPHY_NAME", sensitivity=_OPEN),
        Column(
            heading="GEOGRAPHY_TYPE",
            name="area_vintage",
            sensitivity=_OPEN,
            required=True,
            allowed=("2011 super output areas - lower layer", "2021 super output areas - lower layer"),
            meaning="which vintage of small areas the code is of",
        ),
        Column(
            heading="GENDER_NAME",
            name="sex",
            sensitivity=_OPEN,
            required=True,
            allowed=("Female", "Male"),
            meaning="sex",
        ),
        Column(
            heading="C_AGE_NAME",
            name="age_band",
            sensitivity=_OPEN,
            required=True,
            allowed=AGE_BANDS,
            meaning="age band",
        ),
        Column(
            heading="OBS_VALUE",
            name="resident_count",
            kind=Kind.INTEGER,
            sensitivity=_OPEN,
            required=True,
            minimum=0,
            maximum=20_000,
            meaning="residents",
        ),
    ),
)
