"""What every feed of returned workbooks has in common: a quarter, a state, and who answered for it when."""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Within
from ossp_pipeline.contracts.status import ReturnState

_OPEN = Sensitivity.OPEN


# How far what was returned has come. Only accepted cells count.
RETURNED_STATES = (ReturnState.QUERIED, ReturnState.RETURNED, ReturnState.ACCEPTED)


def returned_columns(subject: str, meaning: str, *answer: Column) -> tuple[Column, ...]:
    """The columns of a returned feed: quarter, `<subject>_id`, state, the answer itself, role and day of each step."""
    return (
        Column(heading="quarter", name="quarter", sensitivity=_OPEN, required=True, within=Within.PERIOD,
               meaning="quarter of the financial year"),
        Column(heading=f"{subject}_id", name=f"{subject}_id", sensitivity=_OPEN, required=True,
               pattern=r"[a-z][a-z0-9_]{2,59}", meaning=meaning),
        Column(heading="state", name="return_state", sensitivity=_OPEN, required=True, allowed=RETURNED_STATES,
               meaning="queried: something is wrong; returned: waits for sign-off; accepted: signed off"),
        *answer,
        Column(heading="returned_by", name="returned_by", sensitivity=_OPEN, required=True,
               meaning="role that returned it"),
        Column(heading="returned_date", name="returned_date", kind=Kind.DATE, sensitivity=_OPEN, required=True,
               meaning="day it was received"),
        Column(heading="signed_by", name="signed_by", sensitivity=_OPEN,
               meaning="role that signed it off; blank until then"),
        Column(heading="signed_date", name="signed_date", kind=Kind.DATE, sensitivity=_OPEN,
               meaning="day it was signed off"),
    )  # fmt: skip
