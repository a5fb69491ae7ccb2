"""The command `ossp`: the same steps as the Dagster job, with progress and a plain summary.

Exit codes: 0 done, 1 held, 2 wrong use, 3 broken. With --json the summary is one JSON document on standard output, and
progress goes to standard error. Heavy libraries are imported by the verb that needs them.
"""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from ossp_pipeline.cli.readers import readers
from ossp_pipeline.cli.returns import returns
from ossp_pipeline.cli.terminal import HELD, Json, console_for, finish, open_settings, show_progress
from ossp_pipeline.errors import OsspError, UsageError
from ossp_pipeline.settings import PROJECT, child_environment

BROKEN = 3
app = typer.Typer(
    name="ossp",
    help="From partners' deliveries to one checked, published release. Exits: 0 done, 1 held, 2 wrong use, 3 broken.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(readers)
app.add_typer(returns, name="returns")
BuildId = Annotated[str | None, typer.Option("--build", help="A build's id; the newest without it.")]
FeedName = Annotated[list[str] | None, typer.Option("--feed", help="Only this feed; may be given more than once.")]


@app.command()
def sample(
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing where something was delivered.")] = False,
    fault: Annotated[str | None, typer.Option("--fault", help="Drop a faulty file of this feed.")] = None,
    repair: Annotated[str | None, typer.Option("--repair", help="Drop the repaired file of this feed.")] = None,
    as_json: Json = False,
) -> None:
    """Put invented deliveries into the inbox: three years of a borough's size, with planted faults."""
    from ossp_pipeline.sample.faults import plant_fault, repair_fault  # noqa: PLC0415
    from ossp_pipeline.sample.make import make_sample  # noqa: PLC0415

    settings = open_settings()
    if fault or repair:
        name = plant_fault(fault, settings).file_name if fault else repair_fault(str(repair), settings)
        finish({"message": f"Dropped {name}; now run `ossp refresh`."}, as_json)
    delivered = any(settings.received.glob("*/*.json")) or any(settings.inbox.glob("*/*"))
    if delivered and if_empty:
        return
    if delivered:
        remedy = "set OSSP_DATA to an empty folder, or use --if-empty"
        raise UsageError("E-NOTEMPTY", "something was delivered into this data folder already", remedy)
    console_for(as_json).print("Making invented deliveries …")
    report = make_sample(settings)
    files, rows = sum(report.files.values()), sum(report.rows.values())
    finish({"message": f"{files:,} invented files with {rows:,} rows lie in {settings.inbox}."}, as_json)


@app.command()
def receive(feed: FeedName = None, as_json: Json = False) -> None:
    """Take what lies in the inbox and land it: every row accounted for, nothing built."""
    from ossp_pipeline.cli.summary import describe_received  # noqa: PLC0415
    from ossp_pipeline.feeds.registry import find_feed  # noqa: PLC0415

    chosen = [find_feed(name) for name in feed or ()]
    with _session("receive", as_json) as session:
        if chosen:
            session.received = session.refresh.receive(chosen)
        else:
            _run("receive", session)
        document = describe_received(session)
    finish(document, as_json)


@app.command()
def build(
    as_known_on: Annotated[
        datetime | None,
        typer.Option("--as-known-on", formats=["%Y-%m-%d"], help="Only from what was received by this day."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Freeze what has landed, build and test the tables, write the candidate. Nothing is published."""
    with _session("build", as_json) as session:
        session.force = True
        session.refresh.as_known_on = as_known_on.date() if as_known_on else None
        _run("build", session)
        document = {
            "message": f"Build {session.build.build_id} is made. Next: `ossp gate`.",
            "repaired": session.repaired,
        }
    finish({**document, "build_id": session.build.build_id}, as_json)


@app.command()
def gate(build_id: BuildId = None, as_json: Json = False) -> None:
    """Decide about a build from the evidence filed under it: publish or hold, with reasons."""
    from ossp_pipeline.cli.summary import describe_decision  # noqa: PLC0415

    with _session("gate", as_json) as session:
        session.build_id = build_id
        _run("gate", session)
    page = session.build.folder / "certificate.html"
    finish({"gate": describe_decision(session.decision), "next": [f"read {page}"]}, as_json, _held(session))


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
        remedy = "add --approved-by with the name of the person who lets it out early"
        raise UsageError("E-APPROVAL", "a release goes out early only on a named person's word", remedy)
    with _session("publish", as_json) as session:
        session.build_id, session.approved_by, session.early = build_id, approved_by, early
        _run("publish", session)
        session.decision = session.decision or session.refresh.judge(session.build)
    finish(describe_published(session), as_json, _followed(session) if session.release else HELD)


@app.command()
def refresh(
    force: Annotated[bool, typer.Option("--force", help="Build and publish again, even with nothing new.")] = False,
    as_json: Json = False,
) -> None:
    """Everything: receive, build, ask the gate, publish. With nothing new it says so and ends."""
    from ossp_pipeline.cli.summary import describe_refresh  # noqa: PLC0415

    with _session("refresh", as_json) as session:
        session.force = force
        session.refresh.require_delivery()
        session.earlier = None if force else session.refresh.nothing_new()
        if session.earlier is None:
            _run("refresh", session)
        elif session.refresh.publishing.may_go(session.earlier):
            session.build_id = session.earlier.build_id
            _run("publish", session)
        document = describe_refresh(session)
    finish(document, as_json, _verdict_code(session))


@app.command()
def status(as_json: Json = False) -> None:
    """Where things stand: the release, the newest build, what is late since when."""
    from ossp_pipeline.cli.summary import describe_status  # noqa: PLC0415
    from ossp_pipeline.lock import holder  # noqa: PLC0415
    from ossp_pipeline.refresh import Refresh  # noqa: PLC0415

    settings = open_settings()
    found = describe_status(Refresh(settings))
    running = holder(settings.data)
    release, made = found["release"], found["build"]
    lines = [
        f"{found['area']}, seen on {found['as_of']}" + (" (invented sample)" if found["is_sample"] else ""),
        f"release: {release['folder']} since {release['published_at']}" if release else "release: none yet",
        f"newest build: {made['build_id']}, {made['verdict']}" if made else "newest build: none yet",
        f"waits: build {found['waits']['build_id']}, {'; '.join(found['waits']['reasons'])}" if found["waits"] else "",
        f"running now: {running['purpose']} since {running.get('since')}" if running else "running now: nothing",
        *([found["postgres"]["message"]] if found["postgres"] else []),
    ]
    document = {"status": found["feeds"], "message": "\n".join(filter(None, lines))}
    finish({**found, "running": running} if as_json else document, as_json)


@app.command()
def rollback(
    to: Annotated[
        str | None, typer.Option("--to", help="A release's id; the one before the current without it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Point readers to an earlier release, of files and of Postgres. It is verified first; nothing is deleted."""
    from ossp_pipeline.cli.summary import describe_postgres  # noqa: PLC0415

    with _session("rollback", as_json) as session:
        release = session.refresh.rollback(to)
    told = f"Readers now see release {release.release_id}. The next refresh with new input publishes again."
    document = {"message": told, "release_id": release.release_id, "postgres": describe_postgres(session.refresh)}
    finish(document, as_json, _followed(session))


@app.command()
def doctor(as_json: Json = False) -> None:
    """Find what a crash or a power cut left, say so, and put it right."""
    from ossp_pipeline.cli.summary import describe_postgres  # noqa: PLC0415
    from ossp_pipeline.orchestration.doctor import repair_runs  # noqa: PLC0415
    from ossp_pipeline.orchestration.instance import open_instance  # noqa: PLC0415

    with _session("doctor", as_json) as session, open_instance(session.refresh.settings) as instance:
        found = session.repaired + repair_runs(instance, session.refresh.settings)
        behind = _followed(session)
    told = "" if found or behind else "Nothing to put right."
    document = {"repaired": found, "message": told, "postgres": describe_postgres(session.refresh)}
    finish(document, as_json, behind)


@app.command()
def ui(port: Annotated[int, typer.Option("--port", help="Port on 127.0.0.1.")] = 3000) -> None:
    """Start the Dagster UI and its daemon on loopback, so that schedules and the sensor tick."""
    from ossp_pipeline.orchestration.instance import prepare_instance  # noqa: PLC0415
    from ossp_pipeline.transform.dbt_runner import load_manifest  # noqa: PLC0415

    settings = open_settings()
    prepare_instance(settings)
    load_manifest(settings)
    os.chdir(PROJECT)
    program = Path(sys.executable).with_name("dagster")
    arguments = ["dev", "-w", str(PROJECT / "workspace.yaml"), "-h", "127.0.0.1", "-p", str(port)]
    os.execve(program, [str(program), *arguments], child_environment(settings))  # noqa: S606  (no shell is wanted)


def main() -> None:
    """Entry point. Turns errors into exit codes; an error we did not foresee shows its place, never its message."""
    try:
        app()
    except OsspError as error:
        Console(stderr=True).print(str(error), markup=False, style="red")
        sys.exit(error.exit_code)
    except Exception as error:  # a library's message may quote a row
        place = "".join(traceback.format_tb(error.__traceback__))
        sys.stderr.write(f"{place}E-UNEXPECTED: {type(error).__name__}. Report this with the lines above.\n")
        sys.exit(BROKEN)


@contextmanager
def _session(purpose: str, as_json: bool) -> Iterator[Any]:
    """The steps over the data folder, held alone, after a look at what a crash may have left."""
    from ossp_pipeline.lock import exclusive  # noqa: PLC0415
    from ossp_pipeline.orchestration.run_session import Session  # noqa: PLC0415
    from ossp_pipeline.refresh import Refresh  # noqa: PLC0415

    settings = open_settings()
    show_progress(as_json)
    with exclusive(settings.data, f"ossp {purpose}"):
        steps = Refresh(settings)
        yield Session(steps, repaired=steps.repair())


def _run(step: str, session: Any) -> None:
    from ossp_pipeline.definitions import build_definitions  # noqa: PLC0415
    from ossp_pipeline.orchestration.run import run_step  # noqa: PLC0415

    run_step(step, session, build_definitions(session.refresh.settings, session))


def _held(session: Any) -> int:
    return HELD if session.decision.reasons else 0


def _verdict_code(session: Any) -> int:
    """A refresh is done when the newest inputs are out; held when the gate or an approval keeps them back."""
    return _followed(session) if session.release or hasattr(session.earlier, "release_id") else HELD


def _followed(session: Any) -> int:
    """Whatever is out is out for readers of Postgres too; else broken, though the files stand."""
    state = session.refresh.postgres
    return BROKEN if state and state.is_behind else 0
