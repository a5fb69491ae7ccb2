"""Replay: deliveries with rejected rows land anew from their bytes as received, and every row is accounted for again.

A refresh does so by itself whenever a contract, a code list or the code that lands has changed. A replay shows it: how
many rows were accepted and rejected before, and how many are now.
"""

from dataclasses import dataclass

from ossp_pipeline.audit import AuditLog
from ossp_pipeline.contracts.delivery import Delivery, State
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.deliveries.quarantine import deliveries_with_faults
from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract.intake import land_again
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.settings import Settings


@dataclass(frozen=True)
class Replayed:
    """A delivery before and after. Landing has checked for both that every row of the file is accounted for."""

    before: Delivery
    after: Delivery

    @property
    def is_read_alike(self) -> bool:
        """Whether the same bytes hold as many rows as before; a refused file holds none that were counted."""
        received = self.before.accounting.received
        return self.after.state is State.REFUSED or self.after.accounting.received == received


@dataclass(frozen=True)
class Replay:
    """`kept`: deliveries that stay as they were, because bytes of their period were deleted in time."""

    replayed: list[Replayed]
    kept: list[Delivery]


def replay(settings: Settings, feed: Feed, audit: AuditLog) -> Replay:
    """Land the periods with rejected rows anew. The caller holds the lock.

    Raises UsageError where nothing can be replayed, and BrokenError where the rows of a file do not add up.
    """
    faulty = deliveries_with_faults(settings, feed)
    deleted = _periods_without_bytes(settings, feed)
    kept = [item for item in faulty if item.receipt.period in deleted]
    before = {item.receipt.delivery_id: item for item in faulty if item not in kept}
    if not before:
        raise _nothing_to_replay(feed, kept)
    landed = land_again(settings, feed, {str(item.receipt.period) for item in before.values()})
    replayed = [
        Replayed(before[item.receipt.delivery_id], item) for item in landed if item.receipt.delivery_id in before
    ]
    audit.add("replayed", f"{feed.name}, {len(replayed):,} delivery(s)")
    return Replay(replayed, kept)


def _periods_without_bytes(settings: Settings, feed: Feed) -> set[str | None]:
    received = ReceivedStore(settings.received)
    return {item.period for item in received.receipts(feed.name) if received.is_deleted(item)}


def _nothing_to_replay(feed: Feed, kept: list[Delivery]) -> UsageError:
    if not kept:
        remedy = "`ossp quarantine` lists the feeds with rejected rows"
        return UsageError("E-QUARANTINE", f"{feed.name} has no rejected rows to replay", remedy)
    periods = ", ".join(sorted({str(item.receipt.period) for item in kept}))
    message = f"the bytes of {feed.name} {periods} were deleted when their retention ended, so no row can land anew"
    return UsageError("E-QUARANTINE", message, "ask the supplier to send the period again, as a higher version")
