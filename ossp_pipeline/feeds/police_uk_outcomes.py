"""Outcomes of crimes of any force, exactly as data.police.uk publishes them.

Who sends it    data.police.uk, one CSV per force and month
How often       monthly, about two months behind; the archive restates 36 months each time
Basis           Open Government Licence v3.0. Contains data from data.police.uk.
One row         one outcome of one crime
Known wrong     the month is that of the outcome, so crimes of any earlier month are in it; a crime may have several
                outcomes, and a crime id several crimes; the British Transport Police and Northern Ireland send none;
                recent files say that a case is at court and seldom what the court decided; Greater Manchester Police
                has published nothing since July 2019
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Within, dropped_columns
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence

_OPEN = Sensitivity.OPEN
_NO_POINT = ("", "0", "0.0", "0.000000")

FEED = Feed(
    name="police_uk_outcomes",
    title="Outcomes of crimes (data.police.uk)",
    supplier="data.police.uk",
    purpose="see what came of crimes where the force sends no extract",
    basis="Open Government Licence v3.0. Contains data from data.police.uk.",
    cadence=Cadence.MONTH,
    lag_days=75,
    subject=Subject.EVENTS,
    grain="one outcome of one crime",
    key=(),
    reference="crime_id",
    file_pattern=r"(?P<period>\d{4}-\d{2})-(?P<part>[a-z-]+?)-outcomes(?:-v(?P<version>\d+))?\.csv",
    optional=True,
    tolerance=0.001,
    extra_columns="ignored",
    example=Example(
        "2024-03-force-name-outcomes.csv",
        {
            "Crime ID": "################################################################",
            "Month": "2024-03",
            "Reported by": "Qxsample Police",
            "Falls within": "Qxsample Police",
            "Longitude": "-1.50000#",
            "Latitude": "52.50000#",
            "Location": "On or near Qxmarket Street #",
            "LSOA code": "X01000001",
            "LSOA name": "Qxsample 001A",
            "Outcome type": "Suspect charged",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "outcome_type.allowed", "Outcome type", "Case mislaid"),
    columns=(
        Column(
            heading="Crime ID",
            name="crime_id",
            sensitivity=_OPEN,
            required=True,
            pattern=r"[0-9a-f]{64}",
            meaning="published identifier of the crime, as in the street-level files",
        ),
        Column(
            heading="Month",
            name="month",
            sensitivity=_OPEN,
            required=True,
            within=Within.PERIOD,
            meaning="month of the outcome, not of the crime",
        ),
        *dropped_columns("Reported by", sensitivity=_OPEN),
        Column(
            heading="Falls within",
            name="falls_within",
            sensitivity=_OPEN,
            required=True,
            meaning="police force, in words",
        ),
        Column(
            heading="Longitude",
            name="longitude",
            kind=Kind.NUMBER,
            sensitivity=_OPEN,
            minimum=-9,
            maximum=3,
            unknown=_NO_POINT,
            meaning="degrees east, WGS84, of the snap point",
        ),
        Column(
            heading="Latitude",
            name="latitude",
            kind=Kind.NUMBER,
            sensitivity=_OPEN,
            minimum=49,
            maximum=61,
            unknown=_NO_POINT,
            meaning="degrees north, WGS84, of the snap point",
        ),
        *dropped_columns("Location", sensitivity=_OPEN),
        Column(
            heading="LSOA code",
            name="lsoa_code",
            sensitivity=_OPEN,
            pattern=r"[EWX]01\d{6}",
            meaning="small area of the snap point, of 2011 or 2021; blank without a place",
        ),
        *dropped_columns("LSOA name", sensitivity=_OPEN),
        Column(
            heading="Outcome type",
            name="outcome_type",
            sensitivity=_OPEN,
            required=True,
            code_list="police_uk_outcomes",
            any_spelling=True,
            meaning="what was decided",
        ),
    ),
)
