"""What named people confirmed of months that looked short or long: kept line by line, never changed or removed.

data/confirmations.jsonl   one confirmation a line, oldest first

A confirmation is about the deliveries that lay there when it was given. When another delivery of the period comes, it
no longer counts: that delivery is judged as any other, and as one that was delivered again.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from ossp_pipeline.contracts.delivery import Delivery


@dataclass(frozen=True)
class Confirmation:
    """That a feed's period is complete. `total`: the supplier's control total that agrees, where there is one."""

    feed: str
    period: str
    by: str
    because: str
    total: int | None
    at: str
    deliveries: tuple[str, ...]

    @property
    def reason(self) -> str:
        """For tables and pages: who confirmed it, and why."""
        agrees = f"the supplier’s control total of {self.total:,} agrees" if self.total is not None else ""
        return f"confirmed by {self.by}: {'; '.join(part for part in (agrees, self.because) if part)}"

    def holds_for(self, used: Iterable[Delivery]) -> bool:
        """Whether the deliveries of the period are still those it is about."""
        return self.deliveries == delivery_ids(used, self.period)


def delivery_ids(used: Iterable[Delivery], period: str) -> tuple[str, ...]:
    """The deliveries of a period, among those of its feed that a build reads."""
    return tuple(sorted(item.receipt.delivery_id for item in used if item.receipt.period == period))


class Confirmations:
    """The file of an installation. The caller holds the data folder's lock while it adds."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, confirmation: Confirmation) -> None:
        """Append it, and wait until it is on the disk."""
        line = json.dumps(asdict(confirmation), ensure_ascii=False, sort_keys=True) + "\n"
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def all(self) -> list[Confirmation]:
        """Oldest first. A last line that a crash cut off was never confirmed."""
        if not self.path.exists():
            return []
        lines = self.path.read_text(encoding="utf-8").split("\n")[:-1]
        documents = (json.loads(line) for line in lines)
        return [Confirmation(**{**item, "deliveries": tuple(item["deliveries"])}) for item in documents]

    def in_force(self, used: dict[str, list[Delivery]]) -> list[Confirmation]:
        """The newest of each feed and period that still holds. `used`: deliveries a build reads, by feed."""
        newest = {(item.feed, item.period): item for item in self.all() if item.holds_for(used.get(item.feed, ()))}
        return [newest[key] for key in sorted(newest)]
