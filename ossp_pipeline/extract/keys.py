"""Keys: a file per feed for pseudonyms, one for the seals of builds; mode 0600, outside the data, made on first use."""

import os
import secrets
import stat
from pathlib import Path

from ossp_pipeline.atomic_files import write_bytes
from ossp_pipeline.errors import KeyFileError
from ossp_pipeline.protect.pseudonyms import KEY_BYTES

# The name of the key of seals, without `.key`.
SEAL_KEY = "evidence"
_PRIVATE_FOLDER = 0o700
# 32 random bytes hold 30 different ones on average, and fewer than 16 with a chance below one in 10^15.
_FEWEST_BYTES = 16


def kept_key(folder: Path, name: str, forbidden: tuple[Path, ...]) -> bytes:
    """The key of this name, 32 bytes. `forbidden` lists the folders that it must not lie in. Raises KeyFileError."""
    path = folder / f"{name}.key"
    for other in forbidden:
        if path.resolve().is_relative_to(other.resolve()):
            remedy = "set OSSP_KEYS to another folder on this machine"
            raise KeyFileError("E-KEY", f"the key folder lies inside {other}", remedy)
    folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    _refuse_link(path)
    _refuse_open_folder(folder)
    if not path.exists():
        create_key(path)
    _refuse_exposed(path)
    return _read_key(path)


def kept_secret(folder: Path, name: str) -> str:
    """A password or token that people put into the key folder as a file of its own. Raises KeyFileError."""
    path = folder / name
    if not path.is_file():
        raise KeyFileError("E-KEY", f"there is no {name} in the key folder", f"write the secret into {path}, mode 0600")
    _refuse_link(path)
    _refuse_open_folder(folder)
    _refuse_exposed(path)
    return path.read_text(encoding="utf-8").strip()


def create_key(path: Path) -> None:
    """Write a new random key into this file."""
    write_bytes(path, f"{secrets.token_hex(KEY_BYTES)}\n".encode("ascii"))


def _read_key(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:  # its message quotes a part of the key
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileError("E-KEY", f"{path.name} does not hold {KEY_BYTES} bytes", "restore it from its safe copy")
    if len(set(key)) < _FEWEST_BYTES:
        remedy = "restore it from its safe copy; or run `ossp keys rotate` with the feed's name: it gets a new one"
        raise KeyFileError("E-KEY", f"{path.name} is not random: anybody could guess it", remedy)
    return key


def _refuse_link(path: Path) -> None:
    """A link can be pointed elsewhere by whoever owns the place it points to."""
    if path.is_symlink() or path.parent.is_symlink():
        remedy = "put the file itself in the key folder, and set OSSP_KEYS to that folder and not to a link"
        raise KeyFileError("E-KEY", f"{path.name} is reached through a link", remedy)


def _refuse_open_folder(folder: Path) -> None:
    """Who may write to the folder may replace a key, whatever the mode of the file."""
    if stat.S_IMODE(folder.stat().st_mode) != _PRIVATE_FOLDER:
        raise KeyFileError("E-KEY", f"the key folder {folder} is open to others", f"run `chmod 700 {folder}`")


def _refuse_exposed(path: Path) -> None:
    status = path.stat()
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise KeyFileError("E-KEY", f"{path.name} can be read by others", f"run `chmod 600 {path}`")
    if hasattr(os, "getuid") and status.st_uid != os.getuid():
        raise KeyFileError("E-KEY", f"{path.name} belongs to another user", "run as the user who owns the keys")
