"""`ossp quarantine`: what is listed, what goes to the supplier, and what a replay shows."""

import csv
import io
from dataclasses import replace

import pytest

from ossp_pipeline.contracts.column import Sensitivity
from ossp_pipeline.contracts.feed import Subject
from ossp_pipeline.deliveries.cells import rejected_cells
from ossp_pipeline.deliveries.codes import nearest_code
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.protect.screening import is_plain_code
from tests.command_line import Answer, CommandLine
from tests.faults.content.conftest import csv_file, good_row
from tests.unit.deliveries.conftest import FIRE, Q3, Q4, fire_name, fire_row
from tests.unit.governance.conftest import SUPERVISION, TREATMENT, Keeper

pytestmark = pytest.mark.usefixtures("reading_here")

SLIP, CODE = "Deliberate secondry fire", "F-12"
NEAREST = "Deliberate secondary fire"


def ossp_of(keeper: Keeper) -> CommandLine:
    return CommandLine(keeper.settings)


def complaint(answer: Answer) -> str:
    """What went to standard error, on one line: the terminal wraps it."""
    return " ".join(answer.err.split())


def exported(keeper: Keeper, feed: str, path) -> list[dict[str, str]]:
    answer = ossp_of(keeper)("quarantine", feed, "--export", str(path))
    assert answer.code == 0, answer.err
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def test_rejected_rows_are_listed_by_period_and_rule_in_words(faulty: Keeper) -> None:
    document = ossp_of(faulty)("quarantine", "--json").document
    listed = {(item["feed"], item["period"], item["rule"]): item["rows"] for item in document["quarantine"]}
    assert listed == {
        (FIRE, Q4, f"{FIRE}.category.allowed"): 3,
        (FIRE, Q4, f"{FIRE}.incident_time.pattern"): 1,
        (FIRE, Q4, f"{FIRE}.incident_token.required"): 1,
    }
    assert document["quarantine"][0]["meaning"] == "“category” holds one of the values agreed for it"
    assert any(f"ossp quarantine {FIRE} --export" in step for step in document["next"])
    told = ossp_of(faulty)("quarantine", FIRE).out
    assert f"{Q4}  {fire_name(Q4)}  3 row(s)  {FIRE}.category.allowed" in told


def test_nothing_is_listed_of_a_delivery_that_a_newer_one_replaced(faulty: Keeper) -> None:
    faulty.take(csv_file(FIRE, [fire_row(number) for number in range(1, 6)]), FIRE, fire_name(Q4, 2))
    answer = ossp_of(faulty)("quarantine")
    assert (answer.code, "No row of the deliveries in use is rejected." in answer.out) == (0, True)


def test_unknown_codes_are_counted_with_the_nearest_known_one_and_no_name_is_shown(faulty: Keeper) -> None:
    answer = ossp_of(faulty)("quarantine", FIRE, "--json")
    codes = {item["code"]: (item["rows"], item["nearest"]) for item in answer.document["unknown_codes"]}
    assert codes == {SLIP: (1, NEAREST), CODE: (1, None), None: (1, None)}
    told = ossp_of(faulty)("quarantine", FIRE).out
    assert f"“{SLIP}” in 1 row(s); the nearest known: {NEAREST}" in told
    assert "values that are not shown in 1 row(s)" in told
    assert "Qxdoe" not in told + answer.out


def test_the_list_for_the_supplier_says_what_is_allowed_and_holds_no_personal_value(faulty: Keeper, tmp_path) -> None:
    rows = exported(faulty, FIRE, tmp_path / "list.csv")
    assert [(row["row"], row["column"], row["value"]) for row in rows] == [
        ("3", "category", SLIP),
        ("4", "category", CODE),
        ("5", "category", "not shown"),
        ("6", "incident_number", "not shown"),
        ("6", "incident_time", "25:61"),
    ]
    assert {row["file"] for row in rows} == {fire_name(Q4)}
    assert NEAREST in rows[0]["allowed"] and rows[4]["allowed"] == "such as 23:0#"
    assert "QXF-1000" not in (tmp_path / "list.csv").read_text() and "Qxdoe" not in (tmp_path / "list.csv").read_text()
    assert (tmp_path / "list.csv").stat().st_mode & 0o077 == 0
    again = ossp_of(faulty)("quarantine", FIRE, "--export", str(tmp_path / "list.csv"))
    assert (again.code, "exists already" in complaint(again)) == (2, True)


@pytest.mark.parametrize("feed", [SUPERVISION, TREATMENT])
def test_of_a_feed_about_people_no_value_is_shown(feed: str, keeper: Keeper, tmp_path) -> None:
    allowed = next(column for column in FEEDS[feed].landed_columns() if column.allowed and column.name != "consent")
    rows = [good_row(feed, number) for number in range(1, 4)]
    rows[1][allowed.heading] = "Z9"
    keeper.take(csv_file(feed, rows), feed)
    assert {row["value"] for row in exported(keeper, feed, tmp_path / "list.csv")} == {"not shown"}
    told = ossp_of(keeper)("quarantine", feed)
    assert "values that are not shown in 1 row(s)" in told.out and "Z9" not in told.out


def test_rows_without_consent_are_no_fault_and_not_in_quarantine(keeper: Keeper) -> None:
    name, agreed = FEEDS[TREATMENT].consent
    other = next(value for value in FEEDS[TREATMENT].column(name).allowed if value != agreed)
    keeper.take(csv_file(TREATMENT, [good_row(TREATMENT, 1), good_row(TREATMENT, 2, **{name: other})]), TREATMENT)
    assert keeper.deliveries(TREATMENT)[0].accounting.rejected == 1
    assert ossp_of(keeper)("quarantine", TREATMENT, "--json").document["quarantine"] == []


PRIVATE = (Sensitivity.PERSONAL, Sensitivity.IDENTIFYING)
WITH_PRIVATE = [feed for feed in FEEDS.values() if any(column.sensitivity in PRIVATE for column in feed.columns)]


@pytest.mark.parametrize("feed", WITH_PRIVATE, ids=lambda feed: feed.name)
def test_no_value_of_a_personal_or_identifying_column_is_given(feed, keeper: Keeper) -> None:
    row = good_row(feed.name, 1)
    broken = dict.fromkeys(row, "9.9.9")
    keeper.take(csv_file(feed.name, [*(good_row(feed.name, number) for number in range(1, 4)), broken]), feed.name)
    (delivery,) = keeper.deliveries(feed.name)
    headings = {column.heading for column in feed.columns if column.sensitivity in PRIVATE}
    cells = rejected_cells(keeper.settings, feed, delivery)
    assert cells
    assert [cell for cell in cells if cell.heading in headings and cell.value is not None] == []


def test_of_a_feed_about_people_not_even_a_code_in_an_open_column_is_given(faulty: Keeper) -> None:
    about_people = replace(FEEDS[FIRE], subject=Subject.PEOPLE)
    (delivery,) = faulty.deliveries(FIRE)
    assert {cell.value for cell in rejected_cells(faulty.settings, about_people, delivery)} == {None}


@pytest.mark.parametrize("text", ["8N", "F-12", "25:61", "31/02/2025", "12.7", "105A"])
def test_a_code_number_or_date_may_be_shown(text: str) -> None:
    assert is_plain_code(text)


@pytest.mark.parametrize(
    "text",
    ["", "Jo Li", "Jane Doe", "SK1 3XE", "0161 496 0000", "943 476 5919", "AB 12 34 56 C", "Smith2", "9" * 21],
)
def test_what_may_be_about_a_person_is_not_shown(text: str) -> None:
    assert not is_plain_code(text)


def test_a_value_with_characters_that_do_not_show_is_not_shown(keeper: Keeper, tmp_path) -> None:
    row = fire_row(1, category="Deliberate\u200b secondary fire")
    keeper.take(csv_file(FIRE, [row]), FIRE, fire_name(Q4))
    assert {row["value"] for row in exported(keeper, FIRE, tmp_path / "list.csv")} == {"not shown"}


def test_the_nearest_code_is_found_by_spelling_and_by_label() -> None:
    known = {"8N": "Assault with injury", "28E": "Burglary in a dwelling"}
    assert nearest_code("8n", known) == "8N"
    assert nearest_code("Burglary: dwelling", known) == "28E"
    assert nearest_code("Chimney", known) is None


def test_a_replay_after_a_change_of_the_contract_balances_to_the_row(faulty: Keeper, monkeypatch) -> None:
    category = FEEDS[FIRE].column("category")
    widened = replace(category, allowed=(*category.allowed, SLIP))
    columns = tuple(widened if column is category else column for column in FEEDS[FIRE].columns)
    monkeypatch.setitem(FEEDS, FIRE, replace(FEEDS[FIRE], columns=columns))
    answer = ossp_of(faulty)("quarantine", FIRE, "--replay", "--json")
    assert answer.code == 0, answer.err
    (item,) = answer.document["replayed"]
    for counts in (item["before"], item["after"]):
        parts = [counts[name] for name in ("accepted", "rejected", "duplicate", "out_of_area")]
        assert counts["received"] == sum(parts) == 5
    assert (item["before"]["rejected"], item["after"]["rejected"]) == (4, 3)
    assert "1 row(s) fewer are rejected" in answer.document["message"]
    (delivery,) = faulty.deliveries(FIRE)
    assert (delivery.accounting.accepted, delivery.accounting.rejected) == (2, 3)
    entries = ossp_of(faulty)("audit", "--json").document["entries"]
    assert ("replayed", f"{FIRE}, 1 delivery(s)") in [(entry["action"], entry["subject"]) for entry in entries]


def test_a_replay_keeps_periods_whose_bytes_were_deleted_and_says_so(faulty: Keeper, monkeypatch) -> None:
    faulty.take(csv_file(FIRE, [fire_row(1, incident_date="2023-11-02", category="F-12")]), FIRE, fire_name(Q3))
    received = ReceivedStore(faulty.settings.received)
    old = next(item for item in received.receipts(FIRE) if item.period == Q4)
    received.delete_bytes(old, {"why": "its retention ended"})
    before = {item.receipt.period: item for item in faulty.deliveries(FIRE)}
    answer = ossp_of(faulty)("quarantine", FIRE, "--replay", "--json")
    assert [item["period"] for item in answer.document["replayed"]] == [Q3]
    assert any(fire_name(Q4) in step and "send the period again" in step for step in answer.document["next"])
    assert {item.receipt.period: item for item in faulty.deliveries(FIRE)}[Q4] == before[Q4]
    assert len(ossp_of(faulty)("quarantine", FIRE, "--json").document["quarantine"]) == 4, "places without values"


def test_a_replay_is_refused_where_all_bytes_were_deleted(faulty: Keeper) -> None:
    received = ReceivedStore(faulty.settings.received)
    received.delete_bytes(received.receipts(FIRE)[0], {"why": "its retention ended"})
    answer = ossp_of(faulty)("quarantine", FIRE, "--replay")
    assert (answer.code, Q4 in answer.err) == (2, True)
    assert "E-QUARANTINE" in answer.err and "send the period again" in complaint(answer)


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (("--replay",), "each about one feed"),
        ((FIRE, "--replay", "--export", "x.csv"), "each about one feed"),
        ((FIRE, "--replay"), "no rejected rows to replay"),
        ((FIRE, "--export", "x.csv"), "no rejected rows, so there is nothing to write"),
        ((FIRE, "--export", "nowhere/x.csv"), "a folder that does not exist"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(arguments, wrong: str, keeper: Keeper, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = ossp_of(keeper)("quarantine", *arguments)
    assert (answer.code, wrong in complaint(answer), "What to do: " in complaint(answer)) == (2, True, True)
