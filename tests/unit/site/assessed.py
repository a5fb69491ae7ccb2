"""Small tables of the needs assessment: the real columns, one or two rows of everything a page shows."""

from datetime import date
from typing import Any

from ossp_pipeline.contracts.status import LeftOut, ValueStatus
from tests.unit.site.boards import CSP, area, month, whole

Rows = dict[str, list[dict[str, Any]]]
WARDS = {f"E0500000{index}": f"Ward {index}" for index in range(1, 8)}
PLACES = [f"X0000000{index}" for index in range(1, 10)]
SEEN: dict[str, Any] = {"status": ValueStatus.OBSERVED, "disclosure_class": "person"}
GROUPS = (("all", 1000, 5000.0), ("Robbery", 40, 3000.0), ("Theft", 960, 2000.0))
YEAR = {
    "pattern": "12 months",
    "period": "2026-03",
    "period_start_date": date(2025, 4, 1),
    "period_end_date": date(2026, 3, 31),
}


def assessed() -> Rows:
    """A release with every table of the assessment, everything supplied."""
    areas = [area(), *(area(code, name, "ward") for code, name in WARDS.items())]
    areas += [{**area(code, f"Corner {code[-1]}", "lsoa"), "parent_area_code": "E05000001"} for code in PLACES]
    return {**whole(), "dim_areas": areas, **_crime(), **_places(), **_people(), **_others()}


def square(place: int) -> str:
    """The outline of a small area: nine of them lie three by three, and share their corners."""
    west, south = -2.2 + 0.01 * (place % 3), 53.4 + 0.01 * (place // 3)
    corners = ((0, 0), (0, 1), (1, 1), (1, 0), (0, 0))
    points = ", ".join(f"{west + 0.01 * right:.6f} {south + 0.01 * up:.6f}" for right, up in corners)
    return f"MULTIPOLYGON ((({points})))"


def level(category: str, number: int | None, **changes: Any) -> dict[str, Any]:
    """A row of levels of the whole area."""
    return {
        **SEEN,
        "area_code": CSP,
        "area_type": "csp",
        "subject": "crime",
        "level": "type",
        "category": category,
        "slot": "all",
        "numerator": number,
        **changes,
    }


def published_figure(
    name: str, kind: str, area_name: str, value: float | None, limits: tuple[float | None, ...], **changes: Any
) -> dict[str, Any]:
    """A row of published indicators, of the newest period of a rate over three years."""
    return {
        **SEEN,
        "publisher": "Fingertips",
        "indicator_id": name.lower(),
        "indicator_name": name,
        "sex": "Persons",
        "age": "All ages",
        "time_period": "2021/22 - 23/24",
        "years_pooled": 3,
        "is_overlapping": True,
        "is_newest": True,
        "is_headline": True,
        "area_kind": kind,
        "area_name": area_name,
        "is_home": kind == "partnership",
        "value": value,
        "lower_limit": limits[0],
        "upper_limit": limits[1],
        **changes,
    }


def published_fires(kind: str, count: int | None, **changes: Any) -> dict[str, Any]:
    """A row of published fires, of the whole area in the newest year."""
    return {
        **SEEN,
        "financial_year": "2024-25",
        "incident_type": kind,
        "area_code": CSP,
        "area_name": "Stockport",
        "area_type": "csp",
        "fire_count": count,
        "source": "Home Office",
        **changes,
    }


def _crime() -> Rows:
    levels = [
        level(name, size + index, pattern="month", **month(index))
        for name, size in (("Burglary", 500), ("Robbery", 21))
        for index in range(12)
    ]
    levels += [level("Burglary", 6066, **YEAR)]
    levels += [
        level(name, 5 + index, area_code=code, area_type="ward", pattern="month", **month(index))
        for code in WARDS
        for name in ("Burglary", "Robbery")
        for index in range(12)
    ]
    levels += [
        level("all", 900 + 10 * at, level="all", area_code=code, area_type="ward", rate_per_1000=90.5 + at, **YEAR)
        for at, code in enumerate(WARDS)
    ]
    for pattern, slots in (("season", ("01", "12")), ("weekday", ("Monday", "unknown")), ("hour", ("09", "23"))):
        stretch = {**YEAR, "pattern": pattern}
        levels += [
            level("all", 300 + index, level="all", slot=slot, index_100=80.0 + 50 * index, **stretch)
            for index, slot in enumerate(slots)
        ]
    levels += [
        level(
            "Adults in treatment",
            1676,
            subject="treatment",
            **{**YEAR, "period": "2025-26Q4"},
            rate_per_1000=7.13,
            rate_lower=6.80,
            rate_upper=7.48,
        ),
        level(
            "Adults in treatment",
            None,
            subject="treatment",
            status=ValueStatus.NOT_APPLICABLE,
            **{**YEAR, "pattern": "season"},
        ),
        level(
            "all",
            None,
            level="all",
            subject="asb",
            slot="09",
            status=ValueStatus.NOT_APPLICABLE,
            status_reason="the feed does not tell the hour",
            **{**YEAR, "pattern": "hour"},
        ),
        level(
            "all",
            1885,
            level="all",
            subject="asb",
            slot="07",
            index_100=126.0,
            **{**YEAR, "pattern": "season"},
            status_reason="the 12 months to 2025-03 are left out: no delivery for 2024-08",
        ),
    ]
    harm = {
        **SEEN,
        "period_from": "2025-04",
        "period_to": "2026-03",
        "edition": "2024",
        "harm_per_1000": 9.0,
        "rank_by_volume": 2,
        "rank_by_harm": 1,
    }
    home = {**harm, "area_code": CSP, "area_name": "Stockport", "area_type": "csp"}
    groups = [
        {**home, "level": "all" if name == "all" else "group", "category": name, "crime_count": crimes, "harm": weight}
        for name, crimes, weight in GROUPS
    ]
    groups += [
        {
            **harm,
            "area_code": code,
            "area_name": name,
            "area_type": "ward",
            "level": "all",
            "category": "all",
            "crime_count": 91,
            "harm": 717.0,
        }
        for code, name in WARDS.items()
    ]
    counted = [
        ("narrow", "serious violence", CSP, "csp", 938, 3.14),
        ("narrow", "homicide", CSP, "csp", 12, 0.01),
        ("wide", "serious violence", CSP, "csp", 13914, 46.0),
    ]
    counted += [("narrow", "serious violence", code, "ward", 30 + at, 1.5 + at) for at, code in enumerate(WARDS)]
    violence = [
        {
            **SEEN,
            **YEAR,
            "definition": name,
            "version": "1",
            "is_chosen": name == "narrow",
            "measure": measure,
            "area_code": code,
            "area_type": kind,
            "numerator": number,
            "share_of_crime": 3.1,
            "rate_per_1000": rate,
        }
        for name, measure, code, kind, number, rate in counted
    ]
    change = {
        **SEEN,
        "area_code": CSP,
        "area_type": "csp",
        "subject": "crime",
        "level": "type",
        "category": "Robbery",
        "earlier_period": "2025-03",
        "period": "2026-03",
        "numerator": 321,
        "earlier_numerator": 257,
        "percent_change": 24.9,
        "rate_ratio": 1.249,
        "ratio_lower": 1.18,
        "ratio_upper": 1.31,
        "verdict": "rise",
    }
    treated = {
        **change,
        "subject": "treatment",
        "category": "Adults in treatment",
        "earlier_period": "2024-25Q3",
        "period": "2025-26Q4",
        "verdict": "no change beyond chance",
    }
    decile = {**SEEN, **YEAR, "edition": "2025", "domain": "multiple deprivation", "small_area_count": 15}
    deciles = [
        {**decile, "decile": place, "subject": subject, "numerator": number + place, "rate_per_1000": 8.5}
        for place in (1, 10)
        for subject, number in (("crime", 1870), ("asb", 440))
    ]
    return {
        "sna_levels": levels,
        "sna_harm": groups,
        "sna_serious_violence": violence,
        "sna_change": [change, treated],
        "sna_deprivation_levels": deciles,
    }


def _places() -> Rows:
    spot = {
        **SEEN,
        **YEAR,
        "subject": "crime",
        "level": "all",
        "category": "all",
        "share_percent": 6.8,
        "hotspot": "not beyond chance",
        "neighbours": "those whose boundaries of 2021 touch",
        "top_year_count": 3,
        "year_count": 3,
        "is_persistent": True,
    }
    whole_area = {
        **SEEN,
        **YEAR,
        "subject": "crime",
        "level": "all",
        "category": "all",
        "place_count": 9,
        "numerator": 2021,
        "top_10_percent_share": 29.2,
        "generalised_gini": 0.31,
        "gini_lower": 0.24,
        "gini_upper": 0.45,
        "kept_top_percent": 80.0,
    }
    spots = [
        {
            **spot,
            "area_code": code,
            "numerator": 400 - index,
            "place_rank": index + 1,
            "tied_count": 1,
            "is_top": index == 0,
        }
        for index, code in enumerate(PLACES)
    ]
    spots[0]["hotspot"] = spots[1]["hotspot"] = "hot"
    spots[8]["hotspot"] = "cold"
    asb = [
        {**row, "subject": "asb", "numerator": row["numerator"] - 300, "is_top": at == 2, "hotspot": None}
        for at, row in enumerate(spots)
    ]
    asb[2]["hotspot"] = asb[5]["hotspot"] = "hot"
    outlines = [
        {
            "area_code": code,
            "vintage": "2021",
            "outline": square(place),
            "status": ValueStatus.OBSERVED,
            "status_reason": None,
        }
        for place, code in enumerate(PLACES)
    ]
    return {"sna_hotspots": [*spots, *asb], "sna_concentration": [whole_area], "dim_area_boundaries": outlines}


def _people() -> Rows:
    person = {**SEEN, "cohort": "people under supervision", "period": "2025-26Q4"}
    treated = {**SEEN, "cohort": "people in treatment", "period": "2025-26Q4"}
    work = {**person, "characteristic": "employment", "percent_of_cohort": 50.0}
    cohorts = [
        {**work, "answer": answer, "numerator": number}
        for answer, number in (("employed", 511), ("not employed", 831), ("education", 52))
    ]
    cohorts += [
        {
            **treated,
            "characteristic": "all",
            "answer": "all",
            "numerator": 1676,
            "left_out_count": 24,
            "left_out_reason": LeftOut.NO_CONSENT,
        },
        {
            **treated,
            "characteristic": "need",
            "answer": "opiate",
            "numerator": 593,
            "estimate": 1210.0,
            "unmet_percent": 51.0,
            "unmet_lower": 42.0,
            "unmet_upper": 59.0,
            "estimate_year": "2019-20",
            "estimate_source": "Invented",
        },
        {
            **person,
            "cohort": "suspects",
            "characteristic": "age band and sex",
            "answer": "all",
            "period": "all",
            "status": ValueStatus.NOT_APPLICABLE,
            "status_reason": "the police extract has no suspects",
        },
    ]
    again = {
        "cohort": "January to December 2024",
        "cohort_end_date": date(2024, 12, 31),
        "age_group": "Adult",
        "status": ValueStatus.OBSERVED,
        "offender_count": 867,
        "reoffender_count": 261,
        "reoffence_count": 783,
        "reoffending_percent": 30.1,
        "reoffending_lower": 27.1,
        "reoffending_upper": 33.2,
        "reoffences_per_reoffender": 3.0,
    }
    homes = [{**again, "geography": name, "is_home": name == "Stockport"} for name in ("Stockport", "Manchester")]
    search = {
        **SEEN,
        **YEAR,
        "force_slug": "some-force",
        "period_from": "2025-04",
        "denominator": 400,
        "share_percent": 29.0,
        "share_lower": 25.0,
        "share_upper": 33.0,
    }
    searches = [
        {**search, "object_of_search": sought, "outcome": outcome, "numerator": number}
        for sought, outcome, number in (
            ("all", "all", 412),
            ("all", "any but no further action", 116),
            ("drugs", "all", 300),
            ("knives", "all", 61),
            ("all", "arrest", 71),
            ("all", "no further action", 284),
        )
    ]
    shared = {
        **SEEN,
        **YEAR,
        "feed": "fire_incidents",
        "item": "deliberate fire",
        "numerator": 153,
        "residents": 1000,
        "rate_per_1000": 0.51,
        "rate_lower": 0.43,
        "rate_upper": 0.6,
    }
    places = ((CSP, "Stockport", "csp"), ("E05000001", "Ward 1", "ward"))
    fires = [{**shared, "area_code": code, "area_name": name, "area_type": kind} for code, name, kind in places]
    name = "Admissions for 2 causes (B12a)"
    published = [
        published_figure(name, "partnership", "Stockport", 35.6, (31.7, 39.5), compared_with_country="lower"),
        published_figure(name, "region", "North West", 50.3, (49.4, 51.2), compared_with_country="higher"),
        published_figure(name, "country", "England", 41.1, (40.7, 41.4)),
    ]
    return {
        "sna_cohorts": cohorts,
        "sna_published_indicators": published,
        "sna_published_fires": [published_fires("All fires", 417), published_fires("Dwelling fire", 131)],
        "sna_reoffending": homes,
        "sna_stop_and_search": searches,
        "sna_partner_incidents": fires,
    }


def _others() -> Rows:
    problem = {
        "weights_version": 1,
        "weight": 40.0,
        "evidence": "A reason",
        "status": ValueStatus.OBSERVED,
        "numerator": 321,
        "top_three_percent": 84.5,
        "best_rank": 1,
        "worst_rank": 2,
    }
    problems = [
        {
            **problem,
            "area_code": CSP,
            "problem_id": name,
            "title": name.capitalize(),
            "criterion": criterion,
            "score": 4.0,
            "total_score": total,
            "priority_rank": place,
        }
        for name, total, place in (("robbery", 86.0, 1), ("burglary", 55.6, 2))
        for criterion in ("harm", "trend")
    ]
    beside = {
        "financial_year": "2024-25",
        "offence_group": "All offences",
        "area_kind": "partnership",
        "listed_count": 2,
        "reported_count": 2,
        "quarter_count": 4,
        "status": ValueStatus.OBSERVED,
        "crime_count": 9580,
    }
    areas = [
        {**beside, "area_name": name, "is_home": name == "Stockport", "rate_per_1000": rate, "rank_by_rate": place}
        for name, rate, place in (("Manchester", 69.3, 1), ("Stockport", 32.5, 2))
    ]
    item = {
        "item_id": "police_crimes",
        "authority": "Police",
        "item": "Each crime",
        "provision": "SI 2007/1831",
        "feed": "police_crime",
        "information_period": "2025-26Q4",
        "due_date": date(2026, 6, 30),
        "supplied_count": 3,
        "expected_count": 3,
        "complete_since_date": date(2026, 5, 18),
        "records_from_date": date(2026, 5, 18),
        "sharing_status": "on time",
    }
    before = {
        **item,
        "information_period": "2025-26Q3",
        "due_date": date(2026, 3, 31),
        "sharing_status": "before records began",
    }
    nobody = {
        **item,
        "item_id": "council_school_exclusions",
        "feed": None,
        "supplied_count": 0,
        "expected_count": None,
        "complete_since_date": None,
        "records_from_date": None,
        "sharing_status": "no feed",
    }
    view = {
        "wave": "2025-26Q4",
        "area_name": "Stockport",
        "is_home": True,
        "indicator_id": "safe",
        "wording": "Safe? Yes",
        "base_count": 307,
        "response_percent": 84.0,
        "lower_percent": 79.0,
        "upper_percent": 88.0,
        "change_from_year_before": "no change beyond chance",
        "status": ValueStatus.OBSERVED,
    }
    plan = {
        "plan_year": "2025/26",
        "theme": "Safety",
        "action_count": 4,
        "done_count": 2,
        "overdue_count": 1,
        "better_count": 0,
        "worse_count": 2,
        "status": ValueStatus.OBSERVED,
    }
    return {
        "sna_priorities": problems,
        "sna_comparison": areas,
        "sna_data_sharing": [item, nobody, before],
        "sna_public_views": [view],
        "sna_previous_plan": [plan],
    }
