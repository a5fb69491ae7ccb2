"""Crimes recorded in the area, from the force's own system, under the sharing agreement.

Who sends it    the police force's partnership analyst
How often       monthly, by the 20th day after the month's end; a revised month carries a higher version number
Basis           Crime and Disorder Act 1998 s.17A and s.115; the partnership's information sharing agreement
One row         one crime recorded in the month
Known wrong     where the force publishes nothing on data.police.uk (Greater Manchester since July 2019), this is the
                only crime feed below borough level; outcomes are as at the day of extraction; a month is restated when
                crimes are reclassified or cancelled; about one crime in fifty has no usable place
"""

from ossp_pipeline.contracts.ages import AGE_BANDS
from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment, Within, dropped_columns
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence

_RESTRICTED = Sensitivity.RESTRICTED
_PERSONAL = Sensitivity.PERSONAL


def _flag(heading: str, name: str, meaning: str) -> Column:
    return Column(heading=heading, name=name, kind=Kind.FLAG, sensitivity=_PERSONAL, required=True, meaning=meaning)


FEED = Feed(
    name="police_crime",
    title="Police recorded crime",
    supplier="the police force",
    purpose="count crimes, their harm and their outcomes, for the needs assessment and the performance framework",
    basis="Crime and Disorder Act 1998 s.17A and s.115; partnership information sharing agreement",
    cadence=Cadence.MONTH,
    lag_days=20,
    subject=Subject.EVENTS,
    grain="one crime recorded in the month",
    key=("crime_token",),
    file_pattern=r"[A-Za-z]+-CSP-[A-Za-z-]+-Crime-(?P<period>\d{4}-\d{2})-v(?P<version>\d+)\.csv",
    area_column="lsoa_code",
    counted=(("crime_noise", ("crime_token",)),),
    stands_for=("crime",),
    has_places=True,
    has_volume=True,
    example=Example(
        "Force-CSP-Area-Crime-2024-03-v1.csv",
        {
            "Crime Reference": "06QX/100#/24",
            "Recorded Date": "0#/03/2024",
            "Committed From": "01/03/2024 21:15",
            "Committed To": "01/03/2024 23:40",
            "HO Offence Code": "28E",
            "HO Offence Description": "Qxdescription #",
            "LSOA 2021": "X01000001",
            "Outcome Type": "14",
            "Outcome Date": "09/03/2024",
            "Domestic Abuse": "N",
            "Knife Used": "N",
            "Hate - Race": "N",
            "Hate - Religion": "N",
            "Hate - Sexual Orientation": "N",
            "Hate - Disability": "N",
            "Hate - Transgender": "N",
            "Victim Age Band": "35-49",
            "Victim Sex": "Female",
        },
    ),
    fault=Fault(FaultKind.RENAMED_HEADING, "E-HEADER", "HO Offence Code", "Offence Code"),
    columns=(
        Column(
            heading="Crime Reference",
            name="crime_token",
            sensitivity=Sensitivity.IDENTIFYING,
            required=True,
            treatment=Treatment.PSEUDONYM,
            meaning="the force's reference, as a keyed pseudonym",
        ),
        Column(
            heading="Recorded Date",
            name="recorded_date",
            kind=Kind.DATE,
            sensitivity=_RESTRICTED,
            required=True,
            within=Within.PERIOD,
            meaning="day the crime was recorded",
        ),
        Column(
            heading="Committed From",
            name="committed_from",
            kind=Kind.DATETIME,
            sensitivity=_RESTRICTED,
            within=Within.BY_END,
            meaning="earliest time it can have happened, local time",
        ),
        Column(
            heading="Committed To",
            name="committed_to",
            kind=Kind.DATETIME,
            sensitivity=_RESTRICTED,
            within=Within.BY_END,
            meaning="latest time it can have happened, local time",
        ),
        Column(
            heading="HO Offence Code",
            name="offence_code",
            sensitivity=_RESTRICTED,
            required=True,
            code_list="offence_codes",
            meaning="Home Office offence code: text, never a number (37.1, 8L)",
        ),
        *dropped_columns("HO Offence Description", sensitivity=_RESTRICTED),
        Column(
            heading="LSOA 2021",
            name="lsoa_code",
            sensitivity=_RESTRICTED,
            pattern=r"[EWX]01\d{6}",
            meaning="2021 small area where it happened; blank when unknown",
        ),
        Column(
            heading="Outcome Type",
            name="outcome_type",
            sensitivity=_RESTRICTED,
            code_list="outcome_types",
            meaning="outcome at the day of extraction; blank when none yet",
        ),
        Column(
            heading="Outcome Date",
            name="outcome_date",
            kind=Kind.DATE,
            sensitivity=_RESTRICTED,
            meaning="day of the outcome",
        ),
        _flag("Domestic Abuse", "is_domestic_abuse", "flagged as domestic abuse"),
        _flag("Knife Used", "is_knife_enabled", "a knife or sharp instrument was used or threatened"),
        _flag("Hate - Race", "is_hate_race", "hate crime strand: race"),
        _flag("Hate - Religion", "is_hate_religion", "hate crime strand: religion or belief"),
        _flag("Hate - Sexual Orientation", "is_hate_orientation", "hate crime strand: sexual orientation"),
        _flag("Hate - Disability", "is_hate_disability", "hate crime strand: disability"),
        _flag("Hate - Transgender", "is_hate_transgender", "hate crime strand: transgender identity"),
        Column(
            heading="Victim Age Band",
            name="victim_age_band",
            sensitivity=_PERSONAL,
            allowed=AGE_BANDS,
            meaning="age band of the victim; blank when there is none or it is unknown",
        ),
        Column(
            heading="Victim Sex",
            name="victim_sex",
            sensitivity=_PERSONAL,
            allowed=("Female", "Male", "Other"),
            meaning="sex of the victim; blank when there is none or it is unknown",
        ),
    ),
)
