"""Every real file that lies beside the project: what comes of it in the folder of the feed it is nearest to.

The table names each file once. Rows of a file that lands are counted again by Python's csv or json. A file that is no
delivery says why not, and is refused for that, by the feed into whose folder somebody would put it.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path, PurePath

import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.column import Column, Kind, Sensitivity
from ossp_pipeline.contracts.delivery import Accounting
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.extract.connectors.folder import kinds_of
from ossp_pipeline.extract.delivered import periods_of, read_rows_of
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.protect.noise import SAMPLE_KEY
from ossp_pipeline.settings import SEEDS
from tests.conftest import REAL_DATA

EVERYWHERE = Area(codes=None, force=None)


@dataclass(frozen=True)
class Expected:
    """What comes of a file.

    feed    into whose folder it is put
    counts  (accepted, rejected, duplicate) where it lands
    under   the name it is given, where its own is not the feed's; its period is then that of the name
    code    of the refusal, where it is refused
    words   what the refusal says
    why     why a file that is refused is no delivery, or what is odd about one that lands
    keys    of a table whose every cell lands as a row: how many columns say what a line is about
    """

    feed: str
    counts: tuple[int, int, int] | None = None
    under: str = ""
    code: str = ""
    words: str = ""
    why: str = ""
    keys: int | None = None


def lands(feed: str, accepted: int, rejected: int = 0, duplicate: int = 0, under: str = "", why: str = "") -> Expected:
    return Expected(feed, (accepted, rejected, duplicate), under, why=why)


def lands_cell_by_cell(feed: str, accepted: int, keys: int) -> Expected:
    return Expected(feed, (accepted, 0, 0), keys=keys)


def refused(feed: str, words: str, why: str, code: str = "E-HEADER") -> Expected:
    return Expected(feed, code=code, words=words, why=why)


def stays(why: str) -> Expected:
    return Expected("police_crime", why=why)


STREET, LOOKUP, BOUNDARIES = "police_uk_street", "area_lookup", "area_boundaries"
RECORDED, DEPRIVATION, PEOPLE = "recorded_crime_csp", "deprivation", "population"
WEIGHTS, TREATED, SUPERVISED = "crime_severity_weights", "substance_treatment", "probation_supervision"
AREAS_2021 = "area-boundaries-2021.geojson"
_NO_LSOA = "“LSOA21CD” is missing"

EXPECTED: dict[str, Expected] = {
    "*/SOURCE.txt": stays("says where the others come from"),
    "README.md": stays("says what lies here"),
    "ndelius_extract_format/LICENSE": stays("a licence"),
    "geo_lookups_ew/*lsoa11*.csv": refused(LOOKUP, _NO_LSOA, "of 2011, or of 2011 to 2021: no ward and no partnership"),
    "geo_lookups_ew/*ward24*.csv": refused(LOOKUP, _NO_LSOA, "headings of an R package, and no partnership"),
    "geo_lookups_ew/*csp24*.csv": refused(LOOKUP, _NO_LSOA, "of districts, not of small areas"),
    "geo_lookups_ew/*ward21*.csv": refused(LOOKUP, _NO_LSOA, "of wards, not of small areas"),
    "gm_geography/local_authority_2023/*": lands(BOUNDARIES, 0, 10, under=AREAS_2021, why="shapes of districts"),
    "gm_geography/ward_202?/*": lands(BOUNDARIES, 0, 215, under=AREAS_2021, why="shapes of wards"),
    "gm_geography/lsoa_2011/*": lands(BOUNDARIES, 1_673, under=AREAS_2021, why="codes of 2011 under the same name"),
    "gm_geography/lsoa_2021/*": lands(BOUNDARIES, 1_702, under=AREAS_2021),
    "gm_geography/lookups_20*": refused(LOOKUP, "is missing", "lookups of an app, without partnerships"),
    "gm_probation_offices/*.csv": refused(
        SUPERVISED, "may be cut off", "addresses of offices, and no line end at the end", "E-TRUNCATED"
    ),
    "home_office_csp_2025_26/*.csv": refused(RECORDED, "the column “Financial ", "names, or totals by group"),
    "home_office_csp_2025_26/notes*.txt": stays("the publisher's notes"),
    "home_office_pfa_2017_18/CrimeCat*": refused(RECORDED, "lacks a heading such as", "a mapping of offences"),
    "home_office_pfa_2017_18/prc-pfa*": lands(RECORDED, 23_068, why="underscores in headings, an unnamed column"),
    "imd/IoD2019.csv": refused(DEPRIVATION, "“lsoa_code” is missing", "of districts"),
    "imd/indices_of_deprivation_2025_lad.csv": refused(DEPRIVATION, "“lsoa_code” is missing", "of districts"),
    "imd/imd2019*": lands(DEPRIVATION, 32_844, under="deprivation-2019.csv", why="codes of 2011"),
    "imd/imd2025*": lands(DEPRIVATION, 33_755, under="deprivation-2025.csv"),
    "lsoa_reference_2011/Policeforce*": refused(LOOKUP, _NO_LSOA, "of 2011, with an unnamed column"),
    "lsoa_reference_2011/census*": refused(PEOPLE, "“DATE” is missing", "a census by household, headings repeated"),
    "ndelius_extract_format/*.csv": refused(SUPERVISED, "“CRN” is missing", "a description of a layout, no rows of it"),
    "ndelius_schema/*.csv": refused(SUPERVISED, "“CRN” is missing", "a description of tables, no rows of them"),
    "ndtms/adults_*.csv": lands_cell_by_cell("published_indicators", 15 * 156, keys=5),
    "ndtms/derived_*.csv": refused(TREATED, "“FINITIAL” is missing", "a list of fields"),
    "ons_crime_severity/charges*": refused(WEIGHTS, "“weight” is missing", "charges by offence, without weights"),
    "ons_crime_severity/crime_*": refused(WEIGHTS, "“offence_code” is missing", "scores by area"),
    "ons_crime_severity/derived*": lands(
        WEIGHTS, 156, 0, 61, under="crime-severity-weights-2024.csv", why="offences repeated under one code"
    ),
    "policeuk_api_samples/*.json": stays("answers of the API, which a connection fetches and reads"),
    "policeuk_code_lists/*.csv": refused(STREET, "“Crime ID” is missing", "lists of codes"),
    "policeuk_essex_2018/2018-01*": lands(STREET, 14_786),
    "policeuk_essex_2018/2018-02*": lands(STREET, 13_752),
    "policeuk_essex_2018/2018-03*": lands(STREET, 16_014),
    "policeuk_essex_2018/2018-04*": lands(STREET, 16_709),
    "policeuk_essex_2018/2018-05*": lands(STREET, 17_618),
    "policeuk_essex_2018/2018-06*": lands(STREET, 17_473),
    "policeuk_essex_2018/2018-07*": lands(STREET, 18_713),
    "policeuk_gm_lsoas_counts_2023_2026/*.csv": refused(
        STREET, "“Crime ID” is missing", "counts of other forces by small area, not crimes"
    ),
    "policeuk_gmp_2019_06_stop_search/*.csv": lands("stop_and_search", 907),
    "policeuk_gmp_burglary_2016_2019/*.csv": refused(STREET, "“Crime ID” is missing", "points without a small area"),
    "policeuk_west_yorkshire/2016-07/*": lands(STREET, 27_176),
    "policeuk_west_yorkshire/2017-07/*": lands(STREET, 28_537),
    "population/1981*": refused(PEOPLE, "“DATE” is missing", "of districts"),
    "population/population20*": refused(PEOPLE, "nearest that the file has is “lsoa11_code”", "of 2011, in a package"),
    "population/population_mid2017*": refused(PEOPLE, "“DATE” is missing", "totals of three kinds of area in one"),
    "stockport_reference/*.csv": refused(LOOKUP, _NO_LSOA, "put together from several of the others"),
    "youth_justice/*.csv": refused(
        "proven_reoffending", "children cautioned or sentenced", "children who offend, by district", "E-LAYOUT"
    ),
    "youth_justice/*.md": stays("says what the file beside it is"),
}


def cells(column: int) -> Callable[[Path], list[str]]:
    return lambda path: [row[column] for row in csv_rows(path)[1:]]


def headings(path: Path) -> list[str]:
    return csv_rows(path)[0]


# What is odd in real files, a file that shows it, and that it does; what comes of that file is in the table above.
QUIRKS: dict[str, tuple[str, Callable[[Path], bool]]] = {
    "an empty answer for a force that stopped publishing": (
        "policeuk_api_samples/crimes_street_manchester_2026_08_empty.json",
        lambda path: json.loads(path.read_bytes()) == [],
    ),
    "rows without a place": (
        "policeuk_west_yorkshire/2016-07/2016-07-west-yorkshire-street.csv",
        lambda path: "" in cells(7)(path) and "No Location" in cells(6)(path),
    ),
    "rows of another force's area": (
        "policeuk_west_yorkshire/2016-07/2016-07-west-yorkshire-street.csv",
        lambda path: any(name.startswith("Barnsley") for name in cells(8)(path)),
    ),
    "rows alike to the letter": (
        "policeuk_essex_2018/2018-01-essex-street.csv",
        lambda path: max(Counter(map(tuple, csv_rows(path))).values()) > 1,
    ),
    "codes of 2011 and of 2021 under one name": (
        "gm_geography/lsoa_2011/gm_lsoa_generalised.geojson",
        lambda path: b'"area_code"' in path.read_bytes(),
    ),
    "rows that are cut off": (
        "policeuk_gm_lsoas_counts_2023_2026/2024-07.csv",
        lambda path: any(len(row) < 7 for row in csv_rows(path)),
    ),
    "headings with underscores for blanks": (
        "home_office_pfa_2017_18/prc-pfa-201718_new.csv",
        lambda path: {"Force_Name", "Number_of_Offences"} <= set(headings(path)),
    ),
    "an unnamed column": (
        "lsoa_reference_2011/PoliceforceLSOA.csv",
        lambda path: "" in headings(path),
    ),
    "codes that look like numbers": (
        "ons_crime_severity/charges_by_offence_code_and_crime_severity.csv",
        lambda path: any(cell in ("37.1", "1/4.1/4.10/4.2") for row in csv_rows(path) for cell in row),
    ),
    "a byte order mark": (
        "ndtms/adults_england_ndtms.csv",
        lambda path: path.read_bytes().startswith(b"\xef\xbb\xbf"),
    ),
    "headings that are repeated": (
        "lsoa_reference_2011/census_2011_population_hh.csv",
        lambda path: len(set(headings(path))) < len(headings(path)),
    ),
    "separators of thousands": (
        "lsoa_reference_2011/census_2011_population_hh.csv",
        lambda path: any("," in cell for cell in csv_rows(path)[2]),
    ),
    "headings as R writes them": (
        "policeuk_gmp_burglary_2016_2019/gmp_bur.csv",
        lambda path: "Crime.type" in headings(path),
    ),
    "NA for what is missing": (
        "youth_justice/children_offending.csv",
        lambda path: "NA" in csv_rows(path)[1],
    ),
    "no line end at the end": (
        "gm_probation_offices/gm_probation_offices.csv",
        lambda path: not path.read_bytes().endswith(b"\n"),
    ),
}
# Months of counts of other forces, and the lines that are damaged in them.
DAMAGED = {"2024-07": [23], "2024-08": [24, 26]}
_COUNTS = "policeuk_gm_lsoas_counts_2023_2026"


def real_files() -> list[str]:
    """All of them; none where they are absent, and then every test here says so."""
    return sorted(path.relative_to(REAL_DATA).as_posix() for path in REAL_DATA.rglob("*") if path.is_file())


def expected_of(file: str) -> list[Expected]:
    return [outcome for pattern, outcome in EXPECTED.items() if fnmatch(file, pattern)]


def csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.reader(file) if row]


def counted_again(path: Path, keys: int | None = None) -> int:
    """Rows below the header, figures in them, or shapes, by another reader."""
    if path.suffix == ".geojson":
        return len(json.loads(path.read_bytes())["features"])
    return sum(1 if keys is None else len(row) - keys for row in csv_rows(path)[1:])


def delivered(path: Path, outcome: Expected) -> ConformResult:
    """The file as its feed takes it, read in a child process as a refresh does. Raises DeliveryRefused."""
    feed, content = FEEDS[outcome.feed], path.read_bytes()
    example = feed.example
    assert example is not None
    agreed = feed.read_file_name(outcome.under or example.file_name)
    (name,) = periods_of(content, outcome.under or path.name, feed) or [agreed]
    assert name is not None
    terms = FileContext(name.period, EVERYWHERE, read_code_lists(SEEDS), bytes(32), SAMPLE_KEY)
    return conform(content, feed, terms, read_rows_of)


def test_each_file_is_in_the_table_once_and_no_line_of_the_table_is_left_over(real_data: Path) -> None:
    files = real_files()
    assert {file: len(expected_of(file)) for file in files if len(expected_of(file)) != 1} == {}
    assert [pattern for pattern in EXPECTED if not any(fnmatch(file, pattern) for file in files)] == []


@pytest.mark.parametrize("file", real_files() or ["none"])
def test_real_file_lands_with_every_row_accounted_for_or_is_refused_for_its_reason(file: str, real_data: Path) -> None:
    (outcome,) = expected_of(file)
    if outcome.counts:
        counts = delivered(real_data / file, outcome).accounting
        accepted, rejected, duplicate = outcome.counts
        expected = Accounting(
            received=counted_again(real_data / file, outcome.keys),
            accepted=accepted,
            rejected=rejected,
            duplicate=duplicate,
        )
        assert counts == expected and counts.balanced
    elif outcome.code:
        with pytest.raises(DeliveryRefused, match=outcome.code) as refusal:
            delivered(real_data / file, outcome)
        assert outcome.words in refusal.value.message and outcome.why
    else:
        assert PurePath(file).suffix not in kinds_of(FEEDS[outcome.feed]) and outcome.why


@pytest.mark.parametrize("quirk", QUIRKS)
def test_what_is_odd_in_a_real_file_is_there_and_has_an_outcome(quirk: str, real_data: Path) -> None:
    file, is_shown = QUIRKS[quirk]
    assert is_shown(real_data / file), quirk
    assert len(expected_of(file)) == 1


def counts_of_other_forces() -> Feed:
    """A contract for these counts, as a partnership would write one: a row is a small area, a kind and a month."""
    places = ("lsoa_code", "lsoa_name", "borough", "category", "year", "month")
    texts = [Column(heading=name, name=name, sensitivity=Sensitivity.OPEN, meaning="of the count") for name in places]
    count = Column(
        heading="crime_count", name="crime_count", sensitivity=Sensitivity.OPEN, kind=Kind.INTEGER, meaning="a count"
    )
    street = FEEDS[STREET]
    return replace(
        street,
        name="other_forces",
        columns=(*texts, count),
        key=places,
        area_column=None,
        owner_column=None,
        reference=None,
        person_from=(),
        counted=(),
        layouts=(),
        example=None,
        fault=None,
    )


@pytest.mark.parametrize("month", [f"{year}-{month:02d}" for year in range(2023, 2027) for month in range(1, 13)][4:39])
def test_damaged_months_of_other_forces_are_accounted_for_with_the_lines_that_are_cut_off(
    month: str, real_data: Path
) -> None:
    path = real_data / _COUNTS / f"{month}.csv"
    terms = FileContext(parse_period(Cadence.MONTH, month), EVERYWHERE, {}, bytes(32))
    result = conform(path.read_bytes(), counts_of_other_forces(), terms, read_rows_of)
    rejects = result.rejects.to_pylist()
    cut_off = [row["line"] for row in rejects if row["rule"].endswith(".row.fields")]
    rows = csv_rows(path)[1:]
    whole = [tuple(row) for row in rows if len(row) == 7]
    assert cut_off == DAMAGED.get(month, [])
    assert result.accounting.received == len(rows) and result.accounting.balanced
    assert result.accounting.duplicate == len(whole) - len(set(whole))
    assert (result.accounting.duplicate > 0) == (month in DAMAGED)
