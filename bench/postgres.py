"""Publishing the sample to Postgres: seconds until readers see it, and whether anybody who reads meanwhile notices."""

import statistics
import threading
import time
from pathlib import Path

import psycopg

from bench.measure import Figure, ossp, run
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.release.package import read_package
from ossp_pipeline.settings import load_settings
from tests.postgres_server import Server, running, why_not

PUBLISHES, READERS, SECONDS = 5, 4, 3.0
# Whoever waits this long for a lock ends in an error, which is counted.
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
        steps.follow_in_postgres()
        alone, _ = _published(steps)
        with_readers, disturbed = _published(steps, server)
    rows = sum(item.get("rows", 0) for item in _resources(steps))
    return [
        Figure("publish the sample to Postgres, in seconds", alone, SECONDS,
               f"{rows:,} rows; {with_readers:.1f} s while {READERS} readers read without a pause"),
        Figure("readers disturbed by it", len(disturbed), 0, f"{PUBLISHES} publishes; an error, or 20 ms for a lock"),
    ]  # fmt: skip


def _published(steps: Refresh, server: Server | None = None) -> tuple[float, list[str]]:
    """Median seconds of publishing a release that Postgres has not seen, and what readers met meanwhile."""
    disturbed: list[str] = []
    done = threading.Event()
    readers = [threading.Thread(target=_read, args=(server, done, disturbed)) for _ in range(READERS if server else 0)]
    for reader in readers:
        reader.start()
    taken = []
    for _ in range(PUBLISHES):
        steps.releases.publish(steps.builds.newest(), None, None)
        started = time.perf_counter()
        steps.follow_in_postgres()
        taken.append(time.perf_counter() - started)
        if steps.postgres is None or steps.postgres.is_behind:
            raise RuntimeError(str(steps.postgres))
    done.set()
    for reader in readers:
        reader.join()
    return statistics.median(taken), disturbed


def _read(server: Server, done: threading.Event, disturbed: list[str]) -> None:
    try:
        with psycopg.connect(server.conninfo(), options=PATIENCE, autocommit=True) as connection:
            while not done.is_set():
                connection.execute(READ).fetchall()
    except psycopg.Error as error:
        disturbed.append(repr(error))


def _resources(steps: Refresh) -> list[dict]:

    release = steps.releases.current()
    return [item for item in read_package(release.folder)["resources"] if item["format"] == "parquet"]
