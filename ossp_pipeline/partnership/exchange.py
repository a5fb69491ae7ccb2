"""The partnership folder as a workbook, out and back: `issue_workbook` writes it, `receive_workbook` reads it.

    data/partnership/issued/<fingerprint>.json   the tables that a workbook was issued with

A workbook changes the folder only as a whole, only where every sheet is sound, and only where the folder is still the
one it was issued from: it would otherwise undo what somebody else changed since.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from ossp_pipeline.atomic_files import read_json, write_bytes, write_json
from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract.readers.returned.cells import Contents
from ossp_pipeline.extract.readers.returned.container import LARGEST_FILE
from ossp_pipeline.extract.readers.returned.reading import read_returned
from ossp_pipeline.partnership.compare import Cells, Change, list_changes, merge_rows
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.partnership.folder import checked_name, table_text, write_change
from ossp_pipeline.partnership.read import UnreadableFile, Written, check_tables, digest_of, fact_files, read_cells
from ossp_pipeline.partnership.sheets import SheetFinding, broken_rule, read_fingerprint, read_sheets
from ossp_pipeline.partnership.workbook import write_workbook
from ossp_pipeline.settings import Settings

Tables = dict[str, Written]


class Outcome(StrEnum):
    """What became of a workbook."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"
    OUT_OF_DATE = "out of date"


@dataclass(frozen=True)
class Received:
    """What became of a workbook.

    findings  what is wrong in it
    changes   what it changed; of one that is out of date, what others changed since it was issued
    is_known  whether those changes are known: the tables it was issued with are kept where it was issued
    """

    outcome: Outcome
    findings: tuple[SheetFinding, ...] = ()
    changes: tuple[Change, ...] = ()
    is_known: bool = True


def issue_workbook(settings: Settings, to: Path | None) -> Path:
    """Write the workbook of the folder. Raises UsageError where a table cannot be read, or the file exists."""
    files = fact_files([settings.partnership])
    tables, fingerprint = _read_tables(files), digest_of(files)
    name = f"partnership-{settings.as_of.isoformat()}-{fingerprint[:8]}.xlsx"
    path = to or settings.data / "partnership" / name
    if path.exists():
        raise UsageError("E-EXISTS", f"{path} exists, and may be filled in", "use it, or name another file with --to")
    content = write_workbook(tables, fingerprint)
    write_json(_issued(settings, fingerprint), {name: list(table.values()) for name, table in tables.items()})
    write_bytes(path, content)
    return path


def receive_workbook(settings: Settings, path: Path, by: str) -> Received:
    """Read a workbook that came back, and change the folder if all of it is sound and up to date.

    Raises UsageError for a file that is no such workbook, a table that cannot be read, and a name without letters.
    """
    name = checked_name(by)
    contents = _read_contents(path)
    fingerprint = read_fingerprint(contents)
    sheets, findings = read_sheets(contents)
    files = fact_files([settings.partnership])
    before = {name: list(table.values()) for name, table in _read_tables(files).items()}
    after = {fact.name: merge_rows(fact, before[fact.name], sheets[fact.name].values()) for fact in FACTS.values()}
    changes = _all_changes(before, after)
    if not (changes or findings):
        return Received(Outcome.UNCHANGED)
    if digest_of(files) != fingerprint:
        return _out_of_date(settings, fingerprint, before)
    findings = findings or [broken_rule(item) for item in check_tables(sheets, is_sample=False)[1]]
    if findings:
        return Received(Outcome.WRONG, findings=tuple(findings))
    changed = {FACTS[table].file: table_text(FACTS[table], after[table]) for table in _changed(before, after)}
    write_change(settings.partnership, changed, changes, name, datetime.now(UTC).isoformat(timespec="seconds"))
    return Received(Outcome.CHANGED, changes=tuple(changes))


def _read_tables(files: Mapping[str, bytes]) -> Tables:
    try:
        return {fact.name: read_cells(fact.headings, files[fact.name]) for fact in FACTS.values()}
    except UnreadableFile as error:
        remedy = "correct the file: `ossp partnership check` names it"
        raise UsageError("E-FACT", f"a table of the folder cannot be read: {error}", remedy) from None


def _read_contents(path: Path) -> Contents:
    if not path.is_file():
        raise UsageError("E-NOFILE", f"there is no file {path}", "name the workbook that came back")
    if path.stat().st_size > LARGEST_FILE:
        raise UsageError("E-SIZE", f"the file is larger than {LARGEST_FILE // 1_000_000} MB", "use a fresh copy")
    return read_returned(path)


def _all_changes(before: Mapping[str, list[Cells]], after: Mapping[str, list[Cells]]) -> list[Change]:
    return [change for name, fact in FACTS.items() for change in list_changes(fact, before[name], after[name])]


def _changed(before: Mapping[str, list[Cells]], after: Mapping[str, list[Cells]]) -> list[str]:
    return [name for name in FACTS if before[name] != after[name]]


def _out_of_date(settings: Settings, fingerprint: str, now: Mapping[str, list[Cells]]) -> Received:
    path = _issued(settings, fingerprint)
    if not path.is_file():
        return Received(Outcome.OUT_OF_DATE, is_known=False)
    return Received(Outcome.OUT_OF_DATE, changes=tuple(_all_changes(read_json(path), now)))


def _issued(settings: Settings, fingerprint: str) -> Path:
    return settings.data / "partnership" / "issued" / f"{fingerprint}.json"
