"""Values of measures that no feed can give: returned by theme leads and officers, checked cell by cell, signed off.

Who sends it    theme leads and officers, in the workbook that `ossp returns issue` writes; `ossp returns receive` and
                `ossp returns sign-off` turn what comes back into these files
How often       quarterly, by the 30th day after the quarter's end
Basis           Crime and Disorder Act 1998 s.6 and s.115: monitoring of the partnership plan
One row         one measure in one area for the quarter
Known wrong     counted by hand in many offices: a value is only as good as its narrative; a row counts only once a
                named role has signed it off
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.contracts.returned import returned_columns

_RESTRICTED = Sensitivity.RESTRICTED

FEED = Feed(
    name="measure_returns",
    title="Returned measures",
    supplier="Theme leads and officers of the partnership",
    purpose="keep the measures of the performance framework that no feed gives",
    basis="Crime and Disorder Act 1998 s.6 and s.115; partnership information sharing agreement",
    cadence=Cadence.QUARTER,
    lag_days=30,
    # A lead returns a handful of rows: a correction may well bring one more.
    revision_limit=1.0,
    subject=Subject.EVENTS,
    grain="one measure in one area for the quarter",
    key=("measure_id", "area_code"),
    file_pattern=r"measure-returns-(?P<part>[a-z0-9-]{1,60})-(?P<period>\d{4}-\d{2}Q[1-4])-v(?P<version>\d+)\.csv",
    date_format="%Y-%m-%d",
    example=Example(
        "measure-returns-qx-lead-2023-24Q4-v1.csv",
        {
            "quarter": "2023-24Q4",
            "state": "accepted",
            "returned_by": "Qxlead",
            "returned_date": "2024-04-1#",
            "signed_by": "Qxhead",
            "signed_date": "2024-04-2#",
            "measure_id": "qx_measure_#",
            "area_code": "E22999999",
            "numerator": "1#",
            "denominator": "4#",
            "narrative": "Qxnarrative #",
            "narrative_numerator": "1#",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "numerator.readable", "numerator", "3 positive outcomes"),
    columns=returned_columns(
        "measure",
        "measure of the catalogue",
        Column(
            heading="area_code",
            name="area_code",
            sensitivity=Sensitivity.OPEN,
            required=True,
            pattern=r"[A-Z]\d{8}",
            meaning="area the value is about",
        ),
        Column(
            heading="numerator",
            name="numerator",
            kind=Kind.NUMBER,
            sensitivity=_RESTRICTED,
            minimum=0,
            meaning="what was counted; blank where queried or where there is no figure",
        ),
        Column(
            heading="denominator",
            name="denominator",
            kind=Kind.NUMBER,
            sensitivity=_RESTRICTED,
            minimum=0,
            meaning="out of how many; blank for counts",
        ),
        Column(
            heading="no_figure_reason",
            name="no_figure_reason",
            sensitivity=_RESTRICTED,
            meaning="why there is no figure, in the lead's words or the query's",
        ),
        Column(
            heading="narrative", name="narrative", sensitivity=_RESTRICTED, meaning="what the lead says about the value"
        ),
        Column(
            heading="narrative_numerator",
            name="narrative_numerator",
            kind=Kind.NUMBER,
            sensitivity=_RESTRICTED,
            minimum=0,
            meaning="numerator the narrative was written about: where it differs, the words are stale",
        ),
    ),
)
