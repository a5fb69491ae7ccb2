"""What theme leads return, quarter by quarter: values of measures, as the signed-off workbooks would give them.

Numbers are invented at the size of a borough. What goes wrong in offices is planted, each case once: see the constants.
"""

import csv
from collections.abc import Iterator
from functools import cache

import numpy as np

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.feeds.measure_returns import FEED
from ossp_pipeline.sample.answers import Draft, draft_from_columns
from ossp_pipeline.sample.draws import generator
from ossp_pipeline.sample.places import STOCKPORT
from ossp_pipeline.sample.sign_offs import MANAGER, sign_off, slug
from ossp_pipeline.sample.span import quarter, quarters
from ossp_pipeline.settings import SEEDS, SHIPPED_PARTNERSHIP

LAST_QUARTER = quarters()[-1]
# Planted: (measure, quarter), or the role that did not answer.
LATE = ("Youth justice manager", LAST_QUARTER)
QUERIED = ("marac_repeats", LAST_QUARTER)
UNSIGNED = ("cctv_working", LAST_QUARTER)
NO_FIGURE = {
    ("road_casualties", LAST_QUARTER): "Validation of the quarter's collisions is not finished",
    ("survey_belonging", quarter("2024-25Q2")): "The question was not asked in this wave",
}
CORRECTED = ("missing_children", quarter("2025-26Q3"))
CORRECTED_BY = 11
# A count so small that it is withheld, with words that repeat it: they must be withheld too.
DESCRIBED = "domestic_homicide_reviews"
# Counts a quarter; for shares and means the whole first, then the part of it. What is not listed has a default.
_COUNTS = {
    "marac_cases": 118,
    "domestic_homicide_reviews": 2,
    "criminal_exploitation": 34,
    "sexual_exploitation": 27,
    "missing_children": 205,
    "prevent_referrals": 9,
    "channel_cases": 6,
    "cuckooing": 11,
    "county_lines": 14,
    "modern_slavery_referrals": 8,
    "community_tension": 5,
    "mental_health_detentions": 41,
    "drug_related_deaths": 7,
    "ae_violence_attendances": 130,
    "pspo_breaches": 12,
    "pspo_register": 3,
    "asb_powers": 46,
    "deliberate_fires": 52,
    "road_casualties": 24,
    "licensing_visits": 63,
    "licensing_reviews": 3,
    "licence_revocations": 1,
    "operation_avro_visits": 75,
    "match_day_inspections": 38,
    "cctv_incidents": 420,
    "hotspot_brinnington": 94,
    "hotspot_town_centre": 310,
    "cas3_beds": 7,
    "cas3_completions": 9,
    "cas3_referred": 27,
    "achieve_employment": 36,
    "youth_offending": 21,
    "youth_first_entrants": 12,
}
_SHARES = {
    "marac_repeats": (118, 0.31),
    "repeat_domestic_abuse": (620, 0.38),
    "homicide_review_actions": (26, 0.8),
    "missing_interviews": (160, 0.72),
    "treatment_progress": (840, 0.47),
    "continuity_of_care": (72, 0.44),
    "unmet_need_opiates": (1350, 0.46),
    "unmet_need_alcohol": (3100, 0.78),
    "mental_health_police_station": (41, 0.05),
    "illicit_tobacco": (24, 0.4),
    "cctv_working": (212, 0.96),
    "safer_streets_outputs": (64, 0.93),
    "survey_feel_safe": (300, 0.88),
    "survey_feel_unsafe": (300, 0.11),
    "survey_confidence_emergency": (300, 0.59),
    "survey_confidence_other": (300, 0.45),
    "survey_belonging": (300, 0.8),
    "reoffending_binary": (880, 0.25),
    "iom_reoffending": (96, 0.3),
    "cas3_occupancy": (637, 0.93),
    "cas3_positive": (9, 0.7),
    "cas3_offered": (24, 0.45),
    "accommodation_on_release": (74, 0.83),
    "employed_after_release": (74, 0.19),
    "youth_reoffending": (62, 0.32),
}
# Shares whose whole is another returned count.
_WHOLES = {
    "marac_repeats": "marac_cases",
    "mental_health_police_station": "mental_health_detentions",
    "cas3_positive": "cas3_completions",
}
_MEANS = {"reoffending_frequency": (220, 3.7)}
_CASE_REVIEWS = (
    "case_review_applications",
    "case_review_threshold_not_met",
    "case_reviews",
    "case_review_recommendations",
)


def drafts() -> Iterator[Draft]:
    """One file per lead and quarter, as far as the lead answered, and one quarter sent again with a correction."""
    for period in quarters():
        for role in _roles():
            if (role, period) != LATE:
                yield _answers(role, period)
    corrected, period = CORRECTED
    yield _answers(_owner(corrected), period, version=2)


def next_version() -> Draft:
    """A lead's last quarter, sent again."""
    return _answers(MANAGER, LAST_QUARTER, 2)


def _answers(role: str, period: Period, version: int = 1) -> Draft:
    """A lead's answers for a quarter. Version 2 of the corrected one: the figure changes, its narrative does not."""
    rows = [row for row in _returned_measures() if row["owner_role"] == role]
    columns: dict[str, list[str]] = {column.heading: [] for column in FEED.columns}
    for place, row in enumerate(rows):
        for heading, cell in _answer(row, period, version, place).items():
            columns[heading].append(cell)
    return draft_from_columns(FEED, period, f"measure-returns-{slug(role)}-{period}-v{version}.csv", columns)


def _roles() -> list[str]:
    """Who returns measures."""
    return sorted({row["owner_role"] for row in _returned_measures()})


@cache
def _returned_measures() -> tuple[dict[str, str], ...]:
    """The rows of the catalogue, and of Stockport's own measures, that a person returns."""
    return tuple(
        row
        for path in (SEEDS / "measure_catalogue.csv", SHIPPED_PARTNERSHIP / "measures.csv")
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        if row["source"] == "returned"
    )


def _answer(row: dict[str, str], period: Period, version: int, place: int) -> dict[str, str]:
    measure = row["measure_id"]
    numerator, denominator = _figures(row, period)
    described_numerator = numerator
    if (measure, period) == CORRECTED and version == 2:
        numerator = str(int(numerator) + CORRECTED_BY)
    state, reason = ReturnState.ACCEPTED, NO_FIGURE.get((measure, period), "")
    if (measure, period) == QUERIED:
        state, reason = ReturnState.QUERIED, "The repeat cases are more than the cases discussed"
    elif (measure, period) == UNSIGNED:
        state = ReturnState.RETURNED
    if reason:
        numerator = denominator = ""
    narrative = f"As expected in {period}." if place == 0 or (measure, period) == CORRECTED else ""
    if measure == DESCRIBED:
        narrative = f"{numerator} under way at the end of {period}."
    return {
        "quarter": str(period),
        "measure_id": measure,
        "state": state,
        "area_code": STOCKPORT.csp_code,
        "numerator": numerator,
        "denominator": denominator,
        "no_figure_reason": reason,
        "narrative": narrative,
        "narrative_numerator": described_numerator if narrative else "",
        **sign_off(state, row["owner_role"], period, 7 * version + place % 3),
    }


def _figures(row: dict[str, str], period: Period) -> tuple[str, str]:
    """Numerator and denominator. The four numbers of case reviews, and answers of one survey wave, fit together."""
    measure = row["measure_id"]
    if measure in _CASE_REVIEWS:
        return _case_reviews(period)[_CASE_REVIEWS.index(measure)], ""
    rng = generator(f"returned {measure}", period)
    if measure in _MEANS:
        whole, ratio = _MEANS[measure]
        size = int(rng.poisson(whole))
        return str(rng.poisson(size * ratio)), str(size)
    if row["unit"] == "count":
        return str(_count(measure, period)), ""
    whole, share = _SHARES.get(measure, (100, 0.5))
    if measure.startswith("survey_"):
        size = int(generator("survey wave", period).integers(285, 321))
        taken = generator("survey answers", period).binomial(size, _SHARES["survey_feel_safe"][1])
        if measure in ("survey_feel_safe", "survey_feel_unsafe"):
            return str(taken if measure == "survey_feel_safe" else rng.binomial(size - taken, 0.9)), str(size)
    else:
        size = _count(_WHOLES[measure], period) if measure in _WHOLES else 1 + int(rng.poisson(whole))
    return str(rng.binomial(size, share)), str(size)


def _count(measure: str, period: Period) -> int:
    return int(generator(f"returned {measure}", period).poisson(_COUNTS.get(measure, 20)))


def _case_reviews(period: Period) -> list[str]:
    rng: np.random.Generator = generator("case reviews", period)
    applications = int(rng.poisson(4))
    not_met = int(rng.binomial(applications, 0.4))
    reviews = applications - not_met
    return [str(number) for number in (applications, not_met, reviews, int(rng.binomial(reviews, 0.7)))]


def _owner(measure: str) -> str:
    return next(row["owner_role"] for row in _returned_measures() if row["measure_id"] == measure)
