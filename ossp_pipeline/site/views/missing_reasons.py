"""Why there is no figure: as exactly as the release knows it, and in the words of the lead where there are some."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ossp_pipeline.contracts.status import SHOWN, ReturnState, ValueStatus
from ossp_pipeline.site.board import Measure
from ossp_pipeline.site.formatting import STATUSES, feed_name, period, spell_periods
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.measure_rows import Line, line_of

_RETURNED = "returned and waiting for sign-off"
# How the reasons of fct_measure_values begin that are about a feed, and not about one measure.
_OF_THE_FEED = ("not collected here", "this area or feed cannot give")
NOTHING_YET = "nothing published yet"


@dataclass(frozen=True)
class Gap:
    """A cause, and the measures without a figure for it. `source`: who or what did not come; `periods`: for when."""

    source: str
    periods: str
    lines: Sequence[Line]

    @property
    def owners(self) -> str:
        """Who answers for these measures."""
        return ", ".join(sorted({line.owner for line in self.lines}))


def gaps_by_cause(measures: Iterable[Measure]) -> list[Gap]:
    """The measures that lack periods, those of one feed or lead with the same periods together; most measures first."""
    found: dict[tuple[str, str], list[Line]] = {}
    for item in measures:
        if item.coverage and item.coverage["missing_periods"]:
            found.setdefault((came_from(item), item.coverage["missing_periods"]), []).append(line_of(item))
    gaps = [Gap(source, periods, lines) for (source, periods), lines in found.items()]
    return sorted(gaps, key=lambda gap: (-len(gap.lines), gap.source, gap.periods))


def cause_of(measure: Measure, row: Row) -> str:
    """What a missing figure has in common with others: which feed, or whose return, did not come for when.

    Or which feed is not collected here, or cannot give such a figure.

    Empty where the reason is the measure's own: withheld, queried, or a return that says why.
    """
    if row["status"] == ValueStatus.NOT_APPLICABLE:
        words = row["status_reason"] or ""
        return words if words.startswith(_OF_THE_FEED) else ""
    if row["status"] not in (ValueStatus.NOT_SUPPLIED, ValueStatus.NOT_YET_DUE) or not row["status_reason"]:
        return ""
    if why_none(measure, row) == _RETURNED or reason_in_words(measure, row):
        return ""
    return f"{came_from(measure)}: {spell_periods(row['status_reason'])}"


def came_from(measure: Measure) -> str:
    """Who or what a measure's figures come from: its lead's return, or a feed."""
    facts = measure.facts
    return (
        f"return of {facts['owner_role']}"
        if facts["source"] == "returned"
        else feed_name(facts["feed"] or facts["source"])
    )


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
