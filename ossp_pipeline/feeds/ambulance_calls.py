"""Ambulance calls to crime and disorder: category, location, time and date, without any reference.

Who sends it    the ambulance service
How often       for every three months, by the end of the three that follow
Basis           Crime and Disorder Act 1998 s.17A; Crime and Disorder (Prescribed Information) Regulations 2007
One row         one call
Known wrong     one event may bring several calls; the category is that of the call, not of what was found
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment, Within
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence

_PERSONAL = Sensitivity.PERSONAL
CATEGORIES = (
    "Assault",
    "Sexual assault",
    "Stab or gunshot wound",
    "Overdose or poisoning",
    "Alcohol",
    "Other disorder",
)

FEED = Feed(
    name="ambulance_calls",
    title="Ambulance calls",
    supplier="the ambulance service",
    purpose="count injuries and harm that nobody reports to the police, for the needs assessment",
    basis="Crime and Disorder Act 1998 s.17A; SI 2007/1831, paragraph 5 of the schedule",
    cadence=Cadence.QUARTER,
    lag_days=92,
    subject=Subject.PEOPLE,
    grain="one call",
    key=(),
    counted=(("row_noise", ()),),
    file_pattern=r"ambulance-calls-(?P<period>\d{4}-\d{2}Q[1-4])-v(?P<version>\d+)\.csv",
    optional=True,
    date_format="%Y-%m-%d",
    retention_days=180,
    has_volume=True,
    example=Example(
        "ambulance-calls-2023-24Q4-v1.csv",
        {
            "call_date": "2024-03-0#",
            "call_hour": "1#",
            "category": "Assault",
            "outward_postcode": "QX#",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "category.allowed", "category", "Fall"),
    columns=(
        Column(
            heading="call_date",
            name="call_month",
            kind=Kind.DATE,
            sensitivity=_PERSONAL,
            required=True,
            treatment=Treatment.MONTH,
            within=Within.PERIOD,
            meaning="month of the call",
        ),
        Column(
            heading="call_hour",
            name="call_hour",
            kind=Kind.INTEGER,
            sensitivity=_PERSONAL,
            minimum=0,
            maximum=23,
            meaning="hour of the call, local time",
        ),
        Column(
            heading="category",
            name="category",
            sensitivity=_PERSONAL,
            required=True,
            allowed=CATEGORIES,
            meaning="what the call was about",
        ),
        Column(
            heading="outward_postcode",
            name="outward_code",
            sensitivity=_PERSONAL,
            pattern=r"[A-Z]{1,2}[0-9][A-Z0-9]?",
            meaning="outward part of the postcode called to, as SK1; more is rejected",
        ),
    ),
)
