"""What to do after a refresh, a line each: where to look, what lets a waiting build out, whom to remind."""

from collections import defaultdict
from pathlib import Path

from ossp_pipeline.cli.documents import LateDelivery
from ossp_pipeline.gate.decision import PUBLISH
from ossp_pipeline.orchestration.run_context import RunContext
from ossp_pipeline.publish.releases import Release
from ossp_pipeline.site.pages import SITE

_PERIODS_SHOWN = 3


def next_steps(run: RunContext, current: Release | None, late: list[LateDelivery]) -> list[str]:
    """After a refresh: what to look at, what lets a waiting build out, whom to remind."""
    steps = [f"{path.name} is still arriving: refresh again later" for path in run.received.arriving]
    if current:
        steps.append(f"the release dashboards read: {current.folder}")
        page = Path(current.folder) / SITE / "index.html"
        steps += [f"its pages: {page.absolute().as_uri()}"] if page.exists() else []
    if run.build:
        steps.append(f"the certificate: {run.build.folder / 'certificate.html'}")
    steps += steps_to_publish(run)
    steps += _reminders(late)
    steps.append("look at every asset and check: ossp ui")
    return steps


def steps_to_publish(run: RunContext) -> list[str]:
    """What has to happen before a build that was not published goes out."""
    if run.decision and run.decision.verdict != PUBLISH:
        return ["fix what is named above (a corrected file goes into the same inbox folder), then refresh again"]
    publishing = run.refresh.publishing
    build = publishing.waiting()
    if run.release or build is None:
        return []
    steps = []
    if publishing.missing_approval(build):
        steps.append("a named person approves: ossp publish --approved-by NAME")
    if publishing.embargoed(build):
        steps.append("it goes out by itself: at 09:30 on its day with `ossp ui` running, else by the next refresh")
    return steps


def _reminders(late: list[LateDelivery]) -> list[str]:
    """One line per supplier, with the newest periods that are due."""
    by_supplier: dict[str, list[str]] = defaultdict(list)
    for item in late:
        by_supplier[item["supplier"]].append(f"{item['period']} (due {item['due']})")
    return [
        f"remind {supplier}: {len(periods)} period(s) not delivered, {', '.join(periods[-_PERIODS_SHOWN:])}"
        for supplier, periods in by_supplier.items()
    ]
