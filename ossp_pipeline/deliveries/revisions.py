"""Revisions: every delivery of each period side by side, and what the newest changed against the one before.

All of it comes from what is kept anyway: receipts, accounts and accepted rows. Rows are compared and counted, and no
value of one is given but of a listed column (a kind of incident, an outcome) that is not about a person.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.contracts.column import Column, Sensitivity, Treatment
from ossp_pipeline.contracts.delivery import Delivery, State
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.plan import received_on


@dataclass(frozen=True)
class Version:
    """One delivery of a period: how many rows it had and gave. `archive`: the hash of the one it came in, or ""."""

    version: int
    file: str
    archive: str
    received_on: date
    received: int
    accepted: int


@dataclass(frozen=True)
class PeriodVersions:
    """A line of the revision triangle: the deliveries of a period and part, oldest first."""

    period: str
    part: str
    versions: list[Version]


@dataclass(frozen=True)
class KindChange:
    """How many rows of a kind were accepted before and are now. `column`: the supplier's heading of the kind."""

    column: str
    kind: str
    before: int
    now: int


@dataclass(frozen=True)
class Compared:
    """The accepted rows of two deliveries, counted.

    same     alike to the letter
    changed  other cells under the same key; 0 where rows have no key that lands
    gone     only in the delivery before
    new      only in the newest
    """

    same: int
    changed: int
    gone: int
    new: int
    kinds: list[KindChange]


@dataclass(frozen=True)
class Revision:
    """The newest delivery of a period and part against the one before.

    change      relative change of the accepted rows; None where the one before had none
    over_limit  more than the feed's limit, which the gate judges against the release that is up
    rows        None where the two landed under different contracts or keys, as bytes were deleted in between
    """

    period: str
    part: str
    before: Version
    now: Version
    change: float | None
    over_limit: bool
    rows: Compared | None


def revision_triangle(settings: Settings, feed: Feed) -> list[PeriodVersions]:
    """Every period of which something landed, with each of its deliveries; refused files are not among them."""
    return [
        PeriodVersions(period, part, [_version(item, settings) for item in landed])
        for (period, part), landed in _by_period(settings, feed).items()
    ]


def revisions(settings: Settings, feed: Feed) -> list[Revision]:
    """What the newest delivery of each revised period changed. Raises DamagedError where landed rows have changed."""
    return [
        _revision(settings, feed, *landed[-2:]) for landed in _by_period(settings, feed).values() if len(landed) > 1
    ]


def _by_period(settings: Settings, feed: Feed) -> dict[tuple[str, str], list[Delivery]]:
    """Landed deliveries by period and part, in the order in which one replaces another."""
    found: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
    landed = [item for item in RawStore(settings.raw).deliveries(feed.name) if item.state is State.LANDED]
    for item in sorted(landed, key=lambda item: (item.receipt.version, item.receipt.sequence)):
        found[str(item.receipt.period), item.receipt.part].append(item)
    return dict(sorted(found.items()))


def _version(delivery: Delivery, settings: Settings) -> Version:
    receipt, counts = delivery.receipt, delivery.accounting
    day = received_on(delivery, settings.seen_on)
    return Version(receipt.version, receipt.file_name, receipt.archive, day, counts.received, counts.accepted)


def _revision(settings: Settings, feed: Feed, before: Delivery, now: Delivery) -> Revision:
    had = before.accounting.accepted
    change = round(now.accounting.accepted / had - 1, 9) if had else None
    is_comparable = before.fingerprint == now.fingerprint
    return Revision(
        period=str(now.receipt.period),
        part=now.receipt.part,
        before=_version(before, settings),
        now=_version(now, settings),
        change=change,
        over_limit=change is not None and abs(change) > feed.revision_limit,
        rows=_compare(RawStore(settings.raw), feed, before, now) if is_comparable else None,
    )


def _compare(raw: RawStore, feed: Feed, before: Delivery, now: Delivery) -> Compared:
    old, new = raw.accepted(before), raw.accepted(now)
    only_old, only_new = _only_in_first(old, new), _only_in_first(new, old)
    changed = _count_shared(only_old, only_new, feed.key)
    return Compared(
        same=old.num_rows - len(only_old),
        changed=changed,
        gone=len(only_old) - changed,
        new=len(only_new) - changed,
        kinds=[change for column in _kind_columns(feed) for change in _kind_changes(column, old, new)],
    )


def _only_in_first(first: pa.Table, second: pa.Table) -> pd.DataFrame:
    """The rows of one table that the other lacks: of rows alike, as many as it has fewer of them."""
    rows, others = _numbered(first), _numbered(second)
    return rows[~rows.index.isin(others.index)]


def _numbered(table: pa.Table) -> pd.DataFrame:
    """The rows under what is in them, and which of the rows alike each is."""
    frame: pd.DataFrame = table.to_pandas()
    content = pd.util.hash_pandas_object(frame, index=False)
    frame.index = pd.MultiIndex.from_arrays([content, content.groupby(content).cumcount()])
    return frame


def _count_shared(one: pd.DataFrame, other: pd.DataFrame, key: Iterable[str]) -> int:
    """How many rows of one share their key with a row of the other; 0 where the key does not land."""
    names = list(key)
    if not names or not set(names) <= set(one.columns):
        return 0
    return len(one[names].merge(other[names], on=names))


def _kind_columns(feed: Feed) -> list[Column]:
    """The columns with listed values that say of what kind a row is, and nothing about a person."""
    if feed.personal:
        return []
    open_ones = (Sensitivity.OPEN, Sensitivity.RESTRICTED)
    return [
        column
        for column in feed.columns
        if (column.allowed or column.code_list)
        and column.sensitivity in open_ones
        and column.treatment is Treatment.KEEP
    ]


def _kind_changes(column: Column, old: pa.Table, new: pa.Table) -> list[KindChange]:
    before, now = _count_values(old, column), _count_values(new, column)
    kinds = sorted(before.keys() | now.keys())
    changes = [KindChange(column.heading, kind, before.get(kind, 0), now.get(kind, 0)) for kind in kinds]
    return [change for change in changes if change.before != change.now]


def _count_values(table: pa.Table, column: Column) -> dict[str, int]:
    counts = pc.value_counts(table[column.name].combine_chunks())
    return {"" if item["values"] is None else str(item["values"]): item["counts"] for item in counts.to_pylist()}
