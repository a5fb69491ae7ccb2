"""The command `ossp public`: the public edition of the release that the partnership reads."""

from typing import Annotated

import typer

from ossp_pipeline.cli.terminal import HELD, Json, finish, open_run

public = typer.Typer()


@public.command("public")
def make_public(
    by: Annotated[str, typer.Option("--by", help="Name of the person who asks for it.")],
    revise: Annotated[bool, typer.Option("--revise", help="Count anew what was shown already: once a year.")] = False,
    as_json: Json = False,
) -> None:
    """Make the public edition of the current release: protected, attacked, and published where it holds.

    It lies in data/public/releases, which holds nothing of the partnership's edition.
    """
    from ossp_pipeline.cli.summary import describe_decision  # noqa: PLC0415
    from ossp_pipeline.public_edition import PublicEdition  # noqa: PLC0415
    from ossp_pipeline.publish.statement import require_name  # noqa: PLC0415

    require_name(by)
    with open_run("public", as_json) as run:
        edition = PublicEdition(run.refresh)
        build = edition.make(edition.published_build(), revise)
        decision = edition.judge(build)
        release = edition.publish(build, by)
    pages = [f"its pages: {release.folder / 'site' / 'index.html'}"] if release else []
    document = {
        "repaired": run.repaired,
        "gate": describe_decision(decision),
        "release_id": release.release_id if release else None,
        "message": f"The public edition is {f'published: {release.release_id}' if release else 'held'}.",
        "next": [*pages, f"the certificate: {build.folder / 'certificate.html'}"],
    }
    finish(document, as_json, 0 if release else HELD)
