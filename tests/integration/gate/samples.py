"""How a suite's failing samples are read: each expectation says in `broken_by` what is done to a sound table.

{"put": {column: SQL, …}, "where": SQL}   columns of some rows replaced
{"add": {column: SQL, …}, "where": SQL}   some rows there again, with other values in some columns
{"keep": SQL}                             the other rows gone
{"sql": SQL}                              a query over `base`, where none of these will do

A sample breaks its own rule and no other. Where that cannot be, `also` names the companions. SQL may use `n`, which
numbers the rows of the base from 0.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sample:
    """What is done to a table of a suite, and the rules that must fail with it; `rule` is empty where none may."""

    table: str
    rule: str
    sql: str
    also: tuple[str, ...] = ()


def samples_of(document: Mapping[str, Any]) -> dict[str, Sample]:
    """Every sample of a suite that breaks a rule, by rule and number."""
    rules = [(item["meta"]["rule"], item["meta"].get("broken_by", ())) for item in document["expectations"]]
    return dict(_numbered(document["name"], rules))


def sound_samples_of(document: Mapping[str, Any]) -> dict[str, Sample]:
    """Tables near the edge of a rule that break none: they are listed under `passes` of the suite's own meta."""
    return {
        f"{document['name']} {number}": Sample(document["name"], "", _sql(spec))
        for number, spec in enumerate(document["meta"].get("passes", ()), 1)
    }


def _numbered(table: str, rules: list[tuple[str, list[dict[str, Any]]]]) -> Iterator[tuple[str, Sample]]:
    for rule, specs in rules:
        for number, spec in enumerate(specs, 1):
            yield f"{rule} {number}", Sample(table, rule, _sql(spec), tuple(spec.get("also", ())))


def _sql(spec: Mapping[str, Any]) -> str:
    if "put" in spec:
        return f"select * replace ({_replaced(spec['where'], spec['put'])}) from base"
    if "add" in spec:
        replaced = f" replace ({_replaced('true', spec['add'])})" if spec["add"] else ""
        return f"select * from base union all select *{replaced} from base where {spec['where']}"
    if "keep" in spec:
        return f"select * from base where {spec['keep']}"
    return str(spec["sql"])


def _replaced(where: str, changes: Mapping[str, str]) -> str:
    return ", ".join(
        f"case when {where} then {value} else {column} end as {column}" for column, value in changes.items()
    )
