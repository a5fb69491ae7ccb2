"""The commands `ossp returns …`: the quarterly workbooks of theme leads and officers.

Exit codes as everywhere: 0 done, 1 something is queried, refused or outstanding, 2 wrong use, 3 broken.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from ossp_pipeline.cli.terminal import HELD, Json, finish, open_settings

returns = typer.Typer(
    help="The quarterly workbooks: issue them, receive what comes back, sign it off, see what is outstanding.",
    no_args_is_help=True,
)
Quarter = Annotated[str, typer.Option("--quarter", help="A quarter of the financial year, such as 2025-26Q3.")]
By = Annotated[str, typer.Option("--by", help="Your role; it must differ from the role that returned the values.")]
OneLead = Annotated[str | None, typer.Option("--lead", help="Only this owner role; all of them if left out.")]
SignedLead = Annotated[str, typer.Option("--lead", help="The owner role whose return it is.")]
InsteadOf = Annotated[
    list[str] | None, typer.Option("--instead-of", help="A role whose earlier answers no longer count; repeatable.")
]
Close = Annotated[
    bool, typer.Option("--close", help="Then close the quarter for this lead: no more workbooks are received.")
]
Reopen = Annotated[bool, typer.Option("--reopen", help="Reopen a closed quarter; nothing is signed.")]


@returns.command()
def issue(quarter: Quarter, lead: OneLead = None, as_json: Json = False) -> None:
    """Write one workbook per lead for a quarter, under data/returns/issued/."""
    from ossp_pipeline.publish.releases import Releases  # noqa: PLC0415
    from ossp_pipeline.refresh import Refresh  # noqa: PLC0415
    from ossp_pipeline.returns.areas import read_areas  # noqa: PLC0415
    from ossp_pipeline.returns.issue import issue_workbooks  # noqa: PLC0415
    from ossp_pipeline.returns.workspace import open_workspace, read_quarter  # noqa: PLC0415
    from ossp_pipeline.site.published import newest_figures  # noqa: PLC0415
    from ossp_pipeline.transform.measures.catalogue import read_catalogue  # noqa: PLC0415

    settings, period = open_settings(), read_quarter(quarter)
    release = Releases(settings.releases).current()
    published = newest_figures(release.folder) if release else {}
    from_feeds = Refresh(settings).plan().measures_from_feeds
    with open_workspace(settings, "issue") as store:
        catalogue = read_catalogue(settings, from_feeds)
        issued = issue_workbooks(store, catalogue, period, read_areas(settings), lead, published)
    message = f"{len(issued)} workbook(s) for {quarter}, due {issued[0]['due']}. Send each to its lead."
    finish({"issued": issued, "message": message}, as_json)


@returns.command()
def receive(
    files: Annotated[list[Path], typer.Argument(help="Workbooks that came back, .xlsx or .ods.")],
    instead_of: InsteadOf = None,
    as_json: Json = False,
) -> None:
    """Read workbooks that came back, say cell by cell what is wrong, write an answer for each sender."""
    from ossp_pipeline.returns.receive import receive_workbooks  # noqa: PLC0415
    from ossp_pipeline.returns.submit import submit_returns  # noqa: PLC0415
    from ossp_pipeline.returns.workspace import open_workspace, read_role  # noqa: PLC0415

    settings = open_settings()
    replaced = [read_role(role) for role in instead_of or ()]
    with open_workspace(settings, "receive") as store:
        received = receive_workbooks(store, files, settings.as_of.isoformat(), replaced)
        submitted = submit_returns(store, settings.inbox)
    clean = sum(item.is_clean for item in received)
    message = (
        f"{len(received)} file(s): {clean} with nothing to fix, {len(received) - clean} to send back with the answer."
    )
    next_steps = [f"`ossp refresh` takes {len(submitted)} new file(s) from the inbox"] if submitted else []
    document = {
        "returns": [item.as_dict() for item in received],
        "dropped": submitted,
        "message": message,
        "next": next_steps,
    }
    finish(document, as_json, 0 if clean == len(received) else HELD)


@returns.command("sign-off")
def sign_off_return(  # noqa: PLR0913, PLR0917  (its options)
    quarter: Quarter, lead: SignedLead, by: By, close: Close = False, reopen: Reopen = False, as_json: Json = False
) -> None:
    """Accept what a lead returned; until then it does not count. Exit 1 where something could not be accepted."""
    from ossp_pipeline.returns import sign_off  # noqa: PLC0415
    from ossp_pipeline.returns.submit import submit_returns  # noqa: PLC0415
    from ossp_pipeline.returns.workspace import find_issue, open_workspace, read_quarter, read_role  # noqa: PLC0415

    settings, role = open_settings(), read_role(by)
    period, day = read_quarter(quarter), settings.as_of.isoformat()
    with open_workspace(settings, "sign-off") as store:
        issued = find_issue(store, period, lead)
        if reopen:
            sign_off.reopen(store, issued, role, day)
            finish({"message": f"{quarter} is open again for {issued.lead}."}, as_json)
        result: dict[str, Any] = sign_off.sign_off(store, issued, role, day)
        if close:
            sign_off.close(store, issued, role, day)
        submitted = submit_returns(store, settings.inbox)
    message = (
        f"{issued.lead}, {quarter}: {result['signed']} row(s) signed off now; "
        f"{result['accepted']} of {result['asked']} accepted, {result['queried']} queried, "
        f"{result['own']} of the same role, {result['missing']} not returned."
        + (f" {result['comments']} comment(s) on counted measures with them." if result["comments"] else "")
        + (" The quarter is closed." if close else "")
    )
    document = {**result, "lead": issued.lead, "quarter": quarter, "dropped": submitted, "message": message}
    finish(document, as_json, 0 if result["accepted"] == result["asked"] else HELD)


@returns.command()
def status(
    quarter: Annotated[
        str | None, typer.Option("--quarter", help="A quarter; the last one that ended, by default.")
    ] = None,
    as_json: Json = False,
) -> None:
    """What is outstanding, with a reminder ready to send. Exit 1 where something is late or queried."""
    from ossp_pipeline.contracts.period import Cadence, period_of  # noqa: PLC0415
    from ossp_pipeline.refresh import Refresh  # noqa: PLC0415
    from ossp_pipeline.returns.areas import read_areas  # noqa: PLC0415
    from ossp_pipeline.returns.delivered import delivered_states  # noqa: PLC0415
    from ossp_pipeline.returns.outstanding import Delivered, describe_outstanding, is_pressing  # noqa: PLC0415
    from ossp_pipeline.returns.request import build_issues  # noqa: PLC0415
    from ossp_pipeline.returns.store import ReturnStore  # noqa: PLC0415
    from ossp_pipeline.returns.workspace import read_quarter  # noqa: PLC0415
    from ossp_pipeline.transform.measures.catalogue import read_catalogue  # noqa: PLC0415

    settings = open_settings()
    period = read_quarter(quarter) if quarter else period_of(settings.as_of, Cadence.QUARTER).previous
    steps = Refresh(settings)
    plan = steps.plan()
    delivered = Delivered(delivered_states(steps.raw, plan.selections, period), plan.measures_from_feeds)
    catalogue = read_catalogue(settings, plan.measures_from_feeds)
    requested = build_issues(catalogue, period, read_areas(settings), lambda feed, key: {})
    store = ReturnStore(settings.returns)
    outstanding = describe_outstanding(store, requested, period, settings.as_of, delivered)
    message = f"Returns for {period}, seen on {settings.as_of.isoformat()}"
    finish({"owed": outstanding, "message": message}, as_json, HELD if is_pressing(outstanding) else 0)
