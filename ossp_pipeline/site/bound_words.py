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
_NUMBER = re.compile(rf"(?:{TIME.pattern})|\d(?:[\d,]*\d)?(?:\.\d+)?%?")
_WORDED = re.compile(r"[a-z]{2}")
# Stands in words in the place of each number.
_GAP = "\0"
# Words begin and end where words do; a phrase may begin with a sign.
_BEGINS, _ENDS = re.compile(r"(?<![\w.,])(?=[\w−\0])|(?=[^\w−\0])"), re.compile(r"(?![\w\0%]|[.,]\0)")
Numbers = tuple[str, ...]
# Words with gaps → the numbers that may stand in them together.
Bound = dict[str, set[Numbers]]


class BoundWords:
    """Phrases bound to their numbers wherever their words stand, and labels that are a line of their own."""

    def __init__(self, phrases: Iterable[str] = (), labels: Iterable[str] = ()) -> None:
        self._phrases, self._labels = _bound(phrases), _bound(labels)

    def wrong_in(self, words: str, is_label: bool = False) -> list[str]:
        """The numbers that stand where these words stand beside others. `is_label`: the words are a whole line."""
        line, numbers = _apart(words)
        wrong = [
            number
            for phrase, said in self._phrases.items()
            if phrase in line
            for found in _found(phrase, line, numbers)
            for number in _wrong(found, said)
        ]
        if is_label and line in self._labels:
            wrong += _wrong(numbers, self._labels[line])
        return list(dict.fromkeys(wrong))


def _found(phrase: str, line: str, numbers: Numbers) -> Iterator[Numbers]:
    """The numbers that stand in a phrase, each time a line has its words."""
    start = line.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if is_whole := _BEGINS.match(line, start) and _ENDS.match(line, end):
            first = line.count(_GAP, 0, start)
            yield numbers[first : first + phrase.count(_GAP)]
        start = line.find(phrase, end if is_whole else start + 1)


def _wrong(numbers: Numbers, said: set[Numbers]) -> Numbers:
    """Those that differ from what comes nearest to them, the first in order where several do; none if they are said."""
    if numbers in said:
        return ()
    differences = (
        tuple(one for one, other in zip(numbers, each, strict=True) if one != other) for each in sorted(said)
    )
    return min(differences, key=len)


def _bound(phrases: Iterable[str]) -> Bound:
    bound: Bound = defaultdict(set)
    for words, numbers in map(_apart, phrases):
        # Numbers without words of their own are bound to nothing.
        if numbers and _WORDED.search(words):
            bound[words].add(numbers)
    return dict(bound)


@cache
def _apart(words: str) -> tuple[str, Numbers]:
    """Words with gaps, and the numbers of the gaps."""
    words = " ".join(words.lower().split()).rstrip(".")
    return _NUMBER.sub(_GAP, words), tuple(_NUMBER.findall(words))


# Where no words are bound.
FREE = BoundWords()
