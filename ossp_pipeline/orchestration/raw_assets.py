"""`raw/<feed>`: the landed deliveries of a feed, partitioned by its own period.

A refresh lands whatever came and reports it here, period by period. Materialising a period in the UI lands its received
files again and judges only these.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import dagster as dg
import pyarrow as pa

from ossp_pipeline.contracts.column import Sensitivity, Treatment
from ossp_pipeline.contracts.delivery import Delivery, State
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Cadence, Period, parse_period, period_of
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.orchestration.checks import as_evaluation, raw_check_specs
from ossp_pipeline.orchestration.resources import NEEDS_RUN, reporting
from ossp_pipeline.orchestration.run_context import RunContext
from ossp_pipeline.settings import Settings

DELIVERIES = dg.AssetKey(["landing", "deliveries"])
_TIMEZONE = "Europe/London"
_WINDOWS = {
    Cadence.MONTH: ("0 0 1 * *", "%Y-%m"),
    Cadence.QUARTER: ("0 0 1 1,4,7,10 *", "%Y-%m"),
    Cadence.YEAR: ("0 0 1 1 *", "%Y"),
}
_PREVIEW_ROWS = 5


def raw_key(feed: str) -> dg.AssetKey:
    """`raw/<feed>`."""
    return dg.AssetKey(["raw", feed])


def partition_key(period: Period) -> str:
    """A period as its partition: the month or year, and for a quarter the month it starts in."""
    return period.start.strftime(_WINDOWS[period.cadence][1])


def partitions_of(feed: Feed, settings: Settings) -> dg.TimeWindowPartitionsDefinition:
    """Every period of the feed from the start of the history to the last that has ended."""
    cron, form = _WINDOWS[feed.cadence]
    first = period_of(settings.history_start.start, feed.cadence)
    if feed.cadence is Cadence.YEAR:
        first = period_of(first.start - timedelta(days=3 * 365), Cadence.YEAR)
    end = period_of(settings.as_of, feed.cadence) if settings.seen_on else None
    return dg.TimeWindowPartitionsDefinition(
        start=first.start.strftime(form),
        end=end.start.strftime(form) if end else None,
        cron_schedule=cron,
        fmt=form,
        timezone=_TIMEZONE,
    )


def raw_assets(feeds: list[Feed], settings: Settings) -> list[dg.AssetsDefinition]:
    """One partitioned asset per feed."""
    return [_raw_asset(feed, settings) for feed in feeds]


def period_of_partition(key: str, cadence: Cadence) -> Period:
    """The reverse of `partition_key`."""
    return period_of(date.fromisoformat(f"{key}-01-01"[:10]), cadence)


def report_deliveries(context: dg.AssetExecutionContext, deliveries: list[Delivery], raw: RawStore) -> None:
    """Show landed deliveries in the UI as materialisations of their periods."""
    for delivery in deliveries:
        event = materialisation(delivery, FEEDS[delivery.receipt.feed], raw)
        if event:
            context.log_event(event)


def materialisation(delivery: Delivery, feed: Feed, raw: RawStore) -> dg.AssetMaterialization | None:
    """A landed delivery as an event of its period; None where it was refused or its period is not known."""
    receipt = delivery.receipt
    if receipt.period is None or delivery.state is not State.LANDED:
        return None
    return dg.AssetMaterialization(
        asset_key=raw_key(feed.name),
        partition=partition_key(parse_period(feed.cadence, receipt.period)),
        metadata={
            **delivery_metadata(delivery, feed),
            "preview": dg.MetadataValue.md(preview(raw.accepted(delivery), feed)),
        },
    )


def delivery_metadata(delivery: Delivery, feed: Feed) -> dict[str, Any]:
    """Counts, freshness of the period and provenance of a delivery."""
    counts = delivery.accounting
    period = parse_period(feed.cadence, str(delivery.receipt.period))
    return {
        "period": str(period),
        "data up to": period.end.isoformat(),
        "was due": str(feed.due_date(period) or "never late"),
        "file": delivery.receipt.file_name,
        "received rows": counts.received,
        "accepted rows": counts.accepted,
        "rejected rows": counts.rejected,
        "duplicate rows": counts.duplicate,
        "rows out of area": counts.out_of_area,
        "sha256": delivery.receipt.sha256,
        "received at": delivery.receipt.received_at,
        **({"notes": "; ".join(delivery.notes)} if delivery.notes else {}),
    }


def preview(rows: pa.Table, feed: Feed) -> str:
    """The data without a personal value: some columns of a feed of events, fill rates of a feed about people."""
    if feed.personal:
        filled = [(name, rows.num_rows - rows[name].null_count) for name in rows.column_names]
        lines = [f"| {name} | {count / max(rows.num_rows, 1):.0%} |" for name, count in filled]
        return "\n".join(["| column | filled |", "|---|---|", *lines])
    shown = [
        column.name
        for column in feed.landed_columns()
        if column.sensitivity in (Sensitivity.OPEN, Sensitivity.RESTRICTED) and column.treatment is Treatment.KEEP
    ][:8]
    records = rows.select(shown).slice(0, _PREVIEW_ROWS).to_pylist()
    body = [f"| {' | '.join('' if value is None else str(value) for value in record.values())} |" for record in records]
    return "\n".join([f"| {' | '.join(shown)} |", "|" + "---|" * len(shown), *body])


def _raw_asset(feed: Feed, settings: Settings) -> dg.AssetsDefinition:
    key = raw_key(feed.name)

    @dg.asset(
        key=key,
        deps=[DELIVERIES],
        group_name="raw",
        description=f"{feed.title}, from {feed.supplier}. One row: {feed.grain}. Basis: {feed.basis}.",
        partitions_def=partitions_of(feed, settings),
        backfill_policy=dg.BackfillPolicy.single_run(),
        check_specs=raw_check_specs(feed, key),
        required_resource_keys=NEEDS_RUN,
        output_required=False,
        metadata={
            "cadence": str(feed.cadence),
            "sensitive": "about people" if feed.personal else "events or reference",
        },
        kinds={"parquet"},
    )
    def land_again(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        run: RunContext = context.resources.run
        periods = {str(period_of_partition(name, feed.cadence)) for name in context.partition_keys}
        with reporting(run):
            deliveries, outcomes = run.refresh.land_again(feed, periods)
        # Events are logged one by one, not returned: a period without a delivery must not show as there.
        report_deliveries(context, deliveries, run.refresh.raw)
        for outcome in outcomes:
            context.log_event(as_evaluation(outcome, key))
        yield from ()

    return land_again
