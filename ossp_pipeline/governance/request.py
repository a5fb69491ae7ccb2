"""An erasure as it is asked for: checked, carried out, proved; and rows of erased people that come again."""

from dataclasses import dataclass
from pathlib import Path

from ossp_pipeline.contracts.delivery import Receipt
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract.erased import Ledger
from ossp_pipeline.extract.mapping.stated import with_mappings
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.governance.byte_scan import Scan
from ossp_pipeline.governance.erasure import Order, erase
from ossp_pipeline.governance.found_rows import Found, find_rows
from ossp_pipeline.governance.proof import erased_before, prove
from ossp_pipeline.governance.rewriting import cells_of
from ossp_pipeline.publish.statement import check_statement
from ossp_pipeline.settings import Settings

_CODE = "E-ERASE"
# A shorter value, such as an initial, is in any sentence.
_SHORTEST_NAMED = 4


@dataclass(frozen=True)
class Report:
    """What an erasure did. `number`: its own, and the name of its certificate."""

    number: int
    found: Found
    scan: Scan
    certificate: Path


def carry_out(settings: Settings, order: Order) -> Report:
    """Erase, and prove it. Raises UsageError where no row is about the people, or the words cannot be kept."""
    _check(order)
    found = find_rows(settings, order.feed, order.wanted)
    if found.is_empty and not order.is_withdrawn:
        number = _erased_before(settings, order, found)
    else:
        number = erase(settings, order, found)
    scan, certificate = prove(settings, number, order.wanted, found)
    return Report(number, found, scan, certificate)


def come_again(settings: Settings, taken: list[Receipt]) -> list[tuple[Receipt, int]]:
    """Of files that have just been received, how many rows are about people who were erased from their feed.

    That is allowed: an erasure takes away what was held, and is no order to hold nothing new. It is said, because
    whoever decided the erasure decides whether the new rows may stay.
    """
    ledger, received = Ledger(settings), ReceivedStore(settings.received)
    feeds = {name: with_mappings(FEEDS[name], settings) for name in {receipt.feed for receipt in taken}}
    counts = [(item, _count(ledger, received, item, feeds[item.feed])) for item in taken if ledger.entries]
    return [(receipt, count) for receipt, count in counts if count]


def _count(ledger: Ledger, received: ReceivedStore, receipt: Receipt, feed: Feed) -> int:
    known = ledger.people(receipt.feed, withdrawn=False)
    if not known.tokens:
        return 0
    content = received.read_bytes(receipt)
    return sum(
        known.token(columns, cells) in tokens
        for columns, tokens in known.tokens.items()
        for cells in cells_of(content, feed, tuple(feed.column(name) for name in columns))
    )


def _check(order: Order) -> None:
    if order.is_withdrawn and order.feed.consent is None:
        remedy = "leave --withdrawn out; where a person objects, the information governance lead asks the supplier"
        raise UsageError(_CODE, f"rows of {order.feed.name} do not rest on consent", remedy)
    check_statement(order.statement, _CODE, "say with --because on whose decision, such as the number of the request")
    words = f"{order.statement.by} {order.statement.because}".casefold()
    values = [value.casefold() for person in order.wanted.spelled for value in person]
    if any(len(value) >= _SHORTEST_NAMED and value in words for value in values):
        remedy = "leave it out: the reason is kept in the audit log for good"
        raise UsageError(_CODE, "the name or the reason holds a value of the person who is to be erased", remedy)


def _erased_before(settings: Settings, order: Order, found: Found) -> int:
    number = erased_before(settings, order.feed, order.wanted)
    if number is None:
        remedy = (
            "compare the spelling with the supplier's, and look in the other feeds; else answer that nothing is held"
        )
        message = f"no row of {order.feed.name} is about any of these people"
        if found.unsearchable:
            message += f"; {found.unsearchable:,} delivery(s) cannot be searched"
        raise UsageError("E-NOROWS", message, remedy)
    return number
