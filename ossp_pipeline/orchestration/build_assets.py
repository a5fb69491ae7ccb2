"""From what came in to what goes out: deliveries, inputs, dbt's tables, candidate, certificate, release.

Each asset calls one step of `ossp_pipeline.refresh` and shows what it returned. The gate and the publisher read the
build's own folder, so materialising one of them alone cannot get around a check.
"""

from collections.abc import Collection, Iterator
from typing import Any

import dagster as dg

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import explain
from ossp_pipeline.extract.not_taken import not_taken
from ossp_pipeline.gate.decision import PUBLISH
from ossp_pipeline.gate.rules.partnership_facts import judge_facts
from ossp_pipeline.orchestration.checks import (
    as_evaluation,
    as_result,
    fact_area_check_specs,
    fact_check_specs,
    release_check_specs,
    row_check_specs,
    site_check_specs,
    test_check_specs,
)
from ossp_pipeline.orchestration.raw_assets import DELIVERIES, raw_key, report_deliveries
from ossp_pipeline.orchestration.resources import HELD, NEEDS_RUN, reporting
from ossp_pipeline.orchestration.run_context import RunContext
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.publish.package import read_package
from ossp_pipeline.publish.releases import Release
from ossp_pipeline.site.checks import RULES
from ossp_pipeline.site.pages import SITE
from ossp_pipeline.transform.manifest import Manifest, Model

FACTS_KEY = dg.AssetKey(["partnership", "facts"])
INPUTS = dg.AssetKey(["build", "inputs"])
CERTIFICATE = dg.AssetKey(["release", "certificate"])
PUBLISHED = dg.AssetKey(["release", "published"])
POSTGRES = dg.AssetKey(["release", "postgres"])
# What the step of several assets yields: an asset, or the result of a check on one.
AssetResult = dg.MaterializeResult[None] | dg.AssetCheckResult
_VERDICT = "certificate__verdict__publish"
_IS_CURRENT = "postgres__release__current"


def table_key(model: Model) -> dg.AssetKey:
    """A dbt model or seed by its layer."""
    return dg.AssetKey([model.layer, model.name])


def candidate_key(table: str) -> dg.AssetKey:
    """A published table as it would go out."""
    return dg.AssetKey(["candidate", table])


@dg.asset(
    key=DELIVERIES,
    group_name="landing",
    description="Takes what partners dropped into data/landing/inbox and lands it; received files stay unchanged.",
    required_resource_keys=NEEDS_RUN,
)
def deliveries(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Receive files and land them."""
    run: RunContext = context.resources.run
    with reporting(run):
        run.received = run.refresh.receive()
    report_deliveries(context, run.received.landed, run.refresh.raw)
    # The data version never changes: what arrived shows on each feed's own periods, and those are not out of date
    # because another feed got a file.
    yield dg.MaterializeResult(
        data_version=dg.DataVersion("see raw"),
        metadata={
            "new files": len(run.received.taken),
            "files known before": len(run.received.known),
            "files still arriving": len(run.received.arriving),
            "not taken": not_taken(run.refresh.settings),
            "files not taken, as they hold erased people": len(run.received.erased),
            "files landed": len(run.received.landed),
            "found after a crash": run.repaired,
        },
    )


@dg.asset(
    key=FACTS_KEY,
    group_name="partnership",
    description="What the partnership states of itself: the tables of its folder, each row checked like a delivery's.",
    check_specs=fact_check_specs(FACTS_KEY),
    required_resource_keys=NEEDS_RUN,
)
def partnership_facts(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Read the partnership folder and show what is wrong in it."""
    run: RunContext = context.resources.run
    with reporting(run):
        facts = run.refresh.read_facts()
    yield dg.MaterializeResult(
        data_version=dg.DataVersion(facts.digest[:16]),
        metadata={
            "folders": [str(folder) for folder in run.refresh.settings.fact_folders],
            "rows": {name: table.num_rows for name, table in facts.tables.items()},
            "not stated yet": [fact.file for fact in facts.unstated],
        },
        check_results=[as_result(outcome, FACTS_KEY) for outcome in judge_facts(facts)],
    )


def inputs_asset(feeds: list[Feed]) -> dg.AssetsDefinition:
    """`build/inputs`: what this build is made from, frozen and judged."""

    @dg.asset(
        key=INPUTS,
        deps=[DELIVERIES, FACTS_KEY, *(raw_key(feed.name) for feed in feeds)],
        group_name="build",
        description="The newest delivery of each feed and period, frozen in the build's own folder and judged.",
        required_resource_keys=NEEDS_RUN,
        output_required=False,
    )
    def inputs(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        run: RunContext = context.resources.run
        with reporting(run):
            plan = run.refresh.plan()
            run.earlier = None if run.force else run.refresh.made_from(plan)
            if run.earlier:
                context.log.info(f"nothing is new since {run.earlier.folder.name}: nothing to build")
                return
            run.refresh.require_areas(plan)
            run.build, outcomes = run.refresh.freeze(plan, context.run.run_id)
        for outcome in outcomes:
            if outcome.subject not in FACTS:  # those are results of an asset of their own
                context.log_event(as_evaluation(outcome, raw_key(outcome.subject)))
        yield dg.MaterializeResult(
            metadata={"build": run.build.build_id, "deliveries": len(plan.used), "rules": len(outcomes)}
        )

    return inputs


def tables_asset(manifest: Manifest, feeds: list[Feed]) -> dg.AssetsDefinition:
    """Every seed and model of the dbt project, with its data tests as checks. dbt builds them in one run."""
    keys = {model.name: table_key(model) for model in manifest.models.values()}
    checks = {
        name: test_check_specs((test for test in manifest.tests.values() if test.model == name), key)
        for name, key in keys.items()
    }
    for fact in (fact for fact in FACTS.values() if fact.area_columns):
        table = _table_of(fact.name, keys)
        checks[table] += fact_area_check_specs(fact, keys[table])
    for feed in feeds:
        key = keys[f"stg_{feed.name}"]
        checks[f"stg_{feed.name}"] += row_check_specs(feed, key)

    @dg.multi_asset(
        name="tables",
        specs=[_table_spec(model, keys) for model in manifest.models.values()],
        check_specs=[spec for specs in checks.values() for spec in specs],
        required_resource_keys=NEEDS_RUN,
    )
    def tables(context: dg.AssetExecutionContext) -> Iterator[AssetResult]:
        run: RunContext = context.resources.run
        seconds: dict[str, float] = {}
        with reporting(run):
            build = run.build_for(context.run.run_id)
            outcomes = run.refresh.make_tables(
                build, lambda node: seconds.update({node.unique_id.split(".")[2]: node.seconds})
            )
        for name, key in keys.items():
            yield dg.MaterializeResult(
                asset_key=key, metadata={"build": build.build_id, "seconds": seconds.get(name, 0)}
            )
        for outcome in outcomes:
            yield as_result(outcome, keys[_table_of(outcome.subject, keys)])

    return tables


def _table_of(subject: str, tables: Collection[str]) -> str:
    """Where results about a subject are shown: its table, or that of all areas for a fact that no model reads."""
    return next(name for name in (subject, f"stg_{subject}", "int_areas_listed") if name in tables)


def candidate_asset(manifest: Manifest) -> dg.AssetsDefinition:
    """The published tables as files, small counts withheld, each judged by its suite; and the site made from them."""
    names = manifest.published
    site = candidate_key(SITE)

    @dg.multi_asset(
        name="candidate",
        specs=[
            dg.AssetSpec(
                candidate_key(name),
                deps=[table_key(manifest.models[name])],
                group_name="candidate",
                description=f"{manifest.models[name].description} As it would go out, small counts withheld.",
                kinds={"parquet", "csv"},
            )
            for name in names
        ]
        + [_site_spec(names)],
        check_specs=[spec for name in names for spec in release_check_specs(name, manifest, candidate_key(name))]
        + site_check_specs(RULES, site),
        required_resource_keys=NEEDS_RUN,
    )
    def candidate(context: dg.AssetExecutionContext) -> Iterator[AssetResult]:
        run: RunContext = context.resources.run
        with reporting(run):
            build = run.build_for(context.run.run_id)
            outcomes = run.refresh.make_candidate(build)
        for resource in read_package(build.candidate)["resources"]:
            if resource["format"] == "parquet":
                name = resource["name"].removesuffix(".parquet")
                metadata = {"build": build.build_id, "rows": resource["rows"], "hash": resource["hash"]}
                yield dg.MaterializeResult(asset_key=candidate_key(name), metadata=metadata)
        page = build.candidate / SITE / "index.html"
        yield dg.MaterializeResult(asset_key=site, metadata={"first page": dg.MetadataValue.path(str(page))})
        for outcome in outcomes:
            yield as_result(outcome, candidate_key(outcome.subject))

    return candidate


def _site_spec(tables: list[str]) -> dg.AssetSpec:
    return dg.AssetSpec(
        candidate_key(SITE),
        deps=[candidate_key(name) for name in tables],
        group_name="candidate",
        description="The pages people read, made from the candidate's tables and nothing else.",
        kinds={"html"},
    )


def certificate_asset(manifest: Manifest) -> dg.AssetsDefinition:
    """The gate's decision. A hold fails the run, and the release is not touched."""

    @dg.asset(
        key=CERTIFICATE,
        deps=[candidate_key(name) for name in (*manifest.published, SITE)],
        group_name="release",
        description="The gate: publish or hold, decided from the evidence filed under the build and nothing else.",
        check_specs=[dg.AssetCheckSpec(_VERDICT, asset=CERTIFICATE, blocking=True, description="May it go out?")],
        required_resource_keys=NEEDS_RUN,
    )
    def certificate(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        run: RunContext = context.resources.run
        with reporting(run):
            build = run.build_for(context.run.run_id)
            run.decision = decision = run.refresh.judge(build)
        reasons = "\n".join(f"- {item.rule}: {explain(item.detail, item.remedy)}" for item in decision.reasons)
        verdict = dg.AssetCheckResult(
            check_name=_VERDICT, passed=decision.verdict == PUBLISH, metadata={"reasons": dg.MetadataValue.md(reasons)}
        )
        metadata: dict[str, Any] = {
            "build": build.build_id,
            "verdict": decision.verdict,
            "warnings": len(decision.warnings),
            "waived": len(decision.waived),
            "page": dg.MetadataValue.path(str(build.folder / "certificate.html")),
        }
        yield dg.MaterializeResult(metadata=metadata, check_results=[verdict])
        if decision.verdict != PUBLISH:
            description = f"Build {build.build_id} is held; the last good release stays up.\n{reasons}"
            raise dg.Failure(description=description, metadata={HELD: build.build_id})

    return certificate


@dg.asset(
    key=PUBLISHED,
    deps=[CERTIFICATE],
    group_name="release",
    description="What dashboards read: asks the gate again, writes the folder, reads it back, switches the pointer.",
    required_resource_keys=NEEDS_RUN,
    output_required=False,
)
def published(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Publish, unless the gate holds, or the build waits for its moment or a named person's approval."""
    run: RunContext = context.resources.run
    with reporting(run):
        build = run.build_for(context.run.run_id)
        run.release = release = run.refresh.publish(build, context.run.run_id, run.approved_by, run.early)
        reasons = [] if release else run.refresh.publishing.reasons_to_wait(build)
    if release is None:
        reason = "; ".join(reasons) or "the gate holds it"
        context.log.warning(f"build {build.build_id} was not published: {reason}")
        context.log_event(dg.AssetObservation(PUBLISHED, metadata={"build": build.build_id, "waits": reason}))
        return
    yield dg.MaterializeResult(metadata=release_metadata(release))


def release_metadata(release: Release) -> dict[str, Any]:
    """What Dagster shows of a release."""
    record = release.record()
    return {
        "release": record["release_id"],
        "hash": record["release_hash"],
        "build": record["build_id"],
        "folder": dg.MetadataValue.path(str(release.folder)),
    }


@dg.asset(
    key=POSTGRES,
    deps=[PUBLISHED],
    group_name="release",
    description="What other dashboards read: the release's tables in a schema of their own, and the pointer to them.",
    check_specs=[dg.AssetCheckSpec(_IS_CURRENT, asset=POSTGRES, description="Postgres shows what the files show.")],
    required_resource_keys=NEEDS_RUN,
    kinds={"postgres"},
)
def postgres(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Make Postgres show the current release. Where that fails, so does the check, and the next refresh tries again."""
    run: RunContext = context.resources.run
    with reporting(run):
        run.refresh.sync_postgres()
    state = run.refresh.postgres
    if state is None:
        yield dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=True, check_name=_IS_CURRENT)])
        return
    result = dg.AssetCheckResult(passed=not state.is_behind, check_name=_IS_CURRENT, metadata={"state": str(state)})
    metadata = {"shown": state.shown or "", "kept": ", ".join(state.kept), "state": str(state)}
    yield dg.MaterializeResult(metadata=metadata, check_results=[result])


def _table_spec(model: Model, keys: dict[str, dg.AssetKey]) -> dg.AssetSpec:
    sources = [raw_key(name.split(".")[1]) if name.startswith("raw.") else INPUTS for name in model.sources]
    parents = [keys[name] for name in model.depends_on if name in keys]
    # Seeds have no parents, yet are part of the build: they come after its inputs are frozen.
    return dg.AssetSpec(
        table_key(model),
        deps=sorted({*sources, *parents} or {INPUTS}),
        group_name=model.layer,
        description=model.description,
        kinds={"dbt", "duckdb"},
    )
