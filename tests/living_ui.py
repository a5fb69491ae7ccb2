"""The UI and its daemon as people run them, over an installation that a test may change, and ways to kill it."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import dagster as dg
import psutil

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.lock import holder
from ossp_pipeline.orchestration.automation import JOB
from ossp_pipeline.orchestration.instance import open_instance
from ossp_pipeline.publish.package import read_package
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.settings import PROJECT, Settings, child_environment

# Longer than anything takes: what has not happened by then does not happen.
_PATIENCE = 700.0
_LOOK = 0.2


@dataclass
class LivingUi:
    """`ossp ui` over an installation, in a process group of its own."""

    settings: Settings
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End everything at once, with no chance to tidy up."""
        for process in self._tree():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it as Ctrl-C does; what has not ended after some seconds is killed."""
        if self.process.poll() is None:
            tree = self._tree()
            self.process.send_signal(signal.SIGINT)
            _, left = psutil.wait_procs(tree, timeout=10)
            for process in left:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
        self.process.wait()

    def kill_run(self) -> None:
        """End the process that carries out the run, and what it started; nothing where the run has ended."""
        held = holder(self.settings.data)
        if held is None:
            return
        with suppress(psutil.NoSuchProcess):
            run = psutil.Process(held["pid"])
            for process in (*run.children(recursive=True), run):
                process.kill()

    def _tree(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]


def start_ui(settings: Settings) -> LivingUi:
    """Start it, and wait until it answers; its daemon then begins to look."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (settings.data / "ui.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ossp_pipeline", "ui", "--port", str(port)],
            stdout=log,
            stderr=log,
            cwd=PROJECT,
            env=child_environment(settings),
            start_new_session=True,
        )
    ui = LivingUi(settings, process)
    try:
        wait_for(lambda: _answers(port), "the UI answers")
    except BaseException:
        ui.kill()
        raise
    return ui


@contextmanager
def living_ui(settings: Settings) -> Iterator[LivingUi]:
    """The UI, which ends with the test."""
    ui = start_ui(settings)
    try:
        yield ui
    finally:
        ui.stop()


@dataclass(frozen=True)
class Revision:
    """A file that revises a delivery, and the version it makes of its period."""

    feed: Feed
    period: str
    version: int

    def is_published(self, settings: Settings) -> bool:
        """Whether what readers are shown was made with it."""
        release = Releases(settings.releases).current()
        deliveries = read_package(release.folder)["deliveries"] if release else []
        return any(
            (item["feed"], item["period"], item["version"]) == (self.feed.name, self.period, self.version)
            for item in deliveries
        )


def revise(settings: Settings, feed: Feed, back: int = 0) -> Revision:
    """Drop a higher version of a feed's delivery, `back` periods before its newest, a row shorter."""
    received = ReceivedStore(settings.received)
    receipts = [item for item in received.receipts(feed.name) if item.period]
    period = sorted({str(item.period) for item in receipts})[-1 - back]
    newest = max((item for item in receipts if item.period == period), key=lambda item: item.version)
    version = newest.version + 1
    name = newest.file_name.replace(f"-v{newest.version}.", f"-v{version}.")
    content = received.read_bytes(newest).rstrip(b"\n")
    box = settings.inbox / feed.name
    box.mkdir(parents=True, exist_ok=True)
    hidden = box / f".{name}"
    hidden.write_bytes(content[: content.rindex(b"\n") + 1])
    hidden.rename(box / name)
    return Revision(feed, period, version)


def wait_for(is_so: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    end = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < end, f"{what}: not within {_PATIENCE:.0f} seconds"
        time.sleep(_LOOK)


def published_in(settings: Settings) -> float:
    """For how many seconds the last refresh that succeeded ran, from the launch of its process."""
    with open_instance(settings) as instance:
        done = dg.RunsFilter(job_name=JOB, statuses=[dg.DagsterRunStatus.SUCCESS])
        (record,) = instance.get_run_records(done, limit=1)
        stats = instance.get_run_stats(record.dagster_run.run_id)
    return (stats.end_time or 0) - (stats.launch_time or 0)


def runs(settings: Settings) -> list[dg.RunRecord]:
    """The refreshes that were asked for, the newest first."""
    with open_instance(settings) as instance:
        return list(instance.get_run_records(dg.RunsFilter(job_name=JOB)))


def _answers(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
