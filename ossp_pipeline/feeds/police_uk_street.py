"""Street-level crime and anti-social behaviour of any force, exactly as data.police.uk publishes it.

Who sends it    data.police.uk, one CSV per force and month
How often       monthly, about two months behind; the archive restates 36 months each time
Basis           Open Government Licence v3.0. Contains data from data.police.uk.
One row         one crime or one ASB incident
Known wrong     Greater Manchester Police has published nothing since July 2019, so a missing file does not mean
                no crime; rows of other forces and of the British Transport Police lie inside the area and are
                not its crime; ASB rows carry no id and cannot be de-duplicated; a crime id is not unique: rows
                alike to the letter are one, others that share it are counted each; 2011 and 2021
                small-area codes share one column; points are snapped to about 750,000 fixed places
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Within, dropped_columns
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.layout import Layout
from ossp_pipeline.contracts.period import Cadence

_OPEN = Sensitivity.OPEN
_NO_POINT = ("", "0", "0.0", "0.000000")
# Without a small area no row can be counted here, and a month of such rows would look like one without crime.
_FETCH_AGAIN = (
    "take the month from a later archive, which has the column “LSOA code”; "
    "https://data.police.uk/data/archive/ lists which archive reaches back to it"
)
_LAYOUTS = (
    Layout(
        name="a street-level file of eastings and northings",
        file_name="2010-12-force-name-street.csv",
        headings=("Month", "Falls within", "Easting", "Northing", "Crime type"),
        without=("LSOA code",),
        name_dates=True,
        refused=("it has no small areas, so nothing says which of its rows lie in this area", _FETCH_AGAIN),
    ),
    Layout(
        name="a street-level file of before small areas were published",
        file_name="2011-09-force-name-street.csv",
        headings=("Month", "Falls within", "Longitude", "Latitude", "Crime type"),
        without=("Crime ID", "LSOA code"),
        name_dates=True,
        refused=("it has no small areas, so nothing says which of its rows lie in this area", _FETCH_AGAIN),
    ),
    Layout(
        name="a table of totals by police neighbourhood",
        file_name="2012-01-force-name-neighbourhood.csv",
        headings=("Month", "Force", "Neighbourhood", "All crime"),
        name_dates=True,
        refused=(
            "it has totals and no crimes, and a police neighbourhood is neither a ward nor a small area",
            "fetch the street-level file of the same force and month",
        ),
    ),
)

FEED = Feed(
    name="police_uk_street",
    title="Street-level crime (data.police.uk)",
    supplier="data.police.uk",
    purpose="count crimes by place where the force sends no extract",
    basis="Open Government Licence v3.0. Contains data from data.police.uk.",
    cadence=Cadence.MONTH,
    lag_days=75,
    subject=Subject.EVENTS,
    grain="one crime or ASB incident",
    key=(),
    reference="crime_id",
    file_pattern=r"(?P<period>\d{4}-\d{2})-(?P<part>[a-z-]+?)-street(?:-v(?P<version>\d+))?\.csv",
    area_column="lsoa_code",
    unplaced="out_of_area",
    owner_column="falls_within",
    layouts=_LAYOUTS,
    tolerance=0.001,
    extra_columns="ignored",
    stands_for=("crime", "asb"),
    has_places=True,
    has_volume=True,
    example=Example(
        "2024-03-force-name-street.csv",
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
            "Crime type": "Burglary",
            "Last outcome category": "Under investigation",
        },
    ),
    fault=Fault(FaultKind.LOGIN_PAGE, "E-NOTDATA"),
    columns=(
        Column(
            heading="Crime ID",
            name="crime_id",
            sensitivity=_OPEN,
            pattern=r"[0-9a-f]{64}",
            meaning="published identifier; blank for every ASB row and not unique",
        ),
        Column(
            heading="Month",
            name="month",
            sensitivity=_OPEN,
            required=True,
            within=Within.PERIOD,
            meaning="month; no day or time is ever published",
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
        Column(heading="Location", name="location", sensitivity=_OPEN, meaning="name of the snap point"),
        Column(
            heading="LSOA code",
            name="lsoa_code",
            sensitivity=_OPEN,
            pattern=r"[EWX]01\d{6}",
            meaning="small area of the snap point, of 2011 or 2021; blank without a place",
        ),
        *dropped_columns("LSOA name", sensitivity=_OPEN),
        Column(
            heading="Crime type",
            name="crime_type",
            sensitivity=_OPEN,
            required=True,
            code_list="police_uk_crime_types",
            any_spelling=True,
            meaning="one of 14 types",
        ),
        Column(
            heading="Last outcome category",
            name="last_outcome",
            sensitivity=_OPEN,
            meaning="latest outcome, in words; blank for ASB",
        ),
        *dropped_columns("Context", sensitivity=_OPEN),
    ),
)
