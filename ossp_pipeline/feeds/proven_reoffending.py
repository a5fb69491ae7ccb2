"""Proven reoffending of offenders by area, as the Ministry of Justice's geographical tool lists it.

Who sends it    Ministry of Justice, sheet `Data` of the geographical data tool, saved as CSV
How often       published quarterly, about eighteen months behind
Basis           Open Government Licence v3.0
One row         one cohort of offenders in one area, category and age group
Known wrong     cohorts of twelve months overlap from one publication to the next: never add them; frequency is per
                reoffender, the rate is per offender
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence

_OPEN = Sensitivity.OPEN


def _count(heading: str, name: str, meaning: str) -> Column:
    return Column(
        heading=heading,
        name=name,
        kind=Kind.INTEGER,
        sensitivity=_OPEN,
        minimum=0,
        unknown=("", "*", "~"),
        meaning=meaning,
    )


FEED = Feed(
    name="proven_reoffending",
    title="Proven reoffending",
    supplier="Ministry of Justice",
    purpose="see how many adults and children offend again",
    basis="Open Government Licence v3.0. Contains public sector information.",
    cadence=Cadence.YEAR,
    lag_days=None,
    subject=Subject.REFERENCE,
    grain="one cohort of offenders in one area, category and age group",
    key=("cohort", "geography", "category", "age_group"),
    file_pattern=r"proven-reoffending-(?P<period>\d{4})(?:-v(?P<version>\d+))?\.csv",
    optional=True,
    revision_limit=1.0,  # a file has a handful of rows: one more is a large share
    extra_columns="ignored",
    example=Example(
        "proven-reoffending-2024.csv",
        {
            "Cohort": "January to December 2024",
            "Geography": "Qxborough #",
            "Category": "Qxtotal",
            "Adult / Juvenile": "Adult",
            "offenders": "30#",
            "reoffenders": "7#",
            "reoffences": "20#",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "reoffender_count.range", "reoffenders", "-3"),
    columns=(
        Column(
            heading="Cohort",
            name="cohort",
            sensitivity=_OPEN,
            required=True,
            pattern=r".*\d{4}",
            meaning="twelve months of offenders, in words that end in the year",
        ),
        Column(heading="Geography", name="geography", sensitivity=_OPEN, required=True, meaning="area, in words"),
        Column(heading="Category", name="category", sensitivity=_OPEN, required=True, meaning="kind of area or group"),
        Column(
            heading="Adult / Juvenile",
            name="age_group",
            sensitivity=_OPEN,
            required=True,
            allowed=("Adult", "Juvenile", "All"),
            meaning="adults, juveniles or all",
        ),
        _count("offenders", "offender_count", "offenders in the cohort; blank where suppressed"),
        _count("reoffenders", "reoffender_count", "of them, those who reoffended within a year"),
        _count("reoffences", "reoffence_count", "their reoffences"),
    ),
)
