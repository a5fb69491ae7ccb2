"""What others publish about the area: the newest period of each indicator beside the region and England, and fires."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.formatting import number
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.fires import fires_section
from ossp_pipeline.site.views.sections import (
    Section,
    Table,
    is_shown,
    reason,
    rows_of,
    sentence,
    topic,
    why_no_rows,
)

_TABLE, _TITLE = "sna_published_indicators", "Published elsewhere"
_OWN = ("partnership", "district")
_EVERYBODY = (None, "Persons", "All ages", "Total")
_WIDER = ("county", "region", "country")
# What differs from the whole country comes first.
_ORDER = ("higher", "lower", "similar", None)
_LEAD = "What others publish about the area: context for the figures of the other pages, and never added to them."
_COMPARED = (
    "Higher or lower: the whole interval lies on one side of the country’s value, which is neither good nor bad."
)
_POOLED = "Several years are pooled, and neighbouring periods share some of them: no change can be read from them."
_PEOPLE = "Numbers of people are shown as shares of those whom the heading names, those without an answer among them."
# Beyond so many rows a table is folded.
_LONG = 25


def indicators_page(board: Board) -> dict[str, Any]:
    """A section for each publisher: the area’s figures beside those of wider areas, and what has no figure and why.

    Fires by year stand at the end.
    """
    missing, fires = why_no_rows(board, _TABLE), fires_section(board)
    if missing:
        return topic(_TITLE, missing, [fires])
    rows = [row for row in rows_of(board, _TABLE) if row["is_newest"] and row["is_headline"]]
    publishers = sorted({row["publisher"] for row in rows})
    return topic(_TITLE, _LEAD, [*(_section(name, rows) for name in publishers), fires])


def _section(publisher: str, rows: Sequence[Row]) -> Section:
    inside = [row for row in rows if row["publisher"] == publisher]
    own = sorted((row for row in inside if row["area_kind"] in _OWN), key=_order)
    shown, silent = [row for row in own if is_shown(row)], [row for row in own if not is_shown(row)]
    words = [] if own else ["The area itself is not among the published figures."]
    words += [_COMPARED] if any(row["compared_with_country"] for row in shown) else []
    words += [_POOLED] if any(row["is_overlapping"] for row in shown) else []
    words += [_PEOPLE] if any(str(row["unit"]).startswith("%") for row in shown) else []
    tables = [*_beside(publisher, shown, inside), *_without(publisher, silent)]
    return Section(f"indicators-{publisher.lower()}", publisher, words, tables=tables)


def _order(row: Row) -> tuple[int, str, str]:
    return _ORDER.index(row["compared_with_country"]), row["indicator_name"], row["area_name"]


def _beside(publisher: str, shown: Sequence[Row], inside: Sequence[Row]) -> list[Table]:
    """The area’s figures, and under the name of each wider area its own."""
    if not shown:
        return []
    wider = sorted({(_WIDER.index(row["area_kind"]), row["area_name"]) for row in inside if row["area_kind"] in _WIDER})
    others: dict[tuple[str, ...], dict[str, Row]] = defaultdict(dict)
    for row in inside:
        others[_key(row)][row["area_name"]] = row
    body = [
        [
            row["indicator_name"],
            row["area_name"],
            _period(row),
            _figure(row),
            _limits(row),
            *(_figure(others[_key(row)].get(name)) for _, name in wider),
            row["compared_with_country"] or "not compared",
        ]
        for row in shown
    ]
    heads = ["Indicator", "Area", "Of", "Published*", "With its limits", *(f"{name}*" for _, name in wider), "Compared"]
    return [Table(f"{publisher}: the newest figure of each indicator", heads, body, is_folded=len(body) > _LONG)]


def _without(publisher: str, silent: Sequence[Row]) -> list[Table]:
    if not silent:
        return []
    body = [
        [row["indicator_name"], row["area_name"], _period(row), row["status"], sentence(reason(row))] for row in silent
    ]
    return [
        Table(f"{publisher}: no figure, and why", ["Indicator", "Area", "Of", "Status", "Why"], body, is_folded=True)
    ]


def _key(row: Row) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in ("indicator_id", "sex", "age", "time_period"))


def _period(row: Row) -> str:
    """The period as published, with the people it is about where these are not all."""
    about = [row[name] for name in ("sex", "age") if row[name] not in _EVERYBODY]
    return ", ".join([row["time_period"], *about])


def _figure(row: Row | None) -> str:
    if row is None:
        return "no row"
    return _number(row, "value") if is_shown(row) and row["value"] is not None else str(row["status"])


def _limits(row: Row) -> str:
    if row["lower_limit"] is None:
        return "none"
    return f"{_number(row, 'lower_limit')} to {_number(row, 'upper_limit')}"


def _number(row: Row, name: str) -> str:
    unit = str(row["unit"] or "")
    return number(row[name], "percent" if unit.startswith("%") else "count" if unit == "people" else "mean")
