"""Codes that a supplier uses and no list has: the nearest known code, by its spelling or by its label."""

import difflib
import re
from collections.abc import Mapping

from ossp_pipeline.contracts.column import Column
from ossp_pipeline.extract.code_lists import read_code_labels
from ossp_pipeline.settings import SEEDS

# Half of the letters in common is chance: “Theft” and “Arson” would be neighbours.
_NEAR = 0.6
# From here on a text is another spelling of the code, and of nothing else.
_SAME = 0.85
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def known_codes(column: Column) -> dict[str, str]:
    """The values that a column may hold: code → label; empty where its contract lists none."""
    if column.code_list:
        return read_code_labels(SEEDS).get(column.code_list, {})
    return {code: code for code in column.allowed}


def nearest_code(text: str, known: Mapping[str, str]) -> str | None:
    """The known code whose spelling or label comes nearest to a text; None where nothing comes near."""
    return _nearest(text, known, _NEAR)


def is_spelling_of_a_code(text: str, known: Mapping[str, str]) -> bool:
    """Whether a text is a known code or label in another spelling: other capitals, a slip, an “and” for an “&”."""
    return _nearest(text, known, _SAME) is not None


def _nearest(text: str, known: Mapping[str, str], cutoff: float) -> str | None:
    spellings = {_plain(label): code for code, label in known.items()} | {_plain(code): code for code in known}
    found = difflib.get_close_matches(_plain(text), spellings, n=1, cutoff=cutoff)
    return spellings[found[0]] if found else None


def _plain(text: str) -> str:
    return _BETWEEN_WORDS.sub(" ", text.casefold().replace("&", " and ")).strip()
