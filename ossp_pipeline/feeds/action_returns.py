"""Progress of the delivery plan's actions, returned by their owners in the quarterly workbook.

Who sends it    theme leads and officers, through `ossp returns receive` and `ossp returns sign-off`
How often       quarterly, by the 30th day after the quarter's end
Basis           Crime and Disorder Act 1998 s.6: implementation of the partnership plan
One row         one action of the plan (`partnership/plan_actions.csv`) in the quarter
Known wrong     progress is the owner's own judgement
"""

from ossp_pipeline.contracts.column import Column, Sensitivity
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.contracts.returned import returned_columns
from ossp_pipeline.contracts.status import Progress

FEED = Feed(
    name="action_returns",
    title="Progress of the delivery plan",
    supplier="Theme leads and officers of the partnership",
    purpose="follow the actions of the delivery plan",
    basis="Crime and Disorder Act 1998 s.6; partnership information sharing agreement",
    cadence=Cadence.QUARTER,
    lag_days=30,
    # A lead returns a handful of rows: a correction may well bring one more.
    revision_limit=1.0,
    subject=Subject.EVENTS,
    grain="one action of the delivery plan in the quarter",
    key=("action_id",),
    file_pattern=r"action-returns-(?P<part>[a-z0-9-]{1,60})-(?P<period>\d{4}-\d{2}Q[1-4])-v(?P<version>\d+)\.csv",
    date_format="%Y-%m-%d",
    example=Example(
        "action-returns-qx-lead-2023-24Q4-v1.csv",
        {
            "quarter": "2023-24Q4",
            "state": "accepted",
            "returned_by": "Qxlead",
            "returned_date": "2024-04-1#",
            "signed_by": "Qxhead",
            "signed_date": "2024-04-2#",
            "action_id": "qx_action_#",
            "progress": "on track",
            "comment": "Qxcomment #",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "progress.allowed", "progress", "going well"),
    columns=returned_columns(
        "action",
        "action of the plan",
        Column(
            heading="progress",
            name="progress",
            sensitivity=Sensitivity.OPEN,
            allowed=tuple(Progress),
            meaning="how far the action is; blank where queried",
        ),
        Column(
            heading="comment",
            name="comment",
            sensitivity=Sensitivity.RESTRICTED,
            meaning="what the owner says about it",
        ),
    ),
)
