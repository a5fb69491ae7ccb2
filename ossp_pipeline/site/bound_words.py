"""Words that stand beside certain numbers alone: beside “of 37 periods supplied” no number but the one worked out.

A derived fact such as “36 of 37 periods supplied” allows its numbers, and it binds its words: where a page has the same
words with other numbers, those are wrong, though other rows of the page may hold them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from ossp_pipeline.site.printed_figures import TIME

# As the number of a line is read, without the comma that may follow it.
_SLOT = rf"(?:{TIME.pattern})|\d(?:[\d,]*\d)?(?:\.\d+)?%?"
_SLOTS = re.compile(_SLOT)
# Words begin and end where words do; a phrase may begin with a sign.
_BEFORE, _AFTER = r"(?<![\w.,])(?=[\w−])|(?=[^\w−])", r"(?!\w|[.,]\d|%)"
Numbers = tuple[str, ...]
Shapes = dict[tuple[tuple[str, ...], str], set[Numbers]]


class BoundWords:
    """Phrases bound to their numbers wherever their words stand, and labels that are a line of their own."""

    def __init__(self, phrases: Iterable[str] = (), labels: Iterable[str] = ()) -> None:
        self._phrases, self._labels = _by_shape(phrases), _by_shape(labels)

    def wrong_in(self, words: str, is_label: bool = False) -> list[str]:
        """The numbers that stand where these words stand beside others. `is_label`: the words are a whole line."""
        words = _plain(words)
        matches = [(match, said) for shape, said in _among(self._phrases, words) for match in shape.finditer(words)]
        if is_label:
            labels = ((shape.fullmatch(words), said) for shape, said in _among(self._labels, words))
            matches += [(match, said) for match, said in labels if match]
        return list(dict.fromkeys(number for match, said in matches for number in _wrong(match, said)))


def _among(shapes: Shapes, words: str) -> Iterator[tuple[re.Pattern[str], set[Numbers]]]:
    """Those shapes whose longest part stands in the words. Making a pattern of each takes longer than looking."""
    return ((_pattern(parts), said) for (parts, longest), said in shapes.items() if longest in words)


def _wrong(match: re.Match[str], said: set[Numbers]) -> Numbers:
    return () if match.groups() in said else _furthest(match.groups(), said)


def _furthest(numbers: Numbers, said: set[Numbers]) -> Numbers:
    """Those that differ from what comes nearest to them."""
    differences = (tuple(one for one, other in zip(numbers, each, strict=True) if one != other) for each in said)
    return min(differences, key=len)


def _by_shape(phrases: Iterable[str]) -> Shapes:
    """The words between numbers, with the longest of them → the numbers that may stand there together."""
    shapes: Shapes = defaultdict(set)
    for phrase in map(_plain, phrases):
        numbers = tuple(_SLOTS.findall(phrase))
        # Numbers without words of their own are bound to nothing.
        if numbers and re.search(r"[a-z]{2}", _SLOTS.sub("", phrase)):
            parts = tuple(_SLOTS.split(phrase))
            shapes[parts, max(parts, key=len)].add(numbers)
    return shapes


@cache
def _pattern(parts: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"(?:{_BEFORE}){f'({_SLOT})'.join(map(re.escape, parts))}{_AFTER}")


def _plain(words: str) -> str:
    return " ".join(words.lower().split()).rstrip(".")


# Where no words are bound.
FREE = BoundWords()
