"""A delivery: one received file of a feed for a period, and what became of its rows."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

# The rule under which rows without consent are left out.
CONSENT = "consent.given"
# What a release was made from: (feed, period, part) → the hash of the file as received, and its accepted rows.
Published = dict[tuple[str, str | None, str], tuple[str, int]]
# The reason under which a row without a place is not the area's.
NO_PLACE = "no place"


class State(StrEnum):
    """Whether the file as a whole could be taken."""

    LANDED = "landed"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A file as received. `sequence` counts receipts of the data folder, so that order never rests on a clock."""

    feed: str
    sha256: str
    file_name: str
    size_bytes: int
    sequence: int
    received_at: str
    period: str | None
    part: str
    version: int

    @property
    def delivery_id(self) -> str:
        """Feed-wide unique, stable name of the delivery."""
        part = "" if self.part == "all" else f".{self.part}"
        return f"{self.period or 'unknown'}{part}.v{self.version}.{self.sha256[:12]}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Accounting:
    """Where every received row went. `received` was counted by a second reader."""

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
    """What landing made of a receipt under one contract, area and key (`fingerprint`).

    broken        rows per broken rule, for the rules that were broken; a row may break several
    excluded      rows per reason for which they are not the area's
    notes         normalisations that were made, in words
    refusal       for a refused file: code, message, remedy, line and column
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

    @property
    def unconsented(self) -> int:
        """Rows left out because the person has not consented: among the rejected, and no fault of the file."""
        return self.broken.get(f"{self.receipt.feed}.{CONSENT}", 0)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


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
