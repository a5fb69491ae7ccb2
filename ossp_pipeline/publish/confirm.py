"""A named person's word that a delivered period is complete: what is asked of it before it counts and is published."""

from dataclasses import dataclass
from datetime import datetime

from ossp_pipeline.contracts.delivery import Delivery
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import UsageError
from ossp_pipeline.publish.calendar import check_published_text
from ossp_pipeline.transform.confirmations import Confirmation, delivery_ids

# A word such as “ok” is no reason that somebody could check a year later.
_SHORTEST_REASON = 15


@dataclass(frozen=True)
class Statement:
    """Who confirms a period; how they know, or nothing; and the supplier's own count of rows, or None."""

    by: str
    because: str = ""
    total: int | None = None


def make_confirmation(
    feed: Feed, period: str, used: list[Delivery], statement: Statement, at: datetime
) -> Confirmation:
    """The confirmation of a period, checked. Raises UsageError.

    used  the deliveries of the feed that a build reads
    """
    by, because, total = statement.by, statement.because, statement.total
    own = [item for item in used if item.receipt.period == period]
    if not feed.has_volume:
        raise _refused(f"{feed.name} is not judged by its number of rows", "nothing has to be confirmed of it")
    if not own:
        raise _refused(f"nothing was delivered of {feed.name} for {period}", "see `ossp status` for what is there")
    for name, text in (("the name", by), ("the reason", because)):
        _check_text(name, text)
    if not by:
        raise _refused("the name is empty", "say with --by who confirms it")
    if total is None and len(because) < _SHORTEST_REASON:
        raise _refused(
            f"the reason has fewer than {_SHORTEST_REASON} characters",
            "say with --because how the person knows, or give the supplier's count of rows with --total",
        )
    _check_total(feed, period, own, total)
    return Confirmation(
        feed.name, period, by, because, total, at.isoformat(timespec="seconds"), delivery_ids(own, period)
    )


def _check_total(feed: Feed, period: str, own: list[Delivery], total: int | None) -> None:
    received = sum(item.accounting.received for item in own)
    if total is not None and total != received:
        raise _refused(
            f"{feed.supplier} counts {total:,} rows of {feed.name} for {period}; {received:,} were received",
            "ask for the file again: it is not complete",
        )


def _check_text(name: str, text: str) -> None:
    try:
        check_published_text(name, text)
    except ValueError as error:
        raise _refused(str(error), "write it on one line, without personal details: it is published") from None


def _refused(message: str, remedy: str) -> UsageError:
    return UsageError("E-CONFIRM", message, remedy)
