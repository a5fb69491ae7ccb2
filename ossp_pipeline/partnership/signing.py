"""Signing the classes of what the public edition counts: what is not signed yet, and the file brought up to date.

A signature stands for one measure, or part of a table, in the words under `counted`. It holds until this version counts
something else there, or no longer allows the class.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ossp_pipeline.errors import UsageError
from ossp_pipeline.partnership.classes import Key, Proposed, Row, key_of, label_of, proposed_classes
from ossp_pipeline.partnership.compare import Cells, Change, list_changes
from ossp_pipeline.partnership.folder import table_text, write_change
from ossp_pipeline.partnership.measure_facts import DISCLOSURE_CLASSES, MEASURES
from ossp_pipeline.partnership.read import UnreadableFile, fact_files, named_lists, read_cells, read_folders


def classes_here(own: Iterable[Row]) -> dict[Key, Proposed]:
    """The classes of this version for a partnership with these measures of its own."""
    return proposed_classes([*named_lists()["measure_catalogue"], *own])


def unsigned(own: Iterable[Row], rows: Iterable[Row]) -> list[str]:
    """What nobody answers for yet, by name. `own`: the partnership's measures; `rows`: sound ones of its classes."""
    signed = {key_of(row) for row in rows if row["signed_by"] and row["signed_on"]}
    return [label_of(key) for key in classes_here(own) if key not in signed]


def rows_up_to_date(proposed: dict[Key, Proposed], before: Iterable[Cells]) -> list[Cells]:
    """The rows of the file for these classes: a signed one stays as long as it holds, the others are not signed."""
    known = {key_of(row): row for row in before}
    return [_row(key, item, known.get(key)) for key, item in proposed.items()]


def write_classes(folder: Path, by: str, at: str, signed_on: date | None = None) -> list[Change]:
    """Bring `disclosure_classes.csv` of a folder up to date; with `signed_on`, sign in this name what is not signed.

    Returns the cells that changed. Raises UsageError where the file cannot be read.
    """
    before = _written(folder)
    own = read_folders([folder], is_sample=False).rows(MEASURES.name)
    after = rows_up_to_date(classes_here(own), before)
    if signed_on:
        after = [row if row["signed_by"] and row["signed_on"] else signed(row, by, signed_on) for row in after]
    changes = list_changes(DISCLOSURE_CLASSES, before, after)
    if changes:
        write_change(folder, {DISCLOSURE_CLASSES.file: table_text(DISCLOSURE_CLASSES, after)}, changes, by, at)
    return changes


def _written(folder: Path) -> list[Cells]:
    raw = fact_files([folder])[DISCLOSURE_CLASSES.name]
    try:
        return list(read_cells(DISCLOSURE_CLASSES.headings, raw).values())
    except UnreadableFile as error:
        remedy = "correct the file: `ossp partnership check` names it"
        raise UsageError("E-FACT", f"{DISCLOSURE_CLASSES.file} cannot be read: {error}", remedy) from None


def signed(row: Cells, by: str, on: date) -> Cells:
    """A row with a signature."""
    return {**row, "signed_by": by, "signed_on": on.isoformat()}


def _row(key: Key, item: Proposed, before: Cells | None) -> Cells:
    if before and item.counts(before["counted"]) and before["class"] in item.allowed:
        return before
    name, part = key
    cells = {"name": name, "part": part, "counted": item.counted, "class": item.declared, "reason": item.reason}
    return {**cells, "signed_by": "", "signed_on": ""}
