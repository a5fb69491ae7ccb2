"""The commands that run a refresh, or a part of it, or look after an installation.

Exit codes: 0 done, 1 held, 2 wrong use, 3 broken. With --json the summary is one JSON document on standard output, and
progress goes to standard error. Heavy libraries are imported by the command that needs them.
"""

import os
import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from ossp_pipeline.cli.alerts import alerts, telling_people
from ossp_pipeline.cli.deliveries import deliveries
from ossp_pipeline.cli.feeds import feeds
from ossp_pipeline.cli.partnership import partnership
from ossp_pipeline.cli.protection import keys, protection
from ossp_pipeline.cli.public import public
from ossp_pipeline.cli.readers import readers
from ossp_pipeline.cli.returns import returns
from ossp_pipeline.cli.start import start
from ossp_pipeline.cli.terminal import BROKEN, HELD, Json, console_for, finish, open_run, open_settings
from ossp_pipeline.errors import OsspError, UsageError
from ossp_pipeline.settings import PROJECT, child_environment

if TYPE_CHECKING:
    from ossp_pipeline.orchestration.run_context import RunContext

app = typer.Typer(
    name="ossp",
    help="From partners' deliveries to one checked, published release. Exits: 0 done, 1 held, 2 wrong use, 3 broken.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(start)
app.add_typer(readers)
app.add_typer(alerts)
app.add_typer(deliveries)
app.add_typer(protection)
app.add_typer(keys, name="keys")
app.add_typer(public)
app.add_typer(feeds, name="feeds")
app.add_typer(returns, name="returns")
app.add_typer(partnership, name="partnership")
BuildId = Annotated[str | None, typer.Option("--build", help="A build's id; the newest without it.")]
FeedName = Annotated[list[str] | None, typer.Option("--feed", help="Only this feed; may be given more than once.")]


@app.command()
def sample(
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing where something was delivered.")] = False,
    fault: Annotated[str | None, typer.Option("--fault", help="Drop a faulty file of this feed.")] = None,
    repair: Annotated[str | None, typer.Option("--repair", help="Drop the repaired file of this feed.")] = None,
    case: Annotated[
        str | None, typer.Option("--case", help="Plant a newest month that did not come whole; see the docs.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Put invented deliveries into the inbox: three years of a borough, with planted faults."""
    from ossp_pipeline.sample.faults import plant_fault, repair_fault  # noqa: PLC0415
    from ossp_pipeline.sample.make import make_sample  # noqa: PLC0415
    from ossp_pipeline.sample.month_cases import CASES  # noqa: PLC0415

    settings = open_settings()
    if fault or repair:
        name = plant_fault(fault, settings).file_name if fault else repair_fault(str(repair), settings)
        finish({"message": f"Dropped {name}; now run `ossp refresh`."}, as_json)
    if case is not None and case not in CASES:
        raise UsageError("E-CASE", f"there is no case “{case}”", f"use one of: {', '.join(CASES)}")
    delivered = any(settings.received.glob("*/*.json")) or any(settings.inbox.glob("*/*"))
    if delivered and if_empty:
        return
    if delivered:
        remedy = "set OSSP_DATA to an empty folder, or use --if-empty"
        raise UsageError("E-NOTEMPTY", "something was delivered into this data folder already", remedy)
    console_for(as_json).print("Making invented deliveries …")
    report = make_sample(settings, CASES[case] if case else None)
    files, rows = sum(report.files.values()), sum(report.rows.values())
    finish({"message": f"{files:,} invented files with {rows:,} rows are in {settings.inbox}."}, as_json)


@app.command()
def receive(feed: FeedName = None, as_json: Json = False) -> None:
    """Take the files in the inbox and land them: every row accounted for, nothing built."""
    from ossp_pipeline.cli.summary import describe_received  # noqa: PLC0415
    from ossp_pipeline.feeds.registry import find_feed  # noqa: PLC0415

    chosen = [find_feed(name) for name in feed or ()]
    with open_run("receive", as_json) as run:
        if chosen:
            run.received = run.refresh.receive(chosen)
        else:
            _run_step("receive", run)
        summary = describe_received(run)
    finish(summary, as_json)


@app.command()
def build(
    as_known_on: Annotated[
        datetime | None,
        typer.Option("--as-known-on", formats=["%Y-%m-%d"], help="Only from what was received by this day."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Freeze what has landed, build and test the tables, write the candidate. Nothing is published."""
    with open_run("build", as_json) as run:
        run.force = True
        run.refresh.as_known_on = as_known_on.date() if as_known_on else None
        _run_step("build", run)
        made = run.current_build()
    message = f"Build {made.build_id} is made. Next: `ossp gate`."
    finish({"message": message, "repaired": run.repaired, "build_id": made.build_id}, as_json)


@app.command()
def gate(build_id: BuildId = None, as_json: Json = False) -> None:
    """Decide about a build from the evidence filed under it: publish or hold, with reasons."""
    from ossp_pipeline.cli.summary import describe_decision  # noqa: PLC0415

    with open_run("gate", as_json) as run:
        run.build_id = build_id
        _run_step("gate", run)
        judged, decision = run.judged_build()
    page = judged.folder / "certificate.html"
    code = HELD if decision.reasons else 0
    finish({"gate": describe_decision(decision), "next": [f"read {page}"]}, as_json, code)


@app.command()
def publish(
    build_id: BuildId = None,
    approved_by: Annotated[str | None, typer.Option("--approved-by", help="Name of the approving person.")] = None,
    early: Annotated[
        str | None, typer.Option("--early", help="Why it goes out before its planned moment; with --approved-by.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Publish a build, if the gate lets it pass."""
    from ossp_pipeline.cli.summary import describe_published  # noqa: PLC0415

    if early is not None and not approved_by:
        remedy = "add --approved-by with the name of the person who approves it"
        raise UsageError("E-APPROVAL", "a release goes out early only with a named person's approval", remedy)
    with open_run("publish", as_json) as run:
        run.build_id, run.approved_by, run.early = build_id, approved_by, early
        _run_step("publish", run)
        summary = describe_published(run)
    finish(summary, as_json, _postgres_code(run) if run.release else HELD)


@app.command()
def refresh(
    force: Annotated[bool, typer.Option("--force", help="Build and publish again, even with nothing new.")] = False,
    as_json: Json = False,
) -> None:
    """Everything: receive, build, ask the gate, publish. With nothing new it says so and ends."""
    from ossp_pipeline.cli.summary import describe_refresh  # noqa: PLC0415

    with telling_people():
        with open_run("refresh", as_json) as run:
            run.force = force
            run.refresh.require_delivery()
            run.earlier = None if force else run.refresh.up_to_date()
            if run.earlier is None:
                _run_step("refresh", run)
            elif waited := run.refresh.publishing.publishable(run.earlier):
                run.build_id = waited.build_id
                _run_step("publish", run)
            summary = describe_refresh(run)
        finish(summary, as_json, _refresh_code(run))


@app.command()
def confirm(  # noqa: PLR0913, PLR0917 (what a person may say, an option each)
    feed: Annotated[str, typer.Argument(help="The feed, such as police_crime.")],
    period: Annotated[str, typer.Argument(help="The month or quarter it was delivered for, such as 2026-03.")],
    by: Annotated[str, typer.Option("--by", help="Name of the person who confirms it.")],
    because: Annotated[str, typer.Option("--because", help="How they know, on one line; it is published.")] = "",
    total: Annotated[
        int | None, typer.Option("--total", help="The supplier's own count of rows; it must agree with the delivery.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Confirm that a month in doubt is complete, so that figures of it count. Kept for good, and in the certificate."""
    from ossp_pipeline.feeds.registry import find_feed  # noqa: PLC0415
    from ossp_pipeline.publish.statement import Statement  # noqa: PLC0415

    with open_run("confirm", as_json) as run:
        confirmation = run.refresh.confirm(find_feed(feed), period, Statement(by, because, total))
    finish({"message": f"{feed} {period} is {confirmation.reason}. Next: `ossp refresh`."}, as_json)


@app.command("set-aside")
def set_aside(
    feed: Annotated[str, typer.Argument(help="The feed, such as police_crime.")],
    file: Annotated[str, typer.Argument(help="The refused file, by the name that `ossp status` shows.")],
    by: Annotated[str, typer.Option("--by", help="Name of the person who sets it aside.")],
    because: Annotated[str, typer.Option("--because", help="Why it is not needed, on one line; it is published.")],
    as_json: Json = False,
) -> None:
    """Set a refused file aside that is not needed: it then holds no release. Kept for good, and in the certificate."""
    from ossp_pipeline.feeds.registry import find_feed  # noqa: PLC0415
    from ossp_pipeline.publish.statement import Statement  # noqa: PLC0415

    with open_run("set-aside", as_json) as run:
        said = run.refresh.set_aside(find_feed(feed), file, Statement(by, because))
    finish({"message": f"{feed}: {file} is {said.reason}. Next: `ossp refresh`."}, as_json)


@app.command()
def status(as_json: Json = False) -> None:
    """The release, the newest build, what waits, and what is late since when."""
    from ossp_pipeline.cli.summary import describe_status, status_lines  # noqa: PLC0415
    from ossp_pipeline.lock import holder  # noqa: PLC0415
    from ossp_pipeline.refresh import Refresh  # noqa: PLC0415

    settings = open_settings()
    summary, running = describe_status(Refresh(settings)), holder(settings.data)
    if as_json:
        finish({**summary, "running": running}, as_json)
    finish({"status": summary["feeds"], "message": status_lines(summary, running)}, as_json)


@app.command()
def audit(as_json: Json = False) -> None:
    """Who did what, when, and to which release; and whether the log is as it was written."""
    from ossp_pipeline.refresh import Refresh  # noqa: PLC0415

    refresh = Refresh(open_settings())
    problems = refresh.audit.problems(str(release.record()["build_id"]) for release in refresh.releases.all())
    entries = [] if problems else [vars(entry) for entry in refresh.audit.all()]
    message = " ".join(problems) or "\n".join(
        f"{item['at']}  {item['by']}: {item['action']} {item['subject']}" for item in entries
    )
    finish({"entries": entries, "message": message or "Nothing was recorded yet."}, as_json, HELD if problems else 0)


@app.command()
def rollback(
    to: Annotated[
        str | None, typer.Option("--to", help="A release's id; the one before the current without it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Point readers to an earlier release, of files and of Postgres. It is verified first; nothing is deleted."""
    from ossp_pipeline.cli.summary import describe_postgres  # noqa: PLC0415

    with open_run("rollback", as_json) as run:
        release = run.refresh.rollback(to)
    message = f"Readers now see release {release.release_id}. The next refresh with new input publishes again."
    summary = {"message": message, "release_id": release.release_id, "postgres": describe_postgres(run.refresh)}
    finish(summary, as_json, _postgres_code(run))


@app.command()
def doctor(as_json: Json = False) -> None:
    """Repair what a crash or a power cut left, and say what it was."""
    from ossp_pipeline.cli.summary import describe_postgres  # noqa: PLC0415
    from ossp_pipeline.orchestration.doctor import repair_runs  # noqa: PLC0415
    from ossp_pipeline.orchestration.instance import open_instance  # noqa: PLC0415

    with open_run("doctor", as_json) as run, open_instance(run.refresh.settings) as instance:
        repaired = run.repaired + repair_runs(instance, run.refresh.settings)
    code = _postgres_code(run)
    message = "" if repaired or code else "Nothing to repair."
    finish({"repaired": repaired, "message": message, "postgres": describe_postgres(run.refresh)}, as_json, code)


@app.command()
def ui(port: Annotated[int, typer.Option("--port", help="Port on 127.0.0.1.")] = 3000) -> None:
    """Start the Dagster UI and its daemon on this machine alone; schedules and the sensor then run."""
    from ossp_pipeline.cli.console import print_summary  # noqa: PLC0415
    from ossp_pipeline.orchestration.doctor import repair_at_start  # noqa: PLC0415
    from ossp_pipeline.orchestration.instance import prepare_instance  # noqa: PLC0415
    from ossp_pipeline.transform.dbt_runner import load_manifest  # noqa: PLC0415

    settings = open_settings()
    prepare_instance(settings)
    load_manifest(settings)
    try:
        print_summary({"repaired": repair_at_start(settings)}, console_for(as_json=False))
    except OsspError as error:  # the UI is where to look at it
        Console(stderr=True).print(str(error), markup=False, style="red")
    os.chdir(PROJECT)
    program = Path(sys.executable).with_name("dagster")
    arguments = ["dev", "-w", str(PROJECT / "workspace.yaml"), "-h", "127.0.0.1", "-p", str(port)]
    os.execve(program, [str(program), *arguments], child_environment(settings))  # noqa: S606  (no shell is wanted)


def main() -> None:
    """Entry point. Turns errors into exit codes; an unexpected error shows where it happened, never its message."""
    try:
        app()
    except OsspError as error:
        Console(stderr=True).print(str(error), markup=False, style="red")
        sys.exit(error.exit_code)
    except Exception as error:  # a library's message may quote a row
        lines = "".join(traceback.format_tb(error.__traceback__))
        sys.stderr.write(f"{lines}E-UNEXPECTED: {type(error).__name__}. What to do: report it with the lines above.\n")
        sys.exit(BROKEN)


def _run_step(step: str, run: "RunContext") -> None:
    from ossp_pipeline.definitions import build_definitions  # noqa: PLC0415
    from ossp_pipeline.orchestration.run import run_step  # noqa: PLC0415

    run_step(step, run, build_definitions(run.refresh.settings, run))


def _refresh_code(run: "RunContext") -> int:
    """A refresh is done when the newest inputs are out; held when the gate, the embargo or an approval stops them."""
    from ossp_pipeline.publish.releases import Release  # noqa: PLC0415

    return _postgres_code(run) if run.release or isinstance(run.earlier, Release) else HELD


def _postgres_code(run: "RunContext") -> int:
    """0 where readers of Postgres see what the files show; else broken, though the files are out."""
    state = run.refresh.postgres
    return BROKEN if state and state.is_behind else 0
