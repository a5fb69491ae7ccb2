"""A feed that comes as extracts of a case system: records of several types and fixed lengths, in full or as changes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from ossp_pipeline.contracts.layout import TidyRow


@dataclass(frozen=True, kw_only=True)
class RecordType:
    """One type of record.

    name     what it is called
    key      what its lines begin with
    length   length of its lines, in characters: with the key it tells the types apart
    section  the section it lies in, where another type has the same length; "" elsewhere
    fields   name, first position counted from nought, and length. What is not listed is never read
    """

    name: str
    key: str
    length: int
    section: str = ""
    fields: tuple[tuple[str, int, int], ...] = ()

    def cut(self, line: str) -> dict[str, str]:
        """The cells of a line, by field, with their padding."""
        return {name: line[start : start + length] for name, start, length in self.fields}


@dataclass(frozen=True)
class Record:
    """A record of a person. `owner`: the person's id in the case system; `line`: where it stands in the file."""

    owner: str
    kind: str
    values: Mapping[str, str]
    line: int


@dataclass(frozen=True)
class Head:
    """What the first line of an extract says: full or changes, its number in the series, and when it was made."""

    is_full: bool
    sequence: int
    made_at: str

    @property
    def made_on(self) -> date:
        """The day on which it was made."""
        return date.fromisoformat(f"{self.made_at[:4]}-{self.made_at[4:6]}-{self.made_at[6:8]}")

    @property
    def words(self) -> str:
        """What people call it."""
        return f"{'full extract' if self.is_full else 'changes'} {self.sequence:04d}"


# The records of one extract, in their order.
Records = Iterable[Record]


@dataclass(frozen=True, kw_only=True)
class Extract:
    """How a feed comes as extracts, read with a table that places their postcodes.

    name        what people call it, with its article
    file_name   an example of its name
    types       the types of record
    reference   what the contract calls a person’s reference, and the record and field it stands in
    place_name  what the table of places is called, and an example of its name
    places      the headings of its postcodes and of its small areas, as a layout declares headings
    tidy        rows of the contract, and what was noted, from the extracts in their order, the small area of a
                postcode, and the first and last day of the period
    """

    name: str
    file_name: str
    types: tuple[RecordType, ...]
    reference: tuple[str, str, str]
    place_name: tuple[str, str]
    places: tuple[str, str]
    tidy: Callable[
        [Iterable[tuple[Head, Records]], Callable[[set[str]], Mapping[str, str]], tuple[date, date]],
        tuple[Iterator[TidyRow], tuple[str, ...]],
    ] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class NotTaken:
    """A kind of file that is known and not taken, because no figure needs it.

    name       what people call it, with its article
    file_name  an example of its name
    first_line regular expression that its first line matches; of a workbook, the first row of a sheet, with commas
    reason     why it is not taken
    remedy     what to do
    """

    name: str
    file_name: str
    first_line: str
    reason: str
    remedy: str
