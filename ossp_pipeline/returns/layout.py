"""What a workbook looks like: its sheets, locked columns and columns to fill in. Writer and checker both use it.

Every table starts at A1 with one header row. Column A is the row's key; the other locked columns follow; then the ones
to fill in; the last says what to fix. Raise TEMPLATE with each change of a sheet: older workbooks are then refused. One
more sheet needs no new template: a workbook has the sheets of its own issue.
"""

from dataclasses import dataclass
from enum import StrEnum

from ossp_pipeline.contracts.status import Progress

TEMPLATE = 2
STAMP = "ossp-return"
META_FIELDS = ("mark", "template", "quarter", "lead", "check")
ABOUT = "About"
# Rows of the sheet About, after its header: the locked ones, then the one to fill in.
ABOUT_ITEMS = ("Quarter", "Lead", "Due", "Template", "Check")
ABOUT_ROLE = "Your role, as the person who fills this in (a role, not a name)"
ROLE_CELL = (len(ABOUT_ITEMS) + 2, 2)
LONGEST_ROLE = 60
LONGEST_TEXT = 1_000
NOT_ASKED = "not asked"
NO_REMARK = "nothing so far"

NO_FIGURE = (
    "not collected this quarter",
    "not available yet",
    "waiting for a partner",
    "does not apply",
    "other: said in the narrative",
)


class Entry(StrEnum):
    """What kind of answer a cell takes."""

    COUNT = "count"
    POUNDS = "pounds"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True)
class Question:
    """A column to fill in. `note` is shown beside the cell, at most 255 characters (a limit of the file format)."""

    name: str
    heading: str
    entry: Entry
    note: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One table: the headings of locked columns (the first is the key's), then the questions.

    `is_required`: whether its rows must be answered. Other sheets may be left blank, and nobody is reminded of them.
    """

    name: str
    feed: str
    locked: tuple[str, ...]
    questions: tuple[Question, ...]
    is_required: bool = True

    @property
    def headings(self) -> list[str]:
        """The header row."""
        to_fill_in = [f"{question.heading} (fill in)" for question in self.questions]
        return [*self.locked, *to_fill_in, "What to mend"]

    def column(self, name: str) -> int:
        """The column of a question, counted from 1."""
        return len(self.locked) + 1 + [question.name for question in self.questions].index(name)

    def question(self, name: str) -> Question:
        """The question of this name."""
        return self.questions[self.column(name) - len(self.locked) - 1]


_TEXT_NOTE = (
    "Plain words about the figure in this row. No names, dates of birth, addresses or anything else about one person."
)
MEASURES = Sheet(
    "Measures",
    "measure_returns",
    ("Row key", "Measure", "Area", "Definition", "What to count", "Out of", "Unit", "Period to count", "Last accepted"),
    (
        Question(
            "numerator",
            "Number counted",
            Entry.COUNT,
            "A whole number, 0 or more. 0 means you looked and there were none. If you do not know, leave it "
            "blank and choose a reason.",
        ),
        Question(
            "denominator",
            "Out of how many",
            Entry.COUNT,
            "A whole number: the group that the number counted belongs to. Give counts, never a percentage.",
        ),
        Question(
            "no_figure_reason",
            "Why there is no figure",
            Entry.CHOICE,
            "Only where the number is blank: choose from the list.",
            NO_FIGURE,
        ),
        Question("narrative", "Narrative", Entry.TEXT, _TEXT_NOTE),
    ),
)
ACTIONS = Sheet(
    "Actions",
    "action_returns",
    ("Row key", "Theme", "Priority", "Action", "Due", "Last accepted"),
    (
        Question("progress", "Progress", Entry.CHOICE, "Choose from the list.", tuple(Progress)),
        Question("comment", "Comment", Entry.TEXT, _TEXT_NOTE),
    ),
)
GRANTS = Sheet(
    "Grants",
    "grant_returns",
    ("Row key", "Grant", "Funder", "Ends", "Allocation and match (pounds)", "Carry forward", "Last accepted"),
    (
        Question(
            "spent_pounds",
            "Spent since the grant began (pounds)",
            Entry.POUNDS,
            "Pounds since the grant began, not only this quarter. Digits, with pence if you like: 1234.50.",
        ),
        Question(
            "forecast_pounds",
            "Forecast at the end (pounds)",
            Entry.POUNDS,
            "What will have been spent when the grant ends, in pounds, including what is spent already.",
        ),
        Question(
            "match_given_pounds",
            "Match given since the grant began (pounds)",
            Entry.POUNDS,
            "What partners have given beside the grant since it began, in money or as its worth in pounds: staff time, "
            "premises, equipment. 0 if nothing yet.",
        ),
        Question("comment", "Comment", Entry.TEXT, _TEXT_NOTE),
    ),
)
COMMENTS = Sheet(
    "Comments on counted measures",
    "comment_returns",
    ("Row key", "Measure", "Area", "Definition", "Newest published figure"),
    (
        Question(
            "narrative",
            "Comment",
            Entry.TEXT,
            "What the board should know about this figure; leave it blank if there is nothing to say. No names, "
            "dates of birth, addresses or anything else about one person.",
        ),
    ),
    is_required=False,
)
SHEETS = (MEASURES, ACTIONS, GRANTS, COMMENTS)
REQUIRED = frozenset(sheet.name for sheet in SHEETS if sheet.is_required)


def cell_name(row: int, column: int) -> str:
    """The spreadsheet's name of a cell; row and column counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
