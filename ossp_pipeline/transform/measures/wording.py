"""Words chosen row by row."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Words = NDArray[np.object_]


def choose_words(conditions: Sequence[ArrayLike], words: Sequence[str], otherwise: str | None = None) -> Words:
    """Of each row the word of the first condition that holds, or else `otherwise`."""
    masks = [np.asarray(condition, dtype=bool) for condition in conditions]
    chosen = np.full(masks[0].shape, otherwise, dtype=object)
    for mask, word in reversed(list(zip(masks, words, strict=True))):
        chosen[mask] = word
    return chosen
