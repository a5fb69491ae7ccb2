"""HTTP for connectors: only the hosts that a connection names, TLS verified, limits on size and time.

urllib3 tries again, with growing pauses and as long as a server asks for, what may be a fault of the moment: a
connection refused, cut or silent, and the statuses below. Everything else is refused at once. No message holds an
address, which may name a person's place or hold what a server puts into it: the host is enough.
"""

import io
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import BinaryIO
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError, ProtocolError, ReadTimeoutError, SSLError
from urllib3.util import Retry, Timeout

from ossp_pipeline.addresses import is_this_machine
from ossp_pipeline.errors import FetchError
from ossp_pipeline.extract.connectors.connector import NOTHING_KNOWN, Validators
from ossp_pipeline.extract.connectors.options import wrong
from ossp_pipeline.extract.readers.file_kinds import first_bytes
from ossp_pipeline.settings import CONNECTIONS

UNCHANGED, GONE, OVERFULL = 304, (404, 410), 503
_OK, _REDIRECTS, _MOST_REDIRECTS = 200, (301, 302, 303, 307, 308), 5
_PASSING = (429, 500, 502, 503, 504)
_BLOCK = 1 << 16
_PASSWORD = "correct the `user`, `password` or `token` of the connection"  # noqa: S105  (names of options)
_REFUSALS = {
    401: ("does not let us in", _PASSWORD),
    403: ("does not let us in", _PASSWORD),
    404: ("has no such file", "correct the `address` of the connection"),
    410: ("has no such file any more", "correct the `address` of the connection"),
    429: ("says that it is asked too often", "fetch less often, or ask its owner what is allowed"),
}
_LATER = "try again later; if it stays so, tell the owner of the server"


@dataclass(frozen=True)
class Limits:
    """How long and how often it is tried.

    seconds  for a whole file
    silence  longest wait for the next bytes, in seconds
    tries    after the first
    pause    in seconds: the second try waits twice as long, each later one twice as long as the one before
    """

    seconds: float = 1_800
    silence: float = 30
    tries: int = 4
    pause: float = 1

    @property
    def retry(self) -> Retry:
        """The budget of one request."""
        return Retry(
            total=self.tries,
            redirect=0,
            backoff_factor=self.pause,
            backoff_max=60,
            retry_after_max=120,
            status_forcelist=_PASSING,
            allowed_methods=None,  # what we send changes nothing, whatever the method
            raise_on_status=False,
        )


@dataclass(frozen=True)
class Request:
    """What is asked. `form`: fields that are posted; `own_statuses`: answers that the caller deals with."""

    address: str
    known: Validators = NOTHING_KNOWN
    form: Mapping[str, str] | None = None
    own_statuses: tuple[int, ...] = ()


@dataclass
class Answer:
    """An answer whose first bytes have come. `size`: as the server says, where it does."""

    status: int
    validators: Validators = NOTHING_KNOWN
    size: int | None = None
    blocks: Iterator[bytes] = field(default_factory=lambda: iter(()))


class Web:
    """Requests to the hosts of one connection, through its proxy where it names one."""

    def __init__(
        self,
        hosts: tuple[str, ...],
        headers: Mapping[str, str] | None = None,
        ca_file: str | None = None,
        limits: Limits | None = None,
        proxy: str = "",
    ) -> None:
        self._hosts = hosts
        self._secret_headers = dict(headers or {})
        self._limits = limits or Limits()
        timeout = Timeout(connect=self._limits.silence, read=self._limits.silence)
        # urllib3 takes no proxy from the environment.
        self._pool: urllib3.PoolManager = (
            urllib3.ProxyManager(proxy, timeout=timeout, ssl_context=_tls(ca_file))
            if proxy
            else urllib3.PoolManager(timeout=timeout, ssl_context=_tls(ca_file))
        )

    def save(self, request: Request, largest: int, handle: BinaryIO) -> Answer:
        """Write the file that an address answers with. Raises FetchError; then the handle holds no whole file."""
        retry = self._limits.retry
        deadline = time.monotonic() + self._limits.seconds
        while True:
            try:
                with self._opened(request, largest, retry) as answer:
                    self._copy(request, answer, largest, handle, deadline)
                    return answer
            except (ProtocolError, ReadTimeoutError) as error:
                retry = self._once_more(request, retry, error)
                handle.seek(0)
                handle.truncate()

    def read(self, request: Request, largest: int) -> tuple[Answer, bytes]:
        """The answer and all of its bytes. Raises FetchError."""
        content = io.BytesIO()
        answer = self.save(request, largest, content)
        return answer, content.getvalue()

    def look(self, request: Request, largest: int) -> Answer:
        """What would be answered, as far as the first bytes tell: nothing more is read. Raises FetchError."""
        try:
            with self._opened(request, largest, self._limits.retry) as answer:
                return replace(answer, blocks=iter(()))
        except HTTPError as error:
            raise _unreachable(request.address, error) from None

    @contextmanager
    def _opened(self, request: Request, largest: int, retry: Retry) -> Iterator[Answer]:
        """The answer, checked as far as its first bytes tell; the rest is read by who wants it."""
        response = self._follow(request, retry)
        try:
            yield _checked(request, response, largest)
        finally:
            response.close()

    def _copy(self, request: Request, answer: Answer, largest: int, handle: BinaryIO, deadline: float) -> None:
        written = 0
        for block in answer.blocks:
            written += len(block)
            if written > largest:
                raise _too_large(request.address, largest)
            if time.monotonic() > deadline:
                message = f"{_host(request.address)} took longer than {self._limits.seconds / 60:,.0f} minute(s)"
                raise FetchError("E-FETCH", f"{message} for one file", _LATER)
            handle.write(block)

    def _once_more(self, request: Request, retry: Retry, error: Exception) -> Retry:
        """Wait before the next try of an answer that was cut. Raises FetchError after the last."""
        try:
            left = retry.increment("GET", request.address, error=error)
        except (MaxRetryError, ReadTimeoutError, ProtocolError):
            message = f"{_host(request.address)} cut the file off, or sent nothing any more, each time it was tried"
            raise FetchError("E-FETCH", message, _LATER) from None
        left.sleep()
        return left

    def _follow(self, request: Request, retry: Retry) -> urllib3.BaseHTTPResponse:
        """The answer after redirects, which may lead to the connection's own hosts only."""
        address, first = request.address, urlsplit(request.address).netloc
        for _ in range(_MOST_REDIRECTS):
            self._refuse_host(address)
            # Only the host that a secret is for gets it.
            secrets = self._secret_headers if urlsplit(address).netloc == first else {}
            response = self._ask(request, address, secrets, retry)
            if response.status not in _REDIRECTS:
                return response
            response.close()
            address = urljoin(address, response.headers.get("Location", ""))
        message = f"{_host(request.address)} redirects more than {_MOST_REDIRECTS} times"
        raise FetchError("E-FETCH", message, "correct the `address` of the connection")

    def _ask(
        self, request: Request, address: str, secrets: Mapping[str, str], retry: Retry
    ) -> urllib3.BaseHTTPResponse:
        # A compressed answer could unpack to any size.
        headers = {"Accept-Encoding": "identity", "User-Agent": "ossp-pipeline", **secrets}
        if request.known.etag:
            headers["If-None-Match"] = request.known.etag
        if request.known.last_modified:
            headers["If-Modified-Since"] = request.known.last_modified
        tried_again = [status for status in _PASSING if status not in request.own_statuses]
        method, body = "GET", None
        if request.form is not None:
            method, body = "POST", urlencode(request.form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            return self._pool.request(
                method,
                address,
                body=body,
                headers=headers,
                retries=retry.new(status_forcelist=tried_again),
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
        except HTTPError as error:
            raise _unreachable(address, error) from None

    def _refuse_host(self, address: str) -> None:
        parts = urlsplit(address)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(parts.hostname))
        if parts.hostname not in self._hosts:
            message = f"the address leads to {parts.hostname}, which the connection does not name"
            raise FetchError("E-FETCH", message, f"if that is right, add it to `hosts` in {CONNECTIONS}")
        if not is_safe:
            message = f"{parts.hostname} is asked without encryption"
            raise FetchError("E-FETCH", message, "use an address that begins with https://")


def _tls(ca_file: str | None) -> ssl.SSLContext:
    """Certificates verified against the system's authorities and one more, where the connection names it."""
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError):
            message = f"the `ca_file` of a connection in {CONNECTIONS} is not there, or holds no certificate"
            raise wrong(message, "name a PEM file in the partnership folder") from None
    return context


def _checked(request: Request, response: urllib3.BaseHTTPResponse, largest: int) -> Answer:
    host = _host(request.address)
    if response.status == UNCHANGED or response.status in request.own_statuses:
        return Answer(response.status)
    if response.status != _OK:
        problem, remedy = _REFUSALS.get(response.status, (f"answers with status {response.status}", _LATER))
        raise FetchError("E-FETCH", f"{host} {problem}", remedy)
    if response.headers.get("Content-Encoding", "identity") != "identity":
        remedy = "ask its owner to send files as they are"
        raise FetchError("E-FETCH", f"{host} compresses its answer, though it was asked not to", remedy)
    size = response.headers.get("Content-Length")
    length = int(size) if size and size.isdecimal() else None
    if length and length > largest:
        raise _too_large(request.address, largest)
    blocks = _blocks(response)
    start = next(blocks, b"")
    _refuse_page(host, start)
    said = Validators(response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))
    return Answer(response.status, said, length, _chained(start, blocks))


def _refuse_page(host: str, start: bytes) -> None:
    if not start:
        raise FetchError("E-FETCH", f"{host} answers with an empty file", _LATER)
    if first_bytes(start).startswith(b"<"):
        message = f"{host} answers with a page, often a login or error page, and not with a file of data"
        raise FetchError("E-FETCH", message, "open the address in a browser; correct it, or how we log in")


def _blocks(response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    """What has come so far, block by block: a server that drips must not hide behind a large block."""
    while block := response.read1(_BLOCK):
        yield block


def _chained(start: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield start
    yield from rest


def _unreachable(address: str, error: HTTPError) -> FetchError:
    reason = error.reason if isinstance(error, MaxRetryError) else error
    if isinstance(reason, SSLError):
        problem = "has no certificate that this machine trusts for that name"
        remedy = "ask its owner for a valid one; an authority of your own goes into `ca_file`"
        return FetchError("E-FETCH", f"{_host(address)} {problem}", remedy)
    remedy = "look at the address and the network, then try again"
    return FetchError("E-FETCH", f"{_host(address)} cannot be reached, or does not answer in time", remedy)


def _too_large(address: str, largest: int) -> FetchError:
    remedy = "ask for a smaller file: docs/connections.md says what is allowed"
    return FetchError("E-FETCH", f"the file of {_host(address)} is larger than {largest / 1e6:,.0f} MB", remedy)


def _host(address: str) -> str:
    with suppress(ValueError):
        return urlsplit(address).hostname or "the address"
    return "the address"
