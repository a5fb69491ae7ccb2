"""Ten thousand small files, read by landing and by an independent reader.

The independent reader is Python's csv module over lines that are split and numbered here. A file may be refused only
for a reason that the independent reader sees too. In a file that is accepted, every row is accounted for, every line
number is physical, and every accepted value is in its own column exactly as sent.
"""

import csv
import random
import re
from collections import Counter
from dataclasses import dataclass

import pytest

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract import rows as rows_module
from ossp_pipeline.extract.conform import conform
from ossp_pipeline.extract.rows import read_rows
from tests.unit.extract.conftest import FEED, HOME, file_context

FILES_PER_SEED = 1_000
LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)")
# Cells as they are written in a file. Some use quotes correctly, some do not; some hold what other readers take for a
# line end.
TIDY = ["", "a", "bc", "7", "12", HOME, HOME, "away", "NA", "é", " x ", "\u2028", "\x0b", "\x1c", "\x85", "o'clock"]
QUOTED = ['"a"', '""', '"x,y"', '"l1\nl2"', '"l1\r\nl2"', '"l1\rl2"', '"say ""hi"""', '","', '"\n"', f'"{HOME}"']
STRAY = ['st"ray', ' "sp"', '"ab"c', '"open', 'shut"', '"a" ', '"""', 'x""y']
BLANK_LINES = ["", "", " ", '""', ",,", ",", "\t"]
ENDS = {"LF": ["\n"], "CRLF": ["\r\n"], "CR": ["\r"], "mixed": ["\n", "\r\n", "\r"]}


@dataclass(frozen=True)
class Expected:
    """What the independent reader reads: rows with the physical line they end on. `is_strict`: quotes are correct."""

    rows: list[tuple[int, list[str]]]
    is_strict: bool


def _read_independently(text: str) -> Expected:
    """Read as RFC 4180 says; where that fails, as leniently as spreadsheets do."""
    for strict in (True, False):
        lines = LINES.findall(text)
        consumed = 0

        def feed(lines: list[str] = lines):
            nonlocal consumed
            for line in lines:
                consumed += 1
                yield line

        rows = []
        try:
            for row in csv.reader(feed(), strict=strict):
                if row:
                    rows.append((consumed, row))
        except csv.Error:
            continue
        return Expected(rows[1:], strict)
    raise AssertionError("a lenient reader refuses nothing")


def _make(seed: random.Random) -> str:
    """A header and up to six lines: ragged, blank, quoted well or badly, with one kind of line end or several."""
    cells = TIDY + seed.choice([[], QUOTED, QUOTED * 2, STRAY])
    ends = ENDS[seed.choice(list(ENDS))]
    lines = ["A,B,C"]
    for _ in range(seed.randint(0, 6)):
        if seed.random() < 0.12:
            lines.append(seed.choice(BLANK_LINES))
        else:
            width = 3 if seed.random() < 0.85 else seed.randint(1, 5)
            lines.append(",".join(seed.choice(cells) for _ in range(width)))
    return "".join(line + seed.choice(ends) for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_rows_lines_and_values_are_those_of_an_independent_reader(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """T9 over 10,000 files, every other thousand of them read as large files are, in pieces of a few lines."""
    if seed % 2:
        monkeypatch.setattr(rows_module, "_LARGE", 0)
        monkeypatch.setattr(rows_module, "_PIECE", 12)
    generator = random.Random(seed)
    outcomes = Counter(_compare(_make(generator)) for _ in range(FILES_PER_SEED))
    assert outcomes["accepted"] > 0.6 * FILES_PER_SEED, outcomes
    assert outcomes["E-QUOTE"] > 0.02 * FILES_PER_SEED, outcomes


def _compare(text: str) -> str:
    expected = _read_independently(text)
    try:
        rows = read_rows(text.encode(), FEED)
    except DeliveryRefused as refusal:
        _assert_refused_with_reason(refusal, expected, text)
        return refusal.code
    good = [(line, row) for line, row in expected.rows if len(row) == 3]
    read = list(zip(*(rows.table[heading].to_pylist() for heading in "ABC"), strict=True))
    assert [list(row) for row in read] == [row for _, row in good], text
    assert rows.lines.tolist() == [line for line, _ in good], text
    assert rows.broken == [line for line, row in expected.rows if len(row) != 3], text
    assert rows.received == len(expected.rows), text
    return "accepted"


def _assert_refused_with_reason(refusal: DeliveryRefused, expected: Expected, text: str) -> None:
    if refusal.code == "E-EMPTY":
        assert not expected.rows, text
    elif refusal.code == "E-QUOTE":
        assert not expected.is_strict, text
    else:
        assert refusal.code == "E-COUNT", refusal.code
        assert any(stray in text for stray in STRAY), text
    assert "A,B,C" not in str(refusal)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_every_row_ends_in_exactly_one_place(seed: int) -> None:
    """The same files, landed, compared with an independent decision on every row."""
    generator = random.Random(f"conform {seed}")
    for _ in range(FILES_PER_SEED):
        text = _make(generator)
        try:
            result = conform(text.encode(), FEED, file_context())
        except DeliveryRefused:
            continue
        rows = [row for _, row in _read_independently(text).rows]
        if all(len(row) > 3 and not any(row[3:]) for row in rows):
            continue  # cells too many behind every row: tests/faults/content/test_lines.py
        counts = result.accounting
        expected = Counter(_fates(_without_blank_end(rows)))
        assert counts.balanced, text
        assert [counts.accepted, counts.rejected, counts.duplicate, counts.out_of_area] == [
            expected[fate] for fate in ("accepted", "rejected", "duplicate", "out of area")
        ], text
        assert result.accepted.num_rows == counts.accepted
        assert len(set(result.rejects["line"].to_pylist())) == counts.rejected, text


def _without_blank_end(rows: list[list[str]]) -> list[list[str]]:
    """Rows without a value below the last readable one that has any are no rows."""
    filled = [at for at, row in enumerate(rows) if len(row) == 3 and any(cell.strip() for cell in row)]
    if not filled:
        return rows
    return [row for at, row in enumerate(rows) if at <= filled[-1] or len(row) != 3]


def _fates(rows: list[list[str]]) -> list[str]:
    """Where each row belongs, by the contract of the small feed, in plain words."""
    sound = [_is_sound(row) for row in rows]
    first_of = [
        next(at for at, other in enumerate(rows) if sound[at] and other == row) if ok else None
        for row, ok in zip(rows, sound, strict=True)
    ]
    fates = []
    for at, row in enumerate(rows):
        if not sound[at]:
            fates.append("rejected")
        elif first_of[at] != at:
            fates.append("duplicate")
        elif any(ok and other[0] == row[0] and other != row for other, ok in zip(rows, sound, strict=True)):
            fates.append("rejected")
        else:
            fates.append("accepted" if row[2] in ("", HOME) else "out of area")
    return fates


def _is_sound(row: list[str]) -> bool:
    return (
        len(row) == 3
        and row[0] != ""
        and re.fullmatch(r"(-?[0-9]+)?", row[1]) is not None
        and all(_shows(cell) for cell in (row[0], row[2]))
    )


def _shows(cell: str) -> bool:
    return cell == "" or (cell.replace("\t", "x").isprintable() and not cell.isspace())


def test_large_file_is_read_in_parts_without_losing_or_moving_a_row() -> None:
    """Larger than three blocks of the reader, with so many quoted line ends that a block is sure to end on one."""
    rows = [f'{number},,"{HOME}\r\n{number}\n\n\n"' for number in range(500_000)]
    rows[250_000] = "short"
    text = "A,B,C\n" + "\n".join(rows) + "\n"
    assert len(text) > 12_000_000
    result = read_rows(text.encode(), FEED)
    assert (result.received, result.broken) == (500_000, [2 + 5 * 250_000])
    expected = [number for number in range(500_000) if number != 250_000]
    assert result.table["A"].to_pylist() == [str(number) for number in expected]
    assert result.table["C"].to_pylist() == [f"{HOME}\r\n{number}\n\n\n" for number in expected]
    assert result.lines[-1] == 1 + 5 * 499_999 + 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_large_plain_file_is_counted_from_its_bytes(end: str) -> None:
    text = end.join(["A,B,C", *(f"{number},{number},{HOME}" for number in range(300_000))]) + end
    result = read_rows(text.encode(), FEED)
    assert (result.received, result.broken, result.lines[-1]) == (300_000, [], 300_001)
    assert result.table["A"].to_pylist() == [str(number) for number in range(300_000)]


def test_file_is_refused_when_its_two_readers_disagree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the reason: a reader that loses a row cannot be trusted."""
    from ossp_pipeline.extract import rows as module

    read_table = module._read_table

    def lose_one(*arguments):
        table, broken = read_table(*arguments)
        return table.slice(1), broken

    monkeypatch.setattr(module, "_read_table", lose_one)
    with pytest.raises(DeliveryRefused) as refused:
        read_rows(b"A,B,C\n1,2,3\n4,5,6\n", FEED)
    assert refused.value.code == "E-COUNT"
    assert "(1 and 2)" in refused.value.message
