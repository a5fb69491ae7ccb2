"""Lateness of the data, not of the run: is every period that is due there?"""

from datetime import date

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.contracts.period import Period, list_missing, name_run, read_period
from ossp_pipeline.gate.rules.contract_rules import SUPPLIER_LIAISON
from ossp_pipeline.transform.plan import ExpectedPeriod, Plan


def judge_freshness(feed: Feed, plan: Plan) -> Outcome:
    """A late delivery does not hold the release: the release says which feed is late, for which period, since when."""
    late = late_periods(feed, plan)
    refused = list_missing({item.period for item in late} & _refused(feed, plan))
    named = [name_late(feed, plan), f"{refused} (came, and was refused)" if refused else ""]
    return Outcome(
        rule=f"{feed.name}.period.delivered",
        subject=feed.name,
        tool="freshness",
        status=Status.FAILED if late else Status.PASSED,
        severity=Severity.WARN,
        observed=len(late),
        detail=f"{_name_state(late, named)}{_name_next(feed, plan)}",
        remedy=f"remind {feed.supplier}; figures that need the period are shown as not supplied",
        owner=SUPPLIER_LIAISON,
    )


def _name_state(late: list[ExpectedPeriod], named: list[str]) -> str:
    if not late:
        return "every delivery that is due has come"
    return f"{len(late)} period(s) not delivered: {', '.join(filter(None, named))}"


def _name_next(feed: Feed, plan: Plan) -> str:
    coming = next_due(feed, plan)
    return f"; next comes {coming[0]}, due {coming[1]}" if coming else ""


def late_periods(feed: Feed, plan: Plan) -> list[ExpectedPeriod]:
    """Periods that are due and were not delivered by the area's own supplier, oldest first."""
    supplied = _supplied(feed, plan)
    return [
        item
        for item in plan.expected
        if item.feed == feed.name and item.is_expected and item.is_due and item.period not in supplied
    ]


def missed_periods(feed: Feed, plan: Plan) -> list[ExpectedPeriod]:
    """Late periods that nothing came for: a file that came and was refused is a matter of its own."""
    refused = _refused(feed, plan)
    return [item for item in late_periods(feed, plan) if item.period not in refused]


def next_due(feed: Feed, plan: Plan) -> tuple[Period, date] | None:
    """The period whose delivery is to come next, and the day by which it is due.

    None for a feed that this area does not wait for, or that is never due.
    """
    awaited = [item for item in plan.expected if item.feed == feed.name and item.is_expected]
    if not awaited:
        return None
    supplied = _supplied(feed, plan)
    open_ones = [item.period for item in awaited if not item.is_due and item.period not in supplied]
    period = open_ones[0] if open_ones else awaited[-1].period.next
    due = feed.due_date(period)
    return (period, due) if due else None


def name_late(feed: Feed, plan: Plan) -> str:
    """The late periods that nothing came for, whole, with the days they were due; gaps inside the series come first.

    A period whose file came and was refused is not among them: the refusal says so, and its supplier did send it.
    """
    due = {item.period: item.due_date for item in missed_periods(feed, plan)}

    def name(first: Period, last: Period) -> str:
        days = " to ".join(dict.fromkeys((str(due[first]), str(due[last]))))
        return f"{name_run(first, last)} (due {days})"

    return list_missing(due, _supplied(feed, plan), name)


def _supplied(feed: Feed, plan: Plan) -> set[Period]:
    used = plan.selections[feed.name].used
    return {read_period(item.receipt.period) for item in used if item.receipt.period and item.accounting.accepted}


def _refused(feed: Feed, plan: Plan) -> set[Period]:
    """Periods of which a refused file is outstanding."""
    outstanding = plan.selections[feed.name].outstanding
    return {read_period(item.receipt.period) for item in outstanding if item.receipt.period}
