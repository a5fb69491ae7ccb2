"""Attendances at emergency departments after an assault: the minimum data of the standard that hospitals share by.

Who sends it    the hospital: our template of the items of Information Sharing to Tackle Violence (ISTV)
How often       monthly, within the month after
Basis           Crime and Disorder Act 1998 s.115; sharing agreement
One row         one attendance
Known wrong     the reception desk asks, and not everybody answers; one person may attend more than once and nothing
                says so; headings and codes of the standard are not public: a hospital's own need a mapping
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment, Within, dropped_columns
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence

_PERSONAL = Sensitivity.PERSONAL

FEED = Feed(
    name="violence_attendances",
    title="Assaults seen in emergency departments",
    supplier="the hospital",
    purpose="count people whom violence brings to an emergency department, many of whom never report it to the police",
    basis="Crime and Disorder Act 1998 s.115; information sharing agreement",
    cadence=Cadence.MONTH,
    lag_days=31,
    subject=Subject.PEOPLE,
    grain="one attendance",
    key=(),
    counted=(("row_noise", ()),),
    file_pattern=r"violence-attendances-(?P<period>\d{4}-\d{2})-v(?P<version>\d+)\.csv",
    area_column="lsoa_code",
    optional=True,
    date_format="%Y-%m-%d",
    retention_days=180,
    has_volume=True,
    example=Example(
        "violence-attendances-2024-03-v1.csv",
        {
            "site_code": "QX10#",
            "arrival_date": "2024-03-0#",
            "arrival_time": "23:1#",
            "assault_date": "2024-03-0#",
            "assault_time": "22:1#",
            "assault_method": "Fists or feet",
            "location_type": "Licensed premises",
            "location_description": "Qxtyped",
            "lsoa21_code": "X0100000#",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "assault_method.allowed", "assault_method", "Qxmethod"),
    columns=(
        Column(
            heading="site_code",
            name="site_code",
            sensitivity=Sensitivity.OPEN,
            required=True,
            pattern=r"[A-Z0-9]{3,10}",
            meaning="the department's site, by its NHS code: a site without any row holds the month",
        ),
        Column(
            heading="arrival_date",
            name="arrival_month",
            kind=Kind.DATE,
            sensitivity=_PERSONAL,
            required=True,
            treatment=Treatment.MONTH,
            within=Within.PERIOD,
            meaning="month of the attendance",
        ),
        *dropped_columns("arrival_time", "assault_date", "assault_time", sensitivity=_PERSONAL),
        Column(
            heading="assault_method",
            name="assault_method",
            sensitivity=_PERSONAL,
            code_list="violence_attendances",
            any_spelling=True,
            meaning="what the person was injured with, in the template's words; blank counts as not known",
        ),
        # Typed at the desk, and names occur in it.
        *dropped_columns("method_description", sensitivity=Sensitivity.IDENTIFYING),
        Column(
            heading="location_type",
            name="location_type",
            sensitivity=_PERSONAL,
            code_list="assault_locations",
            any_spelling=True,
            meaning="kind of place of the assault, in the template's words; blank counts as not known",
        ),
        *dropped_columns("location_description", sensitivity=Sensitivity.IDENTIFYING),
        Column(
            heading="lsoa21_code",
            name="lsoa_code",
            sensitivity=_PERSONAL,
            treatment=Treatment.DROP,
            pattern=r"[EWX]01\d{6}",
            meaning="2021 small area of the assault: one in another partnership is not counted; blank when unknown",
        ),
    ),
)
