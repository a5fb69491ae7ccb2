"""The child process: sends one message by apprise and ends. What to send, and to whom, comes in on standard input.

    python -m ossp_pipeline.alerts.child < JOB

It may look up the one host and port of its receiver, or of the proxy, and no other: a redirect, an image or a proxy of
the environment leads nowhere. Exit codes: 0 the receiver took it; 1 it did not.
"""

import json
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

SENT, NOT_SENT = range(2)


def allow_only(host: str, port: int) -> None:
    """From here on, this process finds no other host and port. It cannot be taken back."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.getaddrinfo" and (_text(arguments[0]), int(arguments[1] or 0)) != (host, port):
            raise PermissionError("alerts go to the hosts that are named, and to no other")

    sys.addaudithook(refuse)


def send(job: dict[str, Any]) -> bool:
    """Send it. Whether the receiver took it."""
    from apprise import AppriseAsset, NotifyFormat, PersistentStoreMode  # noqa: PLC0415

    asset = AppriseAsset(
        app_id="ossp",
        app_desc="ossp",
        http_redirects=False,
        pgp_autogen=False,
        pem_autogen=False,
        storage_mode=PersistentStoreMode.MEMORY,
    )
    receiver = _MAKERS[job["kind"]](job["options"], {"asset": asset, "verify": True, "redirect": False})
    return bool(receiver.send(title=job["title"], body=job["body"], body_format=NotifyFormat.TEXT))


def _email(options: dict[str, Any], how: dict[str, Any]) -> Any:
    from apprise.plugins.email import NotifyEmail  # noqa: PLC0415

    mode = {"starttls": "starttls", "tls": "ssl", "none": "insecure"}[options["encryption"]]
    login = {"user": options["user"], "password": options["password"]} if options["password"] else {}
    return NotifyEmail(
        host=options["server"],
        smtp_host=options["server"],
        port=options["port"],
        secure_mode=mode,
        from_addr=options["sender"],
        targets=options["to"],
        format="text",
        **login,
        **how,
    )


def _teams(options: dict[str, Any], how: dict[str, Any]) -> Any:
    from apprise.plugins.workflows import NotifyWorkflows  # noqa: PLC0415

    parts = NotifyWorkflows.parse_native_url(options["address"])
    if parts is None:
        raise ValueError("no address of a workflow")
    return NotifyWorkflows(**{**parts, **how, "include_image": False})


def _webhook(options: dict[str, Any], how: dict[str, Any]) -> Any:
    from apprise.plugins.custom_json import NotifyJSON  # noqa: PLC0415

    parts = urlsplit(options["address"])
    headers = {"Authorization": f"Bearer {options['token']}"} if options["token"] else {}
    return NotifyJSON(
        host=parts.hostname,
        port=parts.port,
        secure=parts.scheme == "https",
        fullpath=parts.path or "/",
        headers=headers,
        **how,
    )


_MAKERS: dict[str, Callable[[dict[str, Any], dict[str, Any]], Any]] = {
    "email": _email,
    "teams": _teams,
    "webhook": _webhook,
}


def _text(host: Any) -> str:
    return host.decode() if isinstance(host, bytes) else str(host)


def main() -> int:
    """Send the message that standard input holds."""
    job = json.load(sys.stdin)
    allow_only(job["host"], job["port"])
    return SENT if send(job) else NOT_SENT


if __name__ == "__main__":
    sys.exit(main())
