"""Anti-social behaviour incidents and cases of the police, the council and housing providers.

Who sends it    the council's community safety team, which joins the three sources
How often       monthly, by the 20th day after the month's end
Basis           Crime and Disorder Act 1998 s.115; Anti-social Behaviour, Crime and Policing Act 2014
One row         one incident or case opened in the month
Known wrong     there is no national layout for council cases: this one is the partnership's; the same event may be
                reported to the police and to the council; categories are chosen by whoever opens the case
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment, Within
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence

_RESTRICTED = Sensitivity.RESTRICTED
SOURCES = ("Police", "Council", "Housing provider")
CATEGORIES = (
    "Rowdy or inconsiderate behaviour",
    "Vehicle nuisance",
    "Noise",
    "Neighbour dispute",
    "Drugs",
    "Litter or fly-tipping",
    "Begging or rough sleeping",
    "Harassment",
    "Animal problems",
    "Fireworks",
)

FEED = Feed(
    name="asb_incidents",
    title="Anti-social behaviour incidents",
    supplier="the council’s community safety team, with police and housing providers",
    purpose="count anti-social behaviour, and people who report it again and again",
    basis="Crime and Disorder Act 1998 s.115; partnership information sharing agreement",
    cadence=Cadence.MONTH,
    lag_days=20,
    subject=Subject.EVENTS,
    grain="one incident or case opened in the month",
    key=("case_token",),
    file_pattern=r"asb-incidents-(?P<period>\d{4}-\d{2})-v(?P<version>\d+)\.csv",
    area_column="lsoa_code",
    counted=(("case_noise", ("case_token",)), ("complainant_noise", ("complainant_token",))),
    encodings=("utf-8", "cp1252"),
    date_format="%Y-%m-%d",
    stands_for=("asb",),
    has_places=True,
    has_volume=True,
    example=Example(
        "asb-incidents-2024-03-v1.csv",
        {
            "case_ref": "ASBQX-1000#",
            "source": "Council",
            "opened_date": "2024-03-0#",
            "closed_date": "2024-04-1#",
            "asb_type": "Nuisance",
            "category": "Noise",
            "hate_related": "N",
            "lsoa21_code": "X01000001",
            "complainant_ref": "CQX-2000#",
            "vulnerability_score": "1#",
        },
    ),
    fault=Fault(FaultKind.OTHER_PERIOD, "E-PERIOD", "opened_date"),
    columns=(
        Column(
            heading="case_ref",
            name="case_token",
            sensitivity=Sensitivity.IDENTIFYING,
            required=True,
            treatment=Treatment.PSEUDONYM,
            meaning="case reference, as a keyed pseudonym",
        ),
        Column(
            heading="source",
            name="source",
            sensitivity=_RESTRICTED,
            required=True,
            allowed=SOURCES,
            meaning="who took the report",
        ),
        Column(
            heading="opened_date",
            name="opened_date",
            kind=Kind.DATE,
            sensitivity=_RESTRICTED,
            required=True,
            within=Within.PERIOD,
            meaning="day it was reported",
        ),
        Column(
            heading="closed_date",
            name="closed_date",
            kind=Kind.DATE,
            sensitivity=_RESTRICTED,
            meaning="day the case was closed; blank while open",
        ),
        Column(
            heading="asb_type",
            name="asb_type",
            sensitivity=_RESTRICTED,
            required=True,
            allowed=("Personal", "Nuisance", "Environmental"),
            meaning="type under the National Standard for Incident Recording",
        ),
        Column(
            heading="category",
            name="category",
            sensitivity=_RESTRICTED,
            required=True,
            allowed=CATEGORIES,
            meaning="what it was about",
        ),
        Column(
            heading="hate_related",
            name="is_hate_related",
            kind=Kind.FLAG,
            sensitivity=Sensitivity.PERSONAL,
            required=True,
            meaning="the reporter sees hate as the motive",
        ),
        Column(
            heading="lsoa21_code",
            name="lsoa_code",
            sensitivity=_RESTRICTED,
            pattern=r"[EWX]01\d{6}",
            meaning="2021 small area; blank when unknown",
        ),
        Column(
            heading="complainant_ref",
            name="complainant_token",
            sensitivity=Sensitivity.IDENTIFYING,
            treatment=Treatment.PSEUDONYM,
            meaning="who reported it, as a keyed pseudonym; blank when anonymous",
        ),
        Column(
            heading="vulnerability_score",
            name="vulnerability_score",
            kind=Kind.INTEGER,
            sensitivity=Sensitivity.PERSONAL,
            minimum=0,
            maximum=50,
            unknown=("", "n/a"),
            meaning="score of the victim risk matrix; blank when not scored",
        ),
    ),
)
