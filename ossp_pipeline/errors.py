"""Every error this project raises on purpose, and the exit code of the command it ends.

    OsspError                    an error with a code of its own
    ├── UsageError               exit 2  the command or a setting is wrong
    ├── DeliveryRefused          (none)  one file is refused; the other files go on
    └── BrokenError              exit 3  the run cannot go on; the last good release stays up
        ├── BusyError                    another refresh holds the lock
        ├── KeyFileError                 a pseudonym key is missing, exposed or in the wrong folder
        ├── DamagedError                 bytes on disk are not the bytes that were written
        ├── BuildFailed                  dbt could not make the tables
        ├── FetchError                   a connection cannot fetch; the other connections go on
        └── TargetError                  Postgres cannot be reached, or refuses a release

A hold is no error: it is the gate's answer (exit 1) and is written in the certificate.

Messages are for people. A message says what is wrong and names the feed, the file, the line or the rule; the remedy
says what to do. Neither ever holds a value from a row, because a value may be personal. Both are written without a
capital and without a full stop; `explain` adds them where they are printed.
"""

import re
from dataclasses import dataclass

# A first word that may take a capital: not the name of a feed, table, setting or file, nor dbt's own.
_PLAIN_WORD = re.compile(r"(?!dbt )[a-z]+(?=[ ,])")


def explain(message: str, remedy: str) -> str:
    """Both in two sentences: `What is wrong. What to do: the remedy.`"""
    return f"{as_sentence(message)} What to do: {_without_stop(remedy)}."


def as_sentence(text: str) -> str:
    """A message as a sentence: a capital where it begins with a plain word, and one full stop."""
    first = text[:1].upper() if _PLAIN_WORD.match(text) else text[:1]
    return f"{first}{_without_stop(text[1:])}."


def _without_stop(text: str) -> str:
    return text.rstrip().rstrip(".")


class OsspError(Exception):
    """What is wrong, and what to do. `code` never changes, so that programs and people can search for it."""

    exit_code = 3

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(code, message, remedy)
        self.code = code
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.code}: {explain(self.message, self.remedy)}"


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


class FetchError(BrokenError):
    """A connection cannot be reached, or its answer is not a file of the feed. Nothing of it was kept."""


class TargetError(BrokenError):
    """Postgres cannot be reached, or refuses. The release is out as files; the next run tries Postgres again."""


@dataclass(frozen=True)
class FilePosition:
    """Where in a file something is wrong: its line (1 is the header) and the supplier's column heading."""

    line: int | None = None
    column: str | None = None


class DeliveryRefused(OsspError):
    """A whole file is refused. Its bytes are kept; every other file goes on."""

    def __init__(self, code: str, message: str, remedy: str, position: FilePosition | None = None) -> None:
        super().__init__(code, message, remedy)
        self.position = position or FilePosition()
