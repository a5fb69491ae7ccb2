"""Stops and searches of a police force, exactly as data.police.uk publishes them.

Who sends it    data.police.uk, one CSV per force and month
How often       monthly, about two months behind
Basis           Open Government Licence v3.0. Contains data from data.police.uk.
One row         one search
Known wrong     latitude comes before longitude, the reverse of the street files; times are UTC, so a month's file
                starts in the evening of the month before; no small area and no force in the rows; Greater Manchester
                Police has published nothing since July 2019
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, dropped_columns
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence

_OPEN = Sensitivity.OPEN


def _text(heading: str, name: str, meaning: str) -> Column:
    return Column(heading=heading, name=name, sensitivity=_OPEN, meaning=meaning)


FEED = Feed(
    name="stop_and_search",
    title="Stop and search (data.police.uk)",
    supplier="data.police.uk",
    purpose="see how the powers to stop and search are used",
    basis="Open Government Licence v3.0. Contains data from data.police.uk.",
    cadence=Cadence.MONTH,
    lag_days=75,
    subject=Subject.EVENTS,
    grain="one search",
    key=(),
    file_pattern=r"(?P<period>\d{4}-\d{2})-(?P<part>[a-z-]+?)-stop-and-search(?:-v(?P<version>\d+))?\.csv",
    optional=True,
    extra_columns="ignored",
    has_volume=True,
    example=Example(
        "2024-03-force-name-stop-and-search.csv",
        {
            "Type": "Person search",
            "Date": "2024-03-0#T21:15:00+00:00",
            "Latitude": "52.50000#",
            "Longitude": "-1.50000#",
            "Gender": "Male",
            "Age range": "18-24",
            "Legislation": "Qxact of Parliament",
            "Object of search": "Qxobject",
            "Outcome": "Arrest",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "latitude.range", "Latitude", "-2.162284"),
    columns=(
        Column(
            heading="Type",
            name="search_type",
            sensitivity=_OPEN,
            required=True,
            allowed=("Person search", "Person and Vehicle search", "Vehicle search"),
            meaning="what was searched",
        ),
        Column(
            heading="Date",
            name="searched_at",
            sensitivity=_OPEN,
            required=True,
            pattern=r"20\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T[0-2]\d:[0-5]\d:[0-5]\d\+00:00",
            meaning="when, in UTC",
        ),
        *dropped_columns("Part of a policing operation", "Policing operation", sensitivity=_OPEN),
        Column(
            heading="Latitude",
            name="latitude",
            kind=Kind.NUMBER,
            sensitivity=_OPEN,
            minimum=49,
            maximum=61,
            unknown=("", "0", "0.0", "0.000000"),
            meaning="degrees north, WGS84, of the snap point",
        ),
        Column(
            heading="Longitude",
            name="longitude",
            kind=Kind.NUMBER,
            sensitivity=_OPEN,
            minimum=-9,
            maximum=3,
            unknown=("", "0", "0.0", "0.000000"),
            meaning="degrees east, WGS84, of the snap point",
        ),
        _text("Gender", "gender", "gender of the person; blank when unknown"),
        _text("Age range", "age_range", "age range of the person; blank when unknown"),
        *dropped_columns("Self-defined ethnicity", sensitivity=_OPEN),
        _text("Officer-defined ethnicity", "ethnicity", "ethnicity as the officer saw it; blank when unknown"),
        _text("Legislation", "legislation", "power that was used"),
        _text("Object of search", "object_of_search", "what was looked for"),
        _text("Outcome", "outcome", "what came of it"),
        *dropped_columns(
            "Outcome linked to object of search", "Removal of more than just outer clothing", sensitivity=_OPEN
        ),
    ),
)
