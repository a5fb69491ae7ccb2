"""The page beside the releases: which one is current, and what each one changed. It belongs to no release.

`data/releases/index.html` is an address that never changes. It is written again whenever the pointer switches, from the
releases as they lie there, with the calendar of releases beside it; a crash in between is put right by the next start.
"""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ossp_pipeline.dashboard.notice import CALENDAR, Notice, calendar_page, values_of
from ossp_pipeline.dashboard.site import SITE, environment
from ossp_pipeline.dashboard.words import count_of, period, utc
from ossp_pipeline.durable import write_bytes
from ossp_pipeline.errors import UsageError
from ossp_pipeline.release.publish import Release, Releases

FRONT = "index.html"
_SHOWN = 12
_NAMED = 8


def write_front(releases: Releases, notice: Notice) -> None:
    """Write the page and the calendar beside it; there are none before the first release."""
    current = releases.current()
    if current is not None:
        write_bytes(releases.folder / FRONT, front_page(releases, current, notice).encode())
        # Last, so that where the calendar is as it should be, so is the notice on the front page.
        write_bytes(releases.folder / CALENDAR, calendar_page(releases, current, notice).encode())


def mend_front(releases: Releases, notice: Notice) -> None:
    """Write the pages where they are missing, name another release than the pointer, or the notice has changed."""
    current = releases.current()
    if current is None:
        return
    front, calendar = (_text_of(releases.folder / name) for name in (FRONT, CALENDAR))
    if _marked(current.release_id) not in front or calendar != calendar_page(releases, current, notice):
        write_front(releases, notice)


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
    told = [_told(earlier, release, current) for earlier, release in reversed(pairs)]
    return (
        environment()
        .get_template("front.html.j2")
        .render(
            releases=told,
            current=next((item for item in told if item["is_current"]), None),
            address=f"{current.release_id}/{SITE}/index.html"
            if _has_site(current)
            else f"{current.release_id}/certificate.html",
            older=max(0, len(known) - _SHOWN),
            **values_of(notice),
        )
    )


def changes(earlier: Path, later: Path) -> list[str]:
    """What a release changed, in words: measures that came or went, figures that came, went or were corrected."""
    before, after = _figures(earlier), _figures(later)
    names = _titles(earlier) | _titles(later)
    told = []
    for word, found in (
        ("new measure", _titles(later).keys() - _titles(earlier).keys()),
        ("measure gone", _titles(earlier).keys() - _titles(later).keys()),
    ):
        if found:
            told.append(f"{count_of(len(found), word, word.replace('measure', 'measures'))}: {_names(found, names)}")
    new = [key for key, value in after.items() if value is not None and before.get(key) is None]
    gone = [key for key, value in before.items() if value is not None and after.get(key) is None]
    other = [key for key, value in after.items() if value is not None and before.get(key) not in (None, value)]
    for word, keys in (("new figure", new), ("figure no longer shown", gone), ("corrected figure", other)):
        if keys:
            periods = ", ".join(period(name) for name in sorted({key[1] for key in keys})[-3:])
            measures = _names({key[0] for key in keys}, names)
            told.append(f"{count_of(len(keys), word, word.replace('figure', 'figures'))}, newest {periods}: {measures}")
    return told or ["No figure of the whole partnership changed."]


def _marked(release_id: str) -> str:
    """How the page names the current release."""
    return f"{release_id} (current)"


def _told(earlier: Release | None, release: Release, current: Release) -> dict[str, Any]:
    note = release.note()
    return {
        "release_id": release.release_id,
        "published_at": utc(note["published_at"]),
        "approved_by": note["approved_by"],
        "early_because": (note.get("approval") or {}).get("early_because"),
        "is_current": release == current,
        "site": f"{release.release_id}/{SITE}/index.html" if _has_site(release) else "",
        "certificate": f"{release.release_id}/certificate.html",
        "changes": _compared(earlier, release) if earlier else ["The first one that is kept here."],
    }


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _has_site(release: Release) -> bool:
    return (release.folder / SITE / "index.html").exists()


def _compared(earlier: Release, release: Release) -> list[str]:
    """A damaged older release must not keep a new one from being shown."""
    try:
        return changes(earlier.folder, release.folder)
    except (OSError, ValueError, KeyError):
        return ["It could not be compared with the one before it: `ossp verify` says which is damaged."]


def _figures(folder: Path) -> dict[tuple[str, str], float | None]:
    """Figures of the whole partnership by measure and period, as published."""
    rows = pq.ParquetFile(folder / "tables" / "performance_trends.parquet").read(["measure_id", "period", "value"])
    return {(row["measure_id"], row["period"]): row["value"] for row in rows.to_pylist()}


def _titles(folder: Path) -> dict[str, str]:
    rows = pq.ParquetFile(folder / "tables" / "dim_measures.parquet").read(["measure_id", "title"])
    return {row["measure_id"]: row["title"] for row in rows.to_pylist()}


def _names(measures: set[str], titles: dict[str, str]) -> str:
    found = sorted(titles[name] for name in measures)
    return ", ".join(found[:_NAMED]) + (f" and {len(found) - _NAMED} more" if len(found) > _NAMED else "")
