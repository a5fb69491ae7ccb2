"""`ossp quarantine` and `ossp revisions`: rejected rows and their replay, and what deliveries changed."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from ossp_pipeline.cli.terminal import HELD, Json, finish, open_run, open_settings
from ossp_pipeline.errors import UsageError
from ossp_pipeline.settings import MAPPINGS

if TYPE_CHECKING:
    from ossp_pipeline.cli.documents import (
        BrokenRuleSummary,
        PeriodVersionsSummary,
        QuarantineSummary,
        ReplaySummary,
        RevisionsSummary,
        RevisionSummary,
        UnknownCodeSummary,
    )
    from ossp_pipeline.contracts.feed import Feed
    from ossp_pipeline.deliveries.quarantine import UnknownCode
    from ossp_pipeline.deliveries.replay import Replay
    from ossp_pipeline.deliveries.revisions import Revision
    from ossp_pipeline.settings import Settings

deliveries = typer.Typer()


@deliveries.command()
def quarantine(
    feed: Annotated[str | None, typer.Argument(help="Only this feed, such as police_crime.")] = None,
    export: Annotated[
        Path | None, typer.Option("--export", help="Write the list for the supplier into this file, as CSV.")
    ] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="Land the periods with rejected rows anew, and show what that changed.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List rejected rows by feed, period and rule, and unknown codes with the nearest known one."""
    from ossp_pipeline.feeds.registry import find_feed, received_feeds  # noqa: PLC0415

    chosen = find_feed(feed) if feed else None
    if export or replay:
        if chosen is None or (export and replay):
            remedy = "give the feed first, and one of the two, such as `ossp quarantine police_crime --replay`"
            raise UsageError("E-QUARANTINE", "--export and --replay are each about one feed", remedy)
        document = _export(chosen, export) if export else _replay(chosen, as_json)
        finish(document, as_json, HELD if document.get("refused") else 0)
    settings = open_settings()
    finish(_describe(settings, [chosen] if chosen else received_feeds(settings)), as_json)


@deliveries.command()
def revisions(
    feed: Annotated[str, typer.Argument(help="The feed, such as police_crime.")],
    as_json: Json = False,
) -> None:
    """What the newest delivery of each period changed, and every delivery of each period side by side."""
    from ossp_pipeline.deliveries import revisions as kept  # noqa: PLC0415
    from ossp_pipeline.feeds.registry import find_feed  # noqa: PLC0415

    chosen, settings = find_feed(feed), open_settings()
    revised = kept.revisions(settings, chosen)
    document: RevisionsSummary = {
        "revised": [cast("RevisionSummary", asdict(item)) for item in revised],
        "triangle": [cast("PeriodVersionsSummary", asdict(item)) for item in kept.revision_triangle(settings, chosen)],
        "message": f"{len(revised):,} period(s) of {feed} were delivered again.",
        "next": _about_large_changes(chosen, revised),
    }
    finish(document, as_json)


def _about_large_changes(feed: "Feed", revised: "list[Revision]") -> list[str]:
    large = [item.now.file for item in revised if item.over_limit]
    if not large:
        return []
    return [
        f"{', '.join(large)}: a change of more than {feed.revision_limit:.0%}; the gate holds one against the release "
        f"that is up ({feed.name}.revision.within_limit), until the supplier corrects it or a person waives it: "
        "docs/runbook.md, The gate holds"
    ]


def _describe(settings: "Settings", feeds: Iterable["Feed"]) -> "QuarantineSummary":
    from ossp_pipeline.deliveries.quarantine import broken_rules, likely_causes, unknown_codes  # noqa: PLC0415

    feeds = list(feeds)
    rules = [item for feed in feeds for item in broken_rules(settings, feed)]
    faulty = {item.feed for item in rules}
    with_faults = [feed for feed in feeds if feed.name in faulty]
    codes = [item for feed in with_faults for item in unknown_codes(settings, feed)]
    return {
        "quarantine": [cast("BrokenRuleSummary", vars(item)) for item in rules],
        "unknown_codes": [cast("UnknownCodeSummary", vars(item)) for item in codes],
        "likely_causes": [cause for feed in with_faults for cause in likely_causes(settings, feed)],
        "message": "" if rules else "No row of the deliveries in use is rejected.",
        "next": _what_to_do(faulty, codes),
    }


def _what_to_do(faulty: set[str], codes: "list[UnknownCode]") -> list[str]:
    steps = [
        f"{name}: ossp quarantine {name} --export FILE writes the list for the supplier, who sends the period again as "
        "a higher version"
        for name in sorted(faulty)
    ]
    steps += [_to_the_mapping(item) for item in codes if item.mapping and item.code]
    if any(not item.mapping for item in codes):
        steps.append(
            "a code that the supplier uses rightly: add it to `dbt_project/seeds/code_lists.csv`, or to `allowed` of "
            "the feed's module, then ossp quarantine FEED --replay"
        )
    return steps


def _to_the_mapping(item: "UnknownCode") -> str:
    """The line that a mapping lacks; which value is meant is for a person to say."""
    known = f"“{item.nearest}”, if it means that" if item.nearest else "the agreed value that it means"
    return (
        f'{item.feed}: add "{item.code}" = {known}, under [values."{item.heading}"] of {MAPPINGS}/'
        f"{item.mapping.partition(',')[0]}.toml, and count its version up; then ossp quarantine {item.feed} --replay"
    )


def _export(feed: "Feed", path: Path) -> dict[str, object]:
    from ossp_pipeline.deliveries.supplier_list import write_list  # noqa: PLC0415

    target = path.expanduser()
    rows = write_list(open_settings(), feed, target)
    return {"message": f"{rows:,} fault(s) are listed in {target}. Send it to {feed.supplier}.", "file": str(target)}


def _replay(feed: "Feed", as_json: bool) -> "ReplaySummary":
    from ossp_pipeline.deliveries.replay import replay  # noqa: PLC0415

    with open_run("quarantine --replay", as_json) as run:
        done = replay(run.refresh.settings, feed, run.refresh.audit)
    return {**_describe_replay(done), "repaired": run.repaired}


def _describe_replay(done: "Replay") -> "ReplaySummary":
    from ossp_pipeline.cli.summary import count_rows, describe_refusal  # noqa: PLC0415
    from ossp_pipeline.contracts.delivery import State  # noqa: PLC0415

    landed = [item for item in done.replayed if item.after.state is State.LANDED]
    fewer = sum(item.before.accounting.rejected - item.after.accounting.rejected for item in landed)
    return {
        "replayed": [
            {
                "file": item.after.receipt.file_name,
                "period": str(item.after.receipt.period),
                "before": count_rows([item.before]),
                "after": count_rows([item.after]),
            }
            for item in landed
        ],
        "refused": [describe_refusal(item.after) for item in done.replayed if item not in landed],
        "message": f"{len(done.replayed):,} delivery(s) landed anew; {fewer:,} row(s) fewer are rejected.",
        "next": [
            *(
                f"{item.receipt.file_name} keeps the rows that landed before, as bytes of {item.receipt.period} were "
                "deleted when their retention ended: ask the supplier to send the period again, as a higher version"
                for item in done.kept
            ),
            *(
                f"{item.after.receipt.file_name} holds another number of rows than before: the pipeline reads its "
                "layout differently now"
                for item in done.replayed
                if not item.is_read_alike
            ),
            "ossp refresh builds and publishes with these rows",
        ],
    }
