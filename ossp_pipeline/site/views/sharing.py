"""Who shared what the law asks for, in time: the scorecard of SI 2007/1831 and of the Serious Violence Duty."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ossp_pipeline.contracts.status import SharingStatus
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.formatting import day, feed_name, period
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.sections import Section, Table, rows_of, topic, why_no_rows

_TITLE = "Data sharing"
_PERIODS = 4
BEFORE_RECORDS = SharingStatus.BEFORE_RECORDS


def sharing_page(board: Board) -> dict[str, Any]:
    """The newest quarter first in words, then every item over four quarters, then what the law says."""
    missing = why_no_rows(board, "sna_data_sharing")
    if missing:
        return topic(_TITLE, missing, [])
    rows = rows_of(board, "sna_data_sharing")
    periods = sorted({row["information_period"] for row in rows})[-_PERIODS:]
    newest = [row for row in rows if row["information_period"] == periods[-1]]
    return topic(_TITLE, _lead(newest), [_scorecard(rows, periods), _newest(newest), _items(newest)])


def _lead(newest: Sequence[Row]) -> str:
    states = Counter(row["sharing_status"] for row in newest)
    counts = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    return (
        f"Of the {len(newest)} items of information that the law names for every quarter, for "
        f"{period(newest[0]['information_period'])}: {counts}."
    )


def _scorecard(rows: Sequence[Row], periods: list[str]) -> Section:
    states = {(row["item_id"], row["information_period"]): _standing(row) for row in rows}
    items = {row["item_id"]: row for row in sorted(rows, key=lambda row: (row["authority"], row["item_id"]))}
    body = [
        [f"{row['authority']}: {feed_name(name)}", *(states.get((name, at), "no row") for at in periods)]
        for name, row in items.items()
    ]
    heads = ["Item", *(period(at) for at in periods)]
    words = [
        "Every quarter’s information is to be shared by the end of the next quarter.",
        "The Act behind the Serious Violence Duty sets no timetable: its authorities are judged by the same quarters.",
        "A revision sent later shows later.",
        "Before records began: the information was due before this installation first received anything of the feed. "
        "What came is counted; how late it was is not known, and nobody is called late.",
        "Partly shared: deliveries are missing, or the feed lacks parts of the item, however early it came.",
        "No feed: nothing is set up here to receive it.",
    ]
    return Section("scorecard", "The last four quarters", words, tables=[Table("Shared in time, by item", heads, body)])


def _newest(rows: Sequence[Row]) -> Section:
    body = [
        [
            feed_name(row["item_id"]),
            row["sharing_status"],
            _deliveries(row),
            day(row["due_date"]),
            _since(row),
            row["missing_parts"] or ("nothing known" if row["feed"] else "all of it"),
            _records_from(row),
        ]
        for row in sorted(rows, key=lambda row: row["item_id"])
    ]
    heads = ["Item", "Standing", "Deliveries", "Due", "Complete since", "Parts that are missing", "Records began"]
    name = period(rows[0]["information_period"])
    return Section("newest", "The newest quarter", tables=[Table(name, heads, body)])


def _since(row: Row) -> str:
    return day(row["complete_since_date"]) if row["complete_since_date"] else "not complete"


def _standing(row: Row) -> str:
    """The status; of what was due before records began also how much of it came, which is all that is known."""
    status: str = row["sharing_status"]
    return f"{status} ({_deliveries(row)} came)" if status == BEFORE_RECORDS else status


def _deliveries(row: Row) -> str:
    """How many of the period's deliveries came: a feed of months brings three, one of quarters brings one."""
    expected = row["expected_count"]
    return f"{row['supplied_count']} of {expected}" if expected is not None else "no feed brings it"


def _records_from(row: Row) -> str:
    return day(row["records_from_date"]) if row["records_from_date"] else "nothing ever came"


def _items(rows: Sequence[Row]) -> Section:
    body = [
        [feed_name(row["item_id"]), row["item"], row["provision"]]
        for row in sorted(rows, key=lambda row: row["item_id"])
    ]
    words = [
        "The Crime and Disorder (Prescribed Information) Regulations 2007. Deliveries, rejects and returns are on "
        "the page of data quality."
    ]
    return Section(
        "law", "What the law names", words, tables=[Table("Items", ["Item", "What it holds", "Provision"], body)]
    )
