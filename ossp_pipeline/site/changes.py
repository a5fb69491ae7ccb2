"""What a release changed against the one before it: each figure before and now, and how it is judged.

It compares two releases, so it stands beside them and in none: a release does not know which one readers saw before it.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ossp_pipeline.contracts.status import SHOWN, ValueStatus, Verdict
from ossp_pipeline.site.formatting import STATUSES, VERDICTS, count_of, figure, period
from ossp_pipeline.site.views.measure_rows import page_of

JUDGED, CORRECTED, NEW, GONE = "judged otherwise", "corrected", "new", "no longer shown"
_FACTS = ["measure_id", "title", "unit", "window_months"]
_CARDS = ["measure_id", "latest_period", "rag", "verdict"]
_SIGNALS = [
    "measure_id",
    "area_code",
    "area_type",
    "period",
    "period_end_date",
    "unit",
    "value",
    "status",
    "rag",
    "verdict",
    "is_revised",
]
_ORDER = (JUDGED, CORRECTED, GONE, NEW)
_NAMED = 8
_ABSENT = {"status": "no row", "value": None, "rag": None, "verdict": Verdict.UNJUDGED, "is_revised": False}
Row = dict[str, Any]
Key = tuple[str, ...]
Pair = tuple[Row, Row]


@dataclass(frozen=True)
class Change:
    """One figure of the whole partnership, before and now. `target` and `verdict`: how it is judged, in words.

    `weight`: 2 where its status changed, 1 for its verdict.
    """

    title: str
    page: str
    period: str
    before: str
    now: str
    target: str
    verdict: str
    weight: int
    what: str

    @property
    def in_words(self) -> str:
        """In one line: Robbery (March 2026: 24, now 6; target red, now green; worse than usual)."""
        target = "" if self.target == "No target" else f"; target {self.target.lower()}"
        return f"{self.title} ({self.period}: {self.before}, now {self.now}{target}; {self.verdict.lower()})"


@dataclass(frozen=True)
class Changes:
    """All that differs. `wards` counts by kind; `again` counts what was delivered again and stayed as it was."""

    rows: list[Change]
    newest: list[str]
    wards: Counter[str]
    again: int
    measures_new: list[str] = field(default_factory=list)
    measures_gone: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Published:
    """What a release says: measures and their newest judgement by name, figures by measure and period."""

    facts: dict[str, Row]
    cards: dict[str, Row]
    whole: dict[Key, Row]
    wards: dict[Key, Row]


def compared(earlier: Path, later: Path) -> Changes:
    """Compare the folders of two releases. Raises OSError, ValueError or KeyError where one cannot be read."""
    before, after = _read(earlier), _read(later)
    judged = [
        name
        for name in sorted(before.cards.keys() & after.cards.keys())
        if any(before.cards[name][column] != after.cards[name][column] for column in ("rag", "verdict"))
    ]
    listed = {(name, after.cards[name]["latest_period"]) for name in judged}
    whole = _pairs(before.whole, after.whole)
    # A measure that is gone has no page to lead to.
    facts = {name: {**row, "measure_id": ""} for name, row in before.facts.items()} | after.facts
    rows = [_judged(before, after, name) for name in judged]
    rows += [
        _change(facts[key[0]], key[1], pair, what)
        for key, pair in whole.items()
        if (what := _what(*pair)) and key not in listed
    ]
    ends = {_either(pair)["period_end_date"]: key[1] for key, pair in whole.items() if _what(*pair) == NEW}
    return Changes(
        rows=sorted(rows, key=lambda row: (_ORDER.index(row.what), -row.weight)),
        newest=[ends[end] for end in sorted(ends)],
        wards=Counter(what for pair in _pairs(before.wards, after.wards).values() if (what := _what(*pair))),
        again=sum(_is_again(*pair) for pair in whole.values()),
        measures_new=sorted(after.facts[name]["title"] for name in after.facts.keys() - before.facts.keys()),
        measures_gone=sorted(before.facts[name]["title"] for name in before.facts.keys() - after.facts.keys()),
    )


def in_words(changes: Changes) -> list[str]:
    """The same in sentences, for the page beside the releases and for news readers."""
    sentences = [
        f"{count_of(len(titles), 'measure').capitalize()} {words}: {_listed(titles, ', ')}."
        for words, titles in (("new", changes.measures_new), ("gone", changes.measures_gone))
        if titles
    ]
    for what in _ORDER:
        rows = [row for row in changes.rows if row.what == what]
        if rows and what == JUDGED:
            measures = count_of(len(rows), "measure").capitalize()
            sentences.append(f"{measures} {what}: {_listed([row.in_words for row in rows], '; ')}.")
        elif rows:
            when = f", for {_span(changes.newest)}" if what == NEW else ""
            titles = list(dict.fromkeys(row.title for row in rows))
            sentences.append(f"{count_of(len(rows), 'figure').capitalize()} {what}{when}: {_listed(titles, ', ')}.")
    if not sentences:
        sentences.append("No figure of the whole partnership changed.")
    wards = [f"{changes.wards[what]:,} {what}" for what in _ORDER if changes.wards[what]]
    sentences.append(f"Figures of wards: {', '.join(wards) or 'none changed'}.")
    if changes.again:
        sentences.append(f"{count_of(changes.again, 'figure').capitalize()} delivered again, unchanged.")
    return sentences


def _read(folder: Path) -> _Published:
    by_area: dict[str, dict[Key, Row]] = defaultdict(dict)
    for row in _columns(folder, "performance_signals", _SIGNALS):
        by_area[row["area_type"]][row["measure_id"], row["period"], row["area_code"]] = row
    return _Published(
        {row["measure_id"]: row for row in _columns(folder, "dim_measures", _FACTS)},
        {row["measure_id"]: row for row in _columns(folder, "performance_scorecards", _CARDS)},
        {key[:2]: row for key, row in by_area["csp"].items()},
        by_area["ward"],
    )


def _columns(folder: Path, table: str, names: list[str]) -> list[Row]:
    rows: list[Row] = pq.ParquetFile(folder / "tables" / f"{table}.parquet").read(names).to_pylist()
    return rows


def _pairs(before: dict[Key, Row], after: dict[Key, Row]) -> dict[Key, Pair]:
    """What both say of every figure, the newest first."""
    pairs = {key: (before.get(key, _ABSENT), after.get(key, _ABSENT)) for key in before.keys() | after.keys()}
    newest = sorted(pairs, key=lambda key: (-_either(pairs[key])["period_end_date"].toordinal(), key))
    return {key: pairs[key] for key in newest}


def _judged(before: _Published, after: _Published, name: str) -> Change:
    """A measure whose newest figure is red, amber or green, better or worse, as its newest one before was not."""
    then, now = before.cards[name]["latest_period"], after.cards[name]["latest_period"]
    pair = before.whole.get((name, then), _ABSENT), after.whole.get((name, now), _ABSENT)
    change = _change(after.facts[name], now, pair, JUDGED)
    if then == now:
        return change
    return replace(change, before=f"{change.before} ({period(then, after.facts[name]['window_months'])})")


def _change(facts: Row, when: str, pair: Pair, what: str) -> Change:
    rags = [str(row["rag"] or "no target").capitalize() for row in pair]
    verdicts = [VERDICTS[row["verdict"] or Verdict.UNJUDGED] for row in pair]
    before, now = _words_of(*pair, facts["unit"])
    return Change(
        title=facts["title"],
        page=page_of("measure", facts["measure_id"]) if facts["measure_id"] else "",
        period=period(when, facts["window_months"]),
        before=before,
        now=now,
        target=_turned(rags),
        verdict=_turned(verdicts),
        weight=2 * (rags[0] != rags[1]) + (verdicts[0] != verdicts[1]),
        what=what,
    )


def _turned(pair: list[str]) -> str:
    return pair[0] if pair[0] == pair[1] else f"{pair[0]}, now {pair[1].lower()}"


def _words_of(before: Row, after: Row, unit: str) -> tuple[str, str]:
    """Both figures as read, with more digits where they would read the same.

    A figure that is hidden now is not shown again.
    """
    words = figure(before, unit), figure(after, unit)
    if not _shows(after):
        return (STATUSES[ValueStatus.OBSERVED] if _shows(before) else words[0]), words[1]
    sign = "%" if unit == "percent" else ""
    for places in (2, 3, 4):
        if _shows(before) and words[0] == words[1]:
            words = f"{before['value']:,.{places}f}{sign}", f"{after['value']:,.{places}f}{sign}"
    return words


def _what(before: Row, after: Row) -> str:
    """What became of a figure; empty where nothing did."""
    if not _shows(before) or not _shows(after):
        return NEW if _shows(after) else GONE if _shows(before) else ""
    return CORRECTED if before["value"] != after["value"] else ""


def _is_again(before: Row, after: Row) -> bool:
    """Whether its delivery came again since, and the figure stayed as it was."""
    is_same = _shows(before) and _shows(after) and not _what(before, after)
    return is_same and bool(after["is_revised"]) and not before["is_revised"]


def _shows(row: Row) -> bool:
    return row["status"] in SHOWN and row["value"] is not None


def _either(pair: Pair) -> Row:
    return pair[0] if pair[1] is _ABSENT else pair[1]


def _span(periods: list[str]) -> str:
    if len(periods) == 1:
        return period(periods[0])
    return f"{len(periods)} periods, the oldest {period(periods[0])}, the newest {period(periods[-1])}"


def _listed(items: list[str], mark: str) -> str:
    more = f" and {len(items) - _NAMED} more" if len(items) > _NAMED else ""
    return mark.join(items[:_NAMED]) + more
