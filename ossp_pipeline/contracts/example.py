"""What a right file of a feed looks like, and how one goes wrong: for the docs, the sample and the tests.

Nobody and nothing in an example is real.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

# Stands for a digit that tells one example row from the next.
NUMBER = "#"


@dataclass(frozen=True)
class Example:
    """A right file: its name, and one row of it by the supplier's headings. What is not named is blank."""

    file_name: str
    row: Mapping[str, str]
    blank: str = ""

    def cells(self, headings: tuple[str, ...], number: int = 1) -> dict[str, str]:
        """The row under these headings; `number` (1 to 9) tells rows apart."""
        return {heading: self.row.get(heading, self.blank).replace(NUMBER, str(number)) for heading in headings}


class FaultKind(StrEnum):
    """What may be wrong with a file."""

    WRONG_CELL = "cells hold a value that the contract forbids"
    SECOND_PLACE = "a key stands in two rows that differ"
    RENAMED_HEADING = "a heading has another name"
    RENAMED_SHEET = "a sheet has another name"
    LOGIN_PAGE = "it is a sign-in page that was saved under the file's name"
    OTHER_PERIOD = "its rows are of another period than its name says"
    CUT_OFF = "it ends in the middle of a row"
    IN_METRES = "its shapes are in metres of the national grid, not in degrees"


@dataclass(frozen=True)
class Fault:
    """A fault that must hold a release. `breaks`: the code the file is refused with, or the rule its rows break.

    `heading`: the column concerned; `value`: what stands there instead.
    """

    kind: FaultKind
    breaks: str
    heading: str = ""
    value: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether the whole file is refused; else its rows are rejected, more than the contract lets pass."""
        return self.breaks.startswith("E-")
