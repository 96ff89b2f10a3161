"""An office's own template, filled in a process of its own: a template is a program that somebody
uploads, and what it breaks is that process.

The process gets one line of JSON (the values) and the bytes of the template, no settings, no
secrets, no database. It answers with one line of JSON, {"refused", "what"} or {}, and then the
bytes of the document.
"""

import json
import logging
import os
import subprocess
import sys
import threading

from app.plan_import.isolation.bounds import ROOT, environment, limit_itself, program
from app.reports.letter_template import (
    TemplateRefusal,
    TemplateRefused,
    Values,
    fill_template,
)

_log = logging.getLogger(__name__)

_PROCESS = program("app.services.letter_process")

SECONDS = 15
"""By the processor and by the wall clock; a letter of 200 rows takes two."""
MEMORY = 512 * 1024**2
"""Bytes of address space."""
MAX_DOCUMENT = 20 * 1024**2
"""Bytes of the document that comes out."""
MOST_AT_ONCE = 2
_turns = threading.BoundedSemaphore(MOST_AT_ONCE)


def fill_in_process(template: bytes, values: Values) -> bytes:
    """What `fill_template` gives. Raises TemplateRefused; too_heavy where the process was ended by
    its limits."""
    with _turns:
        try:
            ended = subprocess.run(  # noqa: S603  (our own Python and module, nothing of the file's)
                _PROCESS,
                input=json.dumps(values).encode() + b"\n" + template,
                capture_output=True,
                cwd=ROOT,
                env=environment(),
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise TemplateRefused(TemplateRefusal.too_heavy) from error
    if ended.returncode:
        _log.warning(
            "a template was not filled: %r", ended.stderr[-2000:].decode("utf-8", "replace")
        )
        raise TemplateRefused(TemplateRefusal.too_heavy)
    return _document(ended.stdout)


def _document(answer: bytes) -> bytes:
    """The document in an answer; the process is not trusted, for the template may have had its
    way."""
    line, _, document = answer.partition(b"\n")
    try:
        said = json.loads(line)
        if said.get("refused"):
            raise TemplateRefused(TemplateRefusal(said["refused"]), str(said.get("what", "")))
    except (ValueError, AttributeError) as error:
        raise TemplateRefused(TemplateRefusal.too_heavy) from error
    if len(document) > MAX_DOCUMENT or not document.startswith(b"PK"):
        raise TemplateRefused(TemplateRefusal.too_heavy)
    return document


def main() -> None:
    """Fill one template."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # A library that prints prints to errors.
    limit_itself(memory=MEMORY, cpu_seconds=SECONDS, file_bytes=0)
    given = sys.stdin.buffer
    values = json.loads(given.readline())
    try:
        line, document = {}, fill_template(given.read(), values)
    except TemplateRefused as refused:
        line, document = {"refused": refused.refusal.value, "what": refused.what}, b""
    answers.write(json.dumps(line).encode() + b"\n" + document)
    answers.close()


if __name__ == "__main__":
    main()
