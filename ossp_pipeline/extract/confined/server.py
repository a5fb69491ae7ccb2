"""One process that imports the readers once, and has a new child ready for each piece of work.

    python -m ossp_pipeline.extract.confined.server MODULE

Its standard input is a socket. Each message on it is the name of a module with work, with two more sockets to the one
who asks: for questions and answers, and for what is read and the table that was found. The child that waits takes the
message and tells the server of the module; then the server is the next child. So a child is ready before it is asked
for: being a child takes some milliseconds, and the first use of what was imported takes more.

Where the socket ends, the asking program has ended: then this process ends, and every child with it.
"""

import gc
import importlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from multiprocessing.connection import Connection

from ossp_pipeline.extract.confined.child import work_for

_LONGEST_NAME = 200
# A module's function of this name does something small of what its work does: in the server, and in each child before
# it is asked for anything.
_PREPARE = "prepare"
# A child that ended before it took any work was ended by the machine, which may be short of memory.
_PAUSE_SECONDS = 0.5


class _WithoutPandas:
    """To pyarrow, which would import it at the first array, it is not there.

    No reader uses it; with it the server takes twice the memory, and each child half as long again.
    """

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def main() -> None:
    """Serve until the asking program ends."""
    # Children that have ended leave nothing behind.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sys.meta_path.insert(0, _WithoutPandas())
    asked = socket.socket(fileno=0)
    preparing: dict[str, Callable[[], None]] = {}
    name = sys.argv[1]
    while True:
        if name not in preparing:
            preparing[name] = _import(name)
        # What was imported is not looked through by the children, so they share its memory.
        gc.freeze()
        name = _fork(asked, preparing.values()) or name


def _import(module: str) -> Callable[[], None]:
    """Import the module. What it gives does something small of its work."""
    prepare: Callable[[], None] = getattr(importlib.import_module(module), _PREPARE, _nothing)
    if "pyarrow" in sys.modules:
        # Ctrl-C is for the asking program; and a handler would be a thread of this one.
        sys.modules["pyarrow"].enable_signal_handlers(False)
    prepare()
    return prepare


def _nothing() -> None:
    """Where a module has nothing to prepare."""


def _fork(asked: socket.socket, preparing: Iterable[Callable[[], None]]) -> str:
    """Have a child that takes the next piece of work; the module of that work, once it has."""
    reading, telling = os.pipe()
    if os.fork() == 0:  # noqa: TID251  (this process has opened no database, and started no thread)
        os.close(reading)
        _be_child(asked, telling, preparing)
    os.close(telling)
    with os.fdopen(reading, "rb") as told:
        name = told.read().decode()
    if not name:
        time.sleep(_PAUSE_SECONDS)
    return name


def _be_child(asked: socket.socket, telling: int, preparing: Iterable[Callable[[], None]]) -> None:
    try:
        for prepare in preparing:
            prepare()
        name, files, _, _ = socket.recv_fds(asked, _LONGEST_NAME, 2)
        if not name:
            os.killpg(0, signal.SIGKILL)
        # A server that was killed needs no telling: the work is done all the same.
        with suppress(BrokenPipeError):
            os.write(telling, name)
        os.close(telling)
        asked.close()
        asking, carried = files
        with Connection(asking) as connection:
            work_for(connection, socket.socket(fileno=carried))
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
