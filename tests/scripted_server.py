"""A web server on loopback that answers as a test scripts it: each address has a list of replies, the last one stays.

Its certificate is of an authority of its own, made by trustme.
"""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import trustme


@dataclass
class Reply:
    """One answer. `declared`: a Content-Length that is not that of the body; `act`: writes the body by itself."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    declared: int | None = None
    act: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass
class Asked:
    """One request, as the server saw it."""

    path: str
    headers: dict[str, str]
    fields: dict[str, str]
    body: str = ""


class ScriptedServer:
    """`replies`: by path; `asked`: what was asked, in order; `answer`: answers a path that has no replies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[Asked] = []
        self.answer: Callable[[Asked], Reply] = lambda asked: Reply(status=404)

    def address(self, path: str, host: str = "localhost") -> str:
        """The address of a path."""
        return f"https://{host}:{self.port}{path}"

    def next_reply(self, asked: Asked) -> Reply:
        """What is answered now."""
        self.asked.append(asked)
        replies = self.replies.get(asked.path)
        if not replies:
            return self.answer(asked)
        return replies.pop(0) if len(replies) > 1 else replies[0]


@contextmanager
def serving(ca: trustme.CA, host: str = "localhost") -> Iterator[ScriptedServer]:
    """Run a server whose certificate is for `host`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._reply("")

        def do_POST(self) -> None:
            self._reply(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def log_message(self, format: str, *args: object) -> None:
            pass

        def _reply(self, body: str) -> None:
            parts = urlsplit(self.path)
            asked = Asked(parts.path, dict(self.headers), dict(parse_qsl(parts.query)) | dict(parse_qsl(body)), body)
            reply = scripted.next_reply(asked)
            self.close_connection = True
            self.send_response(reply.status)
            if reply.act is None and reply.status != 304:
                length = len(reply.body) if reply.declared is None else reply.declared
                self.send_header("Content-Length", str(length))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if reply.act:
                reply.act(self)
            elif reply.status != 304:
                self.wfile.write(reply.body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda request, address: None  # type: ignore[method-assign]  # clients that leave early
    scripted = ScriptedServer(server.server_address[1])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(host).configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield scripted
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def authority(folder: Path) -> trustme.CA:
    """A new authority, with its certificate in `folder/authority.pem`."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(folder / "authority.pem"))
    return ca
