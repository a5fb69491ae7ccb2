"""The commands `ossp partnership …`: the facts of the partnership, beside the feeds.

Exit codes as everywhere: 0 done, 1 something in the folder is wrong, 2 wrong use, 3 broken.
"""

import typer

from ossp_pipeline.cli.terminal import HELD, Json, finish, open_settings

partnership = typer.Typer(
    help="The facts of the partnership: targets, plan, grants, agreements and what else people state.",
    no_args_is_help=True,
)


@partnership.callback()
def _group() -> None:
    """Keep `check` a command of its own while it is the only one."""


@partnership.command()
def check(as_json: Json = False) -> None:
    """Read the partnership folder: what is wrong in it, line by line, and what is not stated yet."""
    from ossp_pipeline.partnership.facts import FACTS  # noqa: PLC0415
    from ossp_pipeline.partnership.read import read_facts  # noqa: PLC0415

    settings = open_settings()
    facts = read_facts(settings)
    wrong = [
        {"file": FACTS[item.table].file, "line": item.line, "column": item.column, "problem": item.problem}
        for item in facts.findings
    ]
    unstated = [
        {"file": fact.file, "what": fact.title, "ask": fact.asked_of, "columns": list(fact.headings)}
        for fact in facts.unstated
    ]
    stated = {name: table.num_rows for name, table in facts.tables.items() if table.num_rows}
    message = (
        f"{settings.partnership}: {len(stated)} table(s) stated, {len(unstated)} not yet, {len(wrong)} row(s) wrong."
    )
    document = {"message": message, "stated": stated, "wrong": wrong, "not_stated": unstated}
    finish(document, as_json, HELD if wrong else 0)
