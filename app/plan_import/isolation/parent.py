"""Reads a plan's file, or a workbook that came back, in a process of its own, so that a hostile
file harms nobody else.

The reader gets the bytes and nothing more: no settings, no secrets, no database. What it answers
is checked as if a stranger had sent it. Limits of memory, processor and file size are the
reader's own (`app.plan_import.isolation.child`); the wall clock is watched here.
"""

import json
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import IO, Any, TypeVar

from app.labels.problems import problem_text
from app.plan_import.conversion import end_group, kill_group
from app.plan_import.files import modern
from app.plan_import.isolation.bounds import ROOT, environment, program
from app.plan_import.isolation.transfer import reading_from_plain, values_from_plain
from app.plan_import.plan import PlanReading
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.progress import Listener
from app.plan_import.returned import ReturnedReading, ReturnRefusal, ReturnRefused

Reading = TypeVar("Reading", PlanReading, ReturnedReading)

_log = logging.getLogger(__name__)

READER = program("app.plan_import.isolation.child")

MOST_AT_ONCE = 2
_turns = threading.BoundedSemaphore(MOST_AT_ONCE)
# Turns of their own: nobody waits with a small sheet until two scanned plans are read.
_turns_of_returned = threading.BoundedSemaphore(MOST_AT_ONCE)

_PROGRESS = re.compile(rb'\{"progress":\[(\d{1,6}),(\d{1,6})\]\}\n')
_ERRORS_SHOWN = 4_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading of one file may take: bytes of memory (address space), seconds of the
    processor and by the wall clock, bytes of any file it writes and of its answer. OCR alone may
    take 90 seconds (`app.plan_import.readers.pdf.ocr`).
    """

    memory: int = 1024**3
    cpu_seconds: int = 90
    wall_seconds: float = 150
    file_bytes: int = 64 * 1024**2
    answer_bytes: int = 32 * 1024**2


LIMITS = Limits()
LIMITS_OF_RETURNED = Limits(cpu_seconds=25, wall_seconds=30)
"""A sheet of a few hundred rows is read in a second, and a request waits for it."""


def read_isolated(
    content: bytes,
    filename: str,
    *,
    year: int | None = None,
    issued_on: date | None = None,
    on_progress: Listener | None = None,
    limits: Limits = LIMITS,
    reader: Sequence[str] = READER,
) -> PlanReading:
    """Read a plan's file as ``app.plan_import.read_plan`` does, in a process of its own.

    At most MOST_AT_ONCE files are read at a time by one process; the next waits its turn.
    ``on_progress`` is called with (pages done, pages of all) while a long file is read. Old
    formats are converted first, by LibreOffice, under limits of its own.

    Raises PlanRefused as ``read_plan`` does, and for a file that takes too long, needs too much
    memory, or breaks the reader.
    """
    with _turns:
        content = modern(content, filename)
        order = {
            "kind": "plan",
            "filename": filename,
            "year": year,
            "issued_on": issued_on.isoformat() if issued_on else None,
            "limits": asdict(limits),
        }
        given = json.dumps(order).encode() + b"\n" + content
        return _reading(_ask(reader, given, limits, on_progress), reading_from_plain, _refusal)


def read_returned_isolated(
    content: bytes,
    filename: str,
    *,
    limits: Limits = LIMITS_OF_RETURNED,
    reader: Sequence[str] = READER,
) -> ReturnedReading:
    """Read a workbook that came back as ``app.plan_import.returned.read_returned`` does, in a
    process of its own. Raises ReturnRefused as that does, PlanRefused as ``read_isolated``.
    """
    with _turns_of_returned:
        content = modern(content, filename)
        order = {"kind": "returned", "filename": filename, "limits": asdict(limits)}
        given = json.dumps(order).encode() + b"\n" + content
        answer = _ask(reader, given, limits, None)
    return _reading(answer, _returned_from_plain, _refusal_of_returned)


def _ask(
    reader: Sequence[str], given: bytes, limits: Limits, on_progress: Listener | None
) -> bytes:
    """Run the reader and return its answer as a line of JSON; it is gone with all it started when
    this returns. Raises PlanRefused when no answer comes.
    """
    with (
        tempfile.TemporaryFile() as source,
        tempfile.TemporaryFile() as errors,
        # Pictures of pages lie here while they are read; a reader that is killed leaves them.
        tempfile.TemporaryDirectory(prefix="dondoc-read-", ignore_cleanup_errors=True) as folder,
    ):
        # A file and not a pipe: a reader that never looks at it blocks nobody.
        source.write(given)
        source.seek(0)
        running = subprocess.Popen(  # noqa: S603  (our own Python and module, nothing of the file's)
            reader,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=ROOT,
            env={**environment(), **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder)},
            start_new_session=True,
        )
        watch = _Watch(running, limits.wall_seconds)
        try:
            with running.stdout as stream:  # type: ignore[union-attr]  # A pipe, as asked for.
                answer = _listen(stream, limits.answer_bytes, on_progress)
        finally:
            watch.stop()
            end_group(running)
        if answer is None:
            raise _silence(running.returncode, watch.struck, errors)
        return answer


class _Watch:
    """Ends a reader when its time by the wall clock is over."""

    def __init__(self, running: "subprocess.Popen[bytes]", seconds: float) -> None:
        self.struck = False
        self._running = running
        self._timer = threading.Timer(seconds, self._strike)
        self._timer.daemon = True
        self._timer.start()

    def _strike(self) -> None:
        self.struck = True
        kill_group(self._running)

    def stop(self) -> None:
        self._timer.cancel()
        self._timer.join()


def _listen(stream: IO[bytes], most: int, on_progress: Listener | None) -> bytes | None:
    """Return the line that is no progress; None when the reader ends before it, or overdoes it."""
    while True:
        line = stream.readline(most + 1)
        if not line.endswith(b"\n"):
            return None
        said = _PROGRESS.fullmatch(line)
        if said is None:
            return line
        if on_progress is not None:
            on_progress(int(said[1]), int(said[2]))


def _silence(returncode: int, out_of_time: bool, errors: IO[bytes]) -> PlanRefused:
    """Say why a reader gave no answer, by what ended it; what nobody foresaw is logged."""
    errors.seek(0, os.SEEK_END)
    errors.seek(max(0, errors.tell() - _ERRORS_SHOWN))
    said = errors.read(_ERRORS_SHOWN)
    if out_of_time or (sys.platform != "win32" and returncode == -signal.SIGXCPU):
        return PlanRefused(RefusedFile.file_takes_too_long)
    if b"MemoryError" in said:
        return PlanRefused(RefusedFile.file_needs_too_much_memory)
    # What it said may be the file's own words: one line, whatever they are.
    _log.error("a reader ended with %s: %r", returncode, said.decode("utf-8", "replace"))
    return PlanRefused(RefusedFile.file_breaks_reader)


def _reading(
    answer: bytes, unpack: Callable[[Any], Reading], refused: Callable[[Any], Exception]
) -> Reading:
    """Return the reading in an answer. Raises the reader's own refusal, or PlanRefused with
    file_breaks_reader for an answer that is none.
    """
    try:
        said = json.loads(answer)
        if isinstance(said, dict) and set(said) == {"reading"}:
            return unpack(said["reading"])
        refusal = refused(said)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        _log.error("a reader gave an answer that is none: %s", type(error).__name__)
        raise PlanRefused(RefusedFile.file_breaks_reader) from error
    raise refusal


def _refusal(said: Any) -> PlanRefused:
    """Return the refusal in an answer, whose sentence must have all it needs."""
    code, values = RefusedFile(said["refused"]["code"]), said["refused"]["values"]
    if not (isinstance(values, dict) and all(isinstance(text, str) for text in values.values())):
        raise ValueError("values of a refusal are texts by name")
    problem_text(code.value, values)
    return PlanRefused(code, **values)


def _returned_from_plain(plain: Any) -> ReturnedReading:
    return values_from_plain(ReturnedReading, plain)


def _refusal_of_returned(said: Any) -> PlanRefused | ReturnRefused:
    if said["refused"]["code"] in ReturnRefusal.__members__:
        return ReturnRefused(ReturnRefusal(said["refused"]["code"]))
    return _refusal(said)
