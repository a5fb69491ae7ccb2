"""What programs read about releases: `releases.json`, and `feed.xml` for news readers (Atom, RFC 4287).

Both are written from the releases' notes and the history of the pointer, so the same state gives the same bytes. Links
are relative: they count from wherever the file was fetched, so no address of this installation is written down.
"""

import uuid
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

from ossp_pipeline.atomic_files import json_bytes, read_json, write_bytes
from ossp_pipeline.contracts.period import Cadence, Period, parse_period
from ossp_pipeline.publish.releases import Release, Releases

INDEX = "releases.json"
NEWS = "feed.xml"
ATOM = "http://www.w3.org/2005/Atom"
_NEWEST = 30
# What a release changed against the one before it, in sentences.
WhatChanged = Callable[[Release | None, Release], list[str]]
# Our own name space for identifiers that never change (RFC 9562, version 5).
_NAMES = uuid.UUID("6f4b3d0e-6f0c-5c1e-9a55-0c5a1d6b2f10")


def write_index(releases: Releases, what_changed: WhatChanged) -> None:
    """Write both files where they differ from what the releases say; there is none before the first release."""
    if releases.current() is None:
        return
    document = index_of(releases, what_changed)
    for name, content in ((INDEX, json_bytes(document)), (NEWS, news_of(document))):
        path = releases.folder / name
        if not path.exists() or path.read_bytes() != content:
            write_bytes(path, content)


def index_of(releases: Releases, what_changed: WhatChanged) -> dict[str, Any]:
    """Every release, newest first, as plain values."""
    current = releases.current()
    history = releases.history()
    told = _told_before(releases)
    entries = []
    known = releases.all()
    for earlier, release in reversed(list(zip([None, *known], known, strict=False))):
        note, content = release.note(), release.content()
        approval = note.get("approval") or {}
        pages = release.folder / "site" / "index.html"
        entries.append(
            {
                "id": release.release_id,
                "title": content["title"],
                "period_to": _newest_day(content["shows"]),
                "published_at": note["published_at"],
                "sha256": note["release_hash"],
                "path": f"{release.release_id}/",
                "page": f"{release.release_id}/{'site/index.html' if pages.exists() else 'certificate.html'}",
                "is_current": current is not None and release.release_id == current.release_id,
                **_course(release.release_id, note["published_at"], history),
                "approved_by": note["approved_by"],
                "early_because": approval.get("early_because"),
                "tables_changed": content["changed_tables"],
                "changes": told.get(release.release_id) or what_changed(earlier, release),
            }
        )
    switched = history[-1]["switched_at"] if history else entries[0]["published_at"]
    return {"current": current.release_id if current else None, "switched_at": switched, "releases": entries}


def news_of(document: dict[str, Any]) -> bytes:
    """The newest releases as an Atom document. A release that is taken back is told again, as changed."""
    entries = document["releases"]
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "en-GB"})
    _add(root, "id", _identifier("first", entries[-1]))
    _add(root, "title", f"Releases: {entries[0]['title']}")
    _add(root, "updated", document["switched_at"])
    _add(_add(root, "author"), "name", entries[0]["title"].split(":")[0])
    _add(root, "link", rel="self", type="application/atom+xml", href=NEWS)
    _add(root, "link", rel="alternate", type="text/html", href="index.html")
    for item in entries[:_NEWEST]:
        entry = _add(root, "entry")
        _add(entry, "id", _identifier("release", item))
        _add(entry, "title", f"Release {int(item['id'].split('-')[0])} of {item['title']}, "
             f"figures to {item['period_to'] or 'no day yet'}")  # fmt: skip
        _add(entry, "published", item["published_at"])
        _add(entry, "updated", item["changed_at"])
        _add(entry, "link", rel="alternate", type="text/html", href=item["page"])
        _add(entry, "summary", _told(item))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _told_before(releases: Releases) -> dict[str, list[str]]:
    """What was said of each release. Releases never change, so two are compared once and not at every start."""
    try:
        entries = read_json(releases.folder / INDEX)["releases"]
        return {item["id"]: item["changes"] for item in entries if "changes" in item}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _told(item: dict[str, Any]) -> str:
    lines = [
        f"Release {item['id']}.",
        f"Taken back on {item['rolled_back_at']}; readers see an earlier one." if item["rolled_back_at"] else "",
        f"Approved by {item['approved_by']}." if item["approved_by"] else "",
        f"Out before its planned moment: {item['early_because']}." if item["early_because"] else "",
        *item["changes"],
    ]
    return " ".join(line for line in lines if line)


def _course(release_id: str, published_at: str, history: list[dict[str, Any]]) -> dict[str, str | None]:
    """When something last happened to a release; and when readers were led away from it, if they were not led back."""
    changed, left = published_at, None
    for before, after in pairwise(history):
        if after["why"] == "rollback" and release_id in (before["release_id"], after["release_id"]):
            changed = after["switched_at"]
            left = changed if before["release_id"] == release_id != after["release_id"] else None
    return {"changed_at": changed, "rolled_back_at": left}


def _newest_day(shown: list[str]) -> str | None:
    days = [_read(name).end for name in shown]
    return max(days).isoformat() if days else None


def _read(name: str) -> Period:
    return parse_period(Cadence.QUARTER if "Q" in name else Cadence.MONTH if "-" in name else Cadence.YEAR, name)


def _identifier(kind: str, item: dict[str, Any]) -> str:
    """A urn:uuid from what a release is: its place in the order and the hash of all it says."""
    return uuid.uuid5(_NAMES, f"{kind} {item['id']} {item['sha256']}").urn


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name, attributes)
    child.text = text
    return child
