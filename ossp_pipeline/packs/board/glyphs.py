"""Text the report's font can print. What it cannot is shown as □: a missing sign must not stop a report.

PDF/UA allows no sign without a glyph, so the compiler refuses the whole document for one emoji in a comment.
"""

import re
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
_LONGEST = 28
_STEP = 14
# Latin with its accents, Greek, Cyrillic, punctuation and shapes: what Liberation Sans has and a test has printed.
NOT_PRINTED = re.compile(
    r"[^\u0020-\u007e\u00a0-\u017f\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce"
    r"\u0400-\u045f‐–—‘’‚“”„†‡•…‰′″‹›€™−≠≤≥■□▲▼●○]"
)
_LONG = re.compile(rf"\S{{{_LONGEST},}}")
_MAY_BREAK = "\u200b"


def printable(text: str) -> str:
    """The text with every sign the font has; words too long for a column may break."""
    shown = NOT_PRINTED.sub("□", text.replace("\u00ad", ""))
    return _LONG.sub(lambda match: _broken(match.group()), shown)


def _broken(word: str) -> str:
    """A break that shows nothing (zero width space) every few letters."""
    return _MAY_BREAK.join(word[index : index + _STEP] for index in range(0, len(word), _STEP))
