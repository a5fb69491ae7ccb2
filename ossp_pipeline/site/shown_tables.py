"""The tables, of the needs assessment most of them, that the pages show, narrowed to the rows they need.

A release may lack one of them: then its rows are None, and the page says so in words.
"""

from collections.abc import Sequence

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.tables import Row, TableRef, Tables

ShownTables = dict[str, Sequence[Row] | None]

# The rows of wards in the table of levels: other pages show them than the area's own.
WARD_LEVELS = "sna_levels of wards"
WARD_TYPES = "sna_levels of wards by type and month"
# Table → the values its rows must have to be shown; whatever is not named may have any. What stands after the table's
# name tells two sets of its rows apart.
_SHOWN: dict[str, dict[str, tuple[str, ...]]] = {
    "sna_levels": {
        "area_type": ("csp",),
        "level": ("type", "all"),
        "subject": ("crime", "asb", "treatment"),
        "pattern": ("month", "12 months", "season", "weekday", "hour"),
    },
    WARD_LEVELS: {"area_type": ("ward",), "level": ("all",), "subject": ("crime",), "pattern": ("12 months",)},
    WARD_TYPES: {"area_type": ("ward",), "level": ("type",), "subject": ("crime", "asb"), "pattern": ("month",)},
    "sna_change": {"area_type": ("csp",), "level": ("type", "all")},
    "sna_deprivation_levels": {},
    "sna_harm": {},
    "sna_serious_violence": {"pattern": ("12 months",)},
    "sna_concentration": {"pattern": ("12 months",)},
    "sna_hotspots": {"pattern": ("12 months",), "level": ("all",)},
    "dim_area_boundaries": {"status": (ValueStatus.OBSERVED,)},
    "sna_cohorts": {},
    "sna_data_sharing": {},
    "sna_previous_plan": {},
    "sna_priorities": {},
    "sna_comparison": {},
    "sna_public_views": {},
    "sna_published_fires": {},
    "sna_published_indicators": {},
    "sna_reoffending": {},
    "sna_partner_incidents": {"pattern": ("12 months",)},
    "sna_stop_and_search": {},
    "performance_safer_streets": {},
    "performance_grant_lines": {},
}


# Of a set with very many rows, the columns that are shown: the others would take longer to read than to print.
_COLUMNS = {
    WARD_TYPES: ("area_code", "subject", "level", "category", "period", "numerator", "status", "left_out_reason"),
}


def read_shown_tables(tables: Tables) -> ShownTables:
    """Rows of each table by its name; None where the release does not publish it."""
    shown: ShownTables = {}
    for name, values in _SHOWN.items():
        table = TableRef[Row](name.split()[0])
        shown[name] = tables.read(table, _COLUMNS.get(name, ()), values) if tables.has(table) else None
    return shown
