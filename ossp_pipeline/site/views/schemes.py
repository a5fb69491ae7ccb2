"""Safer Streets: whether ASB and crime in the places of a scheme changed by more than in places like them."""

import re
from dataclasses import dataclass

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.formatting import period
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.sections import rows_of

TABLE = "performance_safer_streets"
_PLACES = {
    "treated": "Places of the scheme",
    "comparison": "Places like them",
    "displacement": "Places around",
    "displacement_comparison": "Places like those around",
}
_MONTH = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True)
class Scheme:
    """One scheme as the board’s quarter knows it. `counts`: places, crimes and incidents before, after, change."""

    title: str
    grant_id: str
    measured: str
    words: str
    basis: str
    counts: list[tuple[str, str, str, str]]


def schemes_of(board: Board) -> list[Scheme]:
    """Every scheme; the numbers of one whose time after is not over stay out."""
    titles = {item.measure_id: item.facts["title"] for item in board.measures}
    newest = f"{board.quarter['period_end_date']:%Y-%m}" if board.quarter else ""
    rows = sorted(rows_of(board, TABLE), key=lambda row: (row["after_from"], row["title"]))
    return [_scheme(row, titles, newest) for row in rows]


def _scheme(row: Row, titles: dict[str, str], newest: str) -> Scheme:
    is_told = row["after_to"] <= newest
    names = [titles.get(name, name.replace("_", " ")) for name in row["measure_ids"].split(";")]
    return Scheme(
        title=row["title"],
        grant_id=row["grant_id"],
        measured=f"{'; '.join(names)}. Before: {period(row['before_from'])} to {period(row['before_to'])}; after: "
        f"{period(row['after_from'])} to {period(row['after_to'])}.",
        words=_words(row) if is_told else f"Cannot be judged yet: its time after runs to {period(row['after_to'])}.",
        basis=row["basis"] or "",
        counts=_counts(row) if is_told else [],
    )


def _words(row: Row) -> str:
    if row["difference"] is None:
        return f"{row['verdict'].capitalize()}: {why_in_words(row['verdict_reason'] or 'no reason is given')}."
    # Where places around were named, the difference is the sum of both.
    where = "its places" if row["displacement_before_count"] is None else "its places and around them"
    return (
        f"{row['verdict'].capitalize()}: {_more(row['difference'])} crimes and incidents in {where} than the change "
        f"in places like them would give; chance leaves anything from {_more(row['lower'])} to {_more(row['upper'])} "
        f"possible (95% interval)."
    )


def why_in_words(words: str) -> str:
    """A reason with its months as people say them: a year of them by its first and last."""
    months = _MONTH.findall(words)
    if len(months) < 3:
        return _MONTH.sub(lambda match: period(match[0]), words)
    return f"no figures for {len(months)} months from {period(months[0])} to {period(months[-1])}"


def _more(number: float) -> str:
    """89 more, 5 fewer."""
    return f"{abs(number):,.0f} {'more' if number >= 0 else 'fewer'}"


def _counts(row: Row) -> list[tuple[str, str, str, str]]:
    match = []
    for name, words in _PLACES.items():
        before, after = row[f"{name}_before_count"], row[f"{name}_after_count"]
        if before is not None and after is not None:
            match.append((words, f"{before:,}", f"{after:,}", f"{after - before:+,}".replace("-", "−")))
    return match
