"""`ossp erase`, `ossp retention`, `ossp keys`: what the law asks of who keeps people's data."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ossp_pipeline.cli.terminal import HELD, Json, finish, open_run, open_settings
from ossp_pipeline.errors import UsageError

if TYPE_CHECKING:
    from ossp_pipeline.contracts.feed import Feed
    from ossp_pipeline.governance.found_rows import Found
    from ossp_pipeline.governance.identifiers import Identifiers
    from ossp_pipeline.governance.retention import PastRetention

protection = typer.Typer()
keys = typer.Typer(no_args_is_help=True, help="The keys of pseudonyms: list them, replace one.")
FeedArgument = Annotated[str, typer.Argument(help="The feed, such as probation_supervision.")]


@protection.command()
def erase(  # noqa: PLR0913, PLR0917 (what a person may say, an option each)
    feed: FeedArgument,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="A file with the people's references or identifiers; else you are asked."),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Name of the person who decides it.")] = "",
    because: Annotated[str, typer.Option("--because", help="On whose request, on one line, without the person.")] = "",
    withdrawn: Annotated[
        bool, typer.Option("--withdrawn", help="They withdrew consent: leave later rows about them out too.")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Only say how many rows of which deliveries.")] = False,
    as_json: Json = False,
) -> None:
    """Erase people from everything that was kept of a feed, and prove that nothing is left."""
    from ossp_pipeline.feeds.registry import find_feed  # noqa: PLC0415
    from ossp_pipeline.governance.erasure import Order  # noqa: PLC0415
    from ossp_pipeline.governance.found_rows import find_rows  # noqa: PLC0415
    from ossp_pipeline.governance.request import carry_out  # noqa: PLC0415
    from ossp_pipeline.publish.statement import Statement  # noqa: PLC0415

    chosen = find_feed(feed)
    wanted = _read(source, chosen)
    with open_run("erase", as_json) as run:
        settings = run.refresh.settings
        if check:
            found = find_rows(settings, chosen, wanted)
            message = f"{found.rows:,} row(s) would be erased. Nothing is changed."
            document = {
                "found": _describe(found),
                "rows": found.rows,
                "message": message,
                "next": _cannot_search(found),
            }
            finish(document, as_json)
        order = Order(chosen, wanted, Statement(by, because), run.refresh.publishing.now(), withdrawn)
        report = carry_out(settings, order)
    message = (
        f"{report.found.rows:,} row(s) are erased from {feed}. {report.scan.files:,} files were searched, and "
        f"{len(report.scan.found)} still hold something. The certificate is {report.certificate}. Next: `ossp refresh`."
    )
    document = {
        "repaired": run.repaired,
        "erasure": report.number,
        "found": _describe(report.found),
        "message": message,
        "next": [
            *(f"{name} still holds it: correct or remove it, then erase again" for name in report.scan.found),
            *_cannot_search(report.found),
        ],
    }
    finish(document, as_json, HELD if report.scan.found else 0)


@protection.command()
def retention(
    delete: Annotated[bool, typer.Option("--delete", help="Delete what is listed, for good.")] = False,
    by: Annotated[str, typer.Option("--by", help="Name of the person who decides it; with --delete.")] = "",
    feed: Annotated[str | None, typer.Option("--feed", help="Only this feed.")] = None,
    as_json: Json = False,
) -> None:
    """List received files that are past their retention; with --delete, delete their bytes and prove it."""
    from ossp_pipeline.feeds.registry import find_feed  # noqa: PLC0415
    from ossp_pipeline.governance.retention import delete_past  # noqa: PLC0415
    from ossp_pipeline.publish.statement import require_name  # noqa: PLC0415

    if delete:
        require_name(by)
    chosen = find_feed(feed).name if feed else None
    with open_run("retention", as_json) as run:
        past = [item for item in run.refresh.past_retention() if chosen in (None, item.feed)]
        left = delete_past(run.refresh.settings, past, by, run.refresh.publishing.now()) if delete else []
    gone = [item for item in past if item.is_landed]
    message = f"{len(past):,} file(s) are past their retention."
    if delete:
        message = f"The bytes of {len(gone):,} file(s) are deleted; {len(left)} file(s) still hold any of them."
    document = {
        "repaired": run.repaired,
        "past": [_describe_past(item) for item in past],
        "still_there": left,
        "message": message,
        "next": [f"{name} holds bytes that were deleted: remove it" for name in left],
    }
    finish(document, as_json, HELD if left else 0)


@protection.command()
def governance(
    to: Annotated[Path | None, typer.Option("--to", help="Folder to write into; data/governance without it.")] = None,
    results: Annotated[
        Path | None, typer.Option("--results", help="What `pytest --junit-xml` wrote, for the last results.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the governance pack: data flows, fields, figures that each column serves, risks, small numbers."""
    from ossp_pipeline.governance.pack.documents import write_pack  # noqa: PLC0415
    from ossp_pipeline.governance.pack.results import Results, read_results  # noqa: PLC0415
    from ossp_pipeline.transform.dbt_runner import load_manifest  # noqa: PLC0415

    settings = open_settings()
    given = read_results(results.expanduser()) if results else Results()
    files = write_pack(settings, load_manifest(settings), to or settings.data / "governance", given)
    message = f"The governance pack is written: {files[-1]}"
    finish({"message": message, "files": [str(path) for path in files]}, as_json)


@keys.command("list")
def list_all(as_json: Json = False) -> None:
    """The keys of this installation: name, fingerprint, and the day each was made. Never a key."""
    from ossp_pipeline.governance.rotation import list_keys  # noqa: PLC0415

    found = list_keys(open_settings())
    lines = [f"{item['key']}  fingerprint {item['fingerprint']}  made on {item['made_on']}" for item in found]
    finish({"keys": found, "message": "\n".join(lines) or "No key was made yet."}, as_json)


@keys.command("rotate")
def rotate_one(
    feed: FeedArgument,
    by: Annotated[str, typer.Option("--by", help="Name of the person who decides it.")],
    compromised: Annotated[
        bool, typer.Option("--compromised", help="The key was exposed: remove all that was made with it at once.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Give a feed a new key, also where it was lost or exposed, and land its files again under it."""
    from ossp_pipeline.feeds.registry import find_feed  # noqa: PLC0415
    from ossp_pipeline.governance.rotation import rotate  # noqa: PLC0415
    from ossp_pipeline.publish.statement import require_name  # noqa: PLC0415

    require_name(by)
    chosen = find_feed(feed)
    with open_run("keys rotate", as_json) as run:
        done = rotate(run.refresh.settings, chosen, by, compromised)
    message = f"{feed} has a new key; {done.landed:,} file(s) landed again. Keep a safe copy. Next: `ossp refresh`."
    if done.made_anew:
        message += (
            f" The bytes of {done.made_anew:,} delivery(s) were deleted in time: their pseudonyms are made anew, and "
            "an erasure cannot find a person in them any more."
        )
    finish({"repaired": run.repaired, "landed": done.landed, "made_anew": done.made_anew, "message": message}, as_json)


def _describe_past(item: "PastRetention") -> str:
    from ossp_pipeline.contracts.delivery import neutral_name  # noqa: PLC0415

    periods = ", ".join(receipt.period or "no period" for receipt in item.receipts)
    name = neutral_name(item.receipts[0].sha256)
    return f"{item.feed} {periods} ({name}), past since {item.since}: {item.state}"


def _read(source: Path | None, feed: "Feed") -> "Identifiers":
    from ossp_pipeline.governance.identifiers import ask_identifiers, read_identifiers  # noqa: PLC0415

    if source is None:
        return ask_identifiers(feed, lambda question: str(typer.prompt(question, hide_input=True, err=True)))
    try:
        return read_identifiers(source.expanduser().read_text(encoding="utf-8"), feed)
    except (OSError, UnicodeDecodeError):
        raise UsageError("E-ERASE", f"{source} cannot be read as UTF-8 text", "name a text file with --from") from None


def _cannot_search(found: "Found") -> list[str]:
    if not found.unsearchable:
        return []
    return [
        f"{found.unsearchable:,} delivery(s) cannot be searched: their bytes were deleted in time, and their "
        "pseudonyms were made anew with a new key"
    ]


def _describe(found: "Found") -> list[str]:
    """A line for each delivery: neutral name, period, rows."""
    from ossp_pipeline.contracts.delivery import neutral_name  # noqa: PLC0415

    kept = [
        (receipt, f"{item.rows:,} row(s)" if item.rows else "the whole file, which is no text")
        for item in found.in_bytes
        for receipt in item.receipts
    ]
    landed = [(item.delivery.receipt, f"{item.rows:,} landed row(s)") for item in found.in_landed_rows]
    places = [*kept, *landed]
    return [f"{neutral_name(receipt.sha256)}, {receipt.period or 'no period'}: {what}" for receipt, what in places]
