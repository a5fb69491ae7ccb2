"""From frames to tables with stated columns and types: what a dbt Python model hands back."""

import pandas as pd
import pyarrow as pa

TEXT, NUMBER, COUNT, YEAR, FLAG, DAY = pa.string(), pa.float64(), pa.int64(), pa.int32(), pa.bool_(), pa.date32()


def nothing(columns: pa.Schema) -> pd.DataFrame:
    """No rows of these columns: what an area without deliveries has."""
    return pd.DataFrame(columns=columns.names)


def to_table(rows: pd.DataFrame, columns: pa.Schema) -> pa.Table:
    """The rows as a table of these columns; nan becomes null."""
    return pa.Table.from_pandas(rows[columns.names], schema=columns, preserve_index=False)
