"""Which machine an address names: what stays on this machine needs no encryption."""

_THIS_MACHINE = ("", "localhost", "127.0.0.1", "::1")


def is_this_machine(host: str | None) -> bool:
    """Whether a host is this machine; a path is a socket of it, and no host at all is too."""
    return (host or "") in _THIS_MACHINE or str(host).startswith("/")
