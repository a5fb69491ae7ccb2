"""Recorded crime as the Home Office publishes it, by partnership and by force, and weights of harm. All invented.

The names of forces and partnerships are public. The newest year has three quarters, as in every April's publication;
one note makes partnerships of another force unusable; counts below zero are cancelled crimes.
"""

import csv
import io
from collections import defaultdict
from functools import cache
from itertools import product

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds import crime_severity_weights, recorded_crime_csp
from ossp_pipeline.sample.answers import Draft, Fate, draft_from_columns
from ossp_pipeline.sample.draws import generator
from ossp_pipeline.sample.span import year
from ossp_pipeline.sample.workbooks import write_workbook
from ossp_pipeline.settings import SEEDS

FEED = recorded_crime_csp.FEED
EDITIONS = (year("2016"), year("2024"))
PARTS = ("csp", "pfa")
NOTES = (
    "Force Notes",
    "Kent: Due to ongoing IT issues, data for Medway are recorded under an unassigned CSP group from 2024 onwards.",
    "Additional Notes",
)
_PUBLISHED = year("2025")
_YEARS = {"2023/24": 4, "2024/25": 4, "2025/26": 3}
_GREATER_MANCHESTER = {
    "Bolton": 1.0, "Bury": 0.6, "Manchester": 3.2, "Oldham": 0.9, "Rochdale": 0.9, "Salford": 1.1, "Stockport": 0.8,
    "Tameside": 0.9, "Trafford": 0.7, "Wigan": 1.0, "Manchester Airport": 0.06, "Unassigned Greater Manchester": 0.1,
}  # fmt: skip
_KENT = {"Ashford": 0.5, "Medway": 0.1, "Unassigned Kent": 1.2}
_FORCES = (
    "Avon and Somerset", "Bedfordshire", "Cambridgeshire", "Cheshire", "Cleveland", "Cumbria", "Derbyshire",
    "Devon and Cornwall", "Dorset", "Durham", "Essex", "Gloucestershire", "Greater Manchester", "Hampshire",
    "Hertfordshire", "Humberside", "Kent", "Lancashire", "Leicestershire", "Lincolnshire", "London, City of",
    "Merseyside", "Metropolitan Police", "Norfolk", "North Yorkshire", "Northamptonshire", "Northumbria",
    "Nottinghamshire", "South Yorkshire", "Staffordshire", "Suffolk", "Surrey", "Sussex", "Thames Valley",
    "Warwickshire", "West Mercia", "West Midlands", "West Yorkshire", "Wiltshire",
)  # fmt: skip
# Crimes a quarter in a partnership of size 1.
_CODES = {
    "1/4.1/4.10/4.2": 0.8, "8N": 310, "105A": 420, "8L": 190, "8R": 160, "19C": 22, "20A": 30, "34B": 75, "28E": 190,
    "30C": 95, "45": 180, "48": 90, "46": 380, "49": 150, "56B": 30, "58C": 160, "92E": 110, "10D": 38, "9A": 330,
    "37.1": 0.1,
}  # fmt: skip
_GROUP_WEIGHTS = {
    "Violence against the person": 120.0, "Sexual offences": 900.0, "Robbery": 990.0, "Theft offences": 60.0,
    "Criminal damage and arson": 30.0, "Drug offences": 90.0, "Possession of weapons offences": 110.0,
    "Public order offences": 25.0, "Miscellaneous crimes against society": 60.0,
}  # fmt: skip
_WEIGHTS = {"1/4.1/4.10/4.2": 7800.0, "46": 13.0, "39": 87.0, "28E": 560.0, "105A": 13.0, "10D": 71.0, "92E": 1.5}


def recorded_crime_draft(part: str, version: int = 1) -> Draft:
    """The publication of April 2026: a workbook by partnership, or a CSV file by force with its older headings."""
    rng = generator(f"{FEED.name} {part}", _PUBLISHED)
    rows: list[list[str]] = []
    quarters = [(year, quarter) for year, count in _YEARS.items() for quarter in range(1, count + 1)]
    for (force, partnership, size), (financial_year, quarter) in product(_places(part), quarters):
        counts = rng.poisson([size * usual for usual in _CODES.values()]).tolist()
        # Cancelled crimes of an earlier quarter may outnumber the new ones.
        counts[-1] = -1 if partnership == "Wigan" and quarter == 2 else counts[-1]
        rows += [
            [financial_year, str(quarter), force, partnership, *_offence(code), code, str(count), ""]
            for code, count in zip(_CODES, counts, strict=True)
        ]
    ending = "ods" if part == "csp" else "csv"
    suffix = "" if version == 1 else f"-v{version}"
    name = f"prc-{part}-mar2024-dec2025-tables-230426{suffix}.{ending}"
    return Draft(FEED, _PUBLISHED, name, rows, [Fate.ACCEPTED] * len(rows))


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


def force_rows(draft: Draft) -> list[list[str]]:
    """Header and rows of the table by force, in the layout of older years: no partnership and other headings."""
    older = {"Police Force": "Force Name", "Offence Count": "Number of Offences"}
    rows = [[older.get(heading, heading) for heading in draft.headings], *draft.rows]
    return [[*row[:3], *row[4:-1]] for row in rows]


def weights_draft(edition: Period, version: int = 1) -> Draft:
    """Weights of every offence code that is not fraud."""
    factor = 1.0 if edition == EDITIONS[-1] else 0.9
    columns: dict[str, list[str]] = {"offence_code": [], "weight": []}
    for code, row in _offences().items():
        weight = _WEIGHTS.get(code, _GROUP_WEIGHTS.get(row["offence_group"]))
        if weight is not None:
            columns["offence_code"].append(code)
            columns["weight"].append(f"{weight * factor:.4f}")
    suffix = "" if version == 1 else f"-v{version}"
    name = f"crime-severity-weights-{edition}{suffix}.csv"
    return draft_from_columns(crime_severity_weights.FEED, edition, name, columns)


def _places(part: str) -> list[tuple[str, str, float]]:
    if part == "pfa":
        return [(force, "", 4.0 + place % 9) for place, force in enumerate(_FORCES)]
    home = [("Greater Manchester", name, size) for name, size in _GREATER_MANCHESTER.items()]
    return home + [("Kent", name, size) for name, size in _KENT.items()]


def _offence(code: str) -> tuple[str, str, str]:
    row = _offences()[code]
    return row["offence_description"], row["offence_group"], row["offence_subgroup"]


@cache
def _offences() -> dict[str, dict[str, str]]:
    with (SEEDS / "offence_codes.csv").open(encoding="utf-8", newline="") as handle:
        return {row["offence_code"]: row for row in csv.DictReader(handle)}
