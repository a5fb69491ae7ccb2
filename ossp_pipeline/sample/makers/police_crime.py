"""Crimes recorded by the police, month by month, as the force's own system exports them."""

from collections.abc import Iterator
from datetime import date
from operator import itemgetter

import numpy as np

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.police_crime import FEED
from ossp_pipeline.sample.answers import Draft, Fate
from ossp_pipeline.sample.draws import DAY_MINUTES, chance, draw, flags, generator, uk_day, uk_times
from ossp_pipeline.sample.hotspots import draw_areas
from ossp_pipeline.sample.offences import AGES, KINDS, OUTCOMES, STRANDS, Kind, expected_counts, offences
from ossp_pipeline.sample.span import EXTRACTED, LAST_MONTH, month, months

_HEADINGS = [column.heading for column in FEED.columns]
_CODE = _HEADINGS.index("HO Offence Code")
# Rows are put in order before they get their reference, which is the first column.
_RECORDED = _HEADINGS.index("Recorded Date") - 1
_REVISED_MONTH = month("2025-06")
_FIRST_EXTRACTED = date(2025, 7, 18)
_LATE_CRIMES = 10
_RECLASSIFIED = {"105A": "8N", "8N": "5D", "49": "39", "58D": "58B"}
_RECLASSIFIED_SHARE = 0.03
_SECOND_STRAND = 0.06
_NO_PLACE = 0.02
_NO_TIME = 0.004
_VICTIM_UNKNOWN = 0.06
_SOLVED_SHARE = 0.95
# Mean days until an outcome: a case without a suspect is closed soon.
_QUICK, _SLOW = 25.0, 80.0

Columns = dict[str, list[str]]


def drafts() -> Iterator[Draft]:
    """Every month, and one of them sent again with what had changed."""
    yield from map(month_draft, months())
    yield month_draft(_REVISED_MONTH, version=2)


def next_version() -> Draft:
    """The last month, sent again."""
    return month_draft(LAST_MONTH, 2)


def month_draft(period: Period, version: int = 1) -> Draft:
    """A month of crimes. Version 2 of the revised month: reclassified, with late crimes and later outcomes."""
    is_first_cut = period == _REVISED_MONTH and version == 1
    rows = _month_rows(period, _FIRST_EXTRACTED if is_first_cut else EXTRACTED)
    if period == _REVISED_MONTH and version == 2:
        _revise(rows, period)
    name = f"GMP-CSP-Stockport-Crime-{period}-v{version}.csv"
    return Draft(FEED, period, name, rows, [Fate.ACCEPTED] * len(rows), line_end="\r\n")


def _month_rows(period: Period, extracted: date) -> list[list[str]]:
    rng = generator(FEED.name, period)
    rows: list[tuple[str, ...]] = []
    for name, expected in expected_counts(period).items():
        codes = np.repeat(list(expected), rng.poisson(list(expected.values())))
        rows += _kind_rows(rng, KINDS[name], codes, period, extracted)
    # Kinds are mixed first, because the order of one day's rows must not tell them apart.
    shuffled = [rows[row] for row in rng.permutation(len(rows)).tolist()]
    shuffled.sort(key=itemgetter(_RECORDED))
    return _referenced(shuffled, period, first=1)


def _revise(rows: list[list[str]], period: Period) -> None:
    """What changed between the two versions: draws of its own, so that the first version stays as it is."""
    rng = generator(FEED.name, period, version=2)
    for row in np.flatnonzero(chance(rng, _RECLASSIFIED_SHARE, len(rows))).tolist():
        if code := _RECLASSIFIED.get(rows[row][_CODE]):
            rows[row][_CODE : _CODE + 2] = [code, offences()[code]["offence_description"]]
    late = _kind_rows(rng, KINDS["violence"], np.repeat("105A", _LATE_CRIMES), period, EXTRACTED)
    rows += _referenced(late, period, first=len(rows) + 1)


def _referenced(rows: list[tuple[str, ...]], period: Period, first: int) -> list[list[str]]:
    """Rows with the references the force would have given them."""
    prefix = f"SAMPLE-{period.start:%Y%m}"
    return [[f"{prefix}-{number:06d}", *row] for number, row in enumerate(rows, first)]


def _kind_rows(
    rng: np.random.Generator, kind: Kind, codes: np.ndarray, period: Period, extracted: date
) -> list[tuple[str, ...]]:
    """Rows of one kind of crime, without references."""
    size = len(codes)
    recorded = rng.integers(period.start.toordinal(), period.end.toordinal() + 1, size)
    domestic = chance(rng, kind.domestic, size)
    columns = {
        "Recorded Date": [uk_day(day) for day in recorded.tolist()],
        **_committed(rng, kind, recorded),
        "HO Offence Code": codes.tolist(),
        "HO Offence Description": [offences()[code]["offence_description"] for code in codes.tolist()],
        "LSOA 2021": np.where(chance(rng, _NO_PLACE, size), "", draw_areas(rng, kind.place, size)).tolist(),
        **_outcomes(rng, kind, recorded, extracted),
        "Domestic Abuse": flags(domestic),
        "Knife Used": flags(chance(rng, kind.knife, size)),
        **_hate_strands(rng, kind, size),
        **_victims(rng, kind, domestic),
    }
    return list(zip(*(columns[heading] for heading in _HEADINGS[1:]), strict=True))


def _committed(rng: np.random.Generator, kind: Kind, recorded: np.ndarray) -> Columns:
    """From and to, never after the end of the day of recording."""
    size = len(recorded)
    waited = rng.exponential(kind.report_days, size).astype("int64")
    hours = (rng.normal(22.5 if kind.by_night else 14.5, 4.5, size) * 60).astype("int64") % DAY_MINUTES
    first = (recorded - waited) * DAY_MINUTES + hours
    lasted = np.where(chance(rng, 0.45, size), rng.exponential(240, size), 0).astype("int64")
    last = np.minimum(first + lasted, recorded * DAY_MINUTES + DAY_MINUTES - 1)
    known = ~chance(rng, _NO_TIME, size)
    return {
        "Committed From": np.where(known, uk_times(first), "").tolist(),
        "Committed To": np.where(known, uk_times(last), "").tolist(),
    }


def _outcomes(rng: np.random.Generator, kind: Kind, recorded: np.ndarray, extracted: date) -> Columns:
    """Outcomes that had happened by the day of extraction, so older months have more of them."""
    size = len(recorded)
    types = draw(rng, OUTCOMES[kind.outcomes], size)
    days = recorded + 1 + rng.exponential(np.where(types == "18", _QUICK, _SLOW)).astype("int64")
    known = chance(rng, _SOLVED_SHARE, size) & (days <= extracted.toordinal())
    return {
        "Outcome Type": np.where(known, types, "").tolist(),
        "Outcome Date": [uk_day(day) if is_known else "" for day, is_known in zip(days.tolist(), known, strict=True)],
    }


def _hate_strands(rng: np.random.Generator, kind: Kind, size: int) -> Columns:
    is_hate = chance(rng, kind.hate, size)
    first, second = draw(rng, STRANDS[kind.strands], size), draw(rng, STRANDS["any"], size)
    has_second = chance(rng, _SECOND_STRAND, size)
    return {
        strand: flags(is_hate & ((first == strand) | (has_second & (second == strand)))) for strand in STRANDS["any"]
    }


def _victims(rng: np.random.Generator, kind: Kind, domestic: np.ndarray) -> Columns:
    size = len(domestic)
    known = chance(rng, kind.victim, size) & ~chance(rng, _VICTIM_UNKNOWN, size)
    female = chance(rng, np.where(domestic, max(kind.female, 0.73) if kind.female else 0.0, kind.female), size)
    other = chance(rng, 0.003, size) & (0 < kind.female < 1)
    ages = np.where(domestic, draw(rng, AGES["domestic"], size), draw(rng, AGES[kind.ages], size))
    sexes = np.where(other, "Other", np.where(female, "Female", "Male"))
    return {
        "Victim Age Band": np.where(known, ages, "").tolist(),
        "Victim Sex": np.where(known, sexes, "").tolist(),
    }
