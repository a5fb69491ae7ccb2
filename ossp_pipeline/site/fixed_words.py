"""The fixed words of pages and packs that hold a number, such as “per 1,000 residents”: what code and templates say.

They are read from the sources themselves, so that nobody has to list them a second time.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import ossp_pipeline

_PACKAGE = Path(ossp_pipeline.__file__).parent
_SOURCES = ("site", "packs", "contracts")
# Whatever a template fills in, and the tags around words.
_FILLED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<[^>]*>", re.DOTALL)
_STRINGS = re.compile(r"\"([^\"]*)\"|'([^']*)'")
# A number alone is no fixed word: it must stand among letters.
_WORDED = re.compile(r"[A-Za-z]{2}")


@cache
def fixed_words() -> frozenset[str]:
    """Every fixed run of words with a digit, in small letters."""
    words = (" ".join(text.split()).strip(" .:;,()*").lower() for text in _texts())
    return frozenset(text for text in words if re.search(r"\d", text) and _WORDED.search(text))


def _texts() -> Iterator[str]:
    for path in sorted(path for name in _SOURCES for path in (_PACKAGE / name).rglob("*")):
        if path.suffix == ".py":
            yield from _strings_of(path.read_text(encoding="utf-8"))
        elif path.suffix in (".j2", ".typ"):
            yield from _words_of(path.read_text(encoding="utf-8"))


def _strings_of(source: str) -> Iterator[str]:
    docstrings = set()
    for node in ast.walk(ast.parse(source)):  # what holds a text comes before it
        if isinstance(node, ast.Expr):
            docstrings.add(id(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def _words_of(template: str) -> Iterator[str]:
    yield from re.split("\0", _FILLED.sub("\0", template))
    for match in _STRINGS.finditer(" ".join(_FILLED.findall(template))):
        yield match[1] or match[2] or ""
