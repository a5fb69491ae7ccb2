"""A Postgres server of our own: a throw-away cluster that listens on a private socket and on no network."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
# For tests only: they kill publishers, not machines.
CARELESS = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


@dataclass(frozen=True)
class Server:
    """A running server. `ossp_publisher` publishes; it owns the database `ossp` and may create roles."""

    socket: Path
    database: str = "ossp"

    def address(self, user: str = "ossp_publisher") -> str:
        """As the setting `postgres` wants it."""
        return f"postgresql+psycopg://{user}@/{self.database}?host={self.socket}"

    def conninfo(self, user: str = "ossp_publisher", database: str | None = None) -> str:
        """As psycopg and psql want it."""
        return f"host={self.socket} user={user} dbname={database or self.database}"

    def processor_seconds(self) -> float:
        """What sessions that have ended used, on Linux: the server's children, without those that still run."""
        number = (self.socket / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0]
        numbers = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(numbers[13]) + int(numbers[14])) / os.sysconf("SC_CLK_TCK")


def why_not() -> str | None:
    """Why no server can be started here; None where it can."""
    if not PROGRAMS:
        return "there are no PostgreSQL server programs in /usr/lib/postgresql"
    if os.geteuid() == 0 and not _servant():
        return "PostgreSQL does not run as root, and there is no user postgres or nobody"
    return None


@contextmanager
def running(*options: str) -> Iterator[Server]:
    """Start a server, make role and database, and stop it at the end."""
    programs = PROGRAMS[-1]
    folder = Path(tempfile.mkdtemp(prefix="ossp-pg-", dir="/tmp"))
    user = _servant() if os.geteuid() == 0 else None
    identity: dict[str, Any] = {}
    if user:
        shutil.chown(folder, user)
        identity = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
    data = folder / "data"

    def call(program: str, *arguments: str) -> None:
        command = [programs / program, *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **identity)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")

    try:
        call("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        rules = "local all secretive scram-sha-256\nlocal all all trust\n"
        (data / "pg_hba.conf").write_text(rules)
        socket = ("-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}")
        started = " ".join((*socket, *options))
        # Its own output goes to a file: a server that holds our pipe would keep us waiting for ever.
        call("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-w", "-o", started, "start")
        server = Server(folder)
        for statement in ("create role ossp_publisher login createrole", "create database ossp owner ossp_publisher"):
            call("psql", "-X", "-q", "-c", statement, server.conninfo("postgres", "postgres"))
        yield server
    finally:
        if (data / "postmaster.pid").exists():
            call("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _servant() -> str | None:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)
