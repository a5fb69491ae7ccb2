"""What Postgres shows compared with what the files show: a plain record, and the same in sentences."""

from dataclasses import dataclass, field
from typing import TypedDict


class TargetSummary(TypedDict):
    """The state as a part of a summary. `message`: the same in sentences."""

    wanted: str | None
    shown: str | None
    kept: list[str]
    in_use: list[str]
    done: list[str]
    problem: str | None
    is_behind: bool
    message: str


@dataclass
class TargetState:
    """What Postgres shows compared with what the files show.

    `wanted`, `shown`: the release of the files, and that of Postgres; None: none, as after a withdrawal. `kept`: the
    releases that Postgres holds; `in_use`: old ones that are still being read. `done`: what this run changed, in
    sentences. `problem`: why Postgres is behind.
    """

    wanted: str | None
    shown: str | None = None
    kept: list[str] = field(default_factory=list)
    in_use: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    problem: str | None = None

    @property
    def is_behind(self) -> bool:
        """Whether readers of Postgres see another release than readers of the files."""
        return self.shown != self.wanted

    def describe(self) -> TargetSummary:
        """The state as a part of a summary."""
        return {
            "wanted": self.wanted,
            "shown": self.shown,
            "kept": self.kept,
            "in_use": self.in_use,
            "done": self.done,
            "problem": self.problem,
            "is_behind": self.is_behind,
            "message": str(self),
        }

    def __str__(self) -> str:
        instead = f" It shows release {self.shown}." if self.shown and self.is_behind else ""
        wanted = f"release {self.wanted}" if self.wanted else "that its release was withdrawn"
        state = f"Postgres {'does NOT yet show' if self.is_behind else 'shows'} {wanted}.{instead}"
        in_use = f" Still being read, dropped later: {', '.join(self.in_use)}." if self.in_use else ""
        remedy = "What to do: run `ossp doctor`, or wait for the next refresh." if self.is_behind else ""
        return " ".join(filter(None, (f"{state}{in_use}", self.problem or remedy)))
