"""All statistics of 80 measures x 40 months x 22 areas: intervals, charts, verdicts, targets, benchmarks."""

import time
from pathlib import Path

import numpy as np
import pandas as pd

from bench.measure import Figure, median_of
from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.transform.measures.signal_table import to_table
from ossp_pipeline.transform.measures.signals import Registers, judge_measures

MEASURES, MONTHS, AREAS, TIMES = 80, 40, 22, 5
LIMIT = 2.0


def measure_signals(folder: Path) -> list[Figure]:
    """In this process: what a build spends on them, once its libraries are there."""
    values, measures, breaks, targets, comparators = _tables()
    registers = Registers(breaks, targets, comparators)
    taken = median_of(TIMES, lambda: _seconds(values, measures, registers))
    rows = MEASURES * MONTHS * AREAS
    return [Figure("all statistics of the measures, in seconds", taken, LIMIT, f"{rows:,} figures")]


def _seconds(values: pd.DataFrame, measures: pd.DataFrame, registers: Registers) -> float:
    started = time.perf_counter()
    to_table(judge_measures(values, measures, pd.DataFrame(), registers, 5))
    return time.perf_counter() - started


def _tables() -> tuple[pd.DataFrame, ...]:
    """Counts, rates and shares, rare and frequent, half of them about people; breaks, targets, benchmarks."""
    draw = np.random.default_rng(1)
    number = np.arange(MEASURES * AREAS * MONTHS)
    place, month = number // MONTHS, number % MONTHS
    measure, area = place // AREAS, place % AREAS
    unit = np.array(["count", "count", "rate_per_1000", "percent"])[measure % 4]
    numerator = draw.poisson(np.exp(draw.uniform(-1, 5, MEASURES * AREAS))[place])
    denominator = numerator + draw.integers(500, 2_000, MEASURES * AREAS)[place]
    scale = np.where(unit == "percent", 100, 1000)
    start = pd.DatetimeIndex(np.datetime64("2022-12", "M") + month.astype("timedelta64[M]"))
    values = pd.DataFrame(
        {
            "measure_id": np.char.add("measure_", measure.astype(str)),
            "area_code": np.char.add("E0500", (1000 + area).astype(str)),
            "area_type": np.where(area == 0, "csp", "ward"),
            "period": start.strftime("%Y-%m"),
            "period_start_date": start,
            "period_end_date": start + pd.offsets.MonthEnd(0),
            "unit": unit,
            "disclosure_class": np.where(measure % 2, "person", "event"),
            "numerator": numerator,
            "denominator": pd.Series(denominator).where(unit != "count"),
            "value": np.where(unit == "count", numerator, scale * numerator / denominator),
            "status": np.where(numerator > 0, ValueStatus.OBSERVED, ValueStatus.TRUE_ZERO),
            "status_reason": None,
            "is_revised": False,
            "is_provisional": False,
            "unconfirmed_reason": None,
            "left_out_count": None,
            "left_out_reason": None,
        }
    )
    measures = (
        values[["measure_id"]]
        .drop_duplicates()
        .assign(
            source="crime",
            feed="police_crime",
            polarity="lower",
            cadence="month",
            window_months=1,
            is_of_people_who_stay=False,
        )
    )
    breaks = pd.DataFrame(
        [
            {
                "break_id": "b",
                "applies_to": "all",
                "first_period_after": "2023-04",
                "kind": "metric change",
                "reason": "counted otherwise",
                "source": "none",
                "is_rebased": True,
                "forbids_comparison": True,
            }
        ]
    )
    targets = measures.assign(area_code="E05001000", first_period="2022-12", target=10.0)
    comparators = measures.assign(
        area_code="X", area_name="England", area_type="england", period="2025-12", value=10.0, source="none"
    )
    return values, measures, breaks, targets, comparators
