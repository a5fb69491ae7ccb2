"""The page beside the releases: which one is current, and what each one changed. It belongs to no release.

`data/releases/index.html` is an address that never changes. It is written again whenever the pointer switches, from the
releases as they lie there, with the calendar of releases and a stylesheet beside it; a crash in between is put right by
the next start.
"""

from pathlib import Path
from typing import Any

from ossp_pipeline.atomic_files import write_bytes
from ossp_pipeline.errors import UsageError
from ossp_pipeline.publish.releases import Release, Releases
from ossp_pipeline.site.changes import Changes, compared, in_words
from ossp_pipeline.site.formatting import utc
from ossp_pipeline.site.notice import CALENDAR, Notice, calendar_page, values_of
from ossp_pipeline.site.pages import SITE, STYLE, environment, stylesheet

FRONT = "index.html"
_SHOWN = 12
# Rows of the table of changes that stand open; the others are folded.
_OPEN = 12


def write_front(releases: Releases, notice: Notice) -> None:
    """Write the page and the calendar beside it; there are none before the first release."""
    current = releases.current()
    if current is not None or releases.withdrawn_at():
        page = front_page(releases, current, notice) if current else withdrawn_page(releases)
        write_bytes(releases.folder / STYLE, stylesheet())
        write_bytes(releases.folder / FRONT, page.encode())
        # Last, so that where the calendar is as it should be, so is the notice on the front page.
        write_bytes(releases.folder / CALENDAR, calendar_page(releases, notice).encode())


def mend_front(releases: Releases, notice: Notice) -> None:
    """Write the pages where they are missing, name another release than the pointer, or the notice has changed."""
    current = releases.current()
    if current is None and not releases.withdrawn_at():
        return
    front, calendar, style = (_text_of(releases.folder / name) for name in (FRONT, CALENDAR, STYLE))
    is_right = _marked(current.release_id) in front if current else front == withdrawn_page(releases)
    if not is_right or calendar != calendar_page(releases, notice) or style != stylesheet().decode():
        write_front(releases, notice)


def withdrawn_page(releases: Releases) -> str:
    """HTML of the page where the release that readers saw was withdrawn: when, and that there is none now."""
    at = utc(str(releases.withdrawn_at()))
    return environment().get_template("withdrawn.html.j2").render(withdrawn_at=at)


def first_page(release: Release) -> Path:
    """The page to open first. Raises UsageError for a release made before there were pages."""
    path = release.folder / SITE / "index.html"
    if not path.exists():
        raise UsageError("E-NOSITE", f"release {release.release_id} has no pages", "run `ossp refresh --force`")
    return path


def front_page(releases: Releases, current: Release, notice: Notice) -> str:
    """HTML of the page, newest release first."""
    known = releases.all()
    pairs = list(zip([None, *known], known, strict=False))[-_SHOWN:]
    listed = [_release_values(earlier, release, current) for earlier, release in reversed(pairs)]
    return (
        environment()
        .get_template("front.html.j2")
        .render(
            releases=listed,
            current=next((item for item in listed if item["is_current"]), None),
            address=f"{current.release_id}/{SITE}/index.html"
            if _has_site(current)
            else f"{current.release_id}/certificate.html",
            older=max(0, len(known) - _SHOWN),
            open_rows=_OPEN,
            **values_of(notice),
        )
    )


def what_changed(earlier: Release | None, release: Release) -> list[str]:
    """What a release changed against the one before it, in sentences: the same on the page and for news readers."""
    return _changes_in_words(_compared(earlier, release))


def _marked(release_id: str) -> str:
    """How the page names the current release."""
    return f"{release_id} (current)"


def _release_values(earlier: Release | None, release: Release, current: Release) -> dict[str, Any]:
    note, changes = release.record(), _compared(earlier, release)
    return {
        "release_id": release.release_id,
        "published_at": utc(note["published_at"]),
        "approved_by": note["approved_by"],
        "early_because": (note.get("approval") or {}).get("early_because"),
        "is_current": release == current,
        "site": f"{release.release_id}/{SITE}/index.html" if _has_site(release) else "",
        "certificate": f"{release.release_id}/certificate.html",
        "earlier": earlier.release_id if earlier else "",
        "changes": _changes_in_words(changes),
        "rows": [] if isinstance(changes, str) else changes.rows,
    }


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _has_site(release: Release) -> bool:
    return (release.folder / SITE / "index.html").exists()


def _compared(earlier: Release | None, release: Release) -> Changes | str:
    """The comparison, or why there is none: a damaged older release must not keep a new one from being shown."""
    if earlier is None:
        is_first = int(release.release_id.split("-")[0]) == 1
        return "The first one that is kept here." if is_first else "Those before it are not kept here."
    try:
        return compared(earlier.folder, release.folder)
    except (OSError, ValueError, KeyError):
        return "It could not be compared with the one before it: `ossp verify` says which is damaged."


def _changes_in_words(changes: Changes | str) -> list[str]:
    return [changes] if isinstance(changes, str) else in_words(changes)
