"""What to do after a refresh, a line each: where to look, what lets a waiting build out, whom to remind."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.outcome import Outcome
from ossp_pipeline.extract.intake import Intake
from ossp_pipeline.extract.mapping.stated import read_mappings
from ossp_pipeline.extract.not_taken import not_taken
from ossp_pipeline.extract.receive import printable_name
from ossp_pipeline.gate.decision import PUBLISH
from ossp_pipeline.gate.rules.freshness import name_late
from ossp_pipeline.gate.rules.months_complete import month_rule_ids
from ossp_pipeline.orchestration.run_context import RunContext
from ossp_pipeline.publish.releases import Release
from ossp_pipeline.settings import Settings
from ossp_pipeline.site.pages import SITE
from ossp_pipeline.transform.plan import Plan


def next_steps(run: RunContext, current: Release | None, plan: Plan) -> list[str]:
    """After a refresh: what to look at, what lets a waiting build out, whom to remind."""
    steps = unfinished_arrivals(run.received, "refresh again later")
    steps += months_to_confirm(run.refresh.expected, run.decision.warnings if run.decision else [])
    if past := run.refresh.past_retention(plan):
        steps.append(f"{len(past):,} received file(s) are past their retention: ossp retention")
    steps += (
        not_taken(run.refresh.settings)
        + unused_mappings(run.refresh.settings)
        + early_deliveries(plan, run.refresh.settings.history_from)
    )
    if current:
        steps.append(f"the release dashboards read: {current.folder}")
        page = Path(current.folder) / SITE / "index.html"
        steps += [f"its pages: {page.absolute().as_uri()}"] if page.exists() else []
    if run.build:
        steps.append(f"the certificate: {run.build.folder / 'certificate.html'}")
    steps += steps_to_publish(run)
    steps += reminders(run.refresh.expected, plan)
    steps.append("look at every asset and check: ossp ui")
    return steps


def unused_mappings(settings: Settings) -> list[str]:
    """Mappings in which something is wrong: files that they are about are refused."""
    names = sorted({flaw.file for flaw in read_mappings(settings.mappings).flaws})
    return (
        [f"not used, so files that it is about are refused: {', '.join(names)}: ossp partnership check"]
        if names
        else []
    )


def months_to_confirm(feeds: Iterable[Feed], warnings: Iterable[Outcome]) -> list[str]:
    """Months of feeds the area waits for that look incomplete: no figure of theirs is judged until somebody answers."""
    rules = {rule for feed in feeds for rule in month_rule_ids(feed)}
    return [f"{item.subject}, {item.detail}: {item.remedy}" for item in warnings if item.rule in rules]


def unfinished_arrivals(received: Intake, later: str) -> list[str]:
    """Files that were not taken, and what to do about them. `later`: what to do once a file has arrived whole."""
    waiting = [f"{', '.join(item.names)} waits in the inbox: {item.remedy}" for item in received.waiting]
    erased = [
        f"{feed}: {name} holds people who were erased, so it was not taken and is deleted: ask the supplier to send it "
        "without them"
        for feed, name in received.erased
    ]
    again = [
        f"{receipt.feed} {receipt.period}: {count:,} row(s) are about people who were erased before; ask the "
        "information governance lead whether they may stay"
        for receipt, count in received.again
    ]
    arriving = [f"{printable_name(path.name)} is still arriving: {later}" for path in received.arriving]
    return arriving + waiting + erased + again + _kept_rows(received)


def _kept_rows(received: Intake) -> list[str]:
    """Deliveries that could not land again under what holds today, a line for each feed."""
    return [
        f"{feed}: {len(receipts):,} delivery(s) keep the rows that landed before ("
        f"{', '.join(sorted({str(receipt.period) for receipt in receipts}))}): their bytes were deleted in time"
        for feed, receipts in received.kept.items()
    ]


def early_deliveries(plan: Plan, history_from: str) -> list[str]:
    """Of each feed, the deliveries that no figure counts: they are of before the first month shown."""
    early = {
        feed: [str(item.receipt.period) for item in kept.outside_history] for feed, kept in plan.selections.items()
    }
    return [
        f"{feed}: {len(periods):,} delivery(s) from {min(periods)} to {max(periods)} kept and not counted, as the "
        f"history is shown from {history_from} (`history_from` in ossp.toml)"
        for feed, periods in early.items()
        if periods
    ]


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


def reminders(feeds: list[Feed], plan: Plan) -> list[str]:
    """One line per supplier, with everything that is due and that nothing came for."""
    here, contacts = plan.facts.feeds, {row["feed"]: row["contact"] for row in plan.facts.rows("suppliers")}
    by_supplier: dict[str, list[str]] = defaultdict(list)
    for feed in feeds:
        if late := name_late(feed, plan):
            contact = f" ({contacts[feed.name]})" if contacts.get(feed.name) else ""
            by_supplier[f"{here[feed.name].supplier}{contact}"].append(f"{feed.name} {late}")
    return [f"remind {supplier}, not delivered: {'; '.join(late)}" for supplier, late in by_supplier.items()]
