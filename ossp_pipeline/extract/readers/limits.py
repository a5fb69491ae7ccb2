"""Limits of a child process that reads what others made. Beyond a limit the operating system ends the process."""

import resource


def limit_process(memory: int, seconds: int, written: int, open_files: int) -> None:
    """Limit this process: bytes of memory, processor time, bytes in a file it writes, and open files."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, open_files))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
