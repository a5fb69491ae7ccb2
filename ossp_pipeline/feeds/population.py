"""Residents by small area, sex and age band, at the middle of a year.

Who sends it    ONS mid-year small-area estimates: the workbooks, downloads from Nomis, or rows in the contract's bands
How often       once a year, 12 to 18 months after the reference date of 30 June
Basis           Open Government Licence v3.0
One row         residents of one small area of one vintage, sex and age band
Known wrong     estimates are revised after a census; residents are the wrong denominator where many people visit
                (town centres): rates per resident mislead there
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Within, dropped_columns
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.layout import Layout
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.layouts.residents import (
    AGE_BANDS,
    FEMALE,
    MALE,
    PERSONS,
    SMALL_AREA_CODE,
    VINTAGES,
    from_nomis,
    from_workbook,
)

_OPEN = Sensitivity.OPEN
_LAYOUTS = (
    Layout(
        name="an ONS workbook of single years by sex",
        file_name="sapelsoasyoa20222024.xlsx",
        headings=(SMALL_AREA_CODE, "F0", "F90", "M0", "M90"),
        sheets=r"Mid-\d{4} LSOA 2021",
        tidy=from_workbook,
    ),
    Layout(
        name="an ONS workbook of single years with a sheet for each sex",
        file_name="sape23dt2mid2020lsoasyoaestimatesunformatted.xlsx",
        headings=(SMALL_AREA_CODE, "All Ages", "0", "90+"),
        sheets=rf"Mid-\d{{4}} (?:{PERSONS}|Males|Females)",
        tidy=from_workbook,
    ),
    Layout(
        name="an ONS workbook of broad ages",
        file_name="sapelsoabroadage20222024.xlsx",
        headings=(SMALL_AREA_CODE, "F0 to 15", "M0 to 15"),
        sheets=r"Mid-\d{4} LSOA 2021",
        refused=(
            "its ages do not add up to adults of 18 and over",
            "fetch the workbook of single years, such as sapelsoasyoa20222024.xlsx",
        ),
    ),
    Layout(
        name="a download from Nomis",
        file_name="population-mid-2024.csv",
        headings=("DATE", "GEOGRAPHY_CODE", "GEOGRAPHY_TYPE", "C_AGE_NAME", "OBS_VALUE"),
        # The contract has these headings too, but no age that lies within one of its bands.
        marked_by=("C_AGE_NAME", r"Age \d+|Aged 16 to 17"),
        year_column="DATE",
        tidy=from_nomis,
    ),
)

FEED = Feed(
    name="population",
    title="Population estimates",
    supplier="Office for National Statistics",
    purpose="give the number of residents behind each rate",
    basis="Open Government Licence v3.0. Contains National Statistics data © Crown copyright and database right.",
    cadence=Cadence.YEAR,
    lag_days=None,
    subject=Subject.REFERENCE,
    grain="residents of one small area of one vintage, sex and age band",
    key=("area_code", "area_vintage", "sex", "age_band"),
    file_pattern=r"population-mid-(?P<period>\d{4})(?:-v(?P<version>\d+))?\.(?:csv|xlsx)",
    layouts=_LAYOUTS,
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
            allowed=VINTAGES,
            meaning="which vintage of small areas the code is of",
        ),
        Column(
            heading="GENDER_NAME",
            name="sex",
            sensitivity=_OPEN,
            required=True,
            allowed=(FEMALE, MALE, PERSONS),
            meaning="sex; Persons where the estimates have none",
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
