"""Ways to spoil a file: each takes chance and bytes, and returns other bytes."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from random import Random

Spoiling = Callable[[Random, bytes], bytes]

_LONGEST_REPEAT = 2_000_000
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    EOFError,
    KeyError,
)


def truncate(chance: Random, content: bytes) -> bytes:
    """Cut the end off, as a broken line does."""
    return content[: chance.randrange(len(content) + 1)]


def flip_bits(chance: Random, content: bytes) -> bytes:
    """Change a few bits, as a failing disk does."""
    spoilt = bytearray(content)
    for _ in range(chance.randint(1, 24)):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def cut_out(chance: Random, content: bytes) -> bytes:
    """Leave a run of bytes out."""
    start = chance.randrange(len(content) + 1)
    return content[:start] + content[start + chance.randrange(1, 4096) :]


def repeat(chance: Random, content: bytes) -> bytes:
    """Print a run of bytes many times over: long lines, many rows, deep nesting."""
    start = chance.randrange(len(content) + 1)
    run = content[start : start + chance.choice((1, 8, 64, 512, 4096))]
    times = min(chance.choice((10, 1_000, 100_000)), _LONGEST_REPEAT // max(1, len(run)))
    return content[:start] + run * times + content[start:]


def insert(chance: Random, content: bytes) -> bytes:
    """Put something in that means much to some reader."""
    start = chance.randrange(len(content) + 1)
    return content[:start] + chance.choice(_TELLING) + content[start:]


def alter_numbers(chance: Random, content: bytes) -> bytes:
    """Make some of the numbers huge, negative or nothing: spans, places, lengths, dates."""

    def other(number: re.Match[bytes]) -> bytes:
        if chance.random() > 0.05:
            return number[0]
        return chance.choice((b"0", b"-1", b"1048576", b"99999999999", b"", b"1e400", b"16384"))

    return re.sub(rb"\d+", other, content)


PLAIN: tuple[Spoiling, ...] = (truncate, flip_bits, cut_out, repeat, insert, alter_numbers)


def spoil_member(chance: Random, content: bytes) -> bytes:
    """Spoil the inside of one member of a zip, and zip it again without a fault."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except _DAMAGE:
        return flip_bits(chance, content)
    if not members:
        return truncate(chance, content)
    # The parts that hold the text are the ones worth spoiling most of the time.
    telling = [name for name in members if re.search(r"document|sheet|shared|content", name)]
    name = chance.choice(telling if telling and chance.random() < 0.8 else list(members))
    members[name] = chance.choice(PLAIN)(chance, members[name])
    return zipped(members)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a zip of these members; the same members always give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            # Without a day of its own a member would carry the present one.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


_TELLING = (
    b"\x00",
    b"\xff\xfe",
    b"\x0c" * 400,
    b"\t" * 100_000,
    b"<p>" * 5_000,
    b"<w:tbl><w:tr><w:tc>" * 2_000,
    b'<w:gridSpan w:val="999999"/>',
    b'<mergeCell ref="A1:XFD1048576"/>',
    b'<c r="XFD1048576"><v>1</v></c>',
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>&a;',
    b"<table><tr><td rowspan=65535 colspan=65535>x",
    "STT\tNhiệm vụ\tChủ trì\tSản phẩm\tThời gian\n".encode(),
    "Quý ".encode() * 20_000,
    b"I, II, III, IV, " * 10_000,
    b"31/12/2026; " * 10_000,
    b"9" * 100_000,
    "Phòng Văn hóa, ".encode() * 10_000,
    "tháng 1 và ".encode() * 10_000,
    "\u202e\u200b\ufeff".encode(),
    "e\u0302\u0301\u0323".encode() * 20_000,
)
