"""Is every number on the pages one of the published tables, or derived from them? The pages are read as they lie there.

`site.numbers.published`   each number of a page is in a published row that its line names, or derived from such rows
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from ossp_pipeline.site import derived_facts as derived
from ossp_pipeline.site.board import Board, Measure
from ossp_pipeline.site.bound_words import FREE, BoundWords
from ossp_pipeline.site.derived_at_the_quarter import counted_at_the_quarter, counts_at_the_quarter
from ossp_pipeline.site.derived_of_measure import labels_of, of_measure, of_series, said_of
from ossp_pipeline.site.drawn_scales import wrong_in_drawings
from ossp_pipeline.site.named_rows import DERIVED
from ossp_pipeline.site.page_phrases import named, recorded_months, said_of_recorded, said_on
from ossp_pipeline.site.printed_figures import Allowed, allowed_by
from ossp_pipeline.site.printed_lines import ROW_HEADS, Line, has_digit, lines_of, read_page
from ossp_pipeline.site.published_facts import Facts, Scope
from ossp_pipeline.site.rows import SnaDataCompletenessRow
from ossp_pipeline.site.shown_tables import WARD_LEVELS, WARD_TYPES
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.measure_rows import page_of
from ossp_pipeline.site.views.quality import WHOLE

# Pages without a figure: all their words are the template's.
FIXED_PAGES = frozenset({"method.html", "glossary.html", "accessibility.html"})
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_VALUE = ("value", "latest_value")
_RATE = ("rate_per_1000", "rate_lower", "rate_upper")
# Heading of a column → the published columns its figures are from. Under a heading that is not named, any of the row.
COLUMNS: dict[str, Collection[str]] = {
    "Figure": _VALUE,
    "Newest figure": _VALUE,
    "Newest figure there is": _VALUE,
    "Of how many": ("numerator", "denominator"),
    "Usual range": ("lower_limit", "upper_limit"),
    "Average": ("centre_line", "rebased_centre_line"),
    "Lower limit": ("lower_limit", "rebased_lower_limit"),
    "Upper limit": ("upper_limit", "rebased_upper_limit"),
    "Returned": ("returned_value",),
    "Gap": ("gap",),
    "Measures": ("measures",),
    "Measures without a figure for it": ("measures",),
    "Notes": ("none",),
    "Per 1,000 in 12 months": ("rate_per_1000",),
    "The whole area": ("rate_per_1000",),
    "Per 1,000 residents, 12 months": ("rate_per_1000",),
    "Course": ("none",),
    **dict.fromkeys(("Period", "Periods", "To", "Figures of", "12 months to"), ("window_months",)),
    **dict.fromkeys(("Area", "Due", "Hour", "Year"), ("none",)),
    "Against target": ("target",),
    "Score of 5": ("score",),
    "Spent": ("spent_pounds",),
    "Given": ("allocation_pounds",),
    "Forecast": ("forecast_pounds",),
    "At the pace so far": ("pace_pounds",),
    "Left": ("left_pounds",),
    "Received": ("received_count",),
    "Used": ("accepted_count",),
    "Rejected": ("rejected_count",),
    "No consent": ("unconsented_count",),
    "Repeats": ("duplicate_count",),
    "Other areas": ("out_of_area_count",),
    "Supplied": ("supplied",),
    "Late": ("late",),
    "Corrected": ("revised",),
    "Rows used": ("of places accepted_count",),
    "Without a place": ("of places unplaced_count",),
    "In codes of 2011": ("of places other_vintage_count",),
    "Worse than usual": ("worsening",),
    "Better than usual": ("improving",),
    "No change beyond chance": ("no change beyond chance",),
    "Cannot be judged": ("cannot be judged",),
    "Withheld": ("withheld",),
    "Share of crimes": ("share of crime_count",),
    "Share of harm": ("share of harm",),
    **dict.fromkeys(_MONTHS, ("numerator", "index_100")),
}
_DRAWN = ("value", "centre_line", "lower_limit", "upper_limit", "target", "rate_per_1000")
_OF_A_CHART: dict[str, Collection[str]] = {
    **dict.fromkeys(("desc", "figcaption", "text"), _DRAWN),
    **dict.fromkeys(("title", "h2"), _VALUE),
}
# The tables that a page of the needs assessment speaks of; the others may speak of any.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "needs-crime": ("sna_levels", "sna_deprivation_levels"),
    "needs-times": ("sna_levels",),
    "needs-change": ("sna_change",),
    "needs-harm": ("sna_harm",),
    "needs-violence": ("sna_serious_violence",),
    "needs-places": ("sna_concentration", "sna_hotspots", WARD_LEVELS),
    "needs-places-asb": ("sna_hotspots", "sna_concentration"),
    "needs-shared": ("sna_partner_incidents",),
    "needs-searches": ("sna_stop_and_search",),
    "needs-comparison": ("sna_comparison", "sna_public_views"),
    "needs-indicators": ("sna_published_indicators", "sna_published_fires"),
    "needs-priorities": ("sna_priorities", "sna_previous_plan"),
    "needs-sharing": ("sna_data_sharing",),
}
# Headings of first columns under which no two rows may say the same.
_ONCE = frozenset({"Hour", "Period", "Small area", "To", "Ward, with its number"})
_LEFT_OUT = (WARD_TYPES, "dim_area_boundaries")
Tables = dict[str, Sequence[Row]]


def wrong_numbers(folder: Path, board: Board) -> Iterator[str]:
    """Page, number and the line it stands in, for every number that nothing published allows."""
    reader = PageReader(board)
    for path in sorted(folder.glob("*.html")):
        if path.name not in FIXED_PAGES:
            yield from reader.wrong_numbers(path.name, path.read_text(encoding="utf-8"))


class PageReader:
    """Reads pages of a board back. What every page prints around its own words is judged once."""

    def __init__(self, board: Board, said: Iterable[str] = ()) -> None:
        self.board = board
        self._areas = {code: row["area_name"] or "" for code, row in board.places.items()}
        self._by_page = {page_of("measure", item.measure_id): item for item in board.measures}
        self._wards = {page_of("ward", row["area_code"]): row for row in board.wards}
        self._always = allowed_by({key: value for key, value in board.package.items() if isinstance(value, str)})
        for row in (board.quarter or {}, board.area, {"day": board.newest_end}):
            self._always.add(allowed_by(row))
        for row in board.places.values():
            self._always.add(allowed_by({"name": row["area_name"]}))
        for text in said:
            self._always.add(allowed_by({"said": text}))
        self._always_of_measures = allowed_by({})
        for allowed in (self._always, *(allowed_by({"says": text}) for text in named(board))):
            self._always_of_measures.add(allowed)
        self._furniture = Facts(Scope({}), {}, self._always)
        self._around: dict[str, list[str]] = {}
        self._at_quarter = counts_at_the_quarter(board)

    def wrong_numbers(self, name: str, page: str) -> Iterator[str]:
        """The same for the text of one page."""
        facts: Facts | None = None
        document = read_page(page)
        for line in lines_of(document):
            if line.kind == ROW_HEADS:
                wrong = _repeated(line.words) if line.column in _ONCE else []
            elif line.is_around:
                wrong = self._around.setdefault(line.words, self._furniture.unexplained(line))
            else:
                facts = facts or self.facts_of(name)
                wrong = facts.unexplained(line)
            for number in wrong:
                yield f"{name}: {number} in “{_beginning(line)}”"
        yield from (f"{name}: {number} in {where} of a drawing" for number, where in wrong_in_drawings(document))

    def wrong_in(self, lines: Iterable[Line]) -> Iterator[str]:
        """The same for lines that may speak of all measures, such as those of a pack, named by the kind of the line."""
        for line in lines:
            if has_digit(line.words):
                wrong = self._of_series.unexplained(line)
                yield from (f"{line.kind}: {number} in “{_beginning(line)}”" for number in wrong)

    def facts_of(self, name: str) -> Facts:
        """The rows that a page may speak of, published and derived."""
        if name in self._by_page:
            measure = self._by_page[name]
            subject = [row for row in (measure.facts, measure.card) if row]
            # A sentence about a chart may speak of any of its periods.
            more: dict[str, Any] = {"subject": subject, "columns": COLUMNS | _OF_A_CHART, "is_open": True}
            says = self._said_of(measure)
            bound = BoundWords([*says, *named(self.board)], labels_of(measure, self.board.wards))
            return self._facts(self._of_measure(measure, says), bound=bound, always=self._always_of_measures, **more)
        if name in self._wards:
            ward = self._wards[name]
            return self._facts(self._of_ward(ward), homes=[ward["area_code"]], subject=[ward], bound=self._of_recorded)
        bound = BoundWords(said_on(self.board, name, self._at_quarter))
        if name.startswith("needs"):
            return self._open_facts(self._of_needs(name.removesuffix(".html")), bound)
        return self._of_whole.bound_by(bound)

    @cached_property
    def _of_whole(self) -> Facts:
        """What pages that speak of all measures may say."""
        return self._open_facts(self._of_board() | self._of_quality())

    @cached_property
    def _of_series(self) -> Facts:
        """The same with what is counted over the periods of each measure."""
        series = [row for item in self.board.measures for row in of_series(item, len(self.board.wards))]
        return self._open_facts(self._of_board() | self._of_quality() | {"derived series": series})

    @cached_property
    def _of_recorded(self) -> BoundWords:
        return BoundWords(said_of_recorded(self.board, self._recorded_months))

    @cached_property
    def _recorded_months(self) -> list[str]:
        return recorded_months(self.board)

    def _facts(self, tables: Tables, homes: Sequence[str] = (), always: Allowed | None = None, **more: Any) -> Facts:
        scope = Scope(tables, {self.board.area["area_code"], *homes}, **{"columns": COLUMNS, **more})
        return Facts(scope, self._areas, always or self._always)

    def _open_facts(self, tables: Tables, bound: BoundWords = FREE) -> Facts:
        published = {key: rows for key, rows in tables.items() if not key.startswith(DERIVED)}
        return self._facts(
            tables,
            counts=derived.counted(published) | counted_at_the_quarter(self.board, self._at_quarter),
            is_open=True,
            bound=bound,
        )

    def _of_measure(self, measure: Measure, says: Iterable[str]) -> Tables:
        wards = [row for rows in measure.wards.values() for row in rows]
        tables = _of_measures([measure]) | {"wards": wards, "beside": list(measure.profiles.values())}
        return tables | {"derived": [{"says": text} for text in says]}

    def _said_of(self, measure: Measure) -> list[str]:
        count = len(self.board.wards)
        counted = [row["says"] for row in of_measure(measure, count)]
        return [*counted, *said_of(measure, count, self.board.quarter)]

    def _of_ward(self, ward: Row) -> Tables:
        code, board = ward["area_code"], self.board
        types = board.needs.get(WARD_TYPES) or []
        profiles = [
            {**item.profiles[area], "title": item.facts["title"], "area_name": None}
            for item in board.measures
            for area in (code, board.area["area_code"])
            if area in item.profiles
        ]
        return {
            "areas": [ward],
            "beside facts": [item.facts for item in board.measures if item.wards],
            "signals": [row for item in board.measures for row in item.wards.get(code, ())],
            "beside": profiles,
            "types": [row for row in types if row["area_code"] == code and row["period"] in self._recorded_months],
            "derived": derived.of_ward(board, code),
        }

    def _of_needs(self, name: str) -> Tables:
        board, names = self.board, NEEDS.get(name, tuple(self.board.needs))
        tables: Tables = {table: board.needs.get(table) or [] for table in names if table not in _LEFT_OUT}
        tables |= {"places": list(board.places.values()), **derived.of_needs(board)}
        return tables if name in NEEDS else tables | _of_measures(board.measures)

    def _of_quality(self) -> Tables:
        board = self.board
        return {
            "completeness": [_as_named(row) for row in board.completeness],
            "rejections": board.rejections,
            "derived feeds": derived.of_feeds(board),
            "package": [*board.package["sources"], *board.package["licenses"]],
            "derived files": derived.of_files(board),
            "derived deliveries": derived.of_deliveries(board),
        }

    def _of_board(self) -> Tables:
        board = self.board
        return _of_measures(board.measures) | {
            "actions": board.actions,
            "grants": board.grants,
            "grant lines": board.needs.get("performance_grant_lines") or [],
            "deliveries": board.deliveries,
            "schemes": board.needs.get("performance_safer_streets") or [],
            "derived wards": derived.of_wards(board),
            "derived schemes": derived.of_schemes(board),
            "derived grants": derived.of_grants(board),
            "derived causes": derived.of_causes(board),
            "derived gaps": derived.of_gaps(board.measures),
        }


def _of_measures(measures: Sequence[Measure]) -> Tables:
    return {
        "beside facts": [item.facts for item in measures],
        "cards": [item.card for item in measures if item.card],
        "coverage": [item.coverage for item in measures if item.coverage],
        "points": [row for item in measures for row in item.points],
        "returns": [row for item in measures for row in (*item.returns, *item.checks)],
        "comments": [row for item in measures for row in item.comments],
    }


def _as_named(row: SnaDataCompletenessRow) -> Row:
    """A judgement of a month without the name of its kind, where pages have none for it: it is of the whole feed."""
    return {**row, "kind_name": None} if row["dimension"] in WHOLE else dict(row)


def _beginning(line: Line) -> str:
    words = line.near if line.column else line.words
    return f"{line.column + ': ' if line.column else ''}{words[:60]}"


def _repeated(heads: str) -> list[str]:
    return [head for head, count in Counter(heads.split(" | ")).items() if count > 1]
