"""What is wrong in a mapping: names that the contract has not, values that it does not allow, nobody who answers."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.mapping import Mapping
from ossp_pipeline.contracts.period import parse_period
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.extract.header import nearest_heading
from ossp_pipeline.extract.rules import check_column
from ossp_pipeline.settings import SEEDS

# A supplier's heading that tells who somebody is lands nowhere but in a column that the contract treats as such.
_IDENTIFIES = re.compile(
    r"\b(name|names|surname|forename|dob|birth|postcode|post code|address|phone|telephone|mobile|e ?mail|nhs|nino)\b"
)
_WORDS = re.compile(r"[\W_]+")
_NEEDED = {
    "feed": "name the feed whose contract the rows follow",
    "supplier": "name who sends such files",
    "version": "write 1, and count up with every change",
    "owner": "name the role that answers for it",
    "valid_from": "write the first period of such files",
    "headings": "state the supplier's headings and ours in [headings]",
}
_NOT_REVIEWED = "nobody has reviewed it, so it is not used: write reviewed_by and reviewed_on"
# A day whose parts cannot be taken for one another.
_ANY_DAY = datetime(2023, 11, 25)


@dataclass(frozen=True)
class Problem:
    """What is wrong, in words, and the keys that lead to it."""

    path: tuple[str, ...]
    words: str


def problems_of(
    mapping: Mapping, feed: Feed | None, feeds: Sequence[str], document: Pairs[str, Any], keys: Sequence[str]
) -> Iterator[Problem]:
    """Everything that is wrong in one mapping. `document`: as it is written; `keys`: those that there are."""
    for key in document:
        if key not in keys:
            yield Problem((key,), _unknown(f"there is no “{key}” in a mapping", key, keys))
    for key, remedy in _NEEDED.items():
        if not document.get(key):
            yield Problem((key,), f"“{key}” is missing: {remedy}")
    if not (mapping.reviewed_by and mapping.reviewed_on):
        yield Problem(("reviewed_by",), _NOT_REVIEWED)
    if feed is None:
        if mapping.feed:
            yield Problem(("feed",), _unknown(f"there is no feed “{mapping.feed}”", mapping.feed, feeds))
        return
    yield from _about_time(mapping, feed)
    yield from _about_headings(mapping, feed)
    yield from _about_constants(mapping, feed)
    yield from _about_values(mapping, feed)
    yield from _unsaid(mapping, feed)


def _unknown(words: str, written: str, known: Sequence[str]) -> str:
    nearest = nearest_heading(written, known)
    return f"{words}; the nearest is “{nearest}”" if nearest else f"{words}; use one of: {', '.join(known)}"


def _about_time(mapping: Mapping, feed: Feed) -> Iterator[Problem]:
    stated = {"valid_from": mapping.valid_from, "valid_to": mapping.valid_to}
    example = feed.example and feed.read_file_name(feed.example.file_name)
    such_as = f" such as {example.period}" if example else ""
    for key, text in stated.items():
        try:
            parse_period(feed.cadence, text or str(example.period if example else ""))
        except ValueError:
            yield Problem((key,), f"“{text}” is no {feed.cadence}: write one{such_as}")
            return
    if mapping.valid_to and mapping.valid_to < mapping.valid_from:
        yield Problem(("valid_to",), "it lies before valid_from")
    if mapping.date_format and not _is_of_a_day(mapping.date_format):
        words = "it does not say day, month and year once each: write them as %d, %m and %Y, such as %d/%m/%Y"
        yield Problem(("date_format",), words)


def _is_of_a_day(date_format: str) -> bool:
    try:
        return datetime.strptime(_ANY_DAY.strftime(date_format), date_format).date() == _ANY_DAY.date()
    except ValueError:
        return False


def _about_headings(mapping: Mapping, feed: Feed) -> Iterator[Problem]:
    seen: set[str] = set()
    for theirs, ours in mapping.headings:
        path = ("headings", theirs)
        column = _column(feed, ours)
        if column is None:
            yield Problem(path, _unknown(f"{feed.name} has no column “{ours}”", ours, feed.headings))
        elif ours in seen:
            yield Problem(path, f"“{ours}” is given by two headings: leave one of them to `ignored`")
        elif (
            _IDENTIFIES.search(_WORDS.sub(" ", theirs.casefold())) and column.sensitivity is not Sensitivity.IDENTIFYING
        ):
            yield Problem(path, f"it seems to tell who somebody is, and “{ours}” is kept as it is: leave it out")
        seen.add(ours)
    read = {theirs for theirs, _ in mapping.headings}
    for theirs in mapping.ignored:
        if theirs in read:
            yield Problem(("ignored",), f"“{theirs}” is read and ignored: state one of the two")


def _about_constants(mapping: Mapping, feed: Feed) -> Iterator[Problem]:
    read = {ours for _, ours in mapping.headings}
    for ours, value in mapping.constants:
        path = ("constants", ours)
        column = _column(feed, ours)
        if column is None:
            yield Problem(path, _unknown(f"{feed.name} has no column “{ours}”", ours, feed.headings))
        elif ours in read:
            yield Problem(path, "a heading of the supplier gives it already")
        elif column.sensitivity is Sensitivity.IDENTIFYING or column.treatment is Treatment.PSEUDONYM:
            yield Problem(path, "it tells rows or people apart, so it cannot be the same in every row")
        elif wrong := _not_allowed(column, value, feed):
            yield Problem(path, wrong)


def _about_values(mapping: Mapping, feed: Feed) -> Iterator[Problem]:
    read = {ours for _, ours in mapping.headings}
    for ours, pairs in mapping.values:
        path = ("values", ours)
        column = _column(feed, ours)
        if column is None:
            yield Problem(path, _unknown(f"{feed.name} has no column “{ours}”", ours, feed.headings))
        elif ours not in read:
            yield Problem(path, "no heading of the supplier gives it")
        elif not _is_listed(column):
            yield Problem(path, "the contract lists no values for it, so nothing can be put in their place")
        else:
            agreed = [(theirs, value) for theirs, value in pairs if value not in column.unknown]
            found = ((theirs, _not_allowed(column, value, feed)) for theirs, value in agreed)
            yield from (Problem((*path, theirs), wrong) for theirs, wrong in found if wrong)


def _unsaid(mapping: Mapping, feed: Feed) -> Iterator[Problem]:
    """Columns that a file must have, and of which the mapping says nothing; and such as are said to be absent."""
    given = {ours for _, ours in (*mapping.headings,)} | {ours for ours, _ in mapping.constants}
    for key, named in (("not_supplied", mapping.absent), ("shared_references", mapping.shared)):
        for ours in named:
            column = _column(feed, ours)
            if column is None:
                yield Problem((key,), _unknown(f"{feed.name} has no column “{ours}”", ours, feed.headings))
            elif key == "not_supplied" and (column.required or ours in given):
                why = "a row without it is rejected" if column.required else "a heading or constant gives it"
                yield Problem((key,), f"“{ours}” cannot be absent: {why}")
    for column in feed.columns:
        if feed.asks_for(column) and column.heading not in {*given, *mapping.absent}:
            where = "[headings] or [constants]" if column.required else "[headings], [constants] or not_supplied"
            yield Problem(("headings",), f"nothing is said of “{column.heading}”: state it in {where}")


def _column(feed: Feed, heading: str) -> Column | None:
    return next((column for column in feed.columns if column.heading == heading), None)


def _is_listed(column: Column) -> bool:
    return bool(column.allowed or column.code_list) or column.kind is Kind.FLAG


def _not_allowed(column: Column, value: str, feed: Feed) -> str:
    """Why a value cannot stand in a column; empty where it can."""
    lists = read_code_lists(SEEDS)
    table = pa.table({column.heading: pa.array([value], pa.string())})
    if not check_column(table, column, feed, None, lists).breaches:
        return ""
    known = sorted(lists[column.code_list]) if column.code_list else list(column.allowed)
    known = known or (["Y", "N"] if column.kind is Kind.FLAG else [])
    words = f"“{value}” is not allowed in “{column.heading}”"
    return _unknown(words, value, known) if known else words
