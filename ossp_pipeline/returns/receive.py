"""Receive workbooks: keep the bytes, read them in a child process, judge them cell by cell, answer the sender."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ossp_pipeline.atomic_files import sha256_of
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.contracts.returned import RETURNED_STATES
from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.errors import DeliveryRefused, UsageError
from ossp_pipeline.extract.readers.returned.cells import FRESH_COPY, Contents
from ossp_pipeline.extract.readers.returned.container import LARGEST_FILE
from ossp_pipeline.extract.readers.returned.sandbox import read_in_sandbox
from ossp_pipeline.returns.check import Checked, Finding, Stamp, check_workbook, read_stamp
from ossp_pipeline.returns.layout import SHEETS, cell_name
from ossp_pipeline.returns.request import Issue, slug_of
from ossp_pipeline.returns.store import ReturnStore
from ossp_pipeline.returns.workbook import RECEIVED, Book, Event, disagreeing, fold
from ossp_pipeline.returns.write import Filled, write_workbook

_SHEETS = {sheet.name: sheet for sheet in SHEETS}


@dataclass
class Taken:
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
        """Whether nothing has to be mended."""
        return self.outcome != "refused" and not self.findings and not self.rows.get(ReturnState.QUERIED)

    def as_dict(self) -> dict[str, Any]:
        """As the summary shows it."""
        return {**asdict(self), "is_clean": self.is_clean}


def receive_workbooks(store: ReturnStore, files: Sequence[Path], day: str, instead_of: Sequence[str]) -> list[Taken]:
    """Receive files in turn; one that is refused does not stop the others. Raises UsageError for a missing file."""
    for path in files:
        if not path.is_file():
            raise UsageError("E-NOFILE", f"there is no file {path.name}", "check the path")
    return [_receive(store, path, day, list(instead_of)) for path in files]


def _receive(store: ReturnStore, path: Path, day: str, instead_of: list[str]) -> Taken:
    name = "".join(char if char.isprintable() else "�" for char in path.name)[:200]
    try:
        content = _bytes_of(path)
        contents = read_in_sandbox(store.keep_bytes(content))
        stamp = read_stamp(contents)
        issue = _issue_of(store, stamp)
        digest = hashlib.sha256(content).hexdigest()
        events = store.events(issue.quarter, issue.slug)
        known = next((event for event in events if event.get("sha256") == digest), None)
        if known is None:
            known = _record(store, issue, stamp, contents, {"sha256": digest, "file": name, "date": day,
                                                            "instead_of": instead_of})  # fmt: skip
            return _taken(store, issue, known, Taken(name, "received"))
        return _taken(store, issue, known, Taken(name, "unchanged", notes=[_known_since(known, events)]))
    except DeliveryRefused as refusal:
        return _refused(store, path, name, refusal)


def _bytes_of(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_FILE:
        told = f"the file is larger than {LARGEST_FILE // 1_000_000} MB; it was not kept"
        raise DeliveryRefused("E-SIZE", told, FRESH_COPY)
    return path.read_bytes()


def _issue_of(store: ReturnStore, stamp: Stamp) -> Issue:
    try:
        quarter = str(parse_period(Cadence.QUARTER, stamp.quarter))
        issue = store.issue(quarter, slug_of(stamp.lead))
    except ValueError:
        issue = None
    if issue is None or issue.lead != stamp.lead:
        told = "nothing was issued to the lead and quarter this workbook names"
        raise DeliveryRefused("E-STAMP", told, "issue the quarter first, and send its workbook to the lead")
    return issue


def _record(store: ReturnStore, issue: Issue, stamp: Stamp, contents: Contents, head: dict[str, Any]) -> Event:
    """Judge the workbook and add the event. Raises DeliveryRefused for a closed quarter and for a wrong workbook."""
    book = fold(store.events(issue.quarter, issue.slug))
    if book.is_closed:
        told = f"{issue.quarter} is closed for {issue.lead}"
        raise DeliveryRefused("E-CLOSED", told, "reopen it with `ossp returns sign-off --reopen`, then receive again")
    checked = check_workbook(issue, stamp, contents)
    sound = {place for place, answer in checked.answers.items() if not answer.wrongs}
    _ask_both(issue, book, checked, head["instead_of"])
    answers = [
        [*place, {"values": answer.values, "is_blank": answer.is_blank, "is_sound": place in sound,
                  "queries": [_told(place[0], item.question, item.wrong) for item in answer.wrongs]}]
        for place, answer in checked.answers.items()
    ]  # fmt: skip
    findings = [asdict(item) for item in checked.findings if not _stands(book, checked, item)]
    event = {**head, "kind": RECEIVED, "role": checked.role, "answers": answers, "findings": findings}
    return store.append(issue.quarter, issue.slug, event)


def _ask_both(issue: Issue, book: Book, checked: Checked, instead_of: list[str]) -> None:
    """Two officers, one measure: where their values differ, neither counts until they agree."""
    for (sheet, key), answer in checked.answers.items():
        others = disagreeing(book.rows.get((sheet, key)), checked.role, answer.values, instead_of)
        if answer.wrongs or not others:
            continue
        question = _SHEETS[sheet].questions[0].name
        told = f"another value than {' and '.join(others)} returned"
        mend = "agree on one value and send it again, from either; or receive it with --instead-of and the other role"
        answer.add(question, told, mend)
        number = 2 + [row.key for row in issue.rows[sheet]].index(key)
        cell = cell_name(number, _SHEETS[sheet].column(question))
        checked.findings.append(Finding(sheet, cell, told, mend, key, question))


def _stands(book: Book, checked: Checked, finding: Finding) -> bool:
    """Whether the finding is only that a row is blank which was answered earlier in the quarter."""
    answer = checked.answers.get((finding.sheet, finding.key))
    earlier = book.rows.get((finding.sheet, finding.key))
    return bool(answer and answer.is_blank and earlier and earlier.state is not ReturnState.QUERIED)


def _told(sheet: str, question: str, wrong: str) -> str:
    return f"{_SHEETS[sheet].question(question).heading}: {wrong}" if question else wrong


def _known_since(known: Event, events: Sequence[Event]) -> str:
    newer = [event for event in events if event["kind"] == RECEIVED and event["sequence"] > known["sequence"]]
    later = f"; a newer workbook came on {newer[-1]['date']}" if newer else ""
    return f"these very bytes were received on {known['date']}: nothing changes{later}"


def _taken(store: ReturnStore, issue: Issue, event: Event, taken: Taken) -> Taken:
    """Fill in what came of an event, and write the answer where it is not there yet."""
    book = fold(store.events(issue.quarter, issue.slug))
    states = [standing.state.value for standing in book.rows.values()]
    taken.quarter, taken.lead = issue.quarter, issue.lead
    taken.rows = {state.value: states.count(state) for state in RETURNED_STATES}
    taken.findings = [Finding(**item) for item in event["findings"]]
    left = [(sheet, key) for sheet, key, answer in event["answers"] if answer["is_blank"]]
    kept = [place for place in left if place in book.rows and book.rows[place].values]
    if kept:
        taken.notes.append(f"{len(kept)} row(s) were left blank; the answers that came earlier this quarter stand")
    name = f"{issue.quarter}/answer-{issue.quarter}-{issue.slug}-{event['sha256'][:12]}.xlsx"
    path = store.folder / "answers" / name
    taken.answer = str(path if path.exists() else store.keep_answer(name, _answer(issue, book, event, taken.findings)))
    return taken


def _answer(issue: Issue, book: Book, event: Event, findings: list[Finding]) -> bytes:
    """The annotated copy: made anew, with the sound answers in it, so that it can be corrected and sent back.

    What was wrong is not repeated: it may be hostile, or say something about a person. The sender has the original.
    """
    standing = {place: row.values for place, row in book.rows.items() if row.values}
    sent = {(sheet, key): answer["values"] for sheet, key, answer in event["answers"]}
    to_mend: dict[tuple[str, str], list[str]] = {}
    for item in findings:
        to_mend.setdefault((item.sheet, item.key), []).append(str(item))
    wrong = frozenset((item.sheet, item.key, item.question) for item in findings if item.question)
    return write_workbook(issue, Filled(event["role"], {**sent, **standing}, to_mend, wrong))


def _refused(store: ReturnStore, path: Path, name: str, refusal: DeliveryRefused) -> Taken:
    told = {"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy}
    text = f"{name}\n\nThis file was not taken: {refusal.message}.\nWhat to do: {refusal.remedy}.\n({refusal.code})\n"
    answer = store.keep_answer(f"refused/{sha256_of(path)[:12]}.txt", text.encode())
    return Taken(name, "refused", refusal=told, answer=str(answer))
