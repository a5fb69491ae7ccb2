"""The child: takes what it is asked for, limits itself, works, says what it found, and ends.

It answers with one JSON document: {"found": …}, {"refused": […]}, {"beyond": …} or {"failed": …}. No answer means that
it was ended. A file in memory carries the content to it, and a table back, in Arrow's stream format.
"""

import json
import os
import signal
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.confined.found import Found
from ossp_pipeline.extract.confined.limits import limit_process


class _OutOfTimeError(BaseException):
    """No `except Exception` of a reader may catch it."""


def work_for(asking: Connection, handed: int) -> None:
    """Do one piece of work, in a process that is for nothing else and ends after it."""
    work, arguments, limits, has_content = asking.recv()
    try:
        limit_process(limits, _stop)
        answer = _answer(work, arguments, has_content, handed)
    except _OutOfTimeError:
        answer = {"beyond": "time"}
    asking.send_bytes(json.dumps(answer).encode())


def _answer(work: Callable[..., Found], arguments: tuple[Any, ...], has_content: bool, handed: int) -> dict[str, Any]:
    try:
        content = _take(handed)
        found = work(content, *arguments) if has_content else work(*arguments)
        if found.table is not None:
            _write(found, handed)
    except DeliveryRefused as refusal:
        place = refusal.position
        return {"refused": [refusal.code, refusal.message, refusal.remedy, place.line, place.column]}
    except MemoryError:
        return {"beyond": "memory"}
    except _TooMuchWrittenError:
        return {"beyond": "written"}
    except Exception as error:
        return {"failed": _place(error)}
    return {"found": found.value, "has_table": found.table is not None}


class _TooMuchWrittenError(Exception):
    """The table is larger than what the child may write."""


def _take(handed: int) -> bytes:
    """What was handed over, whose place is then free for a table."""
    with open(handed, "rb", closefd=False) as file:
        file.seek(0)
        content = file.read()
    os.ftruncate(handed, 0)
    os.lseek(handed, 0, os.SEEK_SET)
    return content


def _write(found: Found, handed: int) -> None:
    import pyarrow as pa  # noqa: PLC0415

    assert found.table is not None
    try:
        with os.fdopen(handed, "wb") as file, pa.ipc.new_stream(file, found.table.schema) as stream:
            stream.write_table(found.table)
    except OSError:
        raise _TooMuchWrittenError from None


def _place(error: Exception) -> str:
    """Where in our code it happened. An error's own text may quote the file."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"


def _stop(number: int, _: FrameType | None) -> NoReturn:
    """Once: the answer is not to be interrupted."""
    signal.signal(number, signal.SIG_IGN)
    raise _OutOfTimeError
