"""Lines that programs for databases and reports write among the rows, left out where it is certain what they are.

A line of hyphens below the header, and words below the rows that say how many there are, or that this is the end. Each
is noted. Anything else stays a row, to be rejected; the header once more between the rows is named as such.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.extract.readers.delimited import Header
from ossp_pipeline.extract.rows import Rows, column_text

# Closing lines, and blank ones between them, are looked for in so many bytes at the end.
_TAIL = 2_000
_AFTER_HEADER = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)")
# Also with a plus sign or a bar where columns meet.
_RULE = re.compile(rb"[ \t]*[-=][-=+|,;\t ]*(?:\r\n|\r|\n)")
# What stands around the only cell of a line: separators of cells without a value, and what reports decorate words with.
_AROUND = " \t,;|*#.-"
_ROWS, _DONE = r"(?:rows?|records?)", r"(?: (?:affected|selected|returned|exported|fetched|found|read|written|count))?"
_COUNT = re.compile(
    rf"\(?(?P<before>[0-9,]{{1,15}}) {_ROWS}{_DONE}\)?(?: in set(?: \([0-9.]+ sec\))?)?"
    rf"|(?:(?:total|number of) )?{_ROWS}{_DONE} ?[:=]? ?(?P<after>[0-9,]{{1,15}})",
    re.IGNORECASE,
)
_END = re.compile(
    r"end|eof|end of (?:the )?(?:report|file|data|extract|list|query|table|results?)"
    r"|completion time: [0-9T:.+ -]{8,40}",
    re.IGNORECASE,
)
_TOTALS = {"total", "totals", "grand total", "total rows", "row count", "count"}
_NUMBER = re.compile(r"[0-9]{1,15}")


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row has the word for a total, and nothing else but numbers."""
    given = [cell for cell in cells if cell]
    words = [cell for cell in given if not _NUMBER.fullmatch(cell)]
    return len(words) == 1 and len(given) > 1 and words[0].strip(" :").casefold() in _TOTALS


@dataclass(frozen=True)
class Closing:
    """The closing words of a text.

    start   where their first line begins; the end of the text where there are none
    stated  how many rows they say there are; None where they say no number
    lines   how many lines of words there are
    """

    start: int
    stated: int | None
    lines: int

    def note(self) -> str:
        """What was left out."""
        said = ", which say(s) as many rows as there are" if self.stated is not None else ""
        return f"{self.lines} closing line(s) below the rows left out{said}"

    def doubt(self, rows: int) -> str:
        """What to ask where they say another number."""
        return f"the closing line says {self.stated:,} rows, and there are {rows:,}: is the file whole?"


def find_closing(text: bytes) -> Closing:
    """The closing words, looked for line by line from the end."""
    tail = max(0, len(text) - _TAIL)
    end = start = len(text)
    stated: int | None = None
    lines = 0
    while end > tail:
        end, line = _last_line(text, tail, end)
        words = _words(line)
        count = _COUNT.fullmatch(words)
        if count or _END.fullmatch(words):
            stated = _number(count) if count else stated
            start, lines = end, lines + 1
        elif words:
            break
    return Closing(start, stated, lines)


def below_header(text: bytes, header: Header) -> Header:
    """The header with the line of hyphens below it, if there is one."""
    line = _AFTER_HEADER.match(text, header.start)
    rule = _RULE.match(text, line.end()) if line else None
    return replace(header, rule=(rule.start(), rule.end())) if rule else header


def with_doubt_of_headers(rows: Rows, written: Sequence[str], headings: Sequence[str]) -> Rows:
    """The rows, with a note where some are the header once more: they stay, to be rejected.

    written   its cells, as they are written
    headings  what the columns are called in `rows`, in the same order
    """
    repeats = pa.scalar(True)
    for cell, heading in zip(written, headings, strict=True):
        if heading in rows.table.column_names:
            repeats = pc.and_(repeats, pc.equal(column_text(rows.table, heading), cell))
            if not pc.any(repeats).as_py():
                return rows
    note = (
        f"the header stands {pc.sum(repeats).as_py():,} more time(s) between the rows: are these several files in one?"
    )
    return replace(rows, notes=(*rows.notes, note))


def _last_line(text: bytes, start: int, end: int) -> tuple[int, bytes]:
    """Where the last line of this stretch begins, and the line without its end."""
    breaks = (b"\r\n", b"\n", b"\r")
    stop = end - next((len(written) for written in breaks if text.endswith(written, start, end)), 0)
    begin = max(start, text.rfind(b"\n", start, stop) + 1, text.rfind(b"\r", start, stop) + 1)
    return begin, text[begin:stop]


def _words(line: bytes) -> str:
    """What a line says without what stands around it; of a line with several cells all of them."""
    words = line.decode(errors="replace").strip(_AROUND)
    is_quoted = len(words) > 1 and words[0] == words[-1] == '"'
    return words[1:-1].strip(_AROUND) if is_quoted else words


def _number(count: re.Match[str]) -> int | None:
    digits = (count["before"] or count["after"]).replace(",", "")
    return int(digits) if digits else None
