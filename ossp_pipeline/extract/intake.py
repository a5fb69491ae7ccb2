"""The first step of a refresh: take files out of the inbox and land them; and what still waits there."""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ossp_pipeline.contracts.delivery import Delivery, Receipt, State, neutral_name
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import KeyFileError, UsageError
from ossp_pipeline.extract.connectors.folder import Arrival, list_inbox
from ossp_pipeline.extract.erased import Ledger
from ossp_pipeline.extract.gather import Waiting, gather
from ossp_pipeline.extract.land import land, land_receipt, landing_context, pending_receipts
from ossp_pipeline.extract.mapping.stated import all_with_mappings
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.extract.unpack.unpacking import unpack_arrivals
from ossp_pipeline.feeds.registry import received_feeds
from ossp_pipeline.settings import Settings

log = logging.getLogger("ossp")


@dataclass
class Intake:
    """New files taken, files received before, files that are still being copied, and the deliveries that landed.

    waiting  files that are read together with others which have not come, and what to put beside them
    erased   files that hold people who were erased, by feed and name: they were not taken
    again    new files with rows about people who were erased before, and how many rows
    kept     by feed, deliveries that cannot land again because their bytes were deleted: the rows from before stay
    """

    taken: list[Receipt] = field(default_factory=list)
    known: list[Receipt] = field(default_factory=list)
    arriving: list[Path] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    erased: list[tuple[str, str]] = field(default_factory=list)
    again: list[tuple[Receipt, int]] = field(default_factory=list)
    kept: dict[str, list[Receipt]] = field(default_factory=dict)
    landed: list[Delivery] = field(default_factory=list)


def take_in(settings: Settings, feeds: Iterable[Feed], wait: bool = True) -> Intake:
    """Take the files in the inbox, and land every receipt that has no result yet.

    `wait`: look at new files a second time, after a pause.
    """
    feeds = all_with_mappings(feeds, settings)
    received = ReceivedStore(settings.received)
    intake = _take_files(settings, received, feeds, wait)
    intake.taken += _known_by_mappings(settings, received, feeds)
    if intake.taken:
        log.info("received %s new file(s)", f"{len(intake.taken):,}")
    intake.landed = land(settings, received, feeds, _log_landed)
    return intake


def land_again(settings: Settings, feed: Feed, periods: set[str]) -> list[Delivery]:
    """Land the received files of these periods anew. Raises UsageError where there are none."""
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    receipts = [receipt for receipt in received.receipts(feed.name) if receipt.period in periods]
    context = landing_context(feed, settings, raw)
    if not receipts or context is None:
        remedy = f"drop the file into data/landing/inbox/{feed.name}/, then refresh"
        periods_named = ", ".join(sorted(periods))
        raise UsageError("E-NODELIVERY", f"{feed.name}: nothing was received for {periods_named}", remedy)
    return [land_receipt(receipt, context, received, raw) for receipt in receipts]


def delivered_feeds(settings: Settings) -> set[str]:
    """The feeds of which a file is in the inbox or was ever received."""
    inbox = list_inbox(settings, _feeds(settings), wait=False)
    arriving = {path.relative_to(settings.inbox).parts[0] for path in inbox.arriving}
    received = {receipt.feed for receipt in ReceivedStore(settings.received).receipts()}
    return {arrival.feed for arrival in inbox.arrived} | arriving | received


def is_everything_landed(settings: Settings) -> bool:
    """Whether files were received, every one of them has landed or was refused, and none waits in the inbox."""
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    inbox = list_inbox(settings, _feeds(settings), wait=False)
    if inbox.arrived or inbox.arriving or not received.receipts():
        return False
    try:
        contexts = [landing_context(feed, settings, raw) for feed in received_feeds(settings)]
    except KeyFileError:  # landing says which key, once the other feeds have landed
        return False
    return all(context is not None and not pending_receipts(context, received, raw) for context in contexts)


def _feeds(settings: Settings) -> list[Feed]:
    """Those that this installation receives: a mapping says which kinds of files a feed takes."""
    return all_with_mappings(received_feeds(settings), settings)


def _take_files(settings: Settings, received: ReceivedStore, feeds: list[Feed], wait: bool) -> Intake:
    inbox = list_inbox(settings, feeds, wait)
    intake, ledger = Intake(arriving=inbox.arriving), Ledger(settings)
    for feed in feeds:
        whole = [arrival for arrival in inbox.arrived if arrival.feed == feed.name]
        arrivals, later = unpack_arrivals(whole, feed)
        intake.arriving += later
        gathered = gather(_without_erased(arrivals, feed, ledger, intake), feed, received)
        intake.waiting += gathered.waiting
        for group in gathered.groups:
            taken = group.receive(feed, received)
            if not taken:
                intake.arriving += [arrival.path for arrival in group.arrivals]
            for item in taken:
                (intake.taken if item.is_new else intake.known).append(item.receipt)
    return intake


def _known_by_mappings(settings: Settings, received: ReceivedStore, feeds: list[Feed]) -> list[Receipt]:
    """New receipts of files that were refused, and that a mapping stated since then reads as another part or period."""
    refused = (
        (delivery.receipt, feed)
        for feed in feeds
        if feed.mappings
        for delivery in RawStore(settings.raw).deliveries(feed.name)
        if delivery.state is State.REFUSED and not received.is_deleted(delivery.receipt)
    )
    again = [item for receipt, feed in refused for item in received.receive_again(receipt, feed)]
    return [item.receipt for item in again if item.is_new]


def _without_erased(arrivals: list[Arrival], feed: Feed, ledger: Ledger, intake: Intake) -> list[Arrival]:
    """The files but those whose bytes were rewritten because of an erasure: to keep these would undo it."""
    kept = []
    for arrival in arrivals:
        content = arrival.read() or b""
        if ledger.holds(feed.name, content):
            is_named = feed.read_file_name(arrival.path.name)
            name = arrival.path.name if is_named else neutral_name(hashlib.sha256(content).hexdigest())
            intake.erased.append((feed.name, name))
            arrival.remove()
        else:
            kept.append(arrival)
    return kept


def _log_landed(feed: Feed, landed: list[Delivery]) -> None:
    rows = sum(delivery.accounting.received for delivery in landed)
    refused = sum(delivery.state is State.REFUSED for delivery in landed)
    suffix = f", {refused} refused" if refused else ""
    log.info("landed %s: %s file(s), %s rows%s", feed.name, f"{len(landed):,}", f"{rows:,}", suffix)
