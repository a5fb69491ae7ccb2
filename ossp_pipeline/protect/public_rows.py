"""What rows about people show in the public edition, beside counts that dbt has protected already.

Protected counts go out; what was made beside them does not: text that people typed, verdicts and charts of rounded
series, numbers of rows in deliveries about people.
"""

from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.contracts.feed import EVENT
from ossp_pipeline.contracts.status import SHOWN, ValueStatus, Verdict

_DOUBT = r"( is unconfirmed): [^;]*"
_NOT_JUDGED = "figures about people are protected in the public edition: no limits and no verdict"
_IN_PLACE_OF_A_VERDICT = {
    "verdict": str(Verdict.UNJUDGED),
    "verdict_reason": _NOT_JUDGED,
    "chart_reason": _NOT_JUDGED,
    "is_charted": False,
}


def public_rows(
    table: pa.Table, not_public: Sequence[str], typed: Iterable[str], counts: Iterable[str] = ()
) -> pa.Table:
    """The table as the public edition shows it.

    not_public  columns whose values it does not show of people; in a table that does not say what a row counts, of none
    typed       columns with words that people typed, which are shown beside counts of events alone
    counts      columns that count people: a row that shows none of them says that it is withheld
    """
    table = _without_doubted_counts(table)
    if "disclosure_class" not in table.column_names:
        return _hidden(table, [*not_public, *typed], pa.chunked_array([pa.repeat(True, table.num_rows)]))
    people = pc.fill_null(pc.not_equal(table["disclosure_class"], EVENT), True)
    # How many people a figure leaves out: with it the one place that is not shown could be worked out.
    left_out = [name for name in ("left_out_count",) if name in table.column_names]
    table = _hidden(table, [*not_public, *typed, *left_out], people)
    if not_public and set(counts) <= set(not_public):
        table = _withheld(table, people)
    table = _without_true_zeros(table, people)
    return _without_verdict(table, people) if not_public else table


def _without_doubted_counts(table: pa.Table) -> pa.Table:
    """Why a month is in doubt says how many rows of what came: that may be people. That it is in doubt stays."""
    for name in (name for name in table.column_names if name.endswith("reason")):
        table = _replace(table, name, pc.replace_substring_regex(table[name], _DOUBT, r"\1"))
    return table


def _hidden(table: pa.Table, names: Iterable[str], rows: pa.ChunkedArray) -> pa.Table:
    for name in names:
        table = _replace(table, name, pc.if_else(rows, pa.scalar(None, table[name].type), table[name]))
    return table


def _withheld(table: pa.Table, people: pa.ChunkedArray) -> pa.Table:
    shown = pc.is_in(table["status"], value_set=pa.array([str(status) for status in SHOWN]))
    hidden = pc.and_(people, shown)
    return _replace(table, "status", pc.if_else(hidden, str(ValueStatus.WITHHELD), table["status"]))


def _without_true_zeros(table: pa.Table, people: pa.ChunkedArray) -> pa.Table:
    """Nobody is told that nobody was counted: a rounded zero may be four people."""
    for name in (name for name in table.column_names if name == "status" or name.endswith("_status")):
        is_zero = pc.fill_null(pc.equal(table[name], str(ValueStatus.TRUE_ZERO)), False)
        table = _replace(table, name, pc.if_else(pc.and_(people, is_zero), str(ValueStatus.OBSERVED), table[name]))
    return table


def _without_verdict(table: pa.Table, people: pa.ChunkedArray) -> pa.Table:
    for name, value in _IN_PLACE_OF_A_VERDICT.items():
        if name in table.column_names:
            table = _replace(table, name, pc.if_else(people, value, table[name]))
    return table


def _replace(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    field = table.schema.field(name)
    return table.set_column(table.column_names.index(name), field, pc.cast(values, field.type))
