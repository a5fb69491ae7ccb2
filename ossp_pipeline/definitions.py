"""The whole map on one screen: what Dagster loads (see `workspace.yaml`).

connections/<name> put files into the inbox, each at its own time

landing/deliveries → raw/<feed> (by period) → build/inputs → dbt's tables → candidate/<table>, candidate/site
→ release/certificate → release/published → release/postgres, where one is configured
                                          → public/edition, which no refresh makes
"""

import dagster as dg

from ossp_pipeline.feeds.registry import expected_feeds, optional_feeds, received_feeds
from ossp_pipeline.orchestration.automation import (
    publish_waiting,
    refresh_job,
    release_schedule,
    retention,
    retention_schedule,
    schedules,
)
from ossp_pipeline.orchestration.build_assets import (
    candidate_asset,
    certificate_asset,
    deliveries,
    inputs_asset,
    partnership_facts,
    postgres,
    published,
    tables_asset,
)
from ossp_pipeline.orchestration.connection_assets import (
    connection_asset,
    fetch_job,
    fetch_schedule,
    stated_connections,
)
from ossp_pipeline.orchestration.look import alerts_sensor
from ossp_pipeline.orchestration.new_delivery import new_delivery_sensor
from ossp_pipeline.orchestration.public_asset import public_edition, public_job, public_schedule
from ossp_pipeline.orchestration.raw_assets import raw_assets
from ossp_pipeline.orchestration.resources import RUN, run_resource
from ossp_pipeline.orchestration.run_context import RunContext
from ossp_pipeline.partnership.read import read_facts
from ossp_pipeline.settings import Settings, load_settings
from ossp_pipeline.transform.dbt_runner import load_manifest


def build_definitions(settings: Settings, run: RunContext | None = None) -> dg.Definitions:
    """All assets, jobs, schedules and sensors of one installation. The command line brings its own run context."""
    here = read_facts(settings).feeds
    feeds = [here[feed.name] for feed in received_feeds(settings)]
    feeds_in_tables = [*expected_feeds(settings), *optional_feeds(settings)]
    manifest = load_manifest(settings)
    job, public = refresh_job(feeds), public_job()
    connections = stated_connections(settings)
    fetches = {connection.name: fetch_job(connection) for connection in connections}
    return dg.Definitions(
        assets=[
            deliveries,
            partnership_facts,
            *raw_assets(feeds, settings),
            inputs_asset(feeds),
            tables_asset(manifest, feeds_in_tables),
            candidate_asset(manifest),
            certificate_asset(manifest),
            published,
            *([postgres] if settings.postgres else []),
            public_edition,
            *(connection_asset(connection, settings) for connection in connections),
        ],
        jobs=[job, public, publish_waiting, retention, *fetches.values()],
        schedules=[
            *schedules(job, settings),
            release_schedule(settings),
            public_schedule(settings, public),
            retention_schedule(settings),
            *(fetch_schedule(connection, fetches[connection.name]) for connection in connections),
        ],
        sensors=[new_delivery_sensor(job, publish_waiting, feeds, settings), alerts_sensor(settings)],
        resources={RUN: run or run_resource},
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The installation that `ossp.toml` and the environment describe."""
    return build_definitions(load_settings())
