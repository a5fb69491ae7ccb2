"""How the public edition stands beside the partnership's, in a line: which is up, of which release, what makes one.

It reads the records of releases alone, so that a refresh that makes no public edition is not slower for saying so.
"""

from ossp_pipeline.cli.documents import PublicSummary
from ossp_pipeline.refresh import Refresh

_NEXT = "ossp public --by NAME"


def describe_public(refresh: Refresh) -> PublicSummary | None:
    """The public edition that readers reach, or that there is none; None before the partnership has a release."""
    newest, current = refresh.releases.current(), refresh.public.releases.current()
    if newest is None:
        return None
    record = current.record() if current else None
    made_from = _release_of(refresh, record["build_id"]) if record else None
    withdrawn_at = refresh.public.releases.withdrawn_at()
    summary: PublicSummary = {
        "release_id": current.release_id if current else None,
        "published_at": record["published_at"] if record else None,
        "folder": str(current.folder) if current else None,
        "made_from": made_from,
        "is_newest": made_from == newest.release_id,
        "withdrawn_at": withdrawn_at,
        "message": "",
    }
    return {**summary, "message": _in_words(summary)}


def _release_of(refresh: Refresh, build_id: str) -> str | None:
    """The newest release of the partnership that was made from this build."""
    made = (item.release_id for item in refresh.releases.kept() if item.record()["build_id"] == build_id)
    return next(made, None)


def _in_words(summary: PublicSummary) -> str:
    if summary["release_id"] is None:
        state = f"withdrawn on {summary['withdrawn_at']}" if summary["withdrawn_at"] else "none yet"
        return f"Public edition: {state}. To make one: {_NEXT}"
    of = f"release {summary['made_from']}" if summary["made_from"] else "a release that is not kept"
    state = f"Public edition: {summary['release_id']}, made from {of}"
    if summary["is_newest"]:
        return f"{state}, which the partnership reads now."
    return f"{state}; the partnership reads a newer one. To make the next: {_NEXT}"
