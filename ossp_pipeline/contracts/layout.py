"""A layout in which a publisher puts out what a feed holds, recognised by what the file holds and not by its name."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from ossp_pipeline.contracts.period import Period

CSV, WORKBOOK = "csv", "workbook"
# A row under the headings of the contract.
TidyRow = Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table of a published file: its sheet ("" of a CSV file), the written headings, and rows of as many cells."""

    sheet: str
    headings: Sequence[str]
    rows: Iterable[Sequence[str]]

    def position(self, heading: str) -> int | None:
        """Where the column is that a declared heading stands for; None where there is none."""
        written = find_heading(heading, self.headings)
        return None if written is None else list(self.headings).index(written)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One published layout. In a heading `#` stands for a digit, and `|` separates spellings of the same heading.

    name         what people call it, with its article
    file_name    an example of the name it is published under
    headings     headings that one of the first rows has
    without      headings that row must not have: they would make it another layout
    marked_by    a column and a pattern that one of its cells matches, where headings alone do not tell
    sheets       pattern of the names of the sheets that hold rows, with the group `period` or `short_year` for the year
    file_kind    CSV or WORKBOOK, where a file of the other kind with these headings is not in it; "" for both
    dated_by     heading that holds the year, in two or four digits
    editions     (year in that heading, edition), where the two differ
    year_column  column with the year of each row: a file of several years is a delivery for each
    is_one       a file of several sheets is one delivery, of the last year
    is_long      a file has millions of rows: its sheets are read once, one after another, for each year
    name_dates   a name that follows the feed's pattern decides the period: the content does not say which edition it is
    part         what it gives: of a feed that is joined from several files, or of one that lands in parts; "" for all
    part_by      column that says what a file is about: files about different things are parts of one period
    refused      why it cannot be used, and what to fetch instead; None where it is taken
    tidy         rows of the contract from the tables of a file, of the year given; None: they are those of the contract
    """

    name: str
    file_name: str
    headings: tuple[str, ...]
    without: tuple[str, ...] = ()
    marked_by: tuple[str, str] | None = None
    sheets: str | None = None
    file_kind: str = ""
    dated_by: str | None = None
    editions: tuple[tuple[str, str], ...] = ()
    year_column: str | None = None
    is_one: bool = False
    is_long: bool = False
    name_dates: bool = False
    part: str = ""
    part_by: str | None = None
    refused: tuple[str, str] | None = None
    # The code that tidies is part of the landing fingerprint; its `repr` would differ from process to process.
    tidy: Callable[[Iterable[Table], str], Iterator[TidyRow]] | None = field(default=None, repr=False)

    @property
    def says_year(self) -> bool:
        """Whether a file of it says of which year it is, whatever it is called."""
        return bool(self.dated_by or self.year_column or self.sheets)

    def missing(self, written: Sequence[str]) -> list[str]:
        """The headings of the layout that a row lacks, as they are declared."""
        return [heading for heading in self.headings if find_heading(heading, written) is None]

    def has(self, written: str) -> bool:
        """Whether a written heading is one of the layout's."""
        return any(find_heading(heading, [written]) for heading in self.headings)

    def fits(self, written: Sequence[str]) -> bool:
        """Whether a row is the header of this layout."""
        has_all = all(find_heading(heading, written) is not None for heading in self.headings)
        return has_all and all(find_heading(other, written) is None for other in self.without)

    def year_of(self, written: Sequence[str]) -> str | None:
        """The year that the headings say; None where they say none, or one of no known edition."""
        heading = find_heading(self.dated_by, written) if self.dated_by else None
        year = re.search(r"(?:19|20)\d\d|\d\d", heading) if heading else None
        if year is None:
            return None
        full = f"20{year.group()}"[-4:]
        return dict(self.editions).get(full) if self.editions else full


# From the table of each part, the period, and what the partnership lists: rows of the contract, and what was left out.
Joined = Callable[[Mapping[str, Table], Period, Mapping[str, str]], tuple[Iterator[TidyRow], tuple[str, ...]]]


@dataclass(frozen=True, kw_only=True)
class Join:
    """How the rows of a feed are made from several published files, each of a layout with a part.

    dated      the part whose year is the year of the whole; "" where the files' names say which period they are of:
               then all of them come for each period, and none is taken from an earlier one
    linked     headings whose cells say which rows of the files belong together, where these are about people
    listed_in  (table, code, meaning) of the partnership folder that it needs; () where it needs none
    listed     what that table says: each code and its meaning
    join       the rows of the contract, and what was left out, from the table of each part
    """

    dated: str
    linked: tuple[str, ...] = ()
    listed_in: tuple[str, ...] = ()
    listed: tuple[tuple[str, str], ...] = ()
    join: Joined = field(repr=False)


def find_heading(declared: str, written: Sequence[str]) -> str | None:
    """The written heading that a declared one stands for; None where there is none."""
    if "#" not in declared and "|" not in declared:
        return declared if declared in written else None
    pattern = _spellings(declared)
    return next((heading for heading in written if pattern.fullmatch(heading)), None)


@cache
def _spellings(declared: str) -> re.Pattern[str]:
    spellings = [re.escape(spelling).replace(r"\#", r"\d") for spelling in declared.split("|")]
    return re.compile("|".join(spellings))


def example_of(declared: str) -> str:
    """A declared heading as it may be written."""
    return declared.split("|", maxsplit=1)[0].replace("####", "2024").replace("##", "24")
