"""Files as received: their bytes under their hash, once, and a receipt for each delivery that they hold.

Of all that landing writes, only `landing/received/<feed>/` holds names, dates of birth and references: in the bytes
(`.received`), and in names of files (`.name`) that do not follow the feed's pattern and may be about a person.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ossp_pipeline.atomic_files import read_json, sha256_of, sync_folder, write_bytes, write_json
from ossp_pipeline.contracts.delivery import Receipt, neutral_name
from ossp_pipeline.contracts.feed import Feed, FileName
from ossp_pipeline.errors import DamagedError
from ossp_pipeline.extract.connectors.folder import Arrival
from ossp_pipeline.extract.delivered import periods_of
from ossp_pipeline.protect.screening import personal_details

# Stands in the place of bytes that were deleted on purpose.
_DELETED = ".deleted"
# Longer names of files are cut where they are shown.
_LONGEST_SHOWN = 200


@dataclass(frozen=True)
class ReceivedFile:
    """The receipt of a file. `is_new` is false where the same file had been received before."""

    receipt: Receipt
    is_new: bool


class ReceivedStore:
    """The files received so far. Only one process may write: the caller holds the refresh lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._receipts = {
            (receipt.feed, receipt.delivery_id): receipt
            for path in sorted(folder.glob("*/*.json"))
            for receipt in [Receipt(**read_json(path))]
        }

    def receipts(self, feed: str | None = None) -> list[Receipt]:
        """Receipts in the order of arrival: of one feed, or of all."""
        receipts = [receipt for receipt in self._receipts.values() if feed in (None, receipt.feed)]
        return sorted(receipts, key=lambda receipt: receipt.sequence)

    def receive(self, arrival: Arrival, feed: Feed) -> list[ReceivedFile]:
        """Move a file from the inbox to the store. Empty where it changed or vanished meanwhile; it then stays."""
        content = arrival.read()
        return [] if content is None else self.receive_as(content, arrival.path.name, feed, [arrival])

    def receive_as(self, content: bytes, file_name: str, feed: Feed, arrivals: list[Arrival]) -> list[ReceivedFile]:
        """Store what was made of files in the inbox, and remove those. Empty where one changed meanwhile; all stay."""
        if not all(arrival.is_unchanged for arrival in arrivals):
            return []
        held: list[FileName | None] = [*periods_of(content, file_name, feed)]
        archive = next((arrival.archive for arrival in arrivals), "")
        received = [self.store(content, file_name, feed, name, archive) for name in held or [None]]
        for arrival in arrivals:
            arrival.remove()
        return received

    def store(
        self, content: bytes, file_name: str, feed: Feed, held: FileName | None = None, archive: str = ""
    ) -> ReceivedFile:
        """Store bytes and their receipt. The same bytes for the same period only replace damaged ones.

        held     what the content says it is, where a file's name does not decide alone
        archive  first digits of the hash of the archive that it came in
        """
        receipt = replace(self._receipt_for(content, file_name, feed, held), archive=archive)
        if receipt.file_name != file_name:
            write_bytes(self._bytes_path(receipt).with_suffix(".name"), printable_name(file_name).encode())
        known = self._receipts.get((feed.name, receipt.delivery_id))
        if known:
            if not self._is_intact(known):
                write_bytes(self._bytes_path(known), content)
            return ReceivedFile(known, is_new=False)
        self._write(receipt, content)
        self._receipts[feed.name, receipt.delivery_id] = receipt
        return ReceivedFile(receipt, is_new=True)

    def receive_again(self, receipt: Receipt, feed: Feed) -> list[ReceivedFile]:
        """Receipts for the same bytes under what they are now known to be; none where that is as before."""
        content = self.read_bytes(receipt)
        name = self._bytes_path(receipt).with_suffix(".name")
        file_name = name.read_text(encoding="utf-8") if name.exists() else receipt.file_name
        held = [
            item
            for item in periods_of(content, file_name, feed)
            if (str(item.period), item.part) != (receipt.period, receipt.part)
        ]
        return [self.store(content, file_name, feed, item, receipt.archive) for item in held]

    def read_bytes(self, receipt: Receipt) -> bytes:
        """The bytes as received. Raises DamagedError where the stored ones have changed or are gone."""
        path = self._bytes_path(receipt)
        content = path.read_bytes() if path.exists() else b""
        if self.is_deleted(receipt):
            raise DamagedError(
                "E-DAMAGED",
                f"{receipt.feed}: the bytes of delivery {receipt.delivery_id} were deleted when their retention ended",
                "ask the supplier to send the file again; until then its landed rows stay in use",
            )
        if hashlib.sha256(content).hexdigest() != receipt.sha256:
            raise DamagedError(
                "E-DAMAGED",
                f"{receipt.feed}: the stored bytes of delivery {receipt.delivery_id} are not those that were received",
                f"restore {path.name} from the backup, or ask the supplier to send the file again",
            )
        return content

    def is_deleted(self, receipt: Receipt) -> bool:
        """Whether the bytes were deleted on purpose, because their retention had ended."""
        path = self._bytes_path(receipt)
        return path.with_suffix(_DELETED).exists() and not path.exists()

    def delete_bytes(self, receipt: Receipt, why: dict[str, str]) -> Path:
        """Delete the bytes, and the name they came with; the receipts stay. `why`: kept in their place."""
        path = self._bytes_path(receipt)
        write_json(path.with_suffix(_DELETED), why)
        path.with_suffix(".name").unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        sync_folder(path.parent)
        return path

    def replace_bytes(self, feed: str, old: str, new: Path, sha256: str) -> None:
        """Put other bytes in the place of some: with receipts of their own, and no trace of the old ones.

        Safe to repeat after a crash at any point. `old`: hash of the bytes; `new`: the file, which is moved.
        """
        target = self.folder / feed / f"{sha256}.received"
        if new.exists():
            new.replace(target)
            sync_folder(target.parent)
        old_path = target.with_name(f"{old}.received")
        for receipt in (item for item in self.receipts(feed) if item.sha256 == old):
            renewed = _renewed(receipt, sha256, target.stat().st_size)
            if old_path.with_suffix(".name").exists():
                write_bytes(target.with_suffix(".name"), old_path.with_suffix(".name").read_bytes())
            write_json(self.folder / feed / f"{renewed.delivery_id}.json", renewed.as_dict())
            (self.folder / feed / f"{receipt.delivery_id}.json").unlink(missing_ok=True)
            del self._receipts[feed, receipt.delivery_id]
            self._receipts[feed, renewed.delivery_id] = renewed
        for suffix in (".received", ".name"):
            old_path.with_suffix(suffix).unlink(missing_ok=True)
        sync_folder(target.parent)

    def _receipt_for(self, content: bytes, file_name: str, feed: Feed, held: FileName | None) -> Receipt:
        named = feed.read_file_name(file_name)
        parts = held or named
        sha256 = hashlib.sha256(content).hexdigest()
        return Receipt(
            feed=feed.name,
            sha256=sha256,
            file_name=file_name if named else shown_name(file_name, neutral_name(sha256), feed),
            size_bytes=len(content),
            sequence=1 + max((receipt.sequence for receipt in self._receipts.values()), default=0),
            received_at=datetime.now(UTC).isoformat(timespec="seconds"),
            period=str(parts.period) if parts else None,
            part=parts.part if parts else "all",
            version=parts.version if parts else 1,
        )

    def _write(self, receipt: Receipt, content: bytes) -> None:
        """The bytes first, so that a receipt never exists without its bytes."""
        write_bytes(self._bytes_path(receipt), content)
        write_json(self.folder / receipt.feed / f"{receipt.delivery_id}.json", receipt.as_dict())

    def _is_intact(self, receipt: Receipt) -> bool:
        path = self._bytes_path(receipt)
        return path.exists() and sha256_of(path) == receipt.sha256

    def _bytes_path(self, receipt: Receipt) -> Path:
        return self.folder / receipt.feed / f"{receipt.sha256}.received"


def _renewed(receipt: Receipt, sha256: str, size: int) -> Receipt:
    """The receipt of a file whose bytes were replaced: it keeps its place in the order, its day and its period."""
    is_neutral = receipt.file_name == neutral_name(receipt.sha256)
    name = neutral_name(sha256) if is_neutral else receipt.file_name
    return replace(receipt, sha256=sha256, size_bytes=size, file_name=name)


def shown_name(file_name: str, neutral: str, feed: Feed) -> str:
    """How a file is called whose name follows no pattern: by that name, unless it may be about a person."""
    shown = printable_name(file_name)
    is_about_people = feed.personal or personal_details(shown.replace("_", " "))
    return neutral if is_about_people else shown


def printable_name(file_name: str) -> str:
    """A file name that cannot fake a log line: control characters and characters that reorder text are replaced."""
    return "".join(char if char.isprintable() else "�" for char in file_name)[:_LONGEST_SHOWN]
