"""Why there is no figure: as exactly as the release knows it, and in the words of the lead where there are some."""

from ossp_pipeline.contracts.status import SHOWN, ReturnState
from ossp_pipeline.site.board import Measure
from ossp_pipeline.site.formatting import STATUSES, period
from ossp_pipeline.site.tables import Row

_RETURNED = "returned and waiting for sign-off"


def why_none(measure: Measure, row: Row) -> str:
    """The reason in a few words, the same for all that share it."""
    returned = _return_of(measure, row)
    if returned is not None and returned["return_state"] == "returned":
        return _RETURNED
    return STATUSES.get(str(row["status"]), str(row["status"]))


def reason_in_words(measure: Measure, row: Row) -> str:
    """What the lead gave as the reason, once accepted, or what is queried; empty where nothing may be said."""
    returned = _return_of(measure, row)
    words = returned["no_figure_reason"] if returned and row["status"] not in SHOWN else ""
    if not words or returned is None:
        return ""
    who = {ReturnState.ACCEPTED: "its lead says", ReturnState.QUERIED: "the query says"}.get(returned["return_state"])
    return f"{who} “{words}”" if who else ""


def gap_at(measure: Measure, quarter: Row | None) -> str:
    """In a sentence, why the quarter has no figure; empty where it has one, or where none is expected."""
    row = measure.figure_of(quarter["period_end_date"]) if quarter else None
    if row is None or row["status"] in SHOWN:
        return ""
    parts = [why_none(measure, row), reason_in_words(measure, row)]
    return f"No figure for {period(row['period'])}: {'; '.join(filter(None, parts))}"


def _return_of(measure: Measure, row: Row) -> Row | None:
    return next((item for item in measure.returns if item["period"] == row["period"]), None)
