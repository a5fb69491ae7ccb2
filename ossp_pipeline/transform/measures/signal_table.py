"""The columns of `fct_measure_signals`, with their types: what the judged rows become in the warehouse."""

import pandas as pd
import pyarrow as pa

_TEXT, _NUMBER, _WHOLE, _FLAG, _DAY = pa.string(), pa.float64(), pa.int32(), pa.bool_(), pa.date32()

COLUMNS = pa.schema(
    [
        ("measure_id", _TEXT),
        ("area_code", _TEXT),
        ("area_type", _TEXT),
        ("period", _TEXT),
        ("period_start_date", _DAY),
        ("period_end_date", _DAY),
        ("unit", _TEXT),
        ("disclosure_class", _TEXT),
        ("numerator", pa.int64()),
        ("denominator", pa.int64()),
        ("value", _NUMBER),
        ("status", _TEXT),
        ("status_reason", _TEXT),
        ("is_revised", _FLAG),
        ("is_provisional", _FLAG),
        ("unconfirmed_reason", _TEXT),
        ("interval_lower", _NUMBER),
        ("interval_upper", _NUMBER),
        ("series_number", _WHOLE),
        ("chart_kind", _TEXT),
        ("chart_reason", _TEXT),
        ("point_count", _WHOLE),
        ("is_trial", _FLAG),
        ("is_charted", _FLAG),
        ("centre_line", _NUMBER),
        ("lower_limit", _NUMBER),
        ("upper_limit", _NUMBER),
        ("rule", _TEXT),
        ("point_kind", _TEXT),
        ("verdict", _TEXT),
        ("verdict_reason", _TEXT),
        ("judged_by", _TEXT),
        ("false_alarm_share", _NUMBER),
        ("target", _NUMBER),
        ("target_distance", _NUMBER),
        ("rag", _TEXT),
        ("assurance", _TEXT),
        ("break_note", _TEXT),
        ("comparison_break", _TEXT),
        ("benchmark_name", _TEXT),
        ("benchmark_value", _NUMBER),
        ("benchmark_mark", _TEXT),
        ("peer_rank", _WHOLE),
        ("peer_count", _WHOLE),
        ("rank_reason", _TEXT),
        ("rebase_from", _TEXT),
        ("rebase_reason", _TEXT),
        ("rebased_centre_line", _NUMBER),
        ("rebased_lower_limit", _NUMBER),
        ("rebased_upper_limit", _NUMBER),
        ("rebased_point_kind", _TEXT),
        ("left_out_count", pa.int64()),
        ("left_out_reason", _TEXT),
    ]
)


def to_table(rows: pd.DataFrame) -> pa.Table:
    """The rows as a table of these columns; nan becomes null."""
    return pa.Table.from_pandas(rows[COLUMNS.names], schema=COLUMNS, preserve_index=False)
