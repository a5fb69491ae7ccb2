"""One person taken out of everything that was kept: found, removed, proved, and safe to interrupt."""

import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from ossp_pipeline.atomic_files import read_json
from ossp_pipeline.contracts.delivery import State
from ossp_pipeline.errors import DamagedError, KeyFileError, UsageError
from ossp_pipeline.extract.erased import Ledger
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.governance.erasure import Order, erase
from ossp_pipeline.governance.found_rows import find_rows
from ossp_pipeline.governance.identifiers import Identifiers, read_identifiers
from ossp_pipeline.governance.request import Report, carry_out
from ossp_pipeline.publish.statement import Statement
from ossp_pipeline.transform.confirmations import Confirmation, Confirmations
from tests.faults.content.conftest import csv_file, good_row
from tests.functional.marker_scan import find_markers
from tests.installations import copied
from tests.kills import Killed, count_operations
from tests.unit.governance.conftest import CRN, SUPERVISION, TREATMENT, Keeper, people

pytestmark = pytest.mark.usefixtures("reading_here")

FEED = FEEDS[SUPERVISION]
STATEMENT = Statement("A. Lead", "request 17 of the data protection officer")
PERSON = read_identifiers(CRN, FEED)


def order(keeper: Keeper, wanted: Identifiers = PERSON, statement: Statement = STATEMENT, **changes) -> Order:
    return Order(
        **{"feed": FEED, "wanted": wanted, "statement": statement, "at": keeper.steps.publishing.now()} | changes
    )


def erased(keeper: Keeper, **changes) -> Report:
    return carry_out(keeper.settings, order(keeper, **changes))


def test_a_person_is_gone_from_every_file_and_everybody_else_is_there(supervised: Keeper) -> None:
    token = supervised.steps.raw.accepted(supervised.deliveries()[1])["person_token"].to_pylist()[2]
    assert find_markers(supervised.settings.data, [CRN, token]) != []
    report = erased(supervised)
    assert (report.found.rows, report.scan.found) == (2, ())
    assert find_markers(supervised.settings.data, [CRN, token]) == []
    assert sorted(supervised.received_bytes()) == sorted([people(1, 2), people(1, 2, 4)])
    assert not list(supervised.settings.builds.glob("*")), "the build was made from the person's rows"


def workbook(rows: list[list[str]]) -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def test_a_person_is_gone_from_workbooks_of_bookings_also_from_one_that_was_refused(keeper: Keeper) -> None:
    """Of the CRN no column lands: the person is known by it all the same."""
    bookings = FEEDS["cas3_bookings"]
    rows = [good_row(bookings.name, number) for number in (1, 3, 2)]
    report = workbook([list(rows[0]), *(list(row.values()) for row in rows)])
    keeper.drop(report, bookings.name, "cas3-bookings-2023-24Q4-v1.xlsx")
    keeper.drop(workbook([["crn", "bookingOffered"], [CRN, "Qxoffer"]]), bookings.name, "referrals.xlsx")
    keeper.receive()
    assert sorted(item.state for item in keeper.deliveries(bookings.name)) == [State.LANDED, State.REFUSED]
    proof = erased(keeper, feed=bookings, wanted=read_identifiers(CRN, bookings))
    assert proof.scan.found == ()
    assert find_markers(keeper.settings.data, [CRN, rows[1]["pncNumber"], rows[1]["bookingId"]]) == []
    keeper.receive()
    assert keeper.rows(bookings.name) == 2


def test_every_row_of_a_persons_referral_is_gone_by_the_crn(keeper: Keeper) -> None:
    """A referral with two beds has two rows, which share its reference."""
    referrals = FEEDS["cas3_referrals"]
    rows = [good_row(referrals.name, number) for number in (1, 3, 2)]
    report = workbook([list(rows[0]), *(list(row.values()) for row in (*rows, rows[1] | {"postCode": "QQ9 9QX"}))])
    keeper.drop(report, referrals.name, "cas3-referrals-2023-24Q4-v1.xlsx")
    keeper.receive()
    assert keeper.rows(referrals.name) == 4
    proof = erased(keeper, feed=referrals, wanted=read_identifiers(f"crn\n{CRN}", referrals))
    assert proof.scan.found == ()
    assert find_markers(keeper.settings.data, [CRN, rows[1]["pncNumber"], rows[1]["referralId"]]) == []
    keeper.receive()
    assert keeper.rows(referrals.name) == 2


def test_the_next_refresh_lands_what_is_left_and_finds_nothing_damaged(supervised: Keeper) -> None:
    before = [(item.receipt.period, item.receipt.version, item.receipt.sequence) for item in supervised.deliveries()]
    erased(supervised)
    supervised.receive()
    after = supervised.deliveries()
    assert [(item.receipt.period, item.receipt.version, item.receipt.sequence) for item in after] == before
    assert [item.accounting.accepted for item in after] == [2, 3, 2]
    assert supervised.steps.up_to_date() is None


def test_a_row_removed_by_hand_ends_as_damage(supervised: Keeper) -> None:
    """Why there is a command: the store knows every file by its hash."""
    path = max((supervised.settings.received / SUPERVISION).glob("*.received"), key=lambda path: path.stat().st_size)
    path.write_bytes(people(1, 2, 4))
    for delivery in supervised.deliveries():
        supervised.steps.raw.forget(SUPERVISION, delivery.receipt.delivery_id)
    with pytest.raises(DamagedError, match="E-DAMAGED"):
        supervised.receive()


def test_the_certificate_the_ledger_and_the_log_hold_counts_and_no_value(supervised: Keeper) -> None:
    report = erased(supervised)
    certificate = read_json(report.certificate)
    assert {name: certificate[name] for name in ("people", "rows_erased", "files_rewritten")} == {
        "people": 1,
        "rows_erased": 2,
        "files_rewritten": 2,
    }
    assert certificate["files_that_still_hold_it"] == 0
    assert certificate["files_scanned"] > 5
    written = report.certificate.read_text() + Ledger(supervised.settings).path.read_text()
    assert CRN not in written
    [entry] = [item for item in supervised.steps.audit.all() if item.action == "erased"]
    assert entry.subject == "erasure 1 of probation_supervision: request 17 of the data protection officer"
    assert entry.by.endswith("for A. Lead")


def test_a_look_says_how_many_rows_of_which_deliveries_and_changes_nothing(supervised: Keeper) -> None:
    before = supervised.received_bytes()
    found = find_rows(supervised.settings, FEED, PERSON)
    assert [(item.receipts[0].period, item.rows) for item in found.in_bytes] == [("2023-24Q4", 1), ("2024-25Q1", 1)]
    assert supervised.received_bytes() == before


def test_nobody_is_found_and_it_is_said(supervised: Keeper) -> None:
    with pytest.raises(UsageError, match="E-NOROWS") as refused:
        erased(supervised, wanted=read_identifiers("Q000000", FEED))
    assert "Q000000" not in str(refused.value)
    assert not supervised.settings.erasures.exists()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (Statement("", "request 17 of the officer"), "he name is empty"),
        (Statement("A. Lead", "ok"), "fewer than 15"),
        (Statement("A. Lead", f"request of {CRN.lower()}, by letter"), "holds a value of the person"),
    ],
)
def test_words_that_cannot_be_kept_change_nothing(supervised: Keeper, statement: Statement, code: str) -> None:
    with pytest.raises(UsageError, match=code):
        erased(supervised, statement=statement)
    assert not supervised.settings.erasures.exists()


def operations(keeper: Keeper) -> int:
    """How many operations on files an erasure takes."""
    with pytest.MonkeyPatch.context() as patch:
        seen = count_operations(patch)
        erased(keeper)
    return seen[0]


@pytest.mark.slow
def test_a_kill_at_any_step_leaves_all_as_it_was_or_ends_in_the_erasure(supervised: Keeper, tmp_path: Path) -> None:
    before = supervised.received_bytes()
    last = operations(Keeper(copied(supervised.settings, tmp_path / "count")))
    assert last > 15
    outcomes = set()
    for step in range(1, last + 1):
        other = Keeper(copied(supervised.settings, tmp_path / f"kill-{step}"))
        with pytest.MonkeyPatch.context() as patch:
            count_operations(patch, at=step)
            with pytest.raises(Killed):
                erased(other)
        other.steps.repair()
        done = other.received_bytes() != before
        outcomes.add(done)
        assert done or other.received_bytes() == before
        report = erased(other)
        assert report.scan.found == () and find_markers(other.settings.data, [CRN]) == []
        assert [item.action for item in other.steps.audit.all()].count("erased") == 1
        assert len(Ledger(other.settings).entries) == 1
        other.receive()
        assert [item.accounting.accepted for item in other.deliveries()] == [2, 3, 2]
    assert outcomes == {True, False}


def test_the_same_bytes_that_come_again_are_refused_by_name(supervised: Keeper) -> None:
    erased(supervised)
    name = "probation-supervision-2023-24Q4-v2.csv"
    intake = supervised.take(people(1, 2, 3, 4), name=name)
    assert (intake.taken, intake.erased) == ([], [(SUPERVISION, name)])
    assert not list(supervised.settings.inbox.rglob("*.csv"))
    assert find_markers(supervised.settings.data, [CRN]) == []
    assert supervised.steps.audit.all()[-1].action == "refused"


def test_a_new_file_about_the_person_lands_and_is_reported_as_a_count(supervised: Keeper) -> None:
    """An erasure is no order to hold nothing new: whoever decided it decides about these rows too."""
    erased(supervised)
    intake = supervised.take(people(1, 3, 5), name="probation-supervision-2024-25Q2-v1.csv")
    assert [(receipt.period, count) for receipt, count in intake.again] == [("2024-25Q2", 1)]
    assert supervised.deliveries()[-1].accounting.accepted == 3
    assert supervised.steps.audit.all()[-1].action == "received again"
    assert supervised.take(people(1, 5), name="probation-supervision-2024-25Q3-v1.csv").again == []


def test_a_refused_file_is_searched_line_by_line_and_stays_refused(keeper: Keeper) -> None:
    cut_off = people(1, 3, 2, 3).rstrip(b"\n")
    no_header = people(1, 3).split(b"\n", 1)[1]
    wide = people(1) + people(3).splitlines()[1] + b",more\n"
    utf16 = people(1, 3).decode().encode("utf-16")
    unclosed = people(1, 3).replace(b"Qxforename", b'"Qxforename', 1)
    files = {4: cut_off, 5: no_header, 6: wide, 7: utf16, 8: unclosed}
    for version, content in files.items():
        keeper.drop(content, name=f"probation-supervision-2023-24Q4-v{version}.csv")
    keeper.receive()
    states = [item.state for item in keeper.deliveries()]
    report = erased(keeper)
    assert report.scan.found == ()
    keeper.receive()
    assert [item.state for item in keeper.deliveries()] == states
    assert states.count(State.REFUSED) == 3, "the one in UTF-16 is read, and stays UTF-8 without the rows"
    kept = {item.receipt.version: keeper.steps.raw for item in keeper.deliveries()}
    assert set(kept) == set(files)
    contents = sorted(keeper.received_bytes(), key=len)
    left_open = people(1).replace(b"Qxforename", b'"Qxforename', 1)
    left = [people(1).split(b"\n", 1)[1], people(1), left_open, people(1, 2).rstrip(b"\n")]
    assert contents == sorted(left, key=len)


def test_what_people_said_of_a_file_they_said_of_what_is_left_of_it(supervised: Keeper) -> None:
    old = supervised.deliveries()[1].receipt
    said = Confirmation(SUPERVISION, "2023-24Q4", "A. Lead", "asked", None, "2026-01-01", (old.delivery_id,))
    store = Confirmations(supervised.settings.confirmations)
    store.add(said)
    erased(supervised)
    supervised.receive()
    new = supervised.deliveries()[1].receipt
    assert store.all() == [said, replace(said, deliveries=(new.delivery_id,))]


def treated(*numbers: int) -> bytes:
    return csv_file(TREATMENT, [good_row(TREATMENT, number, finitial="ABCDEFGHI"[number - 1]) for number in numbers])


def identified(*numbers: int) -> Identifiers:
    feed = FEEDS[TREATMENT]
    columns = [feed.column(name).heading for name in feed.person_from]
    rows = [good_row(TREATMENT, number, finitial="ABCDEFGHI"[number - 1]) for number in numbers]
    lines = [",".join(columns), *(",".join(row[heading] for heading in columns) for row in rows)]
    return read_identifiers("\n".join(lines), feed)


def test_somebody_who_withdrew_consent_never_lands_again(keeper: Keeper) -> None:
    keeper.take(treated(1, 2, 3), TREATMENT)
    report = erased(keeper, feed=FEEDS[TREATMENT], wanted=identified(2), is_withdrawn=True)
    assert report.found.rows == 1
    name = FEEDS[TREATMENT].example.file_name.replace("v1", "v2")
    assert keeper.take(treated(1, 2, 3, 4), TREATMENT, name).again == [], "they are left out, so nobody has to decide"
    delivery = keeper.deliveries(TREATMENT)[-1]
    assert (delivery.accounting.accepted, delivery.unconsented) == (3, 1)


def test_somebody_who_was_erased_and_did_not_withdraw_lands_again(keeper: Keeper) -> None:
    keeper.take(treated(1, 2, 3), TREATMENT)
    erased(keeper, feed=FEEDS[TREATMENT], wanted=identified(2))
    name = FEEDS[TREATMENT].example.file_name.replace("v1", "v2")
    assert [count for _, count in keeper.take(treated(1, 2, 3, 4), TREATMENT, name).again] == [1]
    assert keeper.deliveries(TREATMENT)[-1].accounting.accepted == 4


def test_a_copied_row_is_found_of_somebody_without_a_reference(keeper: Keeper) -> None:
    keeper.take(treated(1, 2, 3), TREATMENT)
    (keeper.settings.data / "notes.txt").write_bytes(b"see " + treated(1, 2).splitlines()[2])
    report = erased(keeper, feed=FEEDS[TREATMENT], wanted=identified(2))
    assert report.scan.found == ("notes.txt",)
    assert read_json(report.certificate)["files_that_still_hold_it"] == 1


def test_consent_can_be_withdrawn_before_anything_came(keeper: Keeper) -> None:
    erased(keeper, feed=FEEDS[TREATMENT], wanted=identified(2), is_withdrawn=True)
    keeper.take(treated(1, 2), TREATMENT)
    assert keeper.rows(TREATMENT) == 1
    with pytest.raises(UsageError, match="do not rest on consent"):
        erased(keeper, is_withdrawn=True)


def test_nothing_is_received_where_nobody_could_recognise_the_list(supervised: Keeper) -> None:
    erased(supervised)
    (supervised.settings.keys / "evidence.key").unlink()
    with pytest.raises(KeyFileError, match="not the key with which the erasures"):
        supervised.receive()


def test_landed_rows_are_searched_where_the_bytes_are_gone(supervised: Keeper) -> None:
    store = supervised.steps
    received = ReceivedStore(supervised.settings.received)
    for receipt in received.receipts(SUPERVISION):
        received.delete_bytes(receipt, {"at": "2026-01-01", "by": "A. Lead"})
    token = store.raw.accepted(supervised.deliveries()[1])["person_token"].to_pylist()[2]
    report = erased(supervised)
    assert [item.rows for item in report.found.in_landed_rows] == [1, 1]
    assert [item.accounting.accepted for item in supervised.deliveries()] == [2, 3, 2]
    assert find_markers(supervised.settings.data, [CRN, token]) == []
    assert supervised.receive().landed == [], "there is nothing to land them from"


def test_build_numbers_go_on_after_builds_were_removed(supervised: Keeper) -> None:
    plan, steps = supervised.steps.plan(), supervised.steps
    build = steps.builds.freeze(plan, [], steps.raw, None, after=41)
    assert build.number == 42
    build.folder.rename(build.folder.with_name("00002-x"))
    assert steps.builds.freeze(plan, [], steps.raw, None, after=1).number == 3


def test_the_journal_holds_no_value(supervised: Keeper) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ossp_pipeline.governance.erasure.finish_erasure", lambda settings: [])
        erase(supervised.settings, order(supervised), find_rows(supervised.settings, FEED, PERSON))
    written = json.dumps(read_json(supervised.settings.erasures / "unfinished.json"))
    assert CRN not in written and "Qxsurname" not in written
    assert find_markers(supervised.settings.erasures, [CRN]) == []
