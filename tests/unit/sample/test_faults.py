"""One holding fault per feed, and its repair."""

from dataclasses import asdict
from pathlib import Path

import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.errors import DeliveryRefused, UsageError
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.sample.faults import plant_fault, repair_fault
from tests.unit.sample.conftest import Made, judge, settings_for

pytestmark = pytest.mark.slow

CONSENT = "substance_treatment.consent.given"
REFUSED = [name for name, feed in FEEDS.items() if feed.fault and feed.fault.is_refused]
BREAKING = [name for name in FEEDS if name not in REFUSED]


@pytest.mark.parametrize("feed_name", REFUSED)
def test_fault_of_the_whole_file_is_refused_for_its_reason(feed_name: str, area: Area, tmp_path: Path) -> None:
    fault = plant_fault(feed_name, settings_for(tmp_path))
    assert fault.refusal == FEEDS[feed_name].fault.breaks
    with pytest.raises(DeliveryRefused) as refused:
        judge(_dropped(tmp_path, feed_name, fault.file_name), feed_name, fault.file_name, area)
    assert refused.value.code == fault.refusal


@pytest.mark.parametrize("feed_name", BREAKING)
def test_fault_of_rows_breaks_its_rule_beyond_the_tolerance(feed_name: str, area: Area, tmp_path: Path) -> None:
    fault = plant_fault(feed_name, settings_for(tmp_path))
    assert fault.refusal is None
    result = judge(_dropped(tmp_path, feed_name, fault.file_name), feed_name, fault.file_name, area)
    assert result.broken == fault.broken
    broken = result.broken[f"{feed_name}.{FEEDS[feed_name].fault.breaks}"]
    assert broken > FEEDS[feed_name].tolerance * result.accounting.received


@pytest.mark.parametrize("feed_name", FEEDS)
def test_repaired_file_has_the_same_name_and_lands_with_the_figures_of_the_file_before_it(
    feed_name: str, made: Made, area: Area, tmp_path: Path
) -> None:
    file_name = repair_fault(feed_name, settings_for(tmp_path))
    assert file_name == plant_fault(feed_name, settings_for(tmp_path / "faulty")).file_name
    content = _dropped(tmp_path, feed_name, file_name)
    result = judge(content, feed_name, file_name, area)
    assert set(result.broken) <= {CONSENT}
    earlier = next(answer for answer in made.answers if _is_version_before(answer["file_name"], file_name))
    assert content != made.content(feed_name, earlier["file_name"])
    assert asdict(result.accounting) == earlier["accounting"]


def test_fault_of_an_unknown_feed_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        plant_fault("weather", settings_for(tmp_path))


def _dropped(folder: Path, feed_name: str, file_name: str) -> bytes:
    return (settings_for(folder).inbox / feed_name / file_name).read_bytes()


def _is_version_before(earlier: str, file_name: str) -> bool:
    return earlier in (file_name.replace("-v2", "-v1"), file_name.replace("-v2", ""))
