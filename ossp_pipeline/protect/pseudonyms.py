"""Keyed pseudonyms: HMAC-SHA-256 of a canonical value under a key that belongs to one feed.

A plain hash could be reversed: trying all 42 million combinations of initials, date of birth and sex takes about a
minute on one core. Every feed has its own key, so tokens of two feeds cannot be joined.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable

KEY_BYTES = 32
CANONICAL_VERSION = "1"
_SEPARATOR = "\x1f"


def canonical_form(value: str) -> str:
    """One spelling per identifier (version 1): NFKC, trimmed, single spaces, upper case."""
    if not value.isascii():  # ASCII is already in NFKC, and nearly every identifier is ASCII
        # Upper case may decompose a letter (ΐ), so the result is normalised once more.
        value = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).upper())
    return " ".join(value.split()).upper()


def pseudonym(key: bytes, *values: str) -> str:
    """64 hex digits for one value, or for several values that together recognise a person."""
    message = _SEPARATOR.join([CANONICAL_VERSION, *map(canonical_form, values)])
    return hmac.digest(key, message.encode(), hashlib.sha256).hex()


def pseudonyms(key: bytes, identifiers: Iterable[tuple[str, ...] | None]) -> list[str | None]:
    """One token per identifier of one or more values. A missing identifier (None) stays missing."""
    # Identifiers repeat, and hashing is the slow part.
    known: dict[tuple[str, ...] | None, str | None] = {None: None}
    tokens: list[str | None] = []
    for identifier in identifiers:
        if identifier is not None and identifier not in known:
            known[identifier] = pseudonym(key, *identifier)
        tokens.append(known[identifier])
    return tokens


def fingerprint(key: bytes) -> str:
    """Eight hex digits that differ between keys and reveal nothing about them."""
    return hmac.digest(key, b"ossp key fingerprint", hashlib.sha256).hex()[:8]
