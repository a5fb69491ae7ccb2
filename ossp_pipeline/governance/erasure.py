"""Take people out of everything that was kept. What is published stays: it holds counts.

    data/erasures/staged/          what will stand in the place of files and landed rows
    data/erasures/unfinished.json  from here on it is done, whatever happens: `finish_erasure` goes on after a crash
    data/erasures/ledger.jsonl     the erasure, as keyed hashes
    data/erasures/0001.json        its certificate: counts alone

Files as received are rewritten without the rows, with hashes and receipts of their own. Their landed rows, and all
builds with those, are removed: the next refresh makes them again. No step writes a value anywhere.
"""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ossp_pipeline.atomic_files import read_json, remove, sync_folder, write_bytes, write_json
from ossp_pipeline.audit import AuditLog
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.extract.erased import Erased, Ledger, read_erased
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.extract.set_asides import SetAsides
from ossp_pipeline.gate.seals import seal_key
from ossp_pipeline.governance.found_rows import Found, InBytes, InLandedRows
from ossp_pipeline.governance.identifiers import Identifiers
from ossp_pipeline.protect.pseudonyms import fingerprint
from ossp_pipeline.publish.statement import Statement
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.build import Build, every_build
from ossp_pipeline.transform.confirmations import Confirmations


@dataclass(frozen=True)
class Order:
    """Who is erased from which feed, on whose word. `is_withdrawn`: they withdrew consent, and never land again."""

    feed: Feed
    wanted: Identifiers
    statement: Statement
    at: datetime
    is_withdrawn: bool = False


def erase(settings: Settings, order: Order, found: Found) -> int:
    """Carry out an erasure, and give its number. A crash before the first removal leaves everything as it was."""
    ledger, number = Ledger(settings), next_number(settings)
    staged = _staged(settings)
    remove(staged)
    files = [_stage_file(staged, item) for item in found.in_bytes]
    plan = {
        "entry": asdict(_entry(ledger, order, found, number)),
        "by": order.statement.by,
        "because": order.statement.because,
        "files": files,
        "renamed": {
            receipt.delivery_id: replace(receipt, sha256=file["new"]).delivery_id
            for item, file in zip(found.in_bytes, files, strict=True)
            for receipt in item.receipts
        },
        "landed": [_stage_landed(settings, item, number) for item in found.in_landed_rows],
    }
    write_json(_unfinished(settings), plan)
    finish_erasure(settings)
    return number


def finish_erasure(settings: Settings) -> list[str]:
    """Go on with an erasure that a crash interrupted. Answers in sentences; empty where there was none."""
    path = _unfinished(settings)
    if not path.exists():
        remove(_staged(settings))
        return []
    plan = read_json(path)
    entry = read_erased(plan["entry"])
    renamed: dict[str, str] = plan["renamed"]
    _replace_files(settings, entry.feed, plan["files"], renamed)
    _replace_landed(settings, entry.feed, plan["landed"])
    old = {*renamed, *(item["delivery"] for item in plan["landed"])}
    _remove_builds(settings, entry.feed, old)
    _carry_words(settings, entry.feed, renamed)
    _record(settings, entry, plan)
    remove(_staged(settings))
    path.unlink()
    sync_folder(path.parent)
    return [f"erasure {entry.number} of {entry.feed} was interrupted, and is completed: run it again for its proof"]


def next_number(settings: Settings) -> int:
    """The number of the next erasure."""
    return 1 + max((entry.number for entry in Ledger(settings).entries), default=0)


def _entry(ledger: Ledger, order: Order, found: Found, number: int) -> Erased:
    return Erased(
        number=number,
        feed=order.feed.name,
        at=order.at.isoformat(timespec="seconds"),
        columns=order.wanted.names,
        people=ledger.tokens(order.feed.name, order.wanted.names, order.wanted.people),
        files=tuple(sorted(ledger.file_hash(item.receipts[0].sha256) for item in found.in_bytes)),
        rows=found.rows,
        is_withdrawn=order.is_withdrawn,
        key=fingerprint(ledger.key),
    )


def _stage_file(staged: Path, item: InBytes) -> dict[str, str]:
    sha256 = hashlib.sha256(item.rewritten.content).hexdigest()
    write_bytes(staged / sha256, item.rewritten.content)
    return {"old": item.receipts[0].sha256, "new": sha256}


def _stage_landed(settings: Settings, item: InLandedRows, number: int) -> dict[str, str]:
    raw, after = RawStore(settings.raw), item.without_them(number)
    old, new = (raw.path(each.receipt, each.fingerprint).name for each in (item.delivery, after))
    raw.write_to(_staged(settings) / new, after, item.kept, raw.rejects(item.delivery))
    return {"old": old, "new": new, "delivery": item.delivery.receipt.delivery_id}


def _replace_files(settings: Settings, feed: str, files: list[dict[str, str]], renamed: dict[str, str]) -> None:
    """Put the rewritten files in their places. The landed rows of the files before are removed."""
    raw, received = RawStore(settings.raw), ReceivedStore(settings.received)
    for file in files:
        received.replace_bytes(feed, file["old"], _staged(settings) / file["new"], file["new"])
    for delivery_id in renamed:
        raw.forget(feed, delivery_id)


def _replace_landed(settings: Settings, feed: str, landed: list[dict[str, str]]) -> None:
    folder = settings.raw / feed
    for item in landed:
        if (staged := _staged(settings) / item["new"]).exists():
            staged.rename(folder / item["new"])
        (folder / item["old"] / "delivery.json").unlink(missing_ok=True)
        remove(folder / item["old"])
    if landed:
        sync_folder(folder)


def _remove_builds(settings: Settings, feed: str, deliveries: Collection[str]) -> None:
    """Every build that was made from one of these deliveries, or does not say from which."""
    for build in every_build(settings):
        if _reads(build, feed, deliveries):
            remove(build.folder)


def _reads(build: Build, feed: str, deliveries: Collection[str]) -> bool:
    plan = build.readable_plan()
    if "deliveries" not in plan:
        return True
    inputs = {path.stem for path in (build.inputs / feed).glob("*.parquet")}
    return not inputs.isdisjoint(deliveries)


def _carry_words(settings: Settings, feed: str, renamed: dict[str, str]) -> None:
    """What people said of the files before, they said of the same files without the rows."""
    stores: tuple[tuple[Any, Callable[[Any], None]], ...] = tuple(
        (store.all(), store.add) for store in (SetAsides(settings.set_asides), Confirmations(settings.confirmations))
    )
    for said, add in stores:
        for word in said:
            deliveries = tuple(sorted(renamed.get(name, name) for name in word.deliveries))
            again = replace(word, deliveries=deliveries)
            if word.feed == feed and set(deliveries) != set(word.deliveries) and again not in said:
                add(again)


def _record(settings: Settings, entry: Erased, plan: dict[str, Any]) -> None:
    """In the ledger and in the audit log, once each."""
    Ledger(settings).add(entry)
    audit = AuditLog(settings.audit, seal_key(settings))
    subject = f"erasure {entry.number} of {entry.feed}: {plan['because']}"
    if not any(known.subject == subject for known in audit.all()):
        audit.add("erased", subject, plan["by"])


def _staged(settings: Settings) -> Path:
    return settings.erasures / "staged"


def _unfinished(settings: Settings) -> Path:
    return settings.erasures / "unfinished.json"
