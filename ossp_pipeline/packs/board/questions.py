"""Challenge questions for the board: each is asked only where a published row gives a reason, and names that row."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ossp_pipeline.contracts.status import CoverageStatus, GrantAlarm, ReturnState, Verdict
from ossp_pipeline.packs.board.quarter_snapshot import QuarterSnapshot
from ossp_pipeline.site.board import Measure
from ossp_pipeline.site.formatting import count_of, day, feed_name, period
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.grants import raised
from ossp_pipeline.site.views.measure_rows import line_of

_GRANT_QUESTIONS: dict[str, str] = {
    GrantAlarm.OVERSPENT: "Where does the money for the overspend come from?",
    GrantAlarm.WILL_BE_LOST: "Why will this money be left, and can it still be spent on what it was given for?",
    GrantAlarm.NEEDS_CONSENT: "Has consent to carry the rest over been asked for, and by when is an answer due?",
    GrantAlarm.BEHIND: "What is holding the spend back, and is the forecast still realistic?",
    GrantAlarm.NO_FIGURE: "What was spent by the end of the quarter, and when will it be signed off?",
}
_LEFT = "The grant has ended: why was this money left, and what will be done differently with the next one?"


# What a meeting asks first: figures, then money, then missing returns and late data.
_PRESSING = (
    Verdict.WORSENING,
    "red",
    *_GRANT_QUESTIONS,
    Verdict.CHANGED,
    "will not be met",
    ReturnState.LATE,
    ReturnState.QUERIED,
    ReturnState.RETURNED,
    "overdue",
    "break",
)


@dataclass(frozen=True)
class Question:
    """A question with its evidence. `table` and `key` name the published row: the key is its identifier."""

    text: str
    evidence: str
    owner: str
    theme: str
    table: str
    key: str
    period: str
    signal: str


def questions(snapshot: QuarterSnapshot) -> list[Question]:
    """Every question that a published row gives a reason for, by theme."""
    challenges = [item for measure in snapshot.board.measures for item in _of_measure(measure, snapshot)]
    challenges += [*_of_returns(snapshot), *_of_actions(snapshot), *_of_grants(snapshot), *_of_deliveries(snapshot)]
    return sorted(challenges, key=lambda item: item.theme)


def pressing(challenges: list[Question]) -> list[Question]:
    """The same questions, the most urgent first; within a signal the order stays."""
    return sorted(
        challenges, key=lambda item: _PRESSING.index(item.signal) if item.signal in _PRESSING else len(_PRESSING)
    )


def _of_measure(measure: Measure, snapshot: QuarterSnapshot) -> Iterator[Question]:
    card, line = measure.card or {}, line_of(measure)

    def ask(text: str, evidence: str, signal: str) -> Question:
        where = ("performance_signals", measure.measure_id, card["latest_period"])
        return Question(text, evidence, line.owner, line.theme, *where, signal)

    figure = f"{line.title}, {line.dated}: {line.figure}"
    if line.verdict == Verdict.WORSENING:
        missed = f"; target {line.target}, {line.rag}" if line.rag in ("red", "amber") else ""
        yield ask(
            "What explains this, what is being done, and when should the chart show the effect?",
            f"{figure}; worse than usual: {line.reason}{missed}",
            line.verdict,
        )
    elif line.verdict == Verdict.CHANGED:
        yield ask(
            "Is there more of it, or is more of it found and recorded?",
            f"{figure}; different from usual: {line.reason}",
            line.verdict,
        )
    elif line.rag == "red":
        yield ask(
            "What would have to change for the target to be met?",
            f"{figure}; target {line.target}, missed by more than a tenth, {line.verdict_words.lower()}",
            line.rag,
        )
    elif card.get("assurance") == "will not be met":
        yield ask(
            "At the present level the target will not be met: what will change, or is the target right?",
            f"{figure}; target {line.target}, beyond what chance brings",
            card["assurance"],
        )
    broken = [row for row in measure.points if row["break_note"] and row["period_end_date"] > _start(snapshot)]
    for row in broken:
        text = "It is counted in a different way since then: what can still be compared with earlier years?"
        where = ("performance_signals", measure.measure_id, row["period"], "break")
        evidence = f"{line.title}, {period(row['period'])}: {row['break_note']}"
        yield Question(text, evidence, line.owner, line.theme, *where)


def _start(snapshot: QuarterSnapshot) -> object:
    assert snapshot.board.quarter is not None
    return snapshot.board.quarter["period_start_date"]


_SETTLED = (ReturnState.ACCEPTED, ReturnState.NOT_DUE, ReturnState.DUE)


def _of_returns(snapshot: QuarterSnapshot) -> Iterator[Question]:
    """One question per owner, theme and state: a lead with ten outstanding figures gets one question."""
    outstanding: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for measure in snapshot.board.measures:
        for row in measure.returns:
            if row["period"] == snapshot.quarter and row["return_state"] not in _SETTLED:
                outstanding[measure.facts["theme"], row["owner_role"], row["return_state"]].append(row)
    for (theme, owner, state), rows in sorted(outstanding.items()):
        titles = ", ".join(row["title"] for row in rows)
        evidence = (
            f"{count_of(len(rows), 'return').capitalize()} {_STATES.get(state, state)}, due "
            f"{day(rows[0]['due_date'])}: {titles}"
        )
        where = ("performance_returns", ";".join(row["measure_id"] for row in rows), snapshot.quarter, state)
        yield Question(_RETURN_QUESTIONS.get(state, "What is holding this up?"), evidence, owner, theme, *where)


_STATES: dict[str, str] = {
    ReturnState.LATE: "late",
    ReturnState.QUERIED: "queried and not answered",
    ReturnState.RETURNED: "returned and not signed off",
}
_RETURN_QUESTIONS: dict[str, str] = {
    ReturnState.LATE: "What is holding these figures up, and when will they come?",
    ReturnState.QUERIED: "When will the query be answered?",
    ReturnState.RETURNED: "Who is to sign this off, and when?",
}


def _of_actions(snapshot: QuarterSnapshot) -> Iterator[Question]:
    for row in snapshot.board.actions:
        if row["is_overdue"]:
            reached = f"{row['progress']} in {period(row['progress_period'])}" if row["progress"] else "not reported"
            evidence = f"{row['action']} ({row['plan_year']}): due {day(row['due_date'])}, {reached}"
            yield Question(
                "What is in the way: should a new date be agreed, or should the action stop?",
                evidence,
                row["owner_role"] or "",
                row["theme"] or "",
                "performance_actions",
                row["action_id"],
                row["plan_year"],
                "overdue",
            )


def _of_grants(snapshot: QuarterSnapshot) -> Iterator[Question]:
    for item in raised(snapshot.board):
        row = item.newest
        text = _LEFT if item.is_final and row["alarm"] == GrantAlarm.WILL_BE_LOST else _GRANT_QUESTIONS[row["alarm"]]
        yield Question(
            text,
            f"{row['title']}: {item.sentence}",
            row["owner_role"],
            row["theme"],
            "performance_grants",
            row["grant_id"],
            row["period"],
            row["alarm"],
        )


def _of_deliveries(snapshot: QuarterSnapshot) -> Iterator[Question]:
    for row in snapshot.board.deliveries:
        if row["coverage_status"] == CoverageStatus.LATE:
            resting = [item for item in snapshot.board.measures if item.facts["feed"] == row["feed"]]
            evidence = (
                f"{feed_name(row['feed'])}, {period(row['period'])}: late since {day(row['late_since_date'])}; "
                f"{count_of(len(resting), 'measure')} rest on it"
            )
            yield Question(
                "Can the partnership help its partner to share this, and when will it come?",
                evidence,
                "The partner who supplies it",
                "Data the partnership waits for",
                "sna_data_coverage",
                row["feed"],
                row["period"],
                CoverageStatus.LATE,
            )
