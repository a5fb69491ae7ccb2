"""The public edition of the sample: safe, useful, apart from the partnership's; and every planted leak holds it."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy.optimize import milp

from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.attack.attack import PROTECTED, attack, attacked
from ossp_pipeline.attack.reviewed import REVIEWED, Kind
from ossp_pipeline.contracts.outcome import Status
from ossp_pipeline.errors import UsageError
from ossp_pipeline.gate.decision import HOLD, PUBLISH, candidate_hashes, read_certificate
from ossp_pipeline.gate.evidence import CANDIDATE, evidence_path
from ossp_pipeline.gate.rules.classes_signed import CLASSES_SIGNED
from ossp_pipeline.gate.seals import seal_key, seal_stage
from ossp_pipeline.public_edition import PublicEdition
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings, public_settings
from ossp_pipeline.transform.build import Build, Builds
from tests.command_line import CommandLine

# Measures that the public edition does not have: an exact count beside them would leave people over.
NOT_SHOWN = "measure_id not in ('violence_against_person', 'asb_nuisance', 'asb_environmental')"
# Stays of a few people in a few beds, referrals to these, and people of one programme, where a feed counts them.
STAYS = ("cas3_completions", "cas3_positive", "cas3_referred", "cas3_offered", "achieve_employment")
Leak = tuple[str, str]
# What an error or a careless change could publish: table, what is done to it, the words that name the channel.
LEAKS: dict[str, tuple[str, str, str]] = {
    "a count that is not rounded": (
        "fct_measure_values",
        "numerator = numerator + 1 where measure_id = 'supervision_caseload' and area_type = 'ward'",
        "not rounded",
    ),
    "attendances of a quarter as they were counted": (
        "fct_measure_values",
        "numerator = 112 where measure_id = 'ae_violence_attendances'",
        "not rounded",
    ),
    "an exact count in a profile": (
        "sna_area_profiles",
        "csp_numerator = csp_numerator + 2 where disclosure_class = 'person'",
        "not rounded",
    ),
    "a true zero": (
        "sna_partner_incidents",
        "status = 'true zero' where disclosure_class = 'person' and numerator = 0",
        "nobody was counted",
    ),
    "a narrative": (
        "performance_comments",
        "narrative = 'one of four' where disclosure_class = 'person'",
        "words about",
    ),
    "people left out": (
        "sna_area_rankings",
        "left_out_count = 3 where disclosure_class = 'person'",
        "left out",
    ),
    "people in treatment whom unmet need leaves out": (
        "fct_measure_values",
        "left_out_count = 3 where measure_id = 'unmet_need_opiates'",
        "left out",
    ),
    "a centre line": (
        "performance_signals",
        "centre_line = 3.4 where disclosure_class = 'person' and numerator is not null",
        "statistics",
    ),
    "harm in the priorities": (
        "sna_priorities",
        "source_value = 141.5 where source_table = 'sna_harm'",
        "kinds can be worked back",
    ),
    "a kind of chart": (
        "performance_signals",
        "chart_kind = 'rare counts' where measure_id = 'domestic_homicide_reviews'",
        "how large they are",
    ),
    "serious violence of fewer than its robberies": (
        "fct_measure_values",
        "numerator = 0 where measure_id = 'serious_violence' and area_type = 'csp'",
        "cannot all be true",
    ),
    "harm": ("sna_harm", "harm = 1825 where area_type = 'ward'", "statistics"),
    "rows of a delivery": (
        "sna_data_coverage",
        "accepted_count = 612 where feed = 'hospital_admissions'",
        "numbers of rows",
    ),
    "rows of a delivery of fires": (
        "sna_data_coverage",
        "accepted_count = 51 where feed = 'fire_incidents'",
        "numbers of rows",
    ),
    "rejected rows": ("sna_data_rejections", "row_count = 7 where disclosure_class = 'person'", "numbers of rows"),
    "a returned count of four": (
        "fct_measure_values",
        "numerator = 4 where measure_id = 'domestic_homicide_reviews'",
        "returned figure",
    ),
    "stays in CAS3, rounded": (
        "fct_measure_values",
        "numerator = 5 where measure_id = 'cas3_completions'",
        "none is shown",
    ),
    "people of an employment programme, rounded": (
        "fct_measure_values",
        "numerator = 35 where measure_id = 'achieve_employment'",
        "people of commissioned services, of which none is shown",
    ),
    "how many moved on from CAS3": (
        "performance_scorecards",
        "latest_value = 60 where measure_id = 'cas3_positive'",
        "none is shown",
    ),
    "referrals to CAS3, rounded": (
        "fct_measure_values",
        "numerator = 25 where measure_id = 'cas3_referred'",
        "none is shown",
    ),
    "a returned nought, so that one withheld is one to four": (
        "fct_measure_values",
        "numerator = 0 where measure_id = 'domestic_homicide_reviews'",
        "returned figure",
    ),
    "how many rows of a kind a month had": (
        "sna_data_completeness",
        "row_count = 3 where feed = 'fire_incidents'",
        "numbers of rows",
    ),
    "reports of two of three kinds": (
        "fct_measure_values",
        "numerator = 40, disclosure_class = 'event' where measure_id in ('asb_nuisance', 'asb_environmental')",
        "what is left are people",
    ),
    "answers that are one caseload less": (
        "sna_cohorts",
        "numerator = numerator - 5 where characteristic = 'accommodation'",
        "narrower",
    ),
    "a whole that leaves a rest of three": (
        "performance_returns",
        "numerator = 9, denominator = 12 where measure_id = 'marac_repeats'",
        "returned figure",
    ),
    "a count above the exact one it lies in": (
        "sna_levels",
        "numerator = 2 where category = 'Violence and sexual offences' and area_type = 'csp' and pattern = 'month'",
        "cannot all be true",
    ),
    "wards that leave nothing over": (
        "fct_measure_values",
        "numerator = 0 where measure_id = 'domestic_abuse_crimes' and area_type = 'csp'",
        "cannot all be true",
    ),
    "answers that leave nothing over": (
        "fct_measure_values",
        "numerator = 1290 where measure_id = 'supervision_caseload' and area_type = 'csp'",
        "cannot all be true",
    ),
}


@pytest.fixture(scope="module", autouse=True)
def solved_once() -> Iterator[None]:
    """A leak changes a little of what is solved. The rest has the answer it had for the edition without the leak."""
    answers: dict[tuple[bytes, ...], Any] = {}

    def solve(goal: Any, constraints: Any, bounds: Any, **how: Any) -> Any:
        of = [] if constraints is None else [constraints.A, constraints.lb, constraints.ub]
        asked = tuple(np.asarray(item).tobytes() for item in (goal, bounds.lb, bounds.ub, *of))
        if asked not in answers:
            answers[asked] = milp(goal, constraints=constraints, bounds=bounds, **how)
        return answers[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ossp_pipeline.attack.bounds.milp", solve)
        yield


@pytest.fixture(scope="module")
def build(public_release: Settings) -> Build:
    return Builds(public_settings(public_release).builds).newest()


@pytest.fixture
def candidate(build: Build, tmp_path: Path) -> Path:
    """A copy of the candidate's tables that the test may spoil, without the other files: these take time to read."""
    left_out = shutil.ignore_patterns("site", "*.csv", "*.duckdb")
    return Path(shutil.copytree(build.candidate, tmp_path / "candidate", ignore=left_out))


def spoil(candidate: Path, table: str, change: str) -> None:
    """Change rows of a published table, in its Parquet file."""
    path = candidate / "tables" / f"{table}.parquet"
    with duckdb.connect() as tables:
        tables.execute(f"create table spoiled as from '{path}'")
        row = tables.execute(f"update spoiled set {change}").fetchone()
        assert row and row[0], "nothing was planted"
        tables.execute(f"copy spoiled to '{path}' (format parquet)")


def figures(build: Build, exact: Build, query: str) -> list[tuple[object, ...]]:
    """Rows of a query over `public`, the published tables, and `exact`, the partnership's own warehouse."""
    with duckdb.connect() as tables:
        tables.execute(f"attach '{exact.warehouse}' as warehouse (read_only)")
        tables.execute(f"create view public as from '{build.candidate}/tables/fct_measure_values.parquet'")
        tables.execute("create view exact as from warehouse.fct_measure_values")
        return tables.execute(query).fetchall()


def test_it_is_published_and_no_count_of_people_can_be_narrowed(public_release: Settings, build: Build) -> None:
    result = attacked(build.candidate)
    assert result.cells > 7_000
    assert (result.exact, len(result.narrow), result.channels) == (0, 0, [])
    certificate = read_certificate(build)
    assert certificate["verdict"] == PUBLISH
    judged = {rule["rule"]: rule["status"] for rule in certificate["rules"]}
    assert (judged[PROTECTED], judged[CLASSES_SIGNED]) == ("passed", "passed")
    assert Releases(public_settings(public_release).releases).current() is not None


def test_it_says_what_it_is(build: Build) -> None:
    assert read_json(build.candidate / "datapackage.json")["edition"] == "public"
    assert "rounded to a multiple of five" in (build.candidate / "site" / "index.html").read_text()
    assert "For the partnership, not for the public" not in (build.candidate / "site" / "downloads.html").read_text()


def test_nothing_of_the_partnerships_edition_lies_in_its_folder(public_release: Settings, released: Settings) -> None:
    assert Releases(public_release.releases).history() == Releases(released.releases).history()
    published = {path.name for path in (public_release.data / "public" / "releases").iterdir() if path.is_dir()}
    assert not published & {path.name for path in public_release.releases.iterdir() if path.is_dir()}


def test_every_count_of_people_is_shown_and_none_is_far_off(public_release: Settings, build: Build) -> None:
    """Counted ones over one month or quarter are off by four at most, or eight as the sum of two; right on average."""
    exact = Builds(public_release.builds).find(build.build_id)
    [(count, missing, furthest, of_two, mean)] = figures(
        build,
        exact,
        f"""
        select count(*), count(*) filter (public.numerator is null),
            max(abs(public.numerator - exact.numerator)) filter (within.counted is null),
            max(abs(public.numerator - exact.numerator)) filter (within.counted is not null),
            avg(public.numerator - exact.numerator)
        from exact join public using (measure_id, area_code, period)
        left join (select distinct counted from warehouse.int_types_within) as within on within.counted = measure_id
        join warehouse.dim_measures as measures using (measure_id)
        where public.disclosure_class = 'person' and exact.numerator is not null
            and measures.source in ('crime', 'asb', 'complainants', 'supervision', 'treatment')
            and (measures.source not in ('crime', 'asb') or measures.window_months = 1)
            and {NOT_SHOWN}
        """,
    )
    assert count > 5_000 and missing == 0 and furthest <= 4 < of_two <= 8
    assert abs(mean) < 0.1


def test_nearly_every_figure_of_people_that_the_signed_list_names_is_shown(
    public_release: Settings, build: Build
) -> None:
    """All but returned figures that are small, or leave a small rest; fewer than one in a hundred."""
    exact = Builds(public_release.builds).find(build.build_id)
    [(count, hidden, others)] = figures(
        build,
        exact,
        f"""
        select count(*), count(*) filter (public.value is null),
            count(*) filter (public.value is null and signed.class <> 'return')
        from exact left join public using (measure_id, area_code, period)
        join '{build.inputs}/_partnership/disclosure_classes.parquet' as signed on signed.name = exact.measure_id
        where exact.value is not null and signed.class in ('people', 'return')
            and {NOT_SHOWN} and measure_id not in {STAYS}
        """,
    )
    assert count > 7_000 and others == 0 and hidden < count / 100


def test_nothing_of_stays_in_cas3_is_shown_in_any_table(public_release: Settings, build: Build) -> None:
    """Not even where there are more than five, as of a returned figure; the partnership has them."""
    exact = Builds(public_release.builds).find(build.build_id)
    [(large,)] = figures(build, exact, f"select count(*) from exact where measure_id in {STAYS} and numerator >= 5")
    assert large > 10
    found = []
    for path in sorted((build.candidate / "tables").glob("*.parquet")):
        counted = {
            name
            for kind in (Kind.PEOPLE, Kind.WHOLES, Kind.WORKED_OUT, Kind.STATISTIC, Kind.RETURN)
            for name in REVIEWED.get(path.stem, {}).get(kind, ())
        }
        rows = [row for row in pq.read_table(path).to_pylist() if row.get("measure_id") in STAYS]
        found += [(path.stem, name) for row in rows for name in counted if row[name] is not None]
    assert found == []
    assert {row[0] for row in figures(build, exact, f"select status from public where measure_id in {STAYS}")} == {
        "not applicable"
    }


def test_crimes_are_as_they_were_counted(public_release: Settings, build: Build) -> None:
    exact = Builds(public_release.builds).find(build.build_id)
    [(count, different)] = figures(
        build,
        exact,
        f"""
        select count(*), count(*) filter (public.numerator is distinct from exact.numerator)
        from exact join public using (measure_id, area_code, period)
        where public.disclosure_class = 'event' and measure_id not like 'unmet_need%'
            and {NOT_SHOWN}
        """,
    )
    assert count > 5_000 and different == 0


def test_no_figure_made_of_people_says_how_many_it_leaves_out(build: Build) -> None:
    """Unmet need is an event of nobody, and yet those who did not consent are people in treatment."""
    tables = build.candidate / "tables"
    told = duckdb.sql(
        f"""
        select distinct measure_id from '{tables}/fct_measure_values.parquet'
        join '{tables}/dim_measures.parquet' as measures using (measure_id)
        where left_out_count is not null and measures.source not in ('crime', 'asb')
        """
    )
    assert told.fetchall() == []


@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_found_and_its_channel_named(leak: str, candidate: Path) -> None:
    table, change, words = LEAKS[leak]
    spoil(candidate, table, change)
    outcome = attack(candidate)
    assert outcome.holds and words in outcome.detail
    assert not outcome.detail.replace(",", "").isdigit()


def test_a_kind_of_homicide_beside_all_of_them_is_found(candidate: Path) -> None:
    path = candidate / "tables" / "sna_serious_violence.parquet"
    with duckdb.connect() as tables:
        tables.execute(f"create table spoiled as from '{path}'")
        tables.execute(
            "insert into spoiled select * replace ('homicide, not domestic' as measure, 5 as numerator) from spoiled "
            "where measure = 'homicide' and pattern = 'month' and numerator = 0"
        )
        tables.execute(f"copy spoiled to '{path}' (format parquet)")
    assert "narrower" in attack(candidate).detail


def test_the_numbers_of_a_delivery_in_the_data_package_are_found(candidate: Path) -> None:
    package = read_json(candidate / "datapackage.json")
    delivery = next(item for item in package["deliveries"] if item["feed"] == "substance_treatment")
    assert (delivery["sha256"], delivery["version"], set(delivery["rows"].values())) == (None, None, {None})
    delivery["rows"]["accepted"] = 1702
    write_json(candidate / "datapackage.json", package)
    assert "datapackage.json" in attack(candidate).detail


# Where an exact count could stand beside the tables: file, what is replaced there, by what, the words of the finding.
SURFACES: dict[str, tuple[str, str, str, str]] = {
    "a CSV file": (
        "tables/sna_area_profiles.csv",
        ",person,",
        ",person,3",
        "says something else than sna_area_profiles.parquet",
    ),
    "the title of a drawing": (
        "site/measure-supervision_caseload.html",
        '<title id="chart-title">',
        '<title id="chart-title">1,497: ',
        "number beside people",
    ),
    "a table of a page": (
        "site/measure-supervision_caseload.html",
        '<td class="num">1,495</td>',
        '<td class="num">1,497</td>',
        "number beside people",
    ),
    "a point of a chart": (
        "site/measure-supervision_caseload.html",
        '<circle cx="64" cy="225.2"',
        '<circle cx="64" cy="220.5"',
        "drawing of people",
    ),
    "data within a page": (
        "site/measure-supervision_caseload.html",
        "</main>",
        '<script type="application/json">{"2025-26Q3": 1497}</script></main>',
        "an element script",
    ),
}


@pytest.mark.parametrize("surface", SURFACES)
def test_a_count_planted_beside_the_tables_is_found(surface: str, build: Build, candidate: Path) -> None:
    name, old, new, words = SURFACES[surface]
    text = (build.candidate / name).read_text()
    assert old in text, "nothing was planted"
    (candidate / name).parent.mkdir(exist_ok=True)
    (candidate / name).write_text(text.replace(old, new, 1))
    outcome = attack(candidate)
    assert outcome.holds and Path(name).name in outcome.detail and words in outcome.detail


def test_a_count_planted_in_the_database_alone_is_found(build: Build, candidate: Path) -> None:
    shutil.copy(build.candidate / "ossp.duckdb", candidate)
    with duckdb.connect(str(candidate / "ossp.duckdb")) as tables:
        tables.execute("update fct_measure_values set numerator = 1497 where measure_id = 'supervision_caseload'")
    assert "ossp.duckdb says something else of fct_measure_values" in attack(candidate).detail


def test_a_count_planted_in_the_feed_of_releases_or_a_certificate_is_found(
    public_release: Settings, candidate: Path, tmp_path: Path
) -> None:
    releases = Releases(public_settings(public_release).releases)
    current = releases.current()
    assert current
    left_out = shutil.ignore_patterns("site", "*.csv", "*.duckdb")
    kept = Path(shutil.copytree(current.folder, tmp_path / "releases" / current.release_id, ignore=left_out))
    feed, certificate = kept.parent / "feed.xml", kept / "certificate.json"
    shutil.copy(releases.folder / "feed.xml", feed)
    assert attack(candidate, [kept]).status is Status.PASSED
    feed.write_text(feed.read_text().replace("</summary>", " People under probation supervision: 1,497.</summary>"))
    document = read_json(certificate)
    rule = next(rule for rule in document["rules"] if rule["subject"] == "probation_supervision")
    write_json(certificate, {**document, "rules": [{**rule, "observed": 1497}]})
    outcome = attack(candidate, [kept])
    assert outcome.holds and "feed.xml has a number" in outcome.detail
    assert f"a number of rows about people: {rule['rule']}" in outcome.detail


def test_a_column_that_nobody_reviewed_is_found(candidate: Path) -> None:
    path = candidate / "tables" / "sna_cohorts.parquet"
    with duckdb.connect() as tables:
        tables.execute(f"create table spoiled as select *, 3 as people_new from '{path}'")
        tables.execute(f"copy spoiled to '{path}' (format parquet)")
    assert "sna_cohorts has a column of numbers that nobody has reviewed: people_new" in attack(candidate).detail


CHANGES = {
    "sna_partner_incidents": "numerator = numerator + 5 where feed = 'ambulance_calls' and period = '2025-03'",
    "sna_cohorts": "numerator = numerator + 5 where cohort = 'people in treatment' and numerator > 0",
    "sna_area_rankings": "rate_per_1000 = rate_per_1000 + 0.01 where disclosure_class = 'person'",
}


# What is revised as it comes: what leads return, and exact counts of crimes beside people's.
CORRECTED = {
    "performance_returns": "numerator = numerator + 1 where measure_id = 'drug_related_deaths'",
    "sna_serious_violence": "crime_count = crime_count + 1, share_of_crime = share_of_crime + 0.01",
}


def test_a_corrected_return_or_count_of_crimes_is_no_change_about_people(build: Build, candidate: Path) -> None:
    for table, change in CORRECTED.items():
        spoil(candidate, table, change)
    assert attacked(candidate, [build.candidate]).changed == {}


def test_figures_that_changed_since_a_public_edition_that_is_kept_are_found(build: Build, candidate: Path) -> None:
    """One more person, and another multiple of five: who has both editions could learn who came."""
    assert attack(candidate, [build.candidate]).status is Status.PASSED
    for table, change in CHANGES.items():
        spoil(candidate, table, change)
    outcome = attack(candidate, [build.candidate])
    said = outcome.detail.partition(" have other figures than in the public edition before")[0]
    assert outcome.holds and set(said.partition(" row(s) about people of ")[2].split(", ")) == set(CHANGES)


def test_it_is_held_without_the_attack_by_what_it_finds_and_without_the_look_at_classes(
    public_release: Settings, copy_of: Callable[..., Settings]
) -> None:
    settings = copy_of(public_release)
    edition = PublicEdition(Refresh(settings))
    build = edition.builds.newest()
    path = evidence_path(build, CANDIDATE)
    document = json.loads(path.read_text())
    found = next(item for item in document["outcomes"] if item["rule"] == PROTECTED)

    def judged(outcomes: list[dict[str, object]]) -> tuple[str, list[str]]:
        write_json(path, {**document, "outcomes": outcomes, "subjects": candidate_hashes(build)})
        seal_stage(build, CANDIDATE, seal_key(settings))
        decision = edition.judge(build)
        return decision.verdict, [reason.rule for reason in decision.reasons]

    others = [item for item in document["outcomes"] if item["rule"] != PROTECTED]
    assert judged(others) == (HOLD, [PROTECTED])
    assert judged([*others, {**found, "status": str(Status.FAILED)}]) == (HOLD, [PROTECTED])
    unsigned = [item for item in document["outcomes"] if item["rule"] != CLASSES_SIGNED]
    assert judged(unsigned) == (HOLD, [CLASSES_SIGNED])
    assert edition.publish(build, "A. Analyst") is None


def test_without_a_release_of_the_partnership_there_is_none(settings: Settings) -> None:
    answer = CommandLine(settings)("public", "--by", "A. Analyst")
    assert answer.code == 2 and "E-NORELEASE" in answer.err


def test_a_build_of_another_version_of_the_code_has_none(
    public_release: Settings, copy_of: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tables may lack what this version counts by."""
    edition = PublicEdition(Refresh(copy_of(public_release)))
    monkeypatch.setattr("ossp_pipeline.public_edition.code_version", lambda: "another")
    with pytest.raises(UsageError, match="E-CODE"):
        edition.make(edition.published_build())


def test_rows_that_landed_without_a_noise_key_are_named(
    public_release: Settings, copy_of: Callable[..., Settings]
) -> None:
    """Counts with them would be rounded as anybody could guess, or would be missing."""
    edition = PublicEdition(Refresh(copy_of(public_release)))
    build = edition.published_build()
    path = next((build.inputs / "hospital_admissions").glob("20*.parquet"))
    rows = pq.read_table(path)
    path.unlink()
    column = rows.schema.get_field_index("row_noise")
    pq.write_table(rows.set_column(column, "row_noise", pa.nulls(len(rows), pa.uint32())), path)
    with pytest.raises(UsageError, match="E-NOISE"):
        edition.make(build)


def test_without_a_signature_for_each_class_none_is_made(
    public_release: Settings, copy_of: Callable[..., Settings]
) -> None:
    edition = PublicEdition(Refresh(copy_of(public_release)))
    build = edition.published_build()
    path = build.facts / "disclosure_classes.parquet"
    rows = [row for row in pq.read_table(path).to_pylist() if row["name"] != "all_crime"]
    rows = [{**row, "signed_on": None} if row["name"] == "sna_harm" else row for row in rows]
    path.unlink()
    pq.write_table(pa.Table.from_pylist(rows), path)
    with pytest.raises(UsageError, match=r"E-CLASSES.*nobody has signed: all_crime, sna_harm\."):
        edition.make(build)


def test_it_is_made_for_a_named_person_only(settings: Settings) -> None:
    answer = CommandLine(settings)("public", "--by", " ")
    assert answer.code == 2 and "name" in answer.err
