"""The list of rejected rows that goes to the supplier: file, row, column, what must hold. No personal value."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from ossp_pipeline.atomic_files import write_bytes
from ossp_pipeline.contracts.column import Column, Kind
from ossp_pipeline.contracts.delivery import Delivery
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.deliveries.cells import RejectedCell, rejected_cells
from ossp_pipeline.deliveries.codes import known_codes
from ossp_pipeline.deliveries.quarantine import deliveries_with_faults
from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract.mapping.stated import with_mappings
from ossp_pipeline.protect.screening import neutralise_formula
from ossp_pipeline.settings import Settings

_COLUMNS = ("file", "row", "column", "what must hold", "allowed", "value")
_NOT_SHOWN = "not shown"
# A list of offences has hundreds: the first ones show the form, and the supplier has the rest.
_MOST_NAMED = 30
_DATE_WORDS = (("%d", "DD"), ("%m", "MM"), ("%Y", "YYYY"))


def write_list(settings: Settings, feed: Feed, path: Path) -> int:
    """Write the list as CSV that only its owner can read, and return its number of rows. Raises UsageError."""
    if path.exists() or not path.parent.is_dir():
        wrong = "exists already" if path.exists() else "lies in a folder that does not exist"
        raise UsageError("E-QUARANTINE", f"{path} {wrong}", "name another file with --export")
    lines = [*_lines(settings, feed)]
    if not lines:
        remedy = "`ossp quarantine` lists the feeds with rejected rows"
        raise UsageError("E-QUARANTINE", f"{feed.name} has no rejected rows, so there is nothing to write", remedy)
    out = io.StringIO()
    csv.writer(out).writerows([_COLUMNS, *lines])
    write_bytes(path, out.getvalue().encode("utf-8-sig"))
    return len(lines)


def _lines(settings: Settings, feed: Feed) -> Iterator[list[str]]:
    words = feed.row_rules()
    columns = {column.heading: column for column in feed.columns}
    for delivery in deliveries_with_faults(settings, feed):
        theirs = _their_headings(settings, feed, delivery)
        file = ", ".join(filter(None, (delivery.receipt.file_name, delivery.sheet)))
        for cell in rejected_cells(settings, feed, delivery):
            column = columns.get(cell.heading)
            allowed = _allowed(cell, column, feed, str(delivery.receipt.period)) if column else ""
            value = _NOT_SHOWN if cell.value is None else neutralise_formula(cell.value)
            heading = theirs.get(cell.heading, cell.heading)
            rule = words.get(cell.rule, cell.rule).replace(f"“{cell.heading}”", f"“{heading}”")
            yield [file, str(cell.line), heading, rule, allowed, value]


def _their_headings(settings: Settings, feed: Feed, delivery: Delivery) -> dict[str, str]:
    """Our heading and the supplier's, where a mapping read the file: the supplier knows no other."""
    name = delivery.mapping.partition(",")[0]
    mappings = with_mappings(feed, settings).mappings if name else ()
    return {ours: heading for item in mappings if item.name == name for heading, ours in item.headings}


def _allowed(cell: RejectedCell, column: Column, feed: Feed, period: str) -> str:
    """What the words of the rule leave open: the values, the form, the period; empty where they say it all."""
    rule = cell.rule.rpartition(".")[2]
    if rule == "allowed":
        return _named(known_codes(column))
    if rule == "pattern" and feed.example:
        example = feed.example.row.get(column.heading, "")
        return f"such as {example}" if example else ""
    if rule == "readable" and column.kind in (Kind.DATE, Kind.DATETIME):
        return _date_form(feed.date_format) + (" HH:MM" if column.kind is Kind.DATETIME else "")
    return period if rule == "in_period" else ""


def _named(known: dict[str, str]) -> str:
    codes = [code if label in ("", code) else f"{code} ({label})" for code, label in sorted(known.items())]
    more = f"; and {len(codes) - _MOST_NAMED:,} more" if len(codes) > _MOST_NAMED else ""
    return "; ".join(codes[:_MOST_NAMED]) + more


def _date_form(date_format: str) -> str:
    for sign, words in _DATE_WORDS:
        date_format = date_format.replace(sign, words)
    return date_format
