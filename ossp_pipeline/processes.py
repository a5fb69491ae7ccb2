"""Which process something belongs to, so that it is not taken for another's after a crash or a start of the machine.

A number alone does not say: after a while, another process gets it.
"""

import os
import uuid
from functools import cache
from pathlib import Path

_PROC = Path("/proc")
_BOOT = _PROC / "sys/kernel/random/boot_id"
# Of /proc/<number>/stat, after the name in parentheses: the state, and the start in ticks since the machine started.
_STATE, _START = 0, 19
_GONE = frozenset("ZX")


@cache
def boot_id() -> str:
    """Which start of the machine this is; where the system does not say, one that no other process shares."""
    return _BOOT.read_text(encoding="ascii").strip() if _BOOT.exists() else uuid.uuid4().hex


def started(number: int) -> str | None:
    """Which start of which process has this number now; None where none has it, or it has ended."""
    if not _BOOT.exists():
        return _started_elsewhere(number)
    try:
        fields = (_PROC / str(number) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[_STATE] in _GONE else f"{boot_id()} {fields[_START]}"


def _started_elsewhere(number: int) -> str | None:
    """On a system without /proc, a process of this number is taken for the one that is meant."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    return "unknown"
