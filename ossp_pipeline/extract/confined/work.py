"""Ask for a piece of work on what others made, and wait for what it found."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from enum import StrEnum
from multiprocessing.connection import Pipe
from typing import Any

from ossp_pipeline.errors import DeliveryRefused, FilePosition
from ossp_pipeline.extract.confined import server
from ossp_pipeline.extract.confined.carrying import carry
from ossp_pipeline.extract.confined.found import Found, Tables
from ossp_pipeline.extract.confined.limits import Limits
from ossp_pipeline.settings import PACKAGE

# All that the children know. Threads of the libraries would each reserve memory that the limit counts.
_ENVIRONMENT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    # Memory in large pages: in small ones, a child takes as long for its memory as for its work.
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "MALLOC_ARENA_MAX": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
# Longer than its processor time, because the machine may be busy.
_PATIENCE = 5
_BUSY_SECONDS = 60

Work = Callable[..., Found | Tables]
# The work, its arguments, its limits, and whether there is content before the arguments.
Request = tuple[Work, tuple[Any, ...], Limits, bool]


class Reason(StrEnum):
    """Why a piece of work was not done."""

    MEMORY = "memory"
    TIME = "time"
    WRITTEN = "written"
    ENDED = "ended"
    FAILED = "failed"


class NotDoneError(Exception):
    """The child went beyond a limit, was ended, or failed. `place`: where in our code it failed."""

    def __init__(self, reason: Reason, place: str = "") -> None:
        super().__init__(reason, place)
        self.reason, self.place = reason, place


class _Server:
    """The process that children come from; one for this process, started when it is first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._asked: socket.socket | None = None

    def ask(self, module: str, files: list[int]) -> None:
        """Have a new child take these open files. A server that has ended is started once more."""
        with self._lock:
            try:
                self._send(module, files)
            except OSError:
                self._owner = 0
                self._send(module, files)

    def _send(self, module: str, files: list[int]) -> None:
        if self._owner != os.getpid() or self._asked is None:
            self._start(module)
        assert self._asked is not None
        socket.send_fds(self._asked, [module.encode()], files)

    def _start(self, module: str) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = [sys.executable, "-m", server.__name__, module]
        nowhere = subprocess.DEVNULL
        with theirs:
            # A group of its own: Ctrl-C is for this process, and the server ends its children as a group.
            self._process = subprocess.Popen(  # noqa: S603  (no shell)
                program,
                cwd=PACKAGE.parent,
                env=_ENVIRONMENT,
                stdin=theirs.fileno(),
                stdout=nowhere,
                stderr=nowhere,
                start_new_session=True,
            )
        self._owner, self._asked = os.getpid(), ours


_SERVER = _Server()


def confined(
    work: Callable[..., Found | Tables], *arguments: Any, limits: Limits, content: bytes | None = None
) -> Found:
    """What a function of a module finds, in a child process within limits.

    content  what the function is given before the arguments, as an open file: it is handed over through a socket

    Raises DeliveryRefused where the function does, and NotDoneError where the child cannot do it.
    """
    request = (work, arguments, limits, content is not None)
    try:
        return _ask(request, content)
    except NotDoneError as error:
        if error.reason is not Reason.ENDED:
            raise
        # The machine may have been short of memory just then.
        return _ask(request, content)


def _ask(request: Request, content: bytes | None) -> Found:
    limits = request[2]
    patience = _BUSY_SECONDS + _PATIENCE * limits.seconds
    asking, answering = Pipe()
    carried, carrying = socket.socketpair()
    with asking, carried:
        with answering, carrying:
            _SERVER.ask(request[0].__module__, [answering.fileno(), carrying.fileno()])
        try:
            asking.send(request)
            table = carry(carried, content or b"", limits.table, patience)
            if len(table) > limits.table:
                raise NotDoneError(Reason.WRITTEN)
            # Never `recv`: what a child says is not to be trusted with anything but bytes.
            document = asking.recv_bytes() if asking.poll(patience) else b""
        except (OSError, EOFError):
            document, table = b"", memoryview(b"")
    return _read_answer(document, table)


def _read_answer(document: bytes, table: memoryview) -> Found:
    """What a child found. One that gave no answer has ended without, or took too long."""
    answer = json.loads(document) if document else {"beyond": Reason.ENDED}
    if "refused" in answer:
        code, message, remedy, line, column = answer["refused"]
        raise DeliveryRefused(code, message, remedy, FilePosition(line, column))
    if "beyond" in answer:
        raise NotDoneError(Reason(answer["beyond"]))
    if "failed" in answer:
        raise NotDoneError(Reason.FAILED, answer["failed"])
    return Found(answer["found"], _read_table(table) if answer["has_table"] else None)


def _read_table(stream: memoryview) -> Any:
    """The table where it lies in memory, not copied."""
    import pyarrow as pa  # noqa: PLC0415

    table = pa.ipc.open_stream(pa.py_buffer(stream)).read_all()
    table.validate(full=True)
    return table
