"""Area lookup deliveries made from the suppliers' real reference files.

Greater Manchester: every code and name is real. West Yorkshire: the real files have its 2011 small areas, districts,
CSPs and force, but neither its wards nor what became of the 2011 small areas that ceased. So three things are invented
there: one ward per MSOA (E05999001 …), two 2021 children (E01990001 …) for each 2011 code that is not among the 33,755
real codes of 2021, and the name of each child.
"""

import csv
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from ossp_pipeline.feeds import area_lookup

# Stockport's only small area that changed: 014B of 2011 is 014E and 014F of 2021.
TOWN_CENTRE = {"E01005758": ("E01033947", "E01033948")}
# Super-generalised outlines of Greater Manchester's small areas, by census year.
BOUNDARIES = {year: f"lsoa_{year}/gm_lsoa_super_generalised.geojson" for year in ("2011", "2021")}
_DISTRICTS = "geo_lookups_ew/lookup_ltla24_csp24_pfa24.csv"
_PAIRS = "geo_lookups_ew/lookup_lsoa11_lsoa21_ltla22_gm.csv"
_WARDS = "geo_lookups_ew/lookup_lsoa21_ward24_ltla24_gm.csv"
_FORCES = "lsoa_reference_2011/PoliceforceLSOA.csv"
_CODES_2021 = "imd/imd2025_england_lsoa21.csv"


def read_rows(path: Path) -> list[dict[str, str]]:
    """A real file by Python's own reader."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def write_rows(path: Path, headings: list[str], rows: list[list[str]]) -> None:
    """A delivery as CSV. Its time lies back, so that the inbox need not wait for it to stand still."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([headings, *rows])
    os.utime(path, (0, 0))


def deliver_greater_manchester(real_data: Path, inbox: Path) -> None:
    """The area lookup of 2024 for all ten districts."""
    wards = {row["lsoa21_code"]: row for row in read_rows(real_data / _WARDS)}
    rows = [
        [
            pair["lsoa21_code"],
            pair["lsoa21_name"],
            pair["lsoa11_code"],
            pair["lsoa11_name"],
            pair["change_code"],
            wards[pair["lsoa21_code"]]["ward24_code"],
            wards[pair["lsoa21_code"]]["ward24_name"],
        ]
        for pair in read_rows(real_data / _PAIRS)
    ]
    larger = _larger_areas(real_data)
    _deliver(inbox, "2024", [[*row, *larger[wards[row[0]]["ltla24_code"]]] for row in rows])


def deliver_boundaries(real_data: Path, inbox: Path) -> None:
    """The outlines of both census years, exactly as published."""
    folder = inbox / "area_boundaries"
    folder.mkdir(parents=True)
    for year, file in BOUNDARIES.items():
        shutil.copy2(real_data / "gm_geography" / file, folder / f"area-boundaries-{year}.geojson")


def wards_of_stockport(real_data: Path, year: str) -> dict[str, str]:
    """Its small areas of a census year, and the ward of 2024 that each, or one of its successors, lies in."""
    wards = {row["lsoa21_code"]: row for row in read_rows(real_data / _WARDS)}
    pairs = read_rows(real_data / _PAIRS)
    inside = [pair for pair in pairs if wards[pair["lsoa21_code"]]["ltla24_name"] == "Stockport"]
    return {pair[f"lsoa{year[2:]}_code"]: wards[pair["lsoa21_code"]]["ward24_code"] for pair in inside}


def deliver_west_yorkshire(real_data: Path, inbox: Path) -> None:
    """The area lookup of 2017 for all five districts; see above for what is invented."""
    small_areas = west_yorkshire(real_data)
    msoas = sorted({row["MSOA Code"] for row in small_areas})
    wards = {code: f"E05{999001 + place:06d}" for place, code in enumerate(msoas)}
    larger = _larger_areas(real_data)
    rows = []
    for code21, name21, change, row in _successors(real_data, small_areas):
        ward = [wards[row["MSOA Code"]], f"Ward of {row['MSOA Name']}"]
        pair = [code21, name21, row["LSOA Code"], row["LSOA Name"], change]
        rows.append([*pair, *ward, *larger[row["Local authority code"]]])
    _deliver(inbox, "2017", rows)


def west_yorkshire(real_data: Path) -> list[dict[str, str]]:
    """The 1,388 small areas of 2011 in the force's area."""
    return [row for row in read_rows(real_data / _FORCES) if row["Police_force"] == "West Yorkshire"]


def ceased(real_data: Path, small_areas: list[dict[str, str]]) -> list[dict[str, str]]:
    """The small areas of 2011 whose code does not exist in 2021."""
    codes = {row["lsoa21_code"] for row in read_rows(real_data / _CODES_2021)}
    return [row for row in small_areas if row["LSOA Code"] not in codes]


def _successors(real_data: Path, small_areas: list[dict[str, str]]) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    gone = {row["LSOA Code"] for row in ceased(real_data, small_areas)}
    number = 990000
    for row in small_areas:
        if row["LSOA Code"] not in gone:
            yield row["LSOA Code"], row["LSOA Name"], "U", row
            continue
        for letter in "YZ":
            number += 1
            yield f"E01{number:06d}", row["LSOA Name"][:-1] + letter, "S", row


def _larger_areas(real_data: Path) -> dict[str, list[str]]:
    """Code and name of district, CSP and force, by district code."""
    parts = [f"{kind}_{end}" for kind in ("ltla24", "csp24", "pfa24") for end in ("code", "name")]
    return {row["ltla24_code"]: [row[part] for part in parts] for row in read_rows(real_data / _DISTRICTS)}


def _deliver(inbox: Path, year: str, rows: list[list[str]]) -> None:
    headings = [column.heading for column in area_lookup.FEED.columns]
    write_rows(inbox / "area_lookup" / f"area-lookup-{year}.csv", headings, rows)
