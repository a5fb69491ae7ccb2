"""What residents say: indicators of a sample survey by area and wave, with their bases.

Who sends it    whoever runs the policing and community safety survey of the wider area, as a table
How often       quarterly
Basis           published results; sharing agreement for borough cuts
One row         one indicator in one area and wave
Known wrong     about 300 residents a borough and wave: six points either way, before the effect of the design; wording
                changes between waves, so the wording is part of the row
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Within
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence

_OPEN = Sensitivity.OPEN

FEED = Feed(
    name="resident_survey",
    title="Survey of residents",
    supplier="the survey’s commissioner",
    purpose="see how safe residents feel, and whom they trust",
    basis="Published survey results and the partnership information sharing agreement",
    cadence=Cadence.QUARTER,
    lag_days=60,
    subject=Subject.REFERENCE,
    grain="one indicator in one area and wave",
    key=("indicator_id", "area_code"),
    file_pattern=r"resident-survey-(?P<period>\d{4}-\d{2}Q[1-4])-v(?P<version>\d+)\.csv",
    optional=True,
    example=Example(
        "resident-survey-2023-24Q4-v1.csv",
        {
            "wave": "2023-24Q4",
            "area_code": "E0800000#",
            "area_name": "Qxborough #",
            "indicator_id": "feels_safe",
            "wording": "Qxwording",
            "base": "30#",
            "percent": "8#.5",
            "is_weighted": "Y",
            "design_effect": "1.#",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "percent.range", "percent", "101"),
    columns=(
        Column(
            heading="wave",
            name="wave",
            sensitivity=_OPEN,
            required=True,
            within=Within.PERIOD,
            meaning="quarter of the financial year in which people were asked",
        ),
        Column(
            heading="area_code",
            name="area_code",
            sensitivity=_OPEN,
            required=True,
            pattern=r"[A-Z]\d{8}",
            meaning="borough or combined authority",
        ),
        Column(heading="area_name", name="area_name", sensitivity=_OPEN, required=True, meaning="its name"),
        Column(
            heading="indicator_id",
            name="indicator_id",
            sensitivity=_OPEN,
            required=True,
            pattern=r"[a-z][a-z0-9_]{2,59}",
            meaning="identifier of the indicator",
        ),
        Column(
            heading="wording",
            name="wording",
            sensitivity=_OPEN,
            required=True,
            meaning="question and answers counted, as asked",
        ),
        Column(
            heading="base",
            name="base_count",
            kind=Kind.INTEGER,
            sensitivity=_OPEN,
            required=True,
            minimum=0,
            maximum=100_000,
            meaning="residents who answered, unweighted",
        ),
        Column(
            heading="percent",
            name="percent",
            kind=Kind.NUMBER,
            sensitivity=_OPEN,
            minimum=0,
            maximum=100,
            meaning="share of the answers counted; blank where it was suppressed",
        ),
        Column(
            heading="is_weighted",
            name="is_weighted",
            kind=Kind.FLAG,
            sensitivity=_OPEN,
            required=True,
            meaning="whether the share is weighted to the residents",
        ),
        Column(
            heading="design_effect",
            name="design_effect",
            kind=Kind.NUMBER,
            sensitivity=_OPEN,
            minimum=1,
            maximum=10,
            meaning="loss of precision by weighting and clustering; blank where not stated",
        ),
    ),
)
