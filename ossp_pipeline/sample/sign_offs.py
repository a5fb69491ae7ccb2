"""The steps of a returned row: by whom and when it was returned and signed off."""

import re

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.sample.draws import iso_day

# A role that answers for measures, actions and grants alike.
MANAGER = "Community safety manager"
_SIGNED_BY = "Head of community safety"


def slug(role: str) -> str:
    """A role as it stands in a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", role.lower()).strip("-")


def sign_off(state: str, role: str, period: Period, delay: int) -> dict[str, str]:
    """The last cells of a returned row: returned some days after the quarter's end, signed off five days later."""
    day = period.end.toordinal() + 9 + delay
    signed = state == ReturnState.ACCEPTED
    return {
        "returned_by": role,
        "returned_date": iso_day(day),
        "signed_by": _SIGNED_BY if signed else "",
        "signed_date": iso_day(day + 5) if signed else "",
    }
