"""Which figures wait for their planned moment: those of a period the calendar lists that no release has shown yet.

A later release that corrects figures which are out already does not wait: a correction is made as soon as it can be.
Until the moment the figures are in the build's folder only, and nothing of them is in the releases' folder.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ossp_pipeline.publish.calendar import PlannedRelease

# Columns that name the period a row is about, and columns that hold a figure or a text about one.
PERIODS = ("period", "financial_quarter", "progress_period", "wave")
FIGURES = (
    "value",
    "returned_value",
    "numerator",
    "spent_pounds",
    "forecast_pounds",
    "match_given_pounds",
    "response_percent",
    "narrative",
    "progress",
    "comment",
    "row_count",
)


def shown_periods(folder: Path) -> set[str]:
    """Every month and quarter that the tables of a candidate or release hold figures or texts of.

    A withheld row shows nothing. Nor does a table with a period column and none of the columns that hold figures: it
    lists periods.
    """
    shown: set[str] = set()
    for path in sorted((folder / "tables").glob("*.parquet")):
        names = pq.read_schema(path).names
        figures = [name for name in FIGURES if name in names]
        period = next((name for name in PERIODS if name in names), None)
        if period and figures:
            shown |= _periods_with_content(pq.read_table(path, columns=[period, *figures]), period, figures)
    return shown


def embargoed(
    planned: Iterable[PlannedRelease], candidate: Path, out: Iterable[set[str]], now: datetime
) -> list[PlannedRelease]:
    """The planned releases whose moment has not come, and whose figures this candidate would be the first to show.

    `out`: the periods that each release so far shows.
    """
    ahead = [item for item in planned if now < item.moment]
    if not ahead:
        return []
    already_out: set[str] = set().union(*out)
    first = shown_periods(candidate) - already_out
    return [item for item in ahead if str(item.period) in first]


def _periods_with_content(rows: pa.Table, period: str, figures: list[str]) -> set[str]:
    """Periods of the rows that hold a figure or a text."""
    has_content = pc.is_valid(rows[figures[0]])
    for name in figures[1:]:
        has_content = pc.or_(has_content, pc.is_valid(rows[name]))
    return {str(name) for name in rows.filter(has_content)[period].unique().to_pylist() if name}
