"""Which crimes the sample holds: how many a year of each offence code, and how crimes of a kind tend to be.

Numbers are invented at the size of a borough of 295,000 people; the codes are those a force records today.
"""

import csv
from dataclasses import dataclass
from functools import cache

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.sample.draws import season
from ossp_pipeline.sample.span import month
from ossp_pipeline.settings import SEEDS


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How crimes of one kind tend to be.

    per_year     crimes a year by Home Office offence code
    place        which hotspots draw them
    peak, swing  month and height of the yearly wave
    domestic, knife, hate   shares with the flag
    strands      which hate strands they carry
    victim, female          share with a victim who is a person; share of women among the victims
    ages         age profile of the victims
    outcomes     how investigations end
    report_days  mean days until it is reported
    by_night     whether it happens mostly at night
    """

    per_year: dict[str, float]
    place: str = "street"
    peak: float = 7
    swing: float = 0.0
    domestic: float = 0.0
    knife: float = 0.0
    hate: float = 0.0
    strands: str = "any"
    victim: float = 0.0
    female: float = 0.5
    ages: str = "adults"
    outcomes: str = "unsolved"
    report_days: float = 2.0
    by_night: bool = False


KINDS = {
    "violence": Kind(
        per_year={"105A": 3700, "8N": 2450, "5D": 165, "3B": 330, "5E": 20, "36": 36, "106": 36},
        place="homes",
        peak=7,
        swing=0.13,
        domestic=0.39,
        knife=0.027,
        hate=0.007,
        victim=1,
        female=0.45,
        outcomes="violence",
        by_night=True,
    ),
    "violence in public": Kind(
        per_year={"8S": 110, "8T": 140, "104": 170},
        peak=7,
        swing=0.1,
        victim=1,
        female=0.35,
        outcomes="charged often",
        report_days=0.3,
        by_night=True,
    ),
    "deaths": Kind(
        per_year={"1/4.1/4.10/4.2": 2, "2": 3, "4.4": 8, "4.8": 2},
        knife=0.1,
        victim=1,
        female=0.3,
        outcomes="grave",
        report_days=0.2,
        by_night=True,
    ),
    "harm to children": Kind(
        per_year={"11A": 105, "13": 12}, place="homes", victim=1, ages="children", outcomes="violence", report_days=30
    ),
    "harassment": Kind(
        per_year={"8L": 960, "8Q": 1230, "8R": 1620, "8U": 270},
        place="homes",
        peak=7,
        swing=0.06,
        domestic=0.32,
        hate=0.02,
        victim=1,
        female=0.62,
        outcomes="violence",
        report_days=8,
    ),
    "aggravated by hate": Kind(
        per_year={"9B": 250, "8M": 70, "8P": 28, "105B": 18, "58J": 12},
        peak=7,
        swing=0.12,
        hate=0.97,
        strands="aggravated",
        victim=0.85,
        female=0.4,
        outcomes="public",
    ),
    "sexual, women": Kind(
        per_year={"19C": 205, "20A": 290},
        place="homes",
        peak=7,
        swing=0.1,
        domestic=0.3,
        knife=0.01,
        victim=1,
        female=1,
        ages="women",
        outcomes="sexual",
        report_days=90,
        by_night=True,
    ),
    "sexual, girls": Kind(
        per_year={"19D": 30, "19E": 15, "20B": 35},
        place="homes",
        victim=1,
        female=1,
        ages="children",
        outcomes="sexual",
        report_days=150,
    ),
    "sexual, men": Kind(
        per_year={"17A": 45, "19F": 15}, place="homes", victim=1, female=0, outcomes="sexual", report_days=60
    ),
    "sexual, children": Kind(
        per_year={"21": 35, "22B": 75, "88A": 25},
        place="homes",
        victim=1,
        female=0.8,
        ages="children",
        outcomes="sexual",
        report_days=60,
    ),
    "exposure": Kind(per_year={"88E": 75}, peak=7, swing=0.2, victim=0.9, female=0.9, ages="women"),
    "robbery": Kind(
        per_year={"34B": 285},
        peak=11,
        swing=0.12,
        knife=0.23,
        victim=1,
        female=0.3,
        ages="young",
        report_days=0.5,
        by_night=True,
    ),
    "robbery of shops": Kind(per_year={"34A": 60}, place="shops", peak=12, swing=0.1, knife=0.22, report_days=0.3),
    "burglary of homes": Kind(
        per_year={"28I": 740, "28J": 170, "28K": 20, "28M": 185, "28N": 32, "29B": 24},
        place="homes",
        peak=12.5,
        swing=0.25,
        domestic=0.02,
        victim=0.97,
        female=0.48,
        ages="older",
        report_days=1,
        by_night=True,
    ),
    "burglary of businesses": Kind(
        per_year={"30C": 350, "30D": 75, "31A": 2}, place="shops", peak=12.5, swing=0.18, report_days=0.8, by_night=True
    ),
    "vehicle crime": Kind(
        per_year={"45": 1100, "48": 630, "37.2": 45, "126": 270},
        peak=11.5,
        swing=0.1,
        domestic=0.01,
        victim=0.9,
        female=0.4,
        report_days=1,
        by_night=True,
    ),
    "cycle theft": Kind(per_year={"44": 240}, place="shops", peak=7, swing=0.4, victim=0.98, female=0.25),
    "shoplifting": Kind(per_year={"46": 2600}, place="shops", peak=11.5, swing=0.13, outcomes="shop", report_days=1.5),
    "theft": Kind(
        per_year={"49": 2000, "40": 270, "39": 270, "49A": 360, "41": 36, "42": 24, "35": 90, "43": 9},
        place="shops",
        peak=8,
        swing=0.06,
        domestic=0.03,
        victim=0.8,
        female=0.55,
        ages="older",
        report_days=5,
    ),
    "damage": Kind(
        per_year={"58A": 750, "58C": 1080, "58B": 300, "58D": 510, "56A": 36, "56B": 105},
        peak=5.5,
        swing=0.09,
        domestic=0.1,
        hate=0.006,
        victim=0.72,
        female=0.5,
        report_days=1,
        by_night=True,
    ),
    "drugs": Kind(
        per_year={"92D": 210, "92E": 570, "92C": 18}, swing=0.05, outcomes="drugs", report_days=0.1, by_night=True
    ),
    "drug trafficking": Kind(per_year={"92A": 180}, swing=0.05, outcomes="found with it", report_days=0.1),
    "weapons": Kind(
        per_year={"10D": 165, "10C": 75, "10B": 30, "10A": 12, "81": 9, "90": 18},
        swing=0.05,
        knife=0.55,
        outcomes="found with it",
        report_days=0.1,
        by_night=True,
    ),
    "public order": Kind(
        per_year={"9A": 2350, "66": 120, "62A": 36},
        peak=7,
        swing=0.15,
        domestic=0.05,
        hate=0.025,
        victim=0.55,
        female=0.45,
        outcomes="public",
        report_days=1,
    ),
    "other crime": Kind(
        per_year={
            "33": 36,
            "54": 66,
            "95": 60,
            "79": 60,
            "83": 10,
            "99": 135,
            "802": 105,
            "86": 135,
            "59": 36,
            "61A": 12,
            "814": 15,
            "80": 9,
            "33A": 18,
            "38": 9,
        },
        outcomes="public",
        report_days=10,
    ),
}

# The two changes that are truly there, for figures to find: (first month, factor).
_STEPS = {"shoplifting": (month("2025-04"), 1.25), "burglary of homes": (month("2024-10"), 0.80)}

AGES = {
    "adults": {"0-9": 0.01, "10-17": 0.12, "18-24": 0.16, "25-34": 0.25, "35-49": 0.26, "50-64": 0.14, "65+": 0.06},
    "women": {"18-24": 0.34, "25-34": 0.31, "35-49": 0.24, "50-64": 0.09, "65+": 0.02},
    "children": {"0-9": 0.28, "10-17": 0.72},
    "domestic": {"10-17": 0.02, "18-24": 0.19, "25-34": 0.33, "35-49": 0.31, "50-64": 0.11, "65+": 0.04},
    "young": {"10-17": 0.34, "18-24": 0.27, "25-34": 0.19, "35-49": 0.12, "50-64": 0.06, "65+": 0.02},
    "older": {"10-17": 0.02, "18-24": 0.08, "25-34": 0.20, "35-49": 0.30, "50-64": 0.24, "65+": 0.16},
}

STRANDS = {
    "any": {
        "Hate - Race": 52,
        "Hate - Sexual Orientation": 21,
        "Hate - Disability": 13,
        "Hate - Religion": 8,
        "Hate - Transgender": 6,
    },
    "aggravated": {"Hate - Race": 91, "Hate - Religion": 9},
}

# How investigations end, by Home Office outcome type.
OUTCOMES = {
    "violence": {"16": 46, "15": 24, "14": 8, "18": 9, "1": 8, "8": 3, "20": 1, "10": 1},
    "unsolved": {"18": 84, "15": 5, "16": 3, "14": 3, "1": 5},
    "shop": {"18": 55, "1": 21, "8": 6, "15": 7, "16": 6, "14": 2, "3": 3},
    "drugs": {"8": 24, "1": 32, "22": 15, "7": 8, "3": 6, "15": 9, "21": 6},
    "public": {"16": 24, "18": 32, "15": 17, "14": 8, "1": 12, "8": 5, "21": 2},
    "sexual": {"16": 57, "15": 28, "14": 6, "18": 4, "1": 5},
    "grave": {"1": 88, "18": 8, "5": 4},
    "found with it": {"1": 62, "15": 12, "8": 10, "3": 7, "21": 5, "2": 4},
    "charged often": {"1": 55, "15": 14, "16": 5, "18": 10, "3": 5, "8": 6, "2": 5},
}


def expected_counts(period: Period) -> dict[str, dict[str, float]]:
    """Crimes to expect in a month, by kind and offence code."""
    days = (period.next.start - period.start).days / 365.25
    return {
        name: {code: number * days * _level(name, kind, period) for code, number in kind.per_year.items()}
        for name, kind in KINDS.items()
    }


def _level(name: str, kind: Kind, period: Period) -> float:
    first, factor = _STEPS.get(name, (period.next, 1.0))
    return season(period.start.month, kind.peak, kind.swing) * (factor if period >= first else 1.0)


@cache
def offences() -> dict[str, dict[str, str]]:
    """The list of offence codes, by code."""
    with (SEEDS / "offence_codes.csv").open(encoding="utf-8", newline="") as handle:
        return {row["offence_code"]: row for row in csv.DictReader(handle)}
