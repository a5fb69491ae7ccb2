"""One holding fault per feed, and its repair."""

from dataclasses import asdict
from pathlib import Path

import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.errors import DeliveryRefused, UsageError
from ossp_pipeline.extract.connectors.folder import look
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.sample.faults import plant_fault, repair_fault
from tests.unit.sample.conftest import Made, judge, settings_for

CONSENT = "substance_treatment.consent.given"
REFUSED = {
    "police_crime": ("GMP-CSP-Stockport-Crime-2026-03-v2.csv", "E-HEADER"),
    "police_uk_street": ("2026-03-btp-street-v2.csv", "E-NOTDATA"),
    "asb_incidents": ("asb-incidents-2026-03-v2.csv", "E-PERIOD"),
    "probation_supervision": ("probation-supervision-2025-26Q3-v2.csv", "E-TRUNCATED"),
    "area_boundaries": ("area-boundaries-2021-v2.geojson", "E-CRS"),
    "recorded_crime_csp": ("prc-csp-mar2024-dec2025-tables-230426-v2.ods", "E-SHEET"),
}
BREAKING = {
    "substance_treatment": ("ndtms-2025-26Q4-v2.csv", "main_substance.allowed"),
    "population": ("population-mid-2024-v2.csv", "resident_count.range"),
    "area_lookup": ("area-lookup-2024-v2.csv", "key.unique"),
    "measure_returns": ("measure-returns-community-safety-manager-2025-26Q4-v2.csv", "numerator.readable"),
    "action_returns": ("action-returns-community-safety-manager-2025-26Q4-v2.csv", "progress.allowed"),
    "grant_returns": ("grant-returns-community-safety-manager-2025-26Q4-v2.csv", "spent_pounds.range"),
    "comment_returns": ("comment-returns-community-safety-manager-2025-26Q4-v2.csv", "return_state.allowed"),
    "crime_severity_weights": ("crime-severity-weights-2024-v2.csv", "weight.range"),
    "deprivation": ("deprivation-2025-v2.csv", "imd_decile.range"),
    "fire_incidents": ("fire-incidents-2025-26Q3-v2.csv", "category.allowed"),
    "hospital_admissions": ("hospital-admissions-2025-26Q3-v2.csv", "outward_code.pattern"),
    "ambulance_calls": ("ambulance-calls-2025-26Q3-v2.csv", "category.allowed"),
    "resident_survey": ("resident-survey-2025-26Q4-v2.csv", "percent.range"),
    "proven_reoffending": ("proven-reoffending-2024-v2.csv", "reoffender_count.range"),
    "stop_and_search": ("2025-08-cheshire-stop-and-search-v2.csv", "latitude.range"),
}


@pytest.mark.parametrize("feed_name", REFUSED)
def test_fault_of_the_whole_file_is_refused_for_its_reason(feed_name: str, area: Area, tmp_path: Path) -> None:
    fault = plant_fault(feed_name, settings_for(tmp_path))
    assert (fault.file_name, fault.refusal) == REFUSED[feed_name]
    with pytest.raises(DeliveryRefused) as refused:
        judge(_dropped(tmp_path, feed_name, fault.file_name), feed_name, fault.file_name, area)
    assert refused.value.code == fault.refusal


@pytest.mark.parametrize("feed_name", BREAKING)
def test_fault_of_rows_breaks_its_rule_beyond_the_tolerance(feed_name: str, area: Area, tmp_path: Path) -> None:
    fault = plant_fault(feed_name, settings_for(tmp_path))
    file_name, rule = BREAKING[feed_name]
    assert (fault.file_name, fault.refusal) == (file_name, None)
    result = judge(_dropped(tmp_path, feed_name, file_name), feed_name, file_name, area)
    assert result.broken == fault.broken
    received = result.accounting.received
    rows = {
        "area_lookup": 2,
        "population": 6,
        "substance_treatment": received // 10,
        "hospital_admissions": 4,
        "ambulance_calls": 4,
    }.get(feed_name, 1)
    assert result.broken[f"{feed_name}.{rule}"] == rows > FEEDS[feed_name].tolerance * received


@pytest.mark.parametrize("feed_name", FEEDS)
def test_repaired_file_has_the_same_name_and_lands_with_the_figures_of_the_file_before_it(
    feed_name: str, made: Made, area: Area, tmp_path: Path
) -> None:
    file_name = repair_fault(feed_name, settings_for(tmp_path))
    assert file_name == {**REFUSED, **BREAKING}[feed_name][0]
    content = _dropped(tmp_path, feed_name, file_name)
    result = judge(content, feed_name, file_name, area)
    assert set(result.broken) <= {CONSENT}
    earlier = next(answer for answer in made.answers if _is_version_before(answer["file_name"], file_name))
    assert content != made.content(feed_name, earlier["file_name"])
    assert asdict(result.accounting) == earlier["accounting"]


def test_inbox_takes_a_dropped_file_without_waiting_for_it_to_stand_still(tmp_path: Path) -> None:
    plant_fault("area_lookup", settings_for(tmp_path))
    inbox = look(settings_for(tmp_path).inbox, ["area_lookup"], wait=False)
    assert ([arrival.path.name for arrival in inbox.arrived], inbox.arriving) == (["area-lookup-2024-v2.csv"], [])


def test_fault_of_an_unknown_feed_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        plant_fault("weather", settings_for(tmp_path))


def _dropped(folder: Path, feed_name: str, file_name: str) -> bytes:
    return (settings_for(folder).inbox / feed_name / file_name).read_bytes()


def _is_version_before(earlier: str, file_name: str) -> bool:
    return earlier in (file_name.replace("-v2", "-v1"), file_name.replace("-v2", ""))
