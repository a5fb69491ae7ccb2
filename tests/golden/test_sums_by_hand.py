"""The sums worked out by hand in docs/measures.md: from the rows delivered to the figure published, in plain Python."""

import csv
import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.settings import PROJECT, Settings

PAGE = (PROJECT / "docs" / "measures.md").read_text(encoding="utf-8")
# The twelve months to March 2026.
MONTHS = [f"2025-{month:02d}" for month in range(4, 13)] + ["2026-01", "2026-02", "2026-03"]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def inbox(delivered: Settings) -> Path:
    """The sample as it was delivered."""
    return delivered.inbox


@pytest.fixture(scope="module")
def figures(released: Settings) -> dict[tuple[str, str], dict[str, str]]:
    """The partnership's published figures, from the CSV file, by measure and period."""
    release = Releases(released.releases).current()
    assert release is not None
    rows = rows_of(release.folder / "tables" / "fct_measure_values.csv")
    return {(row["measure_id"], row["period"]): row for row in rows if row["area_type"] == "csp"}


def told(*numbers: object) -> None:
    """The page says the very numbers."""
    missing = [
        str(number) for number in numbers if not re.search(rf"(?<![\d.,]){re.escape(str(number))}(?![\d])", PAGE)
    ]
    assert missing == []


def test_a_count_robberies_of_december_2025(inbox, figures):
    rows = rows_of(inbox / "police_crime" / "GMP-CSP-Stockport-Crime-2025-12-v1.csv")
    codes = [row["HO Offence Code"] for row in rows]
    personal, business = codes.count("34B"), codes.count("34A")
    figure = figures["robbery", "2025-12"]
    assert (figure["numerator"], float(figure["value"])) == (str(personal + business), personal + business)
    told(f"{len(rows):,}", personal, business, personal + business)


def test_a_percent_asb_that_the_council_took_in_the_year_to_march_2026(inbox, figures):
    taken = whole = repeated = 0
    for month in MONTHS:
        rows = rows_of(inbox / "asb_incidents" / f"asb-incidents-{month}-v1.csv")
        distinct = {tuple(row.values()): row["source"] for row in rows}
        repeated += len(rows) - len(distinct)
        whole += len(distinct)
        taken += list(distinct.values()).count("Council")
    figure = figures["asb_council_share", "2026-03"]
    assert (figure["numerator"], figure["denominator"]) == (str(taken), str(whole))
    assert float(figure["value"]) == pytest.approx(100 * taken / whole, abs=1e-12)
    told(f"{taken:,}", f"{whole:,}", f"{whole + repeated:,}", repeated, f"{100 * taken / whole:.2f}")


def test_a_percent_charged_within_six_months_of_being_recorded(inbox, figures):
    def day(text: str) -> datetime:
        return datetime.strptime(text, "%d/%m/%Y")

    whole = charged = lines = 0
    for month in pd.period_range("2024-10", "2025-09", freq="M"):
        newest = max((inbox / "police_crime").glob(f"*-{month}-v*.csv"))
        rows = rows_of(newest)
        read = [row for row in rows if None not in row and None not in row.values()]
        lines, whole = lines + len(rows), whole + len(read)
        charged += sum(
            day(row["Outcome Date"]) < day(row["Recorded Date"]) + pd.DateOffset(months=6)
            for row in read
            if row["Outcome Type"] in ("1", "1A")
        )
    figure = figures["charge_rate", "2026-03"]
    assert (figure["numerator"], figure["denominator"]) == (str(charged), str(whole))
    assert float(figure["value"]) == pytest.approx(100 * charged / whole, abs=1e-12)
    told(f"{charged:,}", f"{whole:,}", f"{lines:,}", f"{100 * charged / whole:.2f}")


def test_a_returned_percent_cameras_that_work(inbox, figures):
    name = "measure-returns-community-safety-manager-2025-26Q3-v1.csv"
    (row,) = [row for row in rows_of(inbox / "measure_returns" / name) if row["measure_id"] == "cctv_working"]
    working, whole = int(row["numerator"]), int(row["denominator"])
    figure = figures["cctv_working", "2025-26Q3"]
    assert (figure["numerator"], figure["denominator"]) == (str(working), str(whole))
    assert float(figure["value"]) == pytest.approx(100 * working / whole, abs=1e-12)
    told(working, whole, f"{100 * working / whole:.2f}")


def test_a_percent_occupancy_of_cas3_from_the_report_of_the_region(inbox, figures):
    rows = rows_of(inbox / "cas3_bedspaces" / "cas3-bedspaces-2025-26Q3-v1.csv")
    here = [row for row in rows if row["localAuthority"] == "Stockport"]
    booked = sum(int(row["bookedDaysActiveAndClosed"]) for row in here)
    online = sum(int(row["bedspaceOnlineDays"]) for row in here)
    figure = figures["cas3_occupancy", "2025-26Q3"]
    assert (figure["numerator"], figure["denominator"]) == (str(booked), str(online))
    assert float(figure["value"]) == pytest.approx(100 * booked / online, abs=1e-12)
    assert figures["cas3_beds", "2025-26Q3"]["numerator"] == str(len(here)) == "7"
    told(booked, online, f"{100 * booked / online:.2f}")


def test_repeat_victims_are_people_who_reported_three_times_in_the_year(inbox, figures):
    reports: dict[str, int] = {}
    for month in MONTHS:
        rows = rows_of(inbox / "asb_incidents" / f"asb-incidents-{month}-v1.csv")
        for row in {tuple(row.values()): row for row in rows}.values():
            if row["complainant_ref"]:
                reports[row["complainant_ref"]] = reports.get(row["complainant_ref"], 0) + 1
    figure = figures["asb_repeat_reporters", "2026-03"]
    often = sum(count >= 3 for count in reports.values())
    assert (figure["numerator"], figure["denominator"]) == (str(often), str(len(reports)))


def test_serious_violence_counts_assault_with_injury_only_with_a_knife(inbox, figures):
    listed = {"1/4.1/4.10/4.2", "2", "5D", "5E", "34A", "34B", "10A", "10B", "10C", "10D", "62A"}
    rows = rows_of(inbox / "police_crime" / "GMP-CSP-Stockport-Crime-2025-12-v1.csv")
    knife = next(heading for heading in rows[0] if "knife" in heading.lower())
    counted = [
        row
        for row in rows
        if row["HO Offence Code"] in listed or (row["HO Offence Code"] == "8N" and row[knife] == "Y")
    ]
    assert figures["serious_violence", "2025-12"]["numerator"] == str(len(counted))
    assert any(row["HO Offence Code"] == "8N" for row in counted)


def test_stays_in_cas3_from_the_report_of_the_region(inbox, figures):
    rows = rows_of(inbox / "cas3_bookings" / "cas3-bookings-2025-26Q3-v1.csv")
    here = [row for row in rows if row["localAuthority"] == "Stockport"]
    cancelled = [row for row in here if row["isCancelled"] == "Y"]
    ended = [row for row in here if "2025-10-01" <= row["actualEndDate"] <= "2025-12-31"]
    assert not [row for row in ended if row in cancelled or row["accommodationOutcome"].startswith("Another CAS3")]
    known = [row for row in ended if not row["accommodationOutcome"].startswith(("Pending", "Updated", "They"))]
    homes = ("Rental accommodation", "Support housing", "Friends or family (settled)")
    settled = [row for row in known if row["accommodationOutcome"].startswith(homes)]
    assert figures["cas3_completions", "2025-26Q3"]["numerator"] == str(len(ended))
    figure = figures["cas3_positive", "2025-26Q3"]
    assert (figure["numerator"], figure["denominator"]) == (str(len(settled)), str(len(known)))
    assert float(figure["value"]) == pytest.approx(100 * len(settled) / len(known), abs=1e-12)
    assert (len(cancelled), len(here) - len(ended) - len(cancelled)) == (1, 6), "as the page says in words"
    told(len(rows), len(here), len(ended), f"{100 * len(settled) / len(known):.2f}")
    told(f"{100 * len(settled) / len(ended):.2f}")


def test_referrals_to_cas3_from_the_report_of_the_region(inbox, figures):
    rows = rows_of(inbox / "cas3_referrals" / "cas3-referrals-2025-26Q3-v1.csv")
    here = [row for row in rows if row["dutyToReferLocalAuthorityAreaName"] == "Stockport"]
    referrals = {row["referralId"]: row for row in here}.values()
    offered = [row for row in referrals if row["bookingOffered"] == "Yes"]
    rejected = [row for row in referrals if row["referralRejected"] == "Yes"]
    assert not [row for row in offered if row in rejected]
    decided = len(offered) + len(rejected)
    assert figures["cas3_referred", "2025-26Q3"]["numerator"] == str(len(referrals))
    figure = figures["cas3_offered", "2025-26Q3"]
    assert (figure["numerator"], figure["denominator"]) == (str(len(offered)), str(decided))
    assert float(figure["value"]) == pytest.approx(100 * len(offered) / decided, abs=1e-12)
    assert len(here) - len(referrals) == 2, "as the page says in words"
    told(len(rows), len(here), len(referrals), len(offered), len(rejected), len(referrals) - decided, decided)
    told(f"{100 * len(offered) / decided:.2f}", f"{100 * len(offered) / len(referrals):.2f}")


def test_people_who_started_work_from_the_reports_of_the_quarter(inbox, figures):
    rows = rows_of(inbox / "commissioned_services" / "commissioned-services-2025-26Q3-v1.csv")
    begun = [
        row for row in rows if row["desired_outcome"].startswith(("Service Users obtain", "Service User commences"))
    ]
    levels = Counter(row["achievement_level"] for row in begun)
    people = {row["service_user_crn"] for row in begun if row["achievement_level"] == "ACHIEVED"}
    assert figures["achieve_employment", "2025-26Q3"]["numerator"] == str(len(people))
    told(len(rows), len({row["referral_id"] for row in rows}), len(begun), *levels.values(), len(people))


def test_attendances_for_violence_of_three_months_from_one_hospital(inbox, figures):
    files = [
        rows_of(inbox / "violence_attendances" / f"violence-attendances-{month}-v1.csv")
        for month in ("2025-10", "2025-11", "2025-12")
    ]
    # The small areas of the neighbouring borough in the sample.
    here = [[row for row in rows if not row["lsoa21_code"].startswith("X010006")] for rows in files]
    counted = sum(map(len, here))
    assert any(row["lsoa21_code"] == "" for rows in here for row in rows)
    assert any(row["assault_method"] == "" for rows in here for row in rows)
    assert figures["ae_violence_attendances", "2025-26Q3"]["numerator"] == str(counted)
    told(*map(len, files), *map(len, here), counted)
