"""Every published byte: copies of tables, pages, drawings, the feed of releases, the certificate, unknown files."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.atomic_files import write_json
from ossp_pipeline.attack.attack import attack, attacked
from ossp_pipeline.attack.copies import other_copies, unread
from ossp_pipeline.attack.tables import open_tables
from ossp_pipeline.attack.words import Said, open_pages
from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from tests.unit.attack.small_release import COUNT, change, page, small_release

pytestmark = pytest.mark.slow

RATE = {**COUNT, "measure_id": "rate_of_abuse", "unit": "rate_per_1000", "denominator": 9_711, "value": 5.149}
BURGLARIES = {**COUNT, "measure_id": "burglary", "disclosure_class": "event", "numerator": 41}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of three figures. Do not change it."""
    return small_release(tmp_path_factory.mktemp("small") / "release", fct_measure_values=[COUNT, RATE, BURGLARIES])


@pytest.fixture
def release(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "release"))


@pytest.fixture(scope="module")
def tables(small: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_tables(small) as tables:
        yield tables


@pytest.fixture(scope="module")
def said(tables: duckdb.DuckDBPyConnection) -> Said:
    return Said(tables)


def found(release: Path, *kept: Path) -> str:
    """What the whole attack says."""
    outcome = attack(release, kept)
    assert outcome.holds == (outcome.status is not Status.PASSED)
    return outcome.detail if outcome.holds else ""


def copied(release: Path, table: str, statement: str = "", where: str = "csv") -> None:
    """A CSV or DuckDB copy of a table, with a change."""
    target = str(release / "ossp.duckdb") if where == "duckdb" else ":memory:"
    with duckdb.connect(target) as copy:
        copy.execute(f"create table {table} as from '{release}/tables/{table}.parquet'")
        if statement:
            copy.execute(f"update {table} {statement}")
        if where == "csv":
            copy.execute(f"copy {table} to '{release}/tables/{table}.csv' (header)")


def test_copies_that_say_the_same_are_not_found(release: Path, tables: duckdb.DuckDBPyConnection) -> None:
    copied(release, "fct_measure_values")
    copied(release, "fct_measure_values", where="duckdb")
    assert list(other_copies(release, tables)) == []


def test_a_csv_file_with_another_count_is_found(release: Path, tables: duckdb.DuckDBPyConnection) -> None:
    copied(release, "fct_measure_values", "set numerator = 52 where numerator = 50")
    assert "fct_measure_values.csv says something else" in " ".join(other_copies(release, tables))


def test_a_csv_file_with_one_row_more_is_found(release: Path, tables: duckdb.DuckDBPyConnection) -> None:
    copied(release, "fct_measure_values")
    path = release / "tables" / "fct_measure_values.csv"
    path.write_text(path.read_text() + path.read_text().splitlines()[1] + "\n")
    assert "fct_measure_values.csv says something else" in " ".join(other_copies(release, tables))


def test_a_csv_file_with_words_where_numbers_belong_is_not_passed(
    release: Path, tables: duckdb.DuckDBPyConnection
) -> None:
    copied(release, "fct_measure_values")
    path = release / "tables" / "fct_measure_values.csv"
    path.write_text(path.read_text().replace(",50,", ",fifty-two,"))
    with pytest.raises(duckdb.Error):
        list(other_copies(release, tables))


def test_a_database_with_another_count_is_found(release: Path, tables: duckdb.DuckDBPyConnection) -> None:
    copied(release, "fct_measure_values", "set numerator = 52 where numerator = 50", where="duckdb")
    assert "ossp.duckdb says something else of fct_measure_values" in " ".join(other_copies(release, tables))


@pytest.mark.parametrize("kind", ["table", "view"])
def test_what_only_the_database_has_is_found(release: Path, tables: duckdb.DuckDBPyConnection, kind: str) -> None:
    with duckdb.connect(str(release / "ossp.duckdb")) as copy:
        copy.execute(f"create {kind} notes as select 52 as people")
    assert "not among the Parquet files: notes" in " ".join(other_copies(release, tables))


def test_a_csv_file_of_no_table_is_found(release: Path, tables: duckdb.DuckDBPyConnection) -> None:
    (release / "tables" / "notes.csv").write_text("people\n52\n")
    assert "notes.csv is a table that is not among the Parquet files" in " ".join(other_copies(release, tables))


SERIES = (
    "measure_id,area_name,area_code,area_type,period,numerator,denominator,value,unit,status,status_reason,"
    "is_provisional,is_revised,unconfirmed_reason,centre_line,lower_limit,upper_limit,point_kind,rule,verdict,target,"
    "rag,chart_says"
)
ROW = "caseload,Stockport,E22,csp,2025-03,{numerator},,,count,observed,,,,,{centre},,,,,,,,{says}"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ROW.format(numerator=50, centre="", says="usual"), ""),
        (ROW.format(numerator=52, centre="", says="usual"), "1 row(s) that fct_measure_values has not"),
        (ROW.format(numerator=50, centre="51.5", says="usual"), "1 row(s) that performance_signals has not"),
        (ROW.format(numerator=50, centre="", says="52 people"), "numbers among the words of chart_says"),
    ],
)
def test_the_csv_file_of_a_measure_says_what_the_tables_say(
    release: Path, tables: duckdb.DuckDBPyConnection, row: str, words: str
) -> None:
    (release / "site" / "data").mkdir(parents=True)
    (release / "site" / "data" / "caseload.csv").write_text(f"{SERIES}\n{row}\n")
    assert words in " ".join(other_copies(release, tables)) and bool(words) == bool(found(release))


def test_a_column_that_only_the_csv_file_of_a_measure_has_is_found(
    release: Path, tables: duckdb.DuckDBPyConnection
) -> None:
    (release / "site" / "data").mkdir(parents=True)
    row = ROW.format(numerator=50, centre="", says="usual")
    (release / "site" / "data" / "caseload.csv").write_text(f"{SERIES},people\n{row},52\n")
    assert "columns that nobody has reviewed: people" in " ".join(other_copies(release, tables))


@pytest.mark.parametrize("name", ["pack.docx", "notes.txt", "site/data.json"])
def test_a_file_that_nothing_here_reads_is_found(release: Path, name: str) -> None:
    (release / name).parent.mkdir(exist_ok=True)
    (release / name).write_text("52")
    assert f"{Path(name).name} is a file of a kind that the attack does not read" in " ".join(unread(release))


PLAIN = [
    "<p>50 people, and none of them twice.</p>",
    "<p>55 people: a multiple of five that no table has.</p>",
    "<p>12 months to March 2025; 3 of 12 periods supplied; 21 wards; Q2 25/26; 2025-03; quarter 4 of 2024/25</p>",
    "<p>Burglary 41; Domestic abuse by residents 5.1, 5.15 per 1,000</p>",
    '<svg><text x="5" y="101">0</text><text x="5" y="61">2</text><text x="5" y="21">4</text></svg>',
    '<svg><text x="5" y="101">0</text><text x="5" y="61">1</text><text x="5" y="21">2</text></svg>',
    '<svg><path d="M9 2H7"/><circle cy="3.1" fill="#12436D"/></svg>',
    "<!-- chart -->",
    '<div data-kind="chart"></div>',
]


@pytest.mark.parametrize("body", PLAIN)
def test_what_tables_explain_on_pages_is_not_found(tmp_path: Path, said: Said, body: str) -> None:
    page(tmp_path, body)
    assert list(open_pages(tmp_path, said)) == []


EXACT = [
    "<p>52 people</p>",
    "<table><tr><td>March 2025</td><td>52</td></tr></table>",
    "<p>50 people, of whom <em>3</em> are women.</p>",
    "<svg><title>52 in March</title></svg>",
    "<svg><desc>The highest is 52.</desc></svg>",
    '<svg aria-label="March: 52"></svg>',
    '<svg><text x="5" y="9">52</text></svg>',
    '<svg><text x="5" y="9">0</text><text x="5" y="5">2</text><text x="5" y="1">7</text></svg>',
    '<img alt="52 people">',
    '<abbr title="52 people">many</abbr>',
    "<p>Domestic abuse by residents 5.2</p>",
    "<p>Burglary 42</p>",
]


@pytest.mark.parametrize("body", EXACT)
def test_a_number_beside_people_that_no_table_explains_is_found(tmp_path: Path, said: Said, body: str) -> None:
    page(tmp_path, body)
    assert "measure-caseload.html has a number beside people" in " ".join(open_pages(tmp_path, said))


HIDDEN = {
    '<script type="application/json">{"people": 52}</script>': "an element script",
    '<div data-count="52"></div>': "numbers in data-count",
    "<!-- 52 -->": "numbers in a comment",
    "<template>52</template>": "an element template",
}


@pytest.mark.parametrize("body", HIDDEN)
def test_numbers_where_nobody_reads_are_found(tmp_path: Path, said: Said, body: str) -> None:
    page(tmp_path, body)
    assert HIDDEN[body] in " ".join(open_pages(tmp_path, said))


def test_a_page_that_speaks_of_no_people_may_have_any_number(tmp_path: Path, said: Said) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "grants.html").write_text("<h1>Grants</h1><p>52 bicycles</p><h2>Burglary</h2><p>7 locks</p>")
    assert list(open_pages(tmp_path, said)) == []


def test_a_heading_speaks_for_what_stands_below_it_until_the_next(tmp_path: Path, said: Said) -> None:
    below = "<h1>How we are doing</h1><h2>People under supervision</h2><p>of whom 7 are new</p>"
    page(tmp_path, "", "index.html")
    (tmp_path / "site" / "index.html").write_text(below)
    assert "index.html has a number" in " ".join(open_pages(tmp_path, said))
    for heads in ("<h2>Locks</h2>", "<h3>Those on licence</h3><h2>Locks</h2>"):
        (tmp_path / "site" / "index.html").write_text(below.replace("<p>", f"{heads}<p>"))
        assert list(open_pages(tmp_path, said)) == []
    lower = "<h1>How we are doing</h1><h2>All</h2><h3>People under supervision</h3><h2>Locks</h2><p>7 new</p>"
    (tmp_path / "site" / "index.html").write_text(lower)
    assert list(open_pages(tmp_path, said)) == []


def test_an_everyday_word_that_is_an_answer_speaks_of_nobody(tmp_path: Path) -> None:
    """It leads to figures, but a line with it need not be about people."""
    answer = {"disclosure_class": "person", "cohort": "people in care", "answer": "settled", "numerator": 20}
    release = small_release(tmp_path / "release", sna_cohorts=[answer])
    (release / "site").mkdir()
    with open_tables(release) as tables:
        for line, is_found in (("a claim settled for £9 and 7 locks", False), ("people in care, settled: 7", True)):
            (release / "site" / "index.html").write_text(f"<h1>How we are doing</h1><p>{line}</p>")
            assert bool(list(open_pages(release, Said(tables)))) is is_found


def test_an_indicator_that_others_publish_leads_to_its_figures_and_no_others(tmp_path: Path) -> None:
    """Its name may have that of a measure of people in it."""
    indicator = {"indicator_name": "Sample: people in care, per 100,000", "value": 31.28, "country_value": 28.5}
    people = {"disclosure_class": "person", "cohort": "people in care", "numerator": 20}
    release = small_release(tmp_path / "release", sna_cohorts=[people])
    pq.write_table(pa.Table.from_pylist([indicator]), release / "tables" / "sna_published_indicators.parquet")
    (release / "site").mkdir()
    with open_tables(release) as tables:
        for figure, is_found in (("31.3", False), ("31.4", True)):
            line = f"{indicator['indicator_name']} 2020/21 - 22/23, 16-64 yrs {figure} 28.5"
            (release / "site" / "index.html").write_text(f"<h1>Published elsewhere</h1><p>{line}</p>")
            assert bool(list(open_pages(release, Said(tables)))) is is_found


AXIS = "".join(
    f'<path d="M64 {down}H610"/><text x="56" y="{down + 5}">{figure}</text>'
    for down, figure in ((300, 0), (200, 40), (100, 80))
)


@pytest.mark.parametrize(
    ("point", "is_found"),
    [
        ('<circle cy="175"/>', False),
        ('<circle cy="170"/>', True),
        ('<polyline points="64,175 90,170"/>', True),
        # Above the chart and below it, as in a legend.
        ('<circle cy="93"/><circle cy="308"/>', False),
    ],
)
def test_a_point_of_a_chart_that_is_drawn_at_another_count_is_found(
    tmp_path: Path, said: Said, point: str, is_found: bool
) -> None:
    """40 people for 100 points: 50 stands at 175, and 52 at 170."""
    page(tmp_path, f"<svg>{AXIS}{point}</svg>")
    assert ("measure-caseload.html has a drawing of people" in " ".join(open_pages(tmp_path, said))) == is_found
    page(tmp_path, f"<h1>Burglary</h1><svg>{AXIS}{point}</svg>")
    assert list(open_pages(tmp_path, said)) == []


def test_the_feed_of_releases_and_the_pages_beside_them_are_read(release: Path, tmp_path: Path) -> None:
    kept = small_release(tmp_path / "public" / "00001", fct_measure_values=[COUNT])
    feed = kept.parent / "feed.xml"
    feed.write_text("<feed><entry><summary>People under supervision: 50.</summary></entry></feed>")
    assert found(release, kept) == ""
    feed.write_text("<feed><entry><summary>People under supervision: 52.</summary></entry></feed>")
    assert "feed.xml has a number beside people" in found(release, kept)


def test_a_figure_of_a_release_that_is_kept_explains_a_number(release: Path, tmp_path: Path) -> None:
    earlier = {**RATE, "period": "2024-03", "value": 6.7}
    kept = small_release(tmp_path / "public" / "00001", fct_measure_values=[COUNT, earlier])
    (kept.parent / "feed.xml").write_text("<summary>Domestic abuse by residents: 6.7, now 5.1.</summary>")
    assert found(release, kept) == ""
    (kept.parent / "feed.xml").write_text("<summary>Domestic abuse by residents: 6.8, now 5.1.</summary>")
    assert "feed.xml" in found(release, kept)


RESULT = Outcome(
    rule="probation_supervision.rows.accounted",
    subject="probation_supervision",
    tool="contract",
    status=Status.PASSED,
    severity=Severity.HOLD,
    detail="passed",
)


def test_numbers_of_rows_about_people_in_the_certificate_are_found(release: Path, tmp_path: Path) -> None:
    def said(**changes: object) -> str:
        return " ".join(attacked(release, said=[Outcome(**{**RESULT.as_dict(), **changes})]).channels)

    assert said() == ""
    assert said(observed=0) == ""
    assert said(subject="area_lookup", detail="195 rows", observed=195) == ""
    assert "number of rows about people: probation_supervision.rows.accounted" in said(detail="52 rows")
    assert "number of rows about people" in said(observed=3)
    assert "number of rows about people" in said(subject="stg_probation_supervision", observed=3)
    assert "beside people" in said(subject="fct_measure_values", detail="People under supervision are 52")
    kept = small_release(tmp_path / "public" / "00001")
    write_json(kept / "certificate.json", {"rules": [{**RESULT.as_dict(), "observed": 3}]})
    assert "number of rows about people" in found(release, kept)


def test_the_attack_reads_pages_copies_and_files(release: Path) -> None:
    page(release, "<p>52 people</p>")
    copied(release, "fct_measure_values", "set numerator = 52 where numerator = 50")
    (release / "pack.docx").write_text("52")
    for words in ("measure-caseload.html has", "fct_measure_values.csv says", "pack.docx is"):
        assert words in found(release)


def test_a_table_that_is_missing_is_not_passed(release: Path) -> None:
    (release / "tables" / "sna_cohorts.parquet").unlink()
    assert "could not be finished" in found(release)


def test_what_cannot_all_be_true_is_not_passed_and_no_place_is_named(release: Path) -> None:
    change(release, "fct_measure_values", "set numerator = -5 where measure_id = 'caseload'")
    assert "what is said of measure cannot all be true" in found(release) and "E22" not in found(release)
