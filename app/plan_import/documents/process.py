"""Looks into a file in a process of its own: what a hostile file breaks is that process.

The process gets one line with the ending of the file and its bytes, no settings, no secrets, no
database. What it answers, one line of JSON, is checked as if a stranger had sent it.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

from app.plan_import.documents.values import FileReading, Unreadable
from app.plan_import.isolation.bounds import (
    ROOT,
    environment,
    limit_itself,
    program,
    raise_memory_limit,
)
from app.plan_import.isolation.transfer import reading_to_plain, values_from_plain

_log = logging.getLogger(__name__)

PROCESS = program("app.plan_import.documents.process")

SECONDS = 20
"""By the processor and by the wall clock; a document of thirty pages takes one."""
MEMORY = 1024**3
"""Bytes of address space."""
MOST_ANSWER = 256 * 1024
"""Bytes of an answer."""
MOST_AT_ONCE = 2
_turns = threading.BoundedSemaphore(MOST_AT_ONCE)


def inspect_in_process(
    content: bytes, ending: str, *, seconds: float = SECONDS, process: Sequence[str] = PROCESS
) -> FileReading:
    """What `inspect_file` finds; `error` says so where the file takes too long or breaks the
    process. At most MOST_AT_ONCE files are looked into at a time, the others wait.
    """
    with _turns:
        try:
            ended = subprocess.run(  # noqa: S603  (our own Python and module, nothing of the file's)
                process,
                input=ending.encode() + b"\n" + content,
                capture_output=True,
                cwd=ROOT,
                env=environment(),
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return FileReading(error=Unreadable.too_long)
    if ended.returncode:
        return FileReading(error=_why(ended))
    return _reading(ended.stdout)


def _why(ended: "subprocess.CompletedProcess[bytes]") -> Unreadable:
    if sys.platform != "win32" and ended.returncode == -signal.SIGXCPU:
        return Unreadable.too_long
    if b"MemoryError" in ended.stderr:
        return Unreadable.too_large
    # What it said may be the file's own words: one line, whatever they are.
    said = ended.stderr[-2000:].decode("utf-8", "replace")
    _log.warning("a file was not looked into (%s): %r", ended.returncode, said)
    return Unreadable.broke_reader


def _reading(answer: bytes) -> FileReading:
    try:
        if len(answer) > MOST_ANSWER:
            raise ValueError("too long")
        return values_from_plain(FileReading, json.loads(answer))
    except (ValueError, RecursionError) as error:
        _log.warning("a file gave an answer that is none: %s", type(error).__name__)
        return FileReading(error=Unreadable.broke_reader)


def main() -> None:
    """Look into one file."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # A library that prints prints to errors.
    limit_itself(memory=MEMORY, cpu_seconds=SECONDS, file_bytes=0)
    given = sys.stdin.buffer
    ending = given.readline().decode().strip()
    from app.plan_import.documents.inspection import inspect_file

    try:
        reading = inspect_file(given.read(), ending)
    except MemoryError:
        raise_memory_limit()
        reading = FileReading(error=Unreadable.too_large)
    answers.write(json.dumps(reading_to_plain(reading), ensure_ascii=False).encode())
    answers.close()


if __name__ == "__main__":
    main()
