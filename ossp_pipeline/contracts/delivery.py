"""A delivery: one received file of a feed for a period, and what became of its rows."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

# The rule that rejects rows without consent.
CONSENT = "consent.given"
# What a release was made from: (feed, period, part) → SHA-256 of the file as received, number of its accepted rows.
Published = dict[tuple[str, str | None, str], tuple[str, int]]
# The reason why a row that names no area is counted as out of area.
NO_PLACE = "no place"


class State(StrEnum):
    """Whether the file as a whole was accepted."""

    LANDED = "landed"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A file as received.

    feed         name of the feed
    sha256       hash of the bytes
    file_name    the name it came with, or a neutral one where that name may be about a person: see `neutral_name`
    size_bytes   length of the file
    sequence     number of the receipt in this data folder: the order of arrival, which does not depend on a clock
    received_at  when it was received, UTC, ISO 8601
    period       the period that its name or what it holds says; None where neither does. Bytes that hold several
                 have a receipt for each
    part         the part that its name or what it holds says, for example a police force; "all" without one
    version      the version in its name; 1 without one
    archive      first twelve digits of the SHA-256 of the archive that it came in; "" where it came as it is
    """

    feed: str
    sha256: str
    file_name: str
    size_bytes: int
    sequence: int
    received_at: str
    period: str | None
    part: str
    version: int
    archive: str = ""

    @property
    def delivery_id(self) -> str:
        """Stable name of the delivery, unique within its feed."""
        part = "" if self.part == "all" else f".{self.part}"
        return f"{self.period or 'unknown'}{part}.v{self.version}.{self.sha256[:12]}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Accounting:
    """How many of the received rows went where. `received` is counted by a second reader."""

    received: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicate: int = 0
    out_of_area: int = 0

    @property
    def balanced(self) -> bool:
        """received = accepted + rejected + duplicate + out of area."""
        return self.received == self.accepted + self.rejected + self.duplicate + self.out_of_area


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """The result of landing one receipt.

    receipt          the file
    fingerprint      stands for everything that decided the result
    state            landed or refused
    accounting       how many rows went where
    broken           number of rows per broken rule; a row may break several rules
    excluded         number of rows per reason why they are out of area
    notes            what was normalised while the file was read
    refusal          for a refused file: code, message, remedy, line and column
    accepted_sha256  hash of the Parquet file of accepted rows
    mapping          the mapping that read the file; "" for a file in an agreed or published layout
    sheet            the sheet that it read, in words, where the file is a spreadsheet: lines are then rows of it
    """

    receipt: Receipt
    fingerprint: str
    state: State
    accounting: Accounting = field(default_factory=Accounting)
    broken: dict[str, int] = field(default_factory=dict)
    excluded: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    refusal: dict[str, Any] | None = None
    accepted_sha256: str | None = None
    mapping: str = ""
    sheet: str = ""

    @property
    def unconsented(self) -> int:
        """Rows rejected because the person has not consented. They are not a fault of the file."""
        return self.broken.get(f"{self.receipt.feed}.{CONSENT}", 0)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True)
class SetAside:
    """A named person's word that refused files are not needed: of a feed, under one name.

    `deliveries`: the files it is about. Another file that comes under the same name later is outstanding again.
    """

    feed: str
    file: str
    deliveries: tuple[str, ...]
    by: str
    because: str
    at: str

    @property
    def reason(self) -> str:
        """For the certificate: who set it aside, and why."""
        return f"set aside by {self.by}: {self.because}"


def neutral_name(sha256: str) -> str:
    """What a file is called where its own name may be about a person."""
    return f"unrecognised-{sha256[:12]}"


def read_delivery(document: dict[str, Any]) -> Delivery:
    """The reverse of `Delivery.as_dict`."""
    return Delivery(
        **{
            **document,
            "receipt": Receipt(**document["receipt"]),
            "state": State(document["state"]),
            "accounting": Accounting(**document["accounting"]),
            "notes": tuple(document["notes"]),
        }
    )
