"""Newest months that did not come whole, to be planted in the sample by name, with what must be found of each.

`ossp sample --case NAME` makes the sample with one of them in it: to see what pages, the gate and `ossp confirm` do.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ossp_pipeline.contracts.status import Completeness
from ossp_pipeline.sample.answers import Draft, Fate
from ossp_pipeline.sample.span import LAST_MONTH

_CRIME = f"GMP-CSP-Stockport-Crime-{LAST_MONTH}-v1.csv"
_ASB = f"asb-incidents-{LAST_MONTH}-v1.csv"


@dataclass(frozen=True)
class MonthCase:
    """What is done to a file of the sample, and the answer: of which feed, dimension and kind what is found.

    `completeness`: None for a file that is refused, so that the month is missing.
    """

    words: str
    file_name: str
    plant: Callable[[Draft], None]
    feed: str
    dimension: str
    kind: str
    completeness: Completeness | None


def plant_case(draft: Draft, case: MonthCase) -> Draft:
    """The draft with the case planted, where it is the file that the case is about."""
    if draft.file_name == case.file_name:
        case.plant(draft)
    return draft


def _keep(draft: Draft, is_kept: Callable[[int], bool]) -> None:
    kept = [row for row in range(len(draft.rows)) if is_kept(row)]
    draft.rows[:] = [draft.rows[row] for row in kept]
    draft.fates[:] = [draft.fates[row] for row in kept]


def _thin(every: int) -> Callable[[Draft], None]:
    """Every so many rows did not come."""
    return lambda draft: _keep(draft, lambda row: row % every != 0)


def _halve(draft: Draft) -> None:
    _keep(draft, lambda row: row % 2 == 0)


def _blank_places(draft: Draft) -> None:
    place = draft.position("LSOA 2021")
    for row in range(0, len(draft.rows), 16):
        draft.rows[row][place] = ""


def _double_environmental(draft: Draft) -> None:
    """Sent twice under new references, so that no key and no repeat shows it."""
    reference, kind = draft.position("case_ref"), draft.position("asb_type")
    again = [list(row) for row in draft.rows if row[kind] == "Environmental"]
    for number, row in enumerate(again):
        row[reference] = f"ASB-AGAIN-{number:05d}"
    draft.rows += again
    draft.fates += [Fate.ACCEPTED] * len(again)


def _misname(draft: Draft) -> None:
    draft.file_name = f"Stockport crime {LAST_MONTH} final.csv"


CASES = {
    "partial-month": MonthCase(
        "a fifth of the newest month's crimes did not come",
        _CRIME,
        _thin(5),
        "police_crime",
        "all",
        "all",
        Completeness.UNCONFIRMED,
    ),
    "half-month": MonthCase(
        "half of the newest month's incidents did not come",
        _ASB,
        _halve,
        "asb_incidents",
        "all",
        "all",
        Completeness.HELD,
    ),
    "blank-places": MonthCase(
        "a sixteenth more of the newest month's crimes has no place",
        _CRIME,
        _blank_places,
        "police_crime",
        "place",
        "without a place",
        Completeness.UNCONFIRMED,
    ),
    "doubled-kind": MonthCase(
        "environmental incidents of the newest month came twice",
        _ASB,
        _double_environmental,
        "asb_incidents",
        "type",
        "Environmental",
        Completeness.UNCONFIRMED,
    ),
    "misnamed-file": MonthCase(
        "the newest month's crimes came under a name that the contract does not know",
        _CRIME,
        _misname,
        "police_crime",
        "all",
        "all",
        None,
    ),
}
