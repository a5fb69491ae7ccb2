"""A named person's word that a refused file is not needed: what is asked of it before it counts and is published."""

from datetime import datetime

from ossp_pipeline.contracts.delivery import Delivery, SetAside
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import UsageError
from ossp_pipeline.publish.calendar import require_published_text
from ossp_pipeline.publish.confirm import SHORTEST_REASON, Statement


def make_set_aside(feed: Feed, file: str, outstanding: list[Delivery], statement: Statement, at: datetime) -> SetAside:
    """The setting aside of the feed's outstanding files of this name, checked. Raises UsageError.

    outstanding  the refused deliveries of the feed that nothing has answered
    """
    own = tuple(item.receipt.delivery_id for item in outstanding if item.receipt.file_name == file)
    if not own:
        names = ", ".join(sorted({item.receipt.file_name for item in outstanding})) or "none"
        raise _refused(f"no file of {feed.name} is outstanding under this name", f"name one of these: {names}")
    for name, text in (("the name", statement.by), ("the reason", statement.because)):
        require_published_text("E-SETASIDE", name, text)
    if not statement.by:
        raise _refused("the name is empty", "say with --by who sets it aside")
    if len(statement.because) < SHORTEST_REASON:
        raise _refused(
            f"the reason has fewer than {SHORTEST_REASON} characters",
            "say with --because why the file is not needed",
        )
    return SetAside(feed.name, file, own, statement.by, statement.because, at.isoformat(timespec="seconds"))


def _refused(message: str, remedy: str) -> UsageError:
    return UsageError("E-SETASIDE", message, remedy)
