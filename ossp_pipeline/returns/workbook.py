"""What stands for one lead and quarter after everything that was received and signed: a fold over events. Pure.

Events are kept for good, so every earlier state can be told again. Rules:
- a newer answer replaces an older one; one that is wrong leaves the row queried, without a value;
- a row left wholly blank replaces nothing: the earlier answer of the same quarter stands;
- a row that may be left blank, and is, has no standing; left blank after a query, the query is settled;
- an accepted row stays accepted only while nothing of it changes;
- a narrative belongs to the number it was first sent with: sent again unchanged beside another number, or left blank,
  it keeps the old number, and so reads as out of date; a comment keeps the figure its writer was shown;
- two roles that give different values for one row are both asked; neither value stands until they agree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.returns.request import Values

Place = tuple[str, str]
Event = Mapping[str, Any]
RECEIVED, SIGNED, CLOSED, REOPENED = "received", "signed", "closed", "reopened"
WORDS, ABOUT, SEEN = "narrative", "narrative_numerator", "narrative_figure"


@dataclass(frozen=True)
class Standing:
    """Where one row stands. `values` are empty while it is queried; `given` holds each role's newest sound answer."""

    state: ReturnState
    values: Values
    query: str
    returned_by: str
    returned_date: str
    signed_by: str | None = None
    signed_date: str | None = None
    words: tuple[str | None, str | None] = (None, None)
    given: Mapping[str, Values] = field(default_factory=dict)


@dataclass
class Book:
    """Where every row of a lead and quarter stands. `sequence` is that of the last event that changed a row."""

    rows: dict[Place, Standing] = field(default_factory=dict)
    is_closed: bool = False
    sequence: int = 0


def fold(events: Iterable[Event]) -> Book:
    """What stands after the events, in their order."""
    book = Book()
    for event in events:
        if event["kind"] in (CLOSED, REOPENED):
            book.is_closed = event["kind"] == CLOSED
            continue
        book.sequence = event["sequence"]
        if event["kind"] == RECEIVED:
            _take(book, event)
        else:
            for sheet, key in event["rows"]:
                book.rows[sheet, key] = _signed(book.rows[sheet, key], event)
    return book


def _take(book: Book, event: Event) -> None:
    for sheet, key, answer in event["answers"]:
        standing = _received(book.rows.pop((sheet, key), None), answer, event)
        if standing is not None:
            book.rows[sheet, key] = standing


def disagreeing(standing: Standing | None, role: str, values: Values, instead_of: Iterable[str] = ()) -> list[str]:
    """The other roles whose newest sound answer to a row differs; roles in `instead_of` no longer count."""
    if standing is None:
        return []
    passed_over = {same_role(role), *map(same_role, instead_of)}
    return [
        other
        for other, given in standing.given.items()
        if same_role(other) not in passed_over and _figures(given) != _figures(values)
    ]


def same_role(role: str) -> str:
    """A role in the spelling in which roles are compared."""
    return " ".join(role.split()).casefold()


def _figures(values: Values) -> dict[str, str | None]:
    return {name: value for name, value in values.items() if name not in (WORDS, ABOUT, SEEN, "comment")}


def _received(old: Standing | None, answer: Mapping[str, Any], event: Event) -> Standing | None:
    role, day = event["role"], event["date"]
    given = {name: values for name, values in (old.given if old else {}).items()
             if same_role(name) not in map(same_role, event["instead_of"])}  # fmt: skip
    words = old.words if old else (None, None)
    if answer["is_blank"] and old and old.state is not ReturnState.QUERIED:
        return replace(old, given=given)
    if answer["is_blank"] and not answer["queries"]:
        return None
    if answer["is_sound"]:
        given = {name: values for name, values in given.items() if same_role(name) != same_role(role)}
        given[role] = answer["values"]
    if answer["queries"]:
        query = "; ".join(answer["queries"])
        return Standing(ReturnState.QUERIED, {}, query, role, day, words=words, given=given)
    values, words = _bind(answer["values"], words)
    if old and old.values == values:
        return replace(old, given=given)
    return Standing(ReturnState.RETURNED, values, "", role, day, words=words, given=given)


def _bind(values: Values, words: tuple[str | None, str | None]) -> tuple[Values, tuple[str | None, str | None]]:
    """Tie a narrative to its number, a comment to the figure that its writer was shown."""
    if WORDS not in values:
        return dict(values), words
    kept, about = (SEEN, SEEN) if SEEN in values else (ABOUT, "numerator")
    text = values[WORDS]
    if text is not None and text != words[0]:
        words = (text, values[about])
    return {**values, WORDS: words[0], kept: words[1]}, words


def _signed(old: Standing, event: Event) -> Standing:
    return replace(old, state=ReturnState.ACCEPTED, signed_by=event["by"], signed_date=event["date"])
