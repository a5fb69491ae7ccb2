"""The command `ossp public`: the public edition of the release that the partnership reads, made or taken down."""

from typing import TYPE_CHECKING, Annotated

import typer

from ossp_pipeline.cli.readers import ASSESSMENTS, PACKS
from ossp_pipeline.cli.terminal import BROKEN, HELD, Json, finish, open_run
from ossp_pipeline.errors import UsageError

if TYPE_CHECKING:
    from ossp_pipeline.orchestration.run_context import RunContext
    from ossp_pipeline.publish.postgres.state import TargetSummary

public = typer.Typer()


@public.command("public")
def make_public(  # noqa: PLR0913, PLR0917 (what a person may say, an option each)
    by: Annotated[str, typer.Option("--by", help="Name of the person who asks for it.")],
    revise: Annotated[bool, typer.Option("--revise", help="Count anew what was shown already: once a year.")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take down the one that is up, and make none.")] = False,
    because: Annotated[
        str | None, typer.Option("--because", help="With --withdraw: why, on one line. It is kept, and not published.")
    ] = None,
    early: Annotated[
        str | None,
        typer.Option("--early", help="Why it goes out before the moment the calendar plans; it is published."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make the public edition of the current release: protected, attacked, and published where it holds.

    It lies in data/public/releases, which holds nothing of the partnership's edition and no public one before it. With
    --withdraw, readers have no public edition until the next one is made.
    """
    from ossp_pipeline.publish.statement import require_name  # noqa: PLC0415

    require_name(by)
    if withdraw != (because is not None):
        remedy = "to take the public edition down, give both; to make one, neither"
        raise UsageError("E-WITHDRAW", "--withdraw and --because go together", remedy)
    document, code = _make(by, early, revise, as_json) if because is None else _withdraw(by, because, as_json)
    finish(document, as_json, code)


def _make(by: str, early: str | None, revise: bool, as_json: bool) -> tuple[dict[str, object], int]:
    from ossp_pipeline.cli.summary import describe_decision  # noqa: PLC0415
    from ossp_pipeline.definitions import build_definitions  # noqa: PLC0415
    from ossp_pipeline.orchestration.public_asset import PUBLIC_JOB  # noqa: PLC0415
    from ossp_pipeline.orchestration.run import run_step  # noqa: PLC0415

    with open_run("public", as_json) as run:
        run.approved_by, run.early, run.revise = by, early, revise
        run_step(PUBLIC_JOB, run, build_definitions(run.refresh.settings, run))
        build, decision, release = run.current_build(), run.judged_build()[1], run.release
    pages = [f"its pages: {release.folder / 'site' / 'index.html'}"] if release else []
    document: dict[str, object] = {
        "repaired": run.repaired,
        "gate": describe_decision(decision),
        "release_id": release.release_id if release else None,
        "message": f"The public edition is {f'published: {release.release_id}' if release else 'held'}.",
        "postgres": _postgres(run),
        "next": [*pages, f"the certificate: {build.folder / 'certificate.html'}"],
    }
    return document, _code(run) if release else HELD


def _withdraw(by: str, because: str, as_json: bool) -> tuple[dict[str, object], int]:
    from ossp_pipeline.public_edition import PublicEdition  # noqa: PLC0415

    with open_run("public", as_json) as run:
        edition = PublicEdition(run.refresh)
        release = edition.withdraw(by, because)
    made = [edition.settings.data / kind / release.release_id for kind in (PACKS, ASSESSMENTS)]
    packs = [f"delete its packs, and call back those that were handed out: {path}" for path in made if path.exists()]
    document: dict[str, object] = {
        "repaired": run.repaired,
        "release_id": release.release_id,
        "message": f"The public edition is withdrawn: {release.release_id}. Its readers have none until the next one.",
        "postgres": _postgres(run),
        "next": [*packs, "make a new one when its reason is gone: ossp public --by NAME"],
    }
    return document, _code(run)


def _postgres(run: "RunContext") -> "TargetSummary | None":
    state = run.refresh.public_postgres
    return state.describe() if state else None


def _code(run: "RunContext") -> int:
    """0 where readers of Postgres see what the files show; else broken, though the files are as they should be."""
    state = run.refresh.public_postgres
    return BROKEN if state and state.is_behind else 0
