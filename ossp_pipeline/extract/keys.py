"""Keys: a file per feed for pseudonyms, one for the seals of builds; mode 0600, outside the data, made on first use."""

import os
import secrets
import stat
from pathlib import Path

from ossp_pipeline.atomic_files import write_bytes
from ossp_pipeline.errors import KeyFileError
from ossp_pipeline.protect.pseudonyms import KEY_BYTES


def kept_key(folder: Path, name: str, forbidden: tuple[Path, ...]) -> bytes:
    """The key of this name, 32 bytes. `forbidden` lists the folders that it must not lie in. Raises KeyFileError."""
    path = folder / f"{name}.key"
    for other in forbidden:
        if path.resolve().is_relative_to(other.resolve()):
            remedy = "set OSSP_KEYS to another folder on this machine"
            raise KeyFileError("E-KEY", f"the key folder lies inside {other}", remedy)
    if not path.exists():
        _create_key(path)
    _refuse_exposed(path)
    return _read_key(path)


def _create_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_bytes(path, f"{secrets.token_hex(KEY_BYTES)}\n".encode("ascii"))


def _read_key(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:  # its message quotes a part of the key
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileError("E-KEY", f"{path.name} does not hold {KEY_BYTES} bytes", "restore it from its safe copy")
    return key


def _refuse_exposed(path: Path) -> None:
    status = path.stat()
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise KeyFileError("E-KEY", f"{path.name} can be read by others", f"run `chmod 600 {path}`")
    if hasattr(os, "getuid") and status.st_uid != os.getuid():
        raise KeyFileError("E-KEY", f"{path.name} belongs to another user", "run as the user who owns the keys")
