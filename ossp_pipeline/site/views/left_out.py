"""What figures leave out, in words: made from what stands beside a figure, and from the feed's own policy."""

from collections.abc import Iterable, Sequence

from ossp_pipeline.contracts.status import LeftOut
from ossp_pipeline.site.formatting import count_of, feed_name
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.sections import sentence

# Of one and of several: what is so of them, and where they count instead.
_WORDS = {
    LeftOut.WHOLE_ALONE: ("has no place", "have no place", "counted for the whole area and for no {part}"),
    LeftOut.NOT_COUNTABLE: (
        "has no place, or lies in a small area that cannot be counted",
        "have no place, or lie in a small area that cannot be counted",
        "counted for the whole area and for no {part}",
    ),
    LeftOut.NO_FIGURE: (
        "of the feed has no place",
        "of the feed have no place",
        "of whatever kind, counted in no figure",
    ),
    LeftOut.NO_CONSENT: (
        "is of a person who has not consented",
        "are of people who have not consented",
        "in no figure",
    ),
    LeftOut.NO_CONSENT_OR_PLACE: (
        "is of a person who has not consented, or has no place",
        "are of people who have not consented, or have no place",
        "in no figure",
    ),
}
_OF_CASES = (LeftOut.WHOLE_ALONE, LeftOut.NOT_COUNTABLE)
# What a feed's contract says of rows without an area code: `Feed.unplaced`.
_POLICIES = {
    "accepted": "counts for the area as a whole and for no ward",
    "out_of_area": "is left out of every figure, because the file covers other areas too",
}


def left_out_words(row: Row | None, case: str = "case", part: str = "ward") -> str:
    """What a figure leaves out and where it is instead, in a sentence; empty where it leaves nothing out by rule.

    `case`: what the figure counts. `part`: what the whole is divided into.
    """
    # A pack may be made from a release that was published before there was a reason.
    if row is None or row.get("left_out_reason") is None:
        return ""
    number = row["left_out_count"]
    if number is None:
        return f"{left_out_rule(row, case, part)} How many may not be shown."
    what, one, several, where = _words_of(row, case, part)
    return sentence(f"{count_of(number, what)} {one if number == 1 else several}: {where}")


def left_out_rule(row: Row | None, case: str = "case", part: str = "ward") -> str:
    """The same without the number: for many figures side by side, of which each leaves out its own."""
    if row is None or row.get("left_out_reason") is None:
        return ""
    what, _, several, where = _words_of(row, case, part)
    return f"Some {what}s {several}: {where}."


def _words_of(row: Row, case: str, part: str) -> tuple[str, str, str, str]:
    why = LeftOut(row["left_out_reason"])
    one, several, where = _WORDS[why]
    return case if why in _OF_CASES else "row", one, several, where.format(part=part)


def unplaced_sentences(rows: Iterable[Row]) -> list[str]:
    """What becomes of rows without a place, by the policy of each feed: feeds of one policy share a sentence."""
    feeds: dict[str, set[str]] = {}
    for row in rows:
        if row["unplaced_count"] is not None and row.get("unplaced") is not None:
            feeds.setdefault(row["unplaced"], set()).add(row["feed"])
    return [_sentence(policy, sorted(names)) for policy, names in sorted(feeds.items())]


def _sentence(policy: str, feeds: Sequence[str]) -> str:
    return f"{', '.join(map(feed_name, feeds))}: a row without a place {_POLICIES[policy]}."
