"""`ossp serve`: the releases over HTTP, for this machine alone and for reading only.

It serves the files beside the releases and, of each release, the files its checksums list. Nothing else has an address,
so no path can lead out of the folder. A request must name this machine as its host, so that a page of another site
cannot read the releases through DNS rebinding.
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
from ossp_pipeline.site.pages import STYLE

HOST = "127.0.0.1"
_BESIDE_RELEASES = (FRONT, CALENDAR, STYLE, INDEX, NEWS, CURRENT)
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
_CACHE_FOREVER = "private, max-age=31536000, immutable"  # a release never changes
_CACHE_NOT = "no-cache"  # these files follow the pointer


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
        """A reader who closes the connection early is no error."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        return f"http://{HOST}:{self.server_port}/"


def find_file(releases: Releases, address: str) -> Path | None:
    """The file at an address such as `/00007-3fa9…/site/index.html`; None where no file may be read there."""
    name = unquote(address.partition("?")[0]).removeprefix("/") or FRONT
    if name in _BESIDE_RELEASES:
        return _real_file(releases.folder, name)
    release_id, _, inside = name.partition("/")
    release = next((item for item in releases.all() if item.release_id == release_id), None)
    if release and inside in _listed_files(release.folder):
        return _real_file(release.folder, inside)
    return None


def _listed_files(folder: Path) -> set[str]:
    path = folder / CHECKSUMS
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {CHECKSUMS, *(line.partition("  ")[2] for line in lines)}


def _real_file(folder: Path, name: str) -> Path | None:
    """The file, unless a link leads to it or it is outside the folder."""
    path = folder.resolve() / name
    return path if path.is_file() and path.resolve() == path else None


class _Handler(BaseHTTPRequestHandler):
    server_version, sys_version = "ossp", ""
    timeout = 30

    def parse_request(self) -> bool:
        """Refuse other methods, and host names that are not this machine's, before anything else is done."""
        if not super().parse_request():
            return False
        if self.command not in _METHODS:
            self._send_status(HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": ", ".join(_METHODS)})
        elif self.headers.get_all("Host") is None or not {*self.headers.get_all("Host", [])} <= self._server.names:
            self._send_status(HTTPStatus.MISDIRECTED_REQUEST, {})
        else:
            return True
        return False

    def do_GET(self) -> None:
        """Send a file, or redirect from `/current/…` to the current release."""
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
                self._send_status(HTTPStatus.FOUND, {"Location": f"/{current.release_id}/{inside}"})
                return
        path = find_file(releases, self.path)
        if path is None:
            self._send_status(HTTPStatus.NOT_FOUND, {})
            return
        self._send_file(path, with_body)

    def _send_file(self, path: Path, with_body: bool) -> None:
        kind = _NAMED_TYPES.get(path.name) or _TYPES.get(path.suffix, "application/octet-stream")
        is_beside = path.parent == self._server.releases.folder.resolve()
        with path.open("rb") as content:
            size = path.stat().st_size
            self._start(
                HTTPStatus.OK,
                {"Content-Type": kind, "Cache-Control": _CACHE_NOT if is_beside else _CACHE_FOREVER},
                size,
            )
            if with_body:
                shutil.copyfileobj(content, self.wfile)

    def _send_status(self, status: HTTPStatus, headers: dict[str, str]) -> None:
        body = f"{status.value} {status.phrase}\n".encode()
        plain = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
        self._start(status, {**plain, **headers}, len(body))
        if self.command != "HEAD":
            self.wfile.write(body)

    def _start(self, status: HTTPStatus, headers: dict[str, str], size: int) -> None:
        self.send_response(status)
        for name, value in {**headers, **_HEADERS, "Content-Length": str(size)}.items():
            self.send_header(name, value)
        self.end_headers()
