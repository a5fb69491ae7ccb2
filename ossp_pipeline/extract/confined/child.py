"""The child: takes what it is asked for, limits itself, works, says what it found, and ends.

It answers with one JSON document: {"found": …}, {"refused": […]}, {"beyond": …} or {"failed": …}. No answer means that
it was ended. A socket carries the content to it, and a table back, in Arrow's stream format.
"""

import json
import signal
import socket
import traceback
from collections.abc import Callable, Generator
from contextlib import ExitStack
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.confined.found import Found, Tables
from ossp_pipeline.extract.confined.limits import limit_process


class _OutOfTimeError(BaseException):
    """No `except Exception` of a reader may catch it."""


def work_for(asking: Connection, carried: socket.socket) -> None:
    """Do one piece of work, in a process that is for nothing else and ends after it."""
    work, arguments, limits, has_content = asking.recv()
    with carried, carried.makefile("rb") as given:
        try:
            limit_process(limits, _stop)
            contents = (given,) if has_content else ()
            answer = _answer(partial(work, *contents, *arguments), carried)
        except _OutOfTimeError:
            answer = {"beyond": "time"}
    asking.send_bytes(json.dumps(answer).encode())


def _answer(work: Callable[[], Found | Tables], carried: socket.socket) -> dict[str, Any]:
    try:
        found = work()
        if isinstance(found, Generator):
            value = _write(found, carried)
            return {"found": value, "has_table": value is not None}
        if found.table is not None:
            _write((table for table in [found.table]), carried)
    except DeliveryRefused as refusal:
        place = refusal.position
        return {"refused": [refusal.code, refusal.message, refusal.remedy, place.line, place.column]}
    except MemoryError:
        return {"beyond": "memory"}
    except Exception as error:
        return {"failed": _place(error)}
    return {"found": found.value, "has_table": found.table is not None}


def _write(tables: Tables, carried: socket.socket) -> Any:
    """Write the tables, one after another, and give what comes at their end."""
    import pyarrow as pa  # noqa: PLC0415

    with carried.makefile("wb") as file, ExitStack() as stack:
        stream: pa.ipc.RecordBatchStreamWriter | None = None
        while True:
            try:
                table = next(tables)
            except StopIteration as end:
                return end.value
            stream = stream or stack.enter_context(pa.ipc.new_stream(file, table.schema))
            stream.write_table(table)


def _place(error: Exception) -> str:
    """Where in our code it happened. An error's own text may quote the file."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"


def _stop(number: int, _: FrameType | None) -> NoReturn:
    """Once: the answer is not to be interrupted."""
    signal.signal(number, signal.SIG_IGN)
    raise _OutOfTimeError
