"""Referrals to temporary accommodation for people leaving prison (CAS3): which were rejected, which got a bed offered.

Who sends it    HM Prison and Probation Service: the “referral” report of CAS3, for one quarter
How often       quarterly, within the month after the quarter
Basis           Offender Management Act 2007 s.14; Data Protection Act 2018 Part 3; sharing agreement
One row         one referral that was submitted in the quarter, and again for each further bed that was booked for it
Known wrong     a referral names a district only where the duty to refer was made, and none otherwise; what becomes of
                one is often decided after the report was run, and until then it is neither rejected nor offered a bed;
                the last day's referrals are missing where the report was asked for up to that day
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment, Within, dropped_columns
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.contracts.records import NotTaken
from ossp_pipeline.contracts.workbook import Workbook
from ossp_pipeline.layouts.hmpps import case_reference, header_of_people

_RESTRICTED = Sensitivity.RESTRICTED
_PERSONAL = Sensitivity.PERSONAL
_IDENTIFYING = Sensitivity.IDENTIFYING
# What the other reports about people have, and this one has not.
_OF_OTHER_REPORTS = ("type", "bookingStatus", "accommodationOutcome")

FEED = Feed(
    name="cas3_referrals",
    title="CAS3 referrals",
    supplier="HM Prison and Probation Service",
    purpose="count the referrals to temporary accommodation, and those of the decided ones that were offered a bed",
    basis="Offender Management Act 2007 s.14; Data Protection Act 2018 Part 3; information sharing agreement",
    cadence=Cadence.QUARTER,
    lag_days=31,
    subject=Subject.PEOPLE,
    grain="one referral submitted in the quarter, and one more for each further property booked for it",
    # The report has a referral once for each of its bookings, so its number is no key.
    key=(),
    reference="referral_token",
    person_from=("crn",),
    counted=(("person_noise", ("crn",)),),
    file_pattern=r"cas3-referrals-(?P<period>\d{4}-\d{2}Q[1-4])-v(?P<version>\d+)\.(?:csv|xlsx)",
    workbook=Workbook(sheets=r"(?i)sheet ?\d*|data|.*(?:report|referrals?).*"),
    not_taken=(
        NotTaken(
            name="another CAS3 report about people",
            file_name="bed-usage.xlsx",
            first_line=header_of_people(*_OF_OTHER_REPORTS),
            reason="no referral is counted from bookings, bed use or bookings to come",
            remedy="set it aside, and ask for the report of referrals; that of bookings belongs to cas3_bookings",
        ),
    ),
    area_column="district_name",
    unplaced="out_of_area",
    optional=True,
    date_format="%Y-%m-%d",
    # A borough has a few dozen referrals: some that came late are a large share.
    revision_limit=1.0,
    retention_days=180,
    example=Example(
        "cas3-referrals-2023-24Q4-v1.csv",
        {
            "referralId": "QXREFERRAL#",
            "referralDate": "2023-12-1#",
            "personName": "Qxforename Qxsurname",
            "pncNumber": "2004/071234#Q",
            "crn": "Q98760#",
            "dateOfBirth": "1987-11-1#",
            "dutyToReferMade": "Y",
            "dutyToReferLocalAuthorityAreaName": "Qxdistrict",
            "postCode": "QQ9 #QX",
            "probationRegion": "Qxregion",
            "pdu": "Qxunit",
            "referralSubmittedDate": "2024-01-1#",
            "referralRejected": "N",
            "prisonAtReferral": "Qxprison",
            "bookingOffered": "Y",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "is_rejected.readable", "referralRejected", "Qxperhaps"),
    columns=(
        Column(
            heading="referralId",
            name="referral_token",
            sensitivity=_IDENTIFYING,
            required=True,
            treatment=Treatment.PSEUDONYM,
            meaning="the referral: one with two bookings has two rows, and counts once",
        ),
        # The day on which the referral was begun: what counts is when it was submitted.
        *dropped_columns("referralDate", sensitivity=_PERSONAL),
        *dropped_columns("personName", "pncNumber", sensitivity=_IDENTIFYING),
        case_reference("crn"),
        *dropped_columns("sex", "genderIdentity", "ethnicity", sensitivity=_PERSONAL),
        *dropped_columns("dateOfBirth", sensitivity=_IDENTIFYING),
        *dropped_columns(
            "registeredSexOffender",
            "historyOfSexualOffence",
            "concerningSexualBehaviour",
            "needForAccessibleProperty",
            "riskOfSeriousHarm",
            "historyOfArsonOffence",
            "concerningArsonBehaviour",
            "dutyToReferMade",
            "dateDutyToReferMade",
            sensitivity=_PERSONAL,
        ),
        Column(
            heading="dutyToReferLocalAuthorityAreaName",
            name="district_name",
            sensitivity=_PERSONAL,
            meaning="district to which the duty to refer was made, by name; blank where it was not made",
        ),
        *dropped_columns("dutyToReferOutcome", sensitivity=_PERSONAL),
        *dropped_columns("town", "postCode", sensitivity=_IDENTIFYING),
        *dropped_columns("probationRegion", "pdu", sensitivity=_RESTRICTED),
        *dropped_columns("outOfRegion", "destinationRegion", "destinationPdu", sensitivity=_PERSONAL),
        Column(
            heading="referralSubmittedDate",
            name="referred_month",
            kind=Kind.DATE,
            sensitivity=_PERSONAL,
            treatment=Treatment.MONTH,
            required=True,
            within=Within.PERIOD,
            meaning="month in which the referral was submitted",
        ),
        Column(
            heading="referralRejected",
            name="is_rejected",
            kind=Kind.FLAG,
            sensitivity=_PERSONAL,
            required=True,
            meaning="a reason for rejecting it was recorded",
        ),
        *dropped_columns(
            "rejectionReason",
            "rejectionReasonExplained",
            "rejectionDate",
            "sourceOfReferral",
            "prisonReleaseType",
            "prisonAtReferral",
            "releaseDate",
            "updatedReleaseDate",
            "accommodationRequiredDate",
            "updatedAccommodationRequiredFromDate",
            sensitivity=_PERSONAL,
        ),
        Column(
            heading="bookingOffered",
            name="is_offered",
            kind=Kind.FLAG,
            sensitivity=_PERSONAL,
            required=True,
            meaning="a bed was booked for it, also where the booking was cancelled later",
        ),
    ),
)
