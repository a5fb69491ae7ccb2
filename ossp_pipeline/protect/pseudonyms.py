"""Keyed pseudonyms: HMAC-SHA-256 of a canonical value under a key that belongs to one feed.

A plain hash would not do: all 42 million combinations of initials, date of birth and sex are tried in about a
minute on one core. Different keys per feed keep tokens of two feeds from joining.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable

KEY_BYTES = 32
CANONICAL_VERSION = "1"
_SEPARATOR = "\x1f"


def canonical(value: str) -> str:
    """One spelling per identifier (version 1): NFKC, trimmed, inner spaces single, upper case."""
    if not value.isascii():  # ASCII is already in NFKC, and nearly every identifier is ASCII
        # Upper case may take a letter apart (ΐ), so the result is brought into NFKC once more.
        value = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).upper())
    return " ".join(value.split()).upper()


def pseudonym(key: bytes, *values: str) -> str:
    """64 hex digits for the value, or for several values that together recognise a person."""
    message = _SEPARATOR.join([CANONICAL_VERSION, *map(canonical, values)])
    return hmac.digest(key, message.encode(), hashlib.sha256).hex()


def pseudonyms(key: bytes, identifiers: Iterable[tuple[str, ...] | None]) -> list[str | None]:
    """One token per identifier, each of one or more values; a missing identifier stays missing."""
    tokens: dict[tuple[str, ...], str] = {}
    found: list[str | None] = []
    for identifier in identifiers:
        if identifier is None:
            found.append(None)
        else:
            if identifier not in tokens:
                tokens[identifier] = pseudonym(key, *identifier)
            found.append(tokens[identifier])
    return found


def fingerprint(key: bytes) -> str:
    """Eight hex digits that tell two keys apart and say nothing about either."""
    return hmac.digest(key, b"ossp key fingerprint", hashlib.sha256).hex()[:8]
