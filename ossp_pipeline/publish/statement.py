"""What a named person says of deliveries, and what is asked of it before it counts and is published."""

from dataclasses import dataclass

from ossp_pipeline.errors import UsageError
from ossp_pipeline.publish.calendar import require_published_text

# A word such as “ok” is no reason that somebody could check a year later.
_SHORTEST_REASON = 15


@dataclass(frozen=True)
class Statement:
    """Who says it; how they know, or nothing; and the supplier's own count of rows, or None."""

    by: str
    because: str = ""
    total: int | None = None


def require_name(by: str) -> None:
    """Raise UsageError where nobody is named, or the name is not plain text."""
    require_published_text("E-BY", "the name", by)
    if not by.strip():
        raise UsageError("E-BY", "the name is empty", "say with --by who does it")


def check_statement(statement: Statement, code: str, remedy: str) -> None:
    """Check the words of a statement. Raises UsageError with this code.

    remedy  what to do where neither the reason has substance nor a count of rows stands in for it
    """
    for name, text in (("the name", statement.by), ("the reason", statement.because)):
        require_published_text(code, name, text)
    if not statement.by:
        raise UsageError(code, "the name is empty", "say with --by who says so")
    if statement.total is None and len(statement.because) < _SHORTEST_REASON:
        raise UsageError(code, f"the reason has fewer than {_SHORTEST_REASON} characters", remedy)
