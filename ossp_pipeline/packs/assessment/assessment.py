"""The assessment pack: what an analyst starts from, made from the files of one release and nothing else.

A spreadsheet of the tables (see `assessment_workbook`) and a Markdown skeleton (see `assessment_text`). No figure
is worked out here: all are in the tables.
"""

from pathlib import Path

import pyarrow.parquet as pq

from ossp_pipeline.atomic_files import read_json, write_folder
from ossp_pipeline.errors import UsageError
from ossp_pipeline.packs.assessment.assessment_text import Tables, write_skeleton
from ossp_pipeline.packs.assessment.assessment_workbook import write_workbook
from ossp_pipeline.packs.assessment.read_back import require_published
from ossp_pipeline.publish.package import DESCRIPTOR
from ossp_pipeline.publish.releases import Release


def write_pack(release: Release, folder: Path) -> list[Path]:
    """Write the pack of a release into `folder`, which must not hold one of this release already; returns its files.

    Raises UsageError where the release has no tables of the assessment, or the pack is there already; BrokenError where
    the pack prints what no table holds.
    """
    package = read_json(release.folder / DESCRIPTOR)
    tables = read_tables(release.folder)
    if not tables:
        raise UsageError("E-NOSNA", "the release has no tables of the assessment", "run `ossp refresh`, then try again")
    target = folder / release.release_id
    if target.exists():
        remedy = "edit that one, or write another with `--to`; a pack is never overwritten"
        raise UsageError("E-PACK", f"there is a pack of release {release.release_id} already", remedy)

    def fill(made: Path) -> None:
        book, text = made / "assessment-tables.xlsx", write_skeleton(tables, package, release.release_id)
        write_workbook(book, tables, package, release.release_id)
        (made / "assessment.md").write_text(text, encoding="utf-8")
        require_published(book, text, tables, (package["title"], package["description"], release.release_id))

    target.parent.mkdir(parents=True, exist_ok=True)
    write_folder(target, fill)
    return sorted(target.iterdir())


def read_tables(folder: Path) -> Tables:
    """The release's tables of the assessment, by name."""
    return {path.stem: pq.read_table(path).to_pandas() for path in sorted((folder / "tables").glob("sna_*.parquet"))}
