"""The key of a feed's pseudonyms, and which key its landed rows were made with: only these two together make sense.

data/raw/<feed>/key.json   the fingerprint of the key, and the day from which on it is in use

A key that is missing while rows made with it are there, or that is another one, is refused: new pseudonyms would not
be those of the same people. `ossp keys rotate` replaces a key and all rows made with it.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.contracts.column import Treatment
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import KeyFileError
from ossp_pipeline.extract.keys import kept_key
from ossp_pipeline.protect.noise import SAMPLE_KEY
from ossp_pipeline.protect.pseudonyms import fingerprint
from ossp_pipeline.settings import PROJECT, Settings

_NOISE = "noise"


def has_key(feed: Feed) -> bool:
    """Whether anything of the feed lands as a pseudonym."""
    return bool(feed.person_from) or any(column.treatment is Treatment.PSEUDONYM for column in feed.columns)


def feed_key(feed: Feed, settings: Settings) -> bytes:
    """The feed's key, made on first use; empty for a feed that needs none. Raises KeyFileError."""
    if not has_key(feed):
        return b""
    path = key_path(feed.name, settings)
    rotate = (
        f"restore it from its safe copy; or run `ossp keys rotate {feed.name}`: its files land again under a new key"
    )
    if not path.exists() and has_landed(feed.name, settings):
        raise KeyFileError("E-KEY", f"{path.name} is missing, and rows of {feed.name} were landed with it", rotate)
    key = kept_key(settings.keys, feed.name, (settings.data, PROJECT))
    _refuse_shared(path, key)
    known = key_record(feed.name, settings)
    if known.get("fingerprint") != fingerprint(key):
        if known and has_landed(feed.name, settings):
            raise KeyFileError("E-KEY", f"{path.name} is not the key with which {feed.name} was landed", rotate)
        record_key(feed.name, settings, key, date.fromtimestamp(path.stat().st_mtime))
    return key


def noise_key(feed: Feed, settings: Settings) -> bytes:
    """The key by which public counts of people are rounded: one for all feeds; empty for a feed that counts none.

    It outlives the keys of pseudonyms: a new one would round everything that was published a second time. Raises
    KeyFileError where it is missing and a public edition was made with it.
    """
    if not feed.counted:
        return b""
    if settings.is_sample:
        return SAMPLE_KEY
    path = key_path(_NOISE, settings)
    if not path.exists() and (settings.data / "public" / "releases").exists():
        remedy = "restore it from its safe copy; with a new one, readers of two public releases could undo the rounding"
        raise KeyFileError("E-KEY", f"{path.name} is missing, and a public edition was made with it", remedy)
    key = kept_key(settings.keys, _NOISE, (settings.data, PROJECT))
    if key == SAMPLE_KEY:
        remedy = f"remove {path}, and refresh: a new one is made"
        raise KeyFileError("E-KEY", f"{path.name} is the one for invented people, which everybody can read", remedy)
    return key


def key_path(name: str, settings: Settings) -> Path:
    """The file of a key."""
    return settings.keys / f"{name}.key"


def key_record(name: str, settings: Settings) -> dict[str, Any]:
    """Which key a feed's landed rows were made with; empty where nothing says."""
    path = _record_path(name, settings)
    record: dict[str, Any] = read_json(path) if path.exists() else {}
    return record


def record_key(name: str, settings: Settings, key: bytes, made_on: date | None = None) -> None:
    """Say with which key the rows of a feed are made from now on."""
    day = made_on or datetime.now(UTC).date()
    write_json(_record_path(name, settings), {"fingerprint": fingerprint(key), "made_on": day.isoformat()})


def has_landed(name: str, settings: Settings) -> bool:
    """Whether there are landed rows of a feed."""
    return any((settings.raw / name).glob("[!.]*/accepted.parquet"))


def _record_path(name: str, settings: Settings) -> Path:
    return settings.raw / name / "key.json"


def _refuse_shared(path: Path, key: bytes) -> None:
    """Two feeds with one key could be joined by their pseudonyms."""
    written = key.hex().encode()
    for other in sorted(path.parent.glob("*.key")):
        if other.name != path.name and not other.is_symlink() and other.read_bytes().strip().lower() == written:
            remedy = f"restore each from its safe copy, or run `ossp keys rotate {path.stem}`"
            raise KeyFileError("E-KEY", f"{path.name} and {other.name} are the same key", remedy)
