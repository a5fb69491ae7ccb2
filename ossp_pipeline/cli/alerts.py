"""The command `ossp alerts`: what people were told of that is not over, and a test of the way to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from ossp_pipeline.cli.terminal import BROKEN, Json, finish, open_settings
from ossp_pipeline.errors import BusyError, OsspError

if TYPE_CHECKING:
    from ossp_pipeline.settings import Settings

alerts = typer.Typer()


@alerts.command("alerts")
def show_alerts(
    test: Annotated[bool, typer.Option("--test", help="Send a test to everybody whom alerts.toml names.")] = False,
    as_json: Json = False,
) -> None:
    """What is missed, held or failed, since when, and what could not be said to whom; as alerts.toml states."""
    from ossp_pipeline.alerts.alerts import Alerts  # noqa: PLC0415

    settings = open_settings()
    said = Alerts(settings)
    if test:
        _finish_test(said.test(), settings, as_json)
    faults = [{"at": item.at, **vars(item.fault)} for item in said.outstanding()]
    lines = [f"{item['at']}  {item['kind']}: {item['subject']} {item['part']}".rstrip() for item in faults]
    if not settings.alerts.exists():
        lines = [f"Nobody is told of anything: there is no {settings.alerts}. docs/alerts.md says how to write it."]
    document = {"faults": faults, "problems": said.problems()}
    finish({**document, "message": "\n".join([*lines, *said.problems()]) or "Nothing is outstanding."}, as_json)


@contextmanager
def telling_people() -> Iterator[None]:
    """After a refresh has printed its summary, or was ended by an error: tell people, where alerts.toml names any."""
    try:
        yield
    except (typer.Exit, BusyError) as end:
        if isinstance(end, typer.Exit):
            _tell(None)
        raise
    except Exception as error:
        _tell(error)
        raise


def _tell(ended_by: Exception | None) -> None:
    try:
        settings = open_settings()
    except OsspError:  # then nobody knows whom to tell
        return
    if settings.alerts.exists():
        from ossp_pipeline.alerts.alerts import Alerts  # noqa: PLC0415
        from ossp_pipeline.orchestration.look import look_at_all  # noqa: PLC0415

        Alerts(settings).tell(lambda: look_at_all(settings, ended_by))


def _finish_test(unsent: dict[str, str], settings: "Settings", as_json: bool) -> None:
    lines = [f"{name}: {why or 'the test was taken'}" for name, why in unsent.items()]
    if not lines:
        lines = [f"Nobody is named in {settings.alerts}. docs/alerts.md says how to write it."]
    document = {"sent": [name for name, why in unsent.items() if not why], "message": "\n".join(lines)}
    finish(document, as_json, BROKEN if any(unsent.values()) else 0)
