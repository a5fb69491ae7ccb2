"""One process that imports the readers once, and is a new child for each piece of work.

    python -m ossp_pipeline.extract.confined.server

Its standard input is a socket. Each message on it is the name of the module to import, with two open files: a socket
to the one who asks, and a file in memory that carries what is read and what was found. Where the socket ends, the
asking program has ended: then this process ends, and every child with it.
"""

import gc
import importlib
import os
import signal
import socket
import sys
from multiprocessing.connection import Connection

from ossp_pipeline.extract.confined.child import work_for

_LONGEST_NAME = 200
_AT_FIRST_ARRAY = ("pandas", "pyarrow.pandas_compat", "pyarrow.vendored.version")


def main() -> None:
    """Serve until the asking program ends."""
    # Children that have ended leave nothing behind.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    asked = socket.socket(fileno=0)
    while True:
        name, files, _, _ = socket.recv_fds(asked, _LONGEST_NAME, 2)
        if not name:
            os.killpg(0, signal.SIGKILL)
        _import(name.decode())
        # What was imported is not looked through by the children, so they share its memory.
        gc.freeze()
        if os.fork() == 0:  # noqa: TID251  (this process has opened no database, and started no thread)
            _be_child(asked, *files)
        for file in files:
            os.close(file)


def _import(module: str) -> None:
    """Import the module, and what pyarrow imports at the first array, which would be in every child anew."""
    importlib.import_module(module)
    if "pyarrow" in sys.modules:
        for name in _AT_FIRST_ARRAY:
            importlib.import_module(name)


def _be_child(asked: socket.socket, asking: int, handed: int) -> None:
    asked.close()
    try:
        with Connection(asking) as connection:
            work_for(connection, handed)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
