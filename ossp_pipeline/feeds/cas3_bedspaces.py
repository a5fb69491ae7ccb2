"""Bedspaces of temporary accommodation for people leaving prison (CAS3), with the days they were booked and online.

Who sends it    HM Prison and Probation Service: the “bed space occupancy” report of CAS3, for one quarter
How often       quarterly, within the month after the quarter
Basis           Offender Management Act 2007 s.14; sharing agreement
One row         one bedspace on some day of the quarter
Known wrong     a void bedspace counts as online, so a quarter of repairs looks like one of empty beds; turnaround days
                are not booked; a report run before the quarter's end counts days that have not been
"""

from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment, Within, dropped_columns
from ossp_pipeline.contracts.example import Example, Fault, FaultKind
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.contracts.records import NotTaken
from ossp_pipeline.contracts.workbook import Workbook

_RESTRICTED = Sensitivity.RESTRICTED
# Where people live who left prison.
_ADDRESS = ("propertyRef", "addressLine1", "town", "postCode", "bedspaceRef", "uniquePropertyRef")
_OTHER_DAYS = (
    "confirmedDays",
    "provisionalDays",
    "scheduledTurnaroundDays",
    "effectiveTurnaroundDays",
    "voidDays",
    "totalBookedDays",
)

FEED = Feed(
    name="cas3_bedspaces",
    title="CAS3 bedspaces",
    supplier="HM Prison and Probation Service",
    purpose="see how much of the temporary accommodation for people leaving prison is in use",
    basis="Offender Management Act 2007 s.14; information sharing agreement",
    cadence=Cadence.QUARTER,
    lag_days=31,
    subject=Subject.EVENTS,
    grain="one bedspace on some day of the quarter",
    key=("bedspace_token",),
    file_pattern=r"cas3-bedspaces-(?P<period>\d{4}-\d{2}Q[1-4])-v(?P<version>\d+)\.(?:csv|xlsx)",
    workbook=Workbook(sheets=r"(?i)sheet ?\d*|data|.*(?:report|occupancy|bed ?spaces?).*"),
    not_taken=(
        NotTaken(
            name="the CAS3 report of bookings",
            file_name="bookings.xlsx",
            first_line=r"(?=(?:.*,)?crn(?:,|$))(?:.*,)?accommodationOutcome(?:,.*)?",
            reason="it is about people, and no figure of bedspaces is counted from it",
            remedy="set it aside; where it is agreed, put it into the folder of cas3_bookings",
        ),
        NotTaken(
            name="the CAS3 report of referrals",
            file_name="referrals.xlsx",
            first_line=r"(?=(?:.*,)?crn(?:,|$))(?:.*,)?bookingOffered(?:,.*)?",
            reason="it is about people, and no figure of bedspaces is counted from it",
            remedy="set it aside; where it is agreed, put it into the folder of cas3_referrals",
        ),
        NotTaken(
            name="a CAS3 report about people",
            file_name="bed-usage.xlsx",
            first_line=r"(?:.*,)?crn(?:,.*)?",
            reason="no figure is counted from bed use or bookings to come, so no row of them may be kept",
            remedy="set it aside, and ask for the report of bed space occupancy",
        ),
    ),
    area_column="district_name",
    optional=True,
    date_format="%Y-%m-%d",
    # A borough has a handful of bedspaces: one more is a large share.
    revision_limit=1.0,
    example=Example(
        "cas3-bedspaces-2023-24Q4-v1.csv",
        {
            "probationRegion": "Qxregion",
            "pdu": "Qxunit",
            "localAuthority": "Qxdistrict",
            "bookedDaysActiveAndClosed": "8#",
            "bedspaceStartDate": "2023-01-0#",
            "bedspaceOnlineDays": "91",
            "occupancyRate": "0.9",
            "uniqueBedspaceRef": "QXB-#",
        },
    ),
    fault=Fault(FaultKind.WRONG_CELL, "online_days.range", "bedspaceOnlineDays", "-1"),
    columns=(
        *dropped_columns("probationRegion", "pdu", sensitivity=_RESTRICTED),
        Column(
            heading="localAuthority",
            name="district_name",
            sensitivity=_RESTRICTED,
            required=True,
            meaning="district of the property, by name",
        ),
        *dropped_columns(*_ADDRESS, sensitivity=Sensitivity.IDENTIFYING),
        Column(
            heading="bookedDaysActiveAndClosed",
            name="booked_days",
            kind=Kind.INTEGER,
            sensitivity=_RESTRICTED,
            required=True,
            minimum=0,
            maximum=92,
            meaning="days of the quarter with a booking that was not cancelled, both ends counted",
        ),
        *dropped_columns(*_OTHER_DAYS, sensitivity=_RESTRICTED),
        Column(
            heading="bedspaceStartDate",
            name="online_from",
            kind=Kind.DATE,
            sensitivity=_RESTRICTED,
            required=True,
            within=Within.BY_END,
            meaning="first day on which the bedspace is online",
        ),
        Column(
            heading="bedspaceEndDate",
            name="online_until",
            kind=Kind.DATE,
            sensitivity=_RESTRICTED,
            meaning="last day; blank while there is none",
        ),
        Column(
            heading="bedspaceOnlineDays",
            name="online_days",
            kind=Kind.INTEGER,
            sensitivity=_RESTRICTED,
            required=True,
            minimum=0,
            maximum=92,
            meaning="days of the quarter on which it is online, void days among them, both ends counted",
        ),
        Column(
            heading="occupancyRate",
            name="occupancy_rate",
            kind=Kind.NUMBER,
            sensitivity=_RESTRICTED,
            unknown=("", "NaN"),
            minimum=0,
            meaning="booked days of days online, as the report gives it: compared, not used",
        ),
        Column(
            heading="uniqueBedspaceRef",
            name="bedspace_token",
            sensitivity=Sensitivity.IDENTIFYING,
            required=True,
            treatment=Treatment.PSEUDONYM,
            meaning="the bedspace, as a keyed pseudonym",
        ),
    ),
)
