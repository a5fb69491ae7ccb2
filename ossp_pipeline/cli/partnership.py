"""The commands `ossp partnership …`: the facts of the partnership, beside the feeds.

Exit codes as everywhere: 0 done, 1 something in the folder or in a workbook is wrong, 2 wrong use, 3 broken.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ossp_pipeline.cli.terminal import HELD, Json, finish, open_settings
from ossp_pipeline.settings import ALERTS, CONNECTIONS, MAPPINGS

if TYPE_CHECKING:
    from ossp_pipeline.settings import Settings

partnership = typer.Typer(
    help="The facts of the partnership: targets, plan, grants, agreements and what else people state.",
    no_args_is_help=True,
)


@partnership.command()
def check(as_json: Json = False) -> None:
    """Read the partnership folder: what is wrong in it, line by line, and what is not stated yet."""
    from dataclasses import asdict  # noqa: PLC0415

    from ossp_pipeline.alerts.stated import alert_problems  # noqa: PLC0415
    from ossp_pipeline.extract.connectors.configured import connection_problems  # noqa: PLC0415
    from ossp_pipeline.extract.mapping.stated import read_mappings  # noqa: PLC0415
    from ossp_pipeline.gate.policy import has_misplaced_waivers  # noqa: PLC0415
    from ossp_pipeline.partnership.facts import FACTS  # noqa: PLC0415
    from ossp_pipeline.partnership.measure_facts import DISCLOSURE_CLASSES, MEASURES  # noqa: PLC0415
    from ossp_pipeline.partnership.read import read_facts  # noqa: PLC0415
    from ossp_pipeline.partnership.schemes import short_history  # noqa: PLC0415
    from ossp_pipeline.partnership.signing import unsigned  # noqa: PLC0415

    settings = open_settings()
    facts = read_facts(settings)
    wrong = [
        {"file": FACTS[item.table].file, "line": item.line, "column": item.column, "problem": item.problem}
        for item in facts.findings
    ] + [
        {"file": file, "line": item.line, "column": item.option, "problem": item.problem}
        for file, problems in ((CONNECTIONS, connection_problems(settings)), (ALERTS, alert_problems(settings)))
        for item in problems
    ]
    mappings = read_mappings(settings.mappings)
    flaws = [{**asdict(flaw), "file": f"{MAPPINGS}/{flaw.file}"} for flaw in mappings.flaws]
    unstated = [
        {"file": fact.file, "what": fact.title, "ask": fact.asked_of, "columns": list(fact.headings)}
        for fact in facts.unstated
    ]
    stated = {name: table.num_rows for name, table in facts.tables.items() if table.num_rows}
    message = (
        f"{settings.partnership}: {len(stated)} table(s) stated, {len(unstated)} not yet, {len(wrong)} line(s) wrong"
        f"{_about_mappings(len(mappings.mappings), len({flaw.file for flaw in mappings.flaws}))}."
    )
    lacking = unsigned(facts.rows(MEASURES.name), facts.rows(DISCLOSURE_CLASSES.name))
    move = f"move the names and waivers in expectations/release_policy.toml to {settings.waivers}: they are your own"
    steps = [move] if has_misplaced_waivers() else []
    if lacking:
        steps.append(
            f"{len(lacking)} class(es) are not signed: no public edition goes out. See ossp partnership classes"
        )
    steps += short_history(facts.rows("safer_streets"), settings.history_from)
    document = {"message": message, "stated": stated, "wrong": wrong + flaws, "not_stated": unstated, "next": steps}
    finish(document, as_json, HELD if wrong or flaws else 0)


def _about_mappings(used: int, wrong: int) -> str:
    return f"; {used} mapping(s) used, {wrong} not" if used or wrong else ""


@partnership.command()
def issue(
    to: Annotated[
        Path | None, typer.Option("--to", help="The workbook to write; data/partnership/ without it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the folder as one workbook to fill in: a sheet per table."""
    from ossp_pipeline.partnership.exchange import issue_workbook  # noqa: PLC0415

    with _open_folder("issue") as settings:
        path = issue_workbook(settings, to.expanduser().resolve() if to else None)
    message = f"The tables of {settings.partnership} are in {path}."
    steps = [f"fill it in, save it, then: ossp partnership receive {path} --by NAME"]
    if settings.is_sample:
        steps.append("while the data folder is the sample’s, tables that the sample invents are used instead of these")
    finish({"workbook": str(path), "message": message, "next": steps}, as_json)


@partnership.command()
def receive(
    file: Annotated[Path, typer.Argument(help="The workbook that came back, .xlsx or .ods.")],
    by: Annotated[str, typer.Option("--by", help="Who made the changes; kept in the history.")],
    as_json: Json = False,
) -> None:
    """Read a workbook that came back, check every sheet, and change the folder if nothing is wrong."""
    from dataclasses import asdict  # noqa: PLC0415

    from ossp_pipeline.errors import DeliveryRefused, UsageError  # noqa: PLC0415
    from ossp_pipeline.partnership.exchange import Outcome, receive_workbook  # noqa: PLC0415

    with _open_folder("receive") as settings:
        try:
            received = receive_workbook(settings, file.expanduser(), by)
        except DeliveryRefused as refusal:
            raise UsageError(refusal.code, refusal.message, refusal.remedy) from None
    fresh = "type the changes into a fresh workbook: ossp partnership issue"
    known = "this is what they changed" if received.is_known else "what they changed is not known here"
    message = {
        Outcome.CHANGED: f"{len(received.changes)} cell(s) changed in {settings.partnership}.",
        Outcome.UNCHANGED: "The workbook says what the folder says: nothing is changed.",
        Outcome.WRONG: f"{len(received.findings)} thing(s) to correct in the workbook; nothing is changed.",
        Outcome.OUT_OF_DATE: f"Others changed the folder since this workbook was issued; {known}. Nothing is changed.",
    }[received.outcome]
    steps = {Outcome.CHANGED: ["`ossp refresh` makes figures with it"], Outcome.OUT_OF_DATE: [fresh]}
    document = {
        "outcome": received.outcome.value,
        "wrong_in_workbook": [asdict(item) for item in received.findings],
        "changes": [asdict(item) for item in received.changes],
        "message": message,
        "next": steps.get(received.outcome, []),
    }
    finish(document, as_json, HELD if received.outcome in (Outcome.WRONG, Outcome.OUT_OF_DATE) else 0)


@partnership.command()
def classes(
    write: Annotated[
        bool, typer.Option("--write", help="Bring the file up to date; signatures that hold stay.")
    ] = False,
    sign: Annotated[bool, typer.Option("--sign", help="The same, and sign what is not signed.")] = False,
    by: Annotated[str, typer.Option("--by", help="Who writes or signs; kept in the file and the history.")] = "",
    as_json: Json = False,
) -> None:
    """What the public edition counts: offences, people or returns. Which of these classes are signed, and signing them.

    Read disclosure_classes.csv before you sign. Without every signature no public edition goes out.
    """
    from dataclasses import asdict  # noqa: PLC0415
    from datetime import UTC, datetime  # noqa: PLC0415

    from ossp_pipeline.partnership.folder import checked_name  # noqa: PLC0415
    from ossp_pipeline.partnership.measure_facts import DISCLOSURE_CLASSES, MEASURES  # noqa: PLC0415
    from ossp_pipeline.partnership.read import read_facts  # noqa: PLC0415
    from ossp_pipeline.partnership.signing import unsigned, write_classes  # noqa: PLC0415

    changes = []
    with _open_folder("classes") as settings:
        if write or sign:
            name, now = checked_name(by), datetime.now(UTC)
            at = now.isoformat(timespec="seconds")
            changes = write_classes(settings.partnership, name, at, now.date() if sign else None)
        facts = read_facts(settings)
    lacking = unsigned(facts.rows(MEASURES.name), facts.rows(DISCLOSURE_CLASSES.name))
    path = settings.partnership / DISCLOSURE_CLASSES.file
    message = f"{len(lacking)} class(es) are not signed: {', '.join(lacking)}" if lacking else "Every class is signed."
    signing = f"read {path}, then: ossp partnership classes --sign --by NAME; then ossp refresh, and ossp public"
    document = {
        "message": message,
        "unsigned": lacking,
        "changes": [asdict(item) for item in changes],
        "next": [signing] if lacking else [],
    }
    finish(document, as_json, HELD if lacking else 0)


@partnership.command()
def history(as_json: Json = False) -> None:
    """Who changed what in the folder when, by workbook: oldest first."""
    from ossp_pipeline.partnership.folder import read_history  # noqa: PLC0415

    settings = open_settings()
    changes = read_history(settings.partnership)
    finish({"changes": changes, "message": f"{len(changes)} cell(s) changed in {settings.partnership}."}, as_json)


@partnership.command()
def adopt(
    old_tree: Annotated[Path, typer.Argument(help="The code tree of the installation from before the folder.")],
    folder: Annotated[Path, typer.Option("--folder", help="The partnership folder to write.")],
    settings: Annotated[
        Path | None, typer.Option("--settings", help="Its settings file; ossp.toml of the old tree without it.")
    ] = None,
    may_replace: Annotated[
        bool, typer.Option("--replace", help="Replace the facts that the folder has already.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Move the facts of an installation from before the partnership folder into one, or nothing at all."""
    from dataclasses import asdict  # noqa: PLC0415

    from ossp_pipeline.gate.policy import POLICY, has_misplaced_waivers  # noqa: PLC0415
    from ossp_pipeline.partnership.adopt import read_old_tree, write_adopted  # noqa: PLC0415
    from ossp_pipeline.publish.calendar import read_calendar  # noqa: PLC0415
    from ossp_pipeline.settings import CALENDAR, CONFIG, PROJECT, WAIVERS  # noqa: PLC0415

    tree, target = old_tree.expanduser().resolve(), folder.expanduser().resolve()
    config = settings.expanduser().resolve() if settings else tree / CONFIG
    adopted = read_old_tree(tree, config)
    document: dict[str, object] = {"adopted": [asdict(report) for report in adopted.reports]}
    if adopted.problems:
        message = f"{len(adopted.problems)} thing(s) cannot be understood; nothing is written."
        finish({"message": message, "not_understood": adopted.problems}, as_json, HELD)
    read_calendar(config.parent / CALENDAR)
    write_adopted(target, adopted, may_replace=may_replace)
    steps = [f"decide what is asked for above, then: OSSP_PARTNERSHIP={target} ossp partnership check"]
    policy = tree / POLICY.relative_to(PROJECT)
    if policy.is_file() and has_misplaced_waivers(policy):
        steps.insert(0, f"move the names and waivers in {policy} to {target / WAIVERS}")
    finish({**document, "message": f"The facts are in {target}; {tree} is unchanged.", "next": steps}, as_json)


@contextmanager
def _open_folder(purpose: str) -> Iterator["Settings"]:
    """The installation, which this process holds, with a change completed that a crash may have interrupted."""
    from ossp_pipeline.lock import exclusive  # noqa: PLC0415
    from ossp_pipeline.partnership.folder import complete_change  # noqa: PLC0415

    settings = open_settings()
    with exclusive(settings.data, f"ossp partnership {purpose}"):
        complete_change(settings.partnership)
        yield settings
