"""What a command did, as one document: printed as JSON, or as plain text by `console`. No row values."""

from collections import defaultdict
from datetime import date
from typing import cast

from ossp_pipeline.alerts.alerts import Alerts
from ossp_pipeline.cli.documents import (
    BuildSummary,
    CalendarSummary,
    FeedCounts,
    FeedStatus,
    GateSummary,
    LandedSummary,
    LateDelivery,
    PublishSummary,
    ReceivedSummary,
    RefreshSummary,
    Refusal,
    Rejection,
    ReleaseSummary,
    StatusSummary,
    WaitingSummary,
)
from ossp_pipeline.cli.editions import describe_public
from ossp_pipeline.cli.next_steps import next_steps, steps_to_publish, unfinished_arrivals
from ossp_pipeline.contracts.delivery import Delivery, State
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.extract.connectors.configured import last_fetches
from ossp_pipeline.extract.not_taken import not_taken
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.decision import Decision, read_certificate
from ossp_pipeline.gate.rules.freshness import late_periods, name_late, next_due
from ossp_pipeline.lock import Holder
from ossp_pipeline.orchestration.run_context import RunContext
from ossp_pipeline.publish.postgres.state import TargetSummary
from ossp_pipeline.publish.postgres.target import read_target
from ossp_pipeline.publish.releases import Release
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.plan import Plan

_LINES_SHOWN = 3


def describe_refresh(run: RunContext) -> RefreshSummary:
    """The whole refresh: what came in, what was rejected and why, the gate, the release, what to do next."""
    refresh, plan = run.refresh, run.refresh.plan()
    landed = describe_landed(refresh, run.received.landed)
    now = [item.receipt for item in run.received.landed]
    summary: RefreshSummary = {
        "repaired": run.repaired,
        "feeds": landed["feeds"],
        "refused": landed["refused"],
        "outstanding": [describe_refusal(item) for item in plan.outstanding if item.receipt not in now],
        "rejected": landed["rejected"],
    }
    if gate := _gate_of(run):
        summary["gate"] = gate
    if message := _message_of(run):
        summary["message"] = message
    current = refresh.releases.current()
    summary["waits"] = describe_waiting(refresh)
    summary["release"] = describe_release(current) if current else None
    summary["public"] = describe_public(refresh)
    summary["postgres"] = describe_postgres(refresh)
    summary["late"] = describe_late(refresh.expected, plan, refresh.settings.as_of)
    summary["next"] = next_steps(run, current, plan)
    return summary


def describe_received(run: RunContext) -> ReceivedSummary:
    """What `ossp receive` took, landed and left in the inbox."""
    received = run.received
    counts = (len(received.taken), len(received.known), len(received.landed))
    return {
        **describe_landed(run.refresh, received.landed),
        "repaired": run.repaired,
        "message": "{} new file(s), {} received before, {} landed.".format(*counts),
        "next": unfinished_arrivals(received, "run this again") + not_taken(run.refresh.settings),
    }


def describe_published(run: RunContext) -> PublishSummary:
    """What `ossp publish` did, or why it did not."""
    if run.release:
        return {
            "message": f"Published {run.release.folder}",
            "release": describe_release(run.release),
            "postgres": describe_postgres(run.refresh),
        }
    _, decision = run.judged_build()
    return {
        "message": "Not published.",
        "waits": describe_waiting(run.refresh),
        "next": steps_to_publish(run),
        "gate": describe_decision(decision),
    }


def describe_landed(refresh: Refresh, landed: list[Delivery]) -> LandedSummary:
    """Rows per feed, refused files with the reason, and where rejected rows are."""
    by_feed: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in landed:
        by_feed[delivery.receipt.feed].append(delivery)
    return {
        "feeds": {feed: count_rows(deliveries) for feed, deliveries in by_feed.items()},
        "refused": [describe_refusal(item) for item in landed if item.state is State.REFUSED],
        "rejected": [rejection for item in landed for rejection in _rejections(refresh, item)],
    }


def describe_refusal(delivery: Delivery) -> Refusal:
    """A refused file: which, where, why, what to do."""
    receipt = delivery.receipt
    example = FEEDS[receipt.feed].example
    named = {"feed": receipt.feed, "file": receipt.file_name, "example": example.file_name if example else ""}
    return cast(Refusal, {**named, **(delivery.refusal or {})})


def describe_decision(decision: Decision) -> GateSummary:
    """The gate's decision with its reasons."""
    return {
        "verdict": decision.verdict,
        "rules": len(decision.outcomes),
        "reasons": [
            {"rule": item.rule, "detail": item.detail, "remedy": item.remedy, "owner": item.owner}
            for item in decision.reasons
        ],
        "warnings": [{"rule": item.rule, "detail": item.detail, "remedy": item.remedy} for item in decision.warnings],
        "waived": [{"rule": item.rule, "by": waiver.by, "reason": waiver.reason} for item, waiver in decision.waived],
    }


def describe_late(feeds: list[Feed], plan: Plan, as_of: date) -> list[LateDelivery]:
    """Every delivery of these feeds that is due and has not come, as seen on a day."""
    here = plan.facts.feeds
    return [
        {
            "feed": feed.name,
            "period": str(item.period),
            "due": str(item.due_date),
            "days_late": (as_of - item.due_date).days,
            "supplier": here[feed.name].supplier,
        }
        for feed in feeds
        for item in late_periods(feed, plan)
        if item.due_date
    ]


def describe_waiting(refresh: Refresh) -> WaitingSummary | None:
    """The newest build, where the gate lets it pass and it is not out yet, with what it waits for."""
    build = refresh.publishing.waiting()
    if build is None:
        return None
    reasons = refresh.publishing.reasons_to_wait(build)
    return {"build_id": build.build_id, "reasons": reasons or ["nothing: the next `ossp refresh` publishes it"]}


def describe_calendar(refresh: Refresh) -> CalendarSummary:
    """Every planned release with its status, and the build that waits."""
    return {
        "seen_at": refresh.publishing.now().isoformat(),
        "planned": [
            status.as_dict()
            for edition in (refresh.publishing, refresh.public)
            for status in edition.planned_statuses()
        ],
        "waits": describe_waiting(refresh),
    }


def describe_status(refresh: Refresh) -> StatusSummary:
    """The release, the newest build, every feed's newest period and what is late since when."""
    plan = refresh.plan()
    current = refresh.releases.current()
    builds = [build for build in refresh.builds.all() if build.certificate.exists()]
    late = describe_late(refresh.expected, plan, refresh.settings.as_of)
    postgres = read_target(refresh.settings, refresh.releases)
    return {
        "area": refresh.settings.area_name,
        "as_of": refresh.settings.as_of.isoformat(),
        "is_sample": refresh.settings.is_sample,
        "release": describe_release(current) if current else None,
        "public": describe_public(refresh),
        "build": describe_build(builds[-1]) if builds else None,
        "postgres": postgres.describe() if postgres else None,
        "waits": describe_waiting(refresh),
        "fetches": last_fetches(refresh.settings),
        "feeds": [_feed_status(feed, plan, late, feed in refresh.expected) for feed in FEEDS.values()],
        "not_taken": not_taken(refresh.settings),
        "alerts": Alerts(refresh.settings).problems(),
    }


def status_lines(status: StatusSummary, running: Holder | None) -> str:
    """The status in lines, without the feeds."""
    release, made, waits, postgres = status["release"], status["build"], status["waits"], status["postgres"]
    public = status["public"]
    lines = [
        f"{status['area']}, seen on {status['as_of']}" + (" (invented sample)" if status["is_sample"] else ""),
        f"release: {release['folder']} since {release['published_at']}" if release else "release: none yet",
        public["message"] if public else "",
        f"newest build: {made['build_id']}, {made['verdict']}" if made else "newest build: none yet",
        f"waits: build {waits['build_id']}, {'; '.join(waits['reasons'])}" if waits else "",
        f"running now: {running['purpose']} since {running.get('since')}" if running else "running now: nothing",
        postgres["message"] if postgres else "",
        *status["not_taken"],
        *status["fetches"],
        *status["alerts"],
    ]
    return "\n".join(filter(None, lines))


def describe_postgres(refresh: Refresh) -> TargetSummary | None:
    """What this run found and did in Postgres; None where none is configured."""
    return refresh.postgres.describe() if refresh.postgres else None


def describe_release(release: Release) -> ReleaseSummary:
    """A release by its record, and its folder."""
    return {**release.record(), "folder": str(release.folder)}


def describe_build(build: Build) -> BuildSummary:
    """A build by its verdict, and its certificate's page."""
    certificate = read_certificate(build)
    return {
        "build_id": build.build_id,
        "verdict": certificate["verdict"],
        "reasons": certificate["reasons"],
        "certificate": str(build.folder / "certificate.html"),
    }


def count_rows(deliveries: list[Delivery]) -> FeedCounts:
    """How many files these are, and where their rows went."""
    counts = [delivery.accounting for delivery in deliveries]
    return {
        "files": len(counts),
        "received": sum(item.received for item in counts),
        "accepted": sum(item.accepted for item in counts),
        "rejected": sum(item.rejected for item in counts),
        "duplicate": sum(item.duplicate for item in counts),
        "out_of_area": sum(item.out_of_area for item in counts),
    }


def _rejections(refresh: Refresh, delivery: Delivery) -> list[Rejection]:
    """Each rule that rejected rows of a delivery, with the first lines."""
    rejects = refresh.raw.rejects(delivery).to_pylist() if delivery.broken else []
    return [
        {
            "feed": delivery.receipt.feed,
            "file": delivery.receipt.file_name,
            "rule": rule,
            "rows": count,
            "lines": [row["line"] for row in rejects if row["rule"] == rule][:_LINES_SHOWN],
        }
        for rule, count in delivery.broken.items()
    ]


def _feed_status(feed: Feed, plan: Plan, late: list[LateDelivery], is_expected: bool) -> FeedStatus:
    selection, coming = plan.selections[feed.name], next_due(feed, plan)
    return {
        "feed": feed.name,
        "newest": max((item.receipt.period or "" for item in selection.used), default=None),
        "late": [item for item in late if item["feed"] == feed.name],
        "late_in_words": name_late(feed, plan),
        "next": {"period": str(coming[0]), "due": str(coming[1])} if coming else None,
        "refused": [describe_refusal(item) for item in selection.outstanding],
        "is_expected": is_expected,
    }


def _gate_of(run: RunContext) -> GateSummary | None:
    """The gate's decision of this run, or that about the build there is nothing new since."""
    if run.decision:
        return describe_decision(run.decision)
    if isinstance(run.earlier, Build) and not run.release:
        return {**describe_build(run.earlier), "rules": 0, "warnings": [], "waived": []}
    return None


def _message_of(run: RunContext) -> str:
    if isinstance(run.earlier, Release):
        return f"Nothing is new since release {run.earlier.release_id}: nothing was built or published."
    if run.release:
        return f"Release {run.release.release_id} is published."
    if run.earlier:
        state = "held" if describe_build(run.earlier)["reasons"] else "waiting"
        return f"Nothing is new since build {run.earlier.build_id}, which is {state}."
    return ""
