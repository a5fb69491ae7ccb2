"""The options of a connection, as `connections.toml` of the partnership folder states them.

A secret stands there by reference only: `{ env = "NAME" }`, an environment variable, or `{ file = "name" }`, a file of
mode 0600 in the key folder.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract.keys import kept_secret
from ossp_pipeline.settings import CONNECTIONS, environment_value

BY_REFERENCE = 'write { env = "NAME" } for an environment variable, or { file = "name" } for a file in the key folder'
# What of an address is a secret, by the name of its parameter.
_SECRET_WORDS = ("password", "passwd", "pwd", "secret", "token", "key", "sig", "signature", "credential")
Options = TypeVar("Options")


@dataclass(frozen=True)
class Secret:
    """Where a password or token is. `env`: name of an environment variable; `file`: name in the key folder."""

    env: str = ""
    file: str = ""

    def read(self, keys: Path) -> str:
        """The secret itself. Raises UsageError, KeyFileError."""
        if self.file:
            return kept_secret(keys, self.file)
        if value := environment_value(self.env):
            return value
        raise wrong(f"the environment variable {self.env} is not set", "set it where `ossp` runs, then try again")


def wrong(message: str, remedy: str) -> UsageError:
    """What is wrong with a connection as it is stated."""
    return UsageError("E-CONNECTION", message, remedy)


def read_options(kind: type[Options], stated: Mapping[str, Any], name: str) -> Options:
    """The options of a kind of connection, a dataclass of text, numbers, lists of text and secrets.

    stated  what the file says, without the kind and the feed
    name    of the connection, for messages

    Raises UsageError for an option that does not exist, is missing, or is of another type, and for a typed secret.
    """
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(set(stated) - set(known)):
        message = f"“{name}” in {CONNECTIONS}: there is no option “{unknown[0]}”"
        raise wrong(message, f"use of these: {', '.join(sorted(known))}")
    needed = [key for key, field in known.items() if field.default is field.default_factory is MISSING]
    if missing := [key for key in needed if key not in stated]:
        raise wrong(f"“{name}” in {CONNECTIONS}: “{missing[0]}” is missing", "state it as docs/connections.md says")
    values = {option: _convert(value, known[option].type, f"{name}.{option}") for option, value in stated.items()}
    return kind(**values)


def checked_address(address: str, name: str) -> str:
    """The address, unless it holds a password or another secret. Raises UsageError."""
    parts = urlsplit(address)
    named = [key for key, _ in parse_qsl(parts.query) if any(word in key.lower() for word in _SECRET_WORDS)]
    if parts.password is not None or named:
        message = f"“{name}” in {CONNECTIONS}: the address holds a secret, which everybody who reads the file would see"
        raise wrong(message, f"take it out of the address; under `password` or `token`, {BY_REFERENCE}")
    return address


def _convert(value: Any, kind: Any, where: str) -> Any:
    converters = {str: _text, int: _number, tuple[str, ...]: _texts, dict[str, str]: _names}
    return converters.get(kind, _secret)(value, where)


def _text(value: Any, where: str) -> str:
    if isinstance(value, str):
        return value
    raise wrong(f"“{where}” in {CONNECTIONS} is not text", "write it between quotation marks")


def _number(value: Any, where: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise wrong(f"“{where}” in {CONNECTIONS} is not a whole number above 0", "write digits only")


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise wrong(f"“{where}” in {CONNECTIONS} is not a list of texts", 'write it as ["one", "two"]')


def _names(value: Any, where: str) -> dict[str, str]:
    if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
        return dict(value)
    raise wrong(f"“{where}” in {CONNECTIONS} is not a table of texts", 'write it as { "their name" = "ours" }')


def _secret(value: Any, where: str) -> Secret:
    if isinstance(value, str):
        message = f"“{where}” in {CONNECTIONS} is a typed secret, which everybody who reads the file would see"
        raise wrong(message, f"replace it with a new one, and {BY_REFERENCE}")
    is_one = isinstance(value, dict) and len(value) == 1 and set(value) <= {"env", "file"}
    name = next(iter(value.values())) if is_one else ""
    if not isinstance(name, str) or not name or "/" in name or name.startswith("."):
        raise wrong(f"“{where}” in {CONNECTIONS} does not say where the secret is", BY_REFERENCE)
    return Secret(**value)
