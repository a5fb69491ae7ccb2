"""Settings come from the file, then from the environment; what is unknown or malformed is refused."""

import json
import stat
from pathlib import Path

import pytest

from ossp_pipeline.errors import UsageError
from ossp_pipeline.settings import CONFIG, SHIPPED_PARTNERSHIP, child_environment, load_settings, prepare_process


def load(tmp_path, text=None, **environment):
    given = {"OSSP_DATA": str(tmp_path / "data"), "OSSP_KEYS": str(tmp_path / "keys"), **environment}
    if text is not None:
        (tmp_path / "ossp.toml").write_text(text)
        given["OSSP_CONFIG"] = str(tmp_path / "ossp.toml")
    return load_settings(given)


def test_the_shipped_file_is_stockport(tmp_path):
    settings = load(tmp_path)
    assert (settings.area, settings.crime_feed, settings.small_count) == ("E08000007", "police_crime", 5)
    assert settings.small_counts == "withheld"


def test_the_environment_wins_over_the_file(tmp_path):
    assert load(tmp_path, OSSP_AREA="E08000035").area == "E08000035"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OSSP_SMALL_COUNT", "five"),
        ("OSSP_SMALL_COUNT", "0"),
        ("OSSP_APPROVAL", "maybe"),
        ("OSSP_HISTORY_FROM", "2023"),
        ("OSSP_ACCESSIBILITY_PREPARED", "in May"),
    ],
)
def test_a_malformed_value_is_refused(tmp_path, name, value):
    with pytest.raises(UsageError):
        load(tmp_path, **{name: value})


def test_an_unknown_setting_is_refused(tmp_path):
    text = (SHIPPED_PARTNERSHIP / CONFIG).read_text() + '\nspeling = "wrong"\n'
    with pytest.raises(UsageError, match="speling"):
        load(tmp_path, text)


def test_a_missing_setting_is_named(tmp_path):
    with pytest.raises(UsageError, match="area"):
        load(tmp_path, "keep_builds = 1\n")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UsageError, match="settings file"):
        load(tmp_path, OSSP_CONFIG=str(tmp_path / "nowhere.toml"))


def test_a_sample_folder_is_seen_from_its_own_day(tmp_path):
    settings = load(tmp_path)
    settings.data.mkdir()
    settings.sample_note.write_text(json.dumps({"as_of": "2026-05-18"}))
    assert settings.as_of.isoformat() == "2026-05-18"
    assert settings.is_sample


def test_the_edition_of_the_weights_is_chosen_in_the_settings(tmp_path):
    assert load(tmp_path).severity_edition == "2024"
    assert load(tmp_path, OSSP_SEVERITY_EDITION="2016").severity_edition == "2016"


def test_a_program_we_start_has_telemetry_off(tmp_path):
    given = child_environment(load(tmp_path))
    assert given["DO_NOT_TRACK"] == "1"
    assert given["DAGSTER_DISABLE_TELEMETRY"] == "1"
    assert given["OSSP_DATA"] == str(tmp_path / "data")


def test_a_data_folder_that_is_open_to_others_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    prepare_process(load_settings({"OSSP_DATA": str(folder)}))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_data_folder_that_cannot_be_closed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(UsageError, match="open to others") as refused:
        prepare_process(load_settings({"OSSP_DATA": str(folder)}))
    assert "chmod 700" in refused.value.remedy
