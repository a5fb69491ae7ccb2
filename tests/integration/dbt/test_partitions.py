"""No count of people is what exact counts leave: over every way in which the catalogue divides crimes and reports.

Crimes are divided by offence code; reports by kind, source and whether they were closed in time. Whatever an intruder
adds and subtracts, what comes out is a combination of the exact counts; so each count of people is tried against all
combinations at once. Counts by flag and victim do not follow from codes, and cannot be such a combination.
"""

import csv
from collections.abc import Iterable, Mapping
from itertools import product

import numpy as np
import pytest

from ossp_pipeline.attack.statements import TYPES_DEFINED, TYPES_WITHIN
from ossp_pipeline.partnership.measure_facts import OFFENCE, PEOPLE
from ossp_pipeline.partnership.read import named_lists, read_folders
from ossp_pipeline.partnership.signing import classes_here
from ossp_pipeline.settings import SEEDS, SHIPPED_PARTNERSHIP
from tests.macros import render

Atom = Mapping[str, str]
OWN = read_folders([SHIPPED_PARTNERSHIP], is_sample=False).rows("measures")
MEASURES = {row["measure_id"]: row for row in (*named_lists()["measure_catalogue"], *OWN)}
CLASSES = {name: item.declared for (name, part), item in classes_here(OWN).items() if not part}
NOT_PUBLIC = [name for name in MEASURES if f"'{name}'" in render("measures_not_public()")]


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


LISTS = seed("offence_lists")
# Lists in which a flag decides too.
FLAGGED = {f"list={row['list_name']}, version {row['version']}" for row in LISTS if row["needs_flag"]}
CRIMES = [
    {
        "type": row["police_uk_type"],
        "group": row["offence_group"],
        "subgroup": row["offence_subgroup"],
        "code": row["offence_code"],
        **{
            f"{item['list_name']}, version {item['version']}": "list"
            for item in LISTS
            if item["offence_code"] == row["offence_code"]
        },
    }
    for row in seed("offence_codes")
]
REPORTS = [
    {"type": kind, "source": source, "closed": closed}
    for kind, source, closed in product(
        ("Personal", "Nuisance", "Environmental"),
        ("Police", "Council", "Housing provider"),
        ("in time", "followed", "not followed"),
    )
]
ATOMS = {"crime": CRIMES, "asb": REPORTS}


def is_counted(atom: Atom, category: str) -> bool:
    kind, _, value = category.partition("=")
    if kind == "list":
        return value in atom
    if category == "closed=followed":
        return atom["closed"] != "not followed"
    return category == "all" or atom.get(kind) == value


def count(source: str, cell: str) -> np.ndarray | None:
    """Which offences, or reports, a cell of the catalogue counts; None where flags or outcomes decide too."""
    categories = [item for item in cell.split(";") if item]
    of_more = [item for item in categories if item.startswith(("flag=", "victim=", "outcome=")) or item in FLAGGED]
    if of_more or not categories:
        return None
    return np.array([any(is_counted(atom, item) for item in categories) for atom in ATOMS[source]], dtype=float)


def exact(source: str, left_out: Iterable[str] = NOT_PUBLIC) -> list[np.ndarray]:
    """What the public edition counts exactly: all, the types of data.police.uk, and measures of events."""
    found = [count(source, "all")]
    if source == "crime":
        found += [count(source, f"type={kind}") for kind in sorted({atom["type"] for atom in CRIMES})]
    for name, row in MEASURES.items():
        is_exact = CLASSES[name] == OFFENCE or name in NOT_PUBLIC
        if row["source"] == source and is_exact and name not in left_out:
            found += [count(source, row["numerator"] or "")]
            found += [count(source, row["denominator"] or "")] if row["unit"] == "percent" else []
    return [item for item in found if item is not None]


def is_left_over(of_people: np.ndarray, exact_counts: list[np.ndarray]) -> bool:
    matrix = np.array(exact_counts)
    return bool(np.linalg.matrix_rank(np.vstack([matrix, of_people])) == np.linalg.matrix_rank(matrix))


def people(source: str) -> dict[str, np.ndarray]:
    """Measures of people that follow from codes or kinds."""
    named = {
        name: count(source, row["numerator"] or "")
        for name, row in MEASURES.items()
        if row["source"] == source and CLASSES[name] == PEOPLE
    }
    return {name: item for name, item in named.items() if item is not None and item.any()}


def left_over(source: str, left_out: Iterable[str] = NOT_PUBLIC) -> set[str]:
    counts = exact(source, left_out)
    return {name for name, item in people(source).items() if is_left_over(item, counts)}


@pytest.mark.parametrize("source", ["crime", "asb"])
def test_no_count_of_people_is_left_over_by_exact_ones(source: str) -> None:
    assert len(people(source)) >= (10 if source == "crime" else 1)
    assert left_over(source) == set()


@pytest.mark.parametrize(("source", "found"), [("crime", "sexual_offences"), ("asb", "asb_personal")])
def test_what_is_not_public_would_leave_people_over(source: str, found: str) -> None:
    """Of violence and sexual offences, what is no violence; of reports, what is about no nuisance and no place."""
    assert found in left_over(source, left_out=())


UNFLAGGED = {
    (f"{row['list_name']}, version {row['version']}", row["offence_code"]) for row in LISTS if not row["needs_flag"]
}


def always_counted(cell: str) -> np.ndarray:
    """The offences that a cell of the catalogue counts whatever flags a crime carries."""

    def counts(atom: Atom, category: str) -> bool:
        kind, _, value = category.partition("=")
        if kind == "list":
            return (value, atom["code"]) in UNFLAGGED
        return kind not in ("flag", "victim", "outcome") and is_counted(atom, category)

    return np.array([any(counts(atom, item) for item in cell.split(";")) for atom in CRIMES])


def types_within(offences: np.ndarray) -> np.ndarray:
    """Of these offences those whose whole type is among them, as in the model int_types_within."""
    kinds = {atom["type"] for atom in CRIMES}
    of_type = {kind: np.array([atom["type"] == kind for atom in CRIMES]) for kind in kinds}
    whole = [mask for mask in of_type.values() if (offences & mask).sum() == mask.sum()]
    return np.any(whole, axis=0) if whole else np.zeros(len(CRIMES), dtype=bool)


def test_what_is_exact_within_a_count_of_people_is_a_whole_type() -> None:
    """Such types are protected apart from the rest (macro protected_whole); any other kind would narrow the count."""
    narrowing = set()
    for name, row in MEASURES.items():
        if row["source"] == "crime" and CLASSES[name] == PEOPLE:
            offences = always_counted(row["numerator"])
            known = types_within(offences)
            for shown in exact("crime"):
                inside = shown.astype(bool)
                if inside.any() and not (inside & ~offences).any() and (inside & ~known).any():
                    narrowing.add(name)
    assert narrowing == set()
    assert types_within(always_counted("list=serious violence, version 1")).sum() == 2, "both kinds of robbery"


def named_types(offences: np.ndarray) -> set[str]:
    return {atom["type"] for atom, known in zip(CRIMES, types_within(offences), strict=True) if known}


def test_the_attack_knows_the_types_within_counts_of_the_catalogue() -> None:
    """It imports nothing of what protects, and so says again what an intruder reads in the definitions."""
    own = {row["measure_id"] for row in OWN}
    of_people = {
        name: named_types(always_counted(row["numerator"]))
        for name, row in MEASURES.items()
        # What counts over many months is a sum of months that are shown themselves.
        if row["source"] == "crime" and CLASSES[name] == PEOPLE and row["window_months"] == "1" and name not in own
    }
    assert {name: types for name, types in of_people.items() if types} == {
        name: set(types) for name, types in TYPES_WITHIN.items()
    }
    listed = seed("serious_violence_definitions")
    for definition, types in TYPES_DEFINED.items():
        codes = {row["offence_code"] for row in listed if row["definition"] == definition and not row["needs_flag"]}
        assert named_types(np.array([atom["code"] in codes for atom in CRIMES])) == set(types), definition
    assert {row["definition"] for row in listed} == set(TYPES_DEFINED)
