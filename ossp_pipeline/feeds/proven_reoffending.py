"""Proven reoffending of offenders by area, as the Ministry of Justice's geographical tool lists it.

Who sends it    Ministry of Justice: the geographical data tool, or its sheet `Data` saved as CSV
How often       published quarterly, about eighteen months behind
Basis           Open Government Licence v3.0
One row         one cohort of offenders in one area, category and age group
Known wrong     cohorts of twelve months overlap from one publication to the next: never add them; frequency is per
                reoffender, the rate is per offender
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.layout import WORKBOOK, Layout
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.layouts.elsewhere import fingertips
from ossp_pipeline.layouts.reoffending import TOOL_HEADINGS, from_tool

_OPEN = Sensitivity.OPEN

_TOOL = "fetch the geographical data tool of the Ministry of Justice, such as Geographical_data_tool_Apr09_Mar21.xlsx"
_RETURN = "return its figure for the measure “Children cautioned or sentenced” (youth_offending)"
_LAYOUTS = (
    Layout(
        name="the geographical data tool",
        file_name="Geographical_data_tool_Apr09_Mar21.xlsx",
        headings=TOOL_HEADINGS,
        sheets="Data",
        file_kind=WORKBOOK,
        year_column="Cohort",
        is_one=True,
        name_dates=True,
        tidy=from_tool,
    ),
    Layout(
        name="a table of reoffending by kind of offender or sentence",
        file_name="proven_re-offending_overview_apr13-mar14.csv",
        headings=("cohort", "category", "subcategory1", "adult_juvenile", "offenders", "reoffenders", "reoffences"),
        refused=("it is about all of England and Wales, and names no area", _TOOL),
    ),
    Layout(
        name="the youth justice table of cautions and sentences",
        file_name="Outcome_table.ods",
        headings=("Financial_Year", "YJS", "Caution_or_Sentence_Type", "Number_Cautioned_Sentenced"),
        refused=("it counts children cautioned or sentenced, and none who reoffended", _RETURN),
    ),
    Layout(
        name="a download of children cautioned or sentenced",
        file_name="children_offending.csv",
        headings=("area_code", "area_type", "period", "indicator", "measure", "unit", "value", "compared_to_England"),
        refused=("it counts children cautioned or sentenced, and none who reoffended", _RETURN),
    ),
    fingertips("it has shares for whole areas, whose cohort and age group it does not name as the tool does", _TOOL),
)


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
    file_pattern=r"proven-reoffending-(?P<period>\d{4})(?:-v(?P<version>\d+))?\.(?:csv|xlsx)",
    layouts=_LAYOUTS,
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
