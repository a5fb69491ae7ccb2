"""What was said of what, and what waits to be said to whom: a file, so that a command and the daemon know the same.

A message is remembered before it is sent and forgotten after: a process that ends in between says it twice rather than
not at all.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from ossp_pipeline.alerts.faults import Fault, Kind, Look
from ossp_pipeline.atomic_files import read_json, write_json


@dataclass(frozen=True)
class News:
    """A fault that is new, or that has gone. `at`: when that was seen, ISO time in UTC."""

    fault: Fault
    at: str
    is_over: bool = False

    @property
    def kind(self) -> Kind:
        """As what it is told."""
        return Kind.RECOVERED if self.is_over else self.fault.kind


@dataclass
class Memory:
    """What is known.

    faults   those that are there, by key, with the moment they were first seen
    waiting  by receiver, what is still to be said
    unsent   by receiver, why the last message did not reach it
    """

    faults: dict[str, News] = field(default_factory=dict)
    waiting: dict[str, list[News]] = field(default_factory=dict)
    unsent: dict[str, str] = field(default_factory=dict)

    def take_in(self, look: Look, receivers: Mapping[str, tuple[Kind, ...]], now: datetime) -> None:
        """Remember what a look has seen; what is new in it waits for each receiver that wants its kind."""
        at = now.isoformat(timespec="seconds")
        seen = {fault.key: fault for fault in look.faults}
        gone = [item for key, item in self.faults.items() if item.fault.group in look.groups and key not in seen]
        new = [News(fault, at) for key, fault in seen.items() if key not in self.faults]
        still_failing = {(fault.group, fault.subject) for fault in look.faults if fault.kind is Kind.FAILED}
        for item in gone:
            del self.faults[item.fault.key]
            # With another code it has not recovered: the new fault says so.
            if (item.fault.group, item.fault.subject) not in still_failing:
                new.append(News(item.fault, at, is_over=True))
        self.faults |= {item.fault.key: item for item in new if not item.is_over}
        for name, kinds in receivers.items():
            self.waiting.setdefault(name, []).extend(item for item in new if item.kind in kinds)
        self.waiting = {name: items for name, items in self.waiting.items() if items and name in receivers}
        self.unsent = {name: why for name, why in self.unsent.items() if name in self.waiting}


def read_memory(path: Path) -> Memory:
    """What is known; nothing where the file is not there, or a crash of the disk left no JSON in it."""
    try:
        document = read_json(path)
        return Memory(
            {key: _news(item) for key, item in document["faults"].items()},
            {name: [_news(item) for item in items] for name, items in document["waiting"].items()},
            document["unsent"],
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return Memory()


def write_memory(path: Path, memory: Memory) -> None:
    """Keep it."""
    write_json(path, asdict(memory))


def _news(document: dict[str, object]) -> News:
    fault = dict(document["fault"])  # type: ignore[call-overload]
    fault["kind"] = Kind(fault["kind"])
    return News(Fault(**fault), str(document["at"]), bool(document["is_over"]))
