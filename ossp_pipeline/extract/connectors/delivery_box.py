"""Whole files put into the inbox: under a hidden name first, then with their checksum, then under their own name."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ossp_pipeline.atomic_files import sha256_of, sync_folder, write_bytes
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.extract.connectors.connector import State
from ossp_pipeline.extract.connectors.options import wrong
from ossp_pipeline.settings import CONNECTIONS

_HIDDEN = ".fetching-"
_PLACEHOLDER = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True)
class DeliveryBox:
    """The inbox folder of a feed, for one connection. `connection` and `state`: its name, and what it put before."""

    inbox: Path
    feed: Feed
    connection: str
    state: State

    @property
    def folder(self) -> Path:
        """`inbox/<feed>`."""
        return self.inbox / self.feed.name

    def put(self, period: Period, name: str, write: Callable[[BinaryIO], None], about: str = "") -> bool:
        """Put a file, unless its bytes are those put before. Returns whether it was put.

        period  what the file is about
        name    of the file in the inbox
        write   writes its bytes; where it raises, nothing is put
        about   what it is compared with, where that is not what was put for the period before

        The checksum comes before the file: who looks in between sees no file that is not whole.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        hidden = self.folder / f"{_HIDDEN}{self.connection}"
        try:
            with hidden.open("wb") as handle:
                write(handle)
                handle.flush()
                os.fsync(handle.fileno())
            sha256, key = sha256_of(hidden), f"{self.feed.name} {about or period}"
            if self.state.files.get(key) == sha256:
                return False
            write_bytes(self.folder / f"{name}.sha256", f"{sha256}  {name}\n".encode())
            hidden.replace(self.folder / name)
            sync_folder(self.folder)
            self.state.files[key] = sha256
            self.state.versions[f"{self.feed.name} {period}"] = self.feed.read_version(name)
            return True
        finally:
            hidden.unlink(missing_ok=True)


def checked_name(template: str, feed: Feed, connection: str, period: Period, version: int) -> str:
    """The name of a file, from a template with {period} and {version}, as the feed's contract wants it.

    A feed that knows layouts or extracts takes the period from the content, whatever the file is called. Raises
    UsageError for another placeholder, and where no file of the feed is called so.
    """
    values = {"period": str(period), "version": str(version)}
    unknown = [name for name in _PLACEHOLDER.findall(template) if name not in values]
    name = _PLACEHOLDER.sub(lambda match: values.get(match[1], ""), template)
    is_plain = bool(name) and "/" not in name and not name.startswith(".")
    if unknown or not is_plain or not (feed.extract or feed.may_be_named(name)):
        message = f"“{connection}” in {CONNECTIONS}: no file of {feed.name} is called “{template}”"
        example = feed.example.file_name if feed.example else "the page of the feed says"
        raise wrong(message, f"write `file_name` as {example}, with {{period}} and {{version}} in their places")
    return name
