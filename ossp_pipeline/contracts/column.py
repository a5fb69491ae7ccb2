"""A column of a feed: what the supplier calls it, what we call it, which values it may hold, how private it is."""

from dataclasses import dataclass, replace
from enum import StrEnum

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.contracts.validity import ALWAYS, DatedValue, Span


class Kind(StrEnum):
    """How the text of a cell is read. Dates are read only in the feed's declared format, never guessed."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    FLAG = "flag"


class Sensitivity(StrEnum):
    """How private a value is. Every column declares it; there is no default."""

    OPEN = "open"  # already published, or about a place or a code
    RESTRICTED = "restricted"  # about one event
    PERSONAL = "personal"  # about one person, without naming them
    IDENTIFYING = "identifying"  # names, dates of birth, postcodes, reference numbers: never kept after landing


class Treatment(StrEnum):
    """What landing does with a value before any other step reads it."""

    KEEP = "keep"
    DROP = "drop"
    PSEUDONYM = "pseudonym"
    AGE_BAND = "age_band"
    OUTWARD_CODE = "outward_code"
    MONTH = "month"


class Within(StrEnum):
    """Where a date must lie, compared with the delivery's period."""

    PERIOD = "period"  # inside it
    BY_END = "by_end"  # on or before its last day


_KINDS = {
    Kind.TEXT: "text",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.DATE: "a date",
    Kind.DATETIME: "a date and time",
    Kind.FLAG: "yes or no",
}
_WITHIN: dict[Within | None, str] = {Within.PERIOD: "lies in", Within.BY_END: "is not after the end of"}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a delivered file.

    heading      the supplier's name for it
    name         our name for it
    kind         how the text of its cells is read
    sensitivity  how private its values are
    treatment    what landing does with them
    required     whether every row must give a value
    allowed      the values it may hold, where they are listed here
    code_list    name of the list of allowed values, where it is a dbt seed that the models read too
    any_spelling whether a value in other capitals, dashes or apostrophes than the list's is that value, and lands in
                 the list's spelling
    pattern      regular expression that the whole value must match
    minimum      smallest number allowed
    maximum      largest number allowed
    within       where a date must lie, compared with the period
    unknown      spellings that mean "not given"
    also         headings of the same column in other editions of the file
    optional     whether a file may leave the column out
    span         periods whose files have it; a file of another period may leave it out, and no row need give a value
    dated        allowed values that only files of some periods may hold
    meaning      what a value says, for the documentation

    A row that breaks a rule of the column is rejected with its line, heading and rule. Raises ValueError for an
    identifying column that would be kept as it is, and for a treatment that needs a date in a column of another kind.
    """

    heading: str
    name: str
    kind: Kind = Kind.TEXT
    sensitivity: Sensitivity
    treatment: Treatment = Treatment.KEEP
    required: bool = False
    allowed: tuple[str, ...] = ()
    code_list: str | None = None
    any_spelling: bool = False
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    within: Within | None = None
    unknown: tuple[str, ...] = ("",)
    also: tuple[str, ...] = ()
    optional: bool = False
    span: Span = ALWAYS
    dated: tuple[DatedValue, ...] = ()
    meaning: str = ""
    # Of the list, what is not agreed for the period at hand: `in_period` fills it.
    barred: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.sensitivity is Sensitivity.IDENTIFYING and self.treatment is Treatment.KEEP:
            raise ValueError(f"{self.heading}: an identifying column cannot be kept as it is")
        if self.treatment in (Treatment.AGE_BAND, Treatment.MONTH) and self.kind is not Kind.DATE:
            raise ValueError(f"{self.heading}: {self.treatment} needs a date")

    def in_period(self, period: Period) -> "Column":
        """The column as it was agreed for files of a period. Values that were not agreed then are not allowed."""
        column = self if self.span.holds_in(period) else replace(self, optional=True, required=False)
        barred = tuple(item.value for item in self.dated if not item.span.holds_in(period))
        return replace(column, barred=barred) if barred else column

    @property
    def changes(self) -> list[str]:
        """What of it holds in some periods only, in words."""
        spans = [("a file has it", self.span), *((f"“{item.value}” is agreed", item.span) for item in self.dated)]
        return [f"{words} {span}" for words, span in spans if span != ALWAYS]

    @property
    def landed(self) -> bool:
        """Whether anything of the column passes landing."""
        return self.treatment is not Treatment.DROP

    def rules(self) -> dict[str, str]:
        """The rules this column sets, in the order they are checked: name → what must hold, in words."""
        heading = f"“{self.heading}”"
        rules = [
            ("required", self.required, "is given"),
            ("readable", self.kind is not Kind.TEXT and self.landed, f"can be read as {_KINDS[self.kind]}"),
            ("allowed", bool(self.allowed or self.code_list), "holds one of the values agreed for it"),
            ("pattern", self.pattern is not None, "is written in the form agreed for it"),
            ("range", self.minimum is not None or self.maximum is not None, f"is {self._bounds()}"),
            ("in_period", self.within is not None, f"{_WITHIN.get(self.within, '')} the file’s period"),
        ]
        return {rule: f"{heading} {words}" for rule, applies, words in rules if applies}

    def _bounds(self) -> str:
        low, high = (None if limit is None else f"{limit:,g}" for limit in (self.minimum, self.maximum))
        return f"from {low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}"


def dropped_columns(*headings: str, sensitivity: Sensitivity) -> tuple[Column, ...]:
    """Columns that the supplier sends and we do not need. Landing expects them and drops them."""
    return tuple(
        Column(heading=heading, name=heading.lower(), sensitivity=sensitivity, treatment=Treatment.DROP)
        for heading in headings
    )
