"""A feed: what one supplier promises to send, in one shape."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from ossp_pipeline.contracts.column import Column
from ossp_pipeline.contracts.delivery import CONSENT
from ossp_pipeline.contracts.example import Example, Fault
from ossp_pipeline.contracts.geojson import GeoJson
from ossp_pipeline.contracts.period import Cadence, Period, parse_period
from ossp_pipeline.contracts.workbook import Workbook

# A longer name would not leave room for what is put around it to name the folder of a delivery.
_LONGEST_NAME = 100


class Subject(StrEnum):
    """What a feed's rows are about. Reference feeds land first: the others are placed by them."""

    REFERENCE = "reference"
    EVENTS = "events"
    PEOPLE = "people"


@dataclass(frozen=True)
class FileName:
    """What a file's name says: the period, the part (for example a police force) and the version."""

    period: Period
    part: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Feed:
    """The contract of one feed.

    grain            what one row is
    key              columns that identify a row, or () where the supplier has no key
    file_pattern     regular expression over the file's name, with the groups `period` and, where the supplier
                     uses them, `part` and `version`; `short_year` stands for a period of two digits, and `day`,
                     `month`, `year` (two digits each) of publication for a version
    workbook         how the rows lie in a spreadsheet, where the supplier sends one; None: CSV only
    geojson          how the areas lie in a file of shapes, where the supplier sends one
    optional         an area may do without the feed: it is judged once something was delivered, and awaited never
    stands_for       subjects that an area takes from one feed only, chosen by the settings: "crime", "asb"
    has_places       its rows are counted by ward and small area, so that months without places must be told
    lag_days         days after the period's end by which the delivery is due; None: never late
    area_column      column that places a row in an area; rows outside the partnership's are counted, not kept
    unplaced         what a row without a place is: "accepted" where the supplier had already picked the area's
                     rows, "out_of_area" where the file covers a wider one
    owner_column     column that names the police force; rows of a force that is not the area's are not its crime
    person_from      columns whose values together recognise a person; they land as one pseudonym, `person_token`
    consent          (column, value): rows without that value are rejected, and that is no fault of the file
    tolerance        share of rows that may be rejected before the gate holds
    revision_limit   share by which a revised period's row count may differ before the gate holds
    extra_columns    "refused" or "ignored": what happens to a column nobody declared
    retention_days   how long the bytes as received may be kept
    example          a right file, for the docs, the tests and messages
    fault            how a file of it goes wrong, for the sample and the tests
    """

    name: str
    title: str
    supplier: str
    basis: str
    cadence: Cadence
    lag_days: int | None
    subject: Subject
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    file_pattern: str
    workbook: Workbook | None = None
    geojson: GeoJson | None = None
    optional: bool = False
    stands_for: tuple[str, ...] = ()
    has_places: bool = False
    area_column: str | None = None
    unplaced: str = "accepted"
    owner_column: str | None = None
    person_from: tuple[str, ...] = ()
    consent: tuple[str, str] | None = None
    tolerance: float = 0.01
    revision_limit: float = 0.2
    extra_columns: str = "refused"
    encodings: tuple[str, ...] = ("utf-8",)
    delimiter: str = ","
    date_format: str = "%d/%m/%Y"
    longest_cell: int = 2_000
    largest_file: int = 1_000_000_000
    retention_days: int = 365
    # No rows land by these two: they stay out of the text that tells one contract from another.
    example: Example | None = field(default=None, repr=False)
    fault: Fault | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        headings = [column.heading for column in self.columns]
        if len(set(names)) != len(names) or len(set(headings)) != len(headings):
            raise ValueError(f"{self.name}: a column is declared twice")
        wanted = {*self.key, *self.person_from, self.area_column, self.owner_column} - {None}
        if missing := wanted - set(names):
            raise ValueError(f"{self.name}: not among the columns: {', '.join(map(str, missing))}")
        shown = set(self.example.row if self.example else ()) | {self.fault.heading if self.fault else ""} - {""}
        if unknown := shown - set(headings):
            raise ValueError(f"{self.name}: the example or the fault names no heading: {', '.join(sorted(unknown))}")

    @property
    def headings(self) -> tuple[str, ...]:
        """The supplier's headings, in the declared order."""
        return tuple(column.heading for column in self.columns)

    def is_awaited(self, chosen: Collection[str]) -> bool:
        """Whether an area waits for it: it cannot do without, and took no other feed for what this one stands for.

        `chosen`: names of the feeds the settings take their subjects from.
        """
        return not self.optional and (not self.stands_for or self.name in chosen)

    @property
    def personal(self) -> bool:
        """Whether rows are about people: results on such a feed hold no values."""
        return self.subject is Subject.PEOPLE

    @property
    def disclosure_class(self) -> str:
        """Whether small counts of its rows are withheld: `person`, or `event`, of which they are not."""
        return "person" if self.personal else "event"

    def column(self, name: str) -> Column:
        """The column of this name (ours)."""
        return next(column for column in self.columns if column.name == name)

    def landed_columns(self) -> tuple[Column, ...]:
        """The columns of which something passes landing."""
        return tuple(column for column in self.columns if column.landed)

    def read_file_name(self, name: str) -> FileName | None:
        """What the name says, or None where it does not follow the pattern."""
        match = re.fullmatch(self.file_pattern, name, re.ASCII)
        if match is None or len(name) > _LONGEST_NAME:
            return None
        groups = match.groupdict()
        try:
            period = parse_period(self.cadence, groups.get("period") or f"20{groups['short_year']}")
        except (ValueError, KeyError):
            return None
        return FileName(period, groups.get("part") or "all", _version(groups))

    def due_date(self, period: Period) -> date | None:
        """The day by which the delivery of a period is due, or None where nothing is ever late."""
        return None if self.lag_days is None else period.end + timedelta(days=self.lag_days)

    def row_rules(self) -> dict[str, str]:
        """Every row rule of the contract: `<feed>.<column or grain>.<rule>` → what must hold, in words."""
        rules = {
            "row.fields": "a row has as many fields as the header",
            "row.printable": "a row holds no characters that do not print",
        }
        for column in self.columns:
            rules |= {f"{column.name}.{rule}": words for rule, words in column.rules().items()}
        if self.key:
            headings = ", ".join(f"“{self.column(name).heading}”" for name in self.key)
            rules["key.unique"] = f"no two different rows have the same {headings}"
        if self.consent:
            rules[CONSENT] = "the person has consented; rows of those who have not are left out, which is no fault"
        return {f"{self.name}.{rule}": words for rule, words in rules.items()}

    @property
    def consent_rule(self) -> str:
        """The rule under which rows without consent are left out, whether or not the feed has consent to ask for."""
        return f"{self.name}.{CONSENT}"


def _version(groups: dict[str, str | None]) -> int:
    """The version, 1 where none is given; a later day of publication is the higher version, whatever comes after it."""
    published = "".join(groups.get(part) or "" for part in ("year", "month", "day"))
    return 100 * int(published or 0) + int(groups.get("version") or 1)
