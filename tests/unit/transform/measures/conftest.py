"""Values, measures and registers as the warehouse has them, made of a few words."""

from datetime import date, timedelta

import pandas as pd
import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.transform.measures.signals import Registers, judge_measures

CSP, WARD = "E22000001", "E05000001"
_BREAKS = [
    "break_id",
    "applies_to",
    "first_period_after",
    "kind",
    "reason",
    "source",
    "is_rebased",
    "forbids_comparison",
]
_TARGETS = ["measure_id", "area_code", "first_period", "target", "basis"]
_EVENTS = [
    "measure_id",
    "area_code",
    "period",
    "period_start_date",
    "period_end_date",
    "numerator",
    "denominator",
    "is_in_doubt",
]
_COMPARATORS = ["measure_id", "area_code", "area_name", "area_type", "period", "value", "source"]


def month_rows(numerators, measure_id="burglary", denominators=None, first=(2023, 4), **given):
    """One row per month from `first`; None is a month not supplied."""
    rows = []
    for number, numerator in enumerate(numerators):
        place = first[0] * 12 + first[1] - 1 + number
        rows.append(_row(place, 1, numerator, denominators[number] if denominators else None, measure_id, given))
    return rows


def quarter_rows(numerators, measure_id="employed", denominators=None, first=(2023, 4), **given):
    """One row per quarter."""
    rows = []
    for number, numerator in enumerate(numerators):
        place = first[0] * 12 + first[1] - 1 + 3 * number
        rows.append(_row(place, 3, numerator, denominators[number] if denominators else None, measure_id, given))
    return rows


def _row(place, months, numerator, denominator, measure_id, given):
    start, after = date(place // 12, place % 12 + 1, 1), date((place + months) // 12, (place + months) % 12 + 1, 1)
    year, quarter = (start.year, (start.month - 1) // 3) if start.month > 3 else (start.year - 1, 4)
    period = f"{start:%Y-%m}" if months == 1 else f"{year}-{(year + 1) % 100:02d}Q{quarter}"
    value = None if numerator is None else float(numerator)
    if value is not None and denominator is not None:
        value = {"rate_per_1000": 1000.0, "percent": 100.0}[given.get("unit", "percent")] * value / denominator
    row = {
        "measure_id": measure_id,
        "area_code": CSP,
        "area_type": "csp",
        "period": period,
        "period_start_date": start,
        "period_end_date": after - timedelta(days=1),
        "unit": "count" if denominator is None else "percent",
        "disclosure_class": "event",
        "numerator": numerator,
        "denominator": denominator,
        "value": value,
        "status": ValueStatus.NOT_SUPPLIED
        if numerator is None
        else ValueStatus.OBSERVED
        if numerator
        else ValueStatus.TRUE_ZERO,
        "status_reason": None,
        "is_revised": False,
        "is_provisional": False,
        "unconfirmed_reason": None,
        "left_out_count": None,
        "left_out_reason": None,
    }
    return row | given


def measure(
    measure_id="burglary",
    polarity="lower",
    window_months=1,
    cadence="month",
    source="crime",
    events="each month alone",
    stays=False,
):
    """A row of the measures' table."""
    feed = "police_crime" if source == "crime" else source
    return {
        "measure_id": measure_id,
        "source": source,
        "feed": feed,
        "polarity": polarity,
        "cadence": cadence,
        "window_months": window_months,
        "events": events,
        "is_of_people_who_stay": stays,
    }


def a_break(applies_to="all", first="2024-04", rebased=True, forbids=True):
    """A row of the registry of breaks."""
    words = ["b", applies_to, first, "metric change", "counted otherwise", "s", rebased, forbids]
    return dict(zip(_BREAKS, words, strict=True))


def judge_rows(rows, measures=None, breaks=(), targets=(), comparators=(), threshold=5, events=()) -> pd.DataFrame:
    """Values judged: rows, sorted by measure, area and period."""
    values = pd.DataFrame(rows)
    for name in ("period_start_date", "period_end_date"):
        values[name] = pd.to_datetime(values[name])
    for name in ("numerator", "denominator", "value"):
        values[name] = values[name].astype("Float64")
    registers = Registers(
        pd.DataFrame(list(breaks), columns=_BREAKS),
        pd.DataFrame(list(targets), columns=_TARGETS),
        pd.DataFrame(list(comparators), columns=_COMPARATORS),
    )
    beneath = pd.DataFrame(list(events), columns=_EVENTS)
    for name in ("period_start_date", "period_end_date"):
        beneath[name] = pd.to_datetime(beneath[name])
    return judge_measures(values, pd.DataFrame(measures or [measure()]), beneath, registers, threshold)


@pytest.fixture
def judge():
    """`judge_rows`, as an argument of a test."""
    return judge_rows
