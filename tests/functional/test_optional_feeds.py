"""An area may do without an optional feed; once something of it was delivered, it is judged like every other."""

import json

import duckdb
import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.feeds.registry import FEEDS, optional_feeds
from ossp_pipeline.gate.decision import PUBLISH
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.sample.faults import plant_fault
from ossp_pipeline.settings import Settings


@pytest.mark.slow
def test_without_any_optional_feed_the_release_goes_out_and_says_so(short_released, copy_of):
    settings: Settings = copy_of(short_released)
    assert not any(list(settings.received.glob(f"{feed.name}/*")) for feed in optional_feeds(settings))
    steps = Refresh(settings)
    certificate = json.loads(steps.builds.newest().certificate.read_text())
    assert certificate["reasons"] == []
    assert certificate["verdict"] == PUBLISH
    names = {feed.name for feed in optional_feeds(settings)}
    judged = {rule["rule"].split(".")[0] for rule in certificate["rules"] if rule["rule"].endswith(".rows.present")}
    assert judged.isdisjoint(names)
    assert "sna_harm.edition.delivered" in {item["rule"] for item in certificate["warnings"]}

    release = Releases(settings.releases).current()
    assert release is not None
    tables = release.folder / "tables"
    # The number of crimes is known all the same, and a small one about people is withheld.
    found = duckdb.sql(
        f"select distinct status, status_reason, harm from '{tables}/sna_harm.parquet' where status <> 'withheld'"
    ).fetchall()
    assert found == [(ValueStatus.NOT_SUPPLIED, "weights of edition 2024 are chosen; delivered: none", None)]
    for empty in ("sna_comparison", "sna_public_views", "sna_published_indicators", "sna_published_fires"):
        assert duckdb.sql(f"select count(*) from '{tables}/{empty}.parquet'").fetchall() == [(0,)]

    for silent in ("sna_partner_incidents", "sna_reoffending", "sna_stop_and_search"):
        [(count, figures, statuses)] = duckdb.sql(
            f"select count(*), count(*) filter (where status in ('observed', 'true zero')), list(distinct status)"
            f" from '{tables}/{silent}.parquet'"
        ).fetchall()
        assert count > 0 and figures == 0 and set(statuses) <= {ValueStatus.NOT_SUPPLIED, ValueStatus.NOT_YET_DUE}, (
            silent
        )

    fault = plant_fault("crime_severity_weights", settings)
    steps.receive([FEEDS["crime_severity_weights"]])
    build, _ = steps.freeze(steps.plan())
    reasons = {reason.rule: reason for reason in steps.judge(build).reasons}
    assert fault.file_name in reasons["crime_severity_weights.rows.within_tolerance"].detail
