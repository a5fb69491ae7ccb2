"""Publishing the sample to Postgres: seconds until readers see it, and whether readers are disturbed meanwhile."""

import multiprocessing
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.measure import Figure, ossp, run
from ossp_pipeline.publish.package import read_package
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import load_settings
from tests.postgres_server import Server, running, why_not

PUBLISHES, READERS, SECONDS = 5, 4, 3.0
# Processor time of this process and the server: it shows whether a publish is slow or the machine is busy.
PROCESSOR_SECONDS = 1.5
# A reader who waits this long for a lock gets an error, which is counted.
PATIENCE = "-c lock_timeout=20ms"
READ = "select count(*), (select count(*) from ossp.dim_measures) from ossp.performance_trends"


def measure_postgres(folder: Path) -> list[Figure]:
    """Against a server of its own, with its own durable settings; none where this machine has no server programs."""
    if reason := why_not():
        print(f"Postgres is not measured: {reason}")
        return []
    run(ossp("sample"), folder)
    run(ossp("refresh"), folder)
    with running() as server:
        places = {"OSSP_DATA": str(folder / "data"), "OSSP_KEYS": str(folder / "keys")}
        steps = Refresh(load_settings({**places, "OSSP_POSTGRES": server.address()}))
        steps.sync_postgres()
        alone, busy = _published(steps, server)
        disturbed: list[str] = []
        with _readers(server, disturbed):
            with_readers, _ = _published(steps, server)
    rows = sum(item.get("rows", 0) for item in _resources(steps))
    return [
        Figure("publish the sample to Postgres, in seconds", alone, SECONDS, f"{rows:,} rows"),
        Figure(
            "the same while readers read, in seconds",
            with_readers,
            SECONDS,
            f"{READERS} programs on this machine that read without a pause",
        ),
        Figure("processor time of it, in seconds", busy, PROCESSOR_SECONDS, "of the publisher and of the server"),
        Figure("readers disturbed by it", len(disturbed), 0, f"{PUBLISHES} publishes; an error, or 20 ms for a lock"),
    ]


def _published(steps: Refresh, server: Server) -> tuple[float, float]:
    """Median seconds of publishing a release that Postgres has not seen: by the clock, and of the processors."""
    taken, used = [], []
    for _ in range(PUBLISHES):
        steps.releases.publish(steps.builds.newest(), None, None)
        started, before = time.perf_counter(), _processor_seconds(server)
        steps.sync_postgres()
        taken.append(time.perf_counter() - started)
        # A session counts once it has ended.
        time.sleep(0.2)
        used.append(_processor_seconds(server) - before)
        if steps.postgres is None or steps.postgres.is_behind:
            raise RuntimeError(str(steps.postgres))
    return statistics.median(taken), statistics.median(used)


@contextmanager
def _readers(server: Server, disturbed: list[str]) -> Iterator[None]:
    """Programs of their own that read all the while; afterwards the list holds what disturbed them."""
    fresh = multiprocessing.get_context("spawn")
    done, met = fresh.Event(), fresh.SimpleQueue()
    readers = [fresh.Process(target=_read, args=(server.conninfo(), done, met)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for _ in readers:
        met.get()
    try:
        yield
    finally:
        done.set()
        disturbed += filter(None, [met.get() for _ in readers])
        for reader in readers:
            reader.join()


def _read(address: str, done: Any, met: Any) -> None:
    """Report when reading begins, and afterwards every error met while reading."""
    wrong = ""
    with psycopg.connect(address, options=PATIENCE, autocommit=True) as connection:
        met.put(wrong)
        try:
            while not done.is_set():
                connection.execute(READ).fetchall()
        except psycopg.Error as error:
            wrong = repr(error)
    met.put(wrong)


def _processor_seconds(server: Server) -> float:
    """What this process and the server's sessions that have ended used so far."""
    return time.process_time() + server.processor_seconds()


def _resources(steps: Refresh) -> list[dict[str, Any]]:
    release = steps.releases.current()
    if release is None:
        raise RuntimeError("the sample is not published")
    return [item for item in read_package(release.folder)["resources"] if item["format"] == "parquet"]
