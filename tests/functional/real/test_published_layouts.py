"""Reference files as they are published: taken in place, or the real values rewritten into the layout; counted again.

What lands is compared with what another reader (openpyxl, Python's csv) finds in the same file.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.extract.published import identify, with_nearest
from ossp_pipeline.extract.readers.archive import write_archive
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.layouts.ndtms import ADDED_BY_K
from tests.functional.real import as_published
from tests.functional.real.lookups import read_rows

EVERYWHERE = Area(codes=None, force=None)
ESTIMATES = "published_layouts/sapelsoasyoa20222024.xlsx"
WARDS = "published_layouts/LSOA_(2021)_to_Ward_(2024)_to_LAD_(2024)_Best_Fit_Lookup_in_EW.csv"
NOMIS = {
    "2023": "published_layouts/population-mid-2023-nomis-select.csv",
    "2024": "published_layouts/population-mid-2024-nomis.csv",
}
DEPRIVATION = "published_layouts/File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv"
FORCES = "published_layouts/prc-pfa-mar2013-onwards-tables-230426.xlsx"
# Small areas and residents of mid-2020, as the ONS published them, by the districts in the workbook.
GREATER_MANCHESTER = [
    "Bolton",
    "Bury",
    "Manchester",
    "Oldham",
    "Rochdale",
    "Salford",
    "Stockport",
    "Tameside",
    "Trafford",
    "Wigan",
]
MID_2020 = (
    pytest.param(GREATER_MANCHESTER, 1_673, 2_848_286, id="Greater Manchester"),
    pytest.param([], 34_753, 59_719_724, id="England and Wales", marks=pytest.mark.nightly),
)


def landed(feed_name: str, content: bytes, file_name: str) -> dict[tuple[str, str], ConformResult]:
    """What lands of a file, by period and part; nothing of it is rejected."""
    feed = FEEDS[feed_name]
    results = {
        (str(name.period), name.part): conform(content, feed, FileContext(name.period, EVERYWHERE, {}, b""))
        for name in identify(content, file_name, feed)
    }
    for result in results.values():
        assert result.accounting.received == result.accounting.accepted == result.accepted.num_rows
        assert result.broken == {}
    return results


def in_place(feed_name: str, path: Path) -> dict[tuple[str, str], ConformResult]:
    return landed(feed_name, path.read_bytes(), path.name)


def residents(result: ConformResult) -> Counter[tuple[str, str, str]]:
    """Residents by small area, sex and band."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in result.accepted.to_pylist():
        found[row["area_code"], row["sex"], row["age_band"]] += row["resident_count"]
    return found


def band_of(age: int) -> str:
    starts = {65: "Aged 65 and over", 50: "Aged 50 to 64", 25: "Aged 25 to 49", 18: "Aged 18 to 24", 0: "Aged 0 to 17"}
    return next(band for start, band in starts.items() if age >= start)


def sheet_by_openpyxl(path: Path, name: str) -> Iterator[dict[str, object]]:
    rows = openpyxl.load_workbook(path, read_only=True)[name].iter_rows(values_only=True)
    headings = next(row for row in rows if "LSOA 2021 Code" in row)
    return (dict(zip(headings, row, strict=True)) for row in rows)


def test_each_year_of_an_ons_workbook_has_the_residents_that_another_reader_adds_up(cases: Path) -> None:
    results = in_place("population", cases / ESTIMATES)
    assert list(results) == [(year, "all") for year in ("2022", "2023", "2024")]
    for (year, _), result in results.items():
        expected: Counter[tuple[str, str, str]] = Counter()
        for row in sheet_by_openpyxl(cases / ESTIMATES, f"Mid-{year} LSOA 2021"):
            for sex, letter in (("Female", "F"), ("Male", "M")):
                for age in range(91):
                    expected[str(row["LSOA 2021 Code"]), sex, band_of(age)] += int(str(row[f"{letter}{age}"]))
        assert residents(result) == expected
        assert len(expected) == 20 * 2 * 5


@pytest.mark.parametrize("year", NOMIS)
def test_a_nomis_download_has_the_residents_that_another_reader_adds_up(year: str, cases: Path) -> None:
    expected: Counter[tuple[str, str, str]] = Counter()
    for row in read_rows(cases / NOMIS[year]):
        if row["GENDER_NAME"] != "Total" and row["C_AGE_NAME"] != "All Ages":
            age = int(row["C_AGE_NAME"].split()[1].rstrip("+"))
            expected[row["GEOGRAPHY_CODE"], row["GENDER_NAME"], band_of(age)] += int(row["OBS_VALUE"])
    (result,) = in_place("population", cases / NOMIS[year]).values()
    assert residents(result) == expected
    assert sum(expected.values()) == 25_480


def test_file_7_of_2025_lands_under_its_published_name(cases: Path) -> None:
    results = in_place("deprivation", cases / DEPRIVATION)
    rows = read_rows(cases / DEPRIVATION)
    assert list(results) == [("2025", "all")]
    found = results["2025", "all"].accepted
    assert found["lsoa_code"].to_pylist() == [row["LSOA code (2021)"] for row in rows]
    rank = "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)"
    assert found["imd_rank"].to_pylist() == [int(row[rank]) for row in rows]


def test_the_home_offices_table_by_force_lands_under_its_published_name(cases: Path) -> None:
    results = in_place("recorded_crime_csp", cases / FORCES)
    assert list(results) == [("2024", "pfa")]
    counts = results["2024", "pfa"].accepted["offence_count"].to_pylist()
    sheet = openpyxl.load_workbook(cases / FORCES, read_only=True)["2023-24"]
    assert counts == [row[-1] for row in sheet.iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize("folder", ["portal_lookup_headings", "welsh_lookup"])
def test_a_joined_lookup_lands_with_the_portals_headings_and_the_codes_of_wales(folder: str, cases: Path) -> None:
    path = cases / folder / "area-lookup-2024.csv"
    ((period, result),) = in_place("area_lookup", path).items()
    assert period == ("2024", "all")
    written = [dict(zip(FEEDS["area_lookup"].headings, row.values(), strict=True)) for row in read_rows(path)]
    expected = [(row["LSOA21CD"], row["WDCD"], row["CSPCD"], row["PFACD"]) for row in written]
    columns = ("lsoa21_code", "ward_code", "csp_code", "force_code")
    assert [tuple(row[name] for name in columns) for row in result.accepted.to_pylist()] == expected


def test_the_portals_lookup_of_wards_is_joined_with_pairs_and_partnerships(cases: Path, real_data: Path) -> None:
    """Of the pairs only those of its twenty small areas: it would else be cut off."""
    content = (cases / WARDS).read_bytes()
    wards = {row["LSOA21CD"]: row["WD24CD"] for row in read_rows(cases / WARDS)}
    header, *lines = as_published.lookup(real_data, "pairs").decode("utf-8-sig").splitlines(keepends=True)
    pairs = [line for line in lines if line.split(",")[2] in wards]
    files = {"pairs": (header + "".join(pairs)).encode(), "wards": content}
    archive = write_archive(files | {"partnerships": as_published.lookup(real_data, "partnerships")})
    (result,) = landed("area_lookup", archive, "lookups.zip").values()
    assert {row["lsoa21_code"]: row["ward_code"] for row in result.accepted.to_pylist()} == wards
    assert set(result.accepted["csp_name"].to_pylist()) == {"Stockport"}


@pytest.fixture(scope="module")
def england_and_wales(real_data: Path) -> list[dict[str, str]]:
    """Rows that land of the three lookups for all of England and Wales."""
    names = as_published.LOOKUP_NAMES.items()
    archive = write_archive({name: as_published.lookup(real_data, part) for part, name in names})
    ((period, result),) = landed("area_lookup", archive, "area-lookup.zip").items()
    assert period == ("2024", "all")
    assert len(result.notes) == 1, "nothing was left out"
    return result.accepted.to_pylist()


def test_every_pair_of_small_areas_has_the_ward_and_district_of_the_lookups(
    england_and_wales: list[dict[str, str]], real_data: Path
) -> None:
    pairs = read_rows(real_data / "geo_lookups_ew/lookup_lsoa11_lsoa21_ltla22_ew.csv")
    wards = {
        row["lsoa21_code"]: row for row in read_rows(real_data / "geo_lookups_ew/lookup_lsoa21_ward24_ltla24_ew.csv")
    }
    expected = Counter(
        (pair["lsoa11_code"], code := pair["lsoa21_code"], wards[code]["ward24_code"], wards[code]["ltla24_code"])
        for pair in pairs
    )
    columns = ("lsoa11_code", "lsoa21_code", "ward_code", "district_code")
    assert Counter(tuple(row[name] for name in columns) for row in england_and_wales) == expected
    assert len(pairs) == len(england_and_wales) == 35_795


def test_every_partnership_of_england_and_wales_has_small_areas_and_none_lies_in_two(
    england_and_wales: list[dict[str, str]], real_data: Path
) -> None:
    known = {row["csp24_code"] for row in read_rows(real_data / "geo_lookups_ew/lookup_ltla24_csp24_pfa24.csv")}
    by_small_area: dict[str, set[str]] = {}
    for row in england_and_wales:
        by_small_area.setdefault(row["lsoa21_code"], set()).add(row["csp_code"])
    assert {code for codes in by_small_area.values() for code in codes} == known
    assert max(map(len, by_small_area.values())) == 1
    assert sum(code.startswith("W14") for code in known) == 21


def test_districts_made_from_several_keep_the_partnerships_of_the_old_ones(
    england_and_wales: list[dict[str, str]], real_data: Path
) -> None:
    """Against the districts of 2022, when Cumbria still had the old ones."""
    pairs = read_rows(real_data / "geo_lookups_ew/lookup_lsoa11_lsoa21_ltla22_ew.csv")
    old = {pair["lsoa21_code"]: pair["ltla22_name"] for pair in pairs}
    new = [row for row in england_and_wales if row["district_name"] in ("Cumberland", "Westmorland and Furness")]
    assert len(new) == 325
    assert all(row["csp_name"] == old[row["lsoa21_code"]] for row in new)


@pytest.mark.slow
@pytest.mark.parametrize(("districts", "areas", "people"), MID_2020)
def test_the_workbook_of_mid_2020_has_every_resident(
    districts: list[str], areas: int, people: int, real_data: Path
) -> None:
    name = "sape23dt2mid2020lsoasyoaestimatesunformatted.xlsx"
    ((period, result),) = landed("population", as_published.mid_2020_workbook(real_data, districts), name).items()
    assert period == ("2020", "all")
    assert result.accepted.num_rows == areas * 5
    assert sum(result.accepted["resident_count"].to_pylist()) == people
    expected: Counter[tuple[str, str, str]] = Counter()
    for row in read_rows(real_data / "population/population20_lsoa11_gm.csv"):
        for age in range(91):
            count = row["90+" if age == 90 else str(age)]
            expected[row["lsoa11_code"], "Persons", band_of(age)] += int(float(count))
    found = residents(result)
    assert {key: found[key] for key in expected} == expected
    assert set(result.accepted["area_vintage"].to_pylist()) == {"2011 super output areas - lower layer"}


@pytest.mark.parametrize(
    ("edition", "vintage", "districts", "source"),
    [
        ("2019", "2011", "2019", "imd/imd2019_england_lsoa11.csv"),
        ("2025", "2021", "2024", "imd/imd2025_england_lsoa21.csv"),
    ],
)
def test_file_7_of_either_edition_lands_by_what_it_holds(edition, vintage, districts, source, real_data: Path) -> None:
    content = as_published.file_7(real_data, edition, vintage, districts, source)
    ((period, result),) = landed("deprivation", content, "File_7.csv").items()
    assert period == (edition, "all")
    rows = read_rows(real_data / source)
    assert result.accepted["imd_rank"].to_pylist() == [int(row["IMD_rank"]) for row in rows]
    assert result.accepted["crime_decile"].to_pylist() == [int(row["Crime_decile"]) for row in rows]


def test_the_table_by_force_of_2017_18_reconciles_as_a_workbook(real_data: Path) -> None:
    name = "prc-pfa-mar2013-onwards-tables-190718.xlsx"
    ((period, result),) = landed("recorded_crime_csp", as_published.force_table(real_data), name).items()
    assert period == ("2018", "pfa")
    with (real_data / "home_office_pfa_2017_18/prc-pfa-201718_new.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert result.accepted["offence_count"].to_pylist() == [int(row["Number_of_Offences"]) for row in rows]
    assert len(rows) == 23_068


def test_the_partnership_totals_of_2025_26_land_under_the_name_they_were_published_under(real_data: Path) -> None:
    """The conversion has totals of groups over the year: each is one row of the last quarter, under no offence code."""
    rows = read_rows(real_data / "home_office_csp_2025_26/csp_offence_group_totals_manchester.csv")
    headings = ["Financial Year", "Financial Quarter", "Police Force", "CSP Name", "Offence Description"]
    headings += ["Offence Group", "Offence Subgroup", "Offence Code", "Offence Count"]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    for row in rows:
        area = [row["financial_year"], "4", row["police_force"], row["csp_name"]]
        writer.writerow([*area, "", row["offence_group"], "", "total", row["offences"]])
    for name in ("prc-csp-mar2021-mar2026-tables-230726.csv", "downloaded.csv"):
        ((period, result),) = landed("recorded_crime_csp", out.getvalue().encode(), name).items()
        assert period == ("2026", "csp")
        assert sum(result.accepted["offence_count"].to_pylist()) == sum(int(row["offences"]) for row in rows)


@pytest.mark.parametrize(
    ("feed_name", "path", "remedy"),
    [
        ("proven_reoffending", "youth_justice/children_offending.csv", "youth_offending"),
        ("substance_treatment", "ndtms/adults_england_ndtms.csv", "Data Set J or K"),
    ],
)
def test_a_file_that_is_no_delivery_of_the_feed_is_refused_by_name(
    feed_name: str, path: str, remedy: str, real_data: Path
) -> None:
    content, feed = (real_data / path).read_bytes(), FEEDS[feed_name]
    assert identify(content, Path(path).name, feed) == []
    period = parse_period(feed.cadence, "2025" if feed.cadence is Cadence.YEAR else "2024-25Q1")
    with pytest.raises(DeliveryRefused) as caught:
        conform(content, feed, FileContext(period, EVERYWHERE, {}, b""))
    refusal = with_nearest(caught.value, content, feed)
    assert (refusal.code, remedy in refusal.remedy) == ("E-LAYOUT", True)


def test_the_fields_of_data_sets_j_and_k_are_those_of_the_public_exporter(real_data: Path) -> None:
    rows = read_rows(real_data / "ndtms/derived_dataset_j_k_fields.csv")
    assert [row["field"] for row in rows if row["position"]] == list(FEEDS["substance_treatment"].headings)
    assert [row["field"] for row in rows if not row["position"]] == list(ADDED_BY_K)


def test_every_figure_of_ndtmss_table_lands_as_another_reader_finds_it(real_data: Path) -> None:
    """2,340 figures of fifteen years: what is blank stays blank, and a nought is told apart from it later."""
    path = real_data / "ndtms/adults_england_ndtms.csv"
    ((held, result),) = in_place("published_indicators", path).items()
    assert held == ("2024", "ndtms-england")
    table = pd.read_csv(path, encoding="utf-8-sig")
    figures = table.columns[5:]
    expected = {
        (row["Reporting period"], place): row[name] for _, row in table.iterrows() for place, name in enumerate(figures)
    }
    found = result.accepted.to_pandas()
    by_place = found.groupby("time_period").cumcount()
    landed_values = dict(zip(zip(found["time_period"], by_place, strict=True), found["value"], strict=True))
    assert landed_values.keys() == expected.keys() and len(expected) == 2_340
    assert {key for key, value in landed_values.items() if pd.isna(value)} == {
        key for key, value in expected.items() if pd.isna(value)
    }
    assert all(landed_values[key] == value for key, value in expected.items() if not pd.isna(value))
    assert found["indicator_id"].nunique() == 156
    assert set(found["published_status"]) == {"given", "not given"}


def test_the_wholes_and_shares_of_ndtms_are_those_of_the_headings(real_data: Path) -> None:
    ((_, result),) = in_place("published_indicators", real_data / "ndtms/adults_england_ndtms.csv").items()
    newest = result.accepted.to_pandas().query("time_period == '2023/24'").set_index("indicator_id")
    completed = newest.loc["treatment-exits-successful-completion-all-in-treatment"]
    assert (completed["value"], completed["denominator"]) == (64_490, 310_863)
    referred = newest.loc["referral-source-criminal-justice-new-presentations"]
    assert (referred["value"], referred["denominator"]) == (23_250, 158_991)
    assert newest["denominator_name"].isna().sum() == 2 + 24, "the wholes themselves, and interventions"
