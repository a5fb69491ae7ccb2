"""The mappings that the partnership folder states, a TOML file each, in its folder `mappings`.

Only sound and reviewed ones are used. What is wrong in the others is said by file and line, and never raised.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.mapping import Mapping
from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract.mapping.flaws import Problem, problems_of
from ossp_pipeline.extract.stated_lists import with_list
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.settings import Settings

_SECTION = re.compile(r"\s*\[(?P<path>[^\[\]]+)\]\s*(?:#.*)?")
_KEY = re.compile(r"""\s*(?P<key>"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""")
_AT_LINE = re.compile(r"at line (\d+)")
_TABLES = ("headings", "constants", "values")
_LISTS = {"ignored": "ignored", "not_supplied": "absent", "shared_references": "shared"}
_TEXTS = {
    "feed": "feed",
    "supplier": "supplier",
    "owner": "owner",
    "reviewed_by": "reviewed_by",
    "valid_from": "valid_from",
    "valid_to": "valid_to",
    "date_format": "date_format",
    "sheet": "sheet",
    "file_names": "file_names",
}
# The line of each table and key of a file.
Lines = dict[tuple[str, ...], int]
KEYS = (*_TEXTS, "version", "reviewed_on", "stands_beside_others", *_LISTS, *_TABLES)


@dataclass(frozen=True)
class Flaw:
    """Something wrong in a mapping. `column`: what of it, as it is written in the file."""

    file: str
    line: int
    column: str
    problem: str


@dataclass(frozen=True)
class Stated:
    """The mappings that are used, and what is wrong in the others."""

    mappings: tuple[Mapping, ...]
    flaws: tuple[Flaw, ...]


def with_mappings(feed: Feed, settings: Settings) -> Feed:
    """The feed with the mappings that the partnership states for it, and the list that its files are joined by."""
    return all_with_mappings([feed], settings)[0]


def all_with_mappings(feeds: Iterable[Feed], settings: Settings) -> list[Feed]:
    """These feeds, each with its mappings and its list."""
    stated = read_mappings(settings.mappings).mappings if settings.mappings.is_dir() else ()
    return [
        replace(
            feed, mappings=tuple(item for item in stated if item.feed == feed.name), join=with_list(feed.join, settings)
        )
        for feed in feeds
    ]


def mapping_file(folder: Path, feed: Feed, supplier: str) -> Path:
    """Where the mapping of a supplier's files is written first. Raises UsageError for a name without a letter."""
    short = "-".join(re.findall(r"[a-z0-9]+", supplier.casefold()))
    if not short:
        raise UsageError("E-MAPPING", "the supplier's name has no letter or digit", "name the supplier with --supplier")
    return folder / f"{feed.name}-{short}.toml"


def read_mappings(folder: Path) -> Stated:
    """Every mapping of a folder, by name."""
    flaws: list[Flaw] = []
    sound: list[tuple[Mapping, Lines]] = []
    for path in sorted(folder.glob("*.toml")):
        mapping, lines, problems = _read(path)
        flaws += [_flaw(path.name, lines, problem) for problem in problems]
        if mapping is not None and not problems:
            sound.append((mapping, lines))
    for mapping, lines in sound:
        if others := [other.name for other, _ in sound if other is not mapping and _looks_alike(mapping, other)]:
            problem = (
                f"{', '.join(others)} has the same headings and is valid at the same time: end one with valid_to, or "
                "tell them apart by file_names"
            )
            flaws.append(_flaw(f"{mapping.name}.toml", lines, Problem(("valid_from",), problem)))
    wrong = {flaw.file for flaw in flaws}
    return Stated(tuple(item for item, _ in sound if f"{item.name}.toml" not in wrong), tuple(flaws))


def _read(path: Path) -> tuple[Mapping | None, Lines, list[Problem]]:
    """A mapping, the line of each key of its file, and what is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        document = tomllib.loads(text)
    except (OSError, UnicodeDecodeError):
        return None, {}, [Problem((), "it is not text in UTF-8 that can be read")]
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        lines: Lines = {("",): int(found[1])} if found else {}
        return None, lines, [Problem(("",), f"it is no TOML: {error}")]
    mapping, misfits = _convert(path.stem, document)
    feed = FEEDS.get(mapping.feed)
    return mapping, dict(_lines(text)), [*misfits, *problems_of(mapping, feed, list(FEEDS), document, KEYS)]


def _convert(name: str, document: Pairs[str, Any]) -> tuple[Mapping, list[Problem]]:
    """What of a document has the right type; the rest as if it were not there, and a problem."""
    problems: list[Problem] = []

    def take(key: str, kind: type, words: str) -> Any:
        value = document.get(key)
        if value is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            problems.append(Problem((key,), f"it is not {words}"))
            value = None
        return value

    texts: dict[str, Any] = {
        field: take(key, str, "text between quotation marks") or "" for key, field in _TEXTS.items()
    }
    lists: dict[str, Any] = {field: tuple(map(str, take(key, list, "a list") or ())) for key, field in _LISTS.items()}
    tables = {key: take(key, dict, "a table") or {} for key in _TABLES}
    values = {column: pairs for column, pairs in tables["values"].items() if isinstance(pairs, dict)}
    problems += [
        Problem(("values", column), f"write it as a table: [values.{column}]")
        for column in tables["values"]
        if column not in values
    ]
    mapping = Mapping(
        name=name,
        version=take("version", int, "a whole number") or 0,
        headings=_pairs(tables["headings"]),
        constants=_pairs(tables["constants"]),
        values=tuple((column, _pairs(pairs)) for column, pairs in values.items()),
        beside=bool(take("stands_beside_others", bool, "true or false")),
        reviewed_on=take("reviewed_on", date, "a day such as 2026-11-23, without quotation marks"),
        **texts,
        **lists,
    )
    return mapping, problems


def _pairs(table: Pairs[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((theirs, str(ours)) for theirs, ours in table.items())


def _lines(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """The line of every table and key, as people write them: one a line."""
    path: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if section := _SECTION.fullmatch(line):
            path = _path(f"[{section['path']}]")
            yield path, number
        elif key := _KEY.match(line):
            yield (*path, *_path(f"{key['key']} = 0")), number


def _path(toml: str) -> tuple[str, ...]:
    """The keys that lead to what a line states."""
    try:
        found: Any = tomllib.loads(toml)
    except tomllib.TOMLDecodeError:
        return ()
    path = []
    while isinstance(found, dict) and found:
        [key] = found
        path.append(key)
        found = found[key]
    return tuple(path)


def _flaw(file: str, lines: Lines, problem: Problem) -> Flaw:
    """With the line of what is wrong; of what it is in, where it is missing; or the first."""
    path = problem.path
    while path and path not in lines:
        path = path[:-1]
    return Flaw(file, lines.get(path, 1), ".".join(filter(None, problem.path)), problem.words)


def _looks_alike(one: Mapping, other: Mapping) -> bool:
    """Whether a file could be read by either."""
    headings = [{theirs for theirs, _ in item.headings} for item in (one, other)]
    is_same = (one.feed, one.file_names, headings[0]) == (other.feed, other.file_names, headings[1])
    return is_same and one.overlaps(other)
