"""A chart that does not fit, as it would be with the limits that are proposed, and how somebody accepts them."""

from typing import Any

from ossp_pipeline.site.board import Measure
from ossp_pipeline.site.drawings.charts import control_chart
from ossp_pipeline.site.formatting import spell_periods
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.sections import sentence

_LINES = ("centre_line", "lower_limit", "upper_limit", "point_kind")


def rebased_chart(measure: Measure) -> dict[str, Any] | None:
    """What is proposed and why, the chart, and the row of the register that accepts it; None without a proposal."""
    row = next((row for row in reversed(measure.points) if row.get("rebase_from")), None)
    if row is None:
        return None
    start = row["rebase_from"]
    words = sentence(spell_periods(row["rebase_reason"]))
    return {
        "words": words,
        "drawing": control_chart(
            "rebased", "Were the proposal accepted", words, [_rebased(row) for row in measure.points]
        ),
        "register": f"{measure.measure_id}_{start.replace('-', '_')},{measure.measure_id},{start},step change,"
        '"why the level changed","who says so",true,false',
    }


def _rebased(row: Row) -> Row:
    """The point with the proposed lines in place of those in force."""
    lines = {name: row[f"rebased_{name}"] for name in _LINES}
    return {**row, **lines, "rule": None}
