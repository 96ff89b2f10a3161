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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import IO, Any, Generic, TypeVar

from app.labels.problems import problem_text
from app.plan_import.files import modern
from app.plan_import.isolation.bounds import ROOT, environment, program
from app.plan_import.isolation.groups import end_group, kill_group
from app.plan_import.isolation.transfer import reading_from_plain, values_from_plain
from app.plan_import.isolation.turns import Turns, Waiting
from app.plan_import.plan import PlanReading
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.progress import Listener
from app.plan_import.register import RegisterReading, RegisterRefusal, RegisterRefused
from app.plan_import.returned import ReturnedReading, ReturnRefusal, ReturnRefused

Reading = TypeVar("Reading", PlanReading, ReturnedReading, RegisterReading)

_log = logging.getLogger(__name__)

READER = program("app.plan_import.isolation.child")

MOST_AT_ONCE = 2
"""Files of one kind that a process has read at a time."""

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


@dataclass(frozen=True, slots=True)
class FileKind(Generic[Reading]):
    """A kind of file that is read in a process of its own: the name the reader knows it by, what
    makes a reading of its answer (raising ValueError for anything else), and what makes an
    exception of a code with which only this kind is refused (None for the codes of all).
    """

    name: str
    unpack: Callable[[Any], Reading]
    own_refusal: Callable[[Any], Exception | None]
    # Turns of its own: nobody waits with a small sheet until two scanned plans are read.
    turns: Turns = field(default_factory=lambda: Turns(MOST_AT_ONCE))


def _unpack_returned(plain: Any) -> ReturnedReading:
    return values_from_plain(ReturnedReading, plain)


def _refusal_of_returned(code: Any) -> ReturnRefused | None:
    known = code in ReturnRefusal.__members__
    return ReturnRefused(ReturnRefusal(code)) if known else None


def _unpack_register(plain: Any) -> RegisterReading:
    return values_from_plain(RegisterReading, plain)


def _refusal_of_register(code: Any) -> RegisterRefused | None:
    known = code in RegisterRefusal.__members__
    return RegisterRefused(RegisterRefusal(code)) if known else None


_PLAN = FileKind("plan", reading_from_plain, lambda _: None)
_RETURNED = FileKind("returned", _unpack_returned, _refusal_of_returned)
_REGISTER = FileKind("register", _unpack_register, _refusal_of_register)


def read_isolated(
    content: bytes,
    filename: str,
    *,
    year: int | None = None,
    issued_on: date | None = None,
    on_progress: Listener | None = None,
    on_waiting: Waiting | None = None,
    limits: Limits = LIMITS,
    reader: Sequence[str] = READER,
) -> PlanReading:
    """Read a plan's file as ``app.plan_import.read_plan`` does, in a process of its own.

    At most MOST_AT_ONCE files are read at a time by one process; the next waits its turn, and
    ``on_waiting`` is called with the number of those before it. ``on_progress`` is called with
    (pages done, pages of all) while a long file is read. Old formats are converted first, by
    LibreOffice, under limits of its own.

    Raises PlanRefused as ``read_plan`` does, and for a file that takes too long, needs too much
    memory, or breaks the reader.
    """
    order = {
        "filename": filename,
        "year": year,
        "issued_on": issued_on.isoformat() if issued_on else None,
    }
    with _PLAN.turns.turn(on_waiting):
        return _read(_PLAN, content, order, limits, reader, on_progress)


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
    with _RETURNED.turns.turn():
        return _read(_RETURNED, content, {"filename": filename}, limits, reader)


def read_register_isolated(
    content: bytes,
    filename: str,
    *,
    limits: Limits = LIMITS_OF_RETURNED,
    reader: Sequence[str] = READER,
) -> RegisterReading:
    """Read a register as ``app.plan_import.register.read_register`` does, in a process of its own.
    Raises RegisterRefused as that does, PlanRefused as ``read_isolated``.
    """
    with _REGISTER.turns.turn():
        return _read(_REGISTER, content, {"filename": filename}, limits, reader)


def _read(
    kind: FileKind[Reading],
    content: bytes,
    order: Mapping[str, Any],
    limits: Limits,
    reader: Sequence[str],
    on_progress: Listener | None = None,
) -> Reading:
    """Have a file read; the order is what the reader needs to know beside its kind and limits."""
    content = modern(content, order["filename"])
    whole = {**order, "kind": kind.name, "limits": asdict(limits)}
    given = json.dumps(whole).encode() + b"\n" + content
    return _reading(kind, _ask(reader, given, limits, on_progress))


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


def _reading(kind: FileKind[Reading], answer: bytes) -> Reading:
    """Return the reading in an answer. Raises the reader's own refusal, or PlanRefused with
    file_breaks_reader for an answer that is none.
    """
    try:
        said = json.loads(answer)
        if isinstance(said, dict) and set(said) == {"reading"}:
            return kind.unpack(said["reading"])
        code, values = said["refused"]["code"], said["refused"]["values"]
        refusal = kind.own_refusal(code) or _refusal(code, values)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        _log.error("a reader gave an answer that is none: %s", type(error).__name__)
        raise PlanRefused(RefusedFile.file_breaks_reader) from error
    raise refusal


def _refusal(code: Any, values: Any) -> PlanRefused:
    """Return a refusal that any file may meet, whose sentence must have all it needs."""
    if not (isinstance(values, dict) and all(isinstance(text, str) for text in values.values())):
        raise ValueError("values of a refusal are texts by name")
    refusal = RefusedFile(code)
    problem_text(refusal.value, values)
    return PlanRefused(refusal, **values)
