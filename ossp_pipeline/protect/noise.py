"""Noise keys: what decides how the count of a group of people is rounded in the public edition.

Each person or crime that is counted gets a number of 32 bits under a secret key. A cell's key is the sum of those of
the people in it, so the same people are rounded the same way in every table and in every release: nobody gets a second
draw, and averaging shows nothing (the cell-key method of the Australian Bureau of Statistics and the ONS; Fraser and
Wooton 2005). It is made of the identifier as received and not of its pseudonym: a new key for pseudonyms must not
change what was published.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable

import pyarrow as pa

from ossp_pipeline.protect.pseudonyms import canonical_form

_SEPARATOR = "\x1f"
_KEY_BYTES = 4
# The key for invented people. Everybody can read it here, so it is refused for real ones.
SAMPLE_KEY = hashlib.sha256(b"ossp noise key for invented people").digest()


def noise_keys(key: bytes, purpose: str, identifiers: Iterable[tuple[str, ...] | None]) -> pa.Array:
    """A number of 32 bits per identifier of one or more values; null for a missing one. `purpose`: what is counted.

    Raises ValueError for an empty key: anybody could then work out how a count was rounded.
    """
    if not key:
        raise ValueError("the noise key is empty")
    known: dict[tuple[str, ...] | None, int | None] = {None: None}  # identifiers repeat, and hashing is slow
    numbers = []
    for identifier in identifiers:
        if identifier not in known and identifier is not None:
            known[identifier] = _number(key, [purpose, *map(canonical_form, identifier)])
        numbers.append(known[identifier])
    return pa.array(numbers, pa.uint32())


def row_identifiers(rows: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Identifiers for rows that have none: their cells, and which of the rows alike each one is, from 0."""
    seen: Counter[tuple[str, ...]] = Counter()
    identifiers = []
    for row in rows:
        identifiers.append((*row, str(seen[row])))
        seen[row] += 1
    return identifiers


def _number(key: bytes, parts: list[str]) -> int:
    digest = hmac.digest(key, _SEPARATOR.join(parts).encode(), hashlib.sha256)
    return int.from_bytes(digest[:_KEY_BYTES], "big")
