"""The commands `ossp returns …`: the quarterly workbooks of theme leads and officers.

Exit codes as everywhere: 0 done, 1 something is queried, refused or owed, 2 wrong use, 3 broken.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from ossp_pipeline.cli.terminal import HELD, Json, finish, open_settings

returns = typer.Typer(
    help="The quarterly workbooks: issue them, receive what comes back, sign it off, see who owes what.",
    no_args_is_help=True,
)
Quarter = Annotated[str, typer.Option("--quarter", help="A quarter of the financial year, such as 2025-26Q3.")]
By = Annotated[str, typer.Option("--by", help="Your role; it must differ from the role that returned the values.")]
OneLead = Annotated[str | None, typer.Option("--lead", help="Only this owner role; all of them without it.")]
SignedLead = Annotated[str, typer.Option("--lead", help="The owner role whose return it is.")]
InsteadOf = Annotated[
    list[str] | None, typer.Option("--instead-of", help="A role whose earlier answers no longer count; repeatable.")
]
Close = Annotated[bool, typer.Option("--close", help="Then close the quarter for this lead: nothing more is taken.")]
Reopen = Annotated[bool, typer.Option("--reopen", help="Reopen a closed quarter; nothing is signed.")]


@returns.command()
def issue(quarter: Quarter, lead: OneLead = None, as_json: Json = False) -> None:
    """Write one workbook per lead for a quarter, under data/returns/issued/."""
    from ossp_pipeline.publish.releases import Releases  # noqa: PLC0415
    from ossp_pipeline.returns.areas import read_areas  # noqa: PLC0415
    from ossp_pipeline.returns.issue import issue_workbooks  # noqa: PLC0415
    from ossp_pipeline.returns.workspace import open_desk, read_quarter  # noqa: PLC0415
    from ossp_pipeline.settings import SEEDS  # noqa: PLC0415
    from ossp_pipeline.site.published import newest_figures  # noqa: PLC0415

    settings, period = open_settings(), read_quarter(quarter)
    release = Releases(settings.releases).current()
    published = newest_figures(release.folder) if release else {}
    with open_desk(settings, "issue") as store:
        issued = issue_workbooks(store, SEEDS, period, read_areas(settings), lead, published)
    told = f"{len(issued)} workbook(s) for {quarter}, due {issued[0]['due']}. Send each to its lead."
    finish({"issued": issued, "message": told}, as_json)


@returns.command()
def receive(
    files: Annotated[list[Path], typer.Argument(help="Workbooks that came back, .xlsx or .ods.")],
    instead_of: InsteadOf = None,
    as_json: Json = False,
) -> None:
    """Read workbooks that came back, say cell by cell what is wrong, write an answer for each sender."""
    from ossp_pipeline.returns.receive import receive_workbooks  # noqa: PLC0415
    from ossp_pipeline.returns.submit import hand_over  # noqa: PLC0415
    from ossp_pipeline.returns.workspace import open_desk, read_role  # noqa: PLC0415

    settings = open_settings()
    replaced = [read_role(role) for role in instead_of or ()]
    with open_desk(settings, "receive") as store:
        taken = receive_workbooks(store, files, settings.as_of.isoformat(), replaced)
        dropped = hand_over(store, settings.inbox)
    clean = sum(item.is_clean for item in taken)
    told = f"{len(taken)} file(s): {clean} with nothing to mend, {len(taken) - clean} to be sent back with the answer."
    following = [f"`ossp refresh` takes {len(dropped)} new file(s) from the inbox"] if dropped else []
    document = {"returns": [item.as_dict() for item in taken], "dropped": dropped, "message": told, "next": following}
    finish(document, as_json, 0 if clean == len(taken) else HELD)


@returns.command("sign-off")
def sign_off_return(  # noqa: PLR0913, PLR0917  (its options)
    quarter: Quarter, lead: SignedLead, by: By, close: Close = False, reopen: Reopen = False, as_json: Json = False
) -> None:
    """Accept what a lead returned: only then it counts. Exit 1 where something could not be accepted."""
    from ossp_pipeline.returns import sign_off  # noqa: PLC0415
    from ossp_pipeline.returns.submit import hand_over  # noqa: PLC0415
    from ossp_pipeline.returns.workspace import find_issue, open_desk, read_quarter, read_role  # noqa: PLC0415

    settings, role = open_settings(), read_role(by)
    period, day = read_quarter(quarter), settings.as_of.isoformat()
    with open_desk(settings, "sign-off") as store:
        found = find_issue(store, period, lead)
        if reopen:
            sign_off.reopen(store, found, role, day)
            finish({"message": f"{quarter} is open again for {found.lead}."}, as_json)
        result: dict[str, Any] = sign_off.sign_off(store, found, role, day)
        if close:
            sign_off.close(store, found, role, day)
        dropped = hand_over(store, settings.inbox)
    told = (
        f"{found.lead}, {quarter}: {result['signed']} row(s) signed off now; {result['accepted']} of {result['asked']} "
        f"accepted, {result['queried']} queried, {result['own']} of the same role, {result['missing']} not returned."
        + (f" {result['comments']} comment(s) on counted measures with them." if result["comments"] else "")
        + (" The quarter is closed." if close else "")
    )
    document = {**result, "lead": found.lead, "quarter": quarter, "dropped": dropped, "message": told}
    finish(document, as_json, 0 if result["accepted"] == result["asked"] else HELD)


@returns.command()
def status(
    quarter: Annotated[
        str | None, typer.Option("--quarter", help="A quarter; the last one that ended, by default.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Who owes what, with a reminder ready to send. Exit 1 where something is late or queried."""
    from ossp_pipeline.contracts.period import Cadence, period_of  # noqa: PLC0415
    from ossp_pipeline.returns.areas import read_areas  # noqa: PLC0415
    from ossp_pipeline.returns.outstanding import describe_owed, is_pressing  # noqa: PLC0415
    from ossp_pipeline.returns.request import ask  # noqa: PLC0415
    from ossp_pipeline.returns.store import ReturnStore  # noqa: PLC0415
    from ossp_pipeline.returns.workspace import read_quarter  # noqa: PLC0415
    from ossp_pipeline.settings import SEEDS  # noqa: PLC0415

    settings = open_settings()
    period = read_quarter(quarter) if quarter else period_of(settings.as_of, Cadence.QUARTER).previous
    asked = ask(SEEDS, period, read_areas(settings), lambda feed, key: {})
    owed = describe_owed(ReturnStore(settings.returns), asked, period, settings.as_of)
    told = f"Returns for {period}, seen on {settings.as_of.isoformat()}"
    finish({"owed": owed, "message": told}, as_json, HELD if is_pressing(owed) else 0)
