"""Stops and searches of the neighbouring force, as data.police.uk publishes them. All of them are invented."""

from collections.abc import Iterator

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.stop_and_search import FEED
from ossp_pipeline.sample.answers import Draft, draft_from_columns, version_suffix
from ossp_pipeline.sample.draws import draw, generator
from ossp_pipeline.sample.span import month

_MONTHS = (month("2025-06"), month("2025-07"), month("2025-08"))
_SEARCHED = {"Controlled drugs": 60, "Offensive weapons": 20, "Stolen goods": 12, "Article for use in theft": 8}
_OUTCOMES = {
    "A no further action disposal": 70,
    "Arrest": 12,
    "Community resolution": 12,
    "Summons / charged by post": 6,
}
_AGES = {"10-17": 20, "18-24": 34, "25-34": 24, "over 34": 22}


def drafts() -> Iterator[Draft]:
    """Three months."""
    yield from map(_month, _MONTHS)


def next_version() -> Draft:
    """The last month, published again."""
    return _month(_MONTHS[-1], 2)


def _month(period: Period, version: int = 1) -> Draft:
    """A month of the neighbouring force. Its first row lies in the evening before, as times are universal."""
    rng = generator(FEED.name, period)
    size = 40 + int(rng.integers(10))
    days = sorted(rng.integers(period.start.toordinal(), period.end.toordinal() - 1, size=size).tolist())
    hours = rng.integers(0, 23, size=size).tolist()
    times = [f"{period.start.fromordinal(day)}T{hour:02d}:15:00+00:00" for day, hour in zip(days, hours, strict=True)]
    times[0] = f"{period.previous.end}T23:10:00+00:00"
    columns = {column.heading: [""] * size for column in FEED.columns} | {
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
    name = f"{period}-cheshire-stop-and-search{version_suffix(version)}.csv"
    draft = draft_from_columns(FEED, period, name, columns)
    draft.line_end = "\r\n"
    return draft
