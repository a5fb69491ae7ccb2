"""An SFTP server on loopback over a folder, in a thread of its own, that can misbehave as a test scripts it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import asyncssh

USER, PASSWORD = "ossp", "a-password"


@dataclass
class SftpFolder:
    """What the server shows, and how it misbehaves.

    host_key    its public key
    client_key  lets in by this key alone; without one, by a password
    names       further names that a listing gives
    cut_after   bytes after which the connection is cut, `cuts` times
    endless     every file goes on for ever
    on_read     done at each read
    asked       what was asked of it that would change something
    read        how many bytes were read
    """

    folder: Path
    client_key: asyncssh.SSHKey | None = None
    port: int = 0
    host_key: str = ""
    names: list[bytes] = field(default_factory=list)
    cut_after: int | None = None
    cuts: int = 1
    endless: bool = False
    on_read: Callable[[], object] = lambda: None
    asked: list[str] = field(default_factory=list)
    read: int = 0


class _Door(asyncssh.SSHServer):
    def __init__(self, shown: SftpFolder) -> None:
        self._shown = shown

    def password_auth_supported(self) -> bool:
        return self._shown.client_key is None

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return self._shown.client_key is not None

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        known = self._shown.client_key
        return known is not None and key.public_data == known.public_data


class _Shelf(asyncssh.SFTPServer):
    def __init__(self, shown: SftpFolder, channel: Any) -> None:
        self._shown, self._channel = shown, channel
        super().__init__(channel, chroot=str(shown.folder))

    async def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:
        async for item in super().scandir(path):
            yield item
        for name in self._shown.names:
            yield asyncssh.SFTPName(name, attrs=asyncssh.SFTPAttrs(size=3, permissions=0o100600, mtime=1))

    def read(self, file_obj: Any, offset: int, size: int) -> Any:
        shown = self._shown
        content: Any = b"x" * size if shown.endless else super().read(file_obj, offset, size)
        shown.read += len(content)
        if shown.cut_after is not None and shown.read > shown.cut_after and shown.cuts:
            shown.cuts, shown.read = shown.cuts - 1, 0
            self._channel.get_connection().abort()
        shown.on_read()
        return content

    def _refuse(self, *arguments: Any) -> Any:
        self._shown.asked.append(repr(arguments))

    remove = rename = posix_rename = setstat = fsetstat = write = mkdir = rmdir = _refuse


@contextmanager
def sftp_server(folder: Path, client_key: asyncssh.SSHKey | None = None) -> Iterator[SftpFolder]:
    """Run one over a folder."""
    shown = SftpFolder(folder, client_key)
    host_key = asyncssh.generate_private_key("ssh-ed25519")
    shown.host_key = host_key.export_public_key().decode().strip()
    loop, ready = asyncio.new_event_loop(), threading.Event()

    async def listen() -> None:
        door, shelf = partial(_Door, shown), partial(_Shelf, shown)
        server = await asyncssh.listen(
            "127.0.0.1", 0, server_host_keys=[host_key], server_factory=door, sftp_factory=shelf
        )
        shown.port = server.get_port()
        ready.set()

    def run() -> None:
        loop.run_until_complete(listen())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield shown
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
