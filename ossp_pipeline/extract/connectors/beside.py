"""What a sender puts beside a file so that nobody has to guess whether it is whole: a checksum, or an end marker."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from pathlib import Path

from ossp_pipeline.atomic_files import write_bytes
from ossp_pipeline.extract.connectors.checksums import (
    Digest,
    checked_name,
    digests_for,
    is_checksum_file,
    is_list,
    read_digests,
)

# An empty file of this suffix, made last, says that a file is there whole.
END_MARKER = ".done"
_LONGEST_TEXT = 100_000


class Verdict(Enum):
    """What lies beside a file says of it: nothing; it is whole; its bytes differ; what is said cannot be read."""

    NOTHING = auto()
    WHOLE = auto()
    DIFFERS = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class Beside:
    """The checksum files and end markers of one folder."""

    paths: tuple[Path, ...]

    @classmethod
    def among(cls, paths: Iterable[Path]) -> "Beside":
        """Those among the files of a folder."""
        return cls(tuple(path for path in paths if is_beside(path.name)))

    def judge(self, path: Path) -> tuple[Verdict, str]:
        """What they say of a file, and the name of the checksum file that says it. Raises OSError."""
        for checksum in self._checksums(path):
            digests = _digests_of(checksum, path)
            if not digests:
                return Verdict.UNKNOWN, checksum.name
            if any(digest.value != hash_of(path, digest.algorithm) for digest in digests):
                return Verdict.DIFFERS, checksum.name
            return Verdict.WHOLE, checksum.name
        has_ended = any(item.name == f"{path.name}{END_MARKER}" for item in self.paths)
        return (Verdict.WHOLE if has_ended else Verdict.NOTHING), ""

    def remove(self, path: Path) -> None:
        """Remove what is about a file that is taken: left behind, it would be about the next file of this name."""
        for item in self.paths:
            if item.name == f"{path.name}{END_MARKER}" or _lies_beside(item, path):
                item.unlink(missing_ok=True)
            elif is_list(item.name) and (digests := _read(item)):
                _keep_others(item, digests, path)

    def _checksums(self, path: Path) -> list[Path]:
        """The checksum files that are about a file; first those that carry its name."""
        own = [item for item in self.paths if _lies_beside(item, path)]
        return own + [item for item in self.paths if is_list(item.name) and _digests_of(item, path)]


def is_beside(name: str) -> bool:
    """Whether a file of this name is about another one, and no delivery."""
    return is_checksum_file(name) or name.endswith(END_MARKER)


def _lies_beside(checksum: Path, path: Path) -> bool:
    """Whether a checksum file is called as the file, with its suffix or without."""
    return not is_list(checksum.name) and checked_name(checksum.name) in (path.name, path.stem)


def _digests_of(checksum: Path, path: Path) -> list[Digest]:
    """The digests that a checksum file gives for a file."""
    return digests_for(_read(checksum), path.name, _lies_beside(checksum, path))


def _read(checksum: Path) -> list[Digest]:
    """What a checksum file gives; nothing where it is gone, or far longer than any checksum."""
    try:
        with checksum.open("rb") as handle:
            content = handle.read(_LONGEST_TEXT + 1)
    except OSError:
        return []
    return read_digests(content) if len(content) <= _LONGEST_TEXT else []


def _keep_others(listing: Path, digests: list[Digest], path: Path) -> None:
    """Take a file out of a list; the list goes with the last of its files."""
    others = [digest for digest in digests if not digest.is_of(path.name)]
    if not others:
        listing.unlink(missing_ok=True)
    elif len(others) < len(digests):
        lines = [f"{digest.value}  {digest.name or ''}".rstrip() for digest in others]
        write_bytes(listing, "".join(f"{line}\n" for line in lines).encode("utf-8", errors="replace"))


def hash_of(path: Path, algorithm: str) -> str:
    """The digest of a file's bytes. Against copying errors, MD5 and SHA-1 do as well as any other."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, partial(hashlib.new, algorithm, usedforsecurity=False)).hexdigest()
