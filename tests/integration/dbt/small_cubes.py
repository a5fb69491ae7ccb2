"""A few people under supervision, counted and protected by the project's own models, and published as a small release.

The two models that count them are rendered without dbt and run over tables of a few rows, so that hundreds of cubes
take seconds. The ledger is written and loaded by the code that the public edition uses.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.protect.noise import noise_keys
from ossp_pipeline.transform import ledger
from tests.macros import NoLedger, render_model
from tests.unit.attack.small_release import small_release

WARDS = ("W1", "W2", "W3")
CSP = "CSP"
COHORT = "people under supervision"
# The answers to each question that are published, as the public edition has them.
ANSWERS = {
    "accommodation": ("settled", "not settled", "not known"),
    "employment": ("employed", "not employed", "not known"),
    "risk of serious harm": ("high or very high", "low or medium", "not known"),
}
# Measure → unit, category of its numerator, category of its denominator, the areas that it is published for.
MEASURES = {
    "supervision_caseload": ("count", "all", "", (CSP, *WARDS)),
    "iom_cohort": ("count", "iom=yes", "", (CSP,)),
    "settled_accommodation": ("percent", "accommodation=settled", "accommodation=known", (CSP, *WARDS)),
    "employed": ("percent", "employment=employed", "employment=known", (CSP,)),
    "supervision_high_risk": ("percent", "risk=high or very high", "risk=known", (CSP,)),
}
MODELS = ("int_measure_inputs__supervision", "int_cohorts_counted")
# What the models refer to and these cubes have nothing of.
EMPTY = {
    "int_windows_covered": "period text, from_month date, to_month date, subject text, pattern text, is_anchor bool, "
    "is_supplied bool",
    "int_incidents_located": "incident_noise bigint, victim_age_band text, victim_sex text, month_start_date date, "
    "subject text, csp_code text",
    "int_feeds_covered": "feed text, period text, period_end_date date, coverage_status text",
    "int_treatment_windowed": "period text, person_noise bigint, uses_opiates bool, uses_alcohol bool, csp_code text, "
    "window_months int",
    "int_areas_listed": "area_code text, area_type text",
}


@dataclass(frozen=True)
class Person:
    """One person in one quarter, and what is known of them. `ward`: None, where they have no fixed abode."""

    name: str
    period: str
    ward: str | None
    accommodation: str
    employment: str
    risk: str
    is_iom: bool


def drawn_people(random: Random, periods: Collection[str] = ("2025-26Q1",)) -> list[Person]:
    """A cube: people of up to three wards, of whom one answer is sometimes rare and sometimes everybody's."""
    people = []
    for period in periods:
        lean = {question: [random.choice((0, 1, 8)) or 0.01 for _ in ANSWERS[question]] for question in ANSWERS}
        iom = random.choice((0.0, 0.1, 0.9))
        for ward in (*WARDS[: random.randint(1, 3)], None):
            for number in range(random.randint(0, 4 if ward is None else 14)):
                people.append(_drawn_person(random, f"{ward}-{number}", period, ward, lean, iom))
    return people


def _drawn_person(
    random: Random, name: str, period: str, ward: str | None, lean: Mapping[str, list[float]], iom: float
) -> Person:
    answers = (random.choices(ANSWERS[question], lean[question])[0] for question in ANSWERS)
    return Person(name, period, ward, *answers, random.random() < iom)


def one_changed(random: Random, people: list[Person]) -> list[Person]:
    """The cube with one person who came, went, moved, or of whom another answer was delivered."""
    one = random.choice(people)
    others = [person for person in people if person != one]
    return random.choice(
        (
            others,
            [*people, replace(one, name=f"{one.name}, new")],
            [*others, replace(one, ward=random.choice([ward for ward in (*WARDS, None) if ward != one.ward]))],
            [*others, replace(one, accommodation=_another(random, "accommodation", one.accommodation))],
            [*others, replace(one, risk=_another(random, "risk of serious harm", one.risk), is_iom=not one.is_iom)],
        )
    )


def _another(random: Random, question: str, given: str) -> str:
    return random.choice([answer for answer in ANSWERS[question] if answer != given])


def publish(folder: Path, people: list[Person], key: bytes, seen: Path | None = None) -> Path:
    """Count, protect and publish these people; answers with the release. Its ledger is in `folder / "ledger"`.

    `key`: the noise key. `seen`: the ledger of what the public has seen.
    """
    folder.mkdir()
    warehouse = folder / "warehouse.duckdb"
    with _opened(warehouse) as tables:
        _fill(tables, people, key)
    if seen:
        ledger.load_ledger(seen, warehouse)
    with _opened(warehouse) as tables:
        for name in MODELS:
            tables.execute(f"create table {name} as {_model(name, seen is not None, tables)}")
        measures, cohorts = _figures(tables)
    (folder / "ledger").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "CLOSED", {name: ledger.CLOSED[name] for name in MODELS})
        ledger.write_ledger(warehouse, folder / "ledger")
    return small_release(
        folder / "release",
        dim_measures=[{"measure_id": name, "title": name, "source": "supervision"} for name in MEASURES],
        fct_measure_values=measures,
        sna_cohorts=cohorts,
    )


class _Relations(NoLedger):
    """As dbt's adapter, over an open warehouse."""

    def __init__(self, tables: duckdb.DuckDBPyConnection) -> None:
        self.tables = tables

    def get_relation(self, database: str, schema: str, identifier: str) -> str | None:
        query = "select 1 from information_schema.tables where table_schema = ? and table_name = ?"
        there = self.tables.execute(query, [schema, identifier]).fetchone()
        return f"{schema}.{identifier}" if there else None

    def get_columns_in_relation(self, relation: str) -> list[Any]:
        return [SimpleNamespace(name=row[0]) for row in self.tables.execute(f"describe {relation}").fetchall()]


@cache
def _first(name: str) -> str:
    return render_model(name, Edition.PUBLIC, NoLedger())


def _model(name: str, has_ledger: bool, tables: duckdb.DuckDBPyConnection) -> str:
    return render_model(name, Edition.PUBLIC, _Relations(tables)) if has_ledger else _first(name)


@contextmanager
def _opened(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse), config={"threads": 1}) as tables:
        yield tables


def _fill(tables: duckdb.DuckDBPyConnection, people: list[Person], key: bytes) -> None:
    noise = noise_keys(key, "person", [(person.name,) for person in people]).to_pylist()
    _write(
        tables,
        "int_supervision_deduplicated",
        "person_token text, period text, person_noise bigint, ward_code text, csp_code text, is_iom bool, "
        "is_high_risk bool, has_risk bool, accommodation text, employment text",
        [
            (
                *(item.name, item.period, number, item.ward, CSP, item.is_iom),
                *(item.risk == "high or very high", item.risk != "not known", item.accommodation, item.employment),
            )
            for item, number in zip(people, noise, strict=True)
        ],
    )
    _write(
        tables,
        "stg_probation_supervision",
        "person_token text, period text, age_band text, gender text, sentence_month date, person_noise bigint, "
        "requirement text",
        [
            (item.name, item.period, None, None, "2025-01-01", number, None)
            for item, number in zip(people, noise, strict=True)
        ],
    )
    _write(
        tables,
        "int_supervision_categorised",
        "person_token text, period text, category text",
        [(item.name, item.period, category) for item in people for category in _categories(item)],
    )
    _write(
        tables,
        "int_measures_categorised",
        "measure_id text, side text, category text, source text",
        [
            (measure, side, category, "supervision")
            for measure, (_, part, whole, _) in MEASURES.items()
            for side, category in (("numerator", part), ("denominator", whole))
            if category
        ],
    )
    _write(
        tables,
        "int_measure_spine",
        "measure_id text, area_code text, period text, unit text, source text",
        [
            (measure, area, period, unit, "supervision")
            for measure, (unit, _, _, areas) in MEASURES.items()
            for area in areas
            for period in {person.period for person in people}
        ],
    )
    for name, columns in EMPTY.items():
        _write(tables, name, columns, [])


def _categories(person: Person) -> Iterator[str]:
    """What int_supervision_categorised puts a person in."""
    yield "all"
    if person.is_iom:
        yield "iom=yes"
    for question, known in (("accommodation", "settled"), ("employment", "employed"), ("risk", "high or very high")):
        answer = getattr(person, question)
        if answer != "not known":
            yield f"{question}=known"
        if answer == known:
            yield f"{question}={known}"


def _write(tables: duckdb.DuckDBPyConnection, name: str, columns: str, rows: list[tuple[object, ...]]) -> None:
    tables.execute(f"create table {name} ({columns})")
    if rows:
        places = ", ".join("?" for _ in rows[0])
        tables.execute(
            f"insert into {name} values {', '.join([f'({places})'] * len(rows))}",
            [cell for row in rows for cell in row],
        )


def _figures(tables: duckdb.DuckDBPyConnection) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The published rows, which the ledger looks at as well."""
    tables.execute("create table fct_measure_values as from int_measure_inputs__supervision")
    tables.execute(
        "create table fct_cohorts as select * rename (person_count as numerator) from int_cohorts_counted "
        f"where characteristic in {tuple(ANSWERS)}"
    )
    common = {"disclosure_class": "person", "status": "observed"}
    measures = [
        {
            **common,
            **{"measure_id": measure, "area_code": area, "area_type": "csp" if area == CSP else "ward"},
            **{"period": period, "unit": MEASURES[measure][0], "numerator": part, "denominator": whole},
        }
        for measure, area, period, part, whole in tables.execute(
            "select measure_id, area_code, period, numerator, denominator from fct_measure_values order by all"
        ).fetchall()
    ]
    cohorts = [
        {
            **common,
            **{"cohort": cohort, "characteristic": question, "answer": answer, "period": period, "numerator": count},
        }
        for cohort, question, answer, period, count in tables.execute(
            "select cohort, characteristic, answer, period, numerator from fct_cohorts order by all"
        ).fetchall()
    ]
    return measures, cohorts
