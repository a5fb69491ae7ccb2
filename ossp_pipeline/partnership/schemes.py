"""Schemes that history is too short for: whether a place changed cannot be seen without the months before."""

from collections.abc import Iterable, Mapping
from typing import Any


def short_history(places: Iterable[Mapping[str, Any]], history_from: str) -> list[str]:
    """Which schemes compare with months before the first month shown, and what to do, in words.

    places  the sound rows of safer_streets.csv; all places of a scheme have its months
    """
    schemes = {row["scheme_id"]: (row["title"], row["before_from"]) for row in places}
    return [
        f"set history_from to {first} or earlier, and have the months from then on delivered: “{title}” is compared "
        f"with them, and cannot be judged while history is shown from {history_from}"
        for title, first in schemes.values()
        if first < history_from
    ]
