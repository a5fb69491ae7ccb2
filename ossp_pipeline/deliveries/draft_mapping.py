"""A draft of a mapping from a supplier's file: its headings with the nearest of ours, and the values of code columns.

A draft decides nothing: it is not used until a person has gone through it, and says so in it. It shows headings, and of
columns with listed values, on feeds that are not about people, those values that stand in several rows.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ossp_pipeline.atomic_files import write_bytes
from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.deliveries.codes import is_spelling_of_a_code, known_codes, nearest_code
from ossp_pipeline.errors import DeliveryRefused, UsageError
from ossp_pipeline.extract.delivered import Sample, sample_of
from ossp_pipeline.extract.header import NEAR, likeness
from ossp_pipeline.extract.mapping.stated import mapping_file
from ossp_pipeline.extract.written_dates import first_number, form_of
from ossp_pipeline.protect.screening import is_code_in_words, is_plain_code, personal_details

# What stands in fewer rows may have been typed about somebody.
_SEVERAL = 5
# From here on a heading is another spelling of ours, and of nothing else.
_SURE = 0.85
_DAYS = (Kind.DATE, Kind.DATETIME)
_MOST_VALUES = 100
_CODE = "E-MAPPING"
_PERMISSIONS = 0o644
_SHOWN = (Sensitivity.OPEN, Sensitivity.RESTRICTED)


@dataclass(frozen=True)
class Draft:
    """Where it was written, how many of the contract's columns it gives, and which it does not."""

    path: Path
    given: int
    lacking: tuple[str, ...]


def draft_mapping(file: Path, feed: Feed, supplier: str, folder: Path) -> Draft:
    """Write the draft beside the other mappings. Raises UsageError."""
    path = mapping_file(folder, feed, supplier)
    if path.exists():
        raise UsageError(_CODE, f"{path} exists already", "change it there, or remove it first")
    sample = _read(file, feed)
    pairs = _nearest_pairs(sample.headings, feed)
    lacking = [item.heading for item in feed.columns if feed.asks_for(item) and item.heading not in pairs.values()]
    text = "\n".join(_lines(sample, feed, supplier, pairs)) + "\n"
    folder.mkdir(exist_ok=True)
    write_bytes(path, text.encode(), _PERMISSIONS)
    return Draft(path, len(pairs), tuple(lacking))


def _read(file: Path, feed: Feed) -> Sample:
    if not file.is_file():
        raise UsageError("E-NOFILE", f"there is no file {file}", "name a file of the supplier")
    try:
        sample = sample_of(file.read_bytes(), feed)
    except DeliveryRefused as refusal:
        raise UsageError(refusal.code, refusal.message, "save it anew, or as CSV, with its headings") from None
    cells = [cell for cell in sample.headings if cell.strip()]
    if not cells or any(_is_a_value(cell) for cell in cells) or len(set(cells)) < len(cells):
        message = "no line at its beginning is a row of headings for certain, so nothing of it is shown"
        raise UsageError(_CODE, message, "ask for a file with one line of headings, each once")
    return sample


def _counts(sample: Sample, heading: str) -> Counter[str]:
    return Counter(cell.strip() for cell in sample.columns[sample.headings.index(heading)])


def _is_a_value(cell: str) -> bool:
    """Whether a cell is one of a row and no heading: a number, a day, personal details."""
    return bool(re.fullmatch(r"[0-9 .,:/+-]+", cell)) or bool(personal_details(cell)) or not cell.isprintable()


def _nearest_pairs(headings: list[str], feed: Feed) -> dict[str, str]:
    """The supplier's heading and ours, the nearest first; each once."""
    near = [(likeness(theirs, ours), theirs, ours) for theirs in headings for ours in feed.headings if theirs.strip()]
    pairs: dict[str, str] = {}
    for share, theirs, ours in sorted(near, key=lambda item: -item[0]):
        if share >= NEAR and theirs not in pairs and ours not in pairs.values():
            pairs[theirs] = ours
    return pairs


def _date_format(sample: Sample, feed: Feed, pairs: dict[str, str]) -> str:
    """How the file writes days, where it leaves no doubt; else as the contract does."""
    columns = {item.heading: item for item in feed.columns if item.kind in _DAYS}
    read = {theirs: columns[ours] for theirs, ours in pairs.items() if ours in columns}
    texts = {theirs: {text for text in _counts(sample, theirs) if text} for theirs in read}
    forms = [form for theirs, column in read.items() if (form := form_of(texts[theirs], column))]
    first = first_number(text for cells in texts.values() for text in cells)
    forms = [form.ordered(first) for form in forms]
    found = [form for form in forms if first or not form.is_ambiguous]
    return found[0].stated if found else feed.date_format


def _lines(sample: Sample, feed: Feed, supplier: str, pairs: dict[str, str]) -> Iterator[str]:
    yield f"# How files of {supplier} are read as {feed.name}: docs/mappings.md. Go through every line."
    yield f"feed        = {_quoted(feed.name)}"
    yield f"supplier    = {_quoted(supplier)}"
    yield "version     = 1                 # count up with every change"
    yield 'owner       = ""                # the role that answers for it'
    yield 'reviewed_by = ""                # not used until somebody stands here, with the day:'
    yield "# reviewed_on = 2026-11-30"
    yield 'valid_from  = ""                # first period of such files'
    if any(column.kind in _DAYS for column in feed.columns):
        yield f"date_format = {_quoted(_date_format(sample, feed, pairs))}        # how this supplier writes days"
    if sample.sheet and not (feed.personal or _is_a_value(sample.sheet)):
        yield f"sheet       = {_quoted(sample.sheet)}        # of a spreadsheet; without it, the one with the headings"
    yield "stands_beside_others = false    # true: others send files of the same period, and all count"
    unread = [heading for heading in sample.headings if heading.strip() and heading not in pairs]
    yield f"ignored      = [{', '.join(map(_quoted, unread))}]"
    absent = [
        item.heading
        for item in feed.columns
        if feed.asks_for(item) and not item.required and item.heading not in pairs.values()
    ]
    yield f"not_supplied = [{', '.join(map(_quoted, absent))}]"
    yield ""
    yield "[headings]                      # theirs = ours; take # away where it is right"
    for theirs, ours in pairs.items():
        yield f"{'' if likeness(theirs, ours) >= _SURE else '# '}{_quoted(theirs)} = {_quoted(ours)}"
    constants = [item for item in feed.columns if item.required and item.heading not in pairs.values()]
    yield ""
    yield "[constants]                     # ours = the value of every row"
    yield from (f"# {_quoted(item.heading)} = ?  {_allowed(item)}".rstrip() for item in constants)
    for theirs, ours in pairs.items():
        yield from _value_lines(sample, feed, theirs, ours)


def _value_lines(sample: Sample, feed: Feed, theirs: str, ours: str) -> Iterator[str]:
    column = next(item for item in feed.columns if item.heading == ours)
    known = known_codes(column)
    if not known or feed.personal or column.sensitivity not in _SHOWN or column.treatment is not Treatment.KEEP:
        return
    yield ""
    yield f"[values.{_quoted(ours)}]            # theirs = ours. {_allowed(column)}"
    hidden = 0
    for value, rows in _counts(sample, theirs).most_common(_MOST_VALUES):
        if not value or value in known:
            continue
        if not is_plain_code(value) and not (rows >= _SEVERAL and is_code_in_words(value)):
            hidden += 1
            continue
        nearest = nearest_code(value, known)
        answer = _quoted(nearest) if nearest else "?"
        sign = "" if is_spelling_of_a_code(value, known) else "# "
        yield f"{sign}{_quoted(value)} = {answer}    # {rows:,} row(s)"
    if hidden:
        yield f"# {hidden:,} value(s) in fewer than {_SEVERAL} rows are not shown: they may be about somebody"


def _allowed(column: Column) -> str:
    known = sorted(known_codes(column))
    return f"One of: {'; '.join(known[:30])}" if known else column.meaning


def _quoted(text: str) -> str:
    """As TOML writes a text."""
    return json.dumps(text, ensure_ascii=False)
