"""Reading in the process of the test, for tests of what is found in a file.

A child process for each file takes most of the time of such a test. It finds the same: `tests/unit/extract/
test_delivered.py` holds the two to that, and `test_confined.py` beside it, and every refresh, have the children.
"""

import io
import json
from functools import partial

from ossp_pipeline.extract import delivered
from ossp_pipeline.extract.confined import child, work
from ossp_pipeline.extract.confined.found import Found
from ossp_pipeline.extract.confined.work import NotDoneError, Reason, Request

_ask = work._ask


def ask_here(request: Request, content: bytes | None) -> Found:
    """In the place of `_ask` of `work`: the same work and answer, by JSON and Arrow, within one limit alone."""
    function, arguments, limits, has_content = request
    if function.__module__ != delivered.__name__:
        # What opens archives and returned workbooks changes its process: it has a child also here.
        return _ask(request, content)
    given = (io.BytesIO(content or b""),) if has_content else ()
    carried = _Carried()
    answer = child._answer(partial(function, *given, *arguments), carried)  # type: ignore[arg-type]
    table = carried.kept.getbuffer()
    if len(table) > limits.table:
        raise NotDoneError(Reason.WRITTEN)
    return work._read_answer(json.dumps(answer).encode(), table)


class _Carried:
    """What a child writes its table to."""

    def __init__(self) -> None:
        self.kept = _Kept()

    def makefile(self, mode: str) -> io.BytesIO:
        return self.kept


class _Kept(io.BytesIO):
    """A closed one forgets what was written."""

    def close(self) -> None:
        pass
