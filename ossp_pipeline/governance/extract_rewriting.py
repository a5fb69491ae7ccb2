"""Extracts of a case system without some people: all that is about them goes, and the totals say how many are left.

A person is known by a reference that one record has; the other records, also those of later changes, have the id that
the case system gives. Of a line that no record has, and which may be a damaged one, any part may be the reference.
"""

from collections.abc import Iterator
from dataclasses import replace

from ossp_pipeline.contracts.column import Column
from ossp_pipeline.contracts.records import Extract
from ossp_pipeline.extract.readers.records import lines_of_people, without_owners
from ossp_pipeline.extract.record_files import Part, pack
from ossp_pipeline.governance.identifiers import Identifiers
from ossp_pipeline.protect.pseudonyms import canonical_form


def without_people_in_extracts(
    parts: list[Part], extract: Extract, wanted: Identifiers
) -> tuple[bytes, tuple[bytes, ...]] | None:
    """The files without these people and what was about them; None where they hold nothing of them."""
    people = {reference for (reference,) in wanted.people}
    owners = {owner for part in parts for owner in _owners(part, extract, people)}
    kept, removed = [], []
    for part in parts:
        content, theirs = without_owners(part.content, owners) if part.head else (part.content, [])
        kept.append(replace(part, content=content))
        removed += theirs
    if not removed:
        return None
    return (pack(kept) if len(kept) > 1 else kept[0].content), tuple(removed)


def cells_of_extracts(parts: list[Part], extract: Extract, columns: tuple[Column, ...]) -> list[tuple[str, ...]]:
    """The reference of each person; empty where other columns are asked for, which extracts do not hold."""
    if [column.heading for column in columns] != [extract.reference[0]]:
        return []
    return [(reference,) for part in parts if part.head for _, reference in _references(part, extract)]


def _owners(part: Part, extract: Extract, people: set[str]) -> Iterator[str]:
    if part.head is None:
        return
    yield from (owner for owner, reference in _references(part, extract) if canonical_form(reference) in people)
    lengths = {kind.length for kind in extract.types}
    for owner, line in lines_of_people(part.content):
        is_odd = line.startswith("LD") and len(line) not in lengths
        if is_odd and any(reference in canonical_form(line) for reference in people):
            yield owner


def _references(part: Part, extract: Extract) -> Iterator[tuple[str, str]]:
    _, name, field = extract.reference
    kind = next(kind for kind in extract.types if kind.name == name)
    for owner, line in lines_of_people(part.content):
        if line.startswith(kind.key) and len(line) == kind.length:
            yield owner, kind.cut(line)[field].replace("~", "")
