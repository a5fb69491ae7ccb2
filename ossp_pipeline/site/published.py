"""What a release says of each measure in one line: for the workbooks in which leads comment on it."""

from pathlib import Path

from ossp_pipeline.site.formatting import VERDICTS, figure, number, period
from ossp_pipeline.site.tables import Row, Tables


def newest_figures(folder: Path) -> dict[str, str]:
    """The newest figure of every measure, with verdict and target, by measure and area as `burglary|E22000105`."""
    tables = Tables(folder)
    windows = {row["measure_id"]: row["window_months"] for row in tables.read("dim_measures")}
    return {
        f"{row['measure_id']}|{row['area_code']}": _in_words(row, windows[row["measure_id"]])
        for row in tables.read("performance_scorecards")
    }


def _in_words(row: Row, window: int) -> str:
    told = f"{figure({**row, 'value': row['latest_value']})}, {period(row['latest_period'], window)}"
    if row["verdict"]:
        told += f"; {VERDICTS[row['verdict']].lower()}"
    if row["target"] is not None:
        told += f"; target {number(row['target'], row['unit'])}"
    return told + (f", {row['rag']}" if row["rag"] else "")
