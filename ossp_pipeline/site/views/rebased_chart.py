"""A chart that does not fit: both sets of limits, and how somebody accepts those that are proposed."""

from typing import Any

from ossp_pipeline.site.board import Measure
from ossp_pipeline.site.formatting import number, period, spell_periods
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.sections import sentence

_IN_FORCE, _PROPOSED = "", "rebased_"


def rebased_chart(measure: Measure) -> dict[str, Any] | None:
    """What is proposed and why, both sets of limits, and the row of the register that accepts the proposed ones."""
    charted = [row for row in measure.points if row.get("rebase_from") and row["rebased_centre_line"] is not None]
    if not charted:
        return None
    start, newest, unit = charted[-1]["rebase_from"], charted[-1], measure.facts["unit"]
    before = [row for row in charted if row["period"] < start][-1:]
    return {
        "words": sentence(spell_periods(newest["rebase_reason"])),
        "limits": [
            (f"{period(newest['period'])}, in force", *_lines(newest, _IN_FORCE, unit)),
            *((f"{period(row['period'])}, proposed", *_lines(row, _PROPOSED, unit)) for row in [*before, newest]),
        ],
        "register": f"{measure.measure_id}_{start.replace('-', '_')},{measure.measure_id},{start},step change,"
        '"why the level changed","who says so",true,false',
    }


def _lines(row: Row, which: str, unit: str) -> tuple[str, ...]:
    """Average and limits; those of counts are no whole numbers."""
    fine = "mean" if unit == "count" else unit
    return tuple(number(row[f"{which}{name}"], fine) for name in ("centre_line", "lower_limit", "upper_limit"))
