"""The candidate of an edition and what the rules say of it: its tables, its pages, and those very files judged.

make_candidate   the published tables, protected, as files          publish/candidate.py
write_site       the pages, from those files alone                  site/
_judge_tables    the tables by suite and against one another        gate/rules/
judge_site       the pages: links, names, every number read back    site/checks.py
"""

from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.contracts.outcome import Outcome
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.rules.as_built import judge_as_built
from ossp_pipeline.gate.rules.continuity import judge_kept
from ossp_pipeline.gate.rules.expectations import validate
from ossp_pipeline.gate.rules.one_figure import judge_figures
from ossp_pipeline.gate.rules.partnership_facts import unstated_facts
from ossp_pipeline.gate.rules.subjects import table_subject
from ossp_pipeline.gate.rules.typed_words import judge_words
from ossp_pipeline.publish.candidate import make_candidate, protected_tables
from ossp_pipeline.publish.releases import Release
from ossp_pipeline.site.board import read_board
from ossp_pipeline.site.checks import judge_site
from ossp_pipeline.site.pages import write_site
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.manifest import Manifest
from ossp_pipeline.transform.plan import least_shown


def write_and_judge(build: Build, manifest: Manifest, current: Release | None, edition: Edition) -> list[Outcome]:
    """Write the candidate of an edition, tables first and the pages from them, and judge those very files."""
    make_candidate(build, manifest, edition)
    board = read_board(build.candidate)
    write_site(build.candidate, board)
    outcomes = _judge_tables(build, manifest, current, edition)
    return outcomes + judge_site(build.candidate, board, build.stated_words())


def _judge_tables(build: Build, manifest: Manifest, current: Release | None, edition: Edition) -> list[Outcome]:
    """The published tables: by suite, against warehouse, last release and one another, and their typed text."""
    small_count = least_shown(build.plan()["settings"], edition)
    tables = build.candidate / "tables"
    absent = [*unstated_facts(build), *(set(FEEDS) - set(build.plan()["settings"]["feeds"].split(";")))]
    subjects = [table_subject(name, tables / f"{name}.parquet", small_count, absent) for name in manifest.published]
    before = current.folder / "tables" if current else None
    outcomes = validate(subjects) + judge_kept(manifest.published, tables, before)
    # Protected anew: what the files are compared with has not been through any file.
    protected = {table.model.name: table.rows for table in protected_tables(build, manifest, small_count, edition)}
    outcomes += judge_as_built(build, manifest, protected, tables)
    outcomes += judge_figures(manifest.published, tables)
    return outcomes + judge_words(manifest.typed, tables)
