"""Fires and attacks on fire staff: the five items the law asks of a fire and rescue authority, and nothing else.

Who sends it    the fire and rescue service
How often       for every three months, by the end of the three that follow
Basis           Crime and Disorder Act 1998 s.17A; Crime and Disorder (Prescribed Information) Regulations 2007
One row         one incident
Known wrong     “deliberate” is the fire officer's judgement on the day and may be revised
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment, Within
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.layout import Layout
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.layouts.published_fires import FIRE_HEADINGS

_RESTRICTED = Sensitivity.RESTRICTED
CATEGORIES = (
    "Deliberate primary fire, not in a vehicle",
    "Deliberate primary fire in a vehicle",
    "Deliberate secondary fire",
    "Violence against fire staff",
    "Dwelling fire without a smoke alarm",
)
_ASK = "ask the fire and rescue service for its incidents of a quarter, as fire-incidents-2023-24Q4-v1.csv"
_LAYOUTS = (
    Layout(
        name="the published table of water rescues",
        file_name="water-rescue-dataset.ods",
        headings=("FRS_TERRITORY", "LSOA_CODE", "FINANCIAL_YEAR", "LOCATION_TYPE", "RESCUES"),
        refused=("a rescue from water is none of the incidents that the law asks for", _ASK),
    ),
    Layout(
        name="the published table of incidents by small area",
        file_name="Low_level_geography_dataset_202324_to_present.ods",
        headings=FIRE_HEADINGS,
        without=("LOCATION_TYPE",),
        refused=(
            "it has a year and no day, and does not say which fires were deliberate",
            f"it is a file of published_fires: put it there; for this feed {_ASK}",
        ),
    ),
    Layout(
        name="the published table of fires in other buildings",
        file_name="Other_building_fires_dataset.ods",
        headings=("FINANCIAL_YEAR", "FRS_TERRITORY", "ACCIDENTAL_OR_DELIBERATE", "BUILDING_TYPE"),
        refused=("it places a fire in the area of a whole fire and rescue service only", _ASK),
    ),
    Layout(
        name="a published table of fire statistics",
        file_name="fire-statistics-data-tables-fire0102-200726.xlsx",
        headings=("FINANCIAL_YEAR", "INCIDENT_TYPE", "FRS_NAME", "TOTAL_INCIDENTS"),
        refused=("it has totals of whole fire and rescue services, and no incidents", _ASK),
    ),
)

FEED = Feed(
    name="fire_incidents",
    title="Fire incidents",
    supplier="the fire and rescue service",
    purpose="count deliberate fires",
    basis="Crime and Disorder Act 1998 s.17A; SI 2007/1831, paragraph 3 of the schedule",
    cadence=Cadence.QUARTER,
    lag_days=92,
    subject=Subject.EVENTS,
    grain="one incident",
    key=("incident_token",),
    file_pattern=r"fire-incidents-(?P<period>\d{4}-\d{2}Q[1-4])-v(?P<version>\d+)\.csv",
    area_column="lsoa_code",
    counted=(("incident_noise", ("incident_token",)),),
    layouts=_LAYOUTS,
    optional=True,
    date_format="%Y-%m-%d",
    has_volume=True,
    example=Example(
        "fire-incidents-2023-24Q4-v1.csv",
        {
            "incident_number": "QXF-1000#",
            "incident_date": "2024-03-0#",
            "incident_time": "23:0#",
            "category": "Deliberate secondary fire",
            "lsoa21_code": "X01000001",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "category.allowed", "category", "Chimney fire"),
    columns=(
        Column(
            heading="incident_number",
            name="incident_token",
            sensitivity=Sensitivity.IDENTIFYING,
            required=True,
            treatment=Treatment.PSEUDONYM,
            meaning="the service's number, as a keyed pseudonym",
        ),
        Column(
            heading="incident_date",
            name="incident_date",
            kind=Kind.DATE,
            sensitivity=_RESTRICTED,
            required=True,
            within=Within.PERIOD,
            meaning="day of the incident",
        ),
        Column(
            heading="incident_time",
            name="incident_time",
            sensitivity=_RESTRICTED,
            pattern=r"(?:[01][0-9]|2[0-3]):[0-5][0-9]",
            meaning="local time of the call, as 23:05",
        ),
        Column(
            heading="category",
            name="category",
            sensitivity=_RESTRICTED,
            required=True,
            allowed=CATEGORIES,
            meaning="item of the Regulations",
        ),
        Column(
            heading="lsoa21_code",
            name="lsoa_code",
            sensitivity=_RESTRICTED,
            pattern=r"[EWX]01\d{6}",
            meaning="2021 small area where it happened; blank when unknown",
        ),
    ),
)
