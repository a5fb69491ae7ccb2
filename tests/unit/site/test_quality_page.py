"""Which rules rows were rejected by, in words; consent apart from faults; and no few rows about people."""

import re
from datetime import date

from ossp_pipeline.contracts.status import Completeness, ValueStatus
from tests.unit.site.boards import whole

CRIME = {
    "feed": "police_crime",
    "rule_id": "police_crime.offence_code.allowed",
    "reason": "fault",
    "meaning": "“HO Offence Code” holds one of the values agreed for it",
    "disclosure_class": "event",
    "status": ValueStatus.OBSERVED,
    "row_count": 1_234,
}
UNBROKEN = {
    **CRIME,
    "rule_id": "police_crime.row.fields",
    "meaning": "as many fields",
    "status": ValueStatus.TRUE_ZERO,
    "row_count": 0,
}
PEOPLE = {
    "feed": "substance_treatment",
    "disclosure_class": "person",
    "meaning": "“ALCUSE” is from 0 to 28",
    "rule_id": "substance_treatment.alcohol_days.range",
    "reason": "fault",
    "status": ValueStatus.WITHHELD,
    "row_count": None,
}
CONSENT = {
    **PEOPLE,
    "rule_id": "substance_treatment.consent.given",
    "meaning": "the person has consented",
    "reason": "no consent",
    "status": ValueStatus.OBSERVED,
    "row_count": 3_155,
}
DELIVERY = {
    "feed": "substance_treatment",
    "cadence": "quarter",
    "period": "2025-26Q3",
    "coverage_status": "supplied",
    "disclosure_class": "person",
    "status": ValueStatus.OBSERVED,
    "is_revised": False,
    "received_count": 4_000,
    "accepted_count": 3_700,
    "rejected_count": 0,
    "unconsented_count": 300,
    "duplicate_count": 0,
    "out_of_area_count": 0,
}
HIDDEN = {
    **DELIVERY,
    "period": "2025-26Q2",
    "status": ValueStatus.WITHHELD,
    "received_count": 4_242,
    "rejected_count": None,
    "unconsented_count": None,
}

DOUBTS = [
    {
        "feed": feed,
        "period": period,
        "period_start_date": start,
        "dimension": "all",
        "kind": "all",
        "disclosure_class": "event",
        "status": ValueStatus.OBSERVED,
        "completeness": Completeness.UNCONFIRMED,
        "reason": "few rows",
    }
    for feed, period, start in (
        ("police_crime", "2025-12", date(2025, 12, 1)),
        ("substance_treatment", "2025-26Q1", date(2025, 4, 1)),
        ("asb_incidents", "2026-02", date(2026, 2, 1)),
    )
]


def parts_of(site, *rejections, deliveries=(DELIVERY,), completeness=()):
    """The page's words from one second heading to the next, by heading."""
    rows = {
        **whole(),
        "sna_data_rejections": list(rejections),
        "sna_data_coverage": list(deliveries),
        "sna_data_completeness": list(completeness),
    }
    page = re.sub(r"<wbr>", "", site(rows).page("quality.html"))
    _, *parts = re.split(r"<h2[^>]*>", page)
    parts = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part.replace("</h2>", "|"))).split("|") for part in parts]
    return {head.strip(): body for head, body in parts}


def test_rules_that_rejected_rows_are_told_in_words_with_their_rows_and_others_are_not(site_of):
    section = parts_of(site_of, CRIME, UNBROKEN)["Which rules rows were rejected by"]
    assert "Police crime “HO Offence Code” holds one of the values agreed for it 1,234" in section
    assert "as many fields" not in section


def test_few_rows_about_people_are_withheld_and_the_rule_is_told_all_the_same(site_of):
    section = parts_of(site_of, PEOPLE)["Which rules rows were rejected by"]
    assert "Substance treatment “ALCUSE” is from 0 to 28 withheld to protect people" in section


def test_rows_without_consent_stand_apart_from_faults(site_of):
    parts = parts_of(site_of, PEOPLE, CONSENT)
    assert "consent" not in parts["Which rules rows were rejected by"]
    section = parts["Left out because the person has not consented"]
    assert "Substance treatment 3,155" in section and "no fault of the supplier or the file" in section


def test_a_release_whose_rows_broke_no_rule_says_so(site_of):
    parts = parts_of(site_of, UNBROKEN)
    assert parts["Which rules rows were rejected by"].strip() == "No row broke a rule."
    assert "Left out because the person has not consented" not in parts


def test_of_a_feed_with_a_few_rejected_rows_the_sums_are_partial_and_not_zero(site_of):
    section = parts_of(site_of, deliveries=[DELIVERY, HIDDEN])["What came in, and what was rejected"]
    partial = " ".join(f"at least {known}; 1 part withheld" for known in ("4,000", "3,700", "0", "300", "0", "0"))
    assert f"Substance treatment {partial}" in section
    shown = parts_of(site_of)["What came in, and what was rejected"]
    assert "Substance treatment 4,000 3,700 0 300 0 0" in shown


def test_months_and_quarters_in_doubt_are_listed_by_when_they_began_the_newest_first(site_of):
    section = parts_of(site_of, completeness=DOUBTS)["Months in doubt"]
    places = [section.index(words) for words in ("February 2026", "December 2025", "April to June 2025")]
    assert places == sorted(places)


def test_a_delivery_that_has_not_come_is_no_missing_part(site_of):
    late = {**DELIVERY, "period": "2025-26Q4", "coverage_status": "late", "status": ValueStatus.NOT_SUPPLIED}
    late |= {name: None for name in late if name.endswith("_count")}
    section = parts_of(site_of, deliveries=[DELIVERY, late])["What came in, and what was rejected"]
    assert "Substance treatment 4,000 3,700 0 300 0 0" in section
