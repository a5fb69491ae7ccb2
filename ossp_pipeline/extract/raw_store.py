"""The raw layer: one immutable folder per delivery, made by landing, read by builds.

    data/raw/<feed>/<delivery id>-<fingerprint>/
        delivery.json       what became of the file and of every row
        accepted.parquet    typed rows without anything that identifies a person
        rejects.parquet     line, column and rule of every rejected row; no values

The fingerprint stands for everything that decided the result: contract, landing code, code lists, area and key. When
one of them changes, the same bytes are landed again, so results do not depend on the order in which files arrived.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ossp_pipeline.atomic_files import read_json, remove, sha256_of, write_folder, write_json
from ossp_pipeline.contracts.column import Column, Kind, Treatment
from ossp_pipeline.contracts.delivery import Delivery, Receipt, SetAside, State, read_delivery
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DamagedError

REJECTS = pa.schema([("line", pa.int64()), ("column", pa.string()), ("rule", pa.string())])
ACCEPTED = "accepted.parquet"
REJECTED = "rejects.parquet"
_TYPES = {
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.FLAG: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.DATETIME: pa.timestamp("s"),
}


@dataclass(frozen=True)
class Selection:
    """Which deliveries of a feed count.

    used             the newest landed delivery of each period and part
    superseded       landed deliveries that a newer one replaced
    outstanding      refused deliveries that nothing has answered yet
    outside_history  used but for their period, which is before the first month shown
    set_aside        refused deliveries that would be outstanding, had not a person set them aside
    """

    used: list[Delivery]
    superseded: list[Delivery]
    outstanding: list[Delivery]
    outside_history: list[Delivery]
    set_aside: list[tuple[Delivery, SetAside]] = field(default_factory=list)

    def of_periods(self, periods: set[str]) -> "Selection":
        """What of it is about these periods."""
        return Selection(
            used=[item for item in self.used if item.receipt.period in periods],
            superseded=[item for item in self.superseded if item.receipt.period in periods],
            outstanding=[item for item in self.outstanding if item.receipt.period in periods],
            outside_history=[item for item in self.outside_history if item.receipt.period in periods],
            set_aside=[item for item in self.set_aside if item[0].receipt.period in periods],
        )


# Of a feed that is not received here.
NOTHING_SELECTED = Selection([], [], [], [])


class RawStore:
    """Landed deliveries on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, receipt: Receipt, fingerprint: str) -> Path:
        """Folder of a delivery under one fingerprint."""
        return self.folder / receipt.feed / f"{receipt.delivery_id}-{fingerprint}"

    def accepted_path(self, delivery: Delivery) -> Path:
        """The file of a delivery's accepted rows."""
        return self.path(delivery.receipt, delivery.fingerprint) / ACCEPTED

    def rejects_path(self, delivery: Delivery) -> Path:
        """The file of a delivery's rejected rows, which exists only where rows were rejected."""
        return self.path(delivery.receipt, delivery.fingerprint) / REJECTED

    def has(self, receipt: Receipt, fingerprint: str) -> bool:
        """Whether the receipt has a result under this fingerprint."""
        return (self.path(receipt, fingerprint) / "delivery.json").exists()

    def forget(self, feed: str, delivery_id: str) -> None:
        """Remove every result of a receipt. Without its record, a folder that a crash left half removed is none."""
        for path in [*(self.folder / feed).glob(f"{delivery_id}-*")]:
            (path / "delivery.json").unlink(missing_ok=True)
            remove(path)

    def write(self, delivery: Delivery, accepted: pa.Table | None, rejects: pa.Table | None) -> Delivery:
        """Write a delivery, completely or not at all, and remove older results of the same bytes.

        Older results are removed first: after a crash in between there is no result, so the file is landed again.
        """

        path = self.path(delivery.receipt, delivery.fingerprint)
        self.forget(delivery.receipt.feed, delivery.receipt.delivery_id)
        self.write_to(path, delivery, accepted, rejects)
        return self.read(path)

    def write_to(self, path: Path, delivery: Delivery, accepted: pa.Table | None, rejects: pa.Table | None) -> None:
        """Write a delivery into this folder, completely or not at all. Older results stay."""

        def fill(folder: Path) -> None:
            document = delivery.as_dict()
            if accepted is not None:
                pq.write_table(accepted, folder / ACCEPTED, compression="zstd")
                document["accepted_sha256"] = sha256_of(folder / ACCEPTED)
            if rejects is not None and rejects.num_rows:
                pq.write_table(rejects, folder / REJECTED, compression="zstd")
            write_json(folder / "delivery.json", document)

        write_folder(path, fill)

    def read(self, path: Path) -> Delivery:
        """One delivery's record."""
        return read_delivery(read_json(path / "delivery.json"))

    def deliveries(self, feed: str) -> list[Delivery]:
        """Every landed or refused delivery of a feed, in the order in which they were received."""
        deliveries = [self.read(path.parent) for path in (self.folder / feed).glob("[!.]*/delivery.json")]
        return sorted(deliveries, key=lambda delivery: delivery.receipt.sequence)

    def accepted(self, delivery: Delivery) -> pa.Table:
        """The accepted rows. Raises DamagedError where the file is not the one that was written."""
        path = self.accepted_path(delivery)
        if not path.exists() or sha256_of(path) != delivery.accepted_sha256:
            raise DamagedError(
                "E-DAMAGED",
                f"{delivery.receipt.feed}: the landed rows of {delivery.receipt.delivery_id} were changed on disk",
                f"remove {path.parent.name} in data/raw and run `ossp refresh`: the file is landed again; where its "
                "bytes were deleted in time, restore it from the backup",
            )
        return pq.read_table(path)

    def rejects(self, delivery: Delivery) -> pa.Table:
        """Line, column and rule of the rejected rows."""
        path = self.rejects_path(delivery)
        return pq.read_table(path) if path.exists() else REJECTS.empty_table()


def landed_schema(feed: Feed) -> pa.Schema:
    """Names and types of a feed's accepted rows: what its staging model reads."""
    token = [("person_token", pa.string())] if feed.person_from else []
    noise = [(name, pa.uint32()) for name, _ in feed.counted]
    return pa.schema([*token, *((column.name, _landed_type(column)) for column in feed.landed_columns()), *noise])


def select_deliveries(
    deliveries: list[Delivery], first: str | None, set_asides: Collection[SetAside] = ()
) -> Selection:
    """Which deliveries of a feed count, per period and part: the highest version, and of one version the latest.

    A refused file is outstanding until it is answered, or a person sets it aside by name. It is answered by

    - a newer delivery of what it would have been: of the period and part that its name says;
    - the same bytes under a right name: received later, where its own name says a period (bytes that had landed before
      are then a file sent for the wrong period, and that period is still missing); received at any time, where it says
      none (nothing is missing then, it is a copy).

    A file whose name says no period is never answered by other bytes: a sound file of another month is not what it
    would have been, and no program can tell which month that is. A person can, and sets it aside.

    first       the first period that is shown, as text; None for all
    set_asides  what people set aside, of any feed
    """
    newest: dict[tuple[str | None, str], Delivery] = {}
    landed = [item for item in deliveries if item.state is State.LANDED]
    for delivery in sorted(landed, key=_order):
        newest[delivery.receipt.period, delivery.receipt.part] = delivery
    used = sorted(newest.values(), key=lambda item: (item.receipt.period or "", item.receipt.part))
    unanswered = [item for item in deliveries if item.state is State.REFUSED and not _is_answered(item, landed)]
    words = _words_about(set_asides)
    return Selection(
        used=[item for item in used if first is None or (item.receipt.period or "") >= first],
        superseded=[item for item in landed if item not in used],
        outstanding=[item for item in unanswered if _key(item) not in words],
        outside_history=[item for item in used if first is not None and (item.receipt.period or "") < first],
        set_aside=[(item, words[_key(item)]) for item in unanswered if _key(item) in words],
    )


def _landed_type(column: Column) -> pa.DataType:
    if column.treatment in (Treatment.PSEUDONYM, Treatment.AGE_BAND, Treatment.OUTWARD_CODE):
        return pa.string()
    return _TYPES.get(column.kind, pa.string())


def _order(delivery: Delivery) -> tuple[int, int]:
    return delivery.receipt.version, delivery.receipt.sequence


def _is_answered(refused: Delivery, landed: list[Delivery]) -> bool:
    return any(_has_its_bytes(item, refused) or _replaces(item, refused) for item in landed)


def _has_its_bytes(landed: Delivery, refused: Delivery) -> bool:
    one, other = refused.receipt, landed.receipt
    return one.sha256 == other.sha256 and (one.period is None or other.sequence > one.sequence)


def _replaces(landed: Delivery, refused: Delivery) -> bool:
    one, other = refused.receipt, landed.receipt
    return (one.period, one.part) == (other.period, other.part) and _order(landed) > _order(refused)


def _key(delivery: Delivery) -> tuple[str, str]:
    return delivery.receipt.feed, delivery.receipt.delivery_id


def _words_about(set_asides: Iterable[SetAside]) -> dict[tuple[str, str], SetAside]:
    """What was said about each delivery that was set aside; the newest, where it was said twice."""
    return {(item.feed, delivery): item for item in set_asides for delivery in item.deliveries}
