"""What leads say about measures that are counted from feeds: a comment, never a value.

Who sends it    theme leads and officers who answer for the measure, through `ossp returns receive` and
                `ossp returns sign-off`
How often       quarterly, and only where a lead has something to say
Basis           Crime and Disorder Act 1998 s.6: monitoring of the partnership plan
One row         a comment on one measure in one area for the quarter
Known wrong     the figure may change after the comment was written: the row keeps the figure that its writer saw
"""

from ossp_pipeline.contracts.column import Column, Sensitivity
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.contracts.returned import returned_columns

FEED = Feed(
    name="comment_returns",
    title="Comments on counted measures",
    supplier="Theme leads and officers of the partnership",
    purpose="print what a lead says about a measure that a feed counts",
    basis="Crime and Disorder Act 1998 s.6; partnership information sharing agreement",
    cadence=Cadence.QUARTER,
    lag_days=None,
    optional=True,
    # Of a lead's measures any number has a comment: from one to all of them is no fault.
    revision_limit=100.0,
    subject=Subject.EVENTS,
    grain="a comment on one measure in one area for the quarter",
    key=("measure_id", "area_code"),
    file_pattern=r"comment-returns-(?P<part>[a-z0-9-]{1,60})-(?P<period>\d{4}-\d{2}Q[1-4])-v(?P<version>\d+)\.csv",
    date_format="%Y-%m-%d",
    example=Example(
        "comment-returns-qx-lead-2023-24Q4-v1.csv",
        {
            "quarter": "2023-24Q4",
            "state": "accepted",
            "returned_by": "Qxlead",
            "returned_date": "2024-04-1#",
            "signed_by": "Qxhead",
            "signed_date": "2024-04-2#",
            "measure_id": "qx_measure_#",
            "area_code": "E22999999",
            "narrative": "Qxnarrative #",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "return_state.allowed", "state", "agreed"),
    columns=returned_columns(
        "measure",
        "measure of the catalogue",
        Column(
            heading="area_code",
            name="area_code",
            sensitivity=Sensitivity.OPEN,
            required=True,
            pattern=r"[A-Z]\d{8}",
            meaning="area the comment is about",
        ),
        Column(
            heading="narrative",
            name="narrative",
            sensitivity=Sensitivity.RESTRICTED,
            meaning="what the lead says about the figure; blank where queried",
        ),
        Column(
            heading="narrative_figure",
            name="narrative_figure",
            sensitivity=Sensitivity.OPEN,
            meaning="newest published figure, as the workbook showed it to the writer; blank where there was none",
        ),
    ),
)
