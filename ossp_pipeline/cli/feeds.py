"""The commands `ossp feeds …`: connections that fetch deliveries into the inbox.

Exit codes as everywhere: 0 done, 2 wrong use, 3 a connection failed; the others went on.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ossp_pipeline.cli.documents import ConnectionSummary
from ossp_pipeline.cli.terminal import BROKEN, Json, finish, open_settings
from ossp_pipeline.errors import OsspError

if TYPE_CHECKING:
    from ossp_pipeline.extract.connectors.configured import Connection
    from ossp_pipeline.settings import Settings

feeds = typer.Typer(
    help="Fetch deliveries from addresses, SFTP servers, data.police.uk and databases, as connections.toml states.",
    no_args_is_help=True,
)
Wanted = Annotated[str | None, typer.Argument(metavar="[FEED]", help="A feed or a connection; all without it.")]


@feeds.command()
def check(feed: Wanted = None, as_json: Json = False) -> None:
    """Try each connection and say what would be fetched. Nothing is written."""

    def try_one(connection: "Connection", settings: "Settings") -> tuple[list[str], list[str]]:
        return [], connection.connector.check()

    _each(feed, as_json, try_one, ["fetch it: ossp feeds fetch"])


@feeds.command()
def fetch(
    feed: Wanted = None,
    again: Annotated[bool, typer.Option("--again", help="Also what was fetched before.")] = False,
    as_json: Json = False,
) -> None:
    """Fetch what is new into the inbox; `ossp refresh` takes it from there."""

    def fetch_one(connection: "Connection", settings: "Settings") -> tuple[list[str], list[str]]:
        try:
            fetched = connection.fetch(settings, again)
        except OsspError as error:
            connection.note_failure(error)
            raise
        return fetched.files, fetched.notes

    _each(feed, as_json, fetch_one, ["make figures with what came: ossp refresh"])


@feeds.command("map")
def map_file(
    file: Annotated[Path, typer.Argument(help="A file of the supplier: CSV, .xlsx or .ods.")],
    feed: Annotated[str, typer.Option("--feed", help="The feed as which its rows are read, such as asb_incidents.")],
    supplier: Annotated[str, typer.Option("--supplier", help="Who sends such files.")],
    as_json: Json = False,
) -> None:
    """Draft a mapping of a supplier's own layout: its headings with the nearest of ours, and its values."""
    from ossp_pipeline.deliveries.draft_mapping import draft_mapping  # noqa: PLC0415
    from ossp_pipeline.feeds.registry import find_feed  # noqa: PLC0415

    draft = draft_mapping(file.expanduser(), find_feed(feed), supplier, open_settings().mappings)
    message = f"{draft.given} column(s) have a heading that comes near; the draft is {draft.path}."
    missing = f"say where these come from: {', '.join(draft.lacking)}" if draft.lacking else ""
    steps = ["go through every line, and write owner, reviewed_by and reviewed_on", "then: ossp partnership check"]
    finish({"mapping": str(draft.path), "message": message, "next": [*filter(None, [missing]), *steps]}, as_json)


def _each(
    wanted: str | None,
    as_json: bool,
    act: "Callable[[Connection, Settings], tuple[list[str], list[str]]]",
    steps: list[str],
) -> None:
    """Do it with every connection that is wanted: one that fails stops no other."""
    from ossp_pipeline.extract.connectors.configured import read_connections  # noqa: PLC0415

    settings = open_settings()
    connections = read_connections(settings, wanted)
    summaries = [_one(connection, settings, act) for connection in connections]
    failed = [item["name"] for item in summaries if item["error"]]
    message = f"{len(summaries)} connection(s), {len(failed)} failed."
    if not connections:
        message, steps = f"No connection is stated in {settings.connections}.", ["see docs/connections.md"]
    document = {"connections": summaries, "message": message, "next": steps}
    finish(document, as_json, BROKEN if failed else 0)


def _one(
    connection: "Connection",
    settings: "Settings",
    act: "Callable[[Connection, Settings], tuple[list[str], list[str]]]",
) -> ConnectionSummary:
    summary: ConnectionSummary = {
        "name": connection.name,
        "feed": connection.feed,
        "kind": connection.kind,
        "files": [],
        "notes": [],
        "error": "",
    }
    try:
        summary["files"], summary["notes"] = act(connection, settings)
    except OsspError as error:
        summary["error"] = str(error)
    return summary
