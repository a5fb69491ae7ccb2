"""Police recorded crime by Community Safety Partnership and offence code, as the Home Office publishes it.

Who sends it    Home Office, police recorded crime open data tables: `prc-csp-…` by partnership, `prc-pfa-…` by force
How often       quarterly, about four months behind; one workbook of several years replaces the one before
Basis           Open Government Licence v3.0
One row         crimes of one offence code in one partnership and financial quarter
Known wrong     counts may be negative: crimes of earlier quarters that were cancelled or reclassified; homicide comes
                in four rows under one combined code (1/4.1/4.10/4.2), often alike, which add up, so no key tells rows
                apart; there are no partnership codes, so names are matched; the partnerships of a force do not add up
                to it without the airport and `Unassigned …`; notes make some partnerships unusable for some years
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.layout import Layout
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.contracts.workbook import Workbook

_OPEN = Sensitivity.OPEN
_YEAR_SHEETS = r"(?:19|20)\d{2}[_-]\d{2}"
_LAYOUTS = tuple(
    Layout(
        name=name,
        file_name=file_name,
        headings=("Financial Year|Financial_Year", "Offence Code|Offence_Code", named),
        without=without,
        sheets=_YEAR_SHEETS,
        year_column="Financial Year|Financial_Year",
        is_one=True,
        name_dates=True,
        part=part,
    )
    for part, name, file_name, named, without in (
        ("csp", "the tables by partnership", "prc-csp-mar2021-mar2026-tables-230726.ods", "CSP Name|CSP_Name", ()),
        (
            "pfa",
            "the tables by police force",
            "prc-pfa-mar2013-onwards-tables-230726.ods",
            "Police Force|Force Name|Force_Name",
            ("CSP Name|CSP_Name",),
        ),
    )
)

_BY_PARTNERSHIP = "fetch the tables by partnership, such as prc-csp-mar2021-mar2026-tables-230726.ods"
_REFUSED = (
    Layout(
        name="the Home Office’s table of outcomes",
        file_name="prc-outcomes-open-data-mar2024-tables-300125.xlsx",
        headings=("Financial Year", "Force Name", "Offence Code", "Outcome Type"),
        refused=("it has outcomes of whole forces, and no crimes by partnership", _BY_PARTNERSHIP),
    ),
    Layout(
        name="the ONS’s yearly workbook by partnership",
        file_name="csptablesyemar24correction.xlsx",
        headings=("Local Authority name|Local authority name|Community Safety Partnership name",),
        without=("Offence Code|Offence_Code",),
        sheets=r"Table C\d+[a-z]?",
        refused=("it has groups of offences over a whole year, and no offence codes or quarters", _BY_PARTNERSHIP),
    ),
)

FEED = Feed(
    name="recorded_crime_csp",
    title="Recorded crime by partnership (Home Office)",
    supplier="Home Office",
    purpose="compare the partnership with others like it",
    basis="Open Government Licence v3.0. Contains public sector information.",
    cadence=Cadence.YEAR,
    lag_days=None,
    subject=Subject.REFERENCE,
    grain="crimes of one offence code in one partnership and financial quarter",
    key=(),
    file_pattern=r"prc-(?P<part>csp|pfa)-(?:mar)?\d{2,4}-(?:onwards|(?:to-)?(?:mar|jun|sep|dec|\d{2})?(?:20)?(?P<short_year>\d{2}))"
    r"-ta(?:ble|b)s(?:-(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{2}))?(?:-v(?P<version>\d{1,2}))?\.(?:ods|xlsx|csv)",
    layouts=_REFUSED + _LAYOUTS,
    workbook=Workbook(
        sheets=_YEAR_SHEETS,
        other_sheets=("notes", "contents", "cover", "cover sheet", "table of contents", "information"),
        notes_by=("Police Force", "CSP Name"),
        notes_heading="Note",
    ),
    optional=True,
    tolerance=0.001,
    extra_columns="ignored",
    example=Example(
        "prc-csp-mar2020-mar2024-tables-250724.csv",
        {
            "Financial Year": "2023/24",
            "Financial Quarter": "4",
            "Police Force": "Qxforce",
            "CSP Name": "Qxpartnership #",
            "Offence Description": "Qxdescription #",
            "Offence Group": "Qxgroup",
            "Offence Subgroup": "Qxsubgroup",
            "Offence Code": "#A",
            "Offence Count": "-1#",
        },
    ),
    fault=Fault(FaultKind.RENAMED_SHEET, "E-SHEET", value="Financial year 2025 to 2026"),
    columns=(
        Column(
            heading="Financial Year",
            name="financial_year",
            sensitivity=_OPEN,
            required=True,
            pattern=r"(?:19|20)\d{2}/\d{2}",
            also=("Financial_Year",),
            meaning="financial year, April to March, as 2025/26",
        ),
        Column(
            heading="Financial Quarter",
            name="financial_quarter",
            kind=Kind.INTEGER,
            sensitivity=_OPEN,
            required=True,
            minimum=1,
            maximum=4,
            also=("Financial_Quarter",),
            meaning="1 is April to June",
        ),
        Column(
            heading="Police Force",
            name="force_name",
            sensitivity=_OPEN,
            required=True,
            also=("Force Name", "Force_Name"),
            meaning="police force, in words",
        ),
        Column(
            heading="CSP Name",
            name="csp_name",
            sensitivity=_OPEN,
            optional=True,
            also=("CSP_Name",),
            meaning="partnership, in words; blank in the tables by force",
        ),
        Column(
            heading="Offence Description",
            name="offence_description",
            sensitivity=_OPEN,
            also=("Offence_Description",),
            meaning="offence, in the words of its year",
        ),
        Column(
            heading="Offence Group",
            name="published_group",
            sensitivity=_OPEN,
            also=("Offence_Group",),
            meaning="group, in the words of its year: the code decides",
        ),
        Column(
            heading="Offence Subgroup",
            name="published_subgroup",
            sensitivity=_OPEN,
            also=("Offence_Subgroup", "Offence Sub-group"),
            meaning="subgroup, in the words of its year",
        ),
        Column(
            heading="Offence Code",
            name="offence_code",
            sensitivity=_OPEN,
            required=True,
            also=("Offence_Code",),
            meaning="Home Office offence code: text, never a number (37.1, 8L)",
        ),
        Column(
            heading="Offence Count",
            name="offence_count",
            kind=Kind.INTEGER,
            sensitivity=_OPEN,
            required=True,
            also=("Number of Offences", "Number_of_Offences"),
            meaning="crimes; below zero where earlier ones were cancelled",
        ),
        Column(
            heading="Note",
            name="force_note",
            sensitivity=_OPEN,
            optional=True,
            meaning="notes of the workbook that name the force or the partnership",
        ),
    ),
)
