"""Phrases of pages that speak of many things, with the numbers that stand in them: `bound_words` holds to these."""

from collections.abc import Iterator, Sequence

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.derived_at_the_quarter import Counts, said_of_themes
from ossp_pipeline.site.formatting import day, period, quarter_name
from ossp_pipeline.site.shown_tables import WARD_TYPES
from ossp_pipeline.site.views.measure_rows import page_of

YEAR = 12


def said_on(board: Board, page: str, at_quarter: Counts) -> list[str]:
    """The phrases of a page by its name. `at_quarter`: what is counted of measures as they stood at its end."""
    theme = next((name for name in board.themes if page_of("theme", name) == page), None)
    return [
        *said_of_themes(at_quarter, [theme] if theme else board.themes),
        *named(board),
        *_of_windows(board),
        *_of_quarter(board),
        *(_of_grants(board) if page == "grants.html" else ()),
        *(f"{row['owner_role']}, due {day(row['due_date'])}" for row in board.actions),
    ]


def named(board: Board) -> list[str]:
    """Names of priorities and measures, some of which hold a number."""
    return [*(name for _, name in board.priorities), *(item.facts["title"] for item in board.measures)]


def recorded_months(board: Board) -> list[str]:
    """The twelve newest months of the types of crime by ward: those that were due."""
    types = board.needs.get(WARD_TYPES) or []
    return sorted({row["period"] for row in types if row["status"] != ValueStatus.NOT_YET_DUE})[-YEAR:]


def said_of_recorded(board: Board, months: Sequence[str]) -> list[str]:
    """Which months a ward's page shows by type, and the names on it."""
    ends = f"{period(months[0])} to {period(months[-1])}" if months else ""
    return [*named(board), f"recorded by type, {ends}"]


def _of_windows(board: Board) -> Iterator[str]:
    """Over how many months figures are: a year, or what a measure of its own is over."""
    windows = {YEAR, *(item.facts["window_months"] for item in board.measures)}
    yield from (f"{months} months to" for months in sorted(windows))


def _of_quarter(board: Board) -> Iterator[str]:
    if board.quarter:
        name = board.quarter["period"]
        for before in ("for", "beyond chance, in", "how we are doing:"):
            yield f"{before} {period(name)} ({quarter_name(name)}"


def _of_grants(board: Board) -> Iterator[str]:
    """From when to when a grant is, and what its quarters are called."""
    for row in board.grants:
        yield f"funder {row['funder']}; {day(row['start_date'])} to {day(row['end_date'])}"
        yield f"{row['title']} by quarter"
