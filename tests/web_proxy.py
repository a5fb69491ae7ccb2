"""A web proxy on loopback: it opens tunnels to where it is asked, and keeps where that was."""

import select
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        asked = self.rfile.readline().decode().split()
        while self.rfile.readline().strip():
            pass
        self.server.asked.append(asked[1])  # type: ignore[attr-defined]
        host, _, port = asked[1].rpartition(":")
        with socket.create_connection((host, int(port))) as there:
            self.wfile.write(b"HTTP/1.1 200 tunnel\r\n\r\n")
            ends = {there: self.request, self.request: there}
            while True:
                for ready in select.select(list(ends), [], [])[0]:
                    if not (block := ready.recv(1 << 16)):
                        return
                    ends[ready].sendall(block)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    asked: list[str]

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that leave early."""


@contextmanager
def web_proxy() -> Iterator[_Server]:
    """Run one; `asked`: hosts and ports of tunnels; its port is the second of `server_address`."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()
