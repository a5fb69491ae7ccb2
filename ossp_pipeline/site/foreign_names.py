"""Names of other partnerships, districts and forces that no page of this one should print.

A name is at home here where it is the area's own, where the partnership's folder states it, where people typed it, or
where a published table sets that area beside this one. Any other came with the code, from another area's facts.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ossp_pipeline.partnership.areas import matching, partnerships
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.printed_lines import all_words

# Columns in which tables name the areas they are about, or quote a publisher on them.
_NAMING = frozenset({"area_name", "force_slug", "publisher_note"})
# Names that are words of a sentence too.
_WORDS = frozenset({"Reading", "Hart", "Eden", "Rugby", "Slough"})
_SUFFIX = re.compile(r", (?:City|County) of$")
_CAPITALISED = re.compile(r"\b[A-Z][\w’']*")


def foreign_names(folder: Path, pages: Path, board: Board, stated: Iterable[str] = ()) -> Iterator[str]:
    """Page and name, for every name of another area that has no business there.

    folder  the candidate; `pages`: its site
    stated  what the partnership's own folder says
    """
    known = " \n".join([*stated, *_published(folder, board), *_own_names(board)])
    foreign = _by_first_word(name for name in _names() if not _stands_in(name, known))
    for page in sorted(pages.glob("*.html")):
        words = all_words(page.read_text(encoding="utf-8"))
        begun = foreign.keys() & set(_CAPITALISED.findall(words))
        found = {name for first in begun for name in foreign[first] if _stands_in(name, words)}
        yield from (f"{page.name}: {name}" for name in sorted(found))


def _names() -> set[str]:
    """What the partnerships of England and Wales, their districts and their forces are called."""
    listed = {
        _SUFFIX.sub("", name)
        for item in partnerships()
        for name in (item.csp_name, item.force_name, item.police_force, *(name for _, name in item.districts))
    }
    return listed - _WORDS


def _own_names(board: Board) -> Iterator[str]:
    yield from (str(value) for value in board.package.values() if isinstance(value, str))
    yield from (str(row["area_name"]) for row in board.places.values())
    codes = {str(board.package["area_code"]), str(board.area["area_code"])}
    for item in (found for code in codes for found in matching(code)):
        yield from (item.csp_name, item.force_name, item.police_force, *(name for _, name in item.districts))


def _published(folder: Path, board: Board) -> Iterator[str]:
    """The texts of tables that may name other areas: those that name areas, and those that people typed."""
    for table in (item for item in board.package["resources"] if str(item["path"]).endswith(".parquet")):
        fields = table["schema"]["fields"]
        columns = [item["name"] for item in fields if item["name"] in _NAMING or item.get("typed")]
        rows = pq.read_table(folder / table["path"], columns=columns)
        for column in (rows[name] for name in columns if pa.types.is_string(rows[name].type)):
            yield from (spelt for value in column.unique().to_pylist() if value for spelt in (value, _unslugged(value)))


def _unslugged(value: str) -> str:
    """The name that a slug such as `north-wales` stands for."""
    return value.replace("-", " ").title()


def _by_first_word(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name.split()[0].rstrip(","), []).append(name)
    return found


def _stands_in(name: str, text: str) -> bool:
    return name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
