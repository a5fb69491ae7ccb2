"""Options that a file of the partnership folder states, a table each: connections, and who is alerted.

A secret stands there by reference only: `{ env = "NAME" }`, an environment variable, or `{ file = "name" }`, a file of
mode 0600 in the key folder.
"""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
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
_AT_LINE = re.compile(r"\(at line (\d+),")


@dataclass(frozen=True)
class StatedFile:
    """A file whose tables state options. `code`: of its errors; `page`: on what it holds; `what`: a table is."""

    name: str
    code: str
    page: str
    what: str

    def wrong(self, message: str, remedy: str) -> UsageError:
        """What is wrong with what it states."""
        return UsageError(self.code, message, remedy)

    def read(self, path: Path) -> dict[str, dict[str, Any]]:
        """Its tables by name; none where there is no file. Raises UsageError."""
        if not path.exists():
            return {}
        try:
            stated = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:  # its message may quote a secret
            line = _AT_LINE.search(str(error))
            where = f" from line {line[1]} on" if line else ""
            remedy = f"correct it: {self.page} shows how it is written"
            raise self.wrong(f"{self.name} cannot be read{where}", remedy) from None
        loose = [name for name, table in stated.items() if not isinstance(table, dict)]
        if loose:
            raise self.wrong(f"“{loose[0]}” in {self.name} belongs to no {self.what}", "write [name] above its lines")
        return stated


@dataclass(frozen=True)
class Problem:
    """What is wrong in a file that states options: the line of the option, or else of its table; None for the file."""

    line: int | None
    option: str
    problem: str


def stated_problems(file: StatedFile, path: Path, check: Callable[[str, dict[str, Any]], object]) -> list[Problem]:
    """What is wrong with the tables of a file. `check`: takes name and table, and raises UsageError."""
    try:
        tables = file.read(path)
    except UsageError as error:
        line = re.search(r"line (\d+)", error.message)
        return [Problem(int(line[1]) if line else None, "", _in_words(error))]
    problems = []
    for name, table in tables.items():
        try:
            check(name, table)
        except UsageError as error:
            option = _option_of(error.message, table)
            line_number = _line_of(path.read_text(encoding="utf-8"), name, option)
            problems.append(Problem(line_number, option, _in_words(error)))
    return problems


def _in_words(error: UsageError) -> str:
    return f"{error.message}. What to do: {error.remedy}"


def _option_of(message: str, options: Collection[str]) -> str:
    """The option that a message is about: the one it quotes, or else names; empty where it is about the table."""
    for before, after in (("[“`.]", "[”`]"), (r"\b", r"\b")):
        for option in options:
            if re.search(f"{before}{re.escape(option)}{after}", message):
                return option
    return ""


def _line_of(text: str, table: str, option: str) -> int | None:
    """Where an option of a table stands, or else the table."""
    heading = re.compile(rf"""\s*\[\s*["']?{re.escape(table)}["']?\s*\]""")
    setting = re.compile(rf"""\s*["']?{re.escape(option)}["']?\s*=""")
    lines = text.splitlines()
    start = next((at for at, line in enumerate(lines, 1) if heading.match(line)), None)
    if start is None or not option:
        return start
    return next((at for at, line in enumerate(lines[start:], start + 1) if setting.match(line)), start)


CONNECTIONS_FILE = StatedFile(CONNECTIONS, "E-CONNECTION", "docs/connections.md", "connection")


@dataclass(frozen=True)
class Secret:
    """Where a password or token is. `env`: name of an environment variable; `file`: name in the key folder."""

    env: str = ""
    file: str = ""

    def read(self, keys: Path, file: StatedFile = CONNECTIONS_FILE) -> str:
        """The secret itself. Raises UsageError, KeyFileError. `file`: the one that names it."""
        if self.file:
            return kept_secret(keys, self.file)
        if value := environment_value(self.env):
            return value
        raise file.wrong(f"the environment variable {self.env} is not set", "set it where `ossp` runs, then try again")


def wrong(message: str, remedy: str) -> UsageError:
    """What is wrong with a connection as it is stated."""
    return CONNECTIONS_FILE.wrong(message, remedy)


def read_options(
    kind: type[Options], stated: Mapping[str, Any], name: str, file: StatedFile = CONNECTIONS_FILE
) -> Options:
    """The options of a table, a dataclass of text, numbers, lists of text and secrets.

    stated  what the file says, without what every table of it has
    name    of the table, for messages

    Raises UsageError for an option that does not exist, is missing, or is of another type, and for a typed secret.
    """
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    where = f"“{name}” in {file.name}"
    if unknown := sorted(set(stated) - set(known)):
        raise file.wrong(f"{where}: there is no option “{unknown[0]}”", f"use of these: {', '.join(sorted(known))}")
    needed = [key for key, field in known.items() if field.default is field.default_factory is MISSING]
    if missing := [key for key in needed if key not in stated]:
        raise file.wrong(f"{where}: “{missing[0]}” is missing", f"state it as {file.page} says")
    values = {}
    for option, value in stated.items():
        try:
            values[option] = _convert(value, known[option].type)
        except _Unfit as unfit:
            raise file.wrong(f"“{name}.{option}” in {file.name} {unfit.problem}", unfit.remedy) from None
    return kind(**values)


def checked_address(address: str, name: str, file: StatedFile = CONNECTIONS_FILE) -> str:
    """The address, unless it holds a password or another secret. Raises UsageError."""
    parts = urlsplit(address)
    named = [key for key, _ in parse_qsl(parts.query) if any(word in key.lower() for word in _SECRET_WORDS)]
    if parts.password is not None or named:
        message = f"“{name}” in {file.name}: the address holds a secret, which everybody who reads the file would see"
        raise file.wrong(message, f"take it out of the address; under `password` or `token`, {BY_REFERENCE}")
    return address


def checked_proxy(proxy: str, name: str, file: StatedFile = CONNECTIONS_FILE) -> str:
    """The address of a proxy; empty where none is named. Raises UsageError. None is taken from the environment."""
    if not proxy:
        return ""
    parts = urlsplit(proxy)
    try:
        if parts.scheme == "http" and parts.hostname and parts.port and "@" not in parts.netloc:
            return proxy
    except ValueError:  # a port that is no number
        pass
    message = f"“{name}” in {file.name}: “proxy” is no address of a proxy"
    raise file.wrong(message, "write one such as http://proxy.example.gov.uk:3128, without a password")


class _Unfit(Exception):
    """A value that its option cannot have."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def _convert(value: Any, kind: Any) -> Any:
    converters = {str: _text, int: _number, tuple[str, ...]: _texts, dict[str, str]: _names}
    return converters.get(kind, _secret)(value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise _Unfit("is not text", "write it between quotation marks")


def _number(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise _Unfit("is not a whole number above 0", "write digits only")


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise _Unfit("is not a list of texts", 'write it as ["one", "two"]')


def _names(value: Any) -> dict[str, str]:
    if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
        return dict(value)
    raise _Unfit("is not a table of texts", 'write it as { "their name" = "ours" }')


def _secret(value: Any) -> Secret:
    if isinstance(value, str):
        problem = "is a typed secret, which everybody who reads the file would see"
        raise _Unfit(problem, f"replace it with a new one, and {BY_REFERENCE}")
    is_one = isinstance(value, dict) and len(value) == 1 and set(value) <= {"env", "file"}
    name = next(iter(value.values())) if is_one else ""
    if not isinstance(name, str) or not name or "/" in name or name.startswith("."):
        raise _Unfit("does not say where the secret is", BY_REFERENCE)
    return Secret(**value)
