"""What programs read about releases: `releases.json`, and `feed.xml` for news readers (Atom, RFC 4287).

Both are written from the releases' records and the history of the pointer, so the same state gives the same bytes.
Links are relative: they count from wherever the file was fetched, so no address of this installation is written down.
"""

import uuid
from collections.abc import Callable
from itertools import pairwise
from typing import NotRequired, TypedDict
from xml.etree import ElementTree

from ossp_pipeline.atomic_files import json_bytes, read_json, write_bytes
from ossp_pipeline.contracts.period import Cadence, Period, parse_period
from ossp_pipeline.publish.releases import PointerSwitch, Release, Releases

INDEX = "releases.json"
NEWS = "feed.xml"
ATOM = "http://www.w3.org/2005/Atom"
_NEWEST = 30
# What a release changed against the one before it, in sentences.
WhatChanged = Callable[[Release | None, Release], list[str]]
# Our own name space for identifiers that never change (RFC 9562, version 5).
_NAMESPACE = uuid.UUID("6f4b3d0e-6f0c-5c1e-9a55-0c5a1d6b2f10")


class IndexEntry(TypedDict):
    """One release in `releases.json`. Moments are ISO text; `path` and `page` are relative to the file."""

    id: str
    title: str
    period_to: str | None
    published_at: str
    sha256: str
    path: str
    page: str
    is_current: bool
    changed_at: str
    rolled_back_at: str | None
    approved_by: str | None
    early_because: str | None
    tables_changed: list[str] | None
    changes: list[str]


class Index(TypedDict):
    """`releases.json`: every release, newest first. `withdrawn_at`: when the one that was here was taken down."""

    current: str | None
    switched_at: str
    withdrawn_at: NotRequired[str]
    releases: list[IndexEntry]


def write_index(releases: Releases, what_changed: WhatChanged) -> None:
    """Write both files where they differ from what the releases say; there is none before the first release."""
    if releases.current() is None and not releases.withdrawn_at():
        return
    index = index_of(releases, what_changed)
    for name, content in ((INDEX, json_bytes(index)), (NEWS, news_of(index, releases.history()))):
        path = releases.folder / name
        if not path.exists() or path.read_bytes() != content:
            write_bytes(path, content)


def index_of(releases: Releases, what_changed: WhatChanged) -> Index:
    """Every release, newest first, as plain values."""
    current = releases.current()
    history = releases.history()
    known_changes = _changes_in_index(releases)
    known = releases.all()
    entries = [
        _entry(
            release,
            release == current,
            history,
            (before and known_changes.get(release.release_id)) or what_changed(before, release),
        )
        for before, release in reversed(list(zip([None, *known], known, strict=False)))
    ]
    switched = history[-1]["switched_at"] if history else entries[0]["published_at"]
    index: Index = {
        "current": current.release_id if current else None,
        "switched_at": switched,
        "releases": entries,
    }
    return {**index, "withdrawn_at": switched} if releases.withdrawn_at() else index


def news_of(index: Index, history: list[PointerSwitch]) -> bytes:
    """The newest releases as an Atom document. A release that was rolled back is an updated entry.

    history  of the pointer: its first line says which release was the first, also where that one is kept no more
    """
    entries = index["releases"]
    title = entries[0]["title"] if entries else "community safety"
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "en-GB"})
    _add(root, "id", _identifier("first", *_first_release(index, history)))
    _add(root, "title", f"Releases: {title}")
    _add(root, "updated", index["switched_at"])
    _add(_add(root, "author"), "name", title.split(":")[0])
    _add(root, "link", rel="self", type="application/atom+xml", href=NEWS)
    _add(root, "link", rel="alternate", type="text/html", href="index.html")
    for entry in entries[:_NEWEST]:
        _add_news(root, entry)
    if not entries:
        _add_withdrawal(root, history)
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _entry(release: Release, is_current: bool, history: list[PointerSwitch], changes: list[str]) -> IndexEntry:
    record, content = release.record(), release.content()
    approval = record.get("approval") or {}
    has_pages = (release.folder / "site" / "index.html").exists()
    changed_at, rolled_back_at = _last_change(release.release_id, record["published_at"], history)
    return {
        "id": release.release_id,
        "title": content["title"],
        "period_to": _last_day(content["shows"]),
        "published_at": record["published_at"],
        "sha256": record["release_hash"],
        "path": f"{release.release_id}/",
        "page": f"{release.release_id}/{'site/index.html' if has_pages else 'certificate.html'}",
        "is_current": is_current,
        "changed_at": changed_at,
        "rolled_back_at": rolled_back_at,
        "approved_by": record["approved_by"],
        "early_because": approval.get("early_because"),
        "tables_changed": content["changed_tables"],
        "changes": changes,
    }


def _changes_in_index(releases: Releases) -> dict[str, list[str]]:
    """The changes that the last index names. Releases never change, so two are compared once and not at every start."""
    try:
        entries = read_json(releases.folder / INDEX)["releases"]
        return {entry["id"]: entry["changes"] for entry in entries if "changes" in entry}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _last_change(release_id: str, published_at: str, history: list[PointerSwitch]) -> tuple[str, str | None]:
    """When something last happened to a release; and when it was rolled back, where readers do not see it again."""
    changed_at, rolled_back_at = published_at, None
    for before, after in pairwise(history):
        if after["why"] == "rollback" and release_id in (before["release_id"], after["release_id"]):
            changed_at = after["switched_at"]
            rolled_back_at = changed_at if before["release_id"] == release_id != after["release_id"] else None
    return changed_at, rolled_back_at


def _last_day(shown: list[str]) -> str | None:
    """The last day of the newest period, as ISO text."""
    days = [_read_period(name).end for name in shown]
    return max(days).isoformat() if days else None


def _read_period(name: str) -> Period:
    return parse_period(Cadence.QUARTER if "Q" in name else Cadence.MONTH if "-" in name else Cadence.YEAR, name)


def _add_news(root: ElementTree.Element, entry: IndexEntry) -> None:
    item = _add(root, "entry")
    number, figures_to = int(entry["id"].split("-")[0]), entry["period_to"] or "no day yet"
    _add(item, "id", _identifier("release", entry["id"], entry["sha256"]))
    _add(item, "title", f"Release {number} of {entry['title']}, figures to {figures_to}")
    _add(item, "published", entry["published_at"])
    _add(item, "updated", entry["changed_at"])
    _add(item, "link", rel="alternate", type="text/html", href=entry["page"])
    _add(item, "summary", _summary(entry))


def _add_withdrawal(root: ElementTree.Element, history: list[PointerSwitch]) -> None:
    """The entry of the release that was taken down, updated: it has no page and no figure any more."""
    withdrawal = history[-1]
    release_id = withdrawal["withdrawn"]
    published = next(entry for entry in reversed(history) if entry["release_id"] == release_id)
    item = _add(root, "entry")
    _add(item, "id", _identifier("release", release_id, str(published["release_hash"])))
    _add(item, "title", f"Release {int(release_id.split('-')[0])} was withdrawn")
    _add(item, "published", published["switched_at"])
    _add(item, "updated", withdrawal["switched_at"])
    _add(item, "link", rel="alternate", type="text/html", href="index.html")
    _add(item, "summary", f"Release {release_id} was taken down on {withdrawal['switched_at']}.")


def _first_release(index: Index, history: list[PointerSwitch]) -> tuple[str, str]:
    """Id and hash of the first release there was, from which the feed's own identifier is made."""
    if history and history[0]["release_id"]:
        return history[0]["release_id"], str(history[0]["release_hash"])
    oldest = index["releases"][-1]
    return oldest["id"], oldest["sha256"]


def _summary(entry: IndexEntry) -> str:
    sentences = [
        f"Release {entry['id']}.",
        f"Taken back on {entry['rolled_back_at']}; readers see an earlier one." if entry["rolled_back_at"] else "",
        f"Approved by {entry['approved_by']}." if entry["approved_by"] else "",
        f"Out before its planned moment: {entry['early_because']}." if entry["early_because"] else "",
        *entry["changes"],
    ]
    return " ".join(filter(None, sentences))


def _identifier(kind: str, release_id: str, sha256: str) -> str:
    """A urn:uuid from a release's number and the hash of all its files."""
    return uuid.uuid5(_NAMESPACE, f"{kind} {release_id} {sha256}").urn


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name, attributes)
    child.text = text
    return child
