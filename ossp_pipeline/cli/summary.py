"""What a run did, as one document: printed as JSON, or as plain text by `console`. No row values."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from ossp_pipeline.atomic_files import read_json
from ossp_pipeline.contracts.delivery import Delivery, State
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.decision import PUBLISH, Decision
from ossp_pipeline.gate.rules.freshness import late_periods
from ossp_pipeline.orchestration.run_session import Session
from ossp_pipeline.publish.postgres.target import look
from ossp_pipeline.publish.releases import Release
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.site.pages import SITE
from ossp_pipeline.transform.build import Build

_PLACES_SHOWN = 3
COUNTS = ("received", "accepted", "rejected", "duplicate", "out_of_area")


def describe_refresh(session: Session) -> dict[str, Any]:
    """The whole refresh: what came in, what was rejected and why, the gate, the release, what to do next."""
    refresh = session.refresh
    document: dict[str, Any] = {"repaired": session.repaired, **describe_landed(refresh, session.received.landed)}
    if session.decision:
        document["gate"] = describe_decision(session.decision)
    if isinstance(session.earlier, Release):
        document["message"] = (
            f"Nothing is new since release {session.earlier.release_id}: nothing was built or published."
        )
    elif session.release:
        document["message"] = f"Release {session.release.release_id} is published."
    elif session.earlier:
        document["gate"] = {**describe_build(session.earlier), "rules": 0, "warnings": [], "waived": []}
        how = "held" if document["gate"]["reasons"] else "waiting"
        document["message"] = f"Nothing is new since build {session.earlier.build_id}, which is {how}."
    document["waits"] = describe_waiting(refresh)
    current = refresh.releases.current()
    document["release"] = describe_release(current) if current else None
    document["postgres"] = describe_postgres(refresh)
    document["late"] = describe_late(refresh)
    document["next"] = _next_steps(session, document)
    return document


def describe_received(session: Session) -> dict[str, Any]:
    """What a `receive` took, landed and left."""
    received = session.received
    counts = (len(received.taken), len(received.known), len(received.landed))
    return {
        **describe_landed(session.refresh, received.landed),
        "repaired": session.repaired,
        "message": "{} new file(s), {} known before, {} landed.".format(*counts),
        "next": [f"{path.name} is still arriving: run this again" for path in received.arriving],
    }


def describe_published(session: Session) -> dict[str, Any]:
    """What a `publish` did, or why it did not."""
    if session.release:
        return {
            "message": f"Published {session.release.folder}",
            "release": describe_release(session.release),
            "postgres": describe_postgres(session.refresh),
        }
    document: dict[str, Any] = {
        "message": "Not published.",
        "waits": describe_waiting(session.refresh),
        "next": _way_out(session),
    }
    return {**document, "gate": describe_decision(session.decision)} if session.decision else document


def describe_landed(refresh: Refresh, landed: list[Delivery]) -> dict[str, Any]:
    """Rows per feed, refused files with the reason, and where rejected rows are."""
    feeds: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(("files", *COUNTS), 0))
    for delivery in landed:
        counts = feeds[delivery.receipt.feed]
        counts["files"] += 1
        for name in COUNTS:
            counts[name] += getattr(delivery.accounting, name)
    return {
        "feeds": dict(feeds),
        "refused": [describe_refusal(item) for item in landed if item.state is State.REFUSED],
        "rejected": [entry for item in landed for entry in _rejections(refresh, item)],
    }


def describe_refusal(delivery: Delivery) -> dict[str, Any]:
    """A refused file: which, where, why, what to do."""
    return {"feed": delivery.receipt.feed, "file": delivery.receipt.file_name, **(delivery.refusal or {})}


def describe_decision(decision: Decision) -> dict[str, Any]:
    """The gate's answer with its reasons."""
    return {
        "verdict": decision.verdict,
        "rules": len(decision.outcomes),
        "reasons": [vars(reason) for reason in decision.reasons],
        "warnings": [{"rule": item.rule, "detail": item.detail, "remedy": item.remedy} for item in decision.warnings],
        "waived": [{"rule": item.rule, "by": waiver.by, "reason": waiver.reason} for item, waiver in decision.waived],
    }


def describe_late(refresh: Refresh) -> list[dict[str, str]]:
    """Every delivery that is due and has not come."""
    plan = refresh.plan()
    return [
        {"feed": feed.name, "period": str(item.period), "due": str(item.due_date), "supplier": feed.supplier}
        for feed in refresh.expected
        for item in late_periods(feed, plan)
    ]


def describe_waiting(refresh: Refresh) -> dict[str, Any] | None:
    """The newest build, where the gate let it pass and it is not out yet, with what it waits for."""
    build = refresh.publishing.waiting()
    if build is None:
        return None
    reasons = refresh.publishing.keeps_back(build)
    return {"build_id": build.build_id, "reasons": reasons or ["nothing: the next `ossp refresh` publishes it"]}


def describe_calendar(refresh: Refresh) -> dict[str, Any]:
    """Every planned release and how it stands, and the build that waits."""
    return {
        "seen_at": refresh.publishing.now().isoformat(),
        "planned": [standing.as_dict() for standing in refresh.publishing.standings()],
        "waits": describe_waiting(refresh),
    }


def describe_status(refresh: Refresh) -> dict[str, Any]:
    """Where things stand: release, newest build, every feed's newest period and what is late since when."""
    plan = refresh.plan()
    current = refresh.releases.current()
    builds = [build for build in refresh.builds.all() if build.certificate.exists()]
    late = describe_late(refresh)
    state = look(refresh.settings, refresh.releases)
    return {
        "area": refresh.settings.area_name,
        "as_of": refresh.settings.as_of.isoformat(),
        "is_sample": refresh.settings.is_sample,
        "release": describe_release(current) if current else None,
        "build": describe_build(builds[-1]) if builds else None,
        "postgres": state.describe() if state else None,
        "waits": describe_waiting(refresh),
        "feeds": [
            {
                "feed": feed.name,
                "newest": max((item.receipt.period or "" for item in plan.selections[feed.name].used), default=None),
                "late": [item for item in late if item["feed"] == feed.name],
                "refused": [describe_refusal(item) for item in plan.selections[feed.name].outstanding],
                "is_expected": feed in refresh.expected,
            }
            for feed in FEEDS.values()
        ],
    }


def describe_postgres(refresh: Refresh) -> dict[str, Any] | None:
    """What this run found and did in Postgres; None where none is configured."""
    return refresh.postgres.describe() if refresh.postgres else None


def describe_release(release: Release) -> dict[str, Any]:
    """A release by its note, and where it is."""
    return {**release.note(), "folder": str(release.folder)}


def describe_build(build: Build) -> dict[str, Any]:
    """A build by its verdict, and where its certificate is."""
    certificate = read_json(build.certificate)
    return {
        "build_id": build.build_id,
        "verdict": certificate["verdict"],
        "reasons": certificate["reasons"],
        "certificate": str(build.folder / "certificate.html"),
    }


def _rejections(refresh: Refresh, delivery: Delivery) -> list[dict[str, Any]]:
    """Each rule that rejected rows of a delivery, with the first places."""
    rejects = refresh.raw.rejects(delivery).to_pylist() if delivery.broken else []
    return [
        {
            "feed": delivery.receipt.feed,
            "file": delivery.receipt.file_name,
            "rule": rule,
            "rows": count,
            "lines": [row["line"] for row in rejects if row["rule"] == rule][:_PLACES_SHOWN],
        }
        for rule, count in delivery.broken.items()
    ]


def _way_out(session: Session) -> list[str]:
    """What lets a build out that was not published."""
    if session.decision and session.decision.verdict != PUBLISH:
        return ["mend what is named above (a corrected file goes into the same inbox folder), then refresh again"]
    refresh = session.refresh
    build = refresh.publishing.waiting()
    if session.release or build is None:
        return []
    steps = []
    if refresh.publishing.lacks_approval(build):
        steps.append("a named person approves: ossp publish --approved-by NAME")
    if refresh.publishing.embargoed(build):
        steps.append("it goes out by itself: at 09:30 on its day with `ossp ui` running, else by the next refresh")
    return steps


def _reminders(late: list[dict[str, str]]) -> list[str]:
    """One line per supplier, with the newest periods that are due."""
    by_supplier: dict[str, list[str]] = defaultdict(list)
    for item in late:
        by_supplier[item["supplier"]].append(f"{item['period']} (due {item['due']})")
    return [
        f"remind {supplier}: {len(periods)} period(s) not delivered, {', '.join(periods[-_PLACES_SHOWN:])}"
        for supplier, periods in by_supplier.items()
    ]


def _next_steps(session: Session, document: dict[str, Any]) -> list[str]:
    steps = [f"{path.name} is still arriving: refresh again later" for path in session.received.arriving]
    if document["release"]:
        steps.append(f"the release dashboards read: {document['release']['folder']}")
        page = Path(document["release"]["folder"]) / SITE / "index.html"
        steps += [f"its pages: {page.absolute().as_uri()}"] if page.exists() else []
    if session.build:
        steps.append(f"the certificate: {session.build.folder / 'certificate.html'}")
    steps += _way_out(session)
    steps += _reminders(document["late"])
    steps.append("look at every asset and check: ossp ui")
    return steps
