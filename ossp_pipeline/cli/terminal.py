"""What every command shares: opening the settings, showing progress, printing a summary, ending with an exit code."""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.logging import RichHandler

from ossp_pipeline.settings import Settings, load_settings, prepare_process

if TYPE_CHECKING:
    from ossp_pipeline.orchestration.run_context import RunContext

HELD, BROKEN = 1, 3
Json = Annotated[bool, typer.Option("--json", help="Print the summary as one JSON document.")]


def open_settings() -> Settings:
    """The installation's settings; this process then writes private files and sends no usage data."""
    settings = load_settings()
    prepare_process(settings)
    return settings


@contextmanager
def open_run(purpose: str, as_json: bool) -> Iterator["RunContext"]:
    """The steps over the data folder, which this process holds, after repairing what a crash may have left."""
    from ossp_pipeline.lock import exclusive  # noqa: PLC0415
    from ossp_pipeline.orchestration.run_context import RunContext  # noqa: PLC0415
    from ossp_pipeline.refresh import Refresh  # noqa: PLC0415

    settings = open_settings()
    show_progress(as_json)
    with exclusive(settings.data, f"ossp {purpose}"):
        steps = Refresh(settings)
        yield RunContext(steps, repaired=steps.repair())


def show_progress(as_json: bool) -> None:
    """Print what the steps report as they go; with --json on standard error."""
    handler = RichHandler(console=console_for(as_json), show_level=False, show_path=False, log_time_format="%H:%M:%S")
    logger = logging.getLogger("ossp")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False


def console_for(as_json: bool) -> Console:
    """Standard output; standard error where the JSON document goes to standard output."""
    return Console(stderr=as_json, highlight=False)


def finish(document: Mapping[str, object], as_json: bool, code: int = 0) -> NoReturn:
    """Print a summary, as text or as one JSON document, and end with an exit code."""
    from ossp_pipeline.cli.console import print_summary  # noqa: PLC0415

    if as_json:
        sys.stdout.write(json.dumps({**document, "exit_code": code}, indent=2, default=str, ensure_ascii=False) + "\n")
    else:
        print_summary(document, console_for(as_json=False))
    raise typer.Exit(code)
