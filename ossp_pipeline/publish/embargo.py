"""Which figures wait for their planned moment: those of a period the calendar lists, as long as no release showed them.

A later release that corrects figures which are out already does not wait: a correction is made as soon as it can be.
Until the moment the figures lie in the build's folder alone, and nothing of them is in the releases' folder.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ossp_pipeline.publish.calendar import Planned

# What tells the period a row is about, and what of a row is a figure or words about one.
PERIODS = ("period", "financial_quarter", "progress_period", "wave")
FIGURES = (
    "value", "numerator", "spent_pounds", "forecast_pounds", "response_percent", "narrative", "progress", "comment",
)  # fmt: skip


def shown_periods(folder: Path) -> set[str]:
    """Every month and quarter that a candidate's or release's tables say something about. A withheld row says nothing.

    A table whose rows have a period but none of the columns that hold figures is a list of periods, and shows none.
    """
    found: set[str] = set()
    for path in sorted((folder / "tables").glob("*.parquet")):
        names = pq.read_schema(path).names
        figures = [name for name in FIGURES if name in names]
        period = next((name for name in PERIODS if name in names), None)
        if period and figures:
            found |= _said(pq.read_table(path, columns=[period, *figures]), period, figures)
    return found


def embargoed(planned: Iterable[Planned], candidate: Path, out: Iterable[set[str]], now: datetime) -> list[Planned]:
    """The planned releases whose moment has not come, that this candidate would be the first to show.

    `out`: the periods each release shows that went out so far.
    """
    ahead = [item for item in planned if now < item.moment]
    if not ahead:
        return []
    known: set[str] = set().union(*out)
    first = shown_periods(candidate) - known
    return [item for item in ahead if str(item.period) in first]


def _said(rows: pa.Table, period: str, figures: list[str]) -> set[str]:
    """Periods of the rows that hold a figure or words."""
    held = pc.is_valid(rows[figures[0]])
    for name in figures[1:]:
        held = pc.or_(held, pc.is_valid(rows[name]))
    return {str(name) for name in rows.filter(held)[period].unique().to_pylist() if name}
