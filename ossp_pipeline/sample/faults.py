"""One fault per feed that must hold the release, dropped as a new file; and the same file, sent again as it should be.

What goes wrong is declared by the feed (`Feed.fault`). A repaired file holds the rows of the delivery it follows in
reverse order: new bytes, and the same figures as before.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from ossp_pipeline.contracts.example import Fault, FaultKind
from ossp_pipeline.feeds.registry import find_feed
from ossp_pipeline.sample.answers import Draft
from ossp_pipeline.sample.files import drop, file_bytes
from ossp_pipeline.sample.make import maker_of
from ossp_pipeline.sample.makers.area_boundaries import geojson_bytes
from ossp_pipeline.sample.makers.recorded_crime_csp import workbook_bytes
from ossp_pipeline.settings import Settings

_LOGIN_PAGE = b"""<!DOCTYPE html>
<html lang="en"><head><title>Sign in</title></head>
<body><form method="post"><label>User name <input name="user"></label></form></body></html>
"""


@dataclass(frozen=True)
class PlantedFault:
    """The result that landing must give for the file: its error code, or the rules its rows break."""

    file_name: str
    refusal: str | None = None
    broken: dict[str, int] = field(default_factory=dict)


def plant_fault(feed_name: str, settings: Settings) -> PlantedFault:
    """Drop the feed's faulty file into the inbox. Raises UsageError for an unknown feed, ValueError without a fault."""
    fault = find_feed(feed_name).fault
    if fault is None:
        raise ValueError(f"{feed_name} declares no fault")
    draft = _resend(feed_name)
    content = _SPOIL[fault.kind](draft, fault)
    drop(settings, feed_name, draft.file_name, content)
    if fault.is_refused:
        return PlantedFault(draft.file_name, fault.breaks)
    return PlantedFault(draft.file_name, None, dict(draft.broken))


def repair_fault(feed_name: str, settings: Settings) -> str:
    """Drop the good file of the same name, which is returned. Raises UsageError for an unknown feed."""
    draft = _resend(feed_name)
    drop(settings, feed_name, draft.file_name, file_bytes(draft))
    return draft.file_name


def _resend(feed_name: str) -> Draft:
    draft = maker_of(find_feed(feed_name).name).next_version()
    draft.rows.reverse()
    draft.fates.reverse()
    return draft


def _wrong_cell(draft: Draft, fault: Fault) -> bytes:
    """In more rows than the contract lets pass, with some to spare: rows that are rejected anyway do not count."""
    for row in draft.good_rows(1 + int(2 * draft.feed.tolerance * len(draft.rows))):
        draft.spoil(row, fault.heading, fault.value, fault.breaks)
    return file_bytes(draft)


def _conflicting_rows(draft: Draft, fault: Fault) -> bytes:
    """A row stands there again with another row's value of the column: its key is in two places."""
    (row,) = draft.good_rows(1)
    column = draft.position(fault.heading)
    here = draft.rows[row][column]
    other = next(cells[column] for cells in draft.rows if cells[column] != here)
    draft.repeat(row)
    twin = len(draft.rows) - 1
    draft.rows[twin][column] = other
    for place in (row, twin):
        draft.reject(place, fault.breaks)
    return file_bytes(draft)


def _renamed_heading(draft: Draft, fault: Fault) -> bytes:
    return file_bytes(draft).replace(fault.heading.encode(), fault.value.encode(), 1)


def _renamed_sheet(draft: Draft, fault: Fault) -> bytes:
    return workbook_bytes(draft, renamed=fault.value)


def _login_page(_: Draft, __: Fault) -> bytes:
    return _LOGIN_PAGE


def _other_period(draft: Draft, fault: Fault) -> bytes:
    column, before = draft.position(fault.heading), draft.period.previous
    days = (before.end - before.start).days + 1
    for place, row in enumerate(draft.rows):
        day = before.start.fromordinal(before.start.toordinal() + place % days)
        row[column] = day.strftime(draft.feed.date_format)
    return file_bytes(draft)


def _cut_off(draft: Draft, _: Fault) -> bytes:
    content = file_bytes(draft)
    line_start = content.rindex(b"\n", 0, len(content) * 2 // 3) + 1
    return content[: line_start + 20]


def _in_metres(draft: Draft, _: Fault) -> bytes:
    return geojson_bytes(draft, is_in_metres=True)


_SPOIL: dict[FaultKind, Callable[[Draft, Fault], bytes]] = {
    FaultKind.WRONG_CELL: _wrong_cell,
    FaultKind.CONFLICTING_ROWS: _conflicting_rows,
    FaultKind.RENAMED_HEADING: _renamed_heading,
    FaultKind.RENAMED_SHEET: _renamed_sheet,
    FaultKind.LOGIN_PAGE: _login_page,
    FaultKind.OTHER_PERIOD: _other_period,
    FaultKind.CUT_OFF: _cut_off,
    FaultKind.IN_METRES: _in_metres,
}
