"""A feed: what one supplier promises to send, in one shape. Every feed is declared in `ossp_pipeline/feeds/`."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from ossp_pipeline.contracts.column import Column
from ossp_pipeline.contracts.delivery import CONSENT
from ossp_pipeline.contracts.example import Example, Fault
from ossp_pipeline.contracts.geojson import GeoJson
from ossp_pipeline.contracts.layout import Join, Layout
from ossp_pipeline.contracts.mapping import WHOLE, Mapping
from ossp_pipeline.contracts.period import Cadence, Period, parse_period
from ossp_pipeline.contracts.records import Extract, NotTaken
from ossp_pipeline.contracts.workbook import Workbook
from ossp_pipeline.contracts.working_days import on_or_after

# The name of a delivery's folder holds more than the file's name, and file systems limit its length.
_LONGEST_NAME = 100
# Classes of disclosure: small counts about people are withheld, small counts of events are published.
PERSON = "person"
EVENT = "event"


class Subject(StrEnum):
    """What a feed's rows are about. Reference feeds land first, because they locate the rows of the others."""

    REFERENCE = "reference"
    EVENTS = "events"
    PEOPLE = "people"


@dataclass(frozen=True)
class FileName:
    """The parts of a file's name: period, part (for example a police force) and version."""

    period: Period
    part: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Feed:
    """The contract of one feed.

    name             name of the feed, its module, its table and its folders
    title            name for people
    supplier         who sends it: a publisher, or a role; the partnership folder names who that is here
    purpose          what its rows are needed for
    basis            lawful basis or licence
    cadence          how often it comes, and so what kind of period a file is about
    lag_days         days after the period's end by which the delivery is due, or on the first working day from then;
                     None: never late
    subject          what its rows are about
    grain            what one row is
    key              columns that identify a row, or () where the supplier has no key
    columns          every column of the file
    file_pattern     regular expression over the file's name, with the groups `period` and, where the supplier
                     uses them, `part` and `version`; `short_year` is a year of two digits instead of a period, and
                     `day`, `month`, `year` (two digits each) are a day of publication instead of a version
    workbook         how the rows lie in a spreadsheet, where the supplier sends one; None: CSV only
    geojson          how the areas lie in a GeoJSON file, where the supplier sends one
    layouts          layouts in which the publisher puts it out, recognised by what a file holds, the first that fits
    join             how its rows are made from several published files, where no single one has them all
    extract          how it comes as extracts of a case system, where the supplier sends them
    not_taken        files that are known and refused by name, because no figure needs them
    mappings         how suppliers' own layouts are read as this one, as the partnership folder states
    optional         an area may do without the feed: it is checked once something was delivered, and never missing
    stands_for       subjects that an area takes from one feed only, chosen by the settings: "crime", "asb"
    has_places       its rows are counted by ward and small area, so months in which many have none are reported
    has_volume       the number of its rows says whether a month came whole: events and people, not forms or lists
    area_column      column with the code of the area a row belongs to; rows of other areas are counted, not kept
    whole_areas      its rows are of whole areas, by code or by name: kept are the partnership, its districts, and the
                     county, region and country that it is set beside
    unplaced         what a row without such a code is: "accepted" where the supplier sends this area's rows only,
                     "out_of_area" where the file covers more areas
    owner_column     column that names the police force; rows of another force are out of area
    reference        where there is no key: the column that names a row where it is filled. Rows alike to the letter
                     that carry it are one, and count once; others that share it stay
    lists_again      its publisher lists rows again under each of their parents: a repeat is no finding
    person_from      columns whose values together recognise a person; they land as one pseudonym, `person_token`
    counted          what of its rows is counted about people: the noise key that lands, and the columns that recognise
                     whom or what it counts; without columns each row is one
    consent          (column, value): rows without that value are rejected, which is not a fault of the file
    tolerance        share of rows that may be rejected before the gate holds
    revision_limit   share by which a revised period's row count may differ before the gate holds
    extra_columns    "refused" or "ignored": what happens to a column that is not declared
    encodings        encodings the text may have, tried in this order
    delimiter        what separates the cells of a line
    date_format      how dates are written, as `strptime` reads it
    longest_cell     most bytes of one cell
    largest_file     most bytes of a file
    retention_days   how long the bytes as received may be kept
    example          a correct file, for the docs, the tests and messages
    fault            how a file of it goes wrong, for the sample and the tests

    Raises ValueError for a column declared twice, for a name or heading that no column has, and for a change that is
    dated with no period of the cadence.
    """

    name: str
    title: str
    # Who sends a feed here changes neither the feed nor how its rows land.
    supplier: str = field(repr=False, compare=False)
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
    layouts: tuple[Layout, ...] = ()
    join: Join | None = None
    extract: Extract | None = None
    not_taken: tuple[NotTaken, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    optional: bool = False
    stands_for: tuple[str, ...] = ()
    has_places: bool = False
    area_column: str | None = None
    whole_areas: bool = False
    unplaced: str = "accepted"
    owner_column: str | None = None
    reference: str | None = None
    lists_again: bool = False
    person_from: tuple[str, ...] = ()
    counted: tuple[tuple[str, tuple[str, ...]], ...] = ()
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
    # These do not decide how rows land: `repr` leaves them out, as it is part of the landing fingerprint.
    purpose: str = field(default="", repr=False)
    has_volume: bool = field(default=False, repr=False)
    example: Example | None = field(default=None, repr=False)
    fault: Fault | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        headings = [column.heading for column in self.columns]
        if len(set(names)) != len(names) or len(set(headings)) != len(headings):
            raise ValueError(f"{self.name}: a column is declared twice")
        if missing := self._needed - set(names):
            raise ValueError(f"{self.name}: not among the columns: {', '.join(map(str, missing))}")
        for column in self.columns:
            for span in (column.span, *(item.span for item in column.dated)):
                span.check(self.cadence)
        shown = set(self.example.row if self.example else ()) | {self.fault.heading if self.fault else ""} - {""}
        if unknown := shown - set(headings):
            raise ValueError(f"{self.name}: unknown heading in the example or the fault: {', '.join(sorted(unknown))}")

    @property
    def _needed(self) -> set[str]:
        """Names of the columns by which rows are told apart, placed or counted."""
        counted = [name for _, recognised_by in self.counted for name in recognised_by]
        named = {*self.key, *self.person_from, *counted, self.area_column, self.owner_column, self.reference}
        return {name for name in named if name is not None}

    def asks_for(self, column: Column) -> bool:
        """Whether every file must have a column. One of which nothing is kept, checked or read may be missing."""
        is_used = column.landed or bool(column.rules()) or column.name in self._needed
        return is_used and not column.optional

    @property
    def headings(self) -> tuple[str, ...]:
        """The supplier's headings, in the declared order."""
        return tuple(column.heading for column in self.columns)

    @property
    def has_points(self) -> bool:
        """Whether its rows have a point, and not an area alone."""
        return any(column.name == "longitude" for column in self.columns)

    def is_expected(self, chosen: Collection[str]) -> bool:
        """Whether deliveries are expected: the feed is not optional, and no other feed was chosen for its subject.

        `chosen`: names of the feeds that the settings chose for their subjects.
        """
        return not self.optional and (not self.stands_for or self.name in chosen)

    @property
    def personal(self) -> bool:
        """Whether rows are about people. Results on such a feed hold no values."""
        return self.subject is Subject.PEOPLE

    @property
    def disclosure_class(self) -> str:
        """What its rows count: `person` (small counts are withheld) or `event` (small counts are published)."""
        return PERSON if self.personal else EVENT

    @property
    def identified_by(self) -> tuple[str, ...]:
        """The columns by which rows alike to the letter are known to be one; empty where none can be."""
        return self.key or ((self.reference,) if self.reference else ())

    def in_period(self, period: Period) -> "Feed":
        """The contract as it was agreed for files of a period."""
        columns = tuple(column.in_period(period) for column in self.columns)
        return self if columns == self.columns else replace(self, columns=columns)

    def column(self, name: str) -> Column:
        """The column with this name (ours, not the heading)."""
        return next(column for column in self.columns if column.name == name)

    def landed_columns(self) -> tuple[Column, ...]:
        """The columns that landing keeps in some form."""
        return tuple(column for column in self.columns if column.landed)

    def read_file_name(self, name: str) -> FileName | None:
        """The parts of a file's name, or None where it does not follow the pattern."""
        match = re.fullmatch(self.file_pattern, name, re.ASCII)
        if match is None or len(name) > _LONGEST_NAME:
            return None
        groups = match.groupdict()
        try:
            period = parse_period(self.cadence, groups.get("period") or f"20{groups['short_year']}")
        except (ValueError, KeyError):
            return None
        return FileName(period, groups.get("part") or WHOLE, _version(groups))

    def read_version(self, name: str) -> int:
        """The version in a file's name; 1 where the name does not follow the pattern."""
        match = re.fullmatch(self.file_pattern, name, re.ASCII)
        return _version(match.groupdict()) if match else 1

    def may_be_named(self, name: str) -> bool:
        """Whether a file of it may have this name: one that says the period, or any where a layout says it."""
        return self.read_file_name(name) is not None or any(layout.says_year for layout in self.taken_layouts)

    @property
    def taken_layouts(self) -> list[Layout]:
        """The layouts in which a file is taken; the others are known so that they are refused by name."""
        return [layout for layout in self.layouts if layout.refused is None]

    @property
    def parts(self) -> set[str]:
        """Parts of the files that its rows are joined from; empty where they are not."""
        return {layout.part for layout in self.layouts if layout.part} if self.join else set()

    @property
    def file_names(self) -> tuple[str, ...]:
        """Names of right files, for messages: of all that it is joined from, or of one, as published where known."""
        if self.join:
            return tuple(layout.file_name for layout in self.taken_layouts if layout.part)
        example = [self.example.file_name] if self.example else []
        return tuple([*(layout.file_name for layout in self.taken_layouts), *example][:1])

    def due_date(self, period: Period) -> date | None:
        """The working day by which the delivery of a period is due, or None where deliveries have no due date."""
        return None if self.lag_days is None else on_or_after(period.end + timedelta(days=self.lag_days))

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
        """Id of the rule that rejects rows without consent. A feed without consent has it too, and never breaks it."""
        return f"{self.name}.{CONSENT}"


def _version(groups: dict[str, str | None]) -> int:
    """The version: 1 without one; a later day of publication is always the higher version."""
    published = "".join(groups.get(part) or "" for part in ("year", "month", "day"))
    return 100 * int(published or 0) + int(groups.get("version") or 1)
