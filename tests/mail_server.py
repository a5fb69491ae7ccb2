"""A mail server on loopback, with TLS from its first byte or none: it keeps what it is sent, and can refuse or hang."""

import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import trustme


@dataclass
class MailServer:
    """`received`: the messages taken; `refuses`: answers each with a fault; `hangs`: answers nothing for so long."""

    port: int
    received: list[EmailMessage] = field(default_factory=list)
    refuses: bool = False
    hangs: float = 0


class _Handler(socketserver.StreamRequestHandler):
    """One client. `server.kept`: what it is to do, and keeps."""

    server: "_Server"

    def setup(self) -> None:
        if self.server.context:
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def handle(self) -> None:
        time.sleep(self.server.kept.hangs)
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self._take()
            elif word == "RCPT" and self.server.kept.refuses:
                self._say("550 nobody of that name")
            else:
                self._say("221 bye" if word == "QUIT" else "250 fine")

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.server.kept.received.append(message)
        self._say("250 taken")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    kept: MailServer
    context: ssl.SSLContext | None = None

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that do not trust the certificate, or leave early."""


@contextmanager
def mail_server(ca: trustme.CA | None = None, host: str = "localhost") -> Iterator[MailServer]:
    """Run one; with an authority, encrypted from the first byte by a certificate for `host`."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.kept = MailServer(server.server_address[1])
        if ca:
            server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            ca.issue_cert(host).configure_cert(server.context)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server.kept
        server.shutdown()
