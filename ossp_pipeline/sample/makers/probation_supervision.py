"""People under probation supervision, quarter by quarter, as seen on the quarter's last day."""

from collections.abc import Iterator

import numpy as np

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.probation_supervision import FEED
from ossp_pipeline.sample.answers import Draft, Fate
from ossp_pipeline.sample.draws import draw, generator, uk_day
from ossp_pipeline.sample.places import neighbour_areas
from ossp_pipeline.sample.span import quarter, quarters
from ossp_pipeline.sample.supervision import Person, Requirement, Sentence, supervised_people

_LATE_QUARTER = quarter("2025-26Q4")
# Share in settled accommodation in the first and the last quarter: an improvement that is truly there.
_SETTLED = (0.58, 0.70)
# Every quarter, this share of people finds its housing changed.
_MOVES = 0.12
_SETTLED_TYPES = {"A01D": 34, "A01C": 26, "A07B": 22, "A01A": 8, "A04": 9, "A12": 1}
_UNSETTLED_TYPES = {"A07A": 30, "A03": 22, "A17": 12, "A02": 8, "A08C": 9, "A05": 10, "A08A": 5, "A16": 4}
_NO_HOME = ("A05", "A08A")
_EMPLOYMENT = {"E01": 22, "E02": 7, "E03": 7, "E04": 4, "E05": 33, "E06": 19, "E07": 2, "E99": 6}

# The columns about a person that change from quarter to quarter: address type and employment status.
Circumstances = tuple[str, str]


def drafts() -> Iterator[Draft]:
    """Every quarter but the last, which is late."""
    people = supervised_people()
    yield from (_quarter(people, period) for period in quarters() if period != _LATE_QUARTER)


def next_version() -> Draft:
    """The newest quarter that came, sent again."""
    return _quarter(supervised_people(), _LATE_QUARTER.previous, 2)


def _quarter(people: list[Person], period: Period, version: int = 1) -> Draft:
    """One row per requirement of every sentence that ran on some day of the quarter."""
    name = f"probation-supervision-{period}-v{version}.csv"
    draft = Draft(FEED, period, name, [], [])
    first, seen = period.start.toordinal(), period.end.toordinal()
    away = {area.code for area in neighbour_areas()}
    for person, circumstances in zip(people, _draw_circumstances(people, period), strict=True):
        for sentence in person.sentences:
            if sentence.start > seen or sentence.end < first:
                continue
            rows = [
                _row(person, circumstances, sentence, requirement, seen)
                for requirement in sentence.requirements or (None,)
            ]
            is_out = _home(person, circumstances)[1] in away
            draft.rows += rows
            draft.fates += [Fate.OUT_OF_AREA if is_out else Fate.ACCEPTED] * len(rows)
    return draft


def _draw_circumstances(people: list[Person], period: Period) -> list[Circumstances]:
    """Housing and work of everybody. What does not change this quarter comes from draws that outlive it."""
    size = len(people)
    lasting, fresh = generator("circumstances"), generator(FEED.name, period)
    settled_types, unsettled_types = draw(lasting, _SETTLED_TYPES, size), draw(lasting, _UNSETTLED_TYPES, size)
    work = draw(lasting, _EMPLOYMENT, size)
    fortunes = np.where(fresh.random(size) < _MOVES, fresh.random(size), [person.fortune for person in people])
    work = np.where(fresh.random(size) < _MOVES, draw(fresh, _EMPLOYMENT, size), work)
    addresses = np.where(fortunes < _settled_share(period), settled_types, unsettled_types)
    return list(zip(addresses.tolist(), work.tolist(), strict=True))


def _settled_share(period: Period) -> float:
    first, last = _SETTLED
    return round(first + (last - first) * quarters().index(period) / (len(quarters()) - 1), 6)


def _row(
    person: Person, circumstances: Circumstances, sentence: Sentence, requirement: Requirement | None, seen: int
) -> list[str]:
    return [
        person.crn,
        person.forename,
        person.surname,
        uk_day(person.birth),
        person.gender,
        *_home(person, circumstances),
        str(sentence.number),
        sentence.kind,
        uk_day(sentence.start),
        uk_day(sentence.expected_end),
        _day_if_past(sentence.end, seen),
        *_requirement_cells(requirement, sentence, seen),
        person.risk,
        "Y" if person.is_iom else "N",
        *circumstances,
    ]


def _home(person: Person, circumstances: Circumstances) -> tuple[str, str]:
    return ("NFA", "") if circumstances[0] in _NO_HOME else (person.postcode, person.home)


def _requirement_cells(requirement: Requirement | None, sentence: Sentence, seen: int) -> list[str]:
    """Kind, commenced, terminated, outcome. A sentence that ended first leaves a requirement that never commenced."""
    if requirement is None:
        return ["", "", "", ""]
    if requirement.commenced > min(sentence.end, seen):
        return [requirement.kind, "", "", ""]
    ended = _day_if_past(requirement.ended, seen)
    return [requirement.kind, uk_day(requirement.commenced), ended, requirement.outcome if ended else ""]


def _day_if_past(day: int, seen: int) -> str:
    return uk_day(day) if day <= seen else ""
