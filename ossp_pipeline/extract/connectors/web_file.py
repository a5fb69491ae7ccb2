"""A file at an address, or one for each period: asked whether it has changed, fetched only where it has."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import urlsplit

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.extract.connectors.connector import NOTHING_KNOWN, Fetched, Place, State
from ossp_pipeline.extract.connectors.delivery_box import DeliveryBox, checked_name
from ossp_pipeline.extract.connectors.options import Secret, checked_address, checked_proxy, wrong
from ossp_pipeline.extract.connectors.web import GONE, UNCHANGED, Answer, Limits, Request, Web
from ossp_pipeline.settings import CONNECTIONS

_PERIOD = "{period}"


@dataclass(frozen=True, kw_only=True)
class WebFileOptions:
    """What a connection of the kind `http` states.

    address       of the file; {period} stands for the period, where there is a file for each
    file_name     in the inbox, with {period} and {version}; the last part of the address without it
    periods       how many of the last periods that have ended are asked for
    hosts         other hosts that the address may redirect to
    user          with `password`: how we log in
    token         sent as a bearer token, or under the name that `token_header` gives
    ca_file       certificate of an authority of one's own, a file in the partnership folder
    proxy         the way there; none is used that is not named
    minutes       longest time for one file
    """

    address: str
    file_name: str = ""
    periods: int = 1
    hosts: tuple[str, ...] = ()
    user: str = ""
    password: Secret | None = None
    token: Secret | None = None
    token_header: str = "Authorization"  # noqa: S105  (the name of a header)
    ca_file: str = ""
    proxy: str = ""
    minutes: int = 30


@dataclass(frozen=True)
class WebFile:
    """The connector. `limits`: how patient it is."""

    feed: Feed
    options: WebFileOptions
    place: Place
    limits: Limits | None = None

    def verify(self) -> object:
        """Look at the address, the name in the inbox and the proxy."""
        checked_proxy(self.options.proxy, self.place.name)
        self._host()
        return list(self._all(State()))

    def check(self) -> list[str]:
        """What would be fetched, a line for each file."""
        web, state = self._web(), self.place.read_state()
        return [
            self._describe(web.look(request, self.feed.largest_file), period, name)
            for period, name, request in self._all(state)
        ]

    def fetch(self, inbox: Path) -> Fetched:
        """Fetch what has changed; a period whose file is not there yet is noted."""
        web, state, fetched = self._web(), self.place.read_state(), Fetched()
        box = DeliveryBox(inbox, self.feed, self.place.name, state)
        try:
            for period, name, request in self._all(state):
                self._fetch_one(web, box, (period, name, request), fetched)
        finally:  # what came before a failure is in the inbox
            self.place.write_state(state)
        return fetched

    def _fetch_one(self, web: Web, box: DeliveryBox, wanted: tuple[Period, str, Request], fetched: Fetched) -> None:
        period, name, request = wanted
        answers: list[Answer] = []

        def write(handle: BinaryIO) -> None:
            answers.append(web.save(request, self.feed.largest_file, handle))
            if answers[0].status != 200:
                raise _NothingNew

        try:
            is_new = box.put(period, name, write, "" if self._is_by_period else "file")
        except _NothingNew:
            fetched.notes.append(self._describe(answers[0], period, name))
            return
        box.state.answers[request.address] = answers[0].validators
        (fetched.files if is_new else fetched.notes).append(name if is_new else f"{period}: nothing new")

    def _all(self, state: State) -> Iterator[tuple[Period, str, Request]]:
        """Each file that is asked for: its period, its name in the inbox, the request."""
        template = self.options.file_name or PurePosixPath(urlsplit(self.options.address).path).name
        periods = self.place.ended_periods(self.feed, self.options.periods if self._is_by_period else 1)
        for period in periods:
            address = self.options.address.replace(_PERIOD, str(period))
            own = GONE if self._is_by_period else ()
            version = self.place.next_version(self.feed, period, state)
            name = checked_name(template, self.feed, self.place.name, period, version)
            yield period, name, Request(address, state.answers.get(address, NOTHING_KNOWN), own_statuses=own)

    @property
    def _is_by_period(self) -> bool:
        return _PERIOD in self.options.address

    def _describe(self, answer: Answer, period: Period, name: str) -> str:
        if answer.status == UNCHANGED:
            return f"{period}: nothing new"
        if answer.status in GONE:
            return f"{period}: not there yet"
        size = f"{answer.size / 1e3:,.0f} kB" if answer.size else "size not said"
        changed = f", changed {answer.validators.last_modified}" if answer.validators.last_modified else ""
        return f"{name}: would be fetched, {size}{changed}"

    def _web(self) -> Web:
        options = self.options
        ca_file = str(self.place.partnership / options.ca_file) if options.ca_file else None
        hosts = (self._host(), *(name.lower() for name in options.hosts))
        limits, proxy = (
            self.limits or Limits(seconds=60 * options.minutes),
            checked_proxy(options.proxy, self.place.name),
        )
        return Web(hosts, self._log_in(), ca_file, limits, proxy)

    def _host(self) -> str:
        host = urlsplit(checked_address(self.options.address, self.place.name)).hostname
        if not host:
            raise wrong(f"“{self.place.name}” in {CONNECTIONS}: the “address” names no host", "begin it with https://")
        return host

    def _log_in(self) -> dict[str, str]:
        options, keys = self.options, self.place.keys
        if options.token:
            token = options.token.read(keys)
            is_bearer = options.token_header.lower() == "authorization"
            return {options.token_header: f"Bearer {token}" if is_bearer else token}
        if options.password:
            from urllib3.util import make_headers  # noqa: PLC0415

            return dict(make_headers(basic_auth=f"{options.user}:{options.password.read(keys)}"))
        return {}


class _NothingNew(Exception):
    """The server has nothing that we lack: nothing is put into the inbox."""
