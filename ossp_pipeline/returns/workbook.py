"""The ledger of one lead and quarter: the state of every row after everything received and signed. Pure.

Events are never deleted, so every earlier state can be worked out again. Rules:
- a newer answer replaces an older one; one that is wrong leaves the row queried, without a value;
- a row left wholly blank replaces nothing: the earlier answer of the same quarter counts;
- a row that may be left blank, and is, has no state; left blank after a query, the query is settled;
- an accepted row stays accepted only while nothing of it changes;
- a narrative belongs to the number it was first sent with: sent again unchanged beside another number, or left blank,
  it keeps the old number, and so is shown as out of date; a comment keeps the figure its writer was shown;
- two roles that give different values for one row are both asked; neither value counts until they agree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.returns.request import Values

RowKey = tuple[str, str]
Event = Mapping[str, Any]
RECEIVED, SIGNED, CLOSED, REOPENED = "received", "signed", "closed", "reopened"
NARRATIVE, NARRATIVE_NUMERATOR, NARRATIVE_FIGURE = "narrative", "narrative_numerator", "narrative_figure"


@dataclass(frozen=True)
class RowStatus:
    """The state of one row. `values` are empty while it is queried; `by_role` holds each role's newest sound answer."""

    state: ReturnState
    values: Values
    query: str
    returned_by: str
    returned_date: str
    signed_by: str | None = None
    signed_date: str | None = None
    narrative: tuple[str | None, str | None] = (None, None)
    by_role: Mapping[str, Values] = field(default_factory=dict)


@dataclass
class Ledger:
    """Every row of a lead and quarter. `sequence` is that of the last event that changed a row."""

    rows: dict[RowKey, RowStatus] = field(default_factory=dict)
    is_closed: bool = False
    sequence: int = 0


def replay_events(events: Iterable[Event]) -> Ledger:
    """The ledger after the events, in their order."""
    ledger = Ledger()
    for event in events:
        if event["kind"] in (CLOSED, REOPENED):
            ledger.is_closed = event["kind"] == CLOSED
            continue
        ledger.sequence = event["sequence"]
        if event["kind"] == RECEIVED:
            _add_answers(ledger, event)
        else:
            for sheet, key in event["rows"]:
                ledger.rows[sheet, key] = _row_signed(ledger.rows[sheet, key], event)
    return ledger


def _add_answers(ledger: Ledger, event: Event) -> None:
    for sheet, key, answer in event["answers"]:
        status = _row_received(ledger.rows.pop((sheet, key), None), answer, event)
        if status is not None:
            ledger.rows[sheet, key] = status


def roles_that_differ(status: RowStatus | None, role: str, values: Values, instead_of: Iterable[str] = ()) -> list[str]:
    """The other roles whose newest sound answer to a row differs; roles in `instead_of` no longer count."""
    if status is None:
        return []
    passed_over = {same_role(role), *map(same_role, instead_of)}
    return [
        other
        for other, theirs in status.by_role.items()
        if same_role(other) not in passed_over and _figures(theirs) != _figures(values)
    ]


def same_role(role: str) -> str:
    """A role in the spelling in which roles are compared."""
    return " ".join(role.split()).casefold()


def _figures(values: Values) -> dict[str, str | None]:
    return {
        name: value
        for name, value in values.items()
        if name not in (NARRATIVE, NARRATIVE_NUMERATOR, NARRATIVE_FIGURE, "comment")
    }


def _row_received(old: RowStatus | None, answer: Mapping[str, Any], event: Event) -> RowStatus | None:
    role, day = event["role"], event["date"]
    by_role = _without_roles(old.by_role if old else {}, event["instead_of"])
    narrative = old.narrative if old else (None, None)
    if answer["is_blank"] and old and old.state is not ReturnState.QUERIED:
        return replace(old, by_role=by_role)
    if answer["is_blank"] and not answer["queries"]:
        return None
    if answer["is_sound"]:
        by_role = {**_without_roles(by_role, [role]), role: answer["values"]}
    if answer["queries"]:
        query = "; ".join(answer["queries"])
        return RowStatus(ReturnState.QUERIED, {}, query, role, day, narrative=narrative, by_role=by_role)
    values, narrative = _bind(answer["values"], narrative)
    if old and old.values == values:
        return replace(old, by_role=by_role)
    return RowStatus(ReturnState.RETURNED, values, "", role, day, narrative=narrative, by_role=by_role)


def _without_roles(by_role: Mapping[str, Values], roles: Iterable[str]) -> dict[str, Values]:
    passed_over = {same_role(role) for role in roles}
    return {name: values for name, values in by_role.items() if same_role(name) not in passed_over}


def _bind(values: Values, narrative: tuple[str | None, str | None]) -> tuple[Values, tuple[str | None, str | None]]:
    """Tie a narrative to its number, a comment to the figure that its writer was shown."""
    if NARRATIVE not in values:
        return dict(values), narrative
    kept_as, about = (
        (NARRATIVE_FIGURE, NARRATIVE_FIGURE) if NARRATIVE_FIGURE in values else (NARRATIVE_NUMERATOR, "numerator")
    )
    text = values[NARRATIVE]
    if text is not None and text != narrative[0]:
        narrative = (text, values[about])
    return {**values, NARRATIVE: narrative[0], kept_as: narrative[1]}, narrative


def _row_signed(old: RowStatus, event: Event) -> RowStatus:
    return replace(old, state=ReturnState.ACCEPTED, signed_by=event["by"], signed_date=event["date"])
