"""Which sheet of a supplier's spreadsheet a mapping reads: the one that it names, or the only one with its headings."""

import csv
import io
from collections.abc import Iterable
from contextlib import AbstractContextManager
from itertools import islice

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.mapping import Mapping
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.mapping.layout import layout_of
from ossp_pipeline.extract.mapping.sheet_cells import SAVE_AGAIN, SheetText, SheetWriter, spaced_once
from ossp_pipeline.extract.readers.archive import refuse_unsafe_archive
from ossp_pipeline.extract.readers.delimited import TITLE_LINES, Header, find_header, has_all, spelling
from ossp_pipeline.extract.readers.file_kinds import ZIP
from ossp_pipeline.extract.readers.streaming.supplied import open_supplied
from ossp_pipeline.extract.readers.streaming.supplied_cells import NO_RESULT, NumberedRow, SuppliedFile
from ossp_pipeline.protect.screening import personal_details

# Unpacked, far more than any month of a supplier's rows.
_LARGEST_XML = 1_000_000_000
_MOST_NAMED = 12


def is_spreadsheet(raw: bytes) -> bool:
    """Whether a file may be a spreadsheet: no text begins like one."""
    return raw.startswith(ZIP)


def first_texts(raw: bytes, feed: Feed) -> list[bytes]:
    """The first rows of every sheet as text. Raises DeliveryRefused for a file that is no spreadsheet."""
    with _opened(raw, feed) as file:
        return [_as_text(map(spaced_once, rows)) for rows in file.beginnings(TITLE_LINES + 1).values()]


def sheet_text(raw: bytes, mapping: Mapping, feed: Feed) -> SheetText:
    """The sheet that a mapping reads, as text. Raises DeliveryRefused."""
    layout = layout_of(mapping, feed)
    with _opened(raw, feed) as file:
        beginnings = file.beginnings(TITLE_LINES + 1)
        headers = {name: find_header(_as_text(map(spaced_once, rows)), layout) for name, rows in beginnings.items()}
        words = _words(beginnings, mapping, feed)
        name = _chosen(headers, file.hidden, mapping, layout, words)
        above = [NumberedRow(row.number, spaced_once(row)) for row in beginnings[name][: headers[name].above + 1]]
        return SheetWriter(words[name], above, mapping, feed).read(file, name)


def first_sheet(raw: bytes, feed: Feed) -> tuple[str, list[str], list[list[str]]]:
    """Of the sheets that are shown the one with the widest row of headings: its name where there are others, and rows.

    Raises DeliveryRefused.
    """
    with _opened(raw, feed) as file:
        beginnings = file.beginnings(TITLE_LINES + 1)
        shown = {name: rows for name, rows in beginnings.items() if rows and name not in file.hidden}
        if not shown:
            raise DeliveryRefused("E-EMPTY", "no sheet that is shown holds anything", SAVE_AGAIN)
        name = max(shown, key=lambda name: max(map(_filled, shown[name])))
        header = max(range(len(shown[name])), key=lambda place: _filled(shown[name][place]))
        below = [_plain(row.cells) for row in islice(file.numbered(name), header + 1, None)]
    headings = spaced_once(shown[name][header])
    rows = [row + [""] * (len(headings) - len(row)) for row in below]
    return name if len(shown) > 1 else "", headings, rows


def _filled(row: NumberedRow) -> int:
    return sum(map(bool, row.cells))


def _plain(cells: list[str]) -> list[str]:
    return ["" if cell == NO_RESULT else str(cell) for cell in cells]


def _opened(raw: bytes, feed: Feed) -> AbstractContextManager[SuppliedFile]:
    refuse_unsafe_archive(raw, feed.largest_file)
    return open_supplied(raw, min(_LARGEST_XML, feed.largest_file))


def _as_text(rows: Iterable[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _chosen(headers: dict[str, Header], hidden: set[str], mapping: Mapping, layout: Feed, words: dict[str, str]) -> str:
    """The sheet that the mapping names, or the only one with its headings. Raises DeliveryRefused."""
    wanted = [name for name in headers if not mapping.sheet or spelling(name) == spelling(mapping.sheet)]
    found = [name for name in wanted if has_all(headers[name].written, layout)]
    if not wanted:
        message = (
            f"there is no sheet “{mapping.sheet}”, which {mapping.words} names; there is {_listed(words.values())}"
        )
        raise DeliveryRefused("E-SHEET", message, "correct `sheet` in the mapping, or ask the supplier for the sheet")
    if not found:
        message = f"the sheet “{mapping.sheet}” lacks headings of {mapping.words}, which another sheet has"
        raise DeliveryRefused("E-SHEET", message, "correct `sheet` in the mapping, or ask the supplier for the sheet")
    if len(found) > 1:
        message = f"{_listed(words[name] for name in found)} all have the headings of {mapping.words}"
        raise DeliveryRefused("E-SHEET", message, "name the one that is to be read in the mapping, as its `sheet`")
    if found[0] in hidden:
        message = f"{words[found[0]]}, which has the headings of {mapping.words}, is hidden"
        raise DeliveryRefused("E-SHEET", message, "ask the supplier which sheet is meant, and for a file that shows it")
    return found[0]


def _words(names: Iterable[str], mapping: Mapping, feed: Feed) -> dict[str, str]:
    """What each sheet is called in messages: by its number, where its name may be about a person."""
    return {
        name: f"sheet “{name}”" if _may_be_shown(name, mapping, feed) else f"sheet number {number}"
        for number, name in enumerate(names, start=1)
    }


def _may_be_shown(name: str, mapping: Mapping, feed: Feed) -> bool:
    is_stated = spelling(name) == spelling(mapping.sheet)
    return is_stated or (name.isprintable() and not feed.personal and not personal_details(name))


def _listed(words: Iterable[str]) -> str:
    listed = list(words)
    more = f" and {len(listed) - _MOST_NAMED} more" if len(listed) > _MOST_NAMED else ""
    return ", ".join(listed[:_MOST_NAMED]) + more
