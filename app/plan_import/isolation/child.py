"""The process that parses one file: `python -m app.plan_import.isolation.child`.

On its standard input come a line of JSON (what to read, how, under which limits) and then the
file's bytes. On its standard output go lines of JSON: {"progress": [done, of]} while it reads, and
at last {"reading": …} or {"refused": {"code", "values"}}. It limits itself before it looks at the
file, and knows neither database nor settings nor secrets.
"""

import json
import os
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from app.plan_import import progress
from app.plan_import.isolation.bounds import limit_itself, raise_memory_limit
from app.plan_import.problems import PlanRefused, RefusedFile

_XML_NO_MEMORY = 2


def main() -> None:
    """Read the file on standard input and answer on standard output."""
    answers = _private_output()
    order = json.loads(sys.stdin.buffer.readline())
    limits = order["limits"]
    limit_itself(
        memory=limits["memory"],
        cpu_seconds=limits["cpu_seconds"],
        file_bytes=limits["file_bytes"],
    )
    try:
        answer = _read(order, answers)
    except (MemoryError, PlanRefused) as error:
        answer = _refused(error)
    _say(answers, answer)


def _private_output() -> BinaryIO:
    """Return standard output as a stream of its own; a library that prints prints to errors."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _read(order: dict[str, Any], answers: BinaryIO) -> dict[str, Any]:
    if order["kind"] == "returned":
        return _read_returned(order)
    if order["kind"] == "register":
        return _read_register(order)
    return _read_plan(order, answers)


def _read_returned(order: dict[str, Any]) -> dict[str, Any]:
    from app.plan_import.isolation.transfer import reading_to_plain
    from app.plan_import.returned import ReturnRefused, read_returned

    try:
        reading = read_returned(sys.stdin.buffer.read(), order["filename"])
    except ReturnRefused as refused:
        return {"refused": {"code": refused.code.value, "values": {}}}
    return {"reading": reading_to_plain(reading)}


def _read_register(order: dict[str, Any]) -> dict[str, Any]:
    from app.plan_import.isolation.transfer import reading_to_plain
    from app.plan_import.register import RegisterRefused, read_register

    try:
        reading = read_register(sys.stdin.buffer.read(), order["filename"])
    except RegisterRefused as refused:
        return {"refused": {"code": refused.code.value, "values": {}}}
    return {"reading": reading_to_plain(reading)}


def _read_plan(order: dict[str, Any], answers: BinaryIO) -> dict[str, Any]:
    from app.plan_import.isolation.transfer import reading_to_plain
    from app.plan_import.reading import read_plan

    issued_on = date.fromisoformat(order["issued_on"]) if order["issued_on"] else None
    content = sys.stdin.buffer.read()
    with progress.told_to(lambda done, of: _say(answers, {"progress": [done, of]})):
        reading = read_plan(content, order["filename"], year=order["year"], issued_on=issued_on)
    return {"reading": reading_to_plain(reading)}


def _refused(error: MemoryError | PlanRefused) -> dict[str, Any]:
    """Return the refusal; a library that lacks memory often calls the file broken instead."""
    if any(_lacks_memory(cause) for cause in _causes(error)):
        raise_memory_limit()
        return {"refused": {"code": RefusedFile.file_needs_too_much_memory.value, "values": {}}}
    assert isinstance(error, PlanRefused)  # noqa: S101  (the only other kind that is caught)
    return {"refused": {"code": error.code.value, "values": error.values}}


def _lacks_memory(error: BaseException) -> bool:
    # libxml2 calls it an error of syntax, with the code that it has for this one.
    return isinstance(error, MemoryError) or getattr(error, "code", None) == _XML_NO_MEMORY


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _say(answers: BinaryIO, answer: dict[str, Any]) -> None:
    line = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    answers.write(line.encode() + b"\n")
    answers.flush()


if __name__ == "__main__":
    main()
