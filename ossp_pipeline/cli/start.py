"""`ossp start`: a partnership folder for an area of England or Wales, and what to fetch for a first release."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from ossp_pipeline.cli.terminal import Json, console_for, finish
from ossp_pipeline.errors import UsageError

start = typer.Typer()


def _complete(text: str) -> list[str]:
    from ossp_pipeline.partnership.areas import matching  # noqa: PLC0415

    return [item.csp_name for item in matching(text)]


@start.command("start")
def start_partnership(
    area: Annotated[
        str | None,
        typer.Argument(help="Name or code of the partnership or its district.", autocompletion=_complete),
    ] = None,
    folder: Annotated[Path, typer.Option("--folder", help="A new folder for its settings and facts.")] = Path(
        "partnership"
    ),
    history_from: Annotated[
        str | None, typer.Option("--history-from", help="First month shown; three years back without it.")
    ] = None,
    seen_on: Annotated[
        datetime | None,
        typer.Option("--seen-on", formats=["%Y-%m-%d"], help="Look at old files as on this day; today without it."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the folder of a partnership: settings, empty tables for its facts, and what to fetch first."""
    from ossp_pipeline.partnership.areas import find_partnership  # noqa: PLC0415
    from ossp_pipeline.partnership.start import (  # noqa: PLC0415
        FIRST_FEEDS,
        UNPUBLISHED_FORCES,
        first_month,
        name_files,
        write_partnership,
    )

    chosen = find_partnership(area or _ask(as_json))
    today = seen_on.date() if seen_on else datetime.now(UTC).date()
    folder = folder.expanduser().resolve()
    month = history_from or first_month(today)
    feeds = write_partnership(folder, chosen, month)
    inbox = folder / "data" / "landing" / "inbox"
    for feed in feeds:
        (inbox / feed.name).mkdir(parents=True)
    if seen_on:
        _note_day(folder / "data", seen_on.date())
    steps = [
        f"{'first' if feed.name in FIRST_FEEDS else 'later'}: {feed.title}, from {feed.supplier}, into "
        f"{inbox / feed.name}, such as {name_files(feed, chosen, month)}"
        for feed in feeds
    ]
    if chosen.police_force in UNPUBLISHED_FORCES:
        steps.insert(0, f"{chosen.police_force} publishes no street-level crime: agree an extract, and set crime_feed")
    steps.append(f"then: OSSP_PARTNERSHIP={folder} ossp refresh; `ossp partnership check` lists what can be stated")
    message = f"The folder of {chosen.label} is {folder}."
    finish({"message": message, "area": chosen.csp_code, "folder": str(folder), "next": steps}, as_json)


def _ask(as_json: bool) -> str:
    """The area's name, asked for; a part of a name lists what it may be."""
    from ossp_pipeline.partnership.areas import find_partnership, partnerships  # noqa: PLC0415

    if not sys.stdin.isatty():
        raise UsageError("E-AREA", "no area is named", "name it: ossp start Colchester")
    _offer_names([item.csp_name for item in partnerships()])
    while True:
        given = typer.prompt("Which partnership (name or code; Tab completes)", err=as_json)
        try:
            return find_partnership(given).csp_code
        except UsageError as error:
            console_for(as_json).print(str(error), markup=False)


def _offer_names(names: list[str]) -> None:
    """Complete names with the Tab key, where Python has a line editor."""
    try:
        import readline  # noqa: PLC0415  (absent on Windows)
    except ImportError:
        return
    readline.set_completer_delims("")
    readline.set_completer(
        lambda text, number: dict(enumerate(name for name in names if name.casefold().startswith(text.casefold()))).get(
            number
        )
    )
    readline.parse_and_bind("tab: complete")


def _note_day(data: Path, day: date) -> None:
    """Mark the data folder as seen from a day, as the sample's is: lateness is judged on that day."""
    from ossp_pipeline.atomic_files import write_json  # noqa: PLC0415
    from ossp_pipeline.settings import SAMPLE_NOTE  # noqa: PLC0415

    write_json(data / SAMPLE_NOTE, {"as_of": day.isoformat(), "is_invented": False})
