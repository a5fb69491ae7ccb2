"""The board's deck: slides to be edited, with native charts, set tables and notes that name the source of each."""

from collections.abc import Sequence
from typing import Any

from ossp_pipeline.dashboard.board import Measure
from ossp_pipeline.dashboard.charts import FEWEST, broken, starts_at_zero
from ossp_pipeline.dashboard.pack.edition import Edition
from ossp_pipeline.dashboard.pack.native_chart import add_chart
from ossp_pipeline.dashboard.pack.slides import MARGIN, ROOM, TOP, WIDTH, Deck, Grid, add_words, describe
from ossp_pipeline.dashboard.views.comments import comment_for
from ossp_pipeline.dashboard.views.lines import line_of
from ossp_pipeline.dashboard.views.measure import described, headline, usual_range
from ossp_pipeline.dashboard.words import UNITS, count_of, plotted

_MEASURES = ("Measure", "Newest figure", "Against target", "Change", "Lead")
_WIDTHS = (2.8, 2.2, 2.1, 3.1, 1.9)
_PLAN = ("Action", "Plan", "Lead", "Due", "Progress")
_GRANTS = ("Grant", "Told for", "Given", "Spent", "Left", "Alarm")
_GRANT = ("title", "period", "given", "spent", "left", "alarm")
_SIGNALS = ("worsening", "improving", "changed")


def deck_file(told: dict[str, Any], edition: Edition) -> bytes:
    """The deck of a pack's content. The same edition gives the same bytes."""
    deck = Deck(told["title"], told["partnership"], told["notice"])
    source = " ".join(told["source"])
    deck.add_title(told["title"], f"{told['partnership']}. {told['notice']} {source}", f"{told['notice']} {source}")
    _add_summary(deck, told, source)
    for name, theme in zip(told["charted"], told["themes"], strict=True):
        _add_theme(deck, theme, source)
        for measure in told["charted"][name]:
            _add_measure(deck, edition, measure)
    _add_questions(deck, told["questions"], source)
    grid = Grid("No figure for the quarter, and why", ("Measure", "Why", "Newest there is", "Lead"),
                (3.6, 3.3, 2.7, 2.5), f"{source} Tables performance_signals and performance_returns.",
                "Every measure has a figure for the quarter.")  # fmt: skip
    deck.add_grid(grid, [(row["title"], row["reason"], row["newest"], row["owner"]) for row in told["silent"]])
    deck.add_list("Data quality", [*told["quality"]["facts"], *(told["quality"]["late"] or ["No delivery is late."])],
                  f"{source} Table sna_data_coverage.")  # fmt: skip
    deck.add_list("How to read this", told["method"], source)
    return deck.saved(edition.published)


def _add_summary(deck: Deck, told: dict[str, Any], source: str) -> None:
    slide = deck.add("Summary", f"{source} Table performance_scorecards.")
    width = WIDTH - 2 * MARGIN
    add_words(slide, [told["sentences"]], (MARGIN, TOP, width, 1.0), 20)
    boxes = [f"{box['label']}: {box['figure']} {box['words']}" for box in told["boxes"]]
    add_words(slide, boxes, (MARGIN, TOP + 1.2, width / 2 - 0.2, 4), 16)
    add_words(slide, told["besides"], (MARGIN + width / 2 + 0.2, TOP + 1.2, width / 2 - 0.2, 4), 16)
    notes = f"{source} Table performance_scorecards."
    for title, rows, nothing in (
        ("What needs a conversation", told["talk"], "No measure is red, and none is worse than usual."),
        ("What is going well", told["well"], "No measure is better than usual beyond chance."),
        ("Changed, where no direction is good as such", told["different"], ""),
    ):
        if rows or nothing:
            deck.add_grid(Grid(title, _MEASURES, _WIDTHS, notes, nothing), [_cells(row) for row in rows])


def _add_theme(deck: Deck, theme: dict[str, Any], source: str) -> None:
    """Its counts, its measures with a target or a change, its deliverables and its money."""
    lines = [line for group in theme["groups"] for line in group["lines"]]
    shown = [line for line in lines if line["rag"] or line["verdict"] in _SIGNALS]
    left = len(lines) - len(shown)
    words = [theme["counts"]]
    if theme["priorities"]:
        words.append(f"Public priorities: {'; '.join(theme['priorities'])}.")
    words += [f"{item['title']}, {item['period']}: {item['words']} ({item['by']})" for item in theme["comments"]]
    if left:
        words.append(f"In the report besides: {count_of(left, 'measure')} without target and change beyond chance.")
    words += [said for rows, said in ((theme["actions"], "The plan names no action here."),
                                      (theme["grants"], "No grant is held for this theme.")) if not rows]  # fmt: skip
    deck.add_list(theme["title"], words, f"{source} Tables performance_scorecards and performance_returns.")
    named = f"{source} Table performance"
    measures = Grid(f"{theme['title']}: targets and changes", _MEASURES, _WIDTHS, f"{named}_scorecards.",
                    "No measure has a target, and none changed beyond chance.")  # fmt: skip
    deck.add_grid(measures, [_cells(line) for line in shown])
    if theme["actions"]:
        plan = Grid(f"{theme['title']}: key deliverables", _PLAN, (4.6, 1.0, 2.5, 1.7, 2.3), f"{named}_actions.")
        deck.add_grid(plan, [(row["action"], row["year"], row["owner"], row["due"],
                              f"{row['progress']} ({row['told']})") for row in theme["actions"]])  # fmt: skip
    if theme["grants"]:
        money = Grid(f"{theme['title']}: funding", _GRANTS, (3.7, 2.1, 1.5, 1.5, 1.3, 2.0), f"{named}_grants.")
        deck.add_grid(money, [tuple(row[name] for name in _GRANT) for row in theme["grants"]])


def _add_measure(deck: Deck, edition: Edition, measure: Measure) -> None:
    """A chart with what it finds beside it."""
    line, facts, rows = line_of(measure), measure.facts, measure.points
    notes = (
        f"{described(measure)} Source: table performance_signals of release {edition.release_id}, "
        f"measure {measure.measure_id}, area {rows[0]['area_code']}. Definition: {facts['definition']}."
    )
    slide = deck.add(f"{facts['title']}. {headline(measure)}", notes)
    newest = measure.newest or rows[-1]
    words = [f"{UNITS.get(facts['unit'], '').capitalize()}, {edition.board.area['area_name']}",
             f"Newest: {line.figure}, {line.period}", f"Usual range: {usual_range(newest, facts)}",
             f"Target: {line.target}. {line.rag_words if line.rag else ''}".strip(". "),
             f"Why: {line.reason or 'no reason given'}",
             f"Lead: {line.owner}"]  # fmt: skip
    words += [f"They say: {told}" for told in [comment_for(measure)] if told]
    words += [f"Break: {row['break_note']}" for row in broken(rows)]
    width = WIDTH - 2 * MARGIN
    if sum(plotted(row) is not None for row in rows) < FEWEST:
        add_words(slide, [described(measure), *words], (MARGIN, TOP, width, ROOM), 16)
        return
    if not starts_at_zero(rows):
        words.append("The axis does not start at zero.")
    describe(add_chart(slide, rows, (MARGIN, TOP, 8.6, ROOM)), described(measure))
    add_words(slide, words, (MARGIN + 8.8, TOP, width - 8.8, ROOM), 14)


def _add_questions(deck: Deck, groups: Sequence[dict[str, Any]], source: str) -> None:
    if not groups:
        deck.add_list(
            "Questions to ask", ["Nothing in this quarter’s figures gives a reason to ask a question."], source
        )
    for group in groups:
        grid = Grid(f"Questions to ask: {group['theme']}", ("Question", "What it stands on", "Lead"), (4.0, 6.0, 2.1),
                    f"{source} Each question names its published row.")  # fmt: skip
        deck.add_grid(grid, [(item["text"], reason["evidence"], reason["owner"])
                             for item in group["asked"] for reason in item["reasons"]])  # fmt: skip


def _cells(row: dict[str, str]) -> tuple[str, ...]:
    change = f"{row['change']}: {row['reason']}" if row["verdict"] in _SIGNALS else row["change"]
    figure = f"{row['latest']} ({row['period']})" if row["period"] else row["latest"]
    return row["title"], figure, row["status"], change, row["owner"]
