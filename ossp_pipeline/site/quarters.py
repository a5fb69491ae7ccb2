"""Measures as they stood at the end of a quarter. A page about a quarter judges by that quarter's figures alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ossp_pipeline.contracts.status import SHOWN, ValueStatus
from ossp_pipeline.site.board import Measure
from ossp_pipeline.site.tables import Row

# Of the scorecard, what depends on its period and stands in the same words in the signals.
_OF_THE_PERIOD = (
    "verdict",
    "verdict_reason",
    "is_trial",
    "target",
    "target_distance",
    "rag",
    "assurance",
    "status",
    "status_reason",
    "is_revised",
    "unconfirmed_reason",
)
_OF_THE_MEASURE = (
    "theme",
    "priority",
    "measure_id",
    "title",
    "unit",
    "polarity",
    "disclosure_class",
    "area_code",
    "owner_role",
)
# A withheld figure was there when the tables were made: it is the newest, and its status says why it does not show.
_THERE = (*SHOWN, ValueStatus.WITHHELD)


def measure_at(measure: Measure, end: date) -> Measure:
    """The measure with nothing after the day, and its scorecard line that of the newest figure left."""
    points = [row for row in measure.points if row["period_end_date"] <= end]
    returns = [row for row in measure.returns if row["period_end_date"] <= end]
    comments = [row for row in measure.comments if row["period_end_date"] <= end]
    card = _card_at(measure.card, points)
    return replace(measure, points=points, returns=returns, comments=comments, card=card, quarter_end=end)


def _card_at(card: Row | None, points: Sequence[Row]) -> Row | None:
    """The scorecard's own rule: the newest period with a figure, or else the newest, so that the reason shows."""
    newest = max(points, key=lambda row: (row["status"] in _THERE, row["period_end_date"]), default=None)
    if card is None or newest is None:
        return None
    if card["latest_period"] == newest["period"]:
        return card
    latest = {f"latest_{name}": newest[name] for name in ("period", "numerator", "denominator", "value")}
    judgement = {name: newest[name] for name in _OF_THE_PERIOD}
    return {**dict.fromkeys(card), **{name: card[name] for name in _OF_THE_MEASURE}, **latest, **judgement}
