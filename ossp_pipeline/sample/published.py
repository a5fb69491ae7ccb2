"""Published tables beside the Home Office's: deprivation, reoffending, a neighbour's searches, the residents' survey.

All figures are invented; the wording of the survey is in the manner of the real one.
"""

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds import deprivation, proven_reoffending, resident_survey, stop_and_search
from ossp_pipeline.sample.answers import Draft, Fate, draft_from_columns
from ossp_pipeline.sample.draws import draw, generator
from ossp_pipeline.sample.places import STOCKPORT, home_areas, neighbour_areas
from ossp_pipeline.sample.span import month, year

DEPRIVATION_EDITIONS = (year("2019"), year("2025"))
REOFFENDING_YEARS = (year("2023"), year("2024"))
SEARCH_MONTHS = (month("2025-06"), month("2025-07"), month("2025-08"))
_RANKED = {"2019": 32_844, "2025": 33_755}
_WORDINGS = {
    "feels_safe": ("How safe do you feel in your local area? Very or fairly safe", 0.86),
    "confident_emergency": (
        "How confident are you of getting help from the police in an emergency? Very or fairly",
        0.6,
    ),
    "asb_worse": ("Has anti-social behaviour become worse in your area in twelve months? Yes", 0.34),
    "pulls_together": ("Do people in your area pull together? Definitely or tend to agree", 0.66),
    "worried_violence": ("How worried are you about violent crime in your area? Very or fairly", 0.36),
    "worried_burglary": ("How worried are you about burglary in your area? Very or fairly", 0.47),
    "worried_vehicle_crime": ("How worried are you about vehicle crime in your area? Very or fairly", 0.31),
    "worried_drugs": ("How worried are you about drug use and dealing in your area? Very or fairly", 0.43),
    "worried_asb": ("How worried are you about anti-social behaviour in your area? Very or fairly", 0.63),
}
_SURVEYED = {
    "E08000007": ("Stockport", 305),
    "E08000003": ("Manchester", 310),
    "E47000001": ("Greater Manchester", 3_050),
}
_SEARCHED = {"Controlled drugs": 60, "Offensive weapons": 20, "Stolen goods": 12, "Article for use in theft": 8}
_OUTCOMES = {
    "A no further action disposal": 70,
    "Arrest": 12,
    "Community resolution": 12,
    "Summons / charged by post": 6,
}
_AGES = {"10-17": 20, "18-24": 34, "25-34": 24, "over 34": 22}


def deprivation_draft(edition: Period, version: int = 1) -> Draft:
    """Ranks and deciles of every small area, on the vintage of the edition."""
    rng = generator(deprivation.FEED.name, edition)
    is_old = str(edition) == "2019"
    areas = {(area.code11 if is_old else area.code): area for area in (*home_areas(), *neighbour_areas())}
    ranked = _RANKED[str(edition)]
    ranks = rng.choice(ranked, size=len(areas), replace=False) + 1
    rows, fates = [], []
    for (code, area), drawn in zip(areas.items(), ranks.tolist(), strict=True):
        rank = -(-drawn // 6) if area.is_deprived else drawn
        decile = min(10, (rank - 1) * 10 // ranked + 1)
        others = [str(min(10, max(1, decile + step))) for step in rng.integers(-1, 2, size=7).tolist()]
        rows.append([code, str(rank), str(decile), *others])
        fates.append(Fate.ACCEPTED if area.district == STOCKPORT else Fate.OUT_OF_AREA)
    return Draft(deprivation.FEED, edition, f"deprivation-{edition}{_suffix(version)}.csv", rows, fates)


def survey_draft(period: Period, version: int = 1) -> Draft:
    """One wave: what residents feel and what worries them, in two boroughs and the combined authority."""
    feed = resident_survey.FEED
    rng = generator(feed.name, period)
    rows = []
    for code, (name, size) in _SURVEYED.items():
        for indicator, (wording, share) in _WORDINGS.items():
            base = size + int(rng.integers(-15, 16))
            percent = 100 * rng.binomial(base, share) / base
            rows.append([str(period), code, name, indicator, wording, str(base), f"{percent:.1f}", "Y", "1.3"])
    name = f"resident-survey-{period}-v{version}.csv"
    return Draft(feed, period, name, rows, [Fate.ACCEPTED] * len(rows))


def reoffending_draft(period: Period, version: int = 1) -> Draft:
    """Cohorts of two boroughs, adults and juveniles. The small ones are suppressed."""
    feed = proven_reoffending.FEED
    rng = generator(feed.name, period)
    rows = []
    for place, size in (("Stockport", 900), ("Manchester", 3_400)):
        for group, share in (("Adult", 0.25), ("Juvenile", 0.02)):
            offenders = int(rng.poisson(size * (1 if group == "Adult" else 0.06)))
            again = int(rng.binomial(offenders, share + 0.05))
            counts = [str(offenders), str(again), str(again * 3)] if again > 4 else [str(offenders), "*", "*"]
            rows.append([f"January to December {period}", place, "LTLA total", group, *counts])
    name = f"proven-reoffending-{period}{_suffix(version)}.csv"
    return Draft(feed, period, name, rows, [Fate.ACCEPTED] * len(rows))


def search_draft(period: Period, version: int = 1) -> Draft:
    """A month of the neighbouring force. Its first row lies in the evening before, as times are universal."""
    feed = stop_and_search.FEED
    rng = generator(feed.name, period)
    size = 40 + int(rng.integers(10))
    days = sorted(rng.integers(period.start.toordinal(), period.end.toordinal() - 1, size=size).tolist())
    hours = rng.integers(0, 23, size=size).tolist()
    times = [f"{period.start.fromordinal(day)}T{hour:02d}:15:00+00:00" for day, hour in zip(days, hours, strict=True)]
    times[0] = f"{period.previous.end}T23:10:00+00:00"
    columns = {column.heading: [""] * size for column in feed.columns} | {
        "Type": ["Person search"] * size,
        "Date": times,
        "Part of a policing operation": ["False"] * size,
        "Latitude": [f"{north:.6f}" for north in rng.uniform(53.0, 53.3, size)],
        "Longitude": [f"{east:.6f}" for east in rng.uniform(-2.7, -2.1, size)],
        "Gender": draw(rng, {"Male": 85, "Female": 15}, size).tolist(),
        "Age range": draw(rng, _AGES, size).tolist(),
        "Officer-defined ethnicity": draw(rng, {"White": 80, "Black": 7, "Asian": 9, "Other": 4}, size).tolist(),
        "Legislation": ["Misuse of Drugs Act 1971 (section 23)"] * size,
        "Object of search": draw(rng, _SEARCHED, size).tolist(),
        "Outcome": draw(rng, _OUTCOMES, size).tolist(),
    }
    return draft_from_columns(feed, period, f"{period}-cheshire-stop-and-search{_suffix(version)}.csv", columns)


def _suffix(version: int) -> str:
    return "" if version == 1 else f"-v{version}"
