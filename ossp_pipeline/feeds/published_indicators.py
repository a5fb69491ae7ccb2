"""Indicators that others publish about the partnership's district, its region and England, as context for its own.

Who sends it    Office for Health Improvement and Disparities: downloads of Fingertips, the published table of NDTMS
How often       whenever an indicator is updated, most of them yearly; a download holds every year
Basis           Open Government Licence v3.0
One row         one indicator in one area, period, sex, age and category
Known wrong     a blank is no zero: the note says why; NDTMS writes 0 for what was not collected; rates over three years
                pooled overlap from one year to the next; persons stand beside the sexes and categories they are made
                of, so nothing adds up; Fingertips lists an area once for each parent, and a download of the wrong type
                of area has no rows
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.layout import Layout
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.layouts.published_indicators import (
    FINGERTIPS_HEADINGS,
    FINGERTIPS_INDICATOR,
    FINGERTIPS_PERIOD,
    NDTMS_HEADINGS,
    PUBLISHED_STATUSES,
    from_fingertips,
    from_ndtms,
)

_NA = ("", "NA")
_LAYOUTS = (
    Layout(
        name="a download of indicators from Fingertips",
        file_name="indicators.csv",
        headings=FINGERTIPS_HEADINGS,
        year_column=FINGERTIPS_PERIOD,
        is_one=True,
        part="fingertips",
        part_by=FINGERTIPS_INDICATOR,
        tidy=from_fingertips,
    ),
    Layout(
        name="NDTMS’s published table of adults in treatment",
        file_name="adults_england_ndtms.csv",
        headings=NDTMS_HEADINGS,
        year_column="Reporting period",
        is_one=True,
        part="ndtms",
        part_by="Area",
        tidy=from_ndtms,
    ),
)


def _text(heading: str, name: str, meaning: str, required: bool = False) -> Column:
    return Column(
        heading=heading, name=name, sensitivity=Sensitivity.OPEN, required=required, unknown=_NA, meaning=meaning
    )


def _number(heading: str, name: str, meaning: str, kind: Kind = Kind.NUMBER, minimum: float | None = None) -> Column:
    return Column(
        heading=heading,
        name=name,
        kind=kind,
        sensitivity=Sensitivity.OPEN,
        minimum=minimum,
        unknown=_NA,
        meaning=meaning,
    )


FEED = Feed(
    name="published_indicators",
    title="Published indicators",
    supplier="Office for Health Improvement and Disparities",
    purpose="set what is published about health, drugs and alcohol beside the partnership's own figures",
    basis="Open Government Licence v3.0. Contains public sector information.",
    cadence=Cadence.YEAR,
    lag_days=None,
    subject=Subject.REFERENCE,
    grain="one indicator in one area, period, sex, age and category",
    key=(),
    reference="indicator_id",
    lists_again=True,
    file_pattern=r"published-indicators-(?P<period>\d{4})(?:-(?P<part>(?!v\d+\.)[a-z0-9]+(?:-(?!v\d+\.)[a-z0-9]+)*))?"
    r"(?:-v(?P<version>\d+))?\.csv",
    layouts=_LAYOUTS,
    optional=True,
    area_column="area",
    whole_areas=True,
    # A download holds every year: one more makes it longer.
    revision_limit=1.0,
    extra_columns="ignored",
    example=Example(
        "published-indicators-2024.csv",
        {
            "Publisher": "Qxpublisher",
            "Indicator ID": "9000#",
            "Indicator name": "Qxindicator #",
            "Area": "E08999999",
            "Area name": "Qxsample",
            "Sex": "Persons",
            "Age": "All ages",
            "Period": "2021/22 - 23/24",
            "Sort key": "20210000",
            "First year": "2021",
            "Years pooled": "3",
            "Value": "4#.5",
            "Lower limit": "40.2",
            "Upper limit": "60.1",
            "Count": "12#",
            "Denominator": "290000",
            "Status": "given",
            "Compared with England": "Similar",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "value.readable", "Value", "about 45"),
    columns=(
        _text("Publisher", "publisher", "who publishes it", required=True),
        _text("Indicator ID", "indicator_id", "the publisher's number, or the name in small letters", required=True),
        _text("Indicator name", "indicator_name", "in the publisher's words", required=True),
        _text("Area", "area", "area code; its name where the publisher gives no codes", required=True),
        _text("Area name", "published_area_name", "as published", required=True),
        _text("Sex", "sex", "Persons, Male, Female"),
        _text("Age", "age", "as published"),
        _text("Category type", "category_type", "what divides the people into categories; blank for all of them"),
        _text("Category", "category", "one of its categories"),
        _text("Period", "time_period", "as published, such as 2020/21 - 22/23", required=True),
        _text("Sort key", "sort_key", "what puts the periods in order: no date"),
        _number("First year", "first_year", "year in which the period starts", Kind.INTEGER),
        _number("Years pooled", "years_pooled", "how many years the figure is about", Kind.INTEGER, minimum=1),
        _number("Value", "value", "the figure, in the unit that the indicator's name says"),
        _text("Unit", "unit", "unit of the value, where the publisher's file says it"),
        _number("Lower limit", "lower_limit", "lower 95% limit"),
        _number("Upper limit", "upper_limit", "upper 95% limit"),
        _number("Count", "published_count", "number of people or events", minimum=0),
        _number("Denominator", "denominator", "of how many", minimum=0),
        _text("Denominator name", "denominator_name", "of whom, where the publisher's file says it"),
        Column(
            heading="Status",
            name="published_status",
            sensitivity=Sensitivity.OPEN,
            required=True,
            allowed=PUBLISHED_STATUSES,
            meaning="whether a value is there, or why it is not",
        ),
        _text("Note", "value_note", "the publisher's note on the value"),
        _text("Compared with England", "publisher_comparison", "the publisher's own mark"),
    ),
)
