"""`release_calendar.csv`: which releases are planned for when. Under version control, so every change has its author.

A row is an announcement. A release that is moved, or whose provisional date is confirmed, gets another row. The newest
row counts and the older ones stay, so that every change of a date can be seen (Code of Practice for Statistics, orderly
release). A release goes out at 09:30 in London on its day.

Two more columns may follow: for which edition, and who approved that the public one goes out. A file without them plans
releases of the partnership's edition.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.contracts.period import Cadence, Period, parse_period
from ossp_pipeline.errors import UsageError
from ossp_pipeline.protect.screening import clean_text, personal_details
from ossp_pipeline.settings import Settings

LONDON = ZoneInfo("Europe/London")
RELEASE_TIME = time(9, 30)
COLUMNS = ("announced", "period", "date", "status", "title", "reason")
EDITION_COLUMNS = ("edition", "approved_by")
PROVISIONAL, CONFIRMED = "provisional", "confirmed"
_SATURDAY = 5
_MAX_CHARACTERS = 200


@dataclass(frozen=True)
class Announcement:
    """One row: on which day which date was announced. `reason`: why the date before it no longer holds.

    `approved_by`: who approved that this public edition is made and goes out; empty for the partnership's edition.
    """

    announced: date
    date: date
    is_provisional: bool
    title: str
    reason: str
    approved_by: str = ""


@dataclass(frozen=True)
class PlannedRelease:
    """A planned release of the figures of a month or quarter, with all its announcements, oldest first."""

    period: Period
    announcements: tuple[Announcement, ...]
    edition: Edition = Edition.PARTNERSHIP

    @property
    def newest(self) -> Announcement:
        """The announcement that counts."""
        return self.announcements[-1]

    @property
    def moment(self) -> datetime:
        """09:30 on its day in London, in winter and summer time."""
        return datetime.combine(self.newest.date, RELEASE_TIME, LONDON)

    @property
    def moves(self) -> list[tuple[date, Announcement]]:
        """Each date that was moved, with the announcement that replaced it."""
        pairs = zip(self.announcements, self.announcements[1:], strict=False)
        return [(before.date, after) for before, after in pairs if before.date != after.date]


def present_moment(settings: Settings) -> datetime:
    """Now, or for a sample noon in London on the day it is seen from."""
    if settings.is_sample:
        return datetime.combine(settings.as_of, time(12), LONDON)
    return datetime.now(UTC)


def read_calendar(path: Path) -> list[PlannedRelease]:
    """Every planned release of both editions by its date. Raises UsageError, which names the line that is wrong."""
    announced_for: dict[tuple[Period, Edition], tuple[Announcement, ...]] = {}
    for line, row in _rows(path):
        try:
            covered, announcement = _read_row(row)
            earlier = announced_for.get(covered, ())
            _compare(earlier, announcement)
        except ValueError as error:
            raise _calendar_error(f"{path.name}, line {line}: {error}") from None
        announced_for[covered] = (*earlier, announcement)
    planned = [PlannedRelease(period, rows, edition) for (period, edition), rows in announced_for.items()]
    return sorted(planned, key=lambda item: (item.moment, item.period))


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise _calendar_error(
            f"there is no {path.name}; a calendar without rows plans nothing and delays nothing"
        ) from None
    except UnicodeDecodeError:
        raise _calendar_error(f"{path.name} is not UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = tuple(next(reader, ()))
        if header not in (COLUMNS, (*COLUMNS, *EDITION_COLUMNS)):
            either = f"{', '.join(COLUMNS)}, alone or with {', '.join(EDITION_COLUMNS)} after them"
            raise _calendar_error(f"{path.name}, line 1: the columns are not {either}")
        for row in reader:
            if row and len(row) != len(header):
                raise _calendar_error(f"{path.name}, line {reader.line_num}: {len(row)} cells, not {len(header)}")
            if row:
                yield reader.line_num, row
    except csv.Error:
        raise _calendar_error(
            f"{path.name}, line {reader.line_num}: a quote or a character that cannot be read"
        ) from None


def _read_row(row: list[str]) -> tuple[tuple[Period, Edition], Announcement]:
    announced, period, day, status, title, reason, *more = row
    edition, approved_by = _read_edition(*more)
    if status not in (PROVISIONAL, CONFIRMED):
        raise ValueError(f"status is neither {PROVISIONAL} nor {CONFIRMED}")
    if not title.strip():
        raise ValueError("title is empty")
    for name, text in (("title", title), ("reason", reason), ("approved_by", approved_by)):
        check_published_text(name, text)
    days = _day("announced", announced), _day("date", day)
    announcement = Announcement(*days, status == PROVISIONAL, title, reason, approved_by)
    covered = read_period(period)
    _check_date(announcement, covered)
    return (covered, edition), announcement


def _read_edition(named: str = "", approved_by: str = "") -> tuple[Edition, str]:
    """Whose edition a row is about, empty for the partnership's, and who approved it. Raises ValueError."""
    if named not in ("", *Edition):
        raise ValueError(f"edition is neither {' nor '.join(Edition)}")
    edition = Edition(named or Edition.PARTNERSHIP)
    if (edition is Edition.PUBLIC) != bool(approved_by):
        raise ValueError("approved_by says who approves a public edition, and nothing for the partnership's")
    return edition, approved_by


def _check_date(announcement: Announcement, covered: Period) -> None:
    if announcement.date <= covered.end:
        raise ValueError(f"date is not after the end of {covered}")
    if announcement.date.weekday() >= _SATURDAY:
        raise ValueError("date is a Saturday or Sunday")
    if announcement.date < announcement.announced:
        raise ValueError("date is before the day it was announced")


def _compare(earlier: tuple[Announcement, ...], later: Announcement) -> None:
    """Check an announcement against those before it about the same period. Raises ValueError."""
    if not earlier:
        return
    before = earlier[-1]
    if (before.date, before.is_provisional) == (later.date, later.is_provisional):
        raise ValueError("the same period, date and status as in a line above")
    if later.announced < before.announced:
        raise ValueError("announced before the line above about the same period: the newest comes last")
    is_confirmed = before.date == later.date and before.is_provisional
    if not (later.reason.strip() or is_confirmed):
        raise ValueError("the date or status is changed without a reason")


def check_published_text(name: str, text: str) -> None:
    """Check a text that will be published: one line, not too long, no personal details. Raises ValueError."""
    if text != clean_text(text) or len(text) > _MAX_CHARACTERS:
        raise ValueError(
            f"{name} is longer than {_MAX_CHARACTERS} characters, or has spaces or characters that do not show"
        )
    if kinds := personal_details(text):
        raise ValueError(f"{name} seems to hold {', '.join(kinds)}, and is published")


def require_published_text(code: str, name: str, text: str) -> None:
    """Check a text that a person gave with a command and that will be published. Raises UsageError with this code."""
    try:
        check_published_text(name, text)
    except ValueError as error:
        remedy = "write it on one line, without personal details: it is published"
        raise UsageError(code, str(error), remedy) from None


def read_period(text: str) -> Period:
    """A quarter such as 2025-26Q4 or a month such as 2026-03. Raises ValueError."""
    for cadence in (Cadence.QUARTER, Cadence.MONTH):
        try:
            return parse_period(cadence, text)
        except ValueError:
            continue
    raise ValueError("period is neither a quarter such as 2025-26Q4 nor a month such as 2026-03")


def _day(name: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise ValueError(f"{name} is not a date such as 2026-05-14")
    return day


def _calendar_error(message: str) -> UsageError:
    return UsageError("E-CALENDAR", message, "correct it: docs/releases.md says what each column holds")
