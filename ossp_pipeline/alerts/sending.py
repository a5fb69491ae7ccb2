"""Sending one message to one receiver: in a child process, with a limit on its time and nothing of our environment.

So a server that hangs holds nobody, no proxy or password is taken that alerts.toml does not name, and the library is
loaded only where there is something to send.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ossp_pipeline.alerts import child
from ossp_pipeline.alerts.stated import ALERTS_FILE, EmailOptions, Receiver, TeamsOptions, WebhookOptions
from ossp_pipeline.errors import OsspError, explain
from ossp_pipeline.settings import ALERTS, PACKAGE, Settings

_LOOK_AT = f"look at its table in {ALERTS} and at the network; it is tried again"


@dataclass(frozen=True)
class Message:
    """What is said, in plain text."""

    title: str
    body: str


def send(receiver: Receiver, message: Message, settings: Settings, seconds: float) -> str:
    """Send it within so many seconds. Empty where it was taken; else why not, and what to do."""
    try:
        kind, options, address = _prepared(receiver, settings)
    except OsspError as error:
        return str(error)
    proxy, ca_file = options.get("proxy", ""), options.get("ca_file", "")
    host, port = _place(proxy or address)
    job = {"kind": kind, "options": options, "host": host, "port": port, **vars(message)}
    environment = {"NETRC": os.devnull, **({"HTTPS_PROXY": proxy} if proxy else {"NO_PROXY": "*"})}
    if ca_file:
        path = str(settings.partnership / ca_file)
        environment |= {"SSL_CERT_FILE": path, "REQUESTS_CA_BUNDLE": path}
    return _run(job, environment, seconds)


def _run(job: dict[str, Any], environment: dict[str, str], seconds: float) -> str:
    """What the child prints is dropped: it may quote an address that is a secret."""
    try:
        done = subprocess.run(  # noqa: S603  (no shell)
            [sys.executable, "-m", child.__name__],
            input=json.dumps(job).encode(),
            cwd=PACKAGE.parent,
            env=environment,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return explain(f"the server {job['host']} did not answer within {seconds:.0f} seconds", _LOOK_AT)
    if done.returncode != child.SENT:
        return explain(f"the server {job['host']} cannot be reached, or did not take the message", _LOOK_AT)
    return ""


def _prepared(receiver: Receiver, settings: Settings) -> tuple[str, dict[str, Any], str]:
    """Its kind, its options with the secrets read, and where it is. Raises UsageError, KeyFileError."""
    options, stated = receiver.options, vars(receiver.options)
    if isinstance(options, EmailOptions):
        password = options.password.read(settings.keys, ALERTS_FILE) if options.password else ""
        return "email", {**stated, "password": password}, f"smtp://{options.server}:{options.port}"
    if isinstance(options, TeamsOptions):
        address = options.address.read(settings.keys, ALERTS_FILE)
        if not address.startswith("https://"):
            message = f"“{receiver.name}” in {ALERTS}: the secret is no address of a workflow"
            raise ALERTS_FILE.wrong(message, "copy the address that Teams shows for the channel's workflow")
        return "teams", {**stated, "address": address}, address
    assert isinstance(options, WebhookOptions)
    token = options.token.read(settings.keys, ALERTS_FILE) if options.token else ""
    return "webhook", {**stated, "token": token}, options.address


def _place(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
