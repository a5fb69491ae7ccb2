"""A column of a feed: what the supplier calls it, what we call it, which values it may hold, how private it is."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How the text of a cell is read. Dates are read only in the feed's declared format, never guessed."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    FLAG = "flag"


class Sensitivity(StrEnum):
    """How private a value is. Every column says so; there is no default."""

    OPEN = "open"  # already published, or about a place or a code
    RESTRICTED = "restricted"  # record-level, says something about an event
    PERSONAL = "personal"  # says something about one person, who is not named by it
    IDENTIFYING = "identifying"  # names, dates of birth, postcodes, reference numbers: never past landing


class Treatment(StrEnum):
    """What landing makes of the value before anything else sees it."""

    KEEP = "keep"
    DROP = "drop"
    PSEUDONYM = "pseudonym"
    AGE_BAND = "age_band"
    OUTWARD_CODE = "outward_code"
    MONTH = "month"


class Within(StrEnum):
    """How a date must lie to the delivery's period."""

    PERIOD = "period"  # inside it
    BY_END = "by_end"  # on or before its last day


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a delivered file.

    `heading` is the supplier's, `name` ours. `allowed` lists the values in place; `code_list` names a list
    kept as a dbt seed, so that landing and the models read the same one. `unknown` lists the spellings that
    mean "not given". A row that breaks any of these is rejected with its line, column and rule. `also` lists headings
    the same column has in other editions of the file; an `optional` column may be left out of a file altogether.
    """

    heading: str
    name: str
    kind: Kind = Kind.TEXT
    sensitivity: Sensitivity
    treatment: Treatment = Treatment.KEEP
    required: bool = False
    allowed: tuple[str, ...] = ()
    code_list: str | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    within: Within | None = None
    unknown: tuple[str, ...] = ("",)
    also: tuple[str, ...] = ()
    optional: bool = False
    meaning: str = ""

    def __post_init__(self) -> None:
        if self.sensitivity is Sensitivity.IDENTIFYING and self.treatment is Treatment.KEEP:
            raise ValueError(f"{self.heading}: an identifying column cannot be kept as it is")
        if self.treatment in (Treatment.AGE_BAND, Treatment.MONTH) and self.kind is not Kind.DATE:
            raise ValueError(f"{self.heading}: {self.treatment} needs a date")

    @property
    def landed(self) -> bool:
        """Whether anything of the column passes landing."""
        return self.treatment is not Treatment.DROP

    def rules(self) -> list[str]:
        """The names of the rules this column sets, in the order they are checked."""
        found = [
            ("required", self.required),
            ("readable", self.kind is not Kind.TEXT and self.landed),
            ("allowed", bool(self.allowed or self.code_list)),
            ("pattern", self.pattern is not None),
            ("range", self.minimum is not None or self.maximum is not None),
            ("in_period", self.within is not None),
        ]
        return [rule for rule, applies in found if applies]


def dropped(*headings: str, sensitivity: Sensitivity) -> tuple[Column, ...]:
    """Columns the supplier sends and we do not need: declared, so that they are expected, and left behind."""
    return tuple(
        Column(heading=heading, name=heading.lower(), sensitivity=sensitivity, treatment=Treatment.DROP)
        for heading in headings
    )
