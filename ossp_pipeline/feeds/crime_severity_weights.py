"""Weights of harm by offence code: the Crime Severity Score weights of one edition.

Who sends it    the partnership's analyst, from the Office for National Statistics' Crime Severity Score data tool
How often       with each edition; the file's name carries the edition's year
Basis           Open Government Licence v3.0
One row         the weight of one offence code
Known wrong     editions differ much (homicide 7,979 in 2016, 7,832 later), so weights of two editions are never mixed;
                anti-social behaviour, national fraud reports and outcome-only codes have none; a code is listed once
                for each of its descriptions, always with the same weight
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence

_OPEN = Sensitivity.OPEN

FEED = Feed(
    name="crime_severity_weights",
    title="Crime severity weights",
    supplier="Partnership analyst, from the Office for National Statistics",
    purpose="weigh crimes by their harm",
    basis="Open Government Licence v3.0. Contains National Statistics data © Crown copyright and database right.",
    cadence=Cadence.YEAR,
    lag_days=None,
    subject=Subject.REFERENCE,
    grain="weight of one offence code in one edition",
    key=("offence_code",),
    file_pattern=r"crime-severity-weights-(?P<period>\d{4})(?:-v(?P<version>\d+))?\.csv",
    optional=True,
    tolerance=0.0,
    extra_columns="ignored",
    example=Example(
        "crime-severity-weights-2024.csv",
        {
            "offence_code": "#A",
            "weight": "1#.5",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "weight.range", "weight", "-1"),
    columns=(
        Column(
            heading="offence_code",
            name="offence_code",
            sensitivity=_OPEN,
            required=True,
            also=("Offence Code",),
            pattern=r"[0-9]{1,3}(?:\.[0-9]{1,2})?[A-Z]?(?:/[0-9.]+)*",
            meaning="Home Office offence code: text, never a number (37.1, 8L)",
        ),
        Column(
            heading="weight",
            name="weight",
            kind=Kind.NUMBER,
            sensitivity=_OPEN,
            required=True,
            minimum=0,
            maximum=20_000,
            also=("Weight",),
            meaning="harm of one crime, in days of sentence",
        ),
    ),
)
