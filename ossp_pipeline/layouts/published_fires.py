"""Incidents by small area, as the Home Office publishes them in its low-level geography dataset, row by row.

A file holds every incident of England over several years. Its labels changed from edition to edition, and some of its
rows have the code of the small area in the column of its description.
"""

import re
from collections.abc import Iterable, Iterator

from ossp_pipeline.contracts.layout import Table, TidyRow
from ossp_pipeline.contracts.window import read_window

# The publisher's headings, and ours.
FIRE_HEADINGS = ("FINANCIAL_YEAR", "INCIDENT_TYPE", "LSOA_CODE", "LSOA_DESCRIPTION")
YEAR, TYPE, CODE = "financial_year", "incident_type", "lsoa_code"
DWELLING, OTHER_BUILDING, VEHICLE = "Dwelling fire", "Other building fire", "Road vehicle fire"
# What an edition calls that did not tell the two apart.
DWELLING_OR_OTHER = "Dwelling or other building fire"
OUTDOOR, CHIMNEY, SECONDARY = "Other outdoor primary fire", "Chimney fire", "Secondary fire"
FALSE_ALARM, NO_FIRE = "False alarm", "Non-fire incident"
# How a label begins, in small letters and without dashes → the type. The longer of two comes first.
_BEGINNINGS = {
    "primary fire dwelling or other building": DWELLING_OR_OTHER,
    "primary fire dwelling": DWELLING,
    "primary fire other building": OTHER_BUILDING,
    "primary fire road vehicle": VEHICLE,
    "primary fire vehicle": VEHICLE,
    "primary fire other outdoor": OUTDOOR,
    "primary fire outdoor": OUTDOOR,
    "secondary fire": SECONDARY,
    "chimney fire": CHIMNEY,
    "fire false alarm": FALSE_ALARM,
    "false alarm": FALSE_ALARM,
    "non fire": NO_FIRE,
    "special service": NO_FIRE,
}
INCIDENT_TYPES = tuple(dict.fromkeys(_BEGINNINGS.values()))
_PLURAL = "s"
_SMALL_AREA = re.compile(r"[EWX]01\d{6}")
_NOT_KNOWN = "not known"


def from_low_level_geography(tables: Iterable[Table], year: str) -> Iterator[TidyRow]:
    """The incidents of a year. A row of which nobody can tell the year is in every year, where the contract rejects it.

    Sheets are by county, by year, or all in one: what counts is the year of each row.
    """
    labels: dict[str, str] = {}
    years: dict[str, bool] = {}
    for table in tables:
        places = [table.position(heading) for heading in FIRE_HEADINGS]
        for cells in table.rows:
            written, label, code, description = ("" if place is None else cells[place].strip() for place in places)
            if written not in years:
                years[written] = _is_of(written, year)
            if not years[written]:
                continue
            if label not in labels:
                labels[label] = incident_type(label)
            yield {YEAR: written, TYPE: labels[label], CODE: _small_area(code, description)}


def incident_type(label: str) -> str:
    """The type that a label stands for; a label that is not known stays as it is, and the contract rejects its row."""
    words = " ".join(re.split(r"[\s–—-]+", label.casefold())).strip()
    for beginning, named in _BEGINNINGS.items():
        if re.match(rf"{beginning}{_PLURAL}?(?!\w)", words):
            return named
    return label


def _is_of(written: str, year: str) -> bool:
    window = read_window(written)
    return window is None or str(window.last) == year


def _small_area(code: str, description: str) -> str:
    """The code, in whichever of the two columns it stands; blank where the small area is not known."""
    if not _SMALL_AREA.fullmatch(code) and _SMALL_AREA.fullmatch(description):
        return description
    return "" if code.casefold() == _NOT_KNOWN else code
