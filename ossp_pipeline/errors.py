"""Every error this project raises on purpose, and the exit code each one ends in.

    OsspError                    something we know the name of
    ├── UsageError               exit 2  the command or a setting is wrong
    ├── DeliveryRefused          (none)  one file cannot be taken; the other files go on
    └── BrokenError              exit 3  we cannot go on; the last good release stays up
        ├── BusyError                    another refresh holds the lock
        ├── KeyFileError                 a pseudonym key is not where, or not as private as, it must be
        ├── DamagedError                 bytes on disk are not the bytes that were written
        ├── BuildFailed                  dbt could not make the tables
        └── TargetError                  the database other dashboards read does not take a release

A hold is no error: it is the gate's answer (exit 1) and lives in the certificate.

Messages are for people. They name the feed, the file, the place, the rule and what to do, and never a value
from a row: a value may be personal.
"""

from dataclasses import dataclass


class OsspError(Exception):
    """Base class. `code` is stable and greppable; `remedy` says what to do next."""

    exit_code = 3

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(code, message, remedy)
        self.code = code
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.code}: {self.message} What to do: {self.remedy}"


class UsageError(OsspError):
    """The command line or a setting asks for something that does not exist."""

    exit_code = 2


class BrokenError(OsspError):
    """The run cannot go on. Nothing was published."""


class BusyError(BrokenError):
    """Another process is refreshing this data folder."""


class KeyFileError(BrokenError):
    """A pseudonym key is missing, readable by others, or kept inside the data folder."""


class DamagedError(BrokenError):
    """A stored file no longer has the hash it was stored under."""


class BuildFailed(BrokenError):
    """dbt could not parse or build the project."""


class TargetError(BrokenError):
    """Postgres cannot be reached, or refuses. The release stands as files; Postgres follows at the next start."""


@dataclass(frozen=True)
class FilePosition:
    """Where in a file something is wrong: its line (1 is the header) and the supplier's column heading."""

    line: int | None = None
    column: str | None = None


class DeliveryRefused(OsspError):
    """A whole file is refused. The bytes are kept; every other file goes on."""

    def __init__(self, code: str, message: str, remedy: str, position: FilePosition | None = None) -> None:
        super().__init__(code, message, remedy)
        self.position = position or FilePosition()
