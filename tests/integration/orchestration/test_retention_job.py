"""The job of retention: it says what is past its day, and deletes nothing."""

from datetime import UTC, datetime, timedelta

from ossp_pipeline.contracts.delivery import Receipt
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.orchestration.automation import retention, retention_schedule
from ossp_pipeline.orchestration.resources import RUN
from ossp_pipeline.orchestration.run_context import RunContext
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings

FEED = FEEDS["ambulance_calls"]


def past(settings: Settings, days: int) -> dict[str, int]:
    """What the job says at noon, so many days from now: late in a winter's evening it may be tomorrow in summer."""
    noon = datetime.now(UTC).replace(hour=12)
    steps = Refresh(settings, clock=lambda: noon + timedelta(days=days))
    done = retention.execute_in_process(resources={RUN: RunContext(steps)})
    [event] = [event for event in done.all_events if event.is_successful_output]
    return event.step_output_data.metadata["files past their retention"].value


def received(settings: Settings) -> Receipt:
    store = ReceivedStore(settings.received)
    return store.store(b"anything\n", FEED.example.file_name, FEED).receipt


def test_the_job_lists_what_is_past_its_day_and_deletes_nothing(settings: Settings) -> None:
    receipt = received(settings)
    assert past(settings, FEED.retention_days - 1) == {}
    assert past(settings, FEED.retention_days) == {FEED.name: 1}
    assert ReceivedStore(settings.received).read_bytes(receipt) == b"anything\n"


def test_it_runs_on_monday_mornings(settings: Settings) -> None:
    schedule = retention_schedule(settings)
    assert (schedule.cron_schedule, schedule.job_name) == ("0 8 * * 1", "retention")
