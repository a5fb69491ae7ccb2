"""Work that a child process is asked to do in the tests of its limits; the server imports this module there."""

import itertools
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from itertools import repeat
from pathlib import Path

import numpy as np
import pyarrow as pa

from ossp_pipeline.contracts.layout import Table, TidyRow
from ossp_pipeline.errors import DeliveryRefused, FilePosition
from ossp_pipeline.extract.confined.found import Found

prepared_in: list[int] = []


def prepare() -> None:
    """Done in the server, and in each child before it is asked for anything."""
    prepared_in.append(os.getpid())


def see_where_it_was_prepared() -> Found:
    """The processes, and this one."""
    return Found([prepared_in, os.getpid()])


def see_large_libraries() -> Found:
    """Those that are there once an array was made."""
    pa.array([1])
    return Found(sorted({"pandas", "duckdb", "scipy"} & sys.modules.keys()))


def answer(value: object) -> Found:
    """What it was given."""
    return Found(value)


def take_memory(count: int) -> Found:
    """So many bytes."""
    return Found(len(bytearray(count)))


def never_end() -> Found:
    """Until it is ended; what is caught on the way is no way out."""
    for _ in itertools.count():
        try:
            all(True for _ in itertools.count())
        except Exception:
            continue
    return Found()


def write_file(path: Path) -> Found:
    """A file outside."""
    path.write_bytes(b"x")
    return Found()


def write_table(rows: int) -> Found:
    """A table of eight bytes a row."""
    return Found(rows, pa.table({"n": np.arange(rows)}))


def refuse() -> Found:
    """Refused, with a place."""
    raise DeliveryRefused("E-HEADER", "the column “A” is missing", "add it", FilePosition(1, "A"))


def fail(text: str) -> Found:
    """An error that quotes what was read; and so does what is printed."""
    print(text)
    print(text, file=sys.stderr)
    raise ValueError(text)


def be_killed() -> Found:
    """As the operating system does when memory is short."""
    os.kill(os.getpid(), signal.SIGKILL)
    return Found()


def see_environment() -> Found:
    """What a child knows of the program that asked."""
    started_with = Path("/proc/self/environ").read_bytes().decode().split("\0")
    return Found([*started_with, *(f"{name}={value}" for name, value in os.environ.items())])


def never_give_rows(tables: Iterable[Table], year: str) -> Iterator[TidyRow]:
    """A layout whose rows never come."""
    while True:
        pass
    yield {}


def fail_on_rows(tables: Iterable[Table], year: str) -> Iterator[TidyRow]:
    """A layout that breaks off, and quotes a row."""
    raise ValueError([list(table.rows) for table in tables])
    yield {}


def take_all_memory(tables: Iterable[Table], year: str) -> Iterator[TidyRow]:
    """A layout that expands what it reads."""
    yield {"A": "x" * 10_000_000_000}


def give_rows_without_end(tables: Iterable[Table], year: str) -> Iterator[TidyRow]:
    """A layout that repeats a row."""
    yield from repeat({"A": "x"})
