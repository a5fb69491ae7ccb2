"""Street-level files in the layout of data.police.uk, from real records that survive in other layouts only.

Real are month, small area, crime type, force and, for the burglaries, the point. Invented are the ids (a hash of the
record's place in its source), the street name and the outcome: the sources do not have them.

Of areas of which no file survives, every row is invented (`deliver_invented`), at real codes of small areas.
"""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ossp_pipeline.feeds import police_uk_street
from tests.functional.real.lookups import read_rows, write_rows

BURGLARIES = "policeuk_gmp_burglary_2016_2019/derived_stockport_burglary_by_lsoa11.csv"
OTHER_FORCES = "policeuk_gm_lsoas_counts_2023_2026"
WEST_YORKSHIRE_MONTHS = ("2016-07", "2017-07")
ASB = "Anti-social behaviour"
CRIME_TYPES = (
    ASB,
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
)
_HEADINGS = [column.heading for column in police_uk_street.FEED.columns]
_FIELDS = 7


@dataclass(frozen=True)
class Leftovers:
    """Records of other forces by month, borough and small area, and how many source lines could not be used."""

    records: list[dict[str, str]]
    cut_off: int
    repeated: int


def west_yorkshire_file(month: str) -> str:
    """Where a month of West Yorkshire lies, exactly as published."""
    return f"policeuk_west_yorkshire/{month}/{month}-west-yorkshire-street.csv"


def deliver_burglaries(real_data: Path, inbox: Path) -> None:
    """One Greater Manchester file per month, with the 9,648 Stockport burglaries of 2016-02 to 2019-01."""
    _deliver_burglaries(read_rows(real_data / BURGLARIES), inbox, "")


def deliver_burglaries_again(
    real_data: Path, inbox: Path, split: dict[str, tuple[str, str]], first: str = "2016-02"
) -> None:
    """The same months, from `first` on, sent anew in 2021 codes, as an archive restates them; in which half a burglary
    lies is invented: the two take turns."""
    rows = [row for row in read_rows(real_data / BURGLARIES) if row["Month"] >= first]
    for number, row in enumerate(rows):
        if row["lsoa11_code"] in split:
            row["lsoa11_code"] = split[row["lsoa11_code"]][number % 2]
    _deliver_burglaries(rows, inbox, "-v2")


def _deliver_burglaries(burglaries: list[dict[str, str]], inbox: Path, version: str) -> None:
    months: dict[str, list[list[str]]] = defaultdict(list)
    for number, row in enumerate(burglaries):
        point = [f"{float(row[name]):.6f}" for name in ("Longitude", "Latitude")]
        place = [*point, "On or near a street", row["lsoa11_code"], row["lsoa11_name"]]
        force, seed = "Greater Manchester Police", f"burglary {number}"
        months[row["Month"]].append(_street_row(seed, row["Month"], force, place, row["Crime.type"]))
    for month, rows in months.items():
        write_rows(inbox / "police_uk_street" / f"{month}-greater-manchester-street{version}.csv", _HEADINGS, rows)


def read_leftovers(real_data: Path) -> Leftovers:
    """The 35 months of counts. Cut-off lines are skipped, and lines that repeat one of the same file."""
    records, cut_off, repeated = [], 0, 0
    for path in sorted((real_data / OTHER_FORCES).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            heading, *lines = csv.reader(handle)
        whole = [tuple(line) for line in lines if len(line) == _FIELDS]
        distinct = dict.fromkeys(whole)
        cut_off += len(lines) - len(whole)
        repeated += len(whole) - len(distinct)
        records += [dict(zip(heading, line, strict=True)) for line in distinct]
    return Leftovers(records, cut_off, repeated)


def deliver_other_forces(leftovers: Leftovers, inbox: Path) -> None:
    """One file per month, every counted record as a row of the British Transport Police; the points are not known."""
    months: dict[str, list[list[str]]] = defaultdict(list)
    for number, record in enumerate(leftovers.records):
        month = f"{record['year']}-{int(record['month']):02d}"
        place = ["", "", "On or near a station", record["lsoa_code"], record["lsoa_name"]]
        for copy in range(int(record["crime_count"])):
            seed = "" if record["category"] == ASB else f"other force {number} {copy}"
            months[month].append(_street_row(seed, month, "British Transport Police", place, record["category"]))
    for month, rows in months.items():
        write_rows(inbox / "police_uk_street" / f"{month}-btp-street.csv", _HEADINGS, rows)


def deliver_invented(inbox: Path, force: str, months: Sequence[str], places: Sequence[tuple[str, str]]) -> None:
    """One file of a force per month: at each small area, code and name, up to three rows of each type."""
    for number, month in enumerate(months):
        rows = [
            _street_row(
                "" if kind == ASB else f"{force} {month} {code} {kind} {copy}",
                month,
                force,
                ["0.000000", "52.000000", "On or near High Street", code, name],
                kind,
            )
            for place, (code, name) in enumerate(places)
            for order, kind in enumerate(CRIME_TYPES)
            for copy in range((7 * place + 3 * order + number) % 4)
        ]
        slug = force.lower().replace(" ", "-")
        write_rows(inbox / "police_uk_street" / f"{month}-{slug}-street.csv", _HEADINGS, rows)


def _street_row(seed: str, month: str, force: str, place: list[str], crime_type: str) -> list[str]:
    """Anti-social behaviour has neither id nor outcome: its seed is empty."""
    crime_id = hashlib.sha256(seed.encode()).hexdigest() if seed else ""
    return [crime_id, month, force, force, *place, crime_type, "Status update unavailable" if seed else "", ""]
