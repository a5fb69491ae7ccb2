"""The figures as they stood on a past day: rebuilt from what had been received by then, and never published."""

from datetime import date, timedelta

import pytest

from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.decision import HOLD
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.transform.plan import Plan
from ossp_pipeline.transform.tables import open_warehouse
from tests.part_refresh import build_tables

CORRECTED = "measure-returns-complex-safeguarding-lead-2025-26Q3"
BEFORE, AFTER = date(2026, 3, 15), date(2026, 4, 15)


@pytest.fixture
def steps(short_released, copy_of) -> Refresh:
    """The short sample, as if every delivery had come twenty days after its period, and the correction in April."""
    steps = Refresh(copy_of(short_released))
    for path in sorted(steps.settings.raw.glob("*/*/delivery.json")):
        document = read_json(path)
        receipt = document["receipt"]
        name = FEEDS[receipt["feed"]].read_file_name(receipt["file_name"])
        assert name is not None
        day = name.period.end + timedelta(days=20)
        if receipt["file_name"] == f"{CORRECTED}-v2.csv":
            day = date(2026, 4, 1)
        receipt["received_at"] = f"{day}T09:00:00+00:00"
        write_json(path, document)
    return steps


def files_of(plan: Plan) -> set[str]:
    return {delivery.receipt.file_name for delivery in plan.used}


def test_a_plan_that_looks_back_knows_only_what_had_come_and_was_due(steps):
    now = steps.plan()
    steps.as_known_on = BEFORE
    then = steps.plan()
    assert f"{CORRECTED}-v2.csv" in files_of(now) - files_of(then)
    assert f"{CORRECTED}-v1.csv" in files_of(then) - files_of(now)
    assert "GMP-CSP-Stockport-Crime-2026-01-v1.csv" in files_of(then)
    assert not any("2026-02" in name or "2026-03" in name for name in files_of(then))
    months = {str(item.period): item.is_due for item in then.expected if item.feed == "police_crime"}
    assert (max(months), months["2026-01"], months["2026-02"]) == ("2026-02", True, False)
    assert then.fingerprint != now.fingerprint
    steps.as_known_on = AFTER
    assert f"{CORRECTED}-v2.csv" in files_of(steps.plan())


def test_figures_stand_as_they_stood_and_the_gate_keeps_them_in(steps):
    steps.as_known_on = BEFORE
    build, _ = steps.freeze(steps.plan())
    build_tables(steps.settings, build, ["fct_measure_values"])
    with open_warehouse(build) as connection:
        figure = connection.execute(
            "select numerator, is_revised, known_from from fct_measure_values "
            "where measure_id = 'missing_children' and period = '2025-26Q3'"
        ).fetchone()
        newest = connection.execute(
            "select max(known_from), max(period) filter (where measure_id = 'robbery' and value is not null) "
            "from fct_measure_values"
        ).fetchone()
    returned = [row for row in returns_of(steps, f"{CORRECTED}-v1.csv") if row["measure_id"] == "missing_children"]
    assert figure == (returned[0]["numerator"], False, date(2026, 1, 20))
    assert newest[0] <= BEFORE
    assert newest[1] == "2026-01"
    decision = steps.judge(build)
    assert decision.verdict == HOLD
    assert "inputs.deliveries.current" in {reason.rule for reason in decision.reasons}
    assert steps.publish(build) is None


def returns_of(steps: Refresh, file_name: str) -> list[dict[str, object]]:
    delivery = next(item for item in steps.raw.deliveries("measure_returns") if item.receipt.file_name == file_name)
    return steps.raw.accepted(delivery).to_pylist()


def test_what_is_built_from_today_says_when_each_figure_became_known(steps):
    build, _ = steps.freeze(steps.plan())
    build_tables(steps.settings, build, ["fct_measure_values"])
    with open_warehouse(build) as connection:
        known = dict(
            connection.execute(
                "select measure_id || ' ' || period, known_from from fct_measure_values where area_type = 'csp' and "
                "(measure_id, period) in (('robbery', '2025-06'), ('asb_rate', '2026-02'), "
                "('missing_children', '2025-26Q3'), ('treatment_in', '2025-26Q2'))"
            ).fetchall()
        )
        provisional = connection.execute(
            "select distinct period from fct_measure_values where is_provisional order by period"
        ).fetchall()
    # The newest of twelve months, and the April return that corrected January's; population estimates are older.
    assert known == {
        "robbery 2025-06": date(2025, 7, 20),
        "asb_rate 2026-02": date(2026, 3, 20),
        "missing_children 2025-26Q3": date(2026, 4, 1),
        "treatment_in 2025-26Q2": date(2025, 10, 20),
    }
    # April is over and not delivered: of the last three months February and March have figures.
    assert [period for (period,) in provisional] == ["2025-26Q4", "2026-02", "2026-03"]
