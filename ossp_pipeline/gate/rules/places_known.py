"""Do incidents say where they happened, in codes of one vintage? The months that do not are named.

Which months say too little is worked out where figures are made (`int_feeds_covered`), so that a warning and a missing
figure are about the same months.
"""

from typing import Any

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.contracts.period import Period, list_missing, name_run, read_period
from ossp_pipeline.gate.rules.contract_rules import SUPPLIER_LIAISON
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.tables import open_warehouse, read_table

Row = dict[str, Any]


def place_rule_ids(feed: Feed) -> list[str]:
    """The rules `judge_places` answers for."""
    return [f"{feed.name}.places.known", f"{feed.name}.vintage.unmixed"] if feed.has_places else []


def judge_places(feeds: list[Feed], build: Build) -> list[Outcome]:
    """Of each feed of incidents: months with too few places, and months in codes of the other vintage."""
    with open_warehouse(build) as connection:
        months = read_table(connection, "int_feeds_covered").to_pylist()
    return [outcome for feed in feeds if feed.has_places for outcome in _judge(feed, months)]


def _judge(feed: Feed, months: list[Row]) -> list[Outcome]:
    rows = sorted((row for row in months if row["feed"] == feed.name), key=lambda row: str(row["period"]))
    bare = [row for row in rows if row["is_placed"] is False]
    older = [row for row in rows if row["other_vintage_count"]]
    total = sum(row["unplaced_count"] or 0 for row in rows)
    return [_known(feed, bare, total), _unmixed(feed, older)]


def _known(feed: Feed, bare: list[Row], total: int) -> Outcome:
    """Where rows without a place are left out, the borough's own count falls short too: then the month holds."""
    is_left_out = feed.unplaced == "out_of_area"
    detail = f"too few rows have a place in {len(bare)} month(s): {_list(bare, 'unplaced_count', 'judged_count')}"
    effect = "nothing of it is complete" if is_left_out else "wards and small areas show it as not supplied"
    return Outcome(
        rule=f"{feed.name}.places.known",
        subject=feed.name,
        tool="reconciliation",
        status=Status.FAILED if bare else Status.PASSED,
        severity=Severity.HOLD if is_left_out else Severity.WARN,
        observed=len(bare),
        detail=detail if bare else f"enough rows have a place in every month; {total:,} have none",
        remedy=f"ask {feed.supplier} whether geocoding failed, and for the month again; {effect}",
        owner=SUPPLIER_LIAISON,
    )


def _unmixed(feed: Feed, older: list[Row]) -> Outcome:
    named = _list(older, "other_vintage_count")
    detail = f"{len(older)} month(s) hold rows in codes of 2011, others in codes of 2021: {named}"
    return Outcome(
        rule=f"{feed.name}.vintage.unmixed",
        subject=feed.name,
        tool="reconciliation",
        status=Status.FAILED if older else Status.PASSED,
        severity=Severity.WARN,
        observed=len(older),
        detail=detail if older else "small areas are of one vintage",
        remedy=f"ask {feed.supplier} for these months in codes of 2021; until then every month is counted in the areas "
        "both vintages share",
        owner=SUPPLIER_LIAISON,
    )


def _list(rows: list[Row], *counts: str) -> str:
    """All the months, neighbours as one, with these counts of rows over them: 2025-01 to 2025-03 (27 of 30)."""
    months = {read_period(str(row["period"])): row for row in rows}

    def name(first: Period, last: Period) -> str:
        own = [row for period, row in months.items() if first <= period <= last]
        return f"{name_run(first, last)} ({' of '.join(f'{sum(row[count] for row in own):,}' for count in counts)})"

    return list_missing(months, name=name)
