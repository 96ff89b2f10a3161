"""Has LibreOffice turn old and open formats into those that are read, and Word into pages.

The program works in a folder of its own with a profile of its own, under limits, without macros,
without updating links; its whole process group is gone when the call returns.
"""

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.plan_import.limits import MAX_BYTES
from app.plan_import.problems import PlanRefused, RefusedFile

_log = logging.getLogger(__name__)

MOST_AT_ONCE = 2
"""Conversions of one process at a time: each may take gigabytes, the next waits its turn."""
_turns = threading.BoundedSemaphore(MOST_AT_ONCE)

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>\n"
)
# No macros of any origin, no linked content fetched, and a way out that leads nowhere.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "1"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


@dataclass(frozen=True, slots=True)
class ConversionLimits:
    """What one conversion may take: seconds by the wall clock and of the processor, bytes of
    address space and of a file it writes.
    """

    wall_seconds: float = 60
    cpu_seconds: int = 60
    memory: int = 3 * 1024**3
    file_bytes: int = 200 * 1024**2


def office_program() -> str | None:
    """Return the path of LibreOffice: the setting LIBREOFFICE, else what the PATH holds. None
    where it is not installed, or where the setting is empty.
    """
    given = os.environ.get("LIBREOFFICE")
    if given is not None:
        return shutil.which(given) if given else None
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(
    content: bytes, ending: str, target: str, limits: ConversionLimits | None = None
) -> bytes | None:
    """Return ``content``, a file of the format ``ending`` names, in the format of ``target``.

    None where LibreOffice is missing. Raises PlanRefused: file_damaged when nothing comes out,
    file_takes_too_long, file_too_large.
    """
    program = office_program()
    if program is None:
        return None
    with (
        _turns,
        tempfile.TemporaryDirectory(prefix="dondoc-convert-", ignore_cleanup_errors=True) as name,
    ):
        folder = Path(name)
        source = folder / f"document.{ending}"
        source.write_bytes(content)
        _write_profile(folder / "profile")
        _run(program, folder, source, target, limits or ConversionLimits())
        made = folder / "out" / f"document.{target}"
        if not made.is_file():
            raise PlanRefused(RefusedFile.file_damaged)
        if made.stat().st_size > MAX_BYTES:
            raise PlanRefused(RefusedFile.file_too_large, limit=MAX_BYTES // 1024**2)
        return made.read_bytes()


def to_pdf(content: bytes, filename: str) -> bytes | None:
    """Return the pages of a Word or Excel file as a PDF, for pictures of them.

    None where LibreOffice is missing or makes nothing of the file: then there are no pictures.
    Takes seconds; never to be called inside a transaction.
    """
    ending = filename.rpartition(".")[2].lower()
    if ending not in ("doc", "docx", "odt", "ods", "rtf", "xls", "xlsx"):
        return None
    try:
        return convert(content, ending, "pdf")
    except PlanRefused as refused:
        _log.warning("no pages of an uploaded file: %s", refused.code.value)
        return None


def _write_profile(profile: Path) -> None:
    items = "".join(
        _ITEM.format(path=path, name=name, value=value) for path, name, value in _SETTINGS
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        _PROFILE.format(items=items), encoding="utf-8"
    )


def _run(program: str, folder: Path, source: Path, target: str, limits: ConversionLimits) -> None:
    """Run the program to its end, or end it and everything it started."""
    profile = (folder / "profile").as_uri()
    running = subprocess.Popen(  # noqa: S603  (our own program and paths; nothing of the file's)
        [
            program,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--nologo",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            target,
            "--outdir",
            str(folder / "out"),
            str(source),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(folder),
        start_new_session=True,
    )
    try:
        _limit(running.pid, limits)
        running.wait(limits.wall_seconds)
    except subprocess.TimeoutExpired as error:
        raise PlanRefused(RefusedFile.file_takes_too_long) from error
    finally:
        end_group(running)


def end_group(running: "subprocess.Popen[bytes]") -> None:
    """Kill a process started as the leader of its own group, with everything it started, and wait
    until it is gone.
    """
    kill_group(running)
    running.wait()


def kill_group(running: "subprocess.Popen[bytes]") -> None:
    """Kill a process that leads its own group, with everything it started."""
    if sys.platform == "win32":
        running.kill()
        return
    # The group outlives its leader as long as anybody is in it.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(running.pid, signal.SIGKILL)


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**kept, "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}


def _limit(pid: int, limits: ConversionLimits) -> None:
    """Set the limits on a process that has just begun; what it starts inherits them.

    Linux only: elsewhere the wall clock alone counts.
    """
    if sys.platform != "linux":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.prlimit(pid, what, (most, most))
        except (ProcessLookupError, PermissionError):
            return
