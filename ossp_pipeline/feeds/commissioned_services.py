"""What came of referrals to an employment programme for people under probation (commissioned rehabilitative services).

Who sends it    HM Prison and Probation Service, from “refer and monitor an intervention”: two files, of referrals and
                of the outcomes in their end-of-service reports, or one that is joined as agreed here
How often       quarterly, within the month after the quarter
Basis           Offender Management Act 2007 s.14; Data Protection Act 2018 Part 3; sharing agreement
One row         one desired outcome of one referral whose end-of-service report was submitted in the quarter
Known wrong     a contract is of a probation region, and no file says where a person lives: the sender has to cut both
                files to this area's people; one outcome speaks of education, training and employment together, so who
                started a course counts as well; a report may come months after the work began
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment, Within
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.layout import CSV, Join, Layout
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.layouts.commissioned_services import (
    CONTRACT,
    CONTRACTS,
    EMPLOYMENT,
    LINKED,
    OUTCOMES,
    REFERRALS,
    REPORTED,
    join_referrals,
)
from ossp_pipeline.layouts.hmpps import case_reference

_PERSONAL = Sensitivity.PERSONAL
_IDENTIFYING = Sensitivity.IDENTIFYING

FEED = Feed(
    name="commissioned_services",
    title="Commissioned rehabilitative services",
    supplier="HM Prison and Probation Service",
    purpose="count the people on an employment programme who started work",
    basis="Offender Management Act 2007 s.14; Data Protection Act 2018 Part 3; information sharing agreement",
    cadence=Cadence.QUARTER,
    lag_days=31,
    subject=Subject.PEOPLE,
    grain="one desired outcome of one referral with an end-of-service report in the quarter",
    key=("referral_id", "desired_outcome"),
    person_from=("crn",),
    counted=(("person_noise", ("crn",)),),
    file_pattern=(
        r"commissioned-services(?:-referrals|-outcomes)?-(?P<period>\d{4}-\d{2}Q[1-4])-v(?P<version>\d+)\.(?:csv|zip)"
    ),
    layouts=(
        Layout(
            name="the file of referrals",
            file_name="commissioned-services-referrals-2023-24Q4-v1.csv",
            headings=(*LINKED, CONTRACT, "service_user_crn", REPORTED),
            file_kind=CSV,
            name_dates=True,
            part=REFERRALS,
        ),
        Layout(
            name="the file of outcomes",
            file_name="commissioned-services-outcomes-2023-24Q4-v1.csv",
            headings=(*LINKED, "desired_outcome", "achievement_level"),
            without=("service_user_crn",),
            file_kind=CSV,
            name_dates=True,
            part=OUTCOMES,
        ),
    ),
    join=Join(dated="", linked=LINKED, listed_in=(CONTRACTS, "contract_ref", "service"), join=join_referrals),
    optional=True,
    date_format="%Y-%m-%d",
    # A borough has some dozens of reports a quarter: a few more are a large share.
    revision_limit=1.0,
    retention_days=180,
    example=Example(
        "commissioned-services-2023-24Q4-v1.csv",
        {
            "referral_id": "qx00000#-0000-4000-8000-000000000000",
            "service_user_crn": "Q98760#",
            "service": EMPLOYMENT,
            "date_eosr_submitted": "2024-03-1#",
            "desired_outcome": "Service Users obtain suitable training, education and employment.",
            "achievement_level": "ACHIEVED",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "desired_outcome.allowed", "desired_outcome", "Qxoutcome"),
    columns=(
        Column(
            heading="referral_id",
            name="referral_id",
            sensitivity=_IDENTIFYING,
            required=True,
            treatment=Treatment.DROP,
            meaning="identifier of the referral: by it no outcome counts twice",
        ),
        case_reference("service_user_crn"),
        Column(
            heading="service",
            name="service",
            sensitivity=_PERSONAL,
            required=True,
            allowed=(EMPLOYMENT,),
            meaning="service of the contract, as commissioned_contracts.csv of the partnership folder lists it",
        ),
        Column(
            heading="date_eosr_submitted",
            name="report_month",
            kind=Kind.DATE,
            sensitivity=_PERSONAL,
            required=True,
            treatment=Treatment.MONTH,
            within=Within.PERIOD,
            meaning="month in which the end-of-service report was submitted",
        ),
        Column(
            heading="desired_outcome",
            name="desired_outcome",
            sensitivity=_PERSONAL,
            code_list="employment_outcomes",
            any_spelling=True,
            meaning="desired outcome, in the service's words; blank where the report has none",
        ),
        Column(
            heading="achievement_level",
            name="achievement_level",
            sensitivity=_PERSONAL,
            allowed=("ACHIEVED", "PARTIALLY_ACHIEVED", "NOT_ACHIEVED"),
            meaning="whether it was achieved; blank where the report has no outcome",
        ),
    ),
)
