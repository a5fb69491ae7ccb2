"""Outcomes of referrals to an employment programme, from the two files of HMPPS's “refer and monitor an intervention”.

The file of referrals says of whom each is, under which contract, and when its end-of-service report was submitted; the
file of outcomes what the report says of each desired outcome. Both hold every referral since the service began, of all
contracts. Only what a figure is made of goes on: outcomes in reports of the quarter, under contracts of the service.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from ossp_pipeline.contracts.layout import Table, TidyRow
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.errors import DeliveryRefused

REFERRALS, OUTCOMES = "referrals", "outcomes"
EMPLOYMENT = "Education, Training and Employment"
# What HMPPS calls the services that it commissions.
SERVICES = (
    "Accommodation",
    "Dependency and Recovery",
    EMPLOYMENT,
    "Emotional Wellbeing",
    "Family and Significant Others",
    "Finance, Benefits and Debt",
    "Lifestyle and Associates",
    "Mentoring",
    "Social Inclusion",
    "Women's Specific",
)
CONTRACT = "contract_ref|crs_contract_reference"
REPORTED = "date_eosr_submitted|date_end_of_service_report_submitted"
LINKED = ("referral_ref", "referral_id")
CONTRACTS = "commissioned_contracts"
# Moments are of universal time; the quarter ends at midnight in London.
_LONDON = ZoneInfo("Europe/London")
_OUTCOME = ("desired_outcome", "achievement_level")
_REFERRAL = {"contract": CONTRACT, "service_user_crn": "service_user_crn", "date_eosr_submitted": REPORTED}

Link = tuple[str, ...]


def join_referrals(
    tables: Mapping[str, Table], period: Period, services: Mapping[str, str]
) -> tuple[Iterator[TidyRow], tuple[str, ...]]:
    """Rows of the contract, and what was left out.

    services  the service of each contract, as the partnership lists them

    Raises DeliveryRefused where it lists none, and where no report is of the quarter.
    """
    if not services:
        message = f"the partnership folder does not say which contract is of which service: {CONTRACTS}.csv has no row"
        raise DeliveryRefused("E-LAYOUT", message, f"list each contract of the extract in {CONTRACTS}.csv")
    referrals = list(_cells(tables[REFERRALS], dict(zip(LINKED, LINKED, strict=True)) | _REFERRAL))
    outcomes: dict[Link, list[dict[str, str]]] = defaultdict(list)
    for row in _cells(tables[OUTCOMES], {name: name for name in (*LINKED, *_OUTCOME)}):
        outcomes[_link(row)].append({name: row[name] for name in _OUTCOME})
    left_out: Counter[str] = Counter()
    rows: list[TidyRow] = []
    for referral in referrals:
        if reason := _reason_to_leave_out(referral, period, services):
            left_out[reason] += 1
        else:
            about = _about(referral, services)
            rows += [about | outcome for outcome in outcomes.get(_link(referral)) or [{}]]
    if not rows:
        raise _without_reports(len(referrals), period)
    known = set(map(_link, referrals))
    # Without its referral the contract rejects it: it is counted, and nothing is made of it.
    rows += [
        {"referral_id": link[1]} | outcome for link, items in outcomes.items() if link not in known for outcome in items
    ]
    return iter(rows), tuple(f"referrals left out, {words}: {count:,}" for words, count in sorted(left_out.items()))


def _without_reports(count: int, period: Period) -> DeliveryRefused:
    message = f"none of {count:,} referrals has an end-of-service report in {period} under a contract of employment"
    remedy = (
        f"compare the quarter in the file's name and {CONTRACTS}.csv with the extract; where both are right, set it"
    )
    return DeliveryRefused("E-PERIOD", message, f"{remedy} aside: nothing is known of the quarter yet")


def _reason_to_leave_out(referral: Mapping[str, str], period: Period, services: Mapping[str, str]) -> str:
    """Why no figure needs a referral; "" where one does. Of an unknown contract it may."""
    if services.get(referral["contract"], EMPLOYMENT) != EMPLOYMENT:
        return "of another service"
    day = _day(referral["date_eosr_submitted"])
    if not day:
        return "without an end-of-service report, so that what came of them is not known yet"
    return "reported in another quarter" if _is_outside(day, period) else ""


def _is_outside(day: str, period: Period) -> bool:
    """Whether a day is of another quarter; what is no day goes on, for the contract to reject."""
    try:
        moment = datetime.strptime(day, "%Y-%m-%d").date()
    except ValueError:
        return False
    return not period.start <= moment <= period.end


def _about(referral: Mapping[str, str], services: Mapping[str, str]) -> dict[str, str]:
    """A contract that is not listed stands in the place of its service, so that its rows are rejected and counted."""
    return {
        "referral_id": referral["referral_id"],
        "service_user_crn": referral["service_user_crn"],
        "service": services.get(referral["contract"], referral["contract"]),
        "date_eosr_submitted": _day(referral["date_eosr_submitted"]),
    }


def _day(written: str) -> str:
    """The day of a moment in London, as the contract writes it; anything else as it is."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return written
    return f"{moment.astimezone(_LONDON) if moment.tzinfo else moment:%Y-%m-%d}"


def _link(row: Mapping[str, str]) -> Link:
    return tuple(row[name] for name in LINKED)


def _cells(table: Table, columns: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Some columns of a table, under our names for them."""
    positions = {name: table.position(heading) for name, heading in columns.items()}
    for row in table.rows:
        yield {name: "" if place is None else row[place].strip() for name, place in positions.items()}
