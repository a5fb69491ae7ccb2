"""The public edition once more, by command: one person was delivered anew, another erased, small figures were returned,
and there are markers in each personal column. Who has both editions sees no difference about people, and no marker; the
partnership sees its figures at once.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from unittest import mock

import duckdb
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.attack.reviewed import REVIEWED, Kind
from ossp_pipeline.contracts.edition import OFFICIAL
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.publish.releases import Release, Releases
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings, public_settings
from tests.command_line import Answer, CommandLine, Stage, stage
from tests.functional.marked_files import deliver_rows
from tests.functional.marker_scan import find_markers
from tests.functional.markers import ALL_MARKERS, MARKED, PERSONAL_FEEDS, Rows, planted

pytestmark = pytest.mark.slow

BY = ("--by", "A. Analyst")
FEED = "probation_supervision"
MARKED_FEEDS = [feed for feed in PERSONAL_FEEDS if not FEEDS[feed].optional]  # which an area may do without
# What is said of the person whose rows come again: all of it changes.
ANEW = ("Home LSOA 2021", "RoSH", "IOM", "Address Type", "Employment Status")
RETURNED = "2025-26Q4"
# As the partnership's own paper has it; and a figure that may be shown to everybody.
HEADLINE = {"cas3_completions": ("4", ""), "cas3_positive": ("3", "4"), "achieve_employment": ("36", "")}
SMALL = ("cas3_completions", "cas3_positive")
# Where the public edition may break off, as on a full disk. Until its tables are made that takes seconds; later ones
# take a whole edition each.
EARLY_FAULTS = ("transform.public_tables.link_file", "transform.public_tables.rebuild_public")
LATE_FAULTS = ("public_edition.write_and_judge", "public_edition.attack", "transform.ledger.write_ledger")
# Beside counts of people in a row: exact counts of crimes, which are revised as they come.
EXACT = {"sna_serious_violence": ("crime_count", "share_of_crime")}


def rows_of(content: bytes) -> Rows:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def newest_file(settings: Settings, feed: str) -> tuple[str, Rows]:
    """The newest file of a feed, as it was received: its name and rows."""
    received = ReceivedStore(settings.received)
    receipt = max(received.receipts(feed), key=lambda item: item.file_name)
    return receipt.file_name, rows_of(received.read_bytes(receipt))


def deliver_anew(settings: Settings) -> str:
    """The newest files again, with markers; and of one person everything is another. Answers with whom to erase."""
    for feed in MARKED_FEEDS:
        name, rows = newest_file(settings, feed)
        if feed == FEED:
            count = Counter(row["CRN"] for row in rows)
            *_, one, erased = (row for row in rows if count[row["CRN"]] == 1)
            for column in ANEW:
                one[column] = next(other[column] for other in rows if other[column] not in ("", one[column]))
            rows.remove(erased)
        assert planted(feed, rows, 5, MARKED) == {MARKED}
        deliver_rows(settings.inbox / feed / name.replace("-v1", "-v2"), rows)
    return erased["CRN"]


def return_headline(settings: Settings) -> None:
    received = ReceivedStore(settings.received)
    for receipt in received.receipts("measure_returns"):
        rows = rows_of(received.read_bytes(receipt))
        asked = [row for row in rows if row["measure_id"] in HEADLINE and row["quarter"] == RETURNED]
        for row in asked:
            row["numerator"], row["denominator"] = HEADLINE[row["measure_id"]]
            row |= {"state": "accepted", "no_figure_reason": "", "narrative": "", "narrative_numerator": ""}
        if asked:
            deliver_rows(settings.inbox / "measure_returns" / receipt.file_name.replace("-v1", "-v2"), rows)


@pytest.fixture(scope="session")
def again(short_released: Settings, made_once) -> Stage:
    """A second public edition, beside the first that everybody may have kept."""

    def run(ossp: CommandLine) -> Iterator[Answer]:
        yield ossp("public", *BY)
        erased = deliver_anew(ossp.settings)
        return_headline(ossp.settings)
        who = ossp.settings.data.parent / "who.csv"
        who.write_text(f"CRN\n{erased}\n")
        yield ossp("erase", FEED, "--from", str(who), "--by", "A. Lead", "--because", "request 17 of the officer")
        yield ossp("refresh")
        yield from (broken_off(ossp, fault) for fault in EARLY_FAULTS)
        yield ossp("public", *BY)
        yield ossp("verify", "--public")
        yield ossp("public", "--revise", *BY)

    return stage(made_once, "public-again", replace(short_released, small_counts="shown"), run)


def broken_off(ossp: CommandLine, fault: str) -> Answer:
    """What was said where the public edition broke off; with what of the markers was then found in its folder."""
    with mock.patch(f"ossp_pipeline.{fault}", side_effect=OSError(28, "No space left on device")):
        answer = ossp("public", *BY)
    return replace(answer, err="\n".join([answer.err, *find_markers(ossp.settings.data / "public", ALL_MARKERS)]))


def editions(settings: Settings) -> tuple[Release, Release]:
    """The public edition that is up, and the one before it, which somebody may have kept."""
    now, before = Refresh(settings).public.releases.kept()
    return now, before


def about_people(release: Release) -> dict[str, set[tuple[object, ...]]]:
    """The rows about people of each table, but for what leads returned: that is corrected as it comes."""
    rows = {}
    folder = release.folder / "tables"
    returned = f"select measure_id from '{folder}/dim_measures.parquet' where source = 'returned'"
    for path in sorted(folder.glob("*.parquet")):
        columns = [str(row[0]) for row in duckdb.sql(f"describe from '{path}'").fetchall()]
        if "disclosure_class" in columns:
            kept = ", ".join(column for column in columns if column not in EXACT.get(path.stem, ()))
            others = f"and measure_id not in ({returned})" if "measure_id" in columns else ""
            query = f"select {kept} from '{path}' where disclosure_class is distinct from 'event' {others}"
            rows[path.stem] = set(duckdb.sql(query).fetchall())
    return rows


def test_both_editions_go_out_and_what_is_up_is_whole(again: Stage) -> None:
    assert [answer.code for answer in again.answers] == [0, 0, 0, 3, 3, 0, 0, 2], again.answers
    now, before = editions(again.settings)
    assert before.release_id in again.answers[0].out and now.release_id in again.answers[5].out
    assert not (Releases(public_settings(again.settings).releases).folder / before.release_id).exists()


def test_who_has_both_editions_sees_no_difference_about_people(again: Stage) -> None:
    now, before = (about_people(release) for release in editions(again.settings))
    assert sum(map(len, now.values())) > 5_000
    assert {name for name in now if now[name] != before[name]} == set()


def test_the_partnership_sees_both_at_once(again: Stage) -> None:
    """Else the test above could not fail."""
    newest, *_, oldest = sorted(Refresh(again.settings).releases.all(), key=lambda item: item.release_id, reverse=True)
    now, before = about_people(newest), about_people(oldest)
    assert {"fct_measure_values", "sna_cohorts"} <= {name for name in now if now[name] != before[name]}


def erased_person(again: Stage) -> str:
    return rows_of((again.settings.data.parent / "who.csv").read_bytes())[0]["CRN"]


@pytest.fixture(scope="module")
def places(again: Stage) -> list[str]:
    """Where in the data folder, with both editions, their builds and stores, a marker or who was erased is found."""
    return find_markers(again.settings.data, [*ALL_MARKERS, erased_person(again)])


def test_who_was_erased_is_in_no_byte_and_in_no_word(again: Stage, places: list[str]) -> None:
    assert [place for place in places if place.endswith(erased_person(again))] == []
    assert not any(erased_person(again) in answer.out + answer.err for answer in again.answers)


def test_no_marker_is_found_but_in_the_bytes_as_received(again: Stage, places: list[str]) -> None:
    """Nor in what commands said, and where the public edition broke off."""
    assert {place.split("/")[0] for place in places} == {"landing"}
    assert not [marker for marker in ALL_MARKERS for item in again.answers if marker in item.out + item.err]


@pytest.mark.nightly
@pytest.mark.parametrize("fault", LATE_FAULTS)
def test_no_marker_is_found_where_the_public_edition_breaks_off_late(fault: str, again: Stage, copy_of) -> None:
    settings = copy_of(again.settings)
    answer = broken_off(CommandLine(settings), fault)
    assert answer.code and not [marker for marker in ALL_MARKERS if marker in answer.out + answer.err]
    assert {place.split("/")[0] for place in find_markers(settings.data, ALL_MARKERS)} == {"landing"}


def test_counts_are_not_made_anew_before_a_year_has_passed(again: Stage) -> None:
    assert again.answer.code == 2 and "E-REVISED" in again.answer.err


def numbers_of(release: Release, measure: str) -> list[tuple[str, object]]:
    """What the tables of a release, and the file of the measure, have of it in rows that name the quarter."""
    counted = (Kind.PEOPLE, Kind.WHOLES, Kind.WORKED_OUT, Kind.STATISTIC, Kind.RETURN)
    found = []
    for path in sorted((release.folder / "tables").glob("*.parquet")):
        numbers = {name for kind in counted for name in REVIEWED.get(path.stem, {}).get(kind, ())}
        rows = pq.read_table(path).to_pylist()
        of_it = [row for row in rows if row.get("measure_id") == measure and RETURNED in row.values()]
        found += [(path.stem, row[name]) for row in of_it for name in numbers if row[name] is not None]
    series = rows_of((release.folder / "site" / "data" / f"{measure}.csv").read_bytes())
    (row,) = (row for row in series if row["period"] == RETURNED)
    return found + [("series", row[name]) for name in ("numerator", "denominator", "value") if row[name]]


def test_the_board_sees_four_and_three_and_nothing_for_everybody_gives_them(again: Stage) -> None:
    """Withheld is none to four: five values. No table or file for everybody has a number of either in that quarter."""
    board = max(Refresh(again.settings).releases.all(), key=lambda item: item.release_id)
    public, _ = editions(again.settings)
    hidden = [(None, None, "withheld")] * 2
    for release, small, marking in (
        (board, [(4, None, "observed"), (3, 4, "observed")], OFFICIAL),
        (public, hidden, ""),
    ):
        query = f"""
            select numerator, denominator, status from '{release.folder}/tables/fct_measure_values.parquet'
            where measure_id in {tuple(HEADLINE)} and period = '{RETURNED}' order by measure_id
        """
        assert duckdb.sql(query).fetchall() == [(36, None, "observed"), *small]
        assert read_json(release.folder / "datapackage.json")["marking"] == marking
        assert [bool(numbers_of(release, measure)) for measure in SMALL] == [release == board] * 2


@pytest.mark.nightly
def test_a_year_later_counts_are_made_anew_and_attacked_beside_those_before(again: Stage, copy_of) -> None:
    settings = copy_of(again.settings)
    (about,) = (settings.data / "public" / "ledger").glob("*/about.json")
    document = read_json(about)
    about.unlink()  # a copy's files are links to the original
    write_json(about, {**document, "revised_on": "2020-01-31"})
    answer = CommandLine(settings)("public", "--revise", *BY)
    assert answer.code == 0, answer.out + answer.err
    now, before, *_ = (about_people(release) for release in Refresh(settings).public.releases.kept())
    assert {"fct_measure_values", "sna_cohorts"} <= {name for name in now if now[name] != before[name]}
