"""What a release says of each measure in one line: for the workbooks in which leads comment on it."""

from pathlib import Path

from ossp_pipeline.site.formatting import VERDICTS, figure, number, period
from ossp_pipeline.site.rows import DIM_MEASURES, PERFORMANCE_SCORECARDS, PerformanceScorecardsRow
from ossp_pipeline.site.tables import Tables


def newest_figures(folder: Path) -> dict[str, str]:
    """The newest figure of every measure, with verdict and target, by measure and area as `burglary|E22000105`."""
    tables = Tables(folder)
    windows = {row["measure_id"]: row["window_months"] for row in tables.read(DIM_MEASURES)}
    return {
        f"{row['measure_id']}|{row['area_code']}": _in_words(row, windows[row["measure_id"]] or 0)
        for row in tables.read(PERFORMANCE_SCORECARDS)
    }


def _in_words(row: PerformanceScorecardsRow, window: int) -> str:
    text = f"{figure({**row, 'value': row['latest_value']}, row['unit'] or '')}, {period(row['latest_period'], window)}"
    if row["verdict"]:
        text += f"; {VERDICTS[row['verdict']].lower()}"
    if row["target"] is not None:
        text += f"; target {number(row['target'], row['unit'] or '')}"
    return text + (f", {row['rag']}" if row["rag"] else "")
