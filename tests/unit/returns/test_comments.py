"""Comments of leads on measures counted from feeds: never a value, never owed, signed off like all the rest."""

import json
from datetime import date

import openpyxl
import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.extract.land import LandingContext, land_receipt
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds import comment_returns
from ossp_pipeline.returns.layout import COMMENTS
from ossp_pipeline.returns.outstanding import describe_outstanding
from ossp_pipeline.returns.request import build_issues
from ossp_pipeline.returns.workspace import read_quarter
from tests.returned import AREAS, DAY, LEAD, QUARTER, SIGNER, measure_row, write_seeds

# Every one issues a workbook, fills it in and hands it in.
pytestmark = pytest.mark.slow

SHEET = COMMENTS.name
SHOPS, CALLS = "shoplifting|E22000007", "calls|E22000007"
POLICE = "Police performance lead"
WORDS = "Two stores began to report every theft."
MORE = "The operation ended in May."
CROSSED = "Waits for the stores"
SEEN = "231, November 2025; worse than usual"


def counted(measure_id, title, lead=LEAD, **changes):
    return measure_row(
        measure_id, title, "type=x", "", "count", lead, **{"source": "crime", "cadence": "month"} | changes
    )


@pytest.fixture
def office(office):
    """The lead answers for two measures that are counted from feeds, too; another lead for nothing else."""
    write_seeds(
        office.seeds,
        [counted("shoplifting", "Shoplifting"), counted("calls", "Calls"), counted("robbery", "Robbery", POLICE)],
    )
    return office


def commented(office, name="return.xlsx", **cells):
    return office.filled(name, **{SHEET: cells})


def told(office):
    return {row["measure_id"]: row for row in office.delivered("comment_returns")}


def statuses(office):
    period = read_quarter(QUARTER)
    requested = build_issues(office.catalogue, period, AREAS, lambda feed, key: {})
    return describe_outstanding(office.store, requested, period, date(2026, 2, 1))


def test_a_lead_finds_the_counted_measures_it_answers_for_with_their_newest_figure(office):
    for changes in ({"status": "retired"}, {"area_types": "ward"}, {"first_period": "2026-01"}, {"source": "returned"}):
        more = [counted("shoplifting", "Shoplifting"), counted("other", "Other", **changes)]
        write_seeds(office.seeds, more)
        page = openpyxl.load_workbook(office.issue(published={SHOPS: SEEN}))[SHEET]
        assert [cell.value for cell in page["A"]] == ["Row key", SHOPS]
    assert [cell.value for cell in page[2]][1:] == [
        "Shoplifting",
        "Stockport",
        "What is counted in the quarter.",
        SEEN,
        None,
        "nothing so far",
    ]
    assert openpyxl.load_workbook(office.issue())[SHEET]["E2"].value == "none yet"
    is_open = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    assert is_open == {"F2"}


def test_a_lead_without_returned_measures_gets_a_workbook_and_owes_nothing(office):
    book = openpyxl.load_workbook(office.issue(lead=POLICE))
    assert book.sheetnames == ["Read me", "About", SHEET, "_meta"]
    sent = office.edited(office.issue(lead=POLICE), lambda book: book[SHEET].__setitem__("F2", WORDS))
    (taken,) = office.receive(sent)
    assert (taken.is_clean, taken.lead, taken.rows["returned"]) == (True, POLICE, 1)
    assert POLICE not in [entry["lead"] for entry in statuses(office)]


def test_comment_is_delivered_by_itself_and_is_no_value(office):
    (taken,) = office.receive(office.filled_in(office.issue(published={SHOPS: SEEN}), **{SHEET: {"F2": WORDS}}))
    assert (taken.outcome, taken.is_clean, taken.rows["returned"]) == ("received", True, 8)
    assert office.delivered("comment_returns") == [
        {
            "quarter": QUARTER,
            "measure_id": "shoplifting",
            "state": "returned",
            "area_code": "E22000007",
            "narrative": WORDS,
            "narrative_figure": SEEN,
            "returned_by": LEAD,
            "returned_date": DAY,
            "signed_by": "",
            "signed_date": "",
        }
    ]
    assert "shoplifting" not in {row["measure_id"] for row in office.delivered()}


def test_comment_is_signed_off_with_the_return_and_counts_for_nothing_in_it(office):
    office.receive(commented(office, F2=WORDS, F3="Ring 0161 496 0000"))
    result = office.sign()
    assert (result["signed"], result["comments"]) == (7, 1)
    assert (result["accepted"], result["asked"], result["queried"], result["missing"]) == (7, 7, 0, 0)
    found = told(office)
    assert (found["shoplifting"]["state"], found["shoplifting"]["signed_by"]) == ("accepted", SIGNER)
    assert (found["calls"]["state"], found["calls"]["narrative"]) == ("queried", "")


def test_no_comment_is_no_fault_and_nothing_is_delivered(office):
    (taken,) = office.receive(office.filled())
    assert (taken.is_clean, taken.findings, taken.rows["returned"]) == (True, [], 7)
    assert not (office.settings.inbox / "comment_returns").exists()
    assert office.sign()["accepted"] == 7


def test_comments_change_nothing_of_who_owes_what(office):
    before = statuses(office)
    assert {entry["lead"]: entry["counts"] for entry in before}[LEAD] == {"late": 7}
    office.receive(commented(office, F2="x" * 1001))
    (entry,) = (entry for entry in statuses(office) if entry["lead"] == LEAD)
    assert (entry["counts"], entry["reminder"]) == ({"returned": 7}, "")
    assert {row["sheet"] for row in entry["rows"]} == {"Measures", "Actions", "Grants"}


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("=A1", "a formula where text belongs"),
        ("x" * 1001, "longer than 1,000 characters"),
        ("Ask j.bloggs@example.org", "seems to hold an e-mail address"),
        (True, "TRUE or FALSE where text belongs"),
    ],
)
def test_what_is_wrong_with_a_comment_is_told_by_its_cell_and_settled_by_clearing_it(office, words, wrong):
    (taken,) = office.receive(commented(office, "first.xlsx", F3=words, F2=WORDS))
    assert [(item.sheet, item.cell, item.wrong) for item in taken.findings] == [(SHEET, "F3", wrong)]
    assert not taken.is_clean and taken.rows == {"queried": 1, "returned": 8, "accepted": 0}
    assert office.states()[CALLS] == "queried"
    (again,) = office.receive(commented(office, "second.xlsx", F2=WORDS))
    assert (again.is_clean, CALLS in office.states(), set(told(office))) == (True, False, {"shoplifting"})


def test_the_answer_shows_a_sound_comment_and_marks_the_other(office):
    (taken,) = office.receive(commented(office, F2=WORDS, F3="Ask j.bloggs@example.org"))
    page = openpyxl.load_workbook(taken.answer)[SHEET]
    assert (page["F2"].value, page["F3"].value) == (WORDS, None)
    assert page["G3"].value.startswith("F3: seems to hold an e-mail address")


def test_a_moved_row_is_not_taken_for_another(office):
    def swap(book):
        page = book[SHEET]
        page["A2"], page["B2"], page["F2"] = CALLS, "Calls", WORDS

    (taken,) = office.receive(office.edited(office.filled(), swap, "moved.xlsx"))
    assert {item.cell for item in taken.findings} == {"A2", "B2"}
    assert office.states()[SHOPS] == "queried"


def test_a_workbook_from_before_there_were_comments_is_received(office):
    """Issued when the lead answered for no counted measure, sent after the quarter was issued again with some."""
    write_seeds(office.seeds)
    sent = office.filled()
    assert SHEET not in openpyxl.load_workbook(sent).sheetnames
    write_seeds(office.seeds, [counted("shoplifting", "Shoplifting")])
    assert SHEET in openpyxl.load_workbook(office.issue()).sheetnames
    (taken,) = office.receive(sent)
    assert (taken.is_clean, taken.rows["returned"]) == (True, 7)


def test_a_counted_measure_more_or_less_does_not_refuse_the_workbooks_that_are_out(office):
    """The check is the one that the same lists had before there were comments."""
    office.issue()
    kept = json.loads((office.settings.returns / "issued" / QUARTER / "domestic-abuse-lead.json").read_text())
    assert kept["check"] == "b1223d0b55677fb8"


def test_a_blank_leaves_the_earlier_comment_and_new_words_replace_it(office):
    office.receive(commented(office, "first.xlsx", F2=WORDS))
    office.sign()
    (taken,) = office.receive(commented(office, "second.xlsx", F3=MORE))
    assert "left blank" in taken.notes[0]
    assert {name: row["state"] for name, row in told(office).items()} == {
        "shoplifting": "accepted",
        "calls": "returned",
    }
    office.receive(commented(office, "third.xlsx", F2=MORE))
    assert (told(office)["shoplifting"]["narrative"], told(office)["shoplifting"]["state"]) == (MORE, "returned")


def test_a_comment_keeps_the_figure_its_writer_saw(office):
    def send(seen, words, name):
        path = office.issue(published={SHOPS: seen})
        office.receive(office.filled_in(path, name, **{SHEET: {"F2": words}}))
        return told(office)["shoplifting"]

    send(SEEN, WORDS, "first.xlsx")
    office.sign()
    again = send("260, December 2025", WORDS, "second.xlsx")
    assert (again["narrative_figure"], again["state"]) == (SEEN, "accepted")
    assert send("260, December 2025", MORE, "third.xlsx")["narrative_figure"] == "260, December 2025"


def test_of_two_roles_that_comment_the_newer_stands_and_neither_is_asked(office):
    office.receive(commented(office, "first.xlsx", F2=WORDS))
    changes = {SHEET: {"F2": CROSSED}, "About": {"B7": "Deputy"}}
    (taken,) = office.receive(office.filled_in(office.issue(published={SHOPS: SEEN}), "second.xlsx", **changes))
    assert taken.is_clean
    assert (told(office)["shoplifting"]["narrative"], told(office)["shoplifting"]["returned_by"]) == (CROSSED, "Deputy")


def test_every_state_lands_under_the_feeds_contract(office):
    office.receive(commented(office, "first.xlsx", F2=WORDS))
    office.sign()
    office.receive(commented(office, "second.xlsx", F3="Ask j.bloggs@example.org"))
    files, raw = ReceivedStore(office.settings.received), RawStore(office.settings.raw)
    path = max((office.settings.inbox / "comment_returns").glob("*.csv"), key=lambda item: item.stat().st_mtime_ns)
    receipt = files.store(path.read_bytes(), path.name, comment_returns.FEED).receipt
    context = LandingContext(comment_returns.FEED, Area(codes=None, force=None), {}, bytes(32))
    delivery = land_receipt(receipt, context, files, raw)
    assert raw.rejects(delivery).num_rows == 0
    assert raw.accepted(delivery)["return_state"].to_pylist() == ["accepted", "queried"]


def test_events_and_summaries_keep_the_remedy_under_its_first_name(office):
    """Events kept by an earlier version, and programs that read `--json`, know it as `mend`."""
    (received,) = office.receive(commented(office, F2="x" * 1001))
    (event,) = office.store.events(QUARTER, "domestic-abuse-lead")
    assert [finding["mend"] for finding in event["findings"]] == ["shorten it"]
    assert [finding["mend"] for finding in received.as_dict()["findings"]] == ["shorten it"]
