"""The real reference files, which a package converted, rewritten into the layouts in which they are published.

Values are not changed. What the conversion left out is left blank: Welsh names, the names of districts of a workbook.
"""

import csv
import io
from collections.abc import Collection, Iterator
from pathlib import Path

import xlsxwriter

from tests.functional.real.lookups import read_rows

LOOKUP_NAMES = {
    "pairs": "LSOA_(2011)_to_LSOA_(2021)_to_Local_Authority_District_(2022)_Exact_Fit_Lookup_for_EW_(V3).csv",
    "wards": "LSOA_(2021)_to_Ward_(2024)_to_LAD_(2024)_Best_Fit_Lookup_in_EW.csv",
    "partnerships": "Local_Authority_District_to_Community_Safety_Partnerships_to_Police_Force_Areas_(December_2024)_"
    "Lookup_in_England_and_Wales.csv",
}
_LOOKUPS = {
    "pairs": (
        "geo_lookups_ew/lookup_lsoa11_lsoa21_ltla22_ew.csv",
        {
            "LSOA11CD": "lsoa11_code",
            "LSOA11NM": "lsoa11_name",
            "LSOA21CD": "lsoa21_code",
            "LSOA21NM": "lsoa21_name",
            "CHGIND": "change_code",
            "LAD22CD": "ltla22_code",
            "LAD22NM": "ltla22_name",
            "LAD22NMW": "",
            "ObjectId": "",
        },
    ),
    "wards": (
        "geo_lookups_ew/lookup_lsoa21_ward24_ltla24_ew.csv",
        {
            "LSOA21CD": "lsoa21_code",
            "LSOA21NM": "lsoa21_name",
            "LSOA21NMW": "",
            "WD24CD": "ward24_code",
            "WD24NM": "ward24_name",
            "WD24NMW": "",
            "LAD24CD": "ltla24_code",
            "LAD24NM": "ltla24_name",
            "LAD24NMW": "",
            "ObjectId": "",
        },
    ),
    "partnerships": (
        "geo_lookups_ew/lookup_ltla24_csp24_pfa24.csv",
        {
            "LAD24CD": "ltla24_code",
            "LAD24NM": "ltla24_name",
            "CSP24CD": "csp24_code",
            "CSP24NM": "csp24_name",
            "PFA24CD": "pfa24_code",
            "PFA24NM": "pfa24_name",
            "ObjectId": "",
        },
    ),
}
_RANKED = "where 1 is most deprived"
_DOMAINS = {
    "Income": "Income",
    "Employment": "Employment",
    "Education": "Education, Skills and Training",
    "Health": "Health Deprivation and Disability",
    "Crime": "Crime",
    "Environment": "Living Environment",
}


def lookup(real_data: Path, part: str) -> bytes:
    """One of the portal's lookups for all of England and Wales, with a byte order mark."""
    source, columns = _LOOKUPS[part]
    rows = ([row.get(name, "") for name in columns.values()] for row in read_rows(real_data / source))
    return _csv([list(columns), *rows])


def mid_2020_workbook(real_data: Path, districts: Collection[str] = ()) -> bytes:
    """The workbook of mid-2020 with the sheet of persons alone: the conversion has no sexes.

    districts  those whose small areas are in it, by the names of 2011; all of England and Wales without any
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        book.add_worksheet("Contents").write_string(0, 0, "Lower layer super output area population estimates")
        sheet = book.add_worksheet("Mid-2020 Persons")
        for place, note in enumerate(("Mid-2020 Population Estimates", "Persons", "All rights reserved")):
            sheet.write_string(place, 0, note)
        for place, row in enumerate(_estimates(real_data, districts), start=4):
            sheet.write_row(place, 0, row)
    return out.getvalue()


def _estimates(real_data: Path, inside: Collection[str]) -> Iterator[list[str | int]]:
    ages = [*map(str, range(90)), "90+"]
    districts = [f"{kind} ({year} boundaries)" for year in (2018, 2021) for kind in ("LA Code", "LA name")]
    yield ["LSOA Code", "LSOA Name", *districts, "All Ages", *ages]
    for row in read_rows(real_data / "population/population20_lsoa11_ew.csv"):
        if inside and row["lsoa11_name"].rpartition(" ")[0] not in inside:
            continue
        counts = [int(row[age]) for age in ages]
        yield [row["lsoa11_code"], row["lsoa11_name"], "", "", "", "", int(row["total_population"]), *counts]


def file_7(real_data: Path, edition: str, vintage: str, districts: str, source: str) -> bytes:
    """File 7 of an edition of the Indices of Deprivation."""
    housing = {"2019": "Housing_and_Access", "2025": "Housing_and_Services"}[edition]
    domains = _DOMAINS | {housing: "Barriers to Housing and Services"}
    headings = {
        f"LSOA code ({vintage})": f"lsoa{vintage[2:]}_code",
        f"LSOA name ({vintage})": "",
        f"Local Authority District code ({districts})": "",
        f"Local Authority District name ({districts})": "",
        f"Index of Multiple Deprivation (IMD) Rank ({_RANKED})": "IMD_rank",
        f"Index of Multiple Deprivation (IMD) Decile ({_RANKED} 10% of LSOAs)": "IMD_decile",
    }
    headings |= {f"{name} Decile ({_RANKED} 10% of LSOAs)": f"{short}_decile" for short, name in domains.items()}
    rows = ([row.get(name, "") for name in headings.values()] for row in read_rows(real_data / source))
    return _csv([list(headings), *rows])


def force_table(real_data: Path) -> bytes:
    """The table by police force of 2017/18, as a workbook with a sheet for the year."""
    headings = [
        "Financial Year",
        "Financial Quarter",
        "Force Name",
        "Offence Description",
        "Offence Group",
        "Offence Subgroup",
        "Offence Code",
        "Number of Offences",
    ]
    numbers = ("Financial Quarter", "Number of Offences")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("2017-18")
        sheet.write_row(0, 0, headings)
        for place, row in enumerate(read_rows(real_data / "home_office_pfa_2017_18/prc-pfa-201718_new.csv"), start=1):
            for column, heading in enumerate(headings):
                cell = row[heading.replace(" ", "_")]
                write = sheet.write_number if heading in numbers else sheet.write_string
                write(place, column, int(cell) if heading in numbers else cell)
    return out.getvalue()


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")
