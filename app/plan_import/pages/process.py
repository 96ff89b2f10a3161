"""Pictures of pages made in a process of their own: a PDF comes from outside, and what it breaks is
that process.

The process gets one line of JSON and the bytes of the PDF, no settings, no secrets, no database,
and answers with one line of JSON or the bytes of a picture.
"""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image
from pypdfium2 import PdfiumError

from app.plan_import.isolation.bounds import ROOT, environment, limit_itself, program
from app.plan_import.limits import MAX_PAGES
from app.plan_import.pages.picture import (
    NoSuchPage,
    drawn_again,
    page_count,
    page_picture,
    pages_of,
)

_log = logging.getLogger(__name__)

_PROCESS = program("app.plan_import.pages.process")

SECONDS = 20
"""By the processor and by the wall clock; a page takes a fraction of one."""
MEMORY = 1024**3
"""Bytes of address space."""
MAX_PREVIEW = 500
"""Pages of a file that can be looked at."""
MOST_AT_ONCE = 2
_turns = threading.BoundedSemaphore(MOST_AT_ONCE)


def picture_in_process(
    pdf: bytes, page: int, marks: Sequence[str] = (), *, band: bool = False
) -> bytes | None:
    """What `page_picture` makes of the page, or None where it is no page, or breaks the process."""
    return _ask(pdf, {"page": page, "marks": list(marks), "band": band}) or None


def pages_in_process(pdf: bytes, titles: Sequence[str]) -> list[int | None]:
    """What `pages_of` finds; None for every title where the PDF breaks the process."""
    return _pages(_ask(pdf, {"titles": list(titles)}), len(titles))


def count_in_process(pdf: bytes) -> int:
    """How many pages the PDF has, at most MAX_PREVIEW; 0 where it breaks the process."""
    answer = _ask(pdf, {"count": True})
    return min(int(answer), MAX_PREVIEW) if answer.isdigit() else 0


def drawn_again_in_process(picture: bytes) -> bytes | None:
    """What `drawn_again` makes of a picture, or None where it is none, or breaks the process."""
    return _ask(picture, {"again": True}) or None


def _pages(answer: bytes, count: int) -> list[int | None]:
    """The pages in an answer; the process is not trusted, for the file may have had its way."""
    try:
        found = json.loads(answer or b"[]")
    except (ValueError, RecursionError):
        found = []
    if not isinstance(found, list) or len(found) != count:
        return [None] * count
    return [page if type(page) is int and 0 < page <= MAX_PAGES else None for page in found]


def _ask(pdf: bytes, order: Mapping[str, Any]) -> bytes:
    """The answer of the process, empty where it gives none in time."""
    if not _turns.acquire(timeout=SECONDS):
        _log.warning("no turn for a page in %d seconds", SECONDS)
        return b""
    try:
        ended = subprocess.run(  # noqa: S603  (our own Python and module, nothing of the file's)
            _PROCESS,
            input=json.dumps(order).encode() + b"\n" + pdf,
            capture_output=True,
            cwd=ROOT,
            env=environment(),
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        _log.warning("a page took longer than %d seconds", SECONDS)
        return b""
    finally:
        _turns.release()
    if ended.returncode:
        _log.warning("no picture of a page: %r", ended.stderr[-2000:].decode("utf-8", "replace"))
        return b""
    return ended.stdout


def _answer(line: bytes, pdf: bytes) -> bytes:
    order = json.loads(line)
    if "count" in order:
        return str(page_count(pdf)).encode()
    if "again" in order:
        return drawn_again(pdf)
    if "titles" in order:
        return json.dumps(pages_of(pdf, order["titles"])).encode()
    return page_picture(pdf, order["page"], order["marks"], band=order["band"])


def main() -> None:
    """Answer one order."""
    limit_itself(memory=MEMORY, cpu_seconds=SECONDS, file_bytes=0)
    given = sys.stdin.buffer
    try:
        answer = _answer(given.readline(), given.read())
    except (NoSuchPage, PdfiumError, OSError, Image.DecompressionBombError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
