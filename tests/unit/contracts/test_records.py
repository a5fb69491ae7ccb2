"""Records: outcomes, deliveries and receipts are read back from JSON unchanged; areas are compared by content."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.delivery import Accounting, Delivery, Receipt, State, read_delivery
from ossp_pipeline.contracts.outcome import Outcome, Severity, Status, read_outcome

TEXT = st.text(max_size=20)
COUNTS = st.integers(0, 10**9)
OUTCOMES = st.builds(
    Outcome,
    rule=TEXT,
    subject=TEXT,
    tool=TEXT,
    status=st.sampled_from(Status),
    severity=st.sampled_from(Severity),
    detail=TEXT,
    observed=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    remedy=TEXT,
    owner=TEXT,
)
ACCOUNTS = st.builds(
    Accounting, received=COUNTS, accepted=COUNTS, rejected=COUNTS, duplicate=COUNTS, out_of_area=COUNTS
)
RECEIPTS = st.builds(
    Receipt,
    feed=TEXT,
    sha256=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    file_name=TEXT,
    size_bytes=COUNTS,
    sequence=COUNTS,
    received_at=TEXT,
    period=st.none() | TEXT,
    part=TEXT,
    version=COUNTS,
)
DELIVERIES = st.builds(
    Delivery,
    receipt=RECEIPTS,
    fingerprint=TEXT,
    state=st.sampled_from(State),
    accounting=ACCOUNTS,
    broken=st.dictionaries(TEXT, COUNTS, max_size=3),
    excluded=st.dictionaries(TEXT, COUNTS, max_size=3),
    notes=st.lists(TEXT, max_size=3).map(tuple),
    refusal=st.none() | st.dictionaries(TEXT, st.none() | TEXT | COUNTS, max_size=5),
    accepted_sha256=st.none() | TEXT,
)


@settings(deadline=None)
@given(outcome=OUTCOMES)
def test_outcome_comes_back_from_json_as_it_was(outcome: Outcome) -> None:
    back = read_outcome(json.loads(json.dumps(outcome.as_dict())))
    assert back == outcome
    assert (type(back.status), type(back.severity)) == (Status, Severity)


@settings(deadline=None)
@given(delivery=DELIVERIES)
def test_delivery_comes_back_from_json_as_it_was(delivery: Delivery) -> None:
    back = read_delivery(json.loads(json.dumps(delivery.as_dict())))
    assert back == delivery
    assert (type(back.state), type(back.notes)) == (State, tuple)


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("status", Status)
def test_outcome_holds_when_it_errored_or_when_a_holding_rule_failed(status: Status, severity: Severity) -> None:
    outcome = Outcome(rule="r", subject="s", tool="t", status=status, severity=severity, detail="d")
    holding = {(Status.ERRORED, Severity.HOLD), (Status.ERRORED, Severity.WARN), (Status.FAILED, Severity.HOLD)}
    assert outcome.holds is ((status, severity) in holding)


@settings(deadline=None)
@given(parts=st.tuples(*[st.integers(0, 100)] * 4), off_by=st.integers(-3, 3))
def test_accounting_is_balanced_when_every_received_row_went_to_one_place(parts: tuple, off_by: int) -> None:
    accepted, rejected, duplicate, out_of_area = parts
    counts = Accounting(
        received=sum(parts) + off_by,
        accepted=accepted,
        rejected=rejected,
        duplicate=duplicate,
        out_of_area=out_of_area,
    )
    assert counts.balanced is (off_by == 0)


def _receipt(**changes: object) -> Receipt:
    given_values = {
        "feed": "f",
        "sha256": "0123456789abcdef" * 4,
        "file_name": "x",
        "size_bytes": 1,
        "sequence": 1,
        "received_at": "",
        "period": "2024-03",
        "part": "all",
        "version": 2,
        **changes,
    }
    return Receipt(**given_values)  # type: ignore[arg-type]


def test_delivery_is_named_by_period_part_version_and_bytes() -> None:
    assert _receipt().delivery_id == "2024-03.v2.0123456789ab"
    assert _receipt(part="btp").delivery_id == "2024-03.btp.v2.0123456789ab"
    assert _receipt(period=None, version=1).delivery_id == "unknown.v1.0123456789ab"


def test_fingerprint_of_an_area_depends_on_its_codes_and_force_and_not_on_their_order() -> None:
    area = Area(codes=frozenset({"E1", "E2"}), force="GMP")
    assert Area(codes=frozenset({"E2", "E1"}), force="GMP").fingerprint == area.fingerprint
    others = [
        Area(codes=frozenset({"E1"}), force="GMP"),
        Area(codes=frozenset({"E1", "E2"}), force=None),
        Area(codes=frozenset({"E1", "E2"}), force="BTP"),
        Area(codes=frozenset(), force="GMP"),
        Area(codes=None, force="GMP"),
        Area(codes=None, force=None),
    ]
    prints = {other.fingerprint for other in [area, *others]}
    assert len(prints) == 7
    assert {len(text) for text in prints} == {12}
