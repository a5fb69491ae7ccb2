"""Keep what was sent: the bytes under their hash, once, and a receipt. Nothing here looks inside a file.

`landing/received/<feed>/` is the only place in the data folder that still holds names, dates of birth and references:
in the bytes, and in the name of a file (`.name`) that does not follow the feed's pattern and so may be a person's.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ossp_pipeline.atomic_files import read_json, sha256_of, write_bytes, write_json
from ossp_pipeline.contracts.delivery import Receipt
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DamagedError
from ossp_pipeline.extract.connectors.folder import Arrival, checksum_beside


@dataclass(frozen=True)
class Received:
    """One file taken from the inbox. `is_new` is false where the same file had been received before."""

    receipt: Receipt
    is_new: bool


class ReceivedFiles:
    """The files received so far. One writer at a time: the caller holds the refresh lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._receipts = {
            (receipt.feed, receipt.delivery_id): receipt
            for path in sorted(folder.glob("*/*.json"))
            for receipt in [Receipt(**read_json(path))]
        }

    def receipts(self, feed: str | None = None) -> list[Receipt]:
        """Receipts in the order in which they came."""
        found = [receipt for receipt in self._receipts.values() if feed in (None, receipt.feed)]
        return sorted(found, key=lambda receipt: receipt.sequence)

    def take(self, arrival: Arrival, feed: Feed) -> Received | None:
        """Take a file out of the inbox; None where it changed or went while it was read, so that it is left alone."""
        try:
            content = arrival.path.read_bytes()
        except FileNotFoundError:
            return None
        if not arrival.unchanged:
            return None
        received = self.keep(content, arrival.path.name, feed)
        # The file goes last: a checksum left behind by a crash would keep the next file of this name waiting.
        if beside := checksum_beside(arrival.path):
            beside.unlink()
        arrival.path.unlink()
        return received

    def keep(self, content: bytes, file_name: str, feed: Feed) -> Received:
        """Store bytes and their receipt. The same bytes for the same period change nothing, but mend damaged ones."""
        receipt = self._receipt_for(content, file_name, feed)
        if receipt.file_name != file_name:
            write_bytes(self._bytes_path(receipt).with_suffix(".name"), printable(file_name).encode())
        known = self._receipts.get((feed.name, receipt.delivery_id))
        if known:
            if not self._is_intact(known):
                write_bytes(self._bytes_path(known), content)
            return Received(known, is_new=False)
        self._write(receipt, content)
        self._receipts[feed.name, receipt.delivery_id] = receipt
        return Received(receipt, is_new=True)

    def content(self, receipt: Receipt) -> bytes:
        """The bytes as received. Raises DamagedError where they are no longer those bytes."""
        path = self._bytes_path(receipt)
        content = path.read_bytes() if path.exists() else b""
        if hashlib.sha256(content).hexdigest() != receipt.sha256:
            raise DamagedError(
                "E-DAMAGED",
                f"{receipt.feed}: the stored bytes of delivery {receipt.delivery_id} are not those that were received",
                f"restore {path.name} from the backup, or ask the supplier to send the file again",
            )
        return content

    def _receipt_for(self, content: bytes, file_name: str, feed: Feed) -> Receipt:
        name = feed.read_file_name(file_name)
        sha256 = hashlib.sha256(content).hexdigest()
        return Receipt(
            feed=feed.name,
            sha256=sha256,
            file_name=file_name if name else f"unrecognised-{sha256[:12]}",
            size_bytes=len(content),
            sequence=1 + max((receipt.sequence for receipt in self._receipts.values()), default=0),
            received_at=datetime.now(UTC).isoformat(timespec="seconds"),
            period=str(name.period) if name else None,
            part=name.part if name else "all",
            version=name.version if name else 1,
        )

    def _write(self, receipt: Receipt, content: bytes) -> None:
        """Bytes first: a receipt is only ever seen once its bytes are safe."""
        write_bytes(self._bytes_path(receipt), content)
        write_json(self.folder / receipt.feed / f"{receipt.delivery_id}.json", receipt.as_dict())

    def _is_intact(self, receipt: Receipt) -> bool:
        path = self._bytes_path(receipt)
        return path.exists() and sha256_of(path) == receipt.sha256

    def _bytes_path(self, receipt: Receipt) -> Path:
        return self.folder / receipt.feed / f"{receipt.sha256}.received"


def printable(file_name: str) -> str:
    """A file name that cannot forge a log line: control characters and marks that reorder text are replaced."""
    return "".join(char if char.isprintable() else "�" for char in file_name)[:200]
