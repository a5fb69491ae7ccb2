"""Did every month of a feed come whole? A month that looks far too short or too long holds; one that may be is named.

Which months are in doubt is worked out where figures are made (`fct_completeness`), so that what the gate says and what
figures do are about the same months.
"""

from typing import Any

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.contracts.status import Completeness
from ossp_pipeline.gate.rules.contract_rules import SUPPLIER_LIAISON
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.tables import open_warehouse, read_table

_NAMED = 6


def month_rule_ids(feed: Feed) -> list[str]:
    """The rules `judge_months` answers for."""
    return [f"{feed.name}.months.confirmed", f"{feed.name}.months.whole"] if feed.has_volume else []


def judge_months(feeds: list[Feed], build: Build) -> list[Outcome]:
    """Of each feed: months that hold, and months that wait to be confirmed."""
    with open_warehouse(build) as connection:
        rows = read_table(connection, "fct_completeness").to_pylist()
        wards = {row["area_code"]: row["area_name"] for row in read_table(connection, "dim_areas").to_pylist()}
    return [outcome for feed in feeds if feed.has_volume for outcome in _judge(feed, rows, wards)]


def _judge(feed: Feed, rows: list[dict[str, Any]], wards: dict[str, str]) -> list[Outcome]:
    own = [row for row in rows if row["feed"] == feed.name]
    held = [row for row in own if row["completeness"] == Completeness.HELD]
    unconfirmed = [row for row in own if row["completeness"] == Completeness.UNCONFIRMED]
    return [
        _outcome(feed, f"{feed.name}.months.whole", held, wards),
        _outcome(feed, f"{feed.name}.months.confirmed", unconfirmed, wards),
    ]


def _outcome(feed: Feed, rule: str, rows: list[dict[str, Any]], wards: dict[str, str]) -> Outcome:
    """`rows`: those of fct_completeness that fail the rule; the newest months are named first."""
    newest = sorted(rows, key=lambda row: (row["dimension"], row["kind"]))
    newest = sorted(newest, key=lambda row: str(row["period"]), reverse=True)
    words = [_words(row, wards) for row in newest[:_NAMED]]
    more = f"; and {len(rows) - _NAMED} more" if len(rows) > _NAMED else ""
    months = sorted({str(row["period"]) for row in rows})
    is_whole = rule.endswith(".whole")
    passed = "no month came far too short or too long" if is_whole else "no month is unconfirmed"
    return Outcome(
        rule=rule,
        subject=feed.name,
        tool="reconciliation",
        status=Status.FAILED if rows else Status.PASSED,
        severity=Severity.HOLD if is_whole else Severity.WARN,
        observed=len(months),
        detail="; ".join(words) + more if rows else passed,
        remedy=f"ask {feed.supplier} whether {', '.join(months[-_NAMED:]) or 'the month'} is whole, and for the file "
        f"again; or where it is: ossp confirm {feed.name} {months[-1] if months else 'PERIOD'} --by NAME --because …",
        owner=SUPPLIER_LIAISON,
    )


def _words(row: dict[str, Any], wards: dict[str, str]) -> str:
    kind = "" if row["dimension"] in ("all", "place") else f", {wards.get(row['kind'], row['kind'])}"
    return f"{row['period']}{kind}: {row['reason']}"
