"""When a file has come to rest: by two looks, a pause apart, and by nobody's clock."""

import json
import os
import random
from pathlib import Path

import pytest

from ossp_pipeline.extract.connectors.looks import CLOCK, Clock, Looks
from tests.unit.extract.connectors.arriving import LONG_AGO, Folder, Time

HOUR = 3_600


def test_a_file_has_arrived_at_the_second_look_however_old_it_says_it_is(folder: Folder) -> None:
    folder.put("a.csv")
    assert folder.names() == ([], ["a.csv"])
    folder.time.seconds += 2.9
    assert folder.names() == ([], ["a.csv"])
    folder.time.seconds += 0.2
    assert folder.names() == (["a.csv"], [])


def test_one_pause_is_enough_for_all_new_files_and_is_cut_by_what_was_seen_before(folder: Folder) -> None:
    for name in ("a.csv", "b.csv"):
        folder.put(name)
    assert folder.names(wait=True) == (["a.csv", "b.csv"], [])
    assert folder.time.waited == [pytest.approx(3.001)]
    folder.put("c.csv")
    folder.look()
    folder.time.seconds += 2
    assert folder.names(wait=True) == (["a.csv", "b.csv", "c.csv"], [])
    assert folder.time.waited[1:] == [pytest.approx(1.001)]
    assert folder.names(wait=True)[1] == [] and len(folder.time.waited) == 2, "nothing is new"


@pytest.mark.parametrize("change", ["size", "date", "file", "end"])
def test_a_file_that_looks_different_is_looked_at_again(change: str, folder: Folder) -> None:
    path = folder.put("a.csv", b"one")
    folder.look()
    folder.time.seconds += 60
    if change == "size":
        folder.put("a.csv", b"longer")
    elif change == "date":
        os.utime(path, (LONG_AGO, LONG_AGO + 1))
    elif change == "file":
        other = folder.put("b.csv", b"one")
        other.replace(path)
    else:
        folder.put("a.csv", b"two")
    assert folder.names() == ([], ["a.csv"])
    folder.time.seconds += 60
    assert folder.names() == (["a.csv"], [])


def test_a_look_before_the_machine_started_anew_does_not_count(folder: Folder) -> None:
    folder.put("a.csv")
    folder.look()
    folder.time = Time(seconds=5_000.0, boot="another start")
    assert folder.names() == ([], ["a.csv"])


def test_a_look_from_later_than_now_does_not_count(folder: Folder) -> None:
    folder.put("a.csv")
    folder.look()
    folder.time.seconds -= 500
    assert folder.names() == ([], ["a.csv"])
    folder.time.seconds += 4
    assert folder.names() == (["a.csv"], [])


def test_the_looks_of_one_feed_leave_those_of_another_and_forget_files_that_are_gone(tmp_path: Path) -> None:
    clock = Clock("boot", lambda: 7.0, lambda seconds: None)
    path = tmp_path / "a.csv"
    path.write_bytes(b"x")
    for feed in ("crime", "asb"):
        seen = Looks(tmp_path / "looks.json", clock)
        seen.look(feed, path)
        seen.keep([feed])
    Looks(tmp_path / "looks.json", clock).keep(["crime"])
    kept = json.loads((tmp_path / "looks.json").read_text())["looks"]
    assert [key.split("/")[0] for key in kept] == ["asb"]
    assert "a.csv" not in (tmp_path / "looks.json").read_text(), "a name may be about a person"


def test_the_clock_is_the_machines_and_goes_on_from_process_to_process() -> None:
    assert CLOCK.boot == Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    before = CLOCK.now()
    assert before <= CLOCK.now()


@pytest.mark.parametrize("number", range(100))
def test_a_file_that_grows_is_never_taken_early_whatever_its_clock_says(number: int, folder: Folder) -> None:
    """The writer pauses for less than three seconds; its clock is off by up to twelve hours, or stands still."""
    draw = random.Random(number)
    off, is_stopped = draw.uniform(-12, 12) * HOUR, draw.random() < 0.3
    parts = draw.randint(2, 12)
    written = [draw.uniform(0, 2.9) for _ in range(parts)]
    path = folder.put("a.csv", b"0,")
    due = folder.time.seconds
    for part, pause in enumerate(written):
        due += pause
        while folder.time.seconds < due:
            folder.time.seconds = min(due, folder.time.seconds + draw.choice([0.1, 0.7, 2.9]))
            assert folder.names()[0] == []
        with path.open("ab") as handle:
            handle.write(b"%d," % part)
        date = LONG_AGO if is_stopped else LONG_AGO + folder.time.seconds + off
        os.utime(path, (date, date))
    assert folder.names()[0] == []
    folder.time.seconds += 3
    assert folder.names()[0] == ["a.csv"]
