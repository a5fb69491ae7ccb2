"""Residents in the layouts of the ONS and of Nomis, as rows of the population contract.

Ages are added up to the bands of the contract. Nothing is estimated: a file whose ages do not add up to the bands, or
that lacks some of them for a small area, is refused.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from ossp_pipeline.contracts.layout import Table, TidyRow
from ossp_pipeline.errors import DeliveryRefused

# First and last age, both included.
Age = tuple[int, int]
# A small area and its vintage, in the words of Nomis.
SmallArea = tuple[str, str]
# A sex and the label of a band.
Group = tuple[str, str]

FEMALE, MALE, PERSONS = "Female", "Male", "Persons"
SMALL_AREA_CODE = "LSOA #### Code|LSOA Code|Area Codes"
VINTAGES = ("2011 super output areas - lower layer", "2021 super output areas - lower layer")
_NO_END = 999
_BANDS: tuple[Age, ...] = ((0, 17), (18, 24), (25, 49), (50, 64), (65, _NO_END))
_SEXES = {"Total": PERSONS, "": PERSONS, "Males": MALE, "Females": FEMALE, "M": MALE, "F": FEMALE}
_AGE = re.compile(r"(?:aged? )?(?P<first>\d{1,3})(?: to (?P<last>\d{1,3})|(?P<open>\+| and over))?", re.IGNORECASE)
_AGE_COLUMN = re.compile(r"(?P<sex>[FM]?)(?P<age>\d{1,2})\+?")
_OLDEST = 90
# Codes of larger areas: some workbooks have their totals among the small areas.
_OTHER_AREA = re.compile(r"[A-Z](?!01)\d{8}")
_DOWNLOAD = "download every age and year for all small areas; Nomis cuts a guest’s download at 25,000 rows"
_FETCH = "fetch the workbook again from the ONS, and leave its cells as they are"


def _label(band: Age) -> str:
    first, last = band
    return f"Aged {first} and over" if last == _NO_END else f"Aged {first} to {last}"


AGE_BANDS = tuple(map(_label, _BANDS))


def from_nomis(tables: Iterable[Table], year: str) -> Iterator[TidyRow]:
    """Rows of one year of a Nomis download: single years or bands, with or without sexes and totals."""
    counts: dict[SmallArea, dict[str, dict[Age, str]]] = {}
    for row in (row for table in tables for row in _nomis_rows(table, year)):
        age = read_age(row["C_AGE_NAME"])
        if age is None:
            yield row
            continue
        small_area = counts.setdefault((row["GEOGRAPHY_CODE"], row["GEOGRAPHY_TYPE"]), {})
        if small_area.setdefault(row["GENDER_NAME"], {}).setdefault(age, row["OBS_VALUE"]) != row["OBS_VALUE"]:
            raise _refused("a small area has two counts for the same sex and age", _DOWNLOAD)
    yield from _added_up(counts, year)


def from_workbook(tables: Iterable[Table], year: str) -> Iterator[TidyRow]:
    """Rows of one year of an ONS workbook: a column for each year of age, of each sex or on a sheet for each sex."""
    sheets = list(tables)
    by_sex = [table for table in sheets if not table.sheet.endswith(PERSONS)]
    for table in by_sex or sheets:
        yield from _workbook_rows(table, year)


def read_age(text: str) -> Age | None:
    """First and last age in words such as `Age 5`, `Aged 0 to 15`, `Aged 90+`; None for other words."""
    if text.lower() == "all ages":
        return 0, _NO_END
    match = _AGE.fullmatch(text)
    if match is None:
        return None
    first = int(match["first"])
    return first, _NO_END if match["open"] else int(match["last"] or first)


def pieces_of_bands(ages: Collection[Age]) -> list[Age]:
    """Ages that add up to the bands, one after the other, each within one band; empty where none do.

    The narrowest are tried first, then the widest: a download may hold single years and bands beside them.
    """
    within = sorted(age for age in ages if _band_of(age))
    return _chain(within) or _chain(within[::-1])


def _chain(ages: Sequence[Age]) -> list[Age]:
    """Ages that follow on one another from 0 on without a gap: of several that begin alike, the first given."""
    chain: list[Age] = []
    start = 0
    while start <= _NO_END:
        following = next((age for age in ages if age[0] == start), None)
        if following is None:
            return []
        chain.append(following)
        start = following[1] + 1
    return chain


def _band_of(age: Age) -> Age | None:
    return next((band for band in _BANDS if band[0] <= age[0] and age[1] <= band[1]), None)


def _nomis_rows(table: Table, year: str) -> Iterator[dict[str, str]]:
    """Counts of the year, without percentages. Raises DeliveryRefused where the download says that it was cut."""
    seen = announced = 0
    for cells in table.rows:
        row = dict(zip(table.headings, cells, strict=True))
        seen += 1
        if (whole := row.get("RECORD_COUNT", "")).isdecimal():
            announced = int(whole)
        if row["DATE"] == year and row.get("MEASURES_NAME", "Value") == "Value":
            sex = row.get("GENDER_NAME", "")
            yield {
                "DATE": year,
                "GEOGRAPHY_CODE": row["GEOGRAPHY_CODE"],
                "GEOGRAPHY_TYPE": row["GEOGRAPHY_TYPE"],
                "GENDER_NAME": _SEXES.get(sex, sex),
                "C_AGE_NAME": row["C_AGE_NAME"],
                "OBS_VALUE": row["OBS_VALUE"],
            }
    if announced > seen:
        raise _refused(f"the download was cut: it has {seen:,} of {announced:,} rows", _DOWNLOAD)


def _added_up(counts: Mapping[SmallArea, Mapping[str, Mapping[Age, str]]], year: str) -> Iterator[TidyRow]:
    """Bands of every small area and sex. A total of both sexes is left out where the sexes are there."""
    sexes = {sex for small_area in counts.values() for sex in small_area}
    used = sorted(sexes - {PERSONS}) or sorted(sexes)
    pieces = pieces_of_bands({age for small_area in counts.values() for ages in small_area.values() for age in ages})
    if counts and not pieces:
        raise _refused(f"the ages do not add up to {', '.join(AGE_BANDS)}", _DOWNLOAD)
    lacking = sum(any(set(pieces) - set(small_area.get(sex, {})) for sex in used) for small_area in counts.values())
    if lacking:
        raise _refused(f"{lacking:,} of {len(counts):,} small areas lack an age or a sex that others have", _DOWNLOAD)
    grouped = _by_band(pieces)
    for small_area, by_sex in counts.items():
        for sex, (band, ages) in product(used, grouped.items()):
            yield _row(year, small_area, (sex, band), _sum([by_sex[sex][age] for age in ages]))


def _by_band(pieces: Iterable[Age]) -> dict[str, list[Age]]:
    """The ages that add up to each band, by its label."""
    return {_label(band): [age for age in pieces if _band_of(age) == band] for band in _BANDS}


def _row(year: str, small_area: SmallArea, group: Group, count: str) -> TidyRow:
    (code, vintage), (sex, band) = small_area, group
    return {
        "DATE": year,
        "GEOGRAPHY_CODE": code,
        "GEOGRAPHY_TYPE": vintage,
        "GENDER_NAME": sex,
        "C_AGE_NAME": band,
        "OBS_VALUE": count,
    }


def _sum(counts: Sequence[str]) -> str:
    """Their sum; or the first that is no whole number, so that the contract rejects the row for it."""
    plain = [count.replace(",", "").strip() for count in counts]
    return next((count for count in plain if not count.isdecimal()), None) or str(sum(map(int, plain)))


@dataclass(frozen=True)
class _Columns:
    """Where the columns of a workbook are: of the code, of the total, and those that make up each sex and band."""

    code: int
    total: int | None
    bands: Mapping[Group, Sequence[int]]
    vintage: str


def _workbook_rows(table: Table, year: str) -> Iterator[TidyRow]:
    columns = _find_columns(table)
    differing = 0
    for cells in table.rows:
        code = cells[columns.code]
        if not code or _OTHER_AREA.fullmatch(code) or sum(map(bool, cells)) == 1:
            continue
        counts = {key: _sum([cells[place] for place in places]) for key, places in columns.bands.items()}
        if columns.total is not None:
            differing += _differ(counts.values(), _sum([cells[columns.total]]))
        for group, count in counts.items():
            yield _row(year, (code, columns.vintage), group, count)
    if differing:
        message = f"the ages of {differing:,} small areas do not add up to their total"
        raise _refused(f"{message} in the sheet “{table.sheet}”", _FETCH)


def _find_columns(table: Table) -> _Columns:
    bands: dict[Group, list[int]] = {}
    for sex, places in _age_columns(table).items():
        pieces = pieces_of_bands(places)
        if not pieces:
            message = f"the sheet “{table.sheet}” does not have a column for each age from 0 to {_OLDEST}"
            raise _refused(message, _FETCH)
        bands |= {(sex, band): [places[age] for age in ages] for band, ages in _by_band(pieces).items()}
    code = table.position(SMALL_AREA_CODE) or 0
    return _Columns(code, table.position("Total|All Ages"), bands, VINTAGES["2021" in table.headings[code]])


def _age_columns(table: Table) -> dict[str, dict[Age, int]]:
    """The place of the column of each sex and age: the sex stands before the age, or at the end of the sheet's name."""
    found: dict[str, dict[Age, int]] = {}
    of_sheet = table.sheet.rpartition(" ")[2]
    for place, heading in enumerate(table.headings):
        if match := _AGE_COLUMN.fullmatch(heading):
            first = int(match["age"])
            sex = _SEXES.get(match["sex"] or of_sheet, PERSONS)
            found.setdefault(sex, {})[first, _NO_END if first == _OLDEST else first] = place
    return found


def _differ(counts: Iterable[str], total: str) -> bool:
    """Whether counts do not add up to a total; a cell that is no number is left to the contract."""
    counted = _sum([*counts])
    return counted.isdecimal() and total.isdecimal() and counted != total


def _refused(message: str, remedy: str) -> DeliveryRefused:
    return DeliveryRefused("E-LAYOUT", message, remedy)
