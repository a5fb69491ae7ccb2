"""Hospital admissions for the causes the law names: outward postcode, date and category, without any reference.

Who sends it    the integrated care board
How often       for every three months, by the end of the three that follow
Basis           Crime and Disorder Act 1998 s.17A; Crime and Disorder (Prescribed Information) Regulations 2007
One row         one admission
Known wrong     one person may be admitted more than once and nothing says so; domestic abuse is seldom coded; the
                published indicator of violence admissions pools three years and cannot be compared with these
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment, Within
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.layouts.elsewhere import fingertips

_PERSONAL = Sensitivity.PERSONAL
# ICD-10: X85-Y09, F10-F19, T51, Y90-Y91.
CATEGORIES = (
    "Assault",
    "Mental and behavioural disorder due to psychoactive substance use",
    "Toxic effect of alcohol",
    "Alcohol involvement",
    "Domestic abuse",
)
_LAYOUTS = (
    fingertips(
        "it has rates over three years pooled (indicator 11201 is that of violence) for whole areas, and no admissions",
        "ask the integrated care board for the admissions of a quarter, as hospital-admissions-2023-24Q4-v1.csv",
    ),
)

FEED = Feed(
    name="hospital_admissions",
    title="Hospital admissions",
    supplier="the integrated care board",
    purpose="count serious violence that nobody reports to the police, for the needs assessment",
    basis="Crime and Disorder Act 1998 s.17A; SI 2007/1831, paragraph 5 of the schedule",
    cadence=Cadence.QUARTER,
    lag_days=92,
    subject=Subject.PEOPLE,
    grain="one admission",
    key=(),
    counted=(("row_noise", ()),),
    file_pattern=r"hospital-admissions-(?P<period>\d{4}-\d{2}Q[1-4])-v(?P<version>\d+)\.csv",
    layouts=_LAYOUTS,
    optional=True,
    date_format="%Y-%m-%d",
    retention_days=180,
    has_volume=True,
    example=Example(
        "hospital-admissions-2023-24Q4-v1.csv",
        {
            "admission_date": "2024-03-0#",
            "category": "Assault",
            "outward_postcode": "QX#",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "outward_code.pattern", "outward_postcode", "SK1 3QD"),
    columns=(
        Column(
            heading="admission_date",
            name="admission_month",
            kind=Kind.DATE,
            sensitivity=_PERSONAL,
            required=True,
            treatment=Treatment.MONTH,
            within=Within.PERIOD,
            meaning="month of the admission",
        ),
        Column(
            heading="category",
            name="category",
            sensitivity=_PERSONAL,
            required=True,
            allowed=CATEGORIES,
            meaning="item of the Regulations",
        ),
        Column(
            heading="outward_postcode",
            name="outward_code",
            sensitivity=_PERSONAL,
            pattern=r"[A-Z]{1,2}[0-9][A-Z0-9]?",
            meaning="outward part of the home's postcode, as SK1; more is rejected",
        ),
    ),
)
