"""What Postgres shows beside what the files show: a plain record, and the same in words."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class TargetState:
    """What Postgres shows beside what the files show. `done` is what this run changed, in words."""

    wanted: str
    shown: str | None = None
    kept: list[str] = field(default_factory=list)
    in_use: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    problem: str | None = None

    @property
    def is_behind(self) -> bool:
        """Whether readers of Postgres see another release than readers of the files."""
        return self.shown != self.wanted

    def describe(self) -> dict[str, Any]:
        """The state as a part of a summary."""
        return {**vars(self), "is_behind": self.is_behind, "message": str(self)}

    def __str__(self) -> str:
        shown = f" It shows release {self.shown}." if self.shown and self.is_behind else ""
        state = f"Postgres {'does NOT yet show' if self.is_behind else 'shows'} release {self.wanted}.{shown}"
        waiting = f" Still being read, dropped later: {', '.join(self.in_use)}." if self.in_use else ""
        remedy = "What to do: `ossp doctor`; the next refresh does the same." if self.is_behind else ""
        return " ".join(filter(None, (f"{state}{waiting}", self.problem or remedy)))
