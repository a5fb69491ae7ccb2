"""A theme on two slides: its measures and priorities; then charts, comments of its leads and key deliverables."""

from collections.abc import Mapping, Sequence
from typing import Any

from ossp_pipeline.contracts.status import Verdict
from ossp_pipeline.packs.board.content import SHAPES, brief
from ossp_pipeline.packs.board.native_chart import add_chart, add_key, series_of
from ossp_pipeline.packs.board.slide_file import Deck
from ossp_pipeline.packs.board.slides import BODY, INNER, Grid, Item, Place, Rest, Slide
from ossp_pipeline.packs.board.typography import describe
from ossp_pipeline.site.board import Measure
from ossp_pipeline.site.drawings.charts import FEWEST, broken, starts_at_zero
from ossp_pipeline.site.formatting import UNITS, count_of, plotted, short_period
from ossp_pipeline.site.views.measure import described
from ossp_pipeline.site.views.measure_rows import line_of

_PLAIN = (("Measure", 4.3), ("Newest figure", 2.8), ("Against target", 2.4), ("Change", 2.633))
_RANKED = (
    ("Measure", 3.0),
    ("Newest figure", 2.2),
    ("Against target", 2.4),
    ("Change", 2.6),
    ("Public priority", 1.933),
)
CHANGED = (Verdict.WORSENING, Verdict.IMPROVING, Verdict.CHANGED)
# Charts of a slide: two columns of two; one column where there are two or fewer.
_CHARTS, _TWO, _ONE = 4, 8.1, 6.2
_GAP, _CAPTION, _KEY, _COMMENT_SHARE = 0.3, 0.62, 0.55, 0.45
_LONGEST = 60
_NO_CHART = "No chart: no measure of this theme misses its target, and none is worse than usual."
Pages = Mapping[str, int]


def elsewhere(page: int, sheet: str = "") -> Rest:
    """How many more there are, and where."""
    place = f"report, from page {page}" + (f"; spreadsheet, sheet {sheet}" if sheet else "")
    return lambda left: f"{left} more: {place}."


def figure_of(line: Mapping[str, str]) -> str:
    """The newest figure with its period."""
    return f"{line['latest']} ({line['period']})" if line["period"] else line["latest"]


def add_theme(deck: Deck, theme: dict[str, Any], charted: Sequence[Measure], source: str, pages: Pages) -> None:
    """Its two slides. `pages` are those of its parts in the report."""
    name = theme["title"] if len(theme["title"]) <= _LONGEST else f"{theme['title'][:_LONGEST].rstrip()}…"
    scores = deck.add(f"{name}: {_finding(theme['tally'])}", f"{source} Table performance_scorecards.")
    _add_scores(scores, theme, pages)
    second = deck.add(
        f"{name}: charts, words and deliverables",
        f"{source} Tables performance_signals, performance_returns and performance_actions.",
    )
    _add_words(second, theme, _add_charts(second, charted, pages), pages)
    if name != theme["title"]:
        scores.notes.append(theme["title"])
        second.notes.append(theme["title"])


def _finding(tally: Mapping[str, int]) -> str:
    missed = tally.get("red", 0) + tally.get("amber", 0)
    aimed = missed + tally.get("green", 0)
    worse = f"{count_of(tally.get(Verdict.WORSENING, 0), 'measure')} worse than usual"
    if not tally["measures"]:
        return "no measure"
    return f"{missed or 'none'} of {count_of(aimed, 'target')} missed, {worse}" if aimed else f"no target set, {worse}"


def _add_scores(slide: Slide, theme: dict[str, Any], pages: Pages) -> None:
    """Measures by what they ask for: those with a target or a change first, then the others by priority."""
    lines = [{**line, "priority": group["priority"]} for group in theme["groups"] for line in group["lines"]]
    named = [
        f"{group['priority']} ({count_of(len(group['lines']), 'measure')})"
        for group in theme["groups"]
        if group["priority"]
    ]
    words = [theme["counts"], f"Public priorities: {'; '.join(named)}."] if named else [theme["counts"]]
    slide.add_words(BODY._replace(height=0.75), words, (16, 14, 12))
    columns = _RANKED if named else _PLAIN
    quiet = sum(not line["rag"] and line["verdict"] not in CHANGED for line in lines)

    def rest(left: int) -> str:
        calm = ", none of them with a target or a change beyond chance" if left <= quiet else ""
        return f"{left} more measures{calm}: report, from page {pages['theme']}; spreadsheet, sheet Scorecard."

    grid = Grid(
        f"{theme['title']}: measures",
        [name for name, _ in columns],
        [width for _, width in columns],
        rest,
        "This theme has no measure.",
        lines=2,
        needed=len(lines) - quiet,
        sizes=(14, 12),
    )
    rows = [
        (line["title"], figure_of(line), line["status"], line["change"], line["priority"] or "none")[: len(columns)]
        for line in sorted(lines, key=_weight)
    ]
    slide.add_table(BODY.below(0.85), grid, rows)
    slide.notes += [f"{line['title']}: {line['reason']}." for line in lines if line["verdict"] in CHANGED]


def _weight(line: Mapping[str, str]) -> tuple[Any, ...]:
    bad = (line["verdict"] == Verdict.WORSENING) + (line["rag"] == "red")
    is_changed = line["verdict"] in CHANGED
    return -bad, line["rag"] != "amber", not is_changed, not line["rag"], line["verdict"] == Verdict.UNJUDGED


def _add_charts(slide: Slide, charted: Sequence[Measure], pages: Pages) -> Place:
    """The charts that matter most, and how many more there are; returns the room they leave."""
    if not charted:
        slide.add_words(BODY._replace(height=0.4), [_NO_CHART], (16,))
        return BODY.below(0.6)
    shown = charted[:_CHARTS]
    columns = 2 if len(shown) > 2 else 1
    left = len(charted) - len(shown)
    width, height = _TWO if columns == 2 else _ONE, BODY.height - _KEY - (0.3 if left else 0)
    rows = -(-len(shown) // columns)
    cell = Place(0, 0, (width - _GAP * (columns - 1)) / columns, (height - 0.1 * (rows - 1)) / rows)
    names: set[str] = set()
    for index, measure in enumerate(shown):
        at = (BODY.left + index % columns * (cell.width + _GAP), BODY.top + index // columns * (cell.height + 0.1))
        names |= _add_chart(slide, measure, cell._replace(left=at[0], top=at[1]))
    if left:
        more = elsewhere(pages["charts"], "Signals")(left)
        slide.add_words(Place(BODY.left, BODY.top + height, width, 0.3), [f"Charts: {more}"], (14, 12))
    if names:
        add_key(slide.drawn, names, Place(BODY.left, BODY.top + BODY.height - _KEY + 0.05, width, _KEY))
    return Place(BODY.left + width + 0.35, BODY.top, INNER - width - 0.35, BODY.height)


def _add_chart(slide: Slide, measure: Measure, place: Place) -> set[str]:
    """A measure's chart under what it shows; returns the names of its series. Too few figures are put in words."""
    line, facts, rows = line_of(measure), measure.facts, measure.points
    words, unit = described(measure), UNITS.get(facts["unit"], "").capitalize()
    slide.notes.append(
        f"{facts['title']}: {words} Why: {line.reason or 'no reason given'}. Source: table performance_signals, "
        f"measure {measure.measure_id}. Definition: {facts['definition']}."
    )
    slide.notes += [f"{facts['title']}, {row['period']}: {row['break_note']}" for row in broken(rows)]
    finds = f"{facts['title']}. {line.verdict_words}: {line.figure} ({brief(line.period)})"
    about = f"{SHAPES[line.rag]}, target {line.target}" if line.rag else line.rag_words
    if sum(plotted(row) is not None for row in rows) < FEWEST:
        slide.add_caption(place, finds, f"{about}. {words}")
        return set()
    axis = "" if starts_at_zero(rows) else ", not from zero"
    breaks = "".join(f" Break: {short_period(row['period'])}." for row in broken(rows))
    slide.add_caption(place._replace(height=_CAPTION), finds, f"{about}. {unit}{axis}.{breaks}")
    shape = add_chart(slide.drawn, rows, place.below(_CAPTION))
    shape.name = f"Chart: {measure.measure_id}"
    describe(shape, f"{facts['title']}. {words}")
    return set(series_of(rows))


def _add_words(slide: Slide, theme: dict[str, Any], place: Place, pages: Pages) -> None:
    """What leads say takes at most a share of the room, key deliverables the rest."""
    comments: list[Item] = [
        (item["title"], f"({brief(item['period'])}): {item['words']}") for item in theme["comments"]
    ]
    actions: list[Item] = [
        (f"{row['progress']}:", f"{row['action']} (plan {row['year']}, due {row['due']})") for row in theme["actions"]
    ]
    slide.notes += [f"{item['title']}: “{item['words']}” {item['by']}." for item in theme["comments"]]
    slide.notes += [
        f"{row['action']} ({row['year']}): {row['owner']}, reported {row['reported']}. {row['comment']}".strip()
        for row in theme["actions"]
    ]
    used = slide.add_list(
        place._replace(height=_COMMENT_SHARE * place.height),
        "What leads say",
        comments or [("", "No words about these figures were returned and accepted.")],
        elsewhere(pages["leads"], "Returns"),
        (14, 12),
    )
    slide.add_list(
        place.below(used + 0.1),
        "Key deliverables",
        actions or [("", f"The plan names no action here for {theme['year'] or 'this year'}.")],
        elsewhere(pages["actions"], "Actions"),
        (14, 12),
    )
