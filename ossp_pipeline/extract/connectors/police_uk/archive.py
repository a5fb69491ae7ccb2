"""The monthly archive of data.police.uk: one ZIP of all forces, a window of 36 months, restated each month.

Of it the files of one force and of the wanted months are taken, each as it is published. The archive is kept only while
it is read; its size, the number of its members and the sizes they unpack to are limited.
"""

import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.errors import FetchError
from ossp_pipeline.extract.connectors.connector import NOTHING_KNOWN, Fetched, Place, State
from ossp_pipeline.extract.connectors.delivery_box import DeliveryBox
from ossp_pipeline.extract.connectors.options import checked_address, checked_proxy
from ossp_pipeline.extract.connectors.police_uk.publisher import (
    KINDS_OF_FILE,
    inbox_name,
    last_months,
    read_month,
    record_supply,
)
from ossp_pipeline.extract.connectors.web import UNCHANGED, Answer, Limits, Request, Web
from ossp_pipeline.extract.readers.file_kinds import DAMAGED_ARCHIVE
from ossp_pipeline.feeds.registry import FEEDS

# 36 months of 45 forces with three files each are 5,000 members and 1.6 GB.
_MOST_MEMBERS = 20_000
_LARGEST_ARCHIVE = 4_000_000_000
# Police files pack to a sixth; what packs to less than a hundredth is no such file.
_LARGEST_RATIO = 100
_BLOCK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class ArchiveOptions:
    """What a connection of the kind `police_uk_archive` states.

    force    as data.police.uk writes it in names of files, such as west-yorkshire
    months   how many months up to the newest of the snapshot are taken
    address  of the archive: the newest, or one snapshot such as …/2026-05.zip
    also     further feeds whose files are taken from the same archive
    hosts    other hosts that the address may redirect to
    ca_file  certificate of an authority of one's own, a file in the partnership folder
    proxy    the way there; none is used that is not named
    minutes  longest time for the archive
    """

    force: str
    months: int = 3
    address: str = "https://data.police.uk/data/archive/latest.zip"
    also: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ("policeuk-data.s3.amazonaws.com",)
    ca_file: str = ""
    proxy: str = ""
    minutes: int = 60


@dataclass(frozen=True)
class Archive:
    """The connector. `feed`: street-level crime, outcomes, or stop and search."""

    feed: Feed
    options: ArchiveOptions
    place: Place

    @property
    def feeds(self) -> list[Feed]:
        """All feeds that are taken from the archive."""
        return [self.feed, *(FEEDS[name] for name in self.options.also)]

    def verify(self) -> object:
        """Look at the address and the proxy."""
        checked_proxy(self.options.proxy, self.place.name)
        return checked_address(self.options.address, self.place.name)

    def check(self) -> list[str]:
        """Whether there is a new archive, and what of it would be taken."""
        answer = self._web().look(self._request(self.place.read_state()), _LARGEST_ARCHIVE)
        if answer.status == UNCHANGED:
            return ["no new archive since the last fetch"]
        size = f" of {answer.size / 1e6:,.0f} MB" if answer.size else ""
        kinds = " and ".join(KINDS_OF_FILE[feed.name] for feed in self.feeds)
        months = f"the last {self.options.months} month(s)"
        return [f"an archive{size} would be read for {self.options.force}, {kinds}, {months}"]

    def fetch(self, inbox: Path) -> Fetched:
        """Take the wanted files of the archive, where it is a new one."""
        state, fetched = self.place.read_state(), Fetched()
        try:
            with self._downloaded(state) as (answer, path):
                if answer.status == UNCHANGED:
                    fetched.notes.append("no new archive since the last fetch")
                else:
                    self._take(path, inbox, state, fetched)
                    state.answers[self.options.address] = answer.validators
        finally:  # what came before a failure is in the inbox
            self.place.write_state(state)
        return fetched

    def _take(self, path: Path, inbox: Path, state: State, fetched: Fetched) -> None:
        try:
            with zipfile.ZipFile(path) as archive:
                members = _members(archive)
                for wanted in self._wanted(members):
                    box = DeliveryBox(inbox, wanted[0], self.place.name, state)
                    self._take_one(archive, members, wanted, box, fetched)
        except DAMAGED_ARCHIVE:
            raise self._damaged("is damaged, cut off or has a password") from None

    def _wanted(self, members: Collection[str]) -> list[tuple[Feed, Period, Period]]:
        """Feed, month and snapshot of each file that is wanted: the snapshot is its newest month."""
        months = {month for name in members if (month := read_month(name))}
        if not months:
            raise self._damaged("holds no month")
        newest = max(months)
        return [(feed, month, newest) for month in last_months(newest, self.options.months) for feed in self.feeds]

    def _take_one(
        self,
        archive: zipfile.ZipFile,
        members: dict[str, zipfile.ZipInfo],
        wanted: tuple[Feed, Period, Period],
        box: DeliveryBox,
        fetched: Fetched,
    ) -> None:
        feed, month, snapshot = wanted
        force = self.options.force
        member = members.get(f"{month}/{month}-{force}-{KINDS_OF_FILE[feed.name]}.csv")
        is_supplied = member is not None and _has_rows(archive, member)
        if note := record_supply(box.state, feed, force, month, is_supplied):
            fetched.notes.append(note)
        if note or member is None:
            return
        if member.file_size > feed.largest_file or member.file_size > _LARGEST_RATIO * max(member.compress_size, 1):
            raise self._damaged(f"holds a file of {month} that is too large to be one of {force}")
        name = inbox_name(feed, month, force, snapshot)
        is_new = box.put(month, name, lambda handle: _copy(archive, member, handle))
        (fetched.files if is_new else fetched.notes).append(name if is_new else f"{month}: nothing new")

    @contextmanager
    def _downloaded(self, state: State) -> Iterator[tuple[Answer, Path]]:
        """The archive in the connection's own folder, for as long as it is read."""
        path = self.place.state_folder / "archive.zip"
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with path.open("wb") as handle:
                answer = self._web().save(self._request(state), _LARGEST_ARCHIVE, handle)
            yield answer, path
        finally:
            path.unlink(missing_ok=True)

    def _request(self, state: State) -> Request:
        address = checked_address(self.options.address, self.place.name)
        return Request(address, state.answers.get(address, NOTHING_KNOWN))

    def _web(self) -> Web:
        options = self.options
        host = urlsplit(options.address).hostname or ""
        ca_file = str(self.place.partnership / options.ca_file) if options.ca_file else None
        proxy = checked_proxy(options.proxy, self.place.name)
        return Web((host, *options.hosts), None, ca_file, Limits(seconds=60 * options.minutes), proxy)

    def _damaged(self, what: str) -> FetchError:
        return FetchError(
            "E-FETCH", f"the archive of data.police.uk {what}", "fetch again; if it stays so, tell its publisher"
        )


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The members by name; only names that are looked for are read, so no path of an archive is ever written to."""
    listed = archive.infolist()
    if len(listed) > _MOST_MEMBERS or len({item.filename for item in listed}) < len(listed):
        raise zipfile.BadZipFile
    return {item.filename: item for item in listed}


def _has_rows(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether the file has anything below its header."""
    with archive.open(member) as handle:
        handle.readline(_BLOCK)
        return bool(handle.readline(_BLOCK).strip())


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, handle: BinaryIO) -> None:
    """Unpack one file; its check sum is compared at its end, and no more is read than the list of members says."""
    with archive.open(member) as packed:
        while block := packed.read(_BLOCK):
            handle.write(block)
