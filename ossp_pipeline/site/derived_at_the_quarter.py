"""What pages count of measures as they stood at the end of the quarter: colours, verdicts, those without a figure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ossp_pipeline.contracts.status import SHOWN, Verdict
from ossp_pipeline.site.board import Board, Measure
from ossp_pipeline.site.formatting import number
from ossp_pipeline.site.quarters import measure_at

# What all measures together are counted under.
ALL = ""
# Of what → what is counted of it → how often.
Counts = Mapping[str, Counter[str]]


def counts_at_the_quarter(board: Board) -> Counts:
    """What is counted of measures, over all, by theme and by priority of a theme."""
    end = board.quarter["period_end_date"] if board.quarter else None
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for item in board.measures:
        words = list(_words_at(item, measure_at(item, end) if end else item, end))
        for of in (ALL, item.facts["theme"], f"{item.facts['theme']} {item.facts['priority']}"):
            counts[of].update(words)
    return counts


def counted_at_the_quarter(board: Board, counts: Counts) -> set[str]:
    """How many measures have which colour, verdict or no figure in the quarter, over all and by theme, and chance."""
    by_chance, of = board.expected_false_alarms, board.judged_count
    alarms = {number(by_chance / of * counts[ALL]["judged"], "mean")} if by_chance and of else set()
    return {f"{count:,}" for words in counts.values() for count in words.values()} | alarms


def said_of_themes(at_quarter: Counts, themes: Collection[str]) -> list[str]:
    """What is said of themes in counts: colours, and verdicts beyond chance."""
    counts = [words for of, words in at_quarter.items() if of in themes]
    return [
        text
        for words in counts
        for text in (
            f"red {words['red']}, ▲ amber {words['amber']}, ● green {words['green']}",
            f"{words[Verdict.WORSENING]} worse and {words[Verdict.IMPROVING]} better than usual",
            f"better than usual, {words[Verdict.CHANGED]} different",
            f"{words[Verdict.UNJUDGED]} cannot be judged, or have no figure for the quarter",
        )
    ]


def _words_at(measure: Measure, now: Measure, end: Any) -> Iterator[str]:
    """What is counted of a measure: colour and verdict, unless they are of an earlier quarter; why no figure."""
    card = now.card or {}
    is_current = not now.is_earlier
    yield "measure"
    if is_current and card.get("rag"):
        yield from (card["rag"], "aimed", *(["missed"] if card["rag"] != "green" else []))
    verdict = (card.get("verdict") if is_current else None) or Verdict.UNJUDGED
    yield from (verdict, *(["judged"] if verdict != Verdict.UNJUDGED else []))
    if is_current and (card.get("rag") == "red" or verdict == Verdict.WORSENING):
        yield "talk"
    row = measure.figure_of(end)
    if (row is None and not measure.points) or (row is not None and row["status"] not in SHOWN):
        yield from ("silent", f"silent {row['status'] if row else 'none'}")
