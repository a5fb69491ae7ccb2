"""Markers in the place of personal values, put into deliveries before these are received."""

from collections import Counter

from ossp_pipeline.contracts.column import Sensitivity
from ossp_pipeline.feeds.registry import FEEDS

Rows = list[dict[str, str]]
MARKER = "KANARIENVOGEL"
# In each personal column of each feed.
MARKED = 40
# Identifying columns whose values must follow a pattern, so that the row is accepted: marker values of that pattern.
SHAPED = {
    **dict.fromkeys(("CRN", "crn", "service_user_crn"), "Z973519"),
    **{"Postcode": "QQ7 9ZZ", "Date Of Birth": "13/01/1907", "DOB": "13/01/1907"},
    # Another small area would be out of area, so that no row with markers were left.
    "lsoa21_code": "",
}
SHAPED_MARKERS = ["Z973519", "QQ7 9ZZ", "13/01/1907", "1907-01-13"]
ALL_MARKERS = [MARKER, *SHAPED_MARKERS]
PERSONAL_FEEDS = (
    *("police_crime", "asb_incidents", "probation_supervision", "substance_treatment"),
    # Which an area may do without.
    *("fire_incidents", "cas3_bookings", "cas3_referrals", "commissioned_services", "violence_attendances"),
)


def planted(feed_name: str, rows: Rows, first: int, count: int) -> set[int]:
    """Put markers into every identifying and every dropped column of some rows; answers in how many cells of each."""
    feed = FEEDS[feed_name]
    cells: Counter[str] = Counter()
    for number, row in enumerate(rows[first : first + count]):
        for column in feed.columns:
            hidden = column.sensitivity is Sensitivity.IDENTIFYING or not column.landed
            if hidden and column.name != "consent" and column.heading in row:
                row[column.heading] = SHAPED.get(column.heading, f"{MARKER}{number}{column.heading[:6]}")
                cells[column.name] += 1
        if "Event Number" in row:  # all have one reference, and would repeat one another
            row["Event Number"] = str(number + 1)
    return set(cells.values())
