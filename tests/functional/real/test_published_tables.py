"""Published tables, as their publishers wrote them, against figures that were worked out from them elsewhere."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.feeds.registry import FEEDS
from tests.functional.real.lookups import deliver_greater_manchester, read_rows

PFA = "home_office_pfa_2017_18/prc-pfa-201718_new.csv"
EVERYWHERE = Area(None, None)
# Stockport's small areas per decile, 1 to 10.
DECILES = {
    "2019": (17, 14, 16, 22, 18, 11, 25, 16, 25, 26),
    "2025": (15, 13, 15, 18, 12, 13, 18, 23, 22, 42),
}
# Rank of the most deprived of them.
MOST_DEPRIVED = {"2019": 58, "2025": 21}
DEPRIVATION = {"2019": "imd/imd2019_england_lsoa11.csv", "2025": "imd/imd2025_england_lsoa21.csv"}
# Every weight the reference page names, to one decimal. It has 297.1 for 8P: the file's 297.0459, rounded twice.
WEIGHTS = {
    "1/4.1/4.10/4.2": 7831.8,
    "2": 4707.4,
    "19C": 3163.4,
    "19D": 3825.8,
    "19E": 3043.4,
    "29": 2459.0,
    "29A": 2459.0,
    "29B": 2459.0,
    "29C": 2459.0,
    "5D": 2087.9,
    "81": 1710.7,
    "106": 1549.7,
    "34A": 993.6,
    "34B": 993.6,
    "56A": 902.3,
    "56B": 199.8,
    "92A": 666.7,
    "28A": 564.0,
    "28E": 564.0,
    "28I": 564.0,
    "28O": 564.0,
    "30A": 150.5,
    "30B": 150.5,
    "30C": 150.5,
    "30D": 150.5,
    "71": 959.4,
    "88E": 46.5,
    "8N": 203.1,
    "8P": 297.0,
    "8S": 443.2,
    "8T": 383.7,
    "8U": 391.5,
    "8Q": 98.8,
    "8L": 39.6,
    "8R": 19.0,
    "105A": 13.0,
    "104": 6.7,
    "3B": 310.7,
    "10D": 71.1,
    "10C": 61.4,
    "62A": 373.4,
    "66": 69.3,
    "9A": 7.6,
    "9B": 13.7,
    "48": 142.6,
    "45": 34.6,
    "39": 87.0,
    "46": 13.1,
    "58A": 9.2,
    "58B": 9.2,
    "58C": 9.2,
    "58D": 9.2,
    "92D": 9.0,
    "92E": 1.5,
}


def landed(feed_name: str, path: Path, file_name: str, area: Area = EVERYWHERE) -> ConformResult:
    feed = FEEDS[feed_name]
    name = feed.read_file_name(file_name)
    assert name is not None
    result = conform(path.read_bytes(), feed, FileContext(name.period, area, {}, b""))
    assert result.accounting.balanced
    return result


@pytest.fixture(scope="session")
def stockport(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Area:
    inbox = tmp_path_factory.mktemp("lookup")
    deliver_greater_manchester(real_data, inbox)
    rows = read_rows(inbox / "area_lookup" / "area-lookup-2024.csv")
    codes = {row[name] for row in rows if row["LADNM"] == "Stockport" for name in ("LSOA21CD", "LSOA11CD")}
    return Area(frozenset(codes), "Greater Manchester Police")


def test_force_table_of_2017_18_reconciles_to_the_unit(real_data: Path) -> None:
    result = landed("recorded_crime_csp", real_data / PFA, "prc-pfa-mar2018-mar2018-tables-260718.csv")
    counts = result.accepted["offence_count"].to_pylist()
    assert (result.accounting.received, result.accounting.accepted, len(counts)) == (23_068, 23_068, 23_068)
    assert (sum(count < 0 for count in counts), min(counts)) == (36, -45)
    totals: Counter[str] = Counter()
    for force, count in zip(result.accepted["force_name"].to_pylist(), counts, strict=True):
        totals[force] += count
    assert totals["Greater Manchester"] == 339_818
    with (real_data / PFA).open(encoding="utf-8", newline="") as handle:
        assert sum(totals.values()) == sum(int(row["Number_of_Offences"]) for row in csv.DictReader(handle))


@pytest.mark.parametrize("edition", DEPRIVATION)
def test_deciles_of_stockports_small_areas_are_those_of_the_edition(
    edition: str, real_data: Path, stockport: Area
) -> None:
    result = landed("deprivation", real_data / DEPRIVATION[edition], f"deprivation-{edition}.csv", stockport)
    found = Counter(result.accepted["imd_decile"].to_pylist())
    assert tuple(found[decile] for decile in range(1, 11)) == DECILES[edition]
    assert min(result.accepted["imd_rank"].to_pylist()) == MOST_DEPRIVED[edition]
    assert result.accounting.received == {"2019": 32_844, "2025": 33_755}[edition]
    assert result.accounting.rejected == 0


def test_weights_are_those_of_the_published_table(real_data: Path) -> None:
    path = real_data / "ons_crime_severity" / "derived_css_weights_by_offence_code.csv"
    result = landed("crime_severity_weights", path, "crime-severity-weights-2024.csv")
    found = dict(zip(result.accepted["offence_code"].to_pylist(), result.accepted["weight"].to_pylist(), strict=True))
    counts = result.accounting
    assert (counts.received, counts.accepted, counts.duplicate, counts.rejected) == (217, 156, 61, 0)
    assert len(found) == 156
    assert {code: round(found[code], 1) for code in WEIGHTS} == WEIGHTS
    assert len({round(found[code], 1) for code in found if code.startswith("28")}) == 1, "one weight from 28A to 28O"


def test_searches_of_june_2019_all_land_with_latitude_in_the_north(real_data: Path) -> None:
    path = real_data / "policeuk_gmp_2019_06_stop_search" / "2019-06-greater-manchester-stop-and-search.csv"
    result = landed("stop_and_search", path, path.name)
    assert result.accounting.accepted == 907
    rows = result.accepted
    assert rows["latitude"].null_count == rows["longitude"].null_count == 10
    assert all(50 < value < 54 for value in rows["latitude"].to_pylist() if value is not None)
    assert (rows["gender"].null_count, rows["age_range"].null_count) == (216, 273)
    assert min(rows["searched_at"].to_pylist()) == "2019-05-31T23:01:00+00:00"
