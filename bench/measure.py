"""Run programs, and measure how long they took and how much memory they needed."""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ossp_pipeline.settings import TELEMETRY_OFF

PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True)
class Taken:
    """What one run took."""

    seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Figure:
    """One promise and what was measured: `value` must stay at or below `limit`."""

    name: str
    value: float
    limit: float
    detail: str

    @property
    def kept(self) -> bool:
        """Whether the promise was kept in this run."""
        return self.value <= self.limit


def run(arguments: list[str], folder: Path) -> Taken:
    """Run a program over the data folder below `folder`. Its own peak memory is read from a process of its own."""
    environment = {**os.environ, **TELEMETRY_OFF, "OSSP_DATA": str(folder / "data"), "OSSP_KEYS": str(folder / "keys")}
    reader, writer = os.pipe()
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        done = subprocess.run(
            arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
        )
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        os.write(writer, f"{done.returncode} {peak} ".encode() + done.stderr[-2000:])
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        code, peak, error = answer.read().split(b" ", 2)
    os.waitpid(child, 0)
    if int(code):
        raise RuntimeError(f"{' '.join(arguments)} ended with {int(code)}: {error.decode()}")
    return Taken(time.perf_counter() - started, int(peak) / 1024)


def ossp(*arguments: str) -> list[str]:
    """A command line of `ossp`."""
    return [str(PROGRAMS / "ossp"), *arguments]


def python(script: str) -> list[str]:
    """A command line of Python."""
    return [sys.executable, "-c", script]


def median_of(times: int, measured: Callable[[], float]) -> float:
    """The middle one of several runs: a shared machine is noisy."""
    return statistics.median(measured() for _ in range(times))
