"""Fires in each small area by year, as the Home Office publishes them: context for the fire service's own incidents.

Who sends it    Home Office, low-level geography dataset of its fire statistics (Incident Recording System)
How often       once a year, in July or August; a file holds every incident of England over several years
Basis           Open Government Licence v3.0
One row         one incident
Known wrong     it has a year and no day, and does not say which fires were deliberate; of some incidents, and of most
                of the newest year, the small area is not known; some rows have its code in the column of its
                description; labels of types changed, and one edition has dwellings and other buildings in one
"""

from ossp_pipeline.contracts.column import Column, Sensitivity
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.layout import Layout
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.layouts.published_fires import (
    CODE,
    FIRE_HEADINGS,
    INCIDENT_TYPES,
    SECONDARY,
    TYPE,
    YEAR,
    from_low_level_geography,
)

_OPEN = Sensitivity.OPEN

FEED = Feed(
    name="published_fires",
    title="Published fires",
    supplier="Home Office",
    purpose="set what is published about fires beside the fire service's own incidents",
    basis="Open Government Licence v3.0. Contains public sector information.",
    cadence=Cadence.YEAR,
    lag_days=None,
    subject=Subject.REFERENCE,
    grain="one incident",
    key=(),
    file_pattern=r"published-fires-(?P<period>\d{4})(?:-v(?P<version>\d+))?\.csv",
    layouts=(
        Layout(
            name="the published table of incidents by small area",
            file_name="Low_level_geography_dataset_202324_to_present.ods",
            headings=FIRE_HEADINGS,
            without=("LOCATION_TYPE",),
            year_column=FIRE_HEADINGS[0],
            is_long=True,
            tidy=from_low_level_geography,
        ),
    ),
    optional=True,
    area_column="lsoa_code",
    unplaced="out_of_area",
    example=Example(
        "published-fires-2024.csv",
        {
            YEAR: "2023/24",
            TYPE: SECONDARY,
            CODE: "X0100000#",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "incident_type.allowed", TYPE, "Qxkind of fire"),
    columns=(
        Column(
            heading=YEAR,
            name="financial_year",
            sensitivity=_OPEN,
            required=True,
            pattern=r"(?:19|20)\d{2}[/-]\d{2}",
            meaning="financial year of the incident",
        ),
        Column(
            heading=TYPE,
            name="incident_type",
            sensitivity=_OPEN,
            required=True,
            allowed=INCIDENT_TYPES,
            meaning="what the publisher's label stands for",
        ),
        Column(
            heading=CODE,
            name="lsoa_code",
            sensitivity=_OPEN,
            pattern=r"[EWX]01\d{6}",
            meaning="small area, of 2011 or 2021; blank where the publisher does not know it",
        ),
    ),
)
