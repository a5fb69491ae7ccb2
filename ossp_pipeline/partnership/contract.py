"""What a table of the partnership folder promises: its columns, its key, what it names, who is asked for it."""

from dataclasses import dataclass, field
from typing import Any

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity

# What the source of a row that was made up for the sample begins with.
INVENTED = "Invented"
MONTH = r"20[0-9]{2}-(0[1-9]|1[0-2])"
QUARTER = r"20[0-9]{2}-[0-9]{2}Q[1-4]"
CALENDAR_YEAR = r"20[0-9]{2}"
AREA = r"[A-Z][0-9]{8}"
ANALYST, COMMUNITY_SAFETY = "partnership analyst", "community safety manager"
# What section 13(6) of the Police, Crime, Sentencing and Courts Act 2022 asks a definition to weigh.
STATUTORY_FACTORS = (
    "maximum penalty",
    "impact on any victim",
    "prevalence in the area",
    "impact on the community",
)
# Rules that compare cells of a row, or rows with one another (check.py).
ROW_RULES = {
    "measures": {
        "new": "a measure of its own must not have the id of one of the catalogue",
        "countable": "numerator and denominator must be categories of the source, as docs/measures.md lists them",
        "in_cadence": "the first period must be of the measure’s cadence",
    },
    "measure_choices": {"reasoned": "a measure that is not used must have a reason"},
    "disclosure_classes": {
        "listed": "name, part and what is counted must be those of this version: `ossp partnership classes --write` "
        "brings the file up to date",
        "not_looser": "the class must be that of this version; only a figure that leads return may be a return where "
        "this version says offence or incident",
    },
    "violence_definitions": {
        "own_name": "a definition of its own must not have the name of a national one",
        "code_known": "the offence code must be one of the Home Office’s, or *",
        "factors_known": "the factors must be among: " + ", ".join(STATUTORY_FACTORS),
    },
    "measure_targets": {
        "directed": "a measure with a target must have a direction that is good",
        "in_cadence": "the first period must be of the measure’s cadence",
    },
    "comparators": {
        "comparable": "the measure must be a rate, a share or a mean: counts of areas differ with their size"
    },
    "grants": {
        "one_grant": "all lines of a grant must have the same title, scheme, funder, theme, holder, days, "
        "carry-forward, note and source",
        "in_term": "the financial year must have days of the grant",
    },
    "safer_streets": {
        "countable": "the measures must be monthly counts of events in wards",
        "same_months": "the places of a scheme must be compared over the same months of different years",
    },
    "ward_tiles": {"own_place": "no two wards may stand in the same place"},
}


# The column that such a rule is about, where it is about one.
RULE_COLUMNS = {
    "new": "measure_id",
    "countable": "numerator",
    "in_cadence": "first_period",
    "reasoned": "reason",
    "listed": "counted",
    "not_looser": "class",
    "directed": "measure_id",
    "comparable": "measure_id",
    "own_name": "definition",
    "code_known": "offence_code",
    "factors_known": "statutory_factors",
}


def optional(name: str, kind: Kind = Kind.TEXT, **rules: Any) -> Column:
    """A column of a fact; a cell of it may be empty."""
    return Column(heading=name, name=name, kind=kind, sensitivity=Sensitivity.OPEN, **rules)


def needed(name: str, kind: Kind = Kind.TEXT, **rules: Any) -> Column:
    """A column of a fact of which no cell may be empty."""
    return optional(name, kind, required=True, **rules)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One table of the partnership folder: `<name>.csv`.

    title          name for people
    grain          what one row is
    asked_of       the role that can say what belongs in it
    key            columns that identify a row
    columns        every column of the file; the heading is our name
    source_column  the column that says where a row comes from; "" where the file as a whole has one origin
    refers_to      columns that name rows of another table: column → table.column; cells may list several between ;
    area_columns   columns with codes of areas of this partnership
    rows_hold      whether a wrong row holds the release; otherwise it is left out, and the release says so

    `date_format`, `person_from`: how a feed's columns are checked, which these are too.
    """

    name: str
    title: str
    grain: str
    asked_of: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    source_column: str = "source"
    refers_to: dict[str, str] = field(default_factory=dict)
    area_columns: tuple[str, ...] = ()
    rows_hold: bool = True
    date_format: str = "%Y-%m-%d"
    person_from: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Its file in the folder."""
        return f"{self.name}.csv"

    @property
    def headings(self) -> tuple[str, ...]:
        """The columns, in the declared order."""
        return tuple(column.heading for column in self.columns)

    def rules(self) -> dict[str, str]:
        """Every rule on its rows: `<table>.<column or grain>.<rule>` → what must hold, in words."""
        rules = {
            f"{self.name}.{column.name}.{rule}": words
            for column in self.columns
            for rule, words in column.rules().items()
        }
        rules[f"{self.name}.file.readable"] = f"{self.file} can be read, with the columns agreed for it"
        rules[f"{self.name}.key.unique"] = f"no two rows may have the same {', '.join(self.key)}"
        for column, other in self.refers_to.items():
            rules[f"{self.name}.{column}.known"] = f"“{column}” names rows of {other.split('.')[0]}"
        if self.source_column:
            rules[f"{self.name}.{self.source_column}.not_invented"] = "nothing was invented, but for the sample"
        return rules | {f"{self.name}.row.{rule}": words for rule, words in ROW_RULES.get(self.name, {}).items()}

    def area_rules(self) -> dict[str, str]:
        """The rules on its areas, judged once the tables are built."""
        return {
            f"{self.name}.{column}.of_partnership": f"“{column}” is an area of this partnership"
            for column in self.area_columns
        }
