"""Types of crime and anti-social behaviour in a ward, month by month: the published rows, and no sum of them.

A total beside its parts would give back the one that is withheld, so the table has none.
"""

from collections import defaultdict
from collections.abc import Sequence

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.drawings.sparklines import course
from ossp_pipeline.site.formatting import period, short_period
from ossp_pipeline.site.shown_tables import WARD_TYPES
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.left_out import left_out_rule
from ossp_pipeline.site.views.sections import Section, Table, count, is_shown, rows_of, type_name

_YEAR = 12
_TITLE = "Types by month"


def types_by_ward(board: Board) -> dict[str, list[Row]]:
    """The rows of the newest twelve months that are due, ward by ward."""
    rows = rows_of(board, WARD_TYPES)
    months = sorted({row["period"] for row in rows if row["status"] != ValueStatus.NOT_YET_DUE})[-_YEAR:]
    by_month: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["period"] in months:
            by_month[row["area_code"]].append(row)
    return by_month


def types_section(levels: Sequence[Row]) -> Section:
    """A line for every type, the one with most first, and the course of the same months."""
    if not levels:
        return Section("types", _TITLE, ["There is no figure by type here: this release holds no row of one."])
    months = sorted({row["period"] for row in levels})
    types: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in levels:
        types[type_name(row)][row["period"]] = row
    rows = [_line(name, types[name], months) for name in sorted(types, key=lambda name: (-_size(types[name]), name))]
    heads = ["Type", *(f"{short_period(month).split()[0]}*" for month in months), "Course"]
    table = Table(f"Recorded by type, {period(months[0])} to {period(months[-1])}", heads, rows)
    words = ["Counts of each month, the type with most first. The marks below a course are those explained above."]
    words += sorted({rule for row in levels if (rule := left_out_rule(row, "incident"))})
    return Section("types", _TITLE, words, tables=[table])


def _size(rows: dict[str, Row]) -> int:
    return sum(row["numerator"] for row in rows.values() if is_shown(row))


def _line(name: str, by_month: dict[str, Row], months: list[str]) -> list[str]:
    rows = [by_month.get(month) for month in months]
    cells = [count(row) if row else "no row" for row in rows]
    steps = [
        (row["numerator"] if is_shown(row) else None, row["status"]) if row else (None, ValueStatus.NOT_APPLICABLE)
        for row in rows
    ]
    return [name, *cells, course(steps) or "too few figures"]
