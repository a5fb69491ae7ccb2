"""One fault per feed that must hold the release, dropped as a new file; and the same file, sent again as it should be.

A repaired file holds the rows of the delivery it follows in reverse order: new bytes, and the same figures as before.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from ossp_pipeline.feeds.registry import find_feed
from ossp_pipeline.sample.actions import action_draft
from ossp_pipeline.sample.answers import Draft
from ossp_pipeline.sample.asb import asb_draft
from ossp_pipeline.sample.boundaries import boundaries_draft, geojson_bytes
from ossp_pipeline.sample.comments import comment_draft
from ossp_pipeline.sample.files import drop, file_bytes
from ossp_pipeline.sample.grants import grant_draft
from ossp_pipeline.sample.home_office import recorded_crime_draft, weights_draft, workbook_bytes
from ossp_pipeline.sample.places import WARDS
from ossp_pipeline.sample.police import crime_draft
from ossp_pipeline.sample.probation import probation_draft
from ossp_pipeline.sample.published import deprivation_draft, reoffending_draft, search_draft, survey_draft
from ossp_pipeline.sample.reference import lookup_draft, population_draft
from ossp_pipeline.sample.returns import return_draft
from ossp_pipeline.sample.span import LAST_MONTH, month, quarter, quarters, year
from ossp_pipeline.sample.statutory import SHARED_QUARTERS, ambulance_draft, fire_draft, hospital_draft
from ossp_pipeline.sample.street import street_draft
from ossp_pipeline.sample.supervision import supervised_people
from ossp_pipeline.sample.treatment import treatment_draft, treatment_histories
from ossp_pipeline.settings import Settings

_LOGIN_PAGE = b"""<!DOCTYPE html>
<html lang="en"><head><title>Sign in</title></head>
<body><form method="post"><label>User name <input name="user"></label></form></body></html>
"""
_MANAGER = "Community safety manager"


@dataclass(frozen=True)
class PlantedFault:
    """What landing must say of the file: the code it is refused with, or the rules its rows break."""

    file_name: str
    refusal: str | None = None
    broken: dict[str, int] = field(default_factory=dict)


def plant_fault(feed_name: str, settings: Settings) -> PlantedFault:
    """Drop the feed's faulty file into the inbox. Raises UsageError for an unknown feed."""
    draft = _resend(feed_name)
    refusal, content = _BREAKS[feed_name](draft)
    drop(settings, feed_name, draft.file_name, content)
    return PlantedFault(draft.file_name, refusal, {} if refusal else dict(draft.broken))


def repair_fault(feed_name: str, settings: Settings) -> str:
    """Drop the good file of the same name, which is returned. Raises UsageError for an unknown feed."""
    draft = _resend(feed_name)
    drop(settings, feed_name, draft.file_name, file_bytes(draft))
    return draft.file_name


def _resend(feed_name: str) -> Draft:
    draft = _NEXT_VERSIONS[find_feed(feed_name).name]()
    draft.rows.reverse()
    draft.fates.reverse()
    return draft


_NEXT_VERSIONS: dict[str, Callable[[], Draft]] = {
    "area_lookup": lambda: lookup_draft(2),
    "population": lambda: population_draft(year("2024"), 2),
    "police_crime": lambda: crime_draft(LAST_MONTH, 2),
    "police_uk_street": lambda: street_draft("btp", LAST_MONTH, 2),
    "asb_incidents": lambda: asb_draft(LAST_MONTH, 2),
    "probation_supervision": lambda: probation_draft(supervised_people(), quarter("2025-26Q3"), 2),
    "substance_treatment": lambda: treatment_draft(treatment_histories(), quarters()[-1], 2),
    "measure_returns": lambda: return_draft(_MANAGER, quarters()[-1], 2),
    "action_returns": lambda: action_draft(_MANAGER, quarters()[-1], 2),
    "grant_returns": lambda: grant_draft(_MANAGER, quarters()[-1], 2),
    "comment_returns": lambda: comment_draft(_MANAGER, quarters()[-1], 2),
    "recorded_crime_csp": lambda: recorded_crime_draft("csp", 2),
    "crime_severity_weights": lambda: weights_draft(year("2024"), 2),
    "deprivation": lambda: deprivation_draft(year("2025"), 2),
    "area_boundaries": lambda: boundaries_draft(version=2),
    "fire_incidents": lambda: fire_draft(SHARED_QUARTERS[-1], 2),
    "hospital_admissions": lambda: hospital_draft(SHARED_QUARTERS[-1], 2),
    "ambulance_calls": lambda: ambulance_draft(SHARED_QUARTERS[-1], 2),
    "resident_survey": lambda: survey_draft(quarters()[-1], 2),
    "proven_reoffending": lambda: reoffending_draft(year("2024"), 2),
    "stop_and_search": lambda: search_draft(month("2025-08"), 2),
}

# What a broken file is refused with, if it is, and its bytes.
Broken = tuple[str | None, bytes]


def _rename_column(draft: Draft) -> Broken:
    return "E-HEADER", file_bytes(draft).replace(b"HO Offence Code", b"Offence Code", 1)


def _send_login_page(_: Draft) -> Broken:
    return "E-NOTDATA", _LOGIN_PAGE


def _date_in_february(draft: Draft) -> Broken:
    opened = draft.position("opened_date")
    for place, row in enumerate(draft.rows):
        row[opened] = f"2026-02-{place % 28 + 1:02d}"
    return "E-PERIOD", file_bytes(draft)


def _cut_off(draft: Draft) -> Broken:
    content = file_bytes(draft)
    line_start = content.rindex(b"\n", 0, len(content) * 2 // 3) + 1
    return "E-TRUNCATED", content[: line_start + 20]


def _use_unknown_substance(draft: Draft) -> Broken:
    for row in draft.good_rows(len(draft.rows) // 10):
        draft.spoil(row, "DRUG1", "1999", "main_substance.allowed")
    return None, file_bytes(draft)


def _count_below_zero(draft: Draft) -> Broken:
    for row in draft.good_rows(6):
        draft.spoil(row, "OBS_VALUE", "-12", "resident_count.range")
    return None, file_bytes(draft)


def _give_pair_twice(draft: Draft) -> Broken:
    (row,) = draft.good_rows(1)
    here = draft.rows[row][draft.position("WDCD")]
    other = next(ward for ward in WARDS if ward.code != here)
    draft.repeat(row)
    twin = len(draft.rows) - 1
    draft.rows[twin][draft.position("WDCD")], draft.rows[twin][draft.position("WDNM")] = other.code, other.name
    for place in (row, twin):
        draft.reject(place, "key.unique")
    return None, file_bytes(draft)


def _rename_sheet(draft: Draft) -> Broken:
    return "E-SHEET", workbook_bytes(draft, renamed="Financial year 2025 to 2026")


def _save_in_metres(draft: Draft) -> Broken:
    return "E-CRS", geojson_bytes(draft, is_in_metres=True)


def _in_one_row(heading: str, value: str, rule: str) -> Callable[[Draft], Broken]:
    """A short file: one row that breaks a rule is more than may be set aside."""
    return _in_rows(1, heading, value, rule)


def _in_rows(count: int, heading: str, value: str, rule: str) -> Callable[[Draft], Broken]:
    def spoil(draft: Draft) -> Broken:
        for row in draft.good_rows(count):
            draft.spoil(row, heading, value, rule)
        return None, file_bytes(draft)

    return spoil


_BREAKS: dict[str, Callable[[Draft], Broken]] = {
    "area_lookup": _give_pair_twice,
    "population": _count_below_zero,
    "police_crime": _rename_column,
    "police_uk_street": _send_login_page,
    "asb_incidents": _date_in_february,
    "probation_supervision": _cut_off,
    "substance_treatment": _use_unknown_substance,
    "measure_returns": _in_one_row("numerator", "3 positive outcomes", "numerator.readable"),
    "action_returns": _in_one_row("progress", "going well", "progress.allowed"),
    "grant_returns": _in_one_row("spent_pounds", "-500", "spent_pounds.range"),
    "comment_returns": _in_one_row("state", "agreed", "return_state.allowed"),
    "recorded_crime_csp": _rename_sheet,
    "crime_severity_weights": _in_one_row("weight", "-1", "weight.range"),
    "deprivation": _in_one_row("IMD_decile", "11", "imd_decile.range"),
    "area_boundaries": _save_in_metres,
    "fire_incidents": _in_one_row("category", "Chimney fire", "category.allowed"),
    "hospital_admissions": _in_rows(4, "outward_postcode", "SK1 3QD", "outward_code.pattern"),
    "ambulance_calls": _in_rows(4, "category", "Fall", "category.allowed"),
    "resident_survey": _in_one_row("percent", "101", "percent.range"),
    "proven_reoffending": _in_one_row("reoffenders", "-3", "reoffender_count.range"),
    "stop_and_search": _in_one_row("Latitude", "-2.162284", "latitude.range"),
}
