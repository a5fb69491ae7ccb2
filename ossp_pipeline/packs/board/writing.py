"""The folder of a pack: report, deck, spreadsheet and their checksums. It appears whole, and is never overwritten."""

from pathlib import Path

from ossp_pipeline.atomic_files import write_folder
from ossp_pipeline.errors import UsageError
from ossp_pipeline.gate.candidate_files import write_checksums
from ossp_pipeline.packs.board.content import pack_content
from ossp_pipeline.packs.board.deck import make_deck
from ossp_pipeline.packs.board.quarter_snapshot import read_snapshot
from ossp_pipeline.packs.board.read_back import require_protected, require_published
from ossp_pipeline.packs.board.report import make_report
from ossp_pipeline.packs.board.workbook import write_workbook
from ossp_pipeline.publish.releases import Release

REPORT, DECK, WORKBOOK = "board-report.pdf", "board-deck.pptx", "board-tables.xlsx"


def write_pack(release: Release, quarter: str, folder: Path) -> list[Path]:
    """Write `folder/<release>/<quarter>/`; returns its files. The caller has verified the release.

    Raises UsageError where the release has no such quarter, or its pack is there already.
    """
    snapshot = read_snapshot(release, quarter)
    target = folder / release.release_id / quarter
    if target.exists():
        remedy = "use that one, or write another with `--to`; a pack is never overwritten"
        there = f"there is a pack of release {release.release_id} for {quarter} already"
        raise UsageError("E-PACK", there, remedy)
    content = pack_content(snapshot)

    def fill(made: Path) -> None:
        report = make_report(content, snapshot.board, snapshot.published)
        (made / REPORT).write_bytes(report.pdf)
        (made / DECK).write_bytes(make_deck(content, snapshot, report.pages))
        write_workbook(made / WORKBOOK, content, snapshot)
        require_published(made, content, snapshot, report.pages.values())
        require_protected(made, content, snapshot, release.folder)
        write_checksums(made)

    target.parent.mkdir(parents=True, exist_ok=True)
    write_folder(target, fill)
    return sorted(target.iterdir())
