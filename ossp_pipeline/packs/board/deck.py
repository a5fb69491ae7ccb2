"""The board's deck: about a dozen slides to be edited, for use in a meeting. They count what they leave out."""

from collections.abc import Mapping, Sequence
from typing import Any

from ossp_pipeline.contracts.status import Verdict
from ossp_pipeline.packs.board.quarter_snapshot import QuarterSnapshot
from ossp_pipeline.packs.board.slide_file import Deck
from ossp_pipeline.packs.board.slides import BODY, INNER, MARGIN, Grid, Place, Rest, Slide
from ossp_pipeline.packs.board.theme_slides import CHANGED, add_theme, elsewhere, figure_of
from ossp_pipeline.site.formatting import count_of

_HALF = (INNER - 0.4) / 2
_RIGHT = MARGIN + _HALF + 0.4
_TALK = (("Measure", 2.7), ("Newest figure", 1.9), ("Against target", 1.9), ("Change", 3.7), ("Lead", 1.933))
_QUESTIONS = (("Question", 4.0), ("Evidence", 5.9), ("Lead", 2.233))
_MONEY = (
    ("Grant", 3.1),
    ("Theme", 2.7),
    ("Reported for", 1.7),
    ("Given", 1.1),
    ("Spent", 1.1),
    ("Left", 1.0),
    ("Alarm", 1.433),
)
_MISSING = (3.3, INNER - 3.3)
_GRANT = ("title", "theme", "period", "given", "spent", "left", "alarm")
_TALLY = {
    "measures": "All",
    "red": "■ Red",
    "amber": "▲ Amber",
    "green": "● Green",
    Verdict.WORSENING: "Worse",
    Verdict.IMPROVING: "Better",
    Verdict.CHANGED: "Different",
    "silent": "No figure",
}
# Questions that a meeting has time for: the type does not shrink for more.
_MEETING = 6
_ABOUT = (
    "This deck shows what needs a conversation. The report has every measure, the spreadsheet every figure; what "
    "a slide leaves out it counts, and says where to find it. Text cut short is given in full in its notes."
)
Pages = Mapping[str, int]


def make_deck(content: dict[str, Any], snapshot: QuarterSnapshot, pages: Pages) -> bytes:
    """The deck of a pack's content; `pages` are those of the report. The same snapshot gives the same bytes."""
    deck = Deck(content["title"], content["partnership"], content["notice"])
    source = " ".join(content["source"])
    deck.add_first(
        content["title"],
        [content["partnership"], content["sentences"]],
        f"{content['notice']} {source}",
        f"{content['notice']} {source}",
    )
    deck.add_foot(f"{content['notice']} {content['title']}")
    scores = f"{source} Table performance_scorecards."
    _add_summary(deck.add(f"How we are doing: {content['quarter']}", scores), content, pages)
    _add_talk(deck.add("What needs a conversation", scores), content, pages)
    _add_questions(
        deck.add("Questions to ask", f"{source} Each question names its published row in the spreadsheet."),
        content["pressing"],
        pages,
    )
    for index, theme in enumerate(content["themes"]):
        where = {name.rpartition("-")[0]: page for name, page in pages.items() if name.endswith(f"-{index}")}
        add_theme(deck, theme, content["charted"][theme["title"]], source, where)
    _add_money(deck, content["themes"], source, pages)
    _add_missing(
        deck.add(
            "Late data, and what has no figure",
            f"{source} Tables sna_data_coverage, performance_signals and performance_returns.",
        ),
        content,
        pages,
    )
    method = [("", words) for words in (_ABOUT, *content["method"])]
    deck.add("How to read this", source).add_list(BODY, "", method, elsewhere(pages["quality"]), (20, 18, 16))
    return deck.saved(snapshot.published)


def _add_summary(slide: Slide, content: dict[str, Any], pages: Pages) -> None:
    """The summary: a sentence, four figures; money, actions, returns and deliveries; then each theme in a row."""
    slide.add_words(BODY._replace(height=0.7), [content["sentences"]], (20, 18, 16))
    below, width, height = BODY.below(0.8), 3.35, 1.45
    for index, box in enumerate(content["boxes"]):
        left, top = below.left + index % 2 * (width + 0.1), below.top + index // 2 * (height + 0.1)
        slide.add_card(Place(left, top, width, height), box["label"], box["figure"], box["words"])
    beside = Place(below.left + 2 * width + 0.4, below.top, INNER - 2 * width - 0.4, 2 * height + 0.1)
    slide.add_list(
        beside,
        "Money, actions, returns and deliveries",
        [("", words) for words in content["besides"]],
        elsewhere(pages["summary"]),
        (14, 12),
    )
    rows = [(theme["title"], *(str(theme["tally"].get(name, 0)) for name in _TALLY)) for theme in content["themes"]]
    grid = Grid(
        "Each theme in figures: measures, their targets, changes beyond chance, and those without a figure",
        ("Theme", *_TALLY.values()),
        (INNER - 8 * 1.06, *[1.06] * 8),
        elsewhere(pages["questions"] + 1),
        "There is no theme yet.",
        lines=2,
        sizes=(14, 12),
    )
    slide.add_table(below.below(3.1), grid, rows)


def _add_talk(slide: Slide, content: dict[str, Any], pages: Pages) -> None:
    rest = elsewhere(pages["summary"], "Scorecard")
    grid = _grid("What needs a conversation", _TALK, rest, "No measure is red, and none is worse than usual.")
    slide.add_table(BODY._replace(height=3.8), grid, [_talk_cells(row) for row in content["talk"]])
    below = BODY.below(3.9)
    for place, heading, rows, nothing in (
        (
            below._replace(width=_HALF),
            "What is going well",
            content["well"],
            "No measure is better than usual beyond chance.",
        ),
        (
            below._replace(left=_RIGHT, width=_HALF),
            "Changed, where no direction is good as such",
            content["different"],
            "None changed beyond chance.",
        ),
    ):
        items = [(row["title"], f"{figure_of(row)}: {row['change'].lower()}") for row in rows]
        slide.add_list(place, heading, items or [("", nothing)], rest, (14, 12))
        slide.notes += [f"{row['title']}: {row['reason']}." for row in rows]


def _talk_cells(row: dict[str, str]) -> tuple[str, ...]:
    change = f"{row['change']}: {row['reason']}" if row["verdict"] in CHANGED else row["change"]
    return row["title"], figure_of(row), row["status"], change, row["owner"]


def _add_questions(slide: Slide, challenges: list[dict[str, str]], pages: Pages) -> None:
    nothing = "Nothing in this quarter’s figures gives a reason to ask a question."
    grid = _grid(
        "Questions to ask, the most pressing first",
        _QUESTIONS,
        elsewhere(pages["questions"], "Questions"),
        nothing,
        needed=_MEETING,
    )
    slide.add_table(BODY, grid, [(item["text"], item["evidence"], item["owner"]) for item in challenges])


def _add_money(deck: Deck, themes: list[dict[str, Any]], source: str, pages: Pages) -> None:
    """All grants, those with an alarm first."""
    grants = [{**row, "theme": theme["title"]} for theme in themes for row in theme["grants"]]
    alarms = sum(row["is_alarmed"] for row in grants)
    finding = f": {alarms or 'none'} of {count_of(len(grants), 'grant')} with an alarm" if grants else ""
    slide = deck.add(f"Funding{finding}", f"{source} Table performance_grants.")
    page = next((pages[f"grants-{index}"] for index, theme in enumerate(themes) if theme["grants"]), pages["summary"])
    grid = _grid("Grants: given, spent, left", _MONEY, elsewhere(page, "Grants"), "No grant is held.")
    ranked = sorted(grants, key=lambda row: (not row["is_alarmed"], row["alarm"] == "None"))
    slide.add_table(BODY, grid, [tuple(row[name] for name in _GRANT) for row in ranked])
    slide.notes += [f"{row['title']}: {row['comment']}" for row in grants if row["comment"]]
    slide.notes += [f"{item['title']}: {item['words']}" for theme in themes for item in theme["schemes"]]


def _add_missing(slide: Slide, content: dict[str, Any], pages: Pages) -> None:
    """What came late, what came, and every measure without a figure under its reason."""
    quality = content["quality"]
    top = BODY._replace(width=_HALF, height=1.45)
    for place, heading, words in (
        (top, "Late deliveries from partners", quality["late"] or ["No delivery is late."]),
        (top._replace(left=_RIGHT), "What came, and what was corrected", quality["facts"]),
    ):
        slide.add_list(place, heading, [("", item) for item in words], elsewhere(pages["quality"]), (14, 12))
    named: dict[str, list[str]] = {}
    for row in content["silent"]:
        named.setdefault(row["reason"], []).append(
            row["title"] + (f" ({row['explanation']})" if row["explanation"] else "")
        )
    which = f"Which (leads and newest figures: report, from page {pages['silent']}; spreadsheet, sheet Scorecard)"
    nothing, rest = "Every measure has a figure for the quarter.", elsewhere(pages["silent"], "Signals")
    grid = Grid("Measures without a figure", ("No figure because", which), _MISSING, rest, nothing, lines=9)
    rows = [(f"{reason} ({count_of(len(titles), 'measure')})", ", ".join(titles)) for reason, titles in named.items()]
    slide.add_table(BODY.below(1.55), grid, rows)


def _grid(
    title: str, columns: Sequence[tuple[str, float]], rest: Rest, nothing: str, needed: int | None = None
) -> Grid:
    header, widths = zip(*columns, strict=True)
    return Grid(title, header, widths, rest, nothing, needed=needed)
