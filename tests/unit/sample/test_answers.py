"""The makers' own answers against what landing says: neither knows the other's."""

from dataclasses import asdict

import pytest

from ossp_pipeline.extract.conform import ConformResult
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.sample.answers import Draft, Fate
from tests.unit.sample.conftest import Made

pytestmark = pytest.mark.slow

PLANTED = {
    "GMP-CSP-Stockport-Crime-2024-02-v1.csv": {"police_crime.offence_code.allowed": 3},
    "GMP-CSP-Stockport-Crime-2025-02-v1.csv": {"police_crime.row.fields": 1},
    "GMP-CSP-Stockport-Crime-2025-11-v1.csv": {"police_crime.recorded_date.readable": 2},
    "asb-incidents-2023-10-v1.csv": {"asb_incidents.asb_type.allowed": 2},
    "asb-incidents-2024-03-v1.csv": {"asb_incidents.category.allowed": 1, "asb_incidents.row.printable": 1},
    "probation-supervision-2024-25Q2-v1.csv": {"probation_supervision.requirement.allowed": 2},
    "ndtms-2024-25Q3-v1.csv": {"substance_treatment.alcohol_days.range": 2},
}
CONSENT = "substance_treatment.consent.given"


def test_landing_accounts_for_every_row_of_every_file_as_the_maker_says(
    made: Made, landed: dict[str, ConformResult]
) -> None:
    promised = {answer["file_name"]: (answer["accounting"], answer["broken"]) for answer in made.answers}
    landed_as = {name: (asdict(result.accounting), result.broken) for name, result in landed.items()}
    assert landed_as == promised


def test_only_the_planted_rows_break_rules(made: Made) -> None:
    broken = {answer["file_name"]: {**answer["broken"]} for answer in made.answers}
    for rules in broken.values():
        rules.pop(CONSENT, None)
    assert {name: rules for name, rules in broken.items() if rules} == PLANTED


def test_repeats_and_rows_from_elsewhere_are_where_they_were_planted(made: Made) -> None:
    accounting = {answer["file_name"]: answer["accounting"] for answer in made.answers}
    duplicates = {name: counts["duplicate"] for name, counts in accounting.items() if counts["duplicate"]}
    parents = duplicates.pop("published-indicators-2024-fingertips.csv")
    assert parents == 3 * 3 * 3 * 3, "every figure but England's stands there once more, under its parent"
    assert duplicates == {"GMP-CSP-Stockport-Crime-2024-09-v1.csv": 4, "asb-incidents-2025-05-v1.csv": 3}
    moved = {name: counts["out_of_area"] for name, counts in accounting.items() if name.startswith("GMP-")}
    assert {name: count for name, count in moved.items() if count} == {"GMP-CSP-Stockport-Crime-2024-05-v1.csv": 2}


@pytest.mark.parametrize("feed_name", ["population", "probation_supervision", "substance_treatment"])
def test_every_delivery_holds_some_residents_of_elsewhere(made: Made, feed_name: str) -> None:
    outside = [answer["accounting"]["out_of_area"] for answer in made.answers if answer["feed"] == feed_name]
    assert min(outside) >= 5


def test_no_street_level_row_is_the_areas_own_crime(made: Made, landed: dict[str, ConformResult]) -> None:
    street = [answer for answer in made.answers if answer["feed"] == "police_uk_street"]
    assert all(answer["accounting"]["accepted"] == 0 for answer in street)
    assert all(set(landed[answer["file_name"]].excluded) == {"elsewhere", "other force"} for answer in street)
    inside = [_placed_inside(made, answer["file_name"]) for answer in street if "-btp-" in answer["file_name"]]
    assert set(inside) <= set(range(6, 11))


def test_rejected_rows_stay_within_every_feeds_tolerance(made: Made) -> None:
    for answer in made.answers:
        faulty = answer["accounting"]["rejected"] - answer["broken"].get(CONSENT, 0)
        assert faulty <= FEEDS[answer["feed"]].tolerance * answer["accounting"]["received"], answer["file_name"]


def test_oddities_that_are_no_faults_are_put_right_and_noted(landed: dict[str, ConformResult]) -> None:
    assert landed["asb-incidents-2023-07-v1.csv"].notes == ("byte order mark removed",)
    reordered = landed["GMP-CSP-Stockport-Crime-2024-07-v1.csv"].notes
    assert reordered == ("columns came in another order and were read by name",)
    older = "“Force Name” as “Police Force”, “Number of Offences” as “Offence Count”"
    by_force = landed["prc-pfa-mar2024-dec2025-tables-230426.csv"].notes
    assert by_force == (f"headings of another edition read: {older}",)
    by_partnership = landed["prc-csp-mar2024-dec2025-tables-230426.ods"].notes
    assert by_partnership == ("sheets read: 2023_24, 2024_25, 2025_26",)
    boundaries = landed["area-boundaries-2021.geojson"].notes
    assert boundaries == ("shapes read from GeoJSON: 195, codes from LSOA21CD",)
    spelt = {name: result.notes for name, result in landed.items() if name.startswith("cas3-bookings") and result.notes}
    assert {note.partition(" ")[2] for (note,) in spelt.values()} == {
        "value(s) of “accommodationOutcome” read in the spelling of the agreed list"
    }
    assert max(spelt) == "cas3-bookings-2025-26Q1-v1.csv", "labels were renamed in August 2025"
    assert landed["published-indicators-2024-ndtms.csv"].notes == (
        "read as NDTMS’s published table of adults in treatment",
    )
    fingertips = landed["published-indicators-2024-fingertips.csv"].notes
    assert fingertips == ("read as a download of indicators from Fingertips",)
    referrals = [result.notes for name, result in landed.items() if name.startswith("cas3-referrals")]
    answers = tuple(f"“{heading}” read as agreed: yes and no" for heading in ("referralRejected", "bookingOffered"))
    assert set(referrals) == {answers}, "HMPPS writes Yes and No"
    fires = [result.notes for name, result in landed.items() if name.startswith("published-fires")]
    assert set(fires) == {("read as the published table of incidents by small area",)}
    assert sum(bool(result.notes) for result in landed.values()) == 7 + len(spelt) + len(referrals) + len(fires)


def test_planting_takes_rows_that_are_still_good_and_spreads_them() -> None:
    feed = FEEDS["population"]
    rows = [["2024", f"X0100000{row}", "", "", "Male", "", "1"] for row in range(6)]
    period = feed.read_file_name("population-mid-2024.csv").period  # type: ignore[union-attr]
    draft = Draft(feed, period, "population-mid-2024.csv", rows, [Fate.ACCEPTED] * 6)
    draft.spoil(0, "OBS_VALUE", "-1", "resident_count.range")
    assert draft.good_rows(2) == [2, 4]
    draft.repeat(2)
    draft.move_out(4, "GEOGRAPHY_CODE", "X01000601")
    answer = draft.answer()
    assert answer["accounting"] == {"received": 7, "accepted": 4, "rejected": 1, "duplicate": 1, "out_of_area": 1}
    assert answer["broken"] == {"population.resident_count.range": 1}


def _placed_inside(made: Made, file_name: str) -> int:
    inside = {row["LSOA21CD"] for row in made.rows("area_lookup", "area-lookup-2024.csv")}
    return sum(row["LSOA code"] in inside for row in made.rows("police_uk_street", file_name))
