"""A mapping: how a supplier's own layout is read as the agreed one of a feed. A partnership states and reviews it.

Privacy goes by our columns: what lands of a supplier's column is what the contract lets land of ours, and a column that
is not mapped does not land.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from ossp_pipeline.contracts.period import Period, parse_period

WHOLE = "all"
_NOT_IN_A_PART = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """One supplier's layout.

    name         name of its file, without the suffix
    feed         the feed whose contract its rows then follow
    supplier     who sends it
    version      counts up with every change
    headings     the supplier's heading and ours, of every column that is read
    constants    our heading and the value of every row, of a column that the supplier has not
    values       our heading, and the supplier's value and ours, where the two differ
    ignored      the supplier's headings of columns that are known and not read
    absent       our headings of columns that the supplier cannot give
    date_format  how the supplier writes days, as `strptime` reads it; "" as agreed
    beside       its files stand beside those of other suppliers of a period; otherwise each is the whole period
    shared       our headings of references that others give the same meaning; any other reference is the supplier's own
    sheet        the sheet of a spreadsheet that holds the rows; "" for the only one with the headings
    file_names   pattern of the names of its files, where headings alone do not tell it from another supplier's
    valid_from   the first and the last period of its files; "" without one
    valid_to     …
    owner        the role that answers for it
    reviewed_by  who looked at it last, and when
    reviewed_on  …
    """

    name: str
    feed: str
    supplier: str
    version: int
    headings: tuple[tuple[str, str], ...]
    constants: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    ignored: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    date_format: str = ""
    beside: bool = False
    shared: tuple[str, ...] = ()
    sheet: str = ""
    file_names: str = ""
    valid_from: str = ""
    valid_to: str = ""
    # These do not decide how rows land: `repr` leaves them out, as it is part of the landing fingerprint.
    owner: str = field(default="", repr=False)
    reviewed_by: str = field(default="", repr=False)
    reviewed_on: date | None = field(default=None, repr=False)

    @property
    def part(self) -> str:
        """The part of a period that its files are."""
        return _NOT_IN_A_PART.sub("-", self.supplier.casefold()).strip("-") if self.beside else WHOLE

    @property
    def title(self) -> str:
        """What records call it."""
        return f"{self.name}, version {self.version}"

    @property
    def words(self) -> str:
        """What people call it."""
        return f"the mapping {self.title}"

    def is_valid_in(self, period: Period) -> bool:
        """Whether it is for files of this period."""
        first, last = (
            parse_period(period.cadence, text) if text else None for text in (self.valid_from, self.valid_to)
        )
        return (first is None or first <= period) and (last is None or period <= last)

    def overlaps(self, other: "Mapping") -> bool:
        """Whether a period exists for which both are valid. Periods of one cadence compare as text."""
        return not (
            (self.valid_to and other.valid_from and self.valid_to < other.valid_from)
            or (other.valid_to and self.valid_from and other.valid_to < self.valid_from)
        )
