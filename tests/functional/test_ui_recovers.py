"""What was killed gets in by itself, with `ossp ui` running and no hand: a refresh, or the whole UI.

A file that is dropped after the kill is published; at night, when nothing else runs, within the time of a refresh and a
minute. Each of the night's trials has a moment of its own, spread over the refresh from its first step to its last.
"""

import random
import time
from collections.abc import Callable

import pytest

from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.lock import exclusive, holder
from ossp_pipeline.settings import Settings
from tests.living_ui import living_ui, published_in, revise, runs, start_ui, wait_for

# A busy machine makes a sample, starts a UI and refreshes twice within it.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(2_400)]

FIRST, SECOND = FEEDS["asb_incidents"], FEEDS["police_crime"]
GRACE = 60
# Seconds from the moment the run holds the data folder; a refresh of the short sample takes as long, or longer.
LATEST = 40.0
TRIALS = 20


def run_begun(settings: Settings, after: int | None = None) -> int:
    """The process of a run that holds the data folder, other than the one before it."""

    begun: list[int] = []

    def has_begun() -> bool:
        held = holder(settings.data)
        begun.extend([held["pid"]] if held and held["pid"] != after else [])
        return bool(begun)

    wait_for(has_begun, "a run holds the data folder")
    return begun[0]


def published_after_a_kill(settings: Settings, moment: float, is_whole_ui: bool) -> tuple[float, float]:
    """Kill a refresh at a moment, drop a file: after how long it is published, and how long a refresh takes."""
    taken = revise(settings, FIRST)
    with living_ui(settings) as ui:
        run_begun(settings)
        time.sleep(moment)
        if is_whole_ui:
            ui.kill()
            ui.process = start_ui(settings).process
        else:
            ui.kill_run()
        dropped, at = revise(settings, SECOND), time.monotonic()
        wait_for(lambda: dropped.is_published(settings), "the file dropped after the kill is published")
        took = time.monotonic() - at
        assert taken.is_published(settings), "and what the dead run had taken with it"
        wait_for(lambda: runs(settings)[0].dagster_run.is_finished, "the last run ends")
        return took, published_in(settings)


def test_files_dropped_after_a_run_and_then_the_whole_ui_was_killed_are_published_without_a_hand(
    short_released: Settings, copy_of: Callable[..., Settings]
) -> None:
    """One after the other: the run that follows the killed one is killed as well, with the UI. Each alone: below."""
    settings = copy_of(short_released)
    dropped = [revise(settings, FIRST)]
    with living_ui(settings) as ui:
        killed = run_begun(settings)
        time.sleep(4)
        ui.kill_run()
        dropped.append(revise(settings, SECOND))
        run_begun(settings, after=killed)
        time.sleep(9)
        ui.kill()
        ui.process = start_ui(settings).process
        dropped.append(revise(settings, FIRST, back=1))
        wait_for(lambda: dropped[-1].is_published(settings), "the file dropped after the kills is published")
        assert all(file.is_published(settings) for file in dropped)
        wait_for(lambda: runs(settings)[0].dagster_run.is_finished, "the last run ends")


@pytest.mark.nightly
@pytest.mark.parametrize("trial", range(TRIALS))
def test_so_it_is_at_any_moment(trial: int, short_released: Settings, copy_of: Callable[..., Settings]) -> None:
    moment = random.Random(trial).uniform(0, LATEST)
    took, refresh = published_after_a_kill(copy_of(short_released), moment, is_whole_ui=trial % 2 == 1)
    print(f"killed after {moment:.1f} s, published after {took:.0f} s, of which a refresh takes {refresh:.0f} s")
    assert took <= refresh + GRACE


@pytest.mark.nightly
def test_a_file_whose_first_run_met_the_lock_is_in_at_the_next_tick(
    short_released: Settings, copy_of: Callable[..., Settings]
) -> None:
    """A command takes the data folder after the sensor has asked for a run, and before that run has begun."""
    settings = copy_of(short_released)
    with living_ui(settings):
        dropped = revise(settings, FIRST)
        wait_for(lambda: bool(runs(settings)), "the sensor asks for a run")
        with exclusive(settings.data, "ossp refresh"):
            wait_for(lambda: runs(settings)[-1].dagster_run.is_failure, "the run meets the lock")
        freed = time.monotonic()
        wait_for(lambda: dropped.is_published(settings), "the file is published")
        took = time.monotonic() - freed
        wait_for(lambda: runs(settings)[0].dagster_run.is_finished, "the last run ends")
        assert took <= published_in(settings) + GRACE
