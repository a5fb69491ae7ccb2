"""Words that stand beside certain numbers alone: beside “of 37 periods supplied” no number but the one worked out.

A derived fact such as “36 of 37 periods supplied” allows its numbers, and it binds its words: where a page has the same
words with other numbers, those are wrong, though other rows of the page may hold them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from ossp_pipeline.site.printed_figures import TIME

# As the number of a line is read, without the comma that may follow it.
_SLOT = rf"(?:{TIME.pattern})|\d(?:[\d,]*\d)?(?:\.\d+)?%?"
_SLOTS = re.compile(_SLOT)
# Words begin and end where words do; a phrase may begin with a sign.
_BEFORE, _AFTER = r"(?<![\w.,])(?=[\w−])|(?=[^\w−])", r"(?!\w|[.,]\d|%)"
Numbers = tuple[str, ...]


class BoundWords:
    """Phrases bound to their numbers wherever their words stand, and labels that are a line of their own."""

    def __init__(self, phrases: Iterable[str] = (), labels: Iterable[str] = ()) -> None:
        self._phrases, self._labels = _by_shape(phrases), _by_shape(labels)

    def wrong_in(self, words: str, is_label: bool = False) -> list[str]:
        """The numbers that stand where these words stand beside others. `is_label`: the words are a whole line."""
        words = _plain(words)
        wrong = [number for shape, said in self._phrases.items() for number in _wrong(shape.finditer(words), said)]
        whole = ((shape.fullmatch(words), said) for shape, said in self._labels.items() if is_label)
        wrong += [number for match, said in whole if match for number in _wrong(iter([match]), said)]
        return list(dict.fromkeys(wrong))


def _wrong(found: Iterator[re.Match[str]], said: set[Numbers]) -> Iterator[str]:
    for match in found:
        if match.groups() not in said:
            yield from _furthest(match.groups(), said)


def _furthest(numbers: Numbers, said: set[Numbers]) -> Numbers:
    """Those that differ from what comes nearest to them."""
    differences = (tuple(one for one, other in zip(numbers, each, strict=True) if one != other) for each in said)
    return min(differences, key=len)


def _by_shape(phrases: Iterable[str]) -> dict[re.Pattern[str], set[Numbers]]:
    """Words with places for numbers → the numbers that may stand there together."""
    shapes: dict[str, set[Numbers]] = defaultdict(set)
    for phrase in map(_plain, phrases):
        numbers = tuple(_SLOTS.findall(phrase))
        # Numbers without words of their own are bound to nothing.
        if numbers and re.search(r"[a-z]{2}", _SLOTS.sub("", phrase)):
            shapes[f"({_SLOT})".join(map(re.escape, _SLOTS.split(phrase)))].add(numbers)
    return {re.compile(f"(?:{_BEFORE}){shape}{_AFTER}"): numbers for shape, numbers in shapes.items()}


def _plain(words: str) -> str:
    return " ".join(words.lower().split()).rstrip(".")


# Where no words are bound.
FREE = BoundWords()
