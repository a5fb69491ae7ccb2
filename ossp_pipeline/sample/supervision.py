"""The people on probation over the whole sample: drawn once, so that they persist from quarter to quarter.

`probation` says what a quarterly file shows of them.
"""

from dataclasses import dataclass

import numpy as np

from ossp_pipeline.sample.draws import chance, draw, generator
from ossp_pipeline.sample.hotspots import draw_areas
from ossp_pipeline.sample.people import births, invented_names, invented_postcodes
from ossp_pipeline.sample.places import neighbour_areas
from ossp_pipeline.sample.span import FIRST_MONTH, LAST_MONTH, months

# Starts a month, and how long before the first month they begin, so that every length of sentence is there.
_STARTS_A_MONTH = 81
_RUN_IN_MONTHS = 33
_FROM_TRAFFORD = 0.008
_SECOND_SENTENCE = 0.13
_KINDS = {"CO": 0.44, "SSO": 0.25, "LIC": 0.24, "PSS": 0.07}
_MONTHS = {"CO": (12, 12, 18, 24), "SSO": (12, 18, 18, 24), "LIC": (6, 12, 18, 30), "PSS": (9, 12, 12, 12)}
_ENDED_EARLY = 0.27
# Requirements that courts combine. Licences and post-sentence supervision have none.
_PACKAGES = {
    "RAR": 26,
    "RAR+UPW": 24,
    "UPW": 16,
    "RAR+PROG": 7,
    "PROG+RAR+UPW": 4,
    "DRR+RAR": 6,
    "ATR+RAR": 6,
    "CUR+RAR": 4,
    "CUR": 3,
    "MHTR+RAR": 4,
    "AAMR+RAR": 2.5,
    "AAMR+UPW": 1.5,
    "DRR+RAR+RES": 0.5,
    "ATR+RAR+UPW": 2,
    "EXC+RAR": 2,
}
_ENDINGS = {"Completed": 72, "Expired": 17, "Revoked": 11}
_RISKS = {"RVHR": 2, "RHRH": 19, "RMRH": 54, "RLRH": 25}
_GENDERS = {"Male": 86.5, "Female": 13, "Other": 0.5}


@dataclass(frozen=True)
class Requirement:
    """What a court ordered beside the sentence. It commences and ends only if the sentence runs long enough."""

    kind: str
    commenced: int
    ended: int
    outcome: str


@dataclass(frozen=True)
class Sentence:
    """A sentence, or a release on licence, with the day it should end and the day it did."""

    number: int
    kind: str
    start: int
    expected_end: int
    end: int
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class Person:
    """A person under supervision. `fortune` is a fixed draw in [0, 1) that places them among all in housing."""

    crn: str
    forename: str
    surname: str
    birth: int
    gender: str
    postcode: str
    home: str
    risk: str
    is_iom: bool
    fortune: float
    sentences: tuple[Sentence, ...]


def supervised_people() -> list[Person]:
    """Everybody whose supervision touches the sample, in the order in which it started."""
    rng = generator("supervision")
    run = _RUN_IN_MONTHS + len(months())
    last = LAST_MONTH.end.toordinal()
    starts = np.sort(rng.integers(last - round(run * 30.44), last + 1, _STARTS_A_MONTH * run))
    people = _people(rng, starts, _sentences(rng, starts))
    first = FIRST_MONTH.start.toordinal()
    return [person for person in people if any(sentence.end >= first for sentence in person.sentences)]


def _people(rng: np.random.Generator, starts: np.ndarray, sentences: list[tuple[Sentence, ...]]) -> list[Person]:
    size = len(starts)
    away = np.array([area.code for area in neighbour_areas()])[rng.integers(len(neighbour_areas()), size=size)]
    homes = np.where(chance(rng, _FROM_TRAFFORD, size), away, draw_areas(rng, "homes", size))
    columns = (
        [f"Z{number:06d}" for number in (100_001 + rng.permutation(size)).tolist()],
        invented_names(rng, size),
        invented_names(rng, size),
        births(rng, starts, 35, 11).tolist(),
        draw(rng, _GENDERS, size).tolist(),
        invented_postcodes(rng, size),
        homes.tolist(),
        draw(rng, _RISKS, size).tolist(),
        chance(rng, 0.06, size).tolist(),
        rng.random(size).tolist(),
        sentences,
    )
    return [Person(*values) for values in zip(*columns, strict=True)]


def _sentences(rng: np.random.Generator, starts: np.ndarray) -> list[tuple[Sentence, ...]]:
    """One sentence each; some people get a second one while the first runs."""
    numbers = 1 + rng.poisson(0.6, len(starts))
    first = _draw_sentences(rng, starts, numbers)
    again = chance(rng, _SECOND_SENTENCE, len(starts))
    runs = np.array([sentence.end - sentence.start for sentence in first])
    waits = 20 + (runs * rng.uniform(0.1, 0.8, len(starts))).astype("int64")
    second = _draw_sentences(rng, starts + waits, numbers + 1)
    last = LAST_MONTH.end.toordinal()
    return [
        (one, two) if is_second and two.start <= min(one.end, last) else (one,)
        for one, two, is_second in zip(first, second, again, strict=True)
    ]


def _draw_sentences(rng: np.random.Generator, starts: np.ndarray, numbers: np.ndarray) -> list[Sentence]:
    size = len(starts)
    kinds = draw(rng, _KINDS, size).tolist()
    picks = rng.integers(4, size=size).tolist()
    lengths = np.array([round(_MONTHS[kind][pick] * 30.44) for kind, pick in zip(kinds, picks, strict=True)])
    early = np.where(chance(rng, _ENDED_EARLY, size), rng.uniform(0.2, 0.95, size), 1.0)
    ends = starts + (lengths * early).astype("int64")
    packages = _draw_packages(rng, kinds, starts, ends)
    columns = (numbers.tolist(), kinds, starts.tolist(), (starts + lengths).tolist(), ends.tolist(), packages)
    return [Sentence(*values) for values in zip(*columns, strict=True)]


def _draw_packages(
    rng: np.random.Generator, kinds: list[str], starts: np.ndarray, ends: np.ndarray
) -> list[tuple[Requirement, ...]]:
    """Up to three requirements of different kinds. Each starts some weeks in and ends with the sentence or before."""
    size = len(kinds)
    names = draw(rng, _PACKAGES, size).tolist()
    waits = rng.gamma(2.0, 14.0, (size, 3)).astype("int64").tolist()
    runs = rng.uniform(0.35, 1.3, (size, 3)).tolist()
    endings = draw(rng, _ENDINGS, size * 3).reshape(size, 3).tolist()
    drawn: list[tuple[Requirement, ...]] = []
    spans = zip(starts.tolist(), ends.tolist(), strict=True)
    for row, (start, end) in enumerate(spans):
        parts = names[row].split("+") if kinds[row] in ("CO", "SSO") else []
        drawn.append(
            tuple(
                _requirement(kind, start + waits[row][place], end, runs[row][place], endings[row][place])
                for place, kind in enumerate(parts)
            )
        )
    return drawn


def _requirement(kind: str, commenced: int, sentence_end: int, share: float, outcome: str) -> Requirement:
    ended = min(sentence_end, commenced + round((sentence_end - commenced) * share))
    return Requirement(kind, commenced, ended, outcome)
