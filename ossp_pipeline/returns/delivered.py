"""Which rows of a quarter have been delivered, and in which state: the same rows that a release counts.

A return may reach the pipeline as a file, without a workbook that was received here.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.extract.raw_store import RawStore, Selection
from ossp_pipeline.returns.layout import REQUIRED, SHEETS
from ossp_pipeline.returns.submit import FEEDS
from ossp_pipeline.returns.workbook import RowKey


def delivered_states(raw: RawStore, selections: Mapping[str, Selection], quarter: Period) -> dict[RowKey, ReturnState]:
    """The state of every required row that a delivery which counts holds, by sheet and row key.

    A row that two leads returned is queried: neither answer counts until they agree.
    """
    states: dict[RowKey, list[ReturnState]] = defaultdict(list)
    for sheet in SHEETS:
        if sheet.name not in REQUIRED:
            continue
        for delivery in selections[sheet.feed].of_periods({str(quarter)}).used:
            for key, state in _read_rows(sheet.feed, raw.accepted_path(delivery)):
                states[sheet.name, key].append(state)
    return {key: found[0] if len(found) == 1 else ReturnState.QUERIED for key, found in states.items()}


def _read_rows(feed: str, path: Path) -> list[tuple[str, ReturnState]]:
    """Row keys, as workbooks have them, with their states."""
    identifier = FEEDS[feed].columns[1].name
    columns = (
        [identifier, "area_code"] if any(item.name == "area_code" for item in FEEDS[feed].columns) else [identifier]
    )
    rows = pq.read_table(path, columns=[*columns, "return_state"]).to_pylist()
    return [("|".join(row[name] for name in columns), ReturnState(row["return_state"])) for row in rows]
