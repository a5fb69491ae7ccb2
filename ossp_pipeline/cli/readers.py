"""The commands for readers of a release: they read what was published, and change nothing in it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ossp_pipeline.cli.terminal import Json, finish, open_settings
from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.settings import Settings, public_settings

if TYPE_CHECKING:
    from ossp_pipeline.publish.releases import Releases

readers = typer.Typer()
# Folders of an edition's data folder that hold its packs, each in a folder of its release.
PACKS, ASSESSMENTS = "packs", "assessments"
Public = Annotated[bool, typer.Option("--public", help="Of the public edition; the partnership's without it.")]
ReleaseId = Annotated[str | None, typer.Option("--release", help="A release's id; the current one without it.")]


@readers.command()
def verify(
    release_id: ReleaseId = None,
    public: Public = False,
    as_json: Json = False,
) -> None:
    """Read a release back and compare every file and table with its checksums and its data package."""
    from ossp_pipeline.publish.verify import verify_release  # noqa: PLC0415

    _, releases = _edition(public)
    release = releases.find(release_id)
    count = verify_release(release.folder)
    finish(
        {
            "message": f"Release {release.release_id} is whole: its {count} files are as they were written.",
            "files": count,
        },
        as_json,
    )


@readers.command()
def sna(
    release_id: ReleaseId = None,
    public: Public = False,
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Folder of the packs; data/assessments without it (data/public/assessments)."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the assessment pack of a release: its tables as a spreadsheet, and a skeleton of the assessment."""
    from ossp_pipeline.packs.assessment.assessment import write_pack  # noqa: PLC0415
    from ossp_pipeline.publish.verify import verify_release  # noqa: PLC0415

    settings, releases = _edition(public)
    release = releases.find(release_id)
    verify_release(release.folder)
    files = write_pack(release, to or settings.data / ASSESSMENTS)
    message = f"The pack of release {release.release_id} is written; the analyst's gaps are marked in assessment.md."
    finish({"message": message, "files": [str(path) for path in files]}, as_json)


@readers.command()
def pack(
    quarter: Annotated[str, typer.Option("--quarter", help="The quarter it is about, such as 2025-26Q4.")],
    release_id: ReleaseId = None,
    public: Public = False,
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder of the packs; data/packs without it (data/public/packs).")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the board's pack of a quarter from a release: report (PDF), editable deck, accessible spreadsheet."""
    from ossp_pipeline.packs.board.writing import write_pack  # noqa: PLC0415
    from ossp_pipeline.publish.verify import verify_release  # noqa: PLC0415

    settings, releases = _edition(public)
    release = releases.find(release_id)
    verify_release(release.folder)
    files = write_pack(release, quarter, to or settings.data / PACKS)
    message = f"The pack of release {release.release_id} for {quarter} is written to {files[0].parent}."
    finish({"message": message, "files": [str(path) for path in files]}, as_json)


@readers.command()
def dashboard(
    open_it: Annotated[bool, typer.Option("--open", help="Open it in this machine's browser.")] = False,
    release_id: ReleaseId = None,
    public: Public = False,
    as_json: Json = False,
) -> None:
    """Show where the pages of a release are. They open from the folder: no server, no network."""
    from ossp_pipeline.site.front import first_page  # noqa: PLC0415

    release = _edition(public)[1].find(release_id)
    address = first_page(release).absolute().as_uri()
    if open_it:
        typer.launch(address)
    message = f"The pages of release {release.release_id}: {address}"
    finish({"message": message, "release_id": release.release_id, "address": address}, as_json)


@readers.command()
def calendar(as_json: Json = False) -> None:
    """Show planned releases: what is out, what waits, what comes next, what is late and why."""
    from ossp_pipeline.cli.summary import describe_calendar  # noqa: PLC0415
    from ossp_pipeline.refresh import Refresh  # noqa: PLC0415

    summary = describe_calendar(Refresh(open_settings()))
    message = "" if summary["planned"] else "Nothing is planned: release_calendar.csv has no rows."
    finish({**summary, "message": message}, as_json)


@readers.command()
def serve(
    port: Annotated[int, typer.Option("--port", help="Port on 127.0.0.1; 0 takes a free one.")] = 8000,
    public: Public = False,
) -> None:
    """Serve the releases to this machine alone, for reading only, until Ctrl-C."""
    from ossp_pipeline.cli.serve import ReleaseServer  # noqa: PLC0415

    _, releases = _edition(public)
    if not releases.withdrawn_at():  # then the page that says so is what readers see
        releases.find(None)
    with ReleaseServer(releases, port) as server:
        typer.echo(f"Serving the releases at {server.address} until Ctrl-C.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo("Stopped.")


def _edition(public: bool) -> "tuple[Settings, Releases]":
    """The releases of the edition that is asked for, and the settings whose data folder is that edition's."""
    from ossp_pipeline.publishing import releases_of  # noqa: PLC0415

    settings = public_settings(open_settings()) if public else open_settings()
    return settings, releases_of(settings, Edition.PUBLIC if public else Edition.PARTNERSHIP)
