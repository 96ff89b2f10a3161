"""Has LibreOffice turn old and open formats into those that are read, and Word into pages.

The program works in a folder of its own with a profile of its own, under limits, without macros,
without updating links; its whole process group is gone when the call returns. A document may still
name a picture by its path, and no setting keeps the program from drawing it (RTF, ODS): where the
machine has Landlock, files of the server and the network are out of its reach, and pages are shown
only where they are.
"""

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.plan_import.isolation import landlock
from app.plan_import.isolation.bounds import ROOT
from app.plan_import.isolation.bounds import program as child
from app.plan_import.isolation.groups import end_group
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
# No macros of any origin, no linked content fetched, and a way out that leads nowhere. "Never" is
# 0 to Writer (UpdateLinks) and 1 to Calc (ScLkUpdMode).
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "1"),
    ("Inet/Settings", "ooInetProxyType", "1"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
# Programs, their libraries, fonts; nothing that is of this server alone, no accounts, no /proc.
_SYSTEM = (
    "/bin",
    "/lib",
    "/lib64",
    "/usr/bin",
    "/usr/lib",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/share",
    "/usr/local/share/fonts",
    "/nix/store",
    "/etc/fonts",
    "/etc/libreoffice",
    "/etc/ld.so.cache",
    "/var/cache/fontconfig",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
    "/dev/urandom",
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

    def of_process(self) -> dict[str, int]:
        """Those that a process puts on itself, as `limit_itself` takes them."""
        return {
            "memory": self.memory,
            "cpu_seconds": self.cpu_seconds,
            "file_bytes": self.file_bytes,
        }


def office_program() -> str | None:
    """Return the path of LibreOffice: the setting LIBREOFFICE, else what the PATH holds. None
    where it is not installed, or where the setting is empty.
    """
    given = os.environ.get("LIBREOFFICE")
    if given is not None:
        return shutil.which(given) if given else None
    return shutil.which("soffice") or shutil.which("libreoffice")


def is_confined() -> bool:
    """True where LibreOffice can be kept from the files and the network of the server."""
    return landlock.version() > 0


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
        _run(program, folder, [source], target, limits or ConversionLimits())
        made = folder / "out" / f"document.{target}"
        if not made.is_file():
            _log.warning("%s made no %s of a .%s file", program, target, ending)
            raise PlanRefused(RefusedFile.file_damaged)
        if made.stat().st_size > MAX_BYTES:
            raise PlanRefused(RefusedFile.file_too_large, limit=MAX_BYTES // 1024**2)
        return made.read_bytes()


def to_pdf(content: bytes, filename: str) -> bytes | None:
    """Return the pages of a Word or Excel file as a PDF, for pictures of them.

    None where LibreOffice is missing, cannot be confined, or makes nothing of the file: then there
    are no pictures. Takes seconds; never to be called inside a transaction.
    """
    ending = filename.rpartition(".")[2].lower()
    if ending not in ("doc", "docx", "odt", "ods", "rtf", "xls", "xlsx") or not is_confined():
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


def _run(
    program: str, folder: Path, sources: Sequence[Path], target: str, limits: ConversionLimits
) -> None:
    """Run the program over files of ``folder`` to its end, or end it and everything it started."""
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--nologo",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        target,
        "--outdir",
        str(folder / "out"),
        *map(str, sources),
    ]
    running = subprocess.Popen(  # noqa: S603  (our own program and paths; nothing of the file's)
        [*_bounds(program, folder, limits), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=_environment(folder),
        start_new_session=True,
    )
    try:
        running.wait(limits.wall_seconds)
    except subprocess.TimeoutExpired as error:
        raise PlanRefused(RefusedFile.file_takes_too_long) from error
    finally:
        end_group(running)


def _bounds(program: str, folder: Path, limits: ConversionLimits) -> list[str]:
    """The command that puts the limits on itself and then becomes the one that follows it.

    Linux only: elsewhere the wall clock alone counts.
    """
    if sys.platform != "linux":
        return []
    order = {"limits": limits.of_process(), "folder": str(folder), "reach": _reach(program, folder)}
    return [*child("app.plan_import.isolation.office"), json.dumps(order)]


def _reach(program: str, folder: Path) -> dict[str, list[str]] | None:
    """What the program may read and write, as `landlock.confine` takes it; None where the machine
    cannot keep it to that.
    """
    if not is_confined():
        return None
    place = Path(program).resolve().parent
    return {
        "readable": [*_SYSTEM, str(place.parent if place.name == "program" else place)],
        "writable": [str(folder), "/dev/null"],
        "sockets": ["/tmp"],  # noqa: S108  (the program's own choice, wherever TMPDIR points)
    }


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**kept, "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
