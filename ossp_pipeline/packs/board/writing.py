"""The folder of a pack: report, deck, spreadsheet and their checksums. It appears whole, and is never written over."""

from pathlib import Path

from ossp_pipeline.atomic_files import write_folder
from ossp_pipeline.errors import UsageError
from ossp_pipeline.gate.candidate_files import write_checksums
from ossp_pipeline.packs.board.content import content
from ossp_pipeline.packs.board.deck import deck_file
from ossp_pipeline.packs.board.edition import read_edition
from ossp_pipeline.packs.board.report import made_report
from ossp_pipeline.packs.board.workbook import write_book
from ossp_pipeline.publish.releases import Release

REPORT, DECK, BOOK = "board-report.pdf", "board-deck.pptx", "board-tables.xlsx"


def write_pack(release: Release, quarter: str, folder: Path) -> list[Path]:
    """Write `folder/<release>/<quarter>/`; answers with its files. The caller has verified the release.

    Raises UsageError where the release has no such quarter, or its pack is there already.
    """
    edition = read_edition(release, quarter)
    target = folder / release.release_id / quarter
    if target.exists():
        remedy = "use that one, or write another with `--to`; a pack is never written over"
        there = f"there is a pack of release {release.release_id} for {quarter} already"
        raise UsageError("E-PACK", there, remedy)
    told = content(edition)

    def fill(made: Path) -> None:
        report = made_report(told, edition.board, edition.published)
        (made / REPORT).write_bytes(report.pdf)
        (made / DECK).write_bytes(deck_file(told, edition, report.pages))
        write_book(made / BOOK, told, edition)
        write_checksums(made)

    target.parent.mkdir(parents=True, exist_ok=True)
    write_folder(target, fill)
    return sorted(target.iterdir())
