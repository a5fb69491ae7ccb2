"""Lateness of the data, not of the run: is every period that is due there?"""

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.gate.rules.contract_rules import SUPPLIER_LIAISON
from ossp_pipeline.transform.plan import ExpectedPeriod, Plan


def judge_freshness(feed: Feed, plan: Plan) -> Outcome:
    """A late delivery does not hold the release: the release says which feed is late, for which period, since when."""
    late = late_periods(feed, plan)
    detail = "every delivery that is due has come"
    if late:
        named = ", ".join(f"{item.period} (due {item.due_date})" for item in late[-6:])
        detail = f"{len(late)} period(s) not delivered: {named}"
    return Outcome(
        rule=f"{feed.name}.period.delivered",
        subject=feed.name,
        tool="freshness",
        status=Status.FAILED if late else Status.PASSED,
        severity=Severity.WARN,
        observed=len(late),
        detail=detail,
        remedy=f"remind {feed.supplier}; figures that need the period are shown as not supplied",
        owner=SUPPLIER_LIAISON,
    )


def late_periods(feed: Feed, plan: Plan) -> list[ExpectedPeriod]:
    """Periods that are due and were not delivered by the area's own supplier, oldest first."""
    supplied = {item.receipt.period for item in plan.selections[feed.name].used if item.accounting.accepted}
    return [
        item
        for item in plan.expected
        if item.feed == feed.name and item.is_expected and item.is_due and str(item.period) not in supplied
    ]
