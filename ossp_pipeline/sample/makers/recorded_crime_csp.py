"""Recorded crime as the Home Office publishes it, by partnership and by force. All invented.

The names of forces and partnerships are public. The newest year has three quarters, as in every April's publication;
one note makes partnerships of another force unusable; counts below zero are cancelled crimes. Stockport's crimes are
those of the force's extract by group but for one in a hundred, which later revisions of the extract brought; the table
by force says of a force what its partnerships add up to.
"""

import io
from collections import defaultdict
from collections.abc import Iterator
from itertools import product

from ossp_pipeline.feeds.recorded_crime_csp import FEED
from ossp_pipeline.sample.answers import Draft, Fate, version_suffix
from ossp_pipeline.sample.draws import generator
from ossp_pipeline.sample.files import csv_bytes
from ossp_pipeline.sample.offences import offences
from ossp_pipeline.sample.span import year
from ossp_pipeline.sample.workbooks import write_workbook

_PARTS = ("csp", "pfa")
NOTES = (
    "Force Notes",
    "Kent: Due to ongoing IT issues, data for Medway are recorded under an unassigned CSP group from 2024 onwards.",
    "Additional Notes",
)
_PUBLISHED = year("2025")
_YEARS = {"2023/24": 4, "2024/25": 4, "2025/26": 3}
_QUARTERS = [(year, str(quarter)) for year, count in _YEARS.items() for quarter in range(1, count + 1)]
# Forces whose partnerships are listed, and how large each of them is.
_DETAILED = {
    "Greater Manchester": {
        "Bolton": 1.2,
        "Bury": 0.72,
        "Manchester": 3.05,
        "Oldham": 1.05,
        "Rochdale": 1.0,
        "Salford": 1.2,
        "Stockport": 0.99,
        "Tameside": 0.92,
        "Trafford": 0.77,
        "Wigan": 1.12,
        "Manchester Airport": 0.06,
        "Unassigned Greater Manchester": 0.1,
    },
    "Kent": {"Ashford": 0.45, "Medway": 0.08, "Unassigned Kent": 5.5},
}
_FORCES = (
    "Avon and Somerset",
    "Bedfordshire",
    "Cambridgeshire",
    "Cheshire",
    "Cleveland",
    "Cumbria",
    "Derbyshire",
    "Devon and Cornwall",
    "Dorset",
    "Durham",
    "Essex",
    "Gloucestershire",
    "Greater Manchester",
    "Hampshire",
    "Hertfordshire",
    "Humberside",
    "Kent",
    "Lancashire",
    "Leicestershire",
    "Lincolnshire",
    "London, City of",
    "Merseyside",
    "Metropolitan Police",
    "Norfolk",
    "North Yorkshire",
    "Northamptonshire",
    "Northumbria",
    "Nottinghamshire",
    "South Yorkshire",
    "Staffordshire",
    "Suffolk",
    "Surrey",
    "Sussex",
    "Thames Valley",
    "Warwickshire",
    "West Mercia",
    "West Midlands",
    "West Yorkshire",
    "Wiltshire",
)
# Crimes a quarter in a partnership of size 1: each group of Stockport's extract, as a few of its codes.
_CODES = {
    "1/4.1/4.10/4.2": 0.5,
    "8N": 860,
    "105A": 1130,
    "8L": 330,
    "8R": 532,
    "19C": 75,
    "20A": 140,
    "34B": 84,
    "28E": 330,
    "30C": 170,
    "45": 340,
    "48": 200,
    "46": 750,
    "49": 577,
    "56B": 50,
    "58C": 657,
    "92E": 241,
    "10D": 75,
    "9A": 698,
    "54": 175,
    "37.1": 0.1,
}


# Force, partnership, financial year and quarter → crimes of each code.
Counted = dict[tuple[str, str, str, str], list[int]]


def drafts() -> Iterator[Draft]:
    """The tables by partnership and by force."""
    yield from map(_table, _PARTS)


def next_version() -> Draft:
    """The table by partnership, published again."""
    return _table("csp", 2)


def _table(part: str, version: int = 1) -> Draft:
    """The publication of April 2026: a workbook by partnership, or a CSV file by force with its older headings."""
    counted = _by_partnership() if part == "csp" else _by_force()
    rows = [
        [financial_year, quarter, force, partnership, *_offence(code), code, str(count), ""]
        for (force, partnership, financial_year, quarter), counts in counted.items()
        for code, count in zip(_CODES, counts, strict=True)
    ]
    ending, encode = ("ods", workbook_bytes) if part == "csp" else ("csv", _force_bytes)
    name = f"prc-{part}-mar2024-dec2025-tables-230426{version_suffix(version)}.{ending}"
    return Draft(FEED, _PUBLISHED, name, rows, [Fate.ACCEPTED] * len(rows), encode=encode)


def workbook_bytes(draft: Draft, renamed: str = "") -> bytes:
    """The draft as an .ods workbook: notes, and a sheet for each year; `renamed` is another name for the first."""
    sheets: dict[str, list[list[str]]] = defaultdict(list)
    for row in draft.rows:
        sheets[row[0].replace("/", "_")].append(row[:-1])
    named = [("Notes", [[line] for line in NOTES])]
    for place, (name, rows) in enumerate(sheets.items()):
        named.append((renamed if renamed and place == 0 else name, [draft.headings[:-1], *rows]))
    target = io.BytesIO()
    write_workbook(target, named, frozenset((1, 8)))
    return target.getvalue()


def _force_bytes(draft: Draft) -> bytes:
    """The table by force, in the layout of older years: no partnership and other headings."""
    older = {"Police Force": "Force Name", "Offence Count": "Number of Offences"}
    rows = [[older.get(heading, heading) for heading in draft.headings], *draft.rows]
    return csv_bytes([[*row[:3], *row[4:-1]] for row in rows])


def _by_partnership() -> Counted:
    """Crimes of each code in every partnership and quarter."""
    rng = generator(f"{FEED.name} csp", _PUBLISHED)
    places = [(force, *item) for force, sizes in _DETAILED.items() for item in sizes.items()]
    counted = {}
    for (force, partnership, size), (financial_year, quarter) in product(places, _QUARTERS):
        counts = rng.poisson([size * usual for usual in _CODES.values()]).tolist()
        # Cancelled crimes of an earlier quarter may outnumber the new ones.
        counts[-1] = -1 if partnership == "Wigan" and quarter == "2" else counts[-1]
        counted[force, partnership, financial_year, quarter] = counts
    return counted


def _by_force() -> Counted:
    """Crimes of each code in every force and quarter: what its partnerships add up to, where they are listed."""
    rng = generator(f"{FEED.name} pfa", _PUBLISHED)
    parts = defaultdict(list)
    for (force, _, financial_year, quarter), counts in _by_partnership().items():
        parts[force, financial_year, quarter].append(counts)
    counted = {}
    for (place, force), (financial_year, quarter) in product(enumerate(_FORCES), _QUARTERS):
        drawn: list[int] = rng.poisson([(1.6 + 0.8 * (place % 9)) * usual for usual in _CODES.values()]).tolist()
        listed = parts[force, financial_year, quarter]
        counts = [sum(those) for those in zip(*listed, strict=True)] if listed else drawn
        counted[force, "", financial_year, quarter] = counts
    return counted


def _offence(code: str) -> tuple[str, str, str]:
    row = offences()[code]
    return row["offence_description"], row["offence_group"], row["offence_subgroup"]
