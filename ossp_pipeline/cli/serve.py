"""`ossp serve`: the releases over HTTP, for this machine alone and for reading alone.

Served is what lies beside the releases for readers, and of each release the files its own checksums list: nothing else
has an address, so there is nothing to climb out of. A page of another site cannot read it under a borrowed name: the
request must name this machine (DNS rebinding).
"""

import shutil
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

from ossp_pipeline.errors import UsageError
from ossp_pipeline.gate.candidate_files import CHECKSUMS
from ossp_pipeline.publish.index import INDEX, NEWS
from ossp_pipeline.publish.releases import CURRENT, Releases
from ossp_pipeline.site.front import FRONT
from ossp_pipeline.site.notice import CALENDAR

HOST = "127.0.0.1"
_BESIDE = (FRONT, CALENDAR, INDEX, NEWS, CURRENT)
_METHODS = ("GET", "HEAD")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
}
_NAMED_TYPES = {CHECKSUMS: "text/plain; charset=utf-8", NEWS: "application/atom+xml"}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_REMAINS = "private, max-age=31536000, immutable"  # a release never changes
_CHANGES = "no-cache"  # ask again: these follow the pointer


class ReleaseServer(ThreadingHTTPServer):
    """Answers on 127.0.0.1 only. Port 0 takes a free one. Raises UsageError where the port is taken."""

    daemon_threads = True

    def __init__(self, releases: Releases, port: int) -> None:
        self.releases = releases
        try:
            super().__init__((HOST, port), _Handler)
        except (OSError, OverflowError):
            remedy = "choose another with --port"
            raise UsageError("E-PORT", f"port {port} cannot be opened on {HOST}", remedy) from None
        self.names = {f"{name}:{self.server_port}" for name in (HOST, "localhost")}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who goes away in the middle is no error."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def address(self) -> str:
        """Where to point a browser."""
        return f"http://{HOST}:{self.server_port}/"


def find_file(releases: Releases, address: str) -> Path | None:
    """The file of an address such as `/00007-3fa9…/site/index.html`; None where it names none that may be read."""
    name = unquote(address.partition("?")[0]).removeprefix("/") or FRONT
    if name in _BESIDE:
        return _plain_file(releases.folder, name)
    release_id, _, inside = name.partition("/")
    release = next((item for item in releases.all() if item.release_id == release_id), None)
    if release and inside in _listed(release.folder):
        return _plain_file(release.folder, inside)
    return None


def _listed(folder: Path) -> set[str]:
    path = folder / CHECKSUMS
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {CHECKSUMS, *(line.partition("  ")[2] for line in lines)}


def _plain_file(folder: Path, name: str) -> Path | None:
    """The file itself: no link on the way to it, and nothing outside the folder."""
    path = folder.resolve() / name
    return path if path.is_file() and path.resolve() == path else None


class _Handler(BaseHTTPRequestHandler):
    server_version, sys_version = "ossp", ""
    timeout = 30

    def parse_request(self) -> bool:
        """Refuse before anything else is done: other methods, and names that are not this machine's."""
        if not super().parse_request():
            return False
        if self.command not in _METHODS:
            self._say(HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": ", ".join(_METHODS)})
        elif self.headers.get_all("Host") is None or not {*self.headers.get_all("Host", [])} <= self._server.names:
            self._say(HTTPStatus.MISDIRECTED_REQUEST, {})
        else:
            return True
        return False

    def do_GET(self) -> None:
        """Send a file, or lead from `/current/…` to the release readers are to read."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """The same without the content."""
        self._answer(with_body=False)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep no record of who reads what."""

    @property
    def _server(self) -> ReleaseServer:
        return cast(ReleaseServer, self.server)

    def _answer(self, with_body: bool) -> None:
        releases = self._server.releases
        current = releases.current()
        if self.path.startswith("/current/") and current:
            inside = self.path.removeprefix("/current/") or "site/index.html"
            if find_file(releases, f"/{current.release_id}/{inside}"):
                self._say(HTTPStatus.FOUND, {"Location": f"/{current.release_id}/{inside}"})
                return
        path = find_file(releases, self.path)
        if path is None:
            self._say(HTTPStatus.NOT_FOUND, {})
            return
        self._send(path, with_body)

    def _send(self, path: Path, with_body: bool) -> None:
        kind = _NAMED_TYPES.get(path.name) or _TYPES.get(path.suffix, "application/octet-stream")
        is_beside = path.parent == self._server.releases.folder.resolve()
        with path.open("rb") as content:
            size = path.stat().st_size
            self._start(
                HTTPStatus.OK, {"Content-Type": kind, "Cache-Control": _CHANGES if is_beside else _REMAINS}, size
            )
            if with_body:
                shutil.copyfileobj(content, self.wfile)

    def _say(self, status: HTTPStatus, headers: dict[str, str]) -> None:
        told = f"{status.value} {status.phrase}\n".encode()
        plain = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
        self._start(status, {**plain, **headers}, len(told))
        if self.command != "HEAD":
            self.wfile.write(told)

    def _start(self, status: HTTPStatus, headers: dict[str, str], size: int) -> None:
        self.send_response(status)
        for name, value in {**headers, **_HEADERS, "Content-Length": str(size)}.items():
            self.send_header(name, value)
        self.end_headers()
