"""What a correct file of a feed looks like, and how one goes wrong: for the docs, the sample and the tests.

All people, references and places in an example are invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

# A placeholder for the digit in which example rows differ.
NUMBER = "#"


@dataclass(frozen=True)
class Example:
    """A correct file: its name, and one row by the supplier's headings. A heading that is not named gets `blank`."""

    file_name: str
    row: Mapping[str, str]
    blank: str = ""

    def cells(self, headings: tuple[str, ...], number: int = 1) -> dict[str, str]:
        """The row under these headings. `number` (1 to 9) makes rows differ."""
        return {heading: self.row.get(heading, self.blank).replace(NUMBER, str(number)) for heading in headings}


class FaultKind(StrEnum):
    """What may be wrong with a file."""

    WRONG_CELL = "cells hold a value that the contract forbids"
    CONFLICTING_ROWS = "two rows with the same key differ"
    RENAMED_HEADING = "a heading has another name"
    RENAMED_SHEET = "a sheet has another name"
    LOGIN_PAGE = "it is a sign-in page saved under the file's name"
    OTHER_PERIOD = "its rows are of another period than its name says"
    CUT_OFF = "it ends in the middle of a row"
    IN_METRES = "its shapes are in metres of the national grid, not in degrees"


@dataclass(frozen=True)
class Fault:
    """A fault that must hold a release.

    kind      what is wrong
    breaks    the code that the file is refused with, or the rule that its rows break
    heading   the column concerned
    value     what the column, heading or sheet holds instead
    """

    kind: FaultKind
    breaks: str
    heading: str = ""
    value: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether the whole file is refused. Otherwise more of its rows are rejected than the contract tolerates."""
        return self.breaks.startswith("E-")
