"""Does the partnership folder state what can be used? Its own rules, and whether its areas are this partnership's."""

from collections.abc import Iterable

import pyarrow.parquet as pq

from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.partnership.contract import Fact
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.partnership.read import LINE, Facts, Finding
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.tables import open_warehouse, read_table

_LISTED = 5


def fact_rule_ids(fact: Fact) -> list[str]:
    """The rules `judge_facts` answers for."""
    return list(fact.rules())


def area_rule_ids(fact: Fact) -> list[str]:
    """The rules `judge_fact_areas` answers for."""
    return list(fact.area_rules())


def judge_facts(facts: Facts) -> list[Outcome]:
    """One result per rule of every table of the folder. A row that is wrong holds, or is left out and named."""
    return [
        _outcome(fact, rule, words, [item for item in facts.findings if item.rule == rule])
        for fact in FACTS.values()
        for rule, words in fact.rules().items()
    ]


def judge_fact_areas(build: Build) -> list[Outcome]:
    """One result per column with areas: a fact about another partnership's area is never published as this one's.

    Such a row is in the tables already: only what picks its rows by the areas of the release can go without it.
    """
    with open_warehouse(build) as connection:
        known = set(read_table(connection, "int_areas_listed")["area_code"].to_pylist())
    outcomes = []
    for fact in FACTS.values():
        rows = build.fact_rows(fact.name) if fact.area_columns else []
        for column, (rule, words) in zip(fact.area_columns, fact.area_rules().items(), strict=True):
            findings = [
                Finding(rule, row[LINE], column, f"{column} is “{row[column]}”, which is no area of this partnership")
                for row in rows
                if row[column] not in known
            ]
            outcomes.append(_outcome(fact, rule, words, findings))
    return outcomes


def unstated_facts(build: Build) -> list[str]:
    """The facts of which a build has no row."""
    return [name for name in FACTS if not pq.read_metadata(build.facts / f"{name}.parquet").num_rows]


def _outcome(fact: Fact, rule: str, words: str, findings: list[Finding]) -> Outcome:
    # An unreadable file says nothing at all, and an invented fact is never published.
    is_grave = rule.endswith((".file.readable", ".not_invented"))
    effect = "" if fact.rows_hold or is_grave else "; the release goes without"
    return Outcome(
        rule=rule,
        subject=fact.name,
        tool="contract",
        status=Status.FAILED if findings else Status.PASSED,
        severity=Severity.HOLD if fact.rows_hold or is_grave else Severity.WARN,
        observed=len(findings),
        detail=f"{fact.file}, {_places(findings)}{effect}" if findings else words,
        remedy=f"correct {fact.file} in the partnership folder; the {fact.asked_of} can say what is right",
        owner=fact.asked_of,
    )


def _places(findings: Iterable[Finding]) -> str:
    """Line, column and what is wrong; one sentence for rows of which the same is wrong."""
    lines: dict[tuple[str, str], list[str]] = {}
    for item in findings:
        lines.setdefault((item.column, item.problem), []).append(str(item.line))
    places = [_place(column, problem, found) for (column, problem), found in list(lines.items())[:_LISTED]]
    return "; ".join(places) + (" …" if len(lines) > _LISTED else "")


def _place(column: str, problem: str, lines: list[str]) -> str:
    listed = ", ".join(lines[:_LISTED]) + (" …" if len(lines) > _LISTED else "")
    return f"line {listed}{f', column {column}' if column else ''}: {problem}"
