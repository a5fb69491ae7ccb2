"""What a build records about its inputs for dbt: deliveries, periods that were due, months that people confirmed, and
rules that rows broke.

Written once, when the build is frozen; `dbt_project/models/staging/_sources.yml` says what each of them holds.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ossp_pipeline.contracts.delivery import NO_PLACE, Delivery
from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.partnership.read import Facts
from ossp_pipeline.transform.plan import Plan, is_revised, least_shown, received_on

DELIVERIES = pa.schema(
    [
        ("feed", pa.string()),
        ("delivery_id", pa.string()),
        ("period", pa.string()),
        ("part", pa.string()),
        ("version", pa.int64()),
        ("is_revised", pa.bool_()),
        ("is_of_area", pa.bool_()),
        ("received_on", pa.date32()),
        ("records_from_date", pa.date32()),
        ("received_count", pa.int64()),
        ("accepted_count", pa.int64()),
        ("rejected_count", pa.int64()),
        ("unconsented_count", pa.int64()),
        ("duplicate_count", pa.int64()),
        ("out_of_area_count", pa.int64()),
        ("left_out_count", pa.int64()),
    ]
)
EXPECTED = pa.schema(
    [
        ("feed", pa.string()),
        ("cadence", pa.string()),
        ("period", pa.string()),
        ("period_start_date", pa.date32()),
        ("period_end_date", pa.date32()),
        ("due_date", pa.date32()),
        ("is_due", pa.bool_()),
        ("is_expected", pa.bool_()),
        ("disclosure_class", pa.string()),
        ("has_volume", pa.bool_()),
        ("has_places", pa.bool_()),
        ("unplaced", pa.string()),
        ("has_consent", pa.bool_()),
    ]
)
CONFIRMED = pa.schema([("feed", pa.string()), ("period", pa.string()), ("reason", pa.string())])
BROKEN = pa.schema(
    [
        ("feed", pa.string()),
        ("rule_id", pa.string()),
        ("meaning", pa.string()),
        ("is_fault", pa.bool_()),
        ("disclosure_class", pa.string()),
        ("row_count", pa.int64()),
    ]
)


def write_inputs(folder: Path, plan: Plan, feeds: Iterable[Feed]) -> None:
    """Write them as Parquet into a new folder."""
    folder.mkdir(parents=True)
    began = plan.records_from
    rows = [_delivery_row(item, plan) | {"records_from_date": began[item.receipt.feed]} for item in plan.used]
    pq.write_table(pa.Table.from_pylist(rows, schema=DELIVERIES), folder / "deliveries.parquet")
    expected = [period.as_row() for period in plan.expected]
    pq.write_table(pa.Table.from_pylist(expected, schema=EXPECTED), folder / "expected_periods.parquet")
    confirmed = [{"feed": item.feed, "period": item.period, "reason": item.reason} for item in plan.confirmations]
    pq.write_table(pa.Table.from_pylist(confirmed, schema=CONFIRMED), folder / "confirmations.parquet")
    broken = [row for feed in feeds for row in _rule_rows(feed, plan.selections[feed.name].used)]
    pq.write_table(pa.Table.from_pylist(broken, schema=BROKEN), folder / "broken_rules.parquet")
    settings = {**plan.settings, "small_count": least_shown(plan.settings, Edition.PARTNERSHIP)}
    pq.write_table(pa.Table.from_pylist([settings]), folder / "settings.parquet")


def write_facts(folder: Path, facts: Facts) -> None:
    """Write what the partnership states, a file per table, into a new folder."""
    folder.mkdir(parents=True)
    for name, table in facts.tables.items():
        pq.write_table(table, folder / f"{name}.parquet")


def _delivery_row(delivery: Delivery, plan: Plan) -> dict[str, Any]:
    counts = delivery.accounting
    return {
        "feed": delivery.receipt.feed,
        "delivery_id": delivery.receipt.delivery_id,
        "period": delivery.receipt.period,
        "part": delivery.receipt.part,
        "version": delivery.receipt.version,
        "is_revised": is_revised(delivery, plan),
        # A file all of whose rows belong elsewhere says nothing about this area, not even that nothing happened.
        "is_of_area": counts.accepted > 0,
        "received_on": received_on(delivery, plan.seen_on),
        "received_count": counts.received,
        "accepted_count": counts.accepted,
        "rejected_count": counts.rejected,
        "unconsented_count": delivery.unconsented,
        "duplicate_count": counts.duplicate,
        "out_of_area_count": counts.out_of_area,
        "left_out_count": delivery.excluded.get(NO_PLACE, 0),
    }


def _rule_rows(feed: Feed, used: list[Delivery]) -> list[dict[str, Any]]:
    """Every row rule of a feed of which something came, and how many rows of the area's deliveries broke it."""
    of_area = [delivery for delivery in used if delivery.accounting.accepted]
    return [
        {
            "feed": feed.name,
            "rule_id": rule,
            "meaning": words,
            "is_fault": rule != feed.consent_rule,
            "disclosure_class": feed.disclosure_class,
            "row_count": sum(delivery.broken.get(rule, 0) for delivery in of_area),
        }
        for rule, words in (feed.row_rules() if of_area else {}).items()
    ]
