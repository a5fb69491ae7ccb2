"""What a child process that reads what others made may use. The operating system keeps it to that."""

import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

_OPEN_FILES = 32
# After its time a child has so many seconds to say so; then it is ended.
_LAST_WORDS = 2


@dataclass(frozen=True)
class Limits:
    """What a child may use.

    memory   bytes beside what its program takes
    seconds  of processor time
    written  bytes in a file that it writes
    table    bytes of the table that it gives
    """

    memory: int
    seconds: int
    written: int = 0
    table: int = 0


def limit_process(limits: Limits, out_of_time: Callable[[int, FrameType | None], object]) -> None:
    """Limit this process. `out_of_time` is called when its time is over."""
    signal.signal(signal.SIGXCPU, out_of_time)
    memory = _size() + limits.memory
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + _LAST_WORDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.written, limits.written))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _size() -> int:
    """Bytes of memory that this process has reserved."""
    pages = Path("/proc/self/statm").read_text("ascii").split()[0]
    return int(pages) * resource.getpagesize()
