"""Where rows about some people are: in the bytes as received, and in landed rows whose bytes were deleted in time."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pyarrow as pa

from ossp_pipeline.contracts.delivery import Delivery, Receipt
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.extract.keys import kept_key
from ossp_pipeline.extract.mapping.rows import own_reference
from ossp_pipeline.extract.mapping.stated import with_mappings
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.governance.identifiers import Identifiers
from ossp_pipeline.governance.rewriting import Rewritten, without_people
from ossp_pipeline.protect.pseudonyms import pseudonym
from ossp_pipeline.settings import PROJECT, Settings

# In the notes of a delivery whose pseudonyms no name leads to any more.
MADE_ANEW = "pseudonyms made anew when the key was replaced"
# The column of landed rows that holds the pseudonym of a person whom several columns recognise.
_PERSON = "person_token"


@dataclass(frozen=True)
class InBytes:
    """A received file that holds the people. `receipts`: its deliveries, one for each period it is about."""

    receipts: list[Receipt]
    rewritten: Rewritten

    @property
    def rows(self) -> int:
        """How many rows are about them."""
        return len(self.rewritten.removed)


@dataclass(frozen=True)
class InLandedRows:
    """A delivery whose bytes were deleted, and whose landed rows hold the people. `kept`: the other rows."""

    delivery: Delivery
    kept: pa.Table

    @property
    def rows(self) -> int:
        """How many rows are about them."""
        return self.delivery.accounting.accepted - int(self.kept.num_rows)

    def without_them(self, number: int) -> Delivery:
        """The delivery's record afterwards. `number`: of the erasure, which is a part of what decided the result."""
        counts = self.delivery.accounting
        fingerprint = hashlib.sha256(f"{self.delivery.fingerprint} erasure {number}".encode()).hexdigest()[:8]
        counts = replace(counts, received=counts.received - self.rows, accepted=counts.accepted - self.rows)
        return replace(self.delivery, fingerprint=fingerprint, accounting=counts)


@dataclass(frozen=True)
class Found:
    """Every place of some people's rows in one feed, and the pseudonyms under which they landed.

    unsearchable  deliveries in which nobody can be found: without bytes, and with pseudonyms that were made anew
    """

    in_bytes: list[InBytes]
    in_landed_rows: list[InLandedRows]
    pseudonyms: list[str]
    unsearchable: int

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(item.rows for item in self.in_bytes) + sum(item.rows for item in self.in_landed_rows)

    @property
    def is_empty(self) -> bool:
        """Whether there are none."""
        return not self.in_bytes and not self.in_landed_rows


def find_rows(settings: Settings, feed: Feed, wanted: Identifiers) -> Found:
    """Look through every file and delivery of a feed that was kept. Raises DamagedError for changed bytes."""
    feed = with_mappings(feed, settings)
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    tokens = _pseudonyms(settings, feed, wanted)
    return Found(
        in_bytes=[*_in_bytes(received, feed, wanted)],
        in_landed_rows=[*_in_landed_rows(received, raw, feed, wanted, tokens)],
        pseudonyms=tokens,
        unsearchable=sum(MADE_ANEW in delivery.notes for delivery in raw.deliveries(feed.name)),
    )


def _in_bytes(received: ReceivedStore, feed: Feed, wanted: Identifiers) -> Iterator[InBytes]:
    by_bytes: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in received.receipts(feed.name):
        if not received.is_deleted(receipt):
            by_bytes[receipt.sha256].append(receipt)
    for receipts in by_bytes.values():
        if rewritten := without_people(received.read_bytes(receipts[0]), feed, wanted):
            yield InBytes(receipts, rewritten)


def _in_landed_rows(
    received: ReceivedStore, raw: RawStore, feed: Feed, wanted: Identifiers, tokens: list[str]
) -> Iterator[InLandedRows]:
    column = wanted.names[0] if wanted.names != feed.person_from else _PERSON
    for delivery in raw.deliveries(feed.name):
        if delivery.accepted_sha256 is None or not received.is_deleted(delivery.receipt):
            continue
        table = raw.accepted(delivery)
        are_theirs = [token in tokens for token in table[column].to_pylist()]
        if any(are_theirs):
            yield InLandedRows(delivery, table.filter(pa.array([not is_theirs for is_theirs in are_theirs])))


def _pseudonyms(settings: Settings, feed: Feed, wanted: Identifiers) -> list[str]:
    """As landing makes them; none where nothing can have landed yet, because the feed has no key."""
    if not (settings.keys / f"{feed.name}.key").exists():
        return []
    key = kept_key(settings.keys, feed.name, (settings.data, PROJECT))
    tokens = [pseudonym(key, *person) for person in sorted(wanted.people)]
    if wanted.is_reference:
        # Landed rows of a supplier whose references are its own.
        own = [item for item in feed.mappings if item.beside and wanted.columns[0].heading not in item.shared]
        tokens += [pseudonym(key, own_reference(item, cell)) for item in own for (cell,) in sorted(wanted.people)]
    return tokens
