"""S39: what stands after any order of returns and signatures. States are walked at random, and checked."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.returns.workbook import NARRATIVE, NARRATIVE_NUMERATOR, replay_events, roles_that_differ, same_role

ROW = ("Measures", "marac_cases|E22000007")
LEAD, OFFICER, SIGNER = "Lead", "Officer", "Signer"
DAY = "2026-01-12"


def received(sequence, number=None, words=None, role=LEAD, **changes):
    """An event: a sound answer, or, without a number, a blank one."""
    values = {"numerator": number, "denominator": None, "no_figure_reason": None, NARRATIVE: words}
    answer = {"values": values, "is_blank": number is None, "is_sound": number is not None, "queries": []}
    if number is None:
        answer["queries"] = ["nothing was filled in"]
    event = {"kind": "received", "sequence": sequence, "role": role, "date": DAY, "instead_of": []}
    return {**event, "answers": [[*ROW, {**answer, **changes}]]}


def signed(sequence):
    return {"kind": "signed", "sequence": sequence, "by": SIGNER, "date": DAY, "rows": [list(ROW)]}


def status_after(*events):
    return replay_events(events).rows[ROW]


def test_value_counts_only_once_signed():
    assert status_after(received(1, "12")).state is ReturnState.RETURNED
    after = status_after(received(1, "12"), signed(2))
    assert (after.state, after.signed_by) == (ReturnState.ACCEPTED, SIGNER)


def test_correction_of_an_accepted_value_must_be_signed_again():
    after = status_after(received(1, "12"), signed(2), received(3, "13"))
    assert (after.state, after.values["numerator"], after.signed_by) == (ReturnState.RETURNED, "13", None)


def test_same_answer_again_leaves_the_signature():
    assert status_after(received(1, "12", "a"), signed(2), received(3, "12", "a")).state is ReturnState.ACCEPTED


def test_new_words_for_an_accepted_value_must_be_signed_again():
    assert status_after(received(1, "12", "a"), signed(2), received(3, "12", "b")).state is ReturnState.RETURNED


def test_blank_replaces_nothing():
    after = status_after(received(1, "12"), signed(2), received(3))
    assert (after.state, after.values["numerator"]) == (ReturnState.ACCEPTED, "12")


def test_wrong_answer_takes_the_earlier_value_away():
    wrong = received(3, "12", is_blank=False, is_sound=False, queries=["number: words"])
    after = status_after(received(1, "12"), signed(2), wrong)
    assert (after.state, after.values, after.query) == (ReturnState.QUERIED, {}, "number: words")


def test_words_keep_the_number_they_were_written_about():
    for again in ("a", None):
        after = status_after(received(1, "12", "a"), received(2, "13", again))
        assert (after.values[NARRATIVE], after.values[NARRATIVE_NUMERATOR]) == ("a", "12")
    after = status_after(received(1, "12", "a"), received(2, "13", "b"))
    assert (after.values[NARRATIVE], after.values[NARRATIVE_NUMERATOR]) == ("b", "13")


def test_words_keep_their_number_over_a_query():
    wrong = received(2, "9", "a", is_blank=False, is_sound=False, queries=["number: words"])
    after = status_after(received(1, "12", "a"), wrong, received(3, "13", "a"))
    assert after.values[NARRATIVE_NUMERATOR] == "12"


def test_roles_are_one_role_however_they_are_spelt():
    first = status_after(received(1, "12"))
    other = {**first.values, "numerator": "13"}
    assert roles_that_differ(first, " lead ", other) == []
    assert roles_that_differ(first, OFFICER, other) == [LEAD]
    assert roles_that_differ(first, OFFICER, {**first.values, NARRATIVE: "other words"}) == []
    assert roles_that_differ(first, OFFICER, other, instead_of=["LEAD"]) == []


def test_closing_and_reopening_change_no_row():
    events = [received(1, "12"), {"kind": "closed", "sequence": 2}]
    assert replay_events(events).is_closed
    assert replay_events(events).sequence == 1
    ledger = replay_events([*events, {"kind": "reopened", "sequence": 3}])
    assert (ledger.is_closed, ledger.sequence) == (False, 1)


class Quarter(RuleBasedStateMachine):
    """Returns, blanks, mistakes and signatures in any order."""

    def __init__(self):
        super().__init__()
        self.events = []

    def add(self, event):
        self.events.append({**event, "sequence": len(self.events) + 1})

    @property
    def now(self):
        return replay_events(self.events).rows.get(ROW)

    @rule(number=st.sampled_from("123"), words=st.sampled_from(["a", "b", None]), role=st.sampled_from([LEAD, OFFICER]))
    def give(self, number, words, role):
        event = received(0, number, words, role)
        answer = event["answers"][0][2]
        if roles_that_differ(self.now, role, answer["values"]):
            answer["queries"] = ["another value"]
        self.add(event)

    @rule()
    def leave_blank(self):
        before = self.now
        self.add(received(0))
        if before and before.values:
            assert self.now.values == before.values
            assert self.now.state is before.state

    @rule()
    def mistake(self):
        self.add(received(0, "9", is_blank=False, is_sound=False, queries=["words"]))
        assert self.now.state is ReturnState.QUERIED

    @precondition(lambda self: self.now and self.now.state is ReturnState.RETURNED)
    @rule()
    def sign(self):
        self.add(signed(0))
        assert self.now.state is ReturnState.ACCEPTED

    @invariant()
    def a_queried_row_has_no_value_and_others_have_one(self):
        if self.now:
            assert (self.now.state is ReturnState.QUERIED) == (not self.now.values)
            assert (self.now.state is ReturnState.QUERIED) == bool(self.now.query)

    @invariant()
    def only_an_accepted_row_is_signed(self):
        if self.now:
            assert (self.now.state is ReturnState.ACCEPTED) == (self.now.signed_by is not None)

    @invariant()
    def roles_that_differ_never_count(self):
        if self.now and self.now.state is not ReturnState.QUERIED:
            values = {values["numerator"] for values in self.now.by_role.values()}
            assert values == {self.now.values["numerator"]}
            assert {same_role(role) for role in self.now.by_role} <= {"lead", "officer"}


TestQuarter = Quarter.TestCase
TestQuarter.settings = settings(max_examples=60, stateful_step_count=12, deadline=None)
