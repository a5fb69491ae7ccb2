"""Receive workbooks: keep the bytes, read them in a child process, check them cell by cell, answer the sender."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ossp_pipeline.atomic_files import sha256_of
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.contracts.returned import RETURNED_STATES
from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.errors import DeliveryRefused, UsageError, explain
from ossp_pipeline.extract.readers.returned.cells import FRESH_COPY, Contents
from ossp_pipeline.extract.readers.returned.container import LARGEST_FILE
from ossp_pipeline.extract.readers.returned.reading import read_returned
from ossp_pipeline.extract.receive import printable_name
from ossp_pipeline.returns.answers import Answer
from ossp_pipeline.returns.check import Checked, Finding, Stamp, check_workbook, read_finding, read_stamp
from ossp_pipeline.returns.layout import SHEETS, cell_name
from ossp_pipeline.returns.request import Issue, slug_of
from ossp_pipeline.returns.store import ReturnStore
from ossp_pipeline.returns.workbook import RECEIVED, Event, Ledger, replay_events, roles_that_differ
from ossp_pipeline.returns.write import Filled, write_workbook

_SHEETS = {sheet.name: sheet for sheet in SHEETS}


@dataclass
class ReceivedFile:
    """What became of one file. `outcome`: received, unchanged (the same bytes had come before) or refused."""

    file: str
    outcome: str
    quarter: str = ""
    lead: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusal: dict[str, str] = field(default_factory=dict)
    answer: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing has to be fixed."""
        return self.outcome != "refused" and not self.findings and not self.rows.get(ReturnState.QUERIED)

    def as_dict(self) -> dict[str, Any]:
        """As the summary shows it."""
        findings = [finding.as_dict() for finding in self.findings]
        return {**asdict(self), "findings": findings, "is_clean": self.is_clean}


def receive_workbooks(
    store: ReturnStore, files: Sequence[Path], day: str, instead_of: Sequence[str]
) -> list[ReceivedFile]:
    """Receive files in turn; one that is refused does not stop the others. Raises UsageError for a missing file."""
    for path in files:
        if not path.is_file():
            raise UsageError("E-NOFILE", f"there is no file {path.name}", "check the path")
    return [_receive(store, path, day, list(instead_of)) for path in files]


def _receive(store: ReturnStore, path: Path, day: str, instead_of: list[str]) -> ReceivedFile:
    name = printable_name(path.name)
    try:
        content = _bytes_of(path)
        contents = read_returned(store.save_received(content))
        stamp = read_stamp(contents)
        issue = _issue_of(store, stamp)
        digest = hashlib.sha256(content).hexdigest()
        events = store.events(issue.quarter, issue.slug)
        known = next((event for event in events if event.get("sha256") == digest), None)
        if known is None:
            head = {"sha256": digest, "file": name, "date": day, "instead_of": instead_of}
            known = _record(store, issue, stamp, contents, head)
            return _complete(store, issue, known, ReceivedFile(name, "received"))
        return _complete(store, issue, known, ReceivedFile(name, "unchanged", notes=[_known_since(known, events)]))
    except DeliveryRefused as refusal:
        return _refused(store, path, name, refusal)


def _bytes_of(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_FILE:
        message = f"the file is larger than {LARGEST_FILE // 1_000_000} MB; it was not kept"
        raise DeliveryRefused("E-SIZE", message, FRESH_COPY)
    return path.read_bytes()


def _issue_of(store: ReturnStore, stamp: Stamp) -> Issue:
    try:
        quarter = str(parse_period(Cadence.QUARTER, stamp.quarter))
        issue = store.issue(quarter, slug_of(stamp.lead))
    except ValueError:
        issue = None
    if issue is None or issue.lead != stamp.lead:
        message = "nothing was issued to the lead and quarter this workbook names"
        raise DeliveryRefused("E-STAMP", message, "issue the quarter first, and send its workbook to the lead")
    return issue


def _record(store: ReturnStore, issue: Issue, stamp: Stamp, contents: Contents, head: dict[str, Any]) -> Event:
    """Check the workbook and add the event. Raises DeliveryRefused for a closed quarter and for a wrong workbook."""
    ledger = replay_events(store.events(issue.quarter, issue.slug))
    if ledger.is_closed:
        message = f"{issue.quarter} is closed for {issue.lead}"
        raise DeliveryRefused(
            "E-CLOSED", message, "reopen it with `ossp returns sign-off --reopen`, then receive again"
        )
    checked = check_workbook(issue, stamp, contents)
    # Noted before roles are compared: an answer that another role contradicts is sound by itself.
    sound = {row for row, answer in checked.answers.items() if not answer.wrongs}
    _query_disagreements(issue, ledger, checked, head["instead_of"])
    answers = [[*row, _recorded(row[0], answer, row in sound)] for row, answer in checked.answers.items()]
    findings = [item.as_dict() for item in checked.findings if not _is_answered_earlier(ledger, checked, item)]
    event = {**head, "kind": RECEIVED, "role": checked.role, "answers": answers, "findings": findings}
    return store.append(issue.quarter, issue.slug, event)


def _recorded(sheet: str, answer: Answer, is_sound: bool) -> dict[str, Any]:
    """An answer as its event keeps it."""
    queries = [_query_text(sheet, item.question, item.wrong) for item in answer.wrongs]
    return {"values": answer.values, "is_blank": answer.is_blank, "is_sound": is_sound, "queries": queries}


def _query_disagreements(issue: Issue, ledger: Ledger, checked: Checked, instead_of: list[str]) -> None:
    """Where two roles return different values for one row, neither counts until they agree."""
    for (sheet, key), answer in checked.answers.items():
        others = roles_that_differ(ledger.rows.get((sheet, key)), checked.role, answer.values, instead_of)
        if answer.wrongs or not others:
            continue
        question = _SHEETS[sheet].questions[0].name
        wrong = f"another value than {' and '.join(others)} returned"
        remedy = "agree on one value and send it again, from either; or receive it with --instead-of and the other role"
        answer.add(question, wrong, remedy)
        number = 2 + [row.key for row in issue.rows[sheet]].index(key)
        cell = cell_name(number, _SHEETS[sheet].column(question))
        checked.findings.append(Finding(sheet, cell, wrong, remedy, key, question))


def _is_answered_earlier(ledger: Ledger, checked: Checked, finding: Finding) -> bool:
    """Whether the finding is only that a row is blank which was answered earlier in the quarter."""
    answer = checked.answers.get((finding.sheet, finding.key))
    earlier = ledger.rows.get((finding.sheet, finding.key))
    return bool(answer and answer.is_blank and earlier and earlier.state is not ReturnState.QUERIED)


def _query_text(sheet: str, question: str, wrong: str) -> str:
    return f"{_SHEETS[sheet].question(question).heading}: {wrong}" if question else wrong


def _known_since(known: Event, events: Sequence[Event]) -> str:
    newer = [event for event in events if event["kind"] == RECEIVED and event["sequence"] > known["sequence"]]
    later = f"; a newer workbook came on {newer[-1]['date']}" if newer else ""
    return f"the same bytes were received on {known['date']}: nothing changes{later}"


def _complete(store: ReturnStore, issue: Issue, event: Event, received: ReceivedFile) -> ReceivedFile:
    """Fill in what an event changed, and write the answer where there is none yet."""
    ledger = replay_events(store.events(issue.quarter, issue.slug))
    states = [row.state.value for row in ledger.rows.values()]
    received.quarter, received.lead = issue.quarter, issue.lead
    received.rows = {state.value: states.count(state) for state in RETURNED_STATES}
    received.findings = [read_finding(item) for item in event["findings"]]
    blank = [(sheet, key) for sheet, key, answer in event["answers"] if answer["is_blank"]]
    kept = [row for row in blank if row in ledger.rows and ledger.rows[row].values]
    if kept:
        received.notes.append(f"{len(kept)} row(s) were left blank; the answers that came earlier this quarter stand")
    name = f"{issue.quarter}/answer-{issue.quarter}-{issue.slug}-{event['sha256'][:12]}.xlsx"
    path = store.folder / "answers" / name
    received.answer = str(
        path if path.exists() else store.save_answer(name, _answer(issue, ledger, event, received.findings))
    )
    return received


def _answer(issue: Issue, ledger: Ledger, event: Event, findings: list[Finding]) -> bytes:
    """A fresh copy with the sound answers and what is wrong, to be corrected and sent back.

    What was wrong is not repeated: it may be hostile, or say something about a person. The sender has the original.
    """
    known = {key: row.values for key, row in ledger.rows.items() if row.values}
    sent = {(sheet, key): answer["values"] for sheet, key, answer in event["answers"]}
    to_fix: dict[tuple[str, str], list[str]] = {}
    for item in findings:
        to_fix.setdefault((item.sheet, item.key), []).append(str(item))
    wrong = frozenset((item.sheet, item.key, item.question) for item in findings if item.question)
    return write_workbook(issue, Filled(event["role"], {**sent, **known}, to_fix, wrong))


def _refused(store: ReturnStore, path: Path, name: str, refusal: DeliveryRefused) -> ReceivedFile:
    details = {"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy}
    reason = explain(refusal.message, refusal.remedy)
    text = f"{name}\n\nThis file was refused. {reason}\n({refusal.code})\n"
    answer = store.save_answer(f"refused/{sha256_of(path)[:12]}.txt", text.encode())
    return ReceivedFile(name, "refused", refusal=details, answer=str(answer))
