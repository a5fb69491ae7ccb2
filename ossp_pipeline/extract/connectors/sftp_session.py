"""One session with an SFTP server whose key is known beforehand: list a folder, look at a file, read it. Nothing else.

Nothing of this user's own SSH set-up is used: no configuration, no agent, no keys, no known hosts. Nothing is written,
renamed or deleted on the server. No message of the library is shown: it may quote the server.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from stat import S_ISREG
from typing import Any, BinaryIO, TypeVar, cast

import asyncssh

from ossp_pipeline.errors import FetchError
from ossp_pipeline.extract.connectors.connector import LostError
from ossp_pipeline.extract.connectors.options import wrong
from ossp_pipeline.settings import CONNECTIONS

_BLOCK = 1 << 18
# A folder with more is none that a partner and we have agreed on.
_MOST_FILES = 10_000
_LATER = "try again later; if it stays so, tell the owner of the server"
Result = TypeVar("Result")
Run = Callable[[Coroutine[Any, Any, Any]], Any]


@dataclass(frozen=True)
class LogIn:
    """Where and as whom. `host_key`: the public key of the server; `password`, `key`: secrets, one of them."""

    host: str
    port: int
    user: str
    host_key: str
    password: str = ""
    key: str = ""


@dataclass(frozen=True)
class Entry:
    """What lies in the folder under a name; no link is followed."""

    name: str
    size: int
    changed: int
    is_file: bool


class SftpSession:
    """An open session. `seconds`: for all of it; `folder`: on the server."""

    def __init__(self, run: Run, client: asyncssh.SFTPClient, folder: str, end: float) -> None:
        self._run, self._client, self._folder, self._end = run, client, folder, end

    def entries(self) -> list[Entry]:
        """What lies in the folder, by name. Raises FetchError."""

        async def run() -> list[Entry]:
            found = []
            async for item in self._client.scandir(self._folder.encode()):  # as bytes: names may be in no encoding
                found.append(_entry(cast(bytes, item.filename).decode(errors="replace"), item.attrs))
                if len(found) > _MOST_FILES:
                    message = f"the folder of the server holds more than {_MOST_FILES:,} files"
                    raise FetchError("E-FETCH", message, "ask its owner for a folder with what we fetch alone")
            return sorted(found, key=lambda entry: entry.name)

        return _run(self._run, run(), self._end)

    def look(self, name: str) -> Entry | None:
        """What lies there now; None where nothing does. Raises FetchError."""

        async def run() -> Entry | None:
            try:
                return _entry(name, await self._client.lstat(self._path(name)))
            except asyncssh.SFTPNoSuchFile:
                return None

        return _run(self._run, run(), self._end)

    def read(self, name: str, most: int, handle: BinaryIO) -> int:
        """Write the bytes of a file to `handle`, one more than `most` at the longest: how many. Raises FetchError."""

        async def run() -> int:
            written = 0
            async with self._client.open(self._path(name), "rb") as file:
                while block := cast(bytes, await file.read(min(_BLOCK, most + 1 - written))):
                    written += handle.write(block)
            return written

        return _run(self._run, run(), self._end)

    def _path(self, name: str) -> str:
        return f"{self._folder.rstrip('/')}/{name}"


@contextmanager
def connected(to: LogIn, folder: str, seconds: float, silence: float = 30) -> Iterator[SftpSession]:
    """Open a session and close it. Raises UsageError, FetchError; LostError where it may be tried again."""
    end = time.monotonic() + seconds
    options = _options(to, silence)
    with _event_loop() as run:
        opening = asyncssh.connect(to.host, to.port, options=options, config=None)
        connection: asyncssh.SSHClientConnection = _run(run, opening, end)
        try:
            yield SftpSession(run, _run(run, connection.start_sftp_client(), end), folder, end)
        finally:
            connection.abort()


@contextmanager
def _event_loop() -> Iterator[Run]:
    """Runs work of the library in a thread of its own: that of the caller may have an event loop already."""
    with ThreadPoolExecutor(1, "sftp") as thread:
        runner = thread.submit(asyncio.Runner).result()
        try:
            yield lambda work: thread.submit(runner.run, work).result()
        finally:
            thread.submit(runner.close).result()


def read_host_key(text: str) -> asyncssh.SSHKey:
    """The public key of a server. Raises UsageError."""
    try:
        return asyncssh.import_public_key(text)
    except asyncssh.KeyImportError:
        message = f"the `host_key` of a connection in {CONNECTIONS} is no public key"
        raise wrong(message, "write it as the owner of the server gives it, such as “ssh-ed25519 AAAA…”") from None


def _options(to: LogIn, silence: float) -> asyncssh.SSHClientConnectionOptions:
    try:
        keys = [asyncssh.import_private_key(to.key)] if to.key else None
    except asyncssh.KeyImportError:
        message = f"the `key` of a connection in {CONNECTIONS} is no private key, or needs a passphrase"
        raise wrong(message, "put a private key without a passphrase into the key folder") from None
    return asyncssh.SSHClientConnectionOptions(
        config=None,
        username=to.user,
        password=to.password or None,
        client_keys=keys,
        known_hosts=([read_host_key(to.host_key)], [], []),
        agent_path=None,
        gss_host=None,
        preferred_auth=["publickey"] if keys else ["password", "keyboard-interactive"],
        connect_timeout=silence,
        login_timeout=silence,
        keepalive_interval=silence / 3,
    )


def _run(run: Run, work: Coroutine[Any, Any, Result] | Any, end: float) -> Result:
    """Do it, before the time is over. Every error of the library in words of ours."""

    async def within_time() -> Result:
        return await asyncio.wait_for(work, max(end - time.monotonic(), 0.001))

    try:
        return cast(Result, run(within_time()))
    except TimeoutError:
        raise LostError("E-FETCH", "the server took longer than the connection allows", _LATER) from None
    except asyncssh.HostKeyNotVerifiable:
        message = f"the server does not prove itself with the `host_key` that {CONNECTIONS} names"
        remedy = "ask its owner, not by the same way, whether the key was replaced; send nothing until they confirm it"
        raise FetchError("E-FETCH", message, remedy) from None
    except asyncssh.PermissionDenied:
        remedy = "correct the `user`, `password` or `key` of the connection, or ask its owner"
        raise FetchError("E-FETCH", "the server does not let us in", remedy) from None
    except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPPermissionDenied):
        remedy = "compare the `folder` of the connection with what was agreed"
        raise FetchError("E-FETCH", "the folder, or a file in it, is not there or may not be read", remedy) from None
    except (OSError, asyncssh.Error):
        message = "the server cannot be reached, or the connection was cut each time it was tried"
        raise LostError("E-FETCH", message, _LATER) from None


def _entry(name: str, attributes: asyncssh.SFTPAttrs) -> Entry:
    mode = attributes.permissions
    is_file = attributes.type == asyncssh.FILEXFER_TYPE_REGULAR or (mode is not None and S_ISREG(mode))
    return Entry(name, attributes.size or 0, int(attributes.mtime or 0), is_file)
