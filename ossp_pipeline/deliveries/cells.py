"""The cells for which rows were rejected, read again from the bytes as received.

A value is given only where it cannot be about a person: not on a feed about people, not of a column that is personal or
identifying, and then only where it is a plain code, number or date, or another spelling of a value agreed for it. Of a
file that a mapping reads, also words in a column with listed values that stand in several rows: they are the supplier's
codes, and the mapping must name them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ossp_pipeline.contracts.column import Column, Sensitivity
from ossp_pipeline.contracts.delivery import Delivery
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import parse_period
from ossp_pipeline.deliveries.codes import is_spelling_of_a_code, known_codes
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.delivered import read_rows_of
from ossp_pipeline.extract.mapping.stated import with_mappings
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.extract.rows import Rows, column_text
from ossp_pipeline.protect.screening import is_code_in_words, is_plain_code
from ossp_pipeline.settings import Settings

# What stands in fewer rows may have been typed about somebody.
_SEVERAL = 5
_SHOWN = (Sensitivity.OPEN, Sensitivity.RESTRICTED)


@dataclass(frozen=True)
class RejectedCell:
    """A rule that a row breaks, and where.

    line     in the file as it was read; the header is line 1
    heading  the supplier's; "" where the rule is about the whole row
    rule     id of the rule
    value    the text of the cell; None where it is not shown
    """

    line: int
    heading: str
    rule: str
    value: str | None = None


def rejected_cells(settings: Settings, feed: Feed, delivery: Delivery) -> list[RejectedCell]:
    """Every fault of a delivery by line; rows left out for want of consent are no fault.

    Raises DamagedError where the stored bytes have changed. Bytes that were deleted in time, or that the contract of
    today refuses, give the places without the values.
    """
    rejects = RawStore(settings.raw).rejects(delivery).to_pylist()
    faults = [row for row in rejects if row["rule"] != feed.consent_rule]
    values = _shown_values(settings, feed, delivery, faults)
    return [
        RejectedCell(row["line"], row["column"], row["rule"], values.get((row["line"], row["column"])))
        for row in faults
    ]


def _shown_values(
    settings: Settings, feed: Feed, delivery: Delivery, faults: list[dict[str, Any]]
) -> dict[tuple[int, str], str]:
    """The texts of the cells that may be shown, by line and heading."""
    shown = _shown_columns(feed, {row["column"] for row in faults})
    rows = _delivered_rows(settings, feed, delivery) if shown else None
    if rows is None:
        return {}
    return {
        (line, column.heading): text
        for column in shown
        for line, text in _values(rows, column, [row["line"] for row in faults if row["column"] == column.heading])
    }


def _shown_columns(feed: Feed, headings: Iterable[str]) -> list[Column]:
    if feed.personal:
        return []
    return [item for item in feed.columns if item.heading in headings and item.sensitivity in _SHOWN]


def _delivered_rows(settings: Settings, feed: Feed, delivery: Delivery) -> Rows | None:
    received, receipt = ReceivedStore(settings.received), delivery.receipt
    if receipt.period is None or received.is_deleted(receipt):
        return None
    try:
        period = parse_period(feed.cadence, receipt.period)
        agreed = with_mappings(feed, settings).in_period(period)
        return read_rows_of(received.read_bytes(receipt), agreed, period, receipt.part)[0]
    except DeliveryRefused:
        return None


def _values(rows: Rows, column: Column, lines: list[int]) -> Iterator[tuple[int, str]]:
    """Line and text of the cells of a column on these lines, without those that might be about a person."""
    there = np.intersect1d(rows.lines, lines)
    places = pa.array(np.searchsorted(rows.lines, there))
    texts = column_text(rows.table.take(places), column.heading).to_pylist()
    known = known_codes(column)
    counts = Counter(texts if rows.mapping and known else [])
    for line, text in zip(there.tolist(), texts, strict=True):
        is_known = is_plain_code(text) or (text.isprintable() and is_spelling_of_a_code(text, known))
        if is_known or (counts[text] >= _SEVERAL and is_code_in_words(text)):
            yield line, text
