"""`release_calendar.csv`: which releases are planned for when. Under version control, so every change has its author.

A row is an announcement. A release that is moved, or whose provisional date is confirmed, gets another row: the newest
counts, the older ones stay, so no date changes in silence (Code of Practice for Statistics, orderly release). A release
goes out at 09:30 in London on its day.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from ossp_pipeline.contracts.period import Cadence, Period, parse_period
from ossp_pipeline.errors import UsageError
from ossp_pipeline.protect.screening import clean_text, personal_details
from ossp_pipeline.settings import Settings

LONDON = ZoneInfo("Europe/London")
RELEASE_TIME = time(9, 30)
COLUMNS = ("announced", "period", "date", "status", "title", "reason")
PROVISIONAL, CONFIRMED = "provisional", "confirmed"
_SATURDAY = 5
_LONGEST = 200


@dataclass(frozen=True)
class Announcement:
    """One row: on which day which date was announced. `reason`: why the date before it no longer holds."""

    announced: date
    date: date
    is_provisional: bool
    title: str
    reason: str


@dataclass(frozen=True)
class Planned:
    """A planned release of the figures of a month or quarter, with all that was announced about it, oldest first."""

    period: Period
    announcements: tuple[Announcement, ...]

    @property
    def newest(self) -> Announcement:
        """What counts."""
        return self.announcements[-1]

    @property
    def moment(self) -> datetime:
        """09:30 on its day in London, whatever the clocks there show."""
        return datetime.combine(self.newest.date, RELEASE_TIME, LONDON)

    @property
    def moves(self) -> list[tuple[date, Announcement]]:
        """Each date that was given up, with the announcement that replaced it."""
        pairs = zip(self.announcements, self.announcements[1:], strict=False)
        return [(before.date, after) for before, after in pairs if before.date != after.date]


def seen_at(settings: Settings) -> datetime:
    """The moment an installation is seen at: now, or noon in London on the day a sample is seen from."""
    if settings.is_sample:
        return datetime.combine(settings.as_of, time(12), LONDON)
    return datetime.now(UTC)


def read_calendar(path: Path) -> list[Planned]:
    """Every planned release by its date. Raises UsageError naming the line for whatever is wrong in the file."""
    found: dict[Period, tuple[Announcement, ...]] = {}
    for line, row in _rows(path):
        try:
            period, announced = _read_row(row)
            earlier = found.get(period, ())
            _compare(earlier, announced)
        except ValueError as error:
            raise _wrong(f"{path.name}, line {line}: {error}") from None
        found[period] = (*earlier, announced)
    planned = [Planned(period, announcements) for period, announcements in found.items()]
    return sorted(planned, key=lambda item: (item.moment, item.period))


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise _wrong(f"there is no {path.name}; one without rows plans nothing and keeps nothing back") from None
    except UnicodeDecodeError:
        raise _wrong(f"{path.name} is not UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if tuple(next(reader, ())) != COLUMNS:
            raise _wrong(f"{path.name}, line 1: the columns are not {', '.join(COLUMNS)}")
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error:
        raise _wrong(f"{path.name}, line {reader.line_num}: a quote or a character that cannot be read") from None


def _read_row(row: list[str]) -> tuple[Period, Announcement]:
    if len(row) != len(COLUMNS):
        raise ValueError(f"{len(row)} cells, not {len(COLUMNS)}")
    announced, period, day, status, title, reason = row
    if status not in (PROVISIONAL, CONFIRMED):
        raise ValueError(f"status is neither {PROVISIONAL} nor {CONFIRMED}")
    if not title.strip():
        raise ValueError("title is empty")
    for name, text in (("title", title), ("reason", reason)):
        check_words(name, text)
    found = Announcement(_day("announced", announced), _day("date", day), status == PROVISIONAL, title, reason)
    covered = _period(period)
    if found.date <= covered.end:
        raise ValueError(f"date is not after the end of {period}")
    if found.date.weekday() >= _SATURDAY:
        raise ValueError("date is a Saturday or Sunday")
    if found.date < found.announced:
        raise ValueError("date is before the day it was announced")
    return covered, found


def _compare(earlier: tuple[Announcement, ...], later: Announcement) -> None:
    """What an announcement must say beside those before it about the same period."""
    if not earlier:
        return
    before = earlier[-1]
    if (before.date, before.is_provisional) == (later.date, later.is_provisional):
        raise ValueError("the same period, date and status as in a line above")
    if later.announced < before.announced:
        raise ValueError("announced before the line above about the same period: the newest stands last")
    is_confirmed = before.date == later.date and before.is_provisional
    if not (later.reason.strip() or is_confirmed):
        raise ValueError("the date or status is changed without a reason")


def check_words(name: str, text: str) -> None:
    """Words that will be published: on one line, of fair length, without personal details. Raises ValueError."""
    if text != clean_text(text) or len(text) > _LONGEST:
        raise ValueError(f"{name} is longer than {_LONGEST} characters, or has spaces or signs that do not show")
    if kinds := personal_details(text):
        raise ValueError(f"{name} seems to hold {', '.join(kinds)}, and is published")


def _period(text: str) -> Period:
    for cadence in (Cadence.QUARTER, Cadence.MONTH):
        try:
            return parse_period(cadence, text)
        except ValueError:
            continue
    raise ValueError("period is neither a quarter such as 2025-26Q4 nor a month such as 2026-03")


def _day(name: str, text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise ValueError(f"{name} is not a date such as 2026-05-14")
    return found


def _wrong(message: str) -> UsageError:
    return UsageError("E-CALENDAR", message, "correct it: docs/releases.md says what each column holds")
