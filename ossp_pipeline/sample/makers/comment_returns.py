"""What the sample's leads say about measures that are counted from feeds, in the workbook of the last quarter."""

from collections.abc import Iterator

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.feeds.comment_returns import FEED
from ossp_pipeline.sample.answers import Draft, draft_from_columns
from ossp_pipeline.sample.places import STOCKPORT
from ossp_pipeline.sample.sign_offs import MANAGER, sign_off, slug
from ossp_pipeline.sample.span import quarters

LAST_QUARTER = quarters()[-1]
# Role → measure → words. Most measures have none: a comment is optional.
WORDS = {
    "Community safety manager": {
        "asb_incidents": "The council's reports came late in the winter: the rise of March is partly older cases.",
        "hate_religion": "All of them were spoken to within a week.",
    },
    "Police performance lead": {
        "shoplifting": "Two stores began to report every theft in January. A plain-clothes operation runs until June.",
        "retail_crime": "As for shoplifting: more is reported by the same two stores.",
    },
}
# Planted: a comment nobody has signed off. That on hate_religion is withheld with the counts it is about.
UNSIGNED = "retail_crime"
SEEN = {"shoplifting": "231, February 2026; worse than usual; target 150, red"}


def drafts() -> Iterator[Draft]:
    """One file per lead who had something to say."""
    for role in WORDS:
        yield _answers(role, LAST_QUARTER)


def next_version() -> Draft:
    """A lead's last quarter, sent again."""
    return _answers(MANAGER, LAST_QUARTER, 2)


def _answers(role: str, period: Period, version: int = 1) -> Draft:
    """A lead's comments on a quarter."""
    columns: dict[str, list[str]] = {column.heading: [] for column in FEED.columns}
    for measure, words in WORDS[role].items():
        state = ReturnState.RETURNED if measure == UNSIGNED else ReturnState.ACCEPTED
        cells = {
            "quarter": str(period),
            "measure_id": measure,
            "state": state,
            "area_code": STOCKPORT.csp_code,
            "narrative": words,
            "narrative_figure": SEEN.get(measure, ""),
            **sign_off(state, role, period, 9 * version),
        }
        for heading, cell in cells.items():
            columns[heading].append(cell)
    return draft_from_columns(FEED, period, f"comment-returns-{slug(role)}-{period}-v{version}.csv", columns)
