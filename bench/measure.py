"""Run programs, and measure how long they took and how much memory they needed."""

import os
import statistics
import subprocess
import sys
import tempfile
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
    """Run a program over the data folder below `folder`. Its peak memory is its own, or that of a program it ran."""
    environment = {**os.environ, **TELEMETRY_OFF, "OSSP_DATA": str(folder / "data"), "OSSP_KEYS": str(folder / "keys")}
    with tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        if process.returncode:
            message = errors.read()[-2000:].decode()
            raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}: {message}")
    return Taken(seconds, used.ru_maxrss / 1024)


def ossp(*arguments: str) -> list[str]:
    """A command line of `ossp`."""
    return [str(PROGRAMS / "ossp"), *arguments]


def python(script: str) -> list[str]:
    """A command line of Python."""
    return [sys.executable, "-c", script]


def median_of(times: int, measured: Callable[[], float]) -> float:
    """The middle one of several runs: a shared machine is noisy."""
    return statistics.median(measured() for _ in range(times))
