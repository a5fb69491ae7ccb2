"""What cells of a fact may look like, in the words of messages and workbooks."""

from ossp_pipeline.contracts.column import Kind
from ossp_pipeline.partnership.contract import AREA, CALENDAR_YEAR, MONTH, QUARTER
from ossp_pipeline.partnership.facts import APPLIES_TO, PLAN_YEAR, YEAR
from ossp_pipeline.partnership.measure_facts import AREA_TYPES, IDENTIFIER, VERSION

KINDS = {
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.DATE: "a date such as 2026-03-31",
    Kind.FLAG: "true or false",
}
# By pattern of the column.
FORMS = {
    AREA: "an area code such as E22000105",
    MONTH: "a month such as 2026-03",
    f"{MONTH}|{QUARTER}": "a month such as 2026-03, or a quarter such as 2025-26Q4",
    f"{MONTH}|{QUARTER}|{CALENDAR_YEAR}": "a month such as 2026-03, a quarter such as 2025-26Q4, or a year: 2026",
    PLAN_YEAR: "a financial year such as 2025/26",
    YEAR: "a financial year such as 2025-26",
    IDENTIFIER: "small letters, digits and _, such as theft_from_vehicle",
    VERSION: "a version of digits, such as 1 or 2020",
    f"{IDENTIFIER} {VERSION}": "a definition and its version, such as narrow 1",
    AREA_TYPES: "csp, csp;ward, csp;lsoa or csp;ward;lsoa",
    APPLIES_TO: "all, a measure, or for example source:crime, feed:asb_incidents or area_type:ward",
}
