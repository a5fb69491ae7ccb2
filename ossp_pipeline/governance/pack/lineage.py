"""Which figures a landed column serves, read from the dbt project: the models that work with it, and what they lead to.

A column is followed by its name from the staging model on. A model that only lists it passes it on; one that counts,
compares, joins or filters by it works with it, and whatever is published from that model on is served. The project's
SQL has one column a line, so a line that holds the name alone is a list.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ossp_pipeline.contracts.column import Column, Sensitivity
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.transform.manifest import Manifest

_COMMENT = re.compile(r"--[^\n]*|\{#.*?#\}|^\s*#[^\n]*", re.DOTALL | re.MULTILINE)
# A model of measures takes its rows from one kind of source, or a few.
_INPUTS = "int_measure_inputs__"
_SOURCES = re.compile(r"\bsource\s*(?:=|in)\s*\(?\s*((?:'\w+'\s*,?\s*)+)")


@dataclass(frozen=True)
class Served:
    """What a column is for. `sources`: the kinds of measures, as the catalogue names them."""

    models: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    @property
    def is_anything(self) -> bool:
        """Whether any figure hangs on the column."""
        return bool(self.tables or self.sources)


class Lineage:
    """The dbt project, as far as columns are followed through it."""

    def __init__(self, manifest: Manifest) -> None:
        self._models = manifest.models
        self._published = set(manifest.published)
        nodes = manifest.document["nodes"].values()
        self._code = {node["name"]: _COMMENT.sub("", node.get("raw_code") or "") for node in nodes}

    def served_by(self, feed: Feed, column: str) -> Served:
        """The figures that a column of a feed serves."""
        start = [name for name, model in self._models.items() if f"raw.{feed.name}" in model.sources]
        working = self._working_with(start, column)
        reached = {name for model in working for name in self._reached_from(model)}
        return Served(
            models=frozenset(working),
            tables=frozenset(reached & self._published),
            sources=frozenset(source for name in reached for source in self._sources_of(name)),
        )

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = defaultdict(list)
        for name, model in self._models.items():
            for parent in model.depends_on:
                children[parent].append(name)
        return children

    def _working_with(self, start: Iterable[str], column: str) -> set[str]:
        """The models that do more with the column than pass it on, and published tables that show it."""
        working: set[str] = set()
        seen, waiting = set(start), list(start)
        while waiting:
            for child in self._children[waiting.pop()]:
                shows = column in self._models[child].columns
                if self._works_with(child, column) or (shows and child in self._published):
                    working.add(child)
                if shows and child not in seen:
                    seen.add(child)
                    waiting.append(child)
        return working

    def _works_with(self, model: str, column: str) -> bool:
        word = re.compile(rf"\b{column}\b")
        alone = re.compile(rf"\s*(?:\w+\.)?{column}\s*,?\s*")
        lines = self._code[model].splitlines()
        return any(word.search(line) and not alone.fullmatch(line) for line in lines)

    def _reached_from(self, model: str) -> set[str]:
        """The model and all that is made from it. Where measures begin, the measures stand for what comes after."""
        seen, waiting = {model}, [model]
        while waiting:
            name = waiting.pop()
            following = [] if name.startswith(_INPUTS) else self._children[name]
            waiting += [child for child in following if child not in seen]
            seen.update(following)
        return seen

    def _sources_of(self, model: str) -> list[str]:
        found = _SOURCES.findall(self._code[model]) if model.startswith(_INPUTS) else []
        return [source for group in found for source in re.findall(r"\w+", group)]


def personal_columns(feed: Feed) -> list[Column]:
    """The columns about a person that land in some form."""
    about_people = (Sensitivity.PERSONAL, Sensitivity.IDENTIFYING)
    return [column for column in feed.landed_columns() if column.sensitivity in about_people]


def landed_names(feed: Feed) -> list[str]:
    """Names of what lands about people: those columns, and the pseudonym of a person whom several recognise."""
    token = ["person_token"] if feed.person_from else []
    return [*token, *(column.name for column in personal_columns(feed))]
