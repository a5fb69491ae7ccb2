"""What a person is told of files that stay in the inbox: which, why, and what to do, and no name of a person."""

from pathlib import Path

import pytest

from ossp_pipeline.extract.not_taken import not_taken
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"OSSP_DATA": str(tmp_path), "HOME": str(tmp_path)})


def put(settings: Settings, feed: str, *names: str, content: bytes = b"x") -> None:
    for name in names:
        path = settings.inbox / feed / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_litter_is_one_sentence_for_each_feed(settings: Settings) -> None:
    put(settings, "police_crime", "desktop.ini", "Thumbs.db")
    put(settings, "population", "~$mid.xlsx")
    assert sorted(not_taken(settings)) == [
        "Thumbs.db, desktop.ini in the inbox of police_crime are not taken: no kind of file that this feed takes "
        "(.csv, .gz, .zip)",
        "~$mid.xlsx in the inbox of population is not taken: no kind of file that this feed takes "
        "(.csv, .gz, .ods, .xlsx, .zip)",
    ]


def test_of_many_files_the_first_are_named(settings: Settings) -> None:
    put(settings, "police_crime", *(f"{number}.part" for number in range(8)))
    (sentence,) = not_taken(settings)
    assert sentence.startswith("0.part, 1.part, 2.part, 3.part, 4.part and 3 more in the inbox of police_crime are")


def test_bytes_that_differ_from_their_checksum_are_said_with_the_checksum_file(settings: Settings) -> None:
    put(settings, "police_crime", "a.csv")
    put(settings, "police_crime", "a.csv.md5", content=b"0" * 32)
    assert not_taken(settings) == [
        "a.csv in the inbox of police_crime is not taken: its bytes are not those that a.csv.md5 gives: ask the "
        "supplier to send both again"
    ]


def test_file_larger_than_any_delivery_is_left_unread(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is copied: it may be as large as the disk."""
    put(settings, "police_crime", "police-crime-2025-01-v1.csv")
    with (settings.inbox / "police_crime" / "police-crime-2025-02-v1.csv").open("wb") as file:
        file.truncate(FEEDS["police_crime"].largest_file + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    assert not_taken(settings) == [
        "police-crime-2025-02-v1.csv in the inbox of police_crime is not taken: larger than any delivery of this feed: "
        "ask for one file per period"
    ]


def test_name_that_may_be_about_a_person_is_not_printed(settings: Settings) -> None:
    put(settings, "substance_treatment", "Qxname.docx", "First.Qxname")
    put(settings, "police_crime", "case_of_Mr_Qxname.docx", "\x1b[31m.docx")
    told = " ".join(not_taken(settings))
    assert "Qx" not in told and "qx" not in told and "\x1b" not in told
    unnamed = "a file whose name is not shown"
    assert f"{unnamed}, {unnamed} in the inbox of substance_treatment are not taken" in told
