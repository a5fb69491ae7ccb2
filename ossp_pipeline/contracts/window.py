"""The years that a published figure is about, as publishers write them: `2023`, `2022/23`, `2018 - 20`, in words."""

import re
from dataclasses import dataclass

_YEAR = r"((?:19|20)\d\d)(?:[/_-](\d\d)(?!\d))?"
_ONE = re.compile(_YEAR)
# Without blanks, “2022-23” is a financial year.
_SEVERAL = re.compile(rf"{_YEAR}(?: (?:-|–|to) |-(?=\d{{4}}))((?:19|20)?\d\d)(?:/(\d\d))?")
_WRITTEN = re.compile(rf"(?<!\d){_YEAR}(?!\d)")


@dataclass(frozen=True)
class Window:
    """The years of a figure.

    first  the year in which it starts; of a financial year, the first of its two
    last   the year in which it ends; of a financial year, the second of its two
    years  how many years are pooled in it; None where it is not whole years, or does not say
    """

    first: int
    last: int
    years: int | None


def read_window(text: str) -> Window | None:
    """The years that a period names; None where it names none."""
    text = " ".join(text.split())
    if match := _SEVERAL.fullmatch(text):
        first, last = int(match[1]), _after(match[1], match[3])
        # Of financial years, the last one is named by the year in which it starts.
        return Window(first, last + bool(match[4]), last - first + 1)
    if match := _ONE.fullmatch(text):
        first, last = int(match[1]), _after(match[1], match[2] or match[1])
        return Window(first, last, 1 if last - first <= 1 else last - first + 1)
    found = [(int(match[1]), _after(match[1], match[2] or match[1])) for match in _WRITTEN.finditer(text)]
    if not found:
        return None
    return Window(min(first for first, _ in found), max(last for _, last in found), None)


def _after(first: str, written: str) -> int:
    """A year of two digits or four, which is not before the first."""
    year = int(written) if len(written) == 4 else int(first[:2] + written)
    return year if year >= int(first) else year + 100
