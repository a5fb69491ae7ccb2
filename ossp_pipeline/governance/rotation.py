"""Replace the key of a feed's pseudonyms: at regular times, or because it was lost or exposed.

    data/rotation.json   what was begun: the feed, the new key's fingerprint, who, why; `finish_rotation` goes on
    <keys>/<feed>.next   the new key, until it is in its place
    <keys>/<feed>.old    the one before, until every file has landed again; none where it was lost or exposed

Files land again from the bytes as received. Where these were deleted in time, the pseudonyms that landed are made
anew from themselves: nobody can compute them from names with the old key, and no list old → new is kept. From then on
they cannot be found by a name either, nor be told to be those of the same person in later files.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from ossp_pipeline.atomic_files import read_json, remove, sync_folder, write_bytes, write_json
from ossp_pipeline.audit import AuditLog
from ossp_pipeline.contracts.column import Treatment
from ossp_pipeline.contracts.delivery import Delivery
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract.feed_keys import has_key, key_path, key_record, record_key
from ossp_pipeline.extract.keys import create_key, kept_key
from ossp_pipeline.extract.land import land, landing_context, pending_receipts
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS, find_feed
from ossp_pipeline.gate.seals import seal_key
from ossp_pipeline.governance.found_rows import MADE_ANEW
from ossp_pipeline.protect.pseudonyms import fingerprint, pseudonym
from ossp_pipeline.settings import PROJECT, Settings
from ossp_pipeline.transform.build import every_build


@dataclass(frozen=True)
class Rotated:
    """What was done: how many files landed again, and how many keep rows whose pseudonyms were made anew."""

    landed: int
    made_anew: int


def rotate(settings: Settings, feed: Feed, by: str, is_compromised: bool = False) -> Rotated:
    """A new key, and every file of the feed under it. Raises DamagedError for changed bytes, before anything is done.

    is_compromised  the old key was exposed: it goes at once, and all rows and builds made with it
    """
    if not has_key(feed):
        keyed = ", ".join(name for name, other in FEEDS.items() if has_key(other))
        raise UsageError("E-FEED", f"{feed.name} has no pseudonyms, and so no key", f"use one of: {keyed}")
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    for receipt in received.receipts(feed.name):
        if not received.is_deleted(receipt):
            received.read_bytes(receipt)
    made_anew = _kept_alone(feed, received, raw)
    _begin(settings, feed, by, is_compromised, made_anew)
    finish_rotation(settings)
    landed = land(settings, received, [feed], lambda feed, deliveries: None)
    forget_old_keys(settings)
    return Rotated(len(landed), len(made_anew))


def finish_rotation(settings: Settings) -> list[str]:
    """Go on with a rotation that a crash interrupted. Answers in sentences; empty where there was none."""
    path = _journal(settings)
    if not path.exists():
        return []
    begun = read_json(path)
    feed, new = find_feed(begun["feed"]), _next(begun["feed"], settings)
    if new.exists():
        key = bytes.fromhex(new.read_text(encoding="ascii"))
        _make_anew(settings, feed, begun["made_anew"], key)
        if begun["is_compromised"]:
            _remove_made_with_old(settings, feed)
        record_key(feed.name, settings, key)
        _switch(settings, feed, new, keep_old=not begun["is_compromised"])
    action = "replaced the exposed key of" if begun["is_compromised"] else "rotated the key of"
    AuditLog(settings.audit, seal_key(settings)).add(action, feed.name, begun["by"])
    path.unlink()
    sync_folder(path.parent)
    return [f"the rotation of the key of {feed.name} was interrupted, and is completed"]


def forget_old_keys(settings: Settings) -> None:
    """Remove the keys before, of feeds of which everything has landed under the new one."""
    for old in sorted(settings.keys.glob("*.old")):
        received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
        context = landing_context(find_feed(old.stem), settings, raw)
        if context and not pending_receipts(context, received, raw):
            old.unlink()
            sync_folder(settings.keys)


def list_keys(settings: Settings) -> list[dict[str, str]]:
    """Every key in the folder: its name, fingerprint and day; never the key. Raises KeyFileError for an unsafe one."""
    found = []
    for path in sorted(settings.keys.glob("*.key")):
        key = kept_key(settings.keys, path.stem, (settings.data, PROJECT))
        found.append({"key": path.stem, "fingerprint": fingerprint(key), "made_on": _made_on(path, settings)})
    return found


def _begin(settings: Settings, feed: Feed, by: str, is_compromised: bool, made_anew: list[Delivery]) -> None:
    """The new key, and then the journal: without that, it is only a file that the next rotation replaces."""
    settings.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    create_key(_next(feed.name, settings))
    journal = {
        "feed": feed.name,
        "by": by,
        "is_compromised": is_compromised,
        "made_anew": [{"id": item.receipt.delivery_id, "fingerprint": item.fingerprint} for item in made_anew],
    }
    write_json(_journal(settings), journal)


def _kept_alone(feed: Feed, received: ReceivedStore, raw: RawStore) -> list[Delivery]:
    """Deliveries with rows whose bytes were deleted in time."""
    landed = [item for item in raw.deliveries(feed.name) if item.accepted_sha256]
    return [item for item in landed if received.is_deleted(item.receipt)]


def _make_anew(settings: Settings, feed: Feed, items: list[dict[str, str]], key: bytes) -> None:
    """Landed rows with pseudonyms of their pseudonyms. The new rows come first, so a crash loses none."""
    raw = RawStore(settings.raw)
    for item in items:
        old = settings.raw / feed.name / f"{item['id']}-{item['fingerprint']}"
        if not (old / "delivery.json").exists():
            continue
        delivery = raw.read(old)
        notes = tuple(dict.fromkeys([*delivery.notes, MADE_ANEW]))
        after = replace(delivery, fingerprint=_fingerprint_after(delivery, key), notes=notes)
        new = raw.path(after.receipt, after.fingerprint)
        if not new.exists():
            raw.write_to(new, after, _with_new_tokens(raw.accepted(delivery), feed, key), raw.rejects(delivery))
        (old / "delivery.json").unlink()
        remove(old)


def _fingerprint_after(delivery: Delivery, key: bytes) -> str:
    return hashlib.sha256(f"{delivery.fingerprint} {fingerprint(key)}".encode()).hexdigest()[:8]


def _with_new_tokens(table: pa.Table, feed: Feed, key: bytes) -> pa.Table:
    names = [column.name for column in feed.columns if column.treatment is Treatment.PSEUDONYM]
    for name in [*names, *(["person_token"] if feed.person_from else [])]:
        tokens = [token and pseudonym(key, token) for token in table[name].to_pylist()]
        table = table.set_column(table.column_names.index(name), name, pa.array(tokens, pa.string()))
    return table


def _remove_made_with_old(settings: Settings, feed: Feed) -> None:
    """Landed rows that can land again, and every build with rows of the feed."""
    received, raw = ReceivedStore(settings.received), RawStore(settings.raw)
    for receipt in received.receipts(feed.name):
        if not received.is_deleted(receipt):
            raw.forget(feed.name, receipt.delivery_id)
    for build in every_build(settings):
        if any(path.stem != "none" for path in (build.inputs / feed.name).glob("*.parquet")):
            remove(build.folder)


def _switch(settings: Settings, feed: Feed, new: Path, keep_old: bool) -> None:
    path = key_path(feed.name, settings)
    old = path.with_suffix(".old")
    if not keep_old:
        old.unlink(missing_ok=True)
    elif path.exists():
        write_bytes(old, path.read_bytes())
    new.replace(path)
    sync_folder(settings.keys)


def _made_on(path: Path, settings: Settings) -> str:
    known = key_record(path.stem, settings)
    return str(known.get("made_on") or date.fromtimestamp(path.stat().st_mtime))


def _next(name: str, settings: Settings) -> Path:
    return settings.keys / f"{name}.next"


def _journal(settings: Settings) -> Path:
    return settings.data / "rotation.json"
