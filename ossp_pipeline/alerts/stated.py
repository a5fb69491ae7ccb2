"""Who is told: `alerts.toml` of the partnership folder. A table for each receiver, and one for the quiet hours.

A receiver is an address of e-mail, a channel of Teams or a web hook; nothing else is sent to. Secrets are there by
reference only. A message leaves this machine for the host of its receiver, or for the proxy that is named with it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ossp_pipeline.addresses import is_this_machine
from ossp_pipeline.alerts.faults import Kind
from ossp_pipeline.extract.connectors.options import (
    Problem,
    Secret,
    StatedFile,
    checked_address,
    checked_proxy,
    read_options,
    stated_problems,
)
from ossp_pipeline.publish.calendar import LONDON
from ossp_pipeline.settings import ALERTS, Settings

ALERTS_FILE = StatedFile(ALERTS, "E-ALERTS", "docs/alerts.md", "receiver")
_QUIET = "quiet"
_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_ENCRYPTIONS = ("starttls", "tls", "none")


@dataclass(frozen=True, kw_only=True)
class EmailOptions:
    """A receiver of the kind `email`.

    server      that takes our messages
    sender, to  addresses; for several people, an address of a group
    encryption  starttls, tls, or none, which only a server on this machine may have
    user        with `password`: how we log in
    ca_file     certificate of an authority of one's own, in the partnership folder; then no other is trusted
    """

    server: str
    sender: str
    to: str
    port: int = 587
    encryption: str = "starttls"
    user: str = ""
    password: Secret | None = None
    ca_file: str = ""


@dataclass(frozen=True, kw_only=True)
class TeamsOptions:
    """A receiver of the kind `teams`. `address`: of the channel's workflow, which is a secret; `proxy`: as below."""

    address: Secret
    proxy: str = ""


@dataclass(frozen=True, kw_only=True)
class WebhookOptions:
    """A receiver of the kind `webhook`, to which JSON is posted.

    address  of the hook
    token    sent as a bearer token
    ca_file  as above
    proxy    the way there, such as http://proxy.example.gov.uk:3128; none is used that is not named here
    """

    address: str
    token: Secret | None = None
    ca_file: str = ""
    proxy: str = ""


ReceiverOptions = EmailOptions | TeamsOptions | WebhookOptions
KINDS: dict[str, type[ReceiverOptions]] = {"email": EmailOptions, "teams": TeamsOptions, "webhook": WebhookOptions}


@dataclass(frozen=True)
class Receiver:
    """Who is told, and of which kinds of news."""

    name: str
    options: ReceiverOptions
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class QuietHours:
    """From one time of the day in London until another, nothing is sent; not at all where the two are the same."""

    start: time = time()
    end: time = time()

    def are_on(self, now: datetime) -> bool:
        """Whether it is quiet at a moment."""
        at = now.astimezone(LONDON).time()
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True)
class Stated:
    """What alerts.toml states."""

    receivers: tuple[Receiver, ...] = ()
    quiet: QuietHours = QuietHours()


def read_alerts(settings: Settings) -> Stated:
    """Who is told of what; nobody where there is no file. Raises UsageError."""
    tables = ALERTS_FILE.read(settings.alerts)
    quiet = read_quiet(tables.pop(_QUIET)) if _QUIET in tables else QuietHours()
    return Stated(tuple(read_receiver(name, table, settings.partnership) for name, table in tables.items()), quiet)


def alert_problems(settings: Settings) -> list[Problem]:
    """What is wrong with alerts.toml, by line."""

    def check(name: str, table: dict[str, Any]) -> object:
        return read_quiet(table) if name == _QUIET else read_receiver(name, table, settings.partnership)

    return stated_problems(ALERTS_FILE, settings.alerts, check)


def read_receiver(name: str, table: Mapping[str, Any], partnership: Path) -> Receiver:
    """One table. Raises UsageError."""
    stated, where = dict(table), f"“{name}” in {ALERTS}"
    kind, on = stated.pop("kind", ""), stated.pop("on", [*Kind])
    if kind not in KINDS:
        raise ALERTS_FILE.wrong(f"{where} is of no known kind", f"write `kind` as one of: {', '.join(KINDS)}")
    if not isinstance(on, list) or not on or not set(on) <= set(Kind):
        raise ALERTS_FILE.wrong(f"{where}: “on” is no list of kinds", f"use of these: {', '.join(Kind)}")
    options = read_options(KINDS[kind], stated, name, ALERTS_FILE)
    _CHECKS[kind](options, name)
    ca_file = getattr(options, "ca_file", "")
    if ca_file and not (partnership / ca_file).is_file():
        raise ALERTS_FILE.wrong(f"{where}: there is no {ca_file}", "put the PEM file into the partnership folder")
    return Receiver(name, options, tuple(Kind(item) for item in on))


def read_quiet(table: Mapping[str, Any]) -> QuietHours:
    """The quiet hours. Raises UsageError."""
    try:
        start, end = (time.fromisoformat(table[name]) for name in ("from", "until"))
        if len(table) == 2:
            return QuietHours(start, end)
    except (KeyError, TypeError, ValueError):
        pass
    remedy = 'write from = "18:00" and until = "08:00", and nothing else'
    raise ALERTS_FILE.wrong(f"“{_QUIET}” in {ALERTS} does not say from when until when it is quiet", remedy)


def _check_email(options: EmailOptions, name: str) -> None:
    where = f"“{name}” in {ALERTS}"
    if options.encryption not in _ENCRYPTIONS:
        raise ALERTS_FILE.wrong(f"{where}: “encryption” is none that is known", f"use of: {', '.join(_ENCRYPTIONS)}")
    if options.encryption == "none" and not is_this_machine(options.server):
        message = f"{where}: the server is another machine, and is sent to without encryption"
        raise ALERTS_FILE.wrong(message, 'write encryption = "starttls" or "tls"')
    for option in ("sender", "to"):
        if not _ADDRESS.fullmatch(getattr(options, option)):
            raise ALERTS_FILE.wrong(f"{where}: “{option}” is no address", "write one, such as a@example.gov.uk")


def _check_webhook(options: WebhookOptions, name: str) -> None:
    parts = urlsplit(checked_address(options.address, name, ALERTS_FILE))
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(parts.hostname))
    if not parts.hostname or not is_safe:
        message = f"“{name}” in {ALERTS}: “address” does not begin with https:// and a host"
        raise ALERTS_FILE.wrong(message, "write the whole address of the hook")
    checked_proxy(options.proxy, name, ALERTS_FILE)


def _check_teams(options: TeamsOptions, name: str) -> None:
    checked_proxy(options.proxy, name, ALERTS_FILE)


_CHECKS: dict[str, Any] = {"email": _check_email, "teams": _check_teams, "webhook": _check_webhook}
