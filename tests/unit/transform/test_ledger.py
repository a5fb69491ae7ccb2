"""Which ledger counts, and when counts that the public has seen may be made anew."""

from datetime import date
from pathlib import Path

import pytest

from ossp_pipeline.errors import UsageError
from ossp_pipeline.transform import ledger
from ossp_pipeline.transform.ledger import Ledgers

FIRST = date(2026, 1, 31)


@pytest.fixture(autouse=True)
def without_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written is tested on the sample: tests/integration/dbt/test_ledger.py."""
    monkeypatch.setattr(ledger, "write_ledger", lambda warehouse, folder: (folder / "rows").write_text(warehouse.name))
    monkeypatch.setattr(ledger, "_goes_on", lambda warehouse: warehouse.name == "on")


def test_the_ledger_of_the_newest_release_counts_and_older_ones_go(tmp_path: Path) -> None:
    ledgers = Ledgers(tmp_path / "ledger")
    assert ledgers.newest() is None
    ledgers.add("00001-aa", Path("first"), FIRST)
    ledgers.add("00002-bb", Path("on"), date(2026, 3, 1))
    newest = ledgers.newest()
    assert newest is not None and newest.name == "00002-bb"
    assert [path.name for path in ledgers.folder.iterdir()] == ["00002-bb"]


def test_a_ledger_is_written_once(tmp_path: Path) -> None:
    ledgers = Ledgers(tmp_path / "ledger")
    ledgers.add("00001-aa", Path("first"), FIRST)
    ledgers.add("00001-aa", Path("again"), FIRST)
    newest = ledgers.newest()
    assert newest is not None and (newest / "rows").read_text() == "first"


def test_editions_that_go_on_are_compared_since_counts_were_made_anew(tmp_path: Path) -> None:
    ledgers = Ledgers(tmp_path / "ledger")
    assert ledgers.since() == ""
    for number, warehouse in enumerate(("first", "on", "anew", "on"), 1):
        ledgers.add(f"0000{number}-aa", Path(warehouse), FIRST)
        assert ledgers.since() == ("00001-aa" if number < 3 else "00003-aa")


@pytest.mark.parametrize(
    ("second", "asked", "may"),
    [
        (None, date(2026, 1, 31), False),
        (None, date(2027, 1, 30), False),
        (None, date(2027, 1, 31), True),
        ("on", date(2027, 1, 31), True),
        ("anew", date(2027, 1, 31), False),
    ],
)
def test_counts_may_be_made_anew_a_year_after_the_last_time(
    second: str | None, asked: date, may: bool, tmp_path: Path
) -> None:
    """An edition that goes on with what was shown is no revision."""
    ledgers = Ledgers(tmp_path / "ledger")
    ledgers.add("00001-aa", Path("first"), FIRST)
    if second:
        ledgers.add("00002-bb", Path(second), date(2026, 6, 1))
    if may:
        ledgers.require_revision(asked)
    else:
        with pytest.raises(UsageError, match=r"E-REVISED.*wait until"):
            ledgers.require_revision(asked)


def test_before_the_first_edition_there_is_nothing_to_wait_for(tmp_path: Path) -> None:
    Ledgers(tmp_path / "ledger").require_revision(FIRST)
