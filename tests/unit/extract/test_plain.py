"""A large file in which nothing is unusual gives the rows that it gives where it is read whole; others give none."""

import io
import random
from collections import Counter
from collections.abc import Generator
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract import delivered, plain
from ossp_pipeline.extract.conform import read_delivered
from ossp_pipeline.extract.delivered import read_rows_of
from ossp_pipeline.extract.plain import may_be_plain, read_plain
from ossp_pipeline.extract.rows import LINES
from tests.unit.extract.conftest import FEED, MARCH
from tests.unit.extract.test_rows import _make

SMALL = replace(FEED, longest_cell=40, extra_columns="ignored")
ROWS = b"".join(b"%d,%d,home\n" % (number, number) for number in range(40))
MARK = b"\xef\xbb\xbf"
USUAL = {
    "plain": b"A,B,C\n" + ROWS,
    "mark": MARK + b"A,B,C\n" + ROWS,
    "order": b"C,A,B\r\n" + ROWS.replace(b"\n", b"\r\n"),
    "titles": b"A title\n\nA;B;C\n" + ROWS.replace(b",", b";"),
    "quotes": b'A,B,C\n"x, ""y""",1,\xc3\xa9\n' + ROWS,
    "a mark in a row": b"A,B,C\n" + ROWS + MARK + b"a,1,home\n",
}
UNUSUAL = {
    "quoted line end": ROWS + b'"a\nb",1,home\n' + ROWS,
    "quote that is not closed": ROWS + b'a,1,"home\n' + ROWS,
    "blank line": ROWS + b"\n" + ROWS,
    "lone carriage return": ROWS + b"a\rb,1,home\n",
    "short row": ROWS + b"a,1\n" + ROWS,
    "long row": ROWS + b"a,1,home,more\n" + ROWS,
    "cells beyond the header": ROWS.replace(b"home", b"home,"),
    "long cell": ROWS + b"a,1,%s\n" % (b"x" * 41),
    "other encoding": ROWS + b"a,1,caf\xe9\n",
    "total": ROWS + b"total,40,\n",
    "blank row at the end": ROWS + b",,\n",
    "blank rows at the end": ROWS + b",,\n" * 40,
    "no end of the last line": ROWS + b"a,1,home",
    "no row": b"",
    "header once more": ROWS + b"A,B,C\n" + ROWS,
    "closing words": ROWS + b"End of report,,\n",
}
FOUR = ROWS.replace(b"\n", b",\n")
HEADERS = {
    "no header": b"A,B\n" + ROWS,
    "column without a heading": b"A,B,C,\n" + FOUR,
    "repeated heading": b"A,B,C,A\n" + FOUR,
    "two marks": MARK + MARK + b"D,A,B,C\n9," + ROWS.replace(b"\n", b"\n9,").removesuffix(b"9,"),
    "characters of nothing": b"A,B,C,D\x00\n" + FOUR,
    "quoted line end": b'A,B,"C\n"\n' + ROWS,
    "hyphens below it": b"A,B,C\n-,-,-\n" + ROWS,
}


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a few lines."""
    monkeypatch.setattr(plain, "_PIECE", 60)
    monkeypatch.setattr(plain, "_SMALLEST", 0)


def run(tables: Generator[pa.Table, None, Any]) -> tuple[list[pa.Table], Any]:
    found = []
    while True:
        try:
            found.append(next(tables))
        except StopIteration as end:
            return found, end.value


def compare(text: bytes, feed: Feed = SMALL) -> str:
    """Raises AssertionError where rows differ from those of the file that is read whole."""
    if not may_be_plain(text, feed):
        return "unusual"
    tables, value = run(read_plain(io.BytesIO(text), feed, len(text)))
    if value is None:
        return "unusual"
    rows, notes = read_delivered(text, feed, MARCH)
    table = pa.concat_tables(tables)
    assert table.drop_columns(LINES).equals(rows.table) and table.drop_columns(LINES).schema.equals(rows.table.schema)
    assert np.array_equal(table[LINES].to_numpy(), rows.lines) and not rows.broken and not rows.mapping
    assert (value["received"], value["notes"], value["read"]) == (rows.received, rows.notes, notes)
    return "plain"


@pytest.mark.parametrize("text", USUAL.values(), ids=USUAL)
def test_usual_file_is_read_piece_by_piece(text: bytes) -> None:
    assert compare(text) == "plain"


@pytest.mark.parametrize("rows", UNUSUAL.values(), ids=UNUSUAL)
def test_unusual_row_leaves_the_file_to_be_read_whole(rows: bytes) -> None:
    assert compare(b"A,B,C\n" + rows) == "unusual"


@pytest.mark.parametrize("text", HEADERS.values(), ids=HEADERS)
def test_unusual_header_leaves_the_file_to_be_read_whole(text: bytes) -> None:
    assert compare(text) == "unusual"


def test_header_that_goes_on_beyond_the_first_piece_is_unusual(monkeypatch: pytest.MonkeyPatch) -> None:
    for size in range(1, 6):
        monkeypatch.setattr(plain, "_PIECE", size)
        assert compare(b"A,B,C\n1,2,home\n" + ROWS) == "unusual"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_files_of_any_kind_give_the_same_rows_or_are_read_whole(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Odd lines between rows that are not, so that a piece may end at any of them."""
    monkeypatch.setattr(plain, "_PIECE", 40)
    generator = random.Random(f"plain {seed}")
    outcomes: Counter[str] = Counter()
    for _ in range(500):
        odd = _make(generator).encode().removeprefix(b"A,B,C").lstrip(b"\r\n")
        outcomes[compare(b"A,B,C\n" + b"1,1,home\n" * 3 + odd + b"2,2,home\n" * 3)] += 1
    assert outcomes["plain"] > 50 and outcomes["unusual"] > 50, outcomes


def test_memory_does_not_grow_with_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a hundred and thirty megabytes is read by a child that may have sixty."""
    monkeypatch.undo()
    monkeypatch.setattr(delivered, "_MEMORY_MB", 60)
    monkeypatch.setattr(delivered, "_MEMORY_TIMES", 0)
    content = b"A,B,C\n" + b"%s,1,home\n" % (b"x" * 590) * 220_000
    rows, _ = read_rows_of(content, FEED, MARCH)
    assert rows.received == rows.table.num_rows == 220_000
    with pytest.raises(DeliveryRefused, match="more memory"):
        read_rows_of(content + b"a,1\n", FEED, MARCH)


@pytest.mark.parametrize("rows", [50_000, 800_000], ids=["as text", "as dictionaries"])
def test_large_file_is_read_in_a_child_as_it_is_read_here(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    text = b"A,B,C\n" + b"".join(b"%08d,%06d,%s\n" % (n, n % 7, b"home" * (1 + n % 13)) for n in range(rows))
    there, their_notes = read_rows_of(text, FEED, MARCH)
    here, our_notes = read_delivered(text, FEED, MARCH)
    assert there.table.equals(here.table) and there.table.schema.equals(here.table.schema)
    assert np.array_equal(there.lines, here.lines) and (there.broken, there.mapping) == (here.broken, here.mapping)
    assert (there.received, there.notes, their_notes) == (here.received, here.notes, our_notes)
