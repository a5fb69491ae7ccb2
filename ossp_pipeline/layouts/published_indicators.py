"""Indicators that others publish about whole areas, row by row as `published_indicators` wants them.

Fingertips has a row for each figure. NDTMS's table has a row for each area and year, and a column for each figure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ossp_pipeline.contracts.layout import Table, TidyRow
from ossp_pipeline.contracts.window import read_window

GIVEN, HIDDEN, NOT_GIVEN = PUBLISHED_STATUSES = ("given", "suppressed", "not given")
_BLANK = ("", "NA")
_HIDDEN_MARKS = ("*", "<5", "[c]")
_MISSING_MARKS = (*_BLANK, "[x]", "[z]", "-")
_POOLED_YEARS = re.compile(r"(\d+)y")


def _spellings(heading: str) -> str:
    """A heading as published, and as the publisher's client for R writes it: without blanks."""
    return f"{heading}|{heading.replace(' ', '')}"


# Our heading → Fingertips's.
_FINGERTIPS = {
    "Indicator ID": "Indicator ID",
    "Indicator name": "Indicator Name",
    "Area": "Area Code",
    "Area name": "Area Name",
    "Sex": "Sex",
    "Age": "Age",
    "Category type": "Category Type",
    "Category": "Category",
    "Period": "Time period",
    "Sort key": "Time period Sortable",
    "Value": "Value",
    "Lower limit": "Lower CI 95.0 limit",
    "Upper limit": "Upper CI 95.0 limit",
    "Count": "Count",
    "Denominator": "Denominator",
    "Note": "Value note",
}
_POOLED = _spellings("Time period range")
_COMPARED = _spellings("Compared to England value or percentiles")
FINGERTIPS_HEADINGS = tuple(map(_spellings, _FINGERTIPS.values()))
FINGERTIPS_PERIOD, FINGERTIPS_INDICATOR = _spellings("Time period"), _spellings("Indicator ID")

NDTMS_HEADINGS = (
    "Reporting period",
    "Area",
    "Sex",
    "Age group",
    "Substance category",
    "All in treatment",
    "New presentations",
)
_ALL, _NEW = _WHOLES = NDTMS_HEADINGS[-2:]
_NDTMS_KEY = NDTMS_HEADINGS[:-2]
_OF_WHOLE = re.compile(r"(?P<of>.*?)[\s-]*(?P<whole>all in treatment|new presentations?)", re.IGNORECASE)
# NDTMS's word for all sexes, ages or substances together.
_TOTAL = "Total"


def from_fingertips(tables: Iterable[Table], _: str) -> Iterator[TidyRow]:
    """Every row. What says under which parent an area stands is left out: each area is there once for each parent."""
    for table in tables:
        places = {ours: table.position(_spellings(theirs)) for ours, theirs in _FINGERTIPS.items()}
        pooled, compared = table.position(_POOLED), table.position(_COMPARED)
        for cells in table.rows:
            row = {ours: _cell(cells, place) for ours, place in places.items()}
            yield (
                row
                | _years(row["Period"], _cell(cells, pooled))
                | {
                    "Publisher": "Fingertips",
                    "Status": _status_of_noted(row["Value"], row["Note"]),
                    "Compared with England": _cell(cells, compared),
                }
            )


def from_ndtms(tables: Iterable[Table], _: str) -> Iterator[TidyRow]:
    """A row for each figure of each row, in the words of its heading, however these are spaced and capitalised."""
    for table in tables:
        key = [table.position(heading) for heading in _NDTMS_KEY]
        figures = [(place, *_named(heading)) for place, heading in enumerate(table.headings) if place not in key]
        wholes = {heading: table.position(heading) for heading in _WHOLES}
        for cells in table.rows:
            period, area, sex, age, substance = (_cell(cells, place) for place in key)
            about = {
                "Publisher": "NDTMS",
                "Area": area,
                "Area name": area,
                "Sex": "Persons" if sex == _TOTAL else sex,
                "Age": age,
                "Category type": "" if substance == _TOTAL else "Substance category",
                "Category": "" if substance == _TOTAL else substance,
                "Period": period,
                **_years(period),
                "Unit": "people",
            }
            about["Sort key"] = about["First year"]
            for place, name, whole in figures:
                yield about | _figure(cells[place].strip(), name) | _whole(cells, wholes, whole)


def _figure(written: str, name: str) -> dict[str, str]:
    """The figure in a cell, or why there is none."""
    figure = {"Indicator ID": "-".join(re.findall(r"[a-z0-9]+", name.casefold())), "Indicator name": name}
    if written in _HIDDEN_MARKS:
        return figure | {"Status": HIDDEN, "Note": f"shown as {written}"}
    if written in _MISSING_MARKS:
        return figure | {"Status": NOT_GIVEN}
    return figure | {"Status": GIVEN, "Value": written, "Count": written}


def _whole(cells: Sequence[str], wholes: Mapping[str, int | None], whole: str) -> dict[str, str]:
    """Of whom a figure is a part, and how many these are."""
    if not whole:
        return {}
    count = _cell(cells, wholes[whole])
    return {"Denominator": count if count.isdecimal() else "", "Denominator name": whole.lower()}


def _named(heading: str) -> tuple[str, str]:
    """The name of a figure, the same for every spelling of its heading; and the whole it is a part of, "" for none."""
    match = _OF_WHOLE.fullmatch(heading)
    of, whole = (match["of"], match["whole"]) if match else (heading, "")
    parts = [part for part in map(str.strip, re.split(r"\s-|-\s", of)) if part]
    if match is None:
        return " - ".join(parts), ""
    whole = _ALL if whole.casefold() == _ALL.casefold() else _NEW
    return " - ".join([*parts, whole]), whole if parts else ""


def _years(period: str, pooled: str = "") -> dict[str, str]:
    """The first year of a period, and how many are pooled in it: as a column of its own says, or else its words."""
    window = read_window(period)
    said = _POOLED_YEARS.fullmatch(pooled)
    years = said[1] if said else str(window.years or "") if window else ""
    return {"First year": str(window.first) if window else "", "Years pooled": years}


def _status_of_noted(value: str, note: str) -> str:
    if value not in _BLANK:
        return GIVEN
    return HIDDEN if "suppress" in note.casefold() else NOT_GIVEN


def _cell(cells: Sequence[str], place: int | None) -> str:
    return "" if place is None else cells[place].strip()
