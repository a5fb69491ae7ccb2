"""Received bytes that have been kept as long as their contract allows: listed, deleted on a person's word, proved gone.

Landed rows stay: they hold no names, and figures rest on them. But without its bytes a delivery cannot land again when
its contract, the landing code or its key changes, so the rows that landed before then stay in use as they are. A file
that has not landed under what holds today is never deleted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ossp_pipeline.atomic_files import sha256_of
from ossp_pipeline.audit import AuditLog
from ossp_pipeline.contracts.delivery import Receipt
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.extract.land import landing_context, pending_receipts
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import received_feeds
from ossp_pipeline.gate.seals import seal_key
from ossp_pipeline.settings import Settings


@dataclass(frozen=True)
class PastRetention:
    """A file whose bytes have been kept long enough.

    receipts    its deliveries, one for each period it is about
    since       the first day on which they should be gone
    is_landed   whether its rows have landed under what holds today; only then it may be deleted
    is_in_use   whether figures rest on its landed rows
    """

    receipts: list[Receipt]
    since: date
    is_landed: bool
    is_in_use: bool

    @property
    def feed(self) -> str:
        """The feed's name."""
        return self.receipts[0].feed

    @property
    def state(self) -> str:
        """What its deletion means, in words."""
        if not self.is_landed:
            return "not landed yet: it stays until `ossp refresh` has landed it"
        if self.is_in_use:
            return "in use: its landed rows stay, and cannot be made anew under a changed contract or key"
        return "not in use"


def past_retention(settings: Settings, today: date, in_use: Collection[str]) -> list[PastRetention]:
    """Every file past its day, feed by feed, in the order of arrival.

    in_use  `<feed> <delivery id>` of the deliveries on which figures rest
    """
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    due = []
    for feed in received_feeds(settings):
        landed = _landed(feed, settings, received, raw)
        for receipts in _by_bytes(received, feed):
            since = max(_first_day_over(receipt, feed) for receipt in receipts)
            if since <= today:
                ids = {f"{receipt.feed} {receipt.delivery_id}" for receipt in receipts}
                is_landed = all(receipt in landed for receipt in receipts)
                due.append(PastRetention(receipts, since, is_landed, not ids.isdisjoint(in_use)))
    return due


def delete_past(settings: Settings, due: Iterable[PastRetention], by: str, at: datetime) -> list[str]:
    """Delete the bytes of those that have landed. Answers with files that still hold such bytes: none, as it should be.

    A crash in between leaves some files deleted and the others listed again.
    """
    received, deleted = ReceivedStore(settings.received), [item for item in due if item.is_landed]
    feeds: dict[str, int] = defaultdict(int)
    for item in deleted:
        why = {"at": at.isoformat(timespec="seconds"), "by": by, "why": "retention"}
        received.delete_bytes(item.receipts[0], why)
        feeds[item.feed] += 1
    audit = AuditLog(settings.audit, seal_key(settings))
    for feed, count in feeds.items():
        audit.add("deleted", f"the bytes of {count:,} file(s) of {feed}, past their retention", by)
    return _still_there(settings, deleted)


def landed_before(settings: Settings) -> dict[str, list[Receipt]]:
    """By feed, the deliveries whose rows landed under an earlier contract, code or key and cannot land again."""
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    found = {}
    for feed in received_feeds(settings):
        deleted = [receipt for receipt in received.receipts(feed.name) if received.is_deleted(receipt)]
        context = landing_context(feed, settings, raw) if deleted else None
        if context and (old := [receipt for receipt in deleted if not raw.has(receipt, context.fingerprint)]):
            found[feed.name] = old
    return found


def _by_bytes(received: ReceivedStore, feed: Feed) -> list[list[Receipt]]:
    by_bytes: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in received.receipts(feed.name):
        if not received.is_deleted(receipt):
            by_bytes[receipt.sha256].append(receipt)
    return list(by_bytes.values())


def _landed(feed: Feed, settings: Settings, received: ReceivedStore, raw: RawStore) -> list[Receipt]:
    context = landing_context(feed, settings, raw)
    if context is None:
        return []
    pending = pending_receipts(context, received, raw)
    return [receipt for receipt in received.receipts(feed.name) if receipt not in pending]


def _first_day_over(receipt: Receipt, feed: Feed) -> date:
    return datetime.fromisoformat(receipt.received_at).date() + timedelta(days=feed.retention_days)


def _still_there(settings: Settings, deleted: list[PastRetention]) -> list[str]:
    """Files anywhere in the data folder with the bytes of one that was deleted."""
    gone = {(item.receipts[0].size_bytes, item.receipts[0].sha256) for item in deleted}
    sizes = {size for size, _ in gone}
    files = [path for path in sorted(settings.data.rglob("*")) if path.is_file() and not path.is_symlink()]
    same_size = [path for path in files if path.stat().st_size in sizes]
    return [
        path.relative_to(settings.data).as_posix()
        for path in same_size
        if (path.stat().st_size, sha256_of(path)) in gone
    ]
