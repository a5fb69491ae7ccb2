"""Indicators as Fingertips and NDTMS publish them, of a district, its neighbour, the region and England. All invented.

Names of areas are public, those of indicators and every figure are made up. Fingertips lists each district and region
twice, once for each parent, and England by tenths as well; a rate over three years is suppressed where few people are
counted. NDTMS writes 0 where housing was not collected in the last year, and blanks in the year before.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from ossp_pipeline.feeds.published_indicators import FEED
from ossp_pipeline.layouts.published_indicators import GIVEN, HIDDEN, NOT_GIVEN
from ossp_pipeline.sample.answers import Draft, Fate, draft_from_columns, version_suffix
from ossp_pipeline.sample.draws import generator
from ossp_pipeline.sample.files import csv_bytes
from ossp_pipeline.sample.places import STOCKPORT, TRAFFORD
from ossp_pipeline.sample.span import year

_PERIOD = year("2024")
_POOLED = ("2019/20 - 21/22", "2020/21 - 22/23", "2021/22 - 23/24")
_YEARS = ("2021/22", "2022/23", "2023/24")
_SUPPRESSED = "Value suppressed for disclosure control due to small count"


@dataclass(frozen=True)
class _Place:
    """An area: its code, name, people, how its rates lie to England's, and whether it is of this partnership."""

    code: str
    name: str
    people: int
    level: float = 1.0
    is_kept: bool = True


@dataclass(frozen=True)
class _Indicator:
    """An indicator: England's rate per 100,000, and which share of people has its ages."""

    number: str
    name: str
    age: str
    periods: tuple[str, ...]
    rate: float
    share: float = 1.0


_ENGLAND = _Place("E92000001", "England", 57_000_000)
_REGION = _Place("E12000002", "North West", 7_500_000, 1.25)
_HOME = _Place(STOCKPORT.code, STOCKPORT.name, 295_000, 0.85)
_NEIGHBOUR = _Place(TRAFFORD.code, TRAFFORD.name, 236_000, 0.9, is_kept=False)
_PLACES = (_ENGLAND, _REGION, _HOME, _NEIGHBOUR)
_INDICATORS = (
    _Indicator("99001", "Sample: admissions for violence, per 100,000 (three years)", "All ages", _POOLED, 41.0),
    _Indicator("99002", "Sample: admissions of children, per 100,000 (three years)", "<18 yrs", _POOLED, 30.0, 0.2),
    _Indicator("99003", "Sample: domestic abuse crimes, per 100,000", "16+ yrs", _YEARS, 2_900.0),
)
_WHOLES = ("All in treatment", "New presentations")
# Heading as NDTMS writes it → the part of its whole.
_TREATED = {
    "Ethnicity - White - All in treatment": 0.87,
    "Referral source - criminal justice - New presentations": 0.15,
    "Housing situation - Urgent housing problem - New presentations": 0.06,
    "Treatment exits - Moved away - All in treatment": 0.0,
    "Treatment exits - Successful completion - All in treatment": 0.21,
    "Treatment exits - Transferred (not in custody)  - All in treatment": 0.03,
    "Substance use  - Cocaine - New presentation": 0.17,
    "Religion - Zoroastrian - New presentations": 0.0002,
}
_HOUSING = "Housing situation - Urgent housing problem - New presentations"
_RARE = "Religion - Zoroastrian - New presentations"

Cells = dict[str, str]


def drafts() -> Iterator[Draft]:
    """A download of Fingertips and the table of NDTMS."""
    yield _fingertips()
    yield _ndtms()


def next_version() -> Draft:
    """The download of Fingertips, fetched again."""
    return _fingertips(2)


def _fingertips(version: int = 1) -> Draft:
    """Three indicators in every area, period and sex, and one by tenths of England."""
    rng = generator(f"{FEED.name} fingertips", _PERIOD)
    rows: list[tuple[Cells, Fate]] = []
    for indicator, place in product(_INDICATORS, _PLACES):
        for period, sex in product(indicator.periods, ("Persons", "Male", "Female")):
            row = _figure(rng, indicator, place, period, sex)
            rows.append((row, Fate.ACCEPTED if place.is_kept else Fate.OUT_OF_AREA))
            if place is not _ENGLAND:
                rows.append((row, Fate.DUPLICATE))
    rows += [(row, Fate.ACCEPTED) for row in _tenths(rng, _INDICATORS[0])]
    draft = _draft(f"published-indicators-{_PERIOD}-fingertips{version_suffix(version)}.csv", rows)
    draft.encode = _as_fingertips
    return draft


def _figure(rng: np.random.Generator, indicator: _Indicator, place: _Place, period: str, sex: str) -> Cells:
    """A rate of one sex, or of persons, in one area and period."""
    years = 1 if period.count("/") == 1 else 3
    people = int(place.people * indicator.share * (1 if sex == "Persons" else 0.5)) * years
    count = int(rng.poisson(people * indicator.rate * place.level / 100_000))
    is_few = indicator.share < 1 and place in (_HOME, _NEIGHBOUR) and period == indicator.periods[-1]
    return _row(indicator, place, period, years, {"Sex": sex, **_rate(count, people, is_few)})


def _tenths(rng: np.random.Generator, indicator: _Indicator) -> Iterator[Cells]:
    """England by deprivation: not to be added to the figures of all people."""
    people = 3 * _ENGLAND.people // 10
    for tenth, rate in (("Most deprived decile", 78.0), ("Least deprived decile", 18.0)):
        cells = {"Sex": "Persons", "Category type": "Deprivation deciles", "Category": tenth}
        cells |= _rate(int(rng.poisson(people * rate / 100_000)), people, False)
        yield _row(indicator, _ENGLAND, indicator.periods[-1], 3, cells)


def _rate(count: int, people: int, is_few: bool) -> Cells:
    """A rate per 100,000 with limits two standard errors away; hidden where few people are counted."""
    if is_few:
        return {"Status": HIDDEN, "Note": _SUPPRESSED}
    rate, error = (100_000 * item / people for item in (float(count), 1.96 * count**0.5))
    return {
        "Value": f"{rate:.3f}",
        "Lower limit": f"{max(0.0, rate - error):.3f}",
        "Upper limit": f"{rate + error:.3f}",
        "Count": str(count),
        "Denominator": str(people),
        "Status": GIVEN,
    }


def _row(indicator: _Indicator, place: _Place, period: str, years: int, cells: Cells) -> Cells:
    return {
        "Publisher": "Fingertips",
        "Indicator ID": indicator.number,
        "Indicator name": indicator.name,
        "Area": place.code,
        "Area name": place.name,
        "Age": indicator.age,
        "Period": period,
        "Sort key": f"{period[:4]}0000",
        "Years pooled": str(years),
        **cells,
    }


def _as_fingertips(draft: Draft) -> bytes:
    """The download: an area stands there first without a parent, and then under its own."""
    headings = (
        *("Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name", "Area Type", "Sex"),
        *("Age", "Category Type", "Category", "Time period", "Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit"),
        *("Lower CI 99.8 limit", "Upper CI 99.8 limit", "Count", "Denominator", "Value note", "Recent Trend"),
        *("Compared to England value or percentiles", "Compared to Regions (statistical) value or percentiles"),
        *("Time period Sortable", "New data", "Compared to goal", "Time period range"),
    )
    lines = [list(headings)]
    for place, written in enumerate(draft.rows):
        row = dict(zip(draft.headings, written, strict=True))
        is_again = draft.fates[place] is Fate.DUPLICATE
        renamed = {
            "Indicator Name": row["Indicator name"],
            "Parent Code": _ENGLAND.code if is_again else "",
            "Parent Name": _ENGLAND.name if is_again else "",
            "Area Code": row["Area"],
            "Area Name": row["Area name"],
            "Category Type": row["Category type"],
            "Time period": row["Period"],
            "Lower CI 95.0 limit": row["Lower limit"],
            "Upper CI 95.0 limit": row["Upper limit"],
            "Value note": row["Note"],
            "Time period Sortable": row["Sort key"],
            "Time period range": f"{row['Years pooled']}y",
        }
        lines.append([renamed.get(heading, row.get(heading, "")) for heading in headings])
    return csv_bytes(lines)


def _ndtms() -> Draft:
    """Three years of adults in treatment: housing was not collected in the last two, and one reason to leave never."""
    rng = generator(f"{FEED.name} ndtms", _PERIOD)
    rows: list[tuple[Cells, Fate]] = []
    for period, place in product(_YEARS, _PLACES):
        wholes = dict(zip(_WHOLES, (int(place.people * share) for share in (0.0054, 0.0027)), strict=True))
        fate = Fate.ACCEPTED if place.is_kept else Fate.OUT_OF_AREA
        for heading, count in _counts(rng, period, place, wholes).items():
            rows.append((_treated(place, period, heading, count, wholes), fate))
    draft = _draft(f"published-indicators-{_PERIOD}-ndtms.csv", rows)
    draft.encode = _as_ndtms
    return draft


def _counts(rng: np.random.Generator, period: str, place: _Place, wholes: dict[str, int]) -> Cells:
    """A line of the table: what stands under each heading."""
    counts = {heading: str(count) for heading, count in wholes.items()}
    for heading, share in _TREATED.items():
        counts[heading] = str(int(rng.binomial(wholes[_whole_of(heading)], share)))
    if place in (_HOME, _NEIGHBOUR):
        counts[_RARE] = "0"
    if period != _YEARS[0]:
        counts[_HOUSING] = "0" if period == _YEARS[-1] else ""
    return counts


def _whole_of(heading: str) -> str:
    return _WHOLES["presentation" in heading.lower()]


def _treated(place: _Place, period: str, heading: str, count: str, wholes: dict[str, int]) -> Cells:
    """A figure of the table. Its name is the heading, which `_as_ndtms` writes."""
    whole = {} if heading in _WHOLES else {"Denominator": str(wholes[_whole_of(heading)])}
    return {
        "Publisher": "NDTMS",
        "Indicator ID": heading.lower(),
        "Indicator name": heading,
        "Area": place.name,
        "Area name": place.name,
        "Sex": "Persons",
        "Age": "Total",
        "Period": period,
        "Unit": "people",
        "Value": count,
        "Count": count,
        "Status": GIVEN if count else NOT_GIVEN,
        **whole,
    }


def _as_ndtms(draft: Draft) -> bytes:
    """The table: a line for each year and area, a column for each figure, after a byte order mark."""
    headings = [*_WHOLES, *_TREATED]
    lines = [["Reporting period", "Area", "Sex", "Age group", "Substance category", *headings]]
    values = iter(draft.rows)
    names = draft.headings
    while first := next(values, None):
        figures = [first, *(next(values) for _ in headings[1:])]
        about = [first[names.index(heading)] for heading in ("Period", "Area")]
        lines.append([*about, "Total", "Total", "Total", *(row[names.index("Value")] for row in figures)])
    return codecs.BOM_UTF8 + csv_bytes(lines)


def _draft(name: str, rows: list[tuple[Cells, Fate]]) -> Draft:
    columns = {column.heading: [cells.get(column.heading, "") for cells, _ in rows] for column in FEED.columns}
    return draft_from_columns(FEED, _PERIOD, name, columns, [fate for _, fate in rows])
