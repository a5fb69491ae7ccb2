"""Send a child what it reads, and take the table that it makes, at the same time.

A socket passes both on in pieces that stay in the processor's cache. Files in memory take three times as long.
"""

import mmap
import select
import socket
import time

_PIECE = 1 << 20
# Of Linux; Python names it from 3.13 on. Only addresses are taken for all that a child may give, memory as it comes.
_MAP_NORESERVE = 0x4000
_FLAGS = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _MAP_NORESERVE


def carry(child: socket.socket, content: bytes, most: int, seconds: int) -> memoryview:
    """What a child gives until it is over; of one that gives more than `most` bytes, one byte more than these.

    Raises TimeoutError where it takes longer. A child may end without having read all that it was sent.
    """
    until = time.monotonic() + seconds
    unsent: memoryview | None = memoryview(content)
    taken, held = 0, _memory(most + 1)
    child.setblocking(False)
    waiting = select.poll()
    waiting.register(child, select.POLLIN | select.POLLOUT)
    while taken <= most:
        ready = waiting.poll(max(0, until - time.monotonic()) * 1_000)
        if not ready:
            raise TimeoutError
        _, what = ready[0]
        if unsent is not None and what & select.POLLOUT:
            unsent = _send(child, unsent)
            if unsent is None:
                waiting.modify(child, select.POLLIN)
        if what & ~select.POLLOUT:
            size = _take(child, held[taken : taken + _PIECE])
            if not size:
                break
            taken += size
    return held[:taken]


def _memory(size: int) -> memoryview:
    held = mmap.mmap(-1, size, flags=_FLAGS)
    # Page by page, taking memory takes longer than filling it.
    held.madvise(mmap.MADV_HUGEPAGE)
    return memoryview(held)


def _send(child: socket.socket, unsent: memoryview) -> memoryview | None:
    """What is still to be sent; None where nothing is."""
    try:
        if unsent:
            return unsent[child.send(unsent[:_PIECE]) :]
        child.shutdown(socket.SHUT_WR)
    except (BrokenPipeError, ConnectionResetError):
        pass
    return None


def _take(child: socket.socket, room: memoryview) -> int:
    """How many bytes came; 0 at the end. A child that leaves content unread resets the socket at its end."""
    try:
        return child.recv_into(room)
    except ConnectionResetError:
        return 0
