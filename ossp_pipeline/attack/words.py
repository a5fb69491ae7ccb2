"""Numbers that stand with people in words (pages, feed.xml, the certificate), and that no published table explains.

A count of people that is published is a multiple of five; everything else that is said of people (rates, shares,
differences) stands in a table. So a number in a line that speaks of people must be one or the other. What else lines
have numbers of (months, wards, dates) is listed here by the words beside it. The gate reads every number of a page
back as well, with a reader of its own that this one shares nothing with.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from ossp_pipeline.attack.channels import FEEDS_WITH_PEOPLE, PEOPLE
from ossp_pipeline.attack.pages import NUMBER, Drawing, Line, Page
from ossp_pipeline.attack.tables import columns_of, names_of, number_of

_BASE = 5
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_COUNTED = r"(?:periods?|months?|quarters?|years?|wards?|points?|measures?|figures?|places?|small areas)"
# Numbers that count no people, by the words around them.
_NO_COUNTS = [
    re.compile(pattern)
    for pattern in (
        r"\bHome Office codes? \d+[A-Z]?(?:[./]\d+[A-Z]?)*(?:(?:, | or )\d+[A-Z]?)*",
        rf"(?:\b\d{{1,2}} )?\b{_MONTH} (?:\d{{4}}|\d{{2}})\b",
        r"\bQ[1-4] \d\d/\d\d\b",
        r"\b20\d\d(?:/\d\d)? - \d\d(?:/\d\d)?\b",
        r"\b20\d\d(?:-\d\d(?:-\d\d)?(?:T[\d:+]+)?|/\d\d)?\b",
        r"\b\d\d:\d\d\b",
        r"\bquarter [1-4] of\b",
        rf"\b\d+ of (?:the )?\d+ {_COUNTED}\b",
        rf"\b\d+ {_COUNTED}\b",
        r"\b\d+ of them (?:withheld|provisional)\b",
        r"\b\d+ (?:not yet due|not supplied|not applicable|withheld|provisional|unconfirmed|delivered again)\b",
        r"\bper 1,000\b",
        r"£\d[\d,]*",
        r"\b(?:Build|code|Release) [0-9a-f-]+\b",
        r"\baged \d+\b",
        r"\b\d+(?:-\d+|\+)? yrs\b",
        r"\bGDPR [\d()a-z]+(?: and [\d()a-z]+)?",
    )
]
# Indicators that others publish. One may have a name of people in its own.
_INDICATOR = "indicator_name"
# Columns that name what a row is about, as pages call it. Answers and categories are everyday words too ("yes"), so
# they lead to figures, but do not say that a line is about people.
_NAMES = ("measure_id", "title", "cohort", "item", "measure", "answer", "category", "offence_group", _INDICATOR)
_NAMES_OF_PEOPLE = {"measure_id", "cohort", "item", "measure"}
_TEXTS = ("title", "theme", "priority", "definition", "numerator", "denominator", "method_note")
_ROWS_OF_TABLES = "downloads.html"  # says of every table how many rows it has
_NUMERIC = {"BIGINT", "INTEGER", "DOUBLE"}
_DECIMALS = range(4)
_KNOWN_WITHIN = 0.0005


class Known:
    """What published tables say of what they name: the figures of each name, and which names are about people."""

    def __init__(self, releases: Iterable[duckdb.DuckDBPyConnection]) -> None:
        self.figures: dict[str, set[str]] = defaultdict(set)
        self.people: set[str] = set()
        self.rows: set[str] = set()
        self._indicators: set[str] = set()
        texts: set[str] = set()
        for tables in releases:
            titles = dict(tables.execute("select measure_id, title from dim_measures").fetchall())
            for table in names_of(tables):
                self._read(tables, table, titles)
            rows = tables.execute(f"select {', '.join(_TEXTS)} from dim_measures").fetchall()  # noqa: S608 (a constant)
            texts |= {part for row in rows for cell in row for part in _parts(cell or "")}
        # A line is read by the longest name in it: an indicator that has one of people in its own speaks of them too.
        self.people |= {name for name in self._indicators if any(other in name for other in self.people)}
        self.names, self.texts = _any_of(self.figures), _any_of(texts)

    def _read(self, tables: duckdb.DuckDBPyConnection, table: str, titles: Mapping[str, str]) -> None:
        kinds = columns_of(tables, table)
        self.rows.add(str(number_of(tables, f"select count(*) from {table}")))  # noqa: S608 (ours)
        people = PEOPLE if "disclosure_class" in kinds else "false"
        figures = ", ".join(f"list(distinct {name})" for name, kind in kinds.items() if kind in _NUMERIC)
        for name in (name for name in _NAMES if name in kinds and figures):
            query = f"select {name}, bool_or({people}), {figures} from {table} where {name} is not null group by all"  # noqa: S608
            for cell, is_people, *columns in tables.execute(query).fetchall():
                called = titles.get(cell, cell).lower()
                given = {abs(figure) for column in columns for figure in column or () if figure is not None}
                self.figures[called] |= {f"{figure:.{places}f}" for figure in given for places in _DECIMALS}
                if is_people and name in _NAMES_OF_PEOPLE:
                    self.people.add(called)
                if name == _INDICATOR:
                    self._indicators.add(called)


class Said:
    """Judges what is said of people by what tables say, which are read when something has a number.

    `releases`: the tables of a candidate, and of those that are published already.
    """

    def __init__(self, *releases: duckdb.DuckDBPyConnection) -> None:
        self._releases = releases

    @cached_property
    def _known(self) -> Known:
        return Known(self._releases)

    def unexplained(self, line: Line, page: str = "") -> list[str]:
        """Numbers of a line that speaks of people, or stands under a heading that does, that no table explains."""
        if not NUMBER.search(line.words):
            return []
        figures = self._figures_of((*line.heads, line.words))
        if figures is None:
            return []
        words = line.words
        for pattern in (*_NO_COUNTS, self._known.texts, self._known.names):
            words = pattern.sub(" ", words)
        numbers = [number.rstrip(",").replace(",", "") for number in NUMBER.findall(words)]
        known = figures | self._known.rows if page == _ROWS_OF_TABLES else figures
        return [number for number in numbers if float(number) % _BASE and number not in known]

    def drawn(self, drawing: Drawing) -> int:
        """How many points of a chart of people stand at a figure that no table explains, as exactly as it is drawn."""
        figures = self._figures_of(drawing.heads)
        if figures is None:
            return 0
        known = sorted({float(figure) for figure in figures})
        return sum(not _is_near(figure, within, known) for figure, within in drawing.figures())

    def _figures_of(self, texts: Iterable[str]) -> set[str] | None:
        """The published figures of all that these name, or None where they name no people."""
        named = [match.lower() for match in self._known.names.findall(" \n ".join(texts))]
        if not self._known.people.intersection(named):
            return None
        return set[str]().union(*(self._known.figures[name] for name in named))


def open_pages(folder: Path, said: Said) -> Iterator[str]:
    """What the pages of a candidate, or of what lies beside releases, give away: a sentence each without a figure."""
    for path in sorted((*folder.glob("*.html"), *folder.glob("site/**/*.html"), *folder.glob("*.xml"))):
        page = Page(path.read_text())
        if page.hidden:
            yield f"{path.name} has {page.hidden[0]}, where nobody reads it"
        if any(said.unexplained(line, path.name) for line in page.lines):
            yield f"{path.name} has a number beside people that no published table explains"
        if any(said.drawn(drawing) for drawing in page.drawings):
            yield f"{path.name} has a drawing of people with a point that no published figure explains"


def open_results(results: Iterable[Mapping[str, Any]], said: Said) -> Iterator[str]:
    """What a certificate gives away in the results that it prints. Of feeds with people it has no number."""
    for result in results:
        rule, observed, detail = result["rule"], result["observed"], result["detail"]
        if any(feed in result["subject"] for feed in FEEDS_WITH_PEOPLE) and (observed or NUMBER.search(detail)):
            yield f"the certificate has a number of rows about people: {rule}"
        elif said.unexplained(Line(detail)):
            yield f"the certificate has a number beside people that no published table explains: {rule}"


def _is_near(figure: float, within: float, known: list[float]) -> bool:
    """Whether a multiple of five, or a known figure, lies as near as that."""
    within += _KNOWN_WITHIN
    at = bisect_left(known, figure - within)
    return abs(figure - _BASE * round(figure / _BASE)) <= within or (at < len(known) and known[at] <= figure + within)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of these, as whole words, the longest that there is."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _parts(text: str) -> Iterator[str]:
    """A text with a number in it, and those of its sentences that have one."""
    yield from (part for part in (text, *re.split(r"[.;] ", text)) if re.search(r"\d", part))
