"""A named person's word that a delivered period is complete: what is asked of it before it counts and is published."""

from datetime import datetime

from ossp_pipeline.contracts.delivery import Delivery
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import UsageError
from ossp_pipeline.publish.statement import Statement, check_statement
from ossp_pipeline.transform.confirmations import Confirmation, delivery_ids

_CODE = "E-CONFIRM"


def make_confirmation(
    feed: Feed, period: str, used: list[Delivery], statement: Statement, at: datetime
) -> Confirmation:
    """The confirmation of a period, checked. Raises UsageError.

    used  the deliveries of the feed that a build reads
    """
    own = [item for item in used if item.receipt.period == period]
    if not feed.has_volume:
        raise _refused(f"{feed.name} is not judged by its number of rows", "nothing has to be confirmed of it")
    if not own:
        raise _refused(f"nothing was delivered of {feed.name} for {period}", "see `ossp status` for what is there")
    remedy = "say with --because how the person knows, or give the supplier's count of rows with --total"
    check_statement(statement, _CODE, remedy)
    _check_total(feed, period, own, statement.total)
    return Confirmation(
        feed=feed.name,
        period=period,
        by=statement.by,
        because=statement.because,
        total=statement.total,
        at=at.isoformat(timespec="seconds"),
        deliveries=delivery_ids(own, period),
    )


def _check_total(feed: Feed, period: str, own: list[Delivery], total: int | None) -> None:
    received = sum(item.accounting.received for item in own)
    if total is not None and total != received:
        raise _refused(
            f"{feed.supplier} counts {total:,} rows of {feed.name} for {period}; {received:,} were received",
            "ask for the file again: it is not complete",
        )


def _refused(message: str, remedy: str) -> UsageError:
    return UsageError(_CODE, message, remedy)
