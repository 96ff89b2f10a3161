"""What a process of ours gets that looks at a file from outside: this Python without what its
environment would add, no settings, no secrets, and limits that it sets itself before it looks.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
"""The folder such a process begins in, where the product's modules are found."""

_KEPT = ("PATH", "SYSTEMROOT", "TESSDATA_PREFIX", "TMPDIR", "TEMP", "TMP")
# What is left above the soft limit, to say that the memory was not enough.
_LAST_WORDS = 64 * 1024**2


def program(module: str) -> tuple[str, ...]:
    """Return the command that runs a module of the product in a process of its own."""
    return (sys.executable, "-E", "-s", "-m", module)


def environment() -> dict[str, str]:
    """Return the whole environment of such a process."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # What comes here is converted already: a reader never starts an office of its own.
    return {**kept, "LANG": "C.UTF-8", "LIBREOFFICE": ""}


def limit_itself(*, memory: int, cpu_seconds: int, file_bytes: int) -> None:
    """Lower the limits of this process and of what it starts, for good: bytes of address space,
    seconds of the processor, bytes of any file it writes.

    Where the system knows no such limits (Windows) the wall clock of the parent alone counts.
    """
    if sys.platform == "win32":
        return
    import resource

    for what, most, room in (
        (resource.RLIMIT_AS, memory, _LAST_WORDS),
        (resource.RLIMIT_CPU, cpu_seconds, 1),
        (resource.RLIMIT_FSIZE, file_bytes, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        allowed = resource.getrlimit(what)[1]
        hard = most + room if allowed == resource.RLIM_INFINITY else min(most + room, allowed)
        resource.setrlimit(what, (min(most, hard), hard))


def raise_memory_limit() -> None:
    """Let this process use what was left to it, to say that its memory was not enough."""
    if sys.platform == "win32":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
