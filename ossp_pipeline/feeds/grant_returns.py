"""Spend and forecast of the partnership's grants, returned by their holders in the quarterly workbook.

Who sends it    grant holders, through `ossp returns receive` and `ossp returns sign-off`
How often       quarterly, by the 30th day after the quarter's end
Basis           conditions of the grants
One row         one grant (its lines: `partnership/grants.csv`) in the quarter, with spend since the grant began
Known wrong     accruals follow each holder's own ledger
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.contracts.returned import returned_columns

FEED = Feed(
    name="grant_returns",
    title="Spend of the grants",
    supplier="Grant holders of the partnership",
    purpose="follow what is spent of each grant",
    basis="Conditions of each grant; partnership information sharing agreement",
    cadence=Cadence.QUARTER,
    lag_days=30,
    # A lead returns a handful of rows: a correction may well bring one more.
    revision_limit=1.0,
    subject=Subject.EVENTS,
    grain="one grant in the quarter",
    key=("grant_id",),
    file_pattern=r"grant-returns-(?P<part>[a-z0-9-]{1,60})-(?P<period>\d{4}-\d{2}Q[1-4])-v(?P<version>\d+)\.csv",
    date_format="%Y-%m-%d",
    example=Example(
        "grant-returns-qx-lead-2023-24Q4-v1.csv",
        {
            "quarter": "2023-24Q4",
            "state": "accepted",
            "returned_by": "Qxlead",
            "returned_date": "2024-04-1#",
            "signed_by": "Qxhead",
            "signed_date": "2024-04-2#",
            "grant_id": "qx_grant_#",
            "spent_pounds": "10#",
            "forecast_pounds": "20#",
            "match_given_pounds": "5#",
            "comment": "Qxcomment #",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "spent_pounds.range", "spent_pounds", "-500"),
    columns=returned_columns(
        "grant",
        "grant of the list",
        Column(
            heading="spent_pounds",
            name="spent_pounds",
            kind=Kind.NUMBER,
            sensitivity=Sensitivity.OPEN,
            minimum=0,
            meaning="spent since the grant began, in pounds; blank where queried",
        ),
        Column(
            heading="forecast_pounds",
            name="forecast_pounds",
            kind=Kind.NUMBER,
            sensitivity=Sensitivity.OPEN,
            minimum=0,
            meaning="what will have been spent when the grant ends, in pounds",
        ),
        Column(
            heading="match_given_pounds",
            name="match_given_pounds",
            kind=Kind.NUMBER,
            sensitivity=Sensitivity.OPEN,
            minimum=0,
            optional=True,
            meaning="worth of the match given since the grant began, in kind or in money; blank where there is none",
        ),
        Column(
            heading="comment",
            name="comment",
            sensitivity=Sensitivity.RESTRICTED,
            meaning="what the holder says about it",
        ),
    ),
)
