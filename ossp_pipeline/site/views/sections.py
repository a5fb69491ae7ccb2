"""A page of the needs assessment: sections, each with its words, its drawing and the table of the same rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from ossp_pipeline.contracts.status import SHOWN, ValueStatus
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.formatting import STATUSES, spell_periods
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.measure_rows import Line

# A cell is words, or words and the look they get.
Cell = str | tuple[str, str]
SUBJECTS = {"crime": "crime", "asb": "anti-social behaviour"}


@dataclass(frozen=True)
class Table:
    """Headings (those of figures end with *), rows of cells, and where the first cell of a row leads."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    pages: Sequence[str] = ()
    is_folded: bool = False


@dataclass(frozen=True)
class Section:
    """A part of a page. `note` stands under the drawing, in words; `kind` (map, bars) says how wide the drawing is.

    `more`: words and the page they lead to.
    """

    key: str
    title: str
    words: Sequence[str] = ()
    drawing: Markup | None = None
    kind: str = ""
    note: str = ""
    tables: Sequence[Table] = ()
    lines: Sequence[Line] = field(default_factory=list)
    more: tuple[str, str] | None = None


def topic(title: str, lead: str, sections: Sequence[Section]) -> dict[str, Any]:
    """What the template of these pages prints."""
    return {"title": title, "lead": lead, "sections": sections}


def rows_of(board: Board, table: str) -> Sequence[Row]:
    """Rows of a table of the assessment; none where the release does not have it."""
    return board.needs.get(table) or []


def why_no_rows(board: Board, table: str) -> str:
    """In words, why a table says nothing; empty where it has rows."""
    rows = board.needs.get(table)
    if rows is None:
        return f"This release holds no table {table}, so nothing can be said of it here."
    return "" if rows else f"The table {table} of this release has no row: nothing was supplied for it."


def type_name(row: Row) -> str:
    """What a row counts, the same on every page: `Robbery`, `ASB: nuisance`, `All of crime`."""
    if row["level"] == "all":
        return f"All of {SUBJECTS[row['subject']]}"
    return f"ASB: {row['category'].lower()}" if row["subject"] == "asb" else str(row["category"])


def is_shown(row: Row) -> bool:
    """Whether a row's figures may be read."""
    return row["status"] in SHOWN


def status_of(row: Row, name: str) -> str:
    """The status of one figure of a row: its own, where the table has one for it, or else the row's."""
    return str(row.get(f"{name}_status") or row["status"])


def count(row: Row, name: str = "numerator") -> str:
    """A count, or in a word why there is none."""
    status = status_of(row, name)
    if status in SHOWN and row[name] is not None:
        return f"{row[name]:,}"
    return status if status not in SHOWN else "no figure"


def count_cell(row: Row | None) -> str:
    """A count as a cell of a table, also where the table has no row for it."""
    return count(row) if row else "no row"


def numerator_of(row: Row | None) -> float | None:
    """A row's count for a drawing; None where it has none to show."""
    return row["numerator"] if row and is_shown(row) else None


def decimal(row: Row, name: str, places: int = 1, sign: str = "") -> str:
    """A share or a rate, or in a word why there is none."""
    if is_shown(row) and row[name] is not None:
        return f"{row[name]:,.{places}f}{sign}"
    return str(row["status"]) if not is_shown(row) else "no figure"


def reason(row: Row) -> str:
    """Why a row has no figure, in a sentence’s worth of words."""
    return spell_periods(str(row["status_reason"] or STATUSES.get(row["status"], row["status"])))


def gives_itself_away(rows: Sequence[Row]) -> bool:
    """Whether the one withheld row among others could be worked out from their sum."""
    return len(rows) > 1 and sum(row["status"] == ValueStatus.WITHHELD for row in rows) == 1


def newest(rows: Sequence[Row], name: str = "period") -> str | None:
    """The newest period in which any of the rows shows a figure; where none does, the newest that is due."""
    shown = [row[name] for row in rows if is_shown(row)]
    due = [row[name] for row in rows if row["status"] != ValueStatus.NOT_YET_DUE]
    return max(shown or due or [row[name] for row in rows], default=None)


def sentence(words: str) -> str:
    """With a capital and a full stop."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
