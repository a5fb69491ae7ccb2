"""Files in the inbox that are received together: each alone, or those that a feed is joined from.

Files that are joined become one delivery: an archive that keeps each as it came. A part that has not come is taken
from the newest archive received, so that next year's wards are enough; one that never came is waited for, and the
others stay in the inbox. Files whose names say which period they are of are joined with those of that period alone.
Extracts of a case system are kept likewise, from the newest full one on.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.records import Extract
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.connectors.folder import Arrival
from ossp_pipeline.extract.delivered import members_of, part_in
from ossp_pipeline.extract.published import missing_parts
from ossp_pipeline.extract.readers.archive import write_archive
from ossp_pipeline.extract.receive import ReceivedFile, ReceivedStore
from ossp_pipeline.extract.record_files import Part, chain, missing_places, pack, part_of_extract, parts_of


@dataclass(frozen=True)
class Group:
    """Files that are one delivery. `archive`: its bytes and its name; None for a file that is taken as it is."""

    arrivals: list[Arrival]
    archive: tuple[bytes, str] | None = None

    def receive(self, feed: Feed, received: ReceivedStore) -> list[ReceivedFile]:
        """Move the files to the store. Empty where one changed meanwhile."""
        if self.archive is None:
            return received.receive(self.arrivals[0], feed)
        content, name = self.archive
        return received.receive_as(content, name, feed, self.arrivals)


@dataclass(frozen=True)
class Waiting:
    """Names of files that stay in the inbox, and what to put beside them."""

    names: list[str]
    remedy: str


@dataclass(frozen=True)
class Gathered:
    """What to take from the inbox of a feed, and what waits there."""

    groups: list[Group]
    waiting: list[Waiting] = field(default_factory=list)


@dataclass(frozen=True)
class _Part:
    """One of the files that are joined, and its name in the archive."""

    part: str
    name: str
    content: bytes


def gather(arrivals: list[Arrival], feed: Feed, received: ReceivedStore) -> Gathered:
    """Which files of a feed in the inbox are received together."""
    if feed.extract:
        return _gather_extracts(arrivals, feed, feed.extract, received)
    found = {arrival.path: part for arrival in arrivals if (part := _read_part(arrival, feed))}
    alone = [Group([arrival]) for arrival in arrivals if arrival.path not in found]
    if not found:
        return Gathered(alone)
    if feed.join and not feed.join.dated:
        return _gather_by_period(alone, [(arrival, found.get(arrival.path)) for arrival in arrivals], feed)
    together = [arrival for arrival in arrivals if arrival.path in found]
    came = {part.part for part in found.values()}
    kept = [part for part in _kept_parts(feed, received) if part.part not in came]
    there = came | {part.part for part in kept}
    if there != feed.parts:
        return Gathered(alone, [Waiting([arrival.path.name for arrival in together], missing_parts(there, feed))])
    archive = write_archive({part.name: part.content for part in (*kept, *found.values())})
    return Gathered([*alone, Group(together, (archive, _archive_name(feed)))])


def _gather_by_period(alone: list[Group], arrivals: list[tuple[Arrival, _Part | None]], feed: Feed) -> Gathered:
    """The files of each period and version that the names say. What waits is called as its layout: a name may be of
    a person.
    """
    titles = {layout.part: layout.name for layout in feed.layouts}
    found: dict[str, list[tuple[Arrival, _Part]]] = defaultdict(list)
    for arrival, part in arrivals:
        if part:
            named = feed.read_file_name(arrival.path.name)
            found[f"{named.period}-v{named.version}" if named else ""].append((arrival, part))
    groups, waiting = list(alone), []
    for when, files in sorted(found.items()):
        there = {part.part for _, part in files}
        if when and there == feed.parts and len(files) == len(there):
            archive = write_archive({part.name: part.content for _, part in files})
            name = f"{_short_name(feed)}-{when}.zip"
            groups.append(Group([arrival for arrival, _ in files], (archive, name)))
            continue
        names = [f"{titles[part.part]}{f' of {when}' if when else ''}" for _, part in files]
        waiting.append(Waiting(names, _what_lacks(when, there, feed)))
    return Gathered(groups, waiting)


def _what_lacks(when: str, there: set[str], feed: Feed) -> str:
    if not when:
        return f"name each file with its {feed.cadence.value}, such as {' and '.join(feed.file_names)}"
    if there != feed.parts:
        return f"{missing_parts(there, feed)}, with the same {feed.cadence.value} and version in its name"
    return f"leave one file of each kind for {when}: two say the same of themselves"


def _gather_extracts(arrivals: list[Arrival], feed: Feed, extract: Extract, received: ReceivedStore) -> Gathered:
    found = {arrival.path: part for arrival in arrivals if (part := part_of_extract(arrival.read() or b"", extract))}
    alone = [Group([arrival]) for arrival in arrivals if arrival.path not in found]
    if not found:
        return Gathered(alone)
    together = [arrival for arrival in arrivals if arrival.path in found]
    parts = [*_kept_extracts(feed, extract, received), *found.values()]
    try:
        chosen = chain(parts)
        # Of two tables of places, the one that came last.
        places = [part for part in parts if part.head is None][-1:]
        if not places:
            raise missing_places(extract)
    except DeliveryRefused as refusal:
        names = [part.head.words if part.head else extract.place_name[0] for part in found.values()]
        return Gathered(alone, [Waiting(names, f"{refusal.message}; {refusal.remedy}")])
    return Gathered([*alone, Group(together, (pack([*chosen, *places]), _archive_name(feed)))])


def _kept_extracts(feed: Feed, extract: Extract, received: ReceivedStore) -> list[Part]:
    """The files of the newest delivery that was made of extracts."""
    for receipt in reversed(received.receipts(feed.name)):
        if received.is_deleted(receipt):
            continue
        if parts := parts_of(received.read_bytes(receipt), feed, extract):
            return parts
    return []


def _archive_name(feed: Feed) -> str:
    return f"{_short_name(feed)}.zip"


def _short_name(feed: Feed) -> str:
    return feed.name.replace("_", "-")


def _read_part(arrival: Arrival, feed: Feed) -> _Part | None:
    if feed.join is None:
        return None
    content = arrival.read()
    return None if content is None else _as_part(content, arrival.path.suffix, feed)


def _as_part(content: bytes, suffix: str, feed: Feed) -> _Part | None:
    found = part_in(content, feed)
    return _Part(found[0], f"{'-'.join(filter(None, found))}{suffix}", content) if found else None


def _kept_parts(feed: Feed, received: ReceivedStore) -> list[_Part]:
    """The files of the newest archive that was received."""
    for receipt in reversed(received.receipts(feed.name)):
        if received.is_deleted(receipt):
            continue
        members = members_of(received.read_bytes(receipt), feed)
        parts = [_as_part(content, Path(name).suffix, feed) for name, content in members.items()]
        if members:
            return [part for part in parts if part]
    return []
