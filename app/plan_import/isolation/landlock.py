"""Keeps a program from files and networks that are none of its business: Landlock, which any
process of Linux (5.13 and later) may put on itself and never take off again.

The numbers are those of the kernel's own interface (`linux/landlock.h`), which does not change.
"""

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Sequence
from functools import cache

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION, _BENEATH = 1, 1
_NO_NEW_PRIVILEGES = 38

_READ = 0b1101
"""Execute, read a file, read a folder."""
_ALL = (1 << 13) - 1
"""What version 1 knows; 2 adds moving between folders, 3 cutting a file short."""
_ADDED = {2: 1 << 13, 3: 1 << 14}
_OF_A_FILE = 0b111 | 1 << 14
_SOCKETS = 1 << 9 | 1 << 5
"""Make a socket, and remove a file."""
_TCP, _TCP_SINCE = 0b11, 4
_ABSTRACT_SOCKETS_AND_SIGNALS, _SCOPES_SINCE = 0b11, 6


@cache
def version() -> int:
    """The version of Landlock that this machine has; 0 where it has none, or it is switched off."""
    if sys.platform != "linux":
        return 0
    return max(0, _call(_CREATE_RULESET, None, 0, _ASK_VERSION))


def confine(readable: Sequence[str], writable: Sequence[str], sockets: Sequence[str]) -> None:
    """From now on this process and all it starts may read and run what lies under `readable`, do
    anything under `writable`, make and remove sockets under `sockets`, and no more; it speaks TCP
    with nobody where the version knows that.

    Paths that are not there are left out. Raises OSError where the machine has no Landlock.
    """
    known = version()
    every = _ALL | sum(right for since, right in _ADDED.items() if known >= since)
    tcp = _TCP if known >= _TCP_SINCE else 0
    scoped = _ABSTRACT_SOCKETS_AND_SIGNALS if known >= _SCOPES_SINCE else 0
    attributes = struct.pack("=QQQ", every, tcp, scoped)
    size = 24 if scoped else 16 if tcp else 8
    ruleset = _done(_call(_CREATE_RULESET, attributes, size, 0))
    for paths, rights in ((readable, _READ), (writable, every), (sockets, _SOCKETS)):
        for path in paths:
            _allow(ruleset, path, rights)
    libc = ctypes.CDLL(None, use_errno=True)
    _done(libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _done(_call(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(os.fstat(place).st_mode):
        rights &= _OF_A_FILE
    _done(_call(_ADD_RULE, ruleset, _BENEATH, struct.pack("=Qi", rights, place), 0))
    os.close(place)


def _call(number: int, *arguments: int | bytes | None) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    given = (ctypes.c_long(a) if isinstance(a, int) else ctypes.c_char_p(a) for a in arguments)
    result: int = libc.syscall(ctypes.c_long(number), *given)
    return result


def _done(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "Landlock")
    return result
