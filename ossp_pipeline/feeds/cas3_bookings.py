"""Bookings of temporary accommodation for people leaving prison (CAS3): which stays ended, when, and how.

Who sends it    HM Prison and Probation Service: the “bookings” report of CAS3, for one quarter
How often       quarterly, within the month after the quarter
Basis           Offender Management Act 2007 s.14; Data Protection Act 2018 Part 3; sharing agreement
One row         one booking with some planned day in the quarter, also one that was cancelled or has not ended
Known wrong     where somebody moved on is often added weeks later, and until then the outcome is pending; a departure
                that is recorded after the report was run is in none, unless the quarter is sent again; a label that
                HMPPS renames is another one in every report from that day on, also in those of earlier quarters
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment, dropped_columns
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.contracts.records import NotTaken
from ossp_pipeline.contracts.validity import DatedValue, Span
from ossp_pipeline.contracts.workbook import Workbook
from ossp_pipeline.layouts.hmpps import case_reference, header_of_people

_RESTRICTED = Sensitivity.RESTRICTED
_PERSONAL = Sensitivity.PERSONAL
_IDENTIFYING = Sensitivity.IDENTIFYING
# Labels that HMPPS has renamed or given up, by the last quarter whose whole report may have them. The new ones have no
# first quarter: the system shows them for every booking, however old, so a late report of an old quarter has them too.
_GIVEN_UP = {
    "2023-24Q4": (
        "N/A (only to be used where person on probation is deceased)",
        "N/A (only to be used where person on probation has moved to another CAS3 property)",
    ),
    "2024-25Q2": ("Unknown (the probation practitioner has not added the move-on category to NDelius)",),
    "2025-26Q1": (
        "Approved Premises",
        "Friends/Family (settled)",
        "Friends/Family (transient)",
        "Pending (no category has been added to NDelius)",
    ),
    "2025-26Q2": (
        "Accommodation secured via AfEO – Accommodation for Ex-Offenders Scheme",
        "They’re unlawfully at large or at large",
    ),
}
# What the other reports about people have, and this one has not.
_OF_OTHER_REPORTS = ("type", "bookingStatus", "prisonAtReferral")

FEED = Feed(
    name="cas3_bookings",
    title="CAS3 bookings",
    supplier="HM Prison and Probation Service",
    purpose="count the stays in temporary accommodation that ended, and those that led to a settled home",
    basis="Offender Management Act 2007 s.14; Data Protection Act 2018 Part 3; information sharing agreement",
    cadence=Cadence.QUARTER,
    lag_days=31,
    subject=Subject.PEOPLE,
    grain="one booking with some planned day in the quarter",
    key=("bookingid",),
    person_from=("crn",),
    counted=(("person_noise", ("crn",)),),
    file_pattern=r"cas3-bookings-(?P<period>\d{4}-\d{2}Q[1-4])-v(?P<version>\d+)\.(?:csv|xlsx)",
    workbook=Workbook(sheets=r"(?i)sheet ?\d*|data|.*(?:report|bookings?).*"),
    not_taken=(
        NotTaken(
            name="the CAS3 report of referrals",
            file_name="referrals.xlsx",
            first_line=header_of_people("bookingOffered"),
            reason="no stay is counted from it",
            remedy="set it aside; where it is agreed, put it into the folder of cas3_referrals",
        ),
        NotTaken(
            name="another CAS3 report about people",
            file_name="bed-usage.xlsx",
            first_line=header_of_people(*_OF_OTHER_REPORTS),
            reason="no figure is counted from bed use or bookings to come, so no row of them may be kept",
            remedy="set it aside, and ask for the report of bookings",
        ),
    ),
    area_column="district_name",
    unplaced="out_of_area",
    optional=True,
    date_format="%Y-%m-%d",
    # A borough has a handful of beds: one stay more is a large share.
    revision_limit=1.0,
    retention_days=180,
    example=Example(
        "cas3-bookings-2023-24Q4-v1.csv",
        {
            "bookingId": "QXBOOKING#",
            "referralId": "QXREFERRAL#",
            "personName": "Qxforename Qxsurname",
            "pncNumber": "2004/071234#Q",
            "dateOfBirth": "1987-11-1#",
            "probationRegion": "Qxregion",
            "pdu": "Qxunit",
            "localAuthority": "Qxdistrict",
            "postCode": "QQ9 #QX",
            "crn": "Q98760#",
            "offerAccepted": "Y",
            "isCancelled": "N",
            "startDate": "2024-01-0#",
            "endDate": "2024-03-2#",
            "actualEndDate": "2024-03-1#",
            "accommodationOutcome": "Rental accommodation - private rental",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "move_on_category.allowed", "accommodationOutcome", "Qxlabel"),
    columns=(
        *dropped_columns("bookingId", "referralId", sensitivity=_IDENTIFYING),
        *dropped_columns("referralDate", sensitivity=_PERSONAL),
        *dropped_columns("personName", "pncNumber", sensitivity=_IDENTIFYING),
        *dropped_columns("gender", "ethnicity", sensitivity=_PERSONAL),
        *dropped_columns("dateOfBirth", sensitivity=_IDENTIFYING),
        *dropped_columns(
            "riskOfSeriousHarm",
            "registeredSexOffender",
            "historyOfSexualOffence",
            "concerningSexualBehaviour",
            "needForAccessibleProperty",
            "historyOfArsonOffence",
            "concerningArsonBehaviour",
            "dutyToReferMade",
            "dateDutyToReferMade",
            "dutyToReferLocalAuthorityAreaName",
            "isReferralEligibleForCas3",
            "referralEligibilityReason",
            sensitivity=_PERSONAL,
        ),
        *dropped_columns("probationRegion", "pdu", sensitivity=_RESTRICTED),
        Column(
            heading="localAuthority",
            name="district_name",
            sensitivity=_PERSONAL,
            meaning="district of the property, by name",
        ),
        *dropped_columns("town", "postCode", sensitivity=_IDENTIFYING),
        case_reference("crn"),
        *dropped_columns("offerAccepted", sensitivity=_PERSONAL),
        Column(
            heading="isCancelled",
            name="is_cancelled",
            kind=Kind.FLAG,
            sensitivity=_PERSONAL,
            required=True,
            meaning="the booking was cancelled: nobody stayed",
        ),
        *dropped_columns("cancellationReason", "startDate", "endDate", sensitivity=_PERSONAL),
        Column(
            heading="actualEndDate",
            name="end_month",
            kind=Kind.DATE,
            sensitivity=_PERSONAL,
            treatment=Treatment.MONTH,
            meaning="month in which the person left, also after the quarter; blank while they are there",
        ),
        # `reason` is why somebody stayed longer than 84 nights, as it was typed: not why they left.
        *dropped_columns(
            *("currentNightsStayed", "actualNightsStayed", "overstay", "authorised", "reason"), sensitivity=_PERSONAL
        ),
        Column(
            heading="accommodationOutcome",
            name="move_on_category",
            sensitivity=_PERSONAL,
            code_list="move_on_categories",
            any_spelling=True,
            dated=tuple(DatedValue(label, Span(until=last)) for last, labels in _GIVEN_UP.items() for label in labels),
            meaning="where the person moved on to; blank while they are there",
        ),
    ),
)
