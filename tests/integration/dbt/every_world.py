"""What a small cube's published figures leave possible, by trying every world: no constraints, no solver.

A world says how many people of each ward, and how many of the whole area, are settled, not settled and not known, and
how many give each answer to the other questions. It fits where each published figure is at most four off what it counts
there. This is written from what the figures mean, and shares nothing with the attack that it judges.
"""

from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from tests.integration.dbt.small_cubes import ANSWERS, COHORT, CSP, WARDS

# How many are settled, not settled, not known: one world a row.
Worlds = np.ndarray
Values = dict[tuple[str, ...], set[int]]
OFF = 4
# The shares whose part and rest are the answers to a question, and the question.
SHARES = {
    "settled_accommodation": "accommodation",
    "employed": "employment",
    "supervision_high_risk": "risk of serious harm",
}


@dataclass(frozen=True)
class Shown:
    """The figures of one quarter as they were published: of measures, of the rests of shares, of answers."""

    period: str
    counts: dict[tuple[str, str], int]
    rests: dict[tuple[str, str], int]
    answers: dict[tuple[str, str], int]


def shown_figures(release: Path) -> list[Shown]:
    """The figures of each quarter of a release. An answer that is not there was given by four people at most."""
    measures = _rows(release, "fct_measure_values", "measure_id, area_code, period, numerator, denominator")
    cohorts = _rows(release, "sna_cohorts", "characteristic, answer, period, numerator")
    none = dict.fromkeys([(question, answer) for question, answers in ANSWERS.items() for answer in answers], 0)
    return [
        Shown(
            period,
            {(name, area): part for name, area, of, part, _ in measures if of == period},
            {(name, area): whole - part for name, area, of, part, whole in measures if of == period and name in SHARES},
            {**none, **{(question, answer): count for question, answer, of, count in cohorts if of == period}},
        )
        for period in sorted({row[2] for row in measures})
    ]


def possible_values(shown: Shown) -> Values:
    """Every value that each published count has in some world that fits, by the attack's names of counts."""
    answers = {
        question: _all_of(*(_around(shown.answers[question, answer]) for answer in ANSWERS[question]))
        for question in ANSWERS
    }
    totals = set(_around(shown.counts["supervision_caseload", CSP]))
    for worlds in answers.values():
        totals &= set(worlds.sum(axis=1).tolist())
    # Of whom some are of the cohort.
    cohort = _around(shown.counts["iom_cohort", CSP])
    totals = {total for total in totals if total >= min(cohort)}
    wards = [_of_ward(shown, ward) for ward in WARDS]
    whole = answers["accommodation"]
    answers["accommodation"] = whole = _not_below(whole[_with_total(whole, totals)], _sums(wards))
    totals = set(whole.sum(axis=1).tolist())
    values: Values = {
        ("measure", "supervision_caseload", CSP, shown.period): totals,
        ("measure", "iom_cohort", CSP, shown.period): {count for count in cohort if count <= max(totals)},
    }
    for question, worlds in answers.items():
        _note_answers(values, shown, question, worlds[_with_total(worlds, totals)])
    for number, ward in enumerate(WARDS):
        others = _sums([worlds for other, worlds in enumerate(wards) if other != number])
        worlds = _beside(wards[number], others, whole)
        values["measure", "supervision_caseload", ward, shown.period] = set(worlds.sum(axis=1).tolist())
        _note_share(values, "settled_accommodation", ward, shown.period, worlds)
    return values


def _around(figure: int) -> range:
    """What a published figure may count."""
    return range(max(0, figure - OFF), figure + OFF + 1)


def _all_of(*ranges: range) -> Worlds:
    return np.array(list(product(*ranges)))


def _with_total(worlds: Worlds, totals: set[int]) -> np.ndarray:
    return np.isin(worlds.sum(axis=1), list(totals))


def _of_ward(shown: Shown, ward: str) -> Worlds:
    caseload = _around(shown.counts["supervision_caseload", ward])
    settled = _around(shown.counts["settled_accommodation", ward])
    not_settled = _around(shown.rests["settled_accommodation", ward])
    worlds = _all_of(settled, not_settled, range(max(caseload) + 1))
    return worlds[_with_total(worlds, set(caseload))]


def _sums(wards: list[Worlds]) -> Worlds:
    """Every sum over wards, once."""
    sums = np.zeros((1, 3), dtype=int)
    for worlds in wards:
        sums = np.unique((sums[:, None] + worlds[None]).reshape(-1, 3), axis=0)
    return sums


def _reached(worlds: Worlds, size: int) -> np.ndarray:
    """For each triple up to a size, whether one of these worlds has as many or more of each."""
    reached = np.zeros((size, size, size), dtype=bool)
    reached[tuple(worlds.T)] = True
    for axis in range(3):
        reached = np.flip(np.logical_or.accumulate(np.flip(reached, axis), axis=axis), axis)
    return reached


def _not_below(whole: Worlds, sums: Worlds) -> Worlds:
    """Worlds of the whole area that some sum of its wards lies inside: the rest of its people are of no ward."""
    # As above, seen from the largest: a sum lies inside the whole where the whole lies inside it, counted backwards.
    most = int(max(whole.max(), sums.max()))
    return whole[_reached(most - sums, most + 1)[tuple((most - whole).T)]]


def _beside(ward: Worlds, others: Worlds, whole: Worlds) -> Worlds:
    """Worlds of a ward that, with some sum of the others, lie inside the whole area."""
    size = int(max(ward.max() + others.max(), whole.max())) + 1
    reached = _reached(whole, size)
    fits = np.zeros(len(ward), dtype=bool)
    for other in others:
        fits |= reached[tuple((ward + other).T)]
    return ward[fits]


def _note_answers(values: Values, shown: Shown, question: str, worlds: Worlds) -> None:
    for number, answer in enumerate(ANSWERS[question]):
        values["cohort", COHORT, question, answer, shown.period] = set(worlds[:, number].tolist())
    _note_share(values, next(share for share, of in SHARES.items() if of == question), CSP, shown.period, worlds)


def _note_share(values: Values, share: str, area: str, period: str, worlds: Worlds) -> None:
    for number, kind in enumerate(("measure", "rest of measure")):
        values[kind, share, area, period] = set(worlds[:, number].tolist())


def _rows(release: Path, table: str, columns: str) -> list[tuple[Any, ...]]:
    return duckdb.sql(f"select {columns} from '{release}/tables/{table}.parquet'").fetchall()
