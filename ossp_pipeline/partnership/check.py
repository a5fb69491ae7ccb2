"""What no single column can say: rows that repeat, contradict one another, or name what is nowhere.

Each rule answers with a mask of the rows that break it. The rules' words are in facts.py.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from ossp_pipeline.partnership.categories import known_categories, national_definitions, offence_codes
from ossp_pipeline.partnership.classes import key_of, proposed_classes
from ossp_pipeline.partnership.contract import (
    CALENDAR_YEAR,
    INVENTED,
    MONTH,
    QUARTER,
    ROW_RULES,
    RULE_COLUMNS,
    STATUTORY_FACTORS,
    Fact,
)

# A row as Python values, and the rows of every table that can be named.
Row = dict[str, Any]
NamedRows = dict[str, list[Row]]
# The rule, the column it is about ("" for the row), and the rows that break it.
Broken = tuple[str, str, np.ndarray]


def broken_rules(fact: Fact, table: pa.Table, named: NamedRows, *, is_sample: bool) -> Iterator[Broken]:
    """Every rule on whole rows that some row of a fact breaks."""
    rows = table.to_pylist()
    for rule, column, is_broken in _all_rules(fact, rows, named, is_sample=is_sample):
        mask = np.array([is_broken(row) for row in rows], dtype=bool)
        if mask.any():
            yield f"{fact.name}.{rule}", column, mask


def _all_rules(
    fact: Fact, rows: list[Row], named: NamedRows, *, is_sample: bool
) -> Iterator[tuple[str, str, Callable[[Row], bool]]]:
    keys = Counter(_key(fact, row) for row in rows)
    yield "key.unique", ", ".join(fact.key), lambda row: keys[_key(fact, row)] > 1
    for column, other in fact.refers_to.items():
        table, key = other.split(".")
        yield f"{column}.known", column, _names_unknown(column, {row[key] for row in named[table]})
    if fact.source_column and not is_sample:
        source = fact.source_column
        yield (
            f"{source}.not_invented",
            source,
            lambda row: (row[source] or "").casefold().startswith(INVENTED.casefold()),
        )
    measures = _measures(named)
    for rule in ROW_RULES.get(fact.name, {}):
        yield f"row.{rule}", RULE_COLUMNS.get(rule, ""), _ROW_CHECKS[fact.name, rule](rows, measures)


def _measures(named: NamedRows) -> dict[str, Row]:
    """The catalogue by measure; one that a feed gives has the cadence in which the feed gives it."""
    given = {row["measure_id"]: {"cadence": row["cadence"]} for row in named["measures_from_feeds"]}
    return {row["measure_id"]: row | given.get(row["measure_id"], {}) for row in named["measure_catalogue"]}


def _names_unknown(column: str, known: set[str]) -> Callable[[Row], bool]:
    return lambda row: not set(_listed(row[column])) <= known


def _key(fact: Fact, row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in fact.key)


def _listed(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split(";") if part.strip()]


# Words in place of a denominator that the population feed gives.
_POPULATIONS = ("", "residents", "adults")


def _not_new(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    return lambda row: row["measure_id"] in measures


def _uncounted(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    """A share is of categories too; any other measure is against people, or nothing. What is returned is in words."""

    def is_broken(row: Row) -> bool:
        denominator = row["denominator"] or ""
        is_share = row["unit"] == "percent"
        counted = _listed(row["numerator"]) + (_listed(denominator) if is_share else [])
        known = known_categories().get(row["source"] or "")
        return known is not None and not (set(counted) <= known and (is_share or denominator in _POPULATIONS))

    return is_broken


def _without_reason(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    return lambda row: row["used"] is False and not row["reason"]


def _not_listed(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    """Of a measure or table that is no more, or that counts something else than when the row was written."""
    proposed = proposed_classes(measures.values())

    def is_broken(row: Row) -> bool:
        found = proposed.get(key_of(row))
        return found is None or not found.counts(row["counted"] or "")

    return is_broken


def _looser(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    proposed = proposed_classes(measures.values())

    def is_broken(row: Row) -> bool:
        found = proposed.get(key_of(row))
        return found is not None and row["class"] not in found.allowed

    return is_broken


# How a period of each cadence is written.
_WRITTEN = {"month": MONTH, "quarter": QUARTER, "year": CALENDAR_YEAR}
# What a check of the rows of one file answers with: whether a row breaks the rule.
RowCheck = Callable[[list[Row], dict[str, Row]], Callable[[Row], bool]]


def _without_direction(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    return lambda row: measures.get(row["measure_id"], {}).get("polarity") == "neutral"


def _other_cadence(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    def is_broken(row: Row) -> bool:
        period = row["first_period"] or ""
        cadence = next((name for name, pattern in _WRITTEN.items() if re.fullmatch(pattern, period)), None)
        stated = row if "cadence" in row else measures.get(row["measure_id"], {})
        return cadence is not None and stated.get("cadence", cadence) not in (cadence, None)

    return is_broken


def _not_comparable(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    return lambda row: measures.get(row["measure_id"], {}).get("unit") == "count"


def _not_countable(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    wanted = {"disclosure_class": "event", "unit": "count", "cadence": "month", "window_months": "1"}

    def is_broken(row: Row) -> bool:
        known = [measures[name] for name in _listed(row["measure_ids"]) if name in measures]
        return any(
            "ward" not in measure["area_types"].split(";") or any(measure[name] != wanted[name] for name in wanted)
            for measure in known
        )

    return is_broken


def _of_national_name(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    return lambda row: row["definition"] in national_definitions()


def _of_no_offence(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    return lambda row: row["offence_code"] not in (*offence_codes(), "*")


def _of_no_factor(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    return lambda row: not set(_listed(row["statutory_factors"])) <= set(STATUTORY_FACTORS)


# What the lines of a grant have in common.
_OF_GRANT = (
    "title",
    "scheme",
    "funder",
    "theme",
    "owner_role",
    "start_date",
    "end_date",
    "carry_forward",
    "note",
    "source",
)


def _of_another_grant(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    """The first line of a grant says what it is; later ones that say otherwise are wrong."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row["grant_id"], row)
    return lambda row: any(row[name] != first[row["grant_id"]][name] for name in _OF_GRANT)


def _out_of_term(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    def is_broken(row: Row) -> bool:
        started, ended, year = row["start_date"], row["end_date"], (row["financial_year"] or "")[:4]
        if not (started and ended and year.isdigit()):
            return False
        return bool(started > date(int(year) + 1, 3, 31) or ended < date(int(year), 4, 1))

    return is_broken


def _other_months(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    """All places of a scheme have its months, which are the same calendar months of different years."""
    spans: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in rows:
        spans[row["scheme_id"]].add(_span(row))
    return lambda row: len(spans[row["scheme_id"]]) > 1 or not _is_comparable(_span(row))


def _span(row: Row) -> tuple[str, ...]:
    return tuple(row[name] or "" for name in ("before_from", "before_to", "after_from", "after_to"))


def _is_comparable(span: tuple[str, ...]) -> bool:
    before_from, before_to, after_from, after_to = span
    years = [int(month[:4] or 0) for month in span]
    is_same_season = (before_from[5:], before_to[5:]) == (after_from[5:], after_to[5:])
    return is_same_season and years[1] - years[0] == years[3] - years[2] and before_to < after_from


def _on_anothers_place(rows: list[Row], measures: dict[str, Row]) -> Callable[[Row], bool]:
    taken = Counter((row["column_number"], row["row_number"]) for row in rows)
    return lambda row: taken[row["column_number"], row["row_number"]] > 1


_ROW_CHECKS: dict[tuple[str, str], RowCheck] = {
    ("measures", "new"): _not_new,
    ("measures", "countable"): _uncounted,
    ("measures", "in_cadence"): _other_cadence,
    ("measure_choices", "reasoned"): _without_reason,
    ("disclosure_classes", "listed"): _not_listed,
    ("disclosure_classes", "not_looser"): _looser,
    ("violence_definitions", "own_name"): _of_national_name,
    ("violence_definitions", "code_known"): _of_no_offence,
    ("violence_definitions", "factors_known"): _of_no_factor,
    ("measure_targets", "directed"): _without_direction,
    ("measure_targets", "in_cadence"): _other_cadence,
    ("comparators", "comparable"): _not_comparable,
    ("grants", "one_grant"): _of_another_grant,
    ("grants", "in_term"): _out_of_term,
    ("safer_streets", "countable"): _not_countable,
    ("safer_streets", "same_months"): _other_months,
    ("ward_tiles", "own_place"): _on_anothers_place,
}
