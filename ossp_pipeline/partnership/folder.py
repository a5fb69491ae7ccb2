"""Writing into a partnership folder: all files of a change or none, and who changed what when.

A change is first written as a whole beside the files (`.pending-change.json`), then file by file. A crash in between is
completed by the next command that writes, and before every refresh. `history.csv` is one of the files of each change,
with a row per cell; it only grows.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from ossp_pipeline.atomic_files import read_json, write_bytes, write_json
from ossp_pipeline.errors import UsageError
from ossp_pipeline.partnership.compare import Cells, Change
from ossp_pipeline.partnership.contract import Fact
from ossp_pipeline.protect.screening import clean_text, neutralise_formula

HISTORY = "history.csv"
HISTORY_COLUMNS = ("at", "by", "file", "key", "column", "before", "after")
PENDING = ".pending-change.json"
_PERMISSIONS = 0o666
_LONGEST_NAME = 80


def checked_name(by: str) -> str:
    """The name as the history keeps it. Raises UsageError."""
    if not by.strip() or by != clean_text(by) or by != neutralise_formula(by) or len(by) > _LONGEST_NAME:
        message = f"the name is empty, longer than {_LONGEST_NAME} characters, or not one line of plain text"
        raise UsageError("E-BY", message, "say with --by who made the changes: it is kept in the history")
    return by


def write_change(folder: Path, files: Mapping[str, str], changes: Sequence[Change], by: str, at: str) -> None:
    """Write the files of a change and its history: all of them, or none.

    files  text by file name
    at     moment in ISO text
    """
    path = folder / HISTORY
    earlier = path.read_text(encoding="utf-8") if path.exists() else as_csv(HISTORY_COLUMNS, [])
    entries = [{"at": at, "by": by, **asdict(change)} for change in changes]
    new = as_csv(HISTORY_COLUMNS, entries).partition("\n")[2]
    history = earlier if earlier.endswith("\n") else f"{earlier}\n"
    write_json(folder / PENDING, {**files, HISTORY: history + new})
    complete_change(folder)


def complete_change(folder: Path) -> list[str]:
    """Write what of the last change is not written yet. Returns the names of its files; none where none is pending."""
    pending = folder / PENDING
    if not pending.exists():
        return []
    files: dict[str, str] = read_json(pending)
    for name, text in files.items():
        path = folder / name
        mode = (path if path.exists() else folder).stat().st_mode & _PERMISSIONS
        write_bytes(path, text.encode(), mode)
    pending.unlink()
    return list(files)


def read_history(folder: Path) -> list[dict[str, str]]:
    """Who changed what when, oldest first."""
    path = folder / HISTORY
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def table_text(fact: Fact, rows: Iterable[Cells]) -> str:
    """A table as its file holds it."""
    return as_csv(fact.headings, rows)


def as_csv(headings: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as CSV, under their headings."""
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
