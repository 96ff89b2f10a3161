"""Writes files of evidence into a zip, folders in the order of the plan, with an index sheet.

Nothing but one piece of one file is in memory at a time. The files are packed already (PDF, Word,
pictures), so they are stored as they are.
"""

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from app.reports.tables import write_table

LONGEST_NAME = 120
"""Characters of a file's name."""
LONGEST_FOLDER = 50
"""Characters of a folder's: Windows opens paths of 260."""
_CHUNK = 256 * 1024
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """A file to be put in: where it lies in the store, its name, its SHA-256 as recorded, the day
    it came."""

    key: str
    name: str
    sha256: str
    came_at: datetime


@dataclass(frozen=True, slots=True)
class ArchiveLine:
    """A line of the index: its texts before the file's columns, the folders it belongs under, the
    file if there is one to be put in, and a note."""

    cells: tuple[str, ...]
    folders: tuple[str, ...]
    verdict: str = ""
    file: ArchivedFile | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveWords:
    """The words of an archive: name and sheet of the index, its headings (those of a line's cells,
    then file, SHA-256, verdict, note), and what is said of a file that is lost or altered."""

    index: str
    sheet: str
    headings: Sequence[str]
    lost: str
    altered: str


@dataclass(slots=True)
class Written:
    """What came of it: files put in, and those lost or altered in the store."""

    files: int = 0
    faulty: int = 0


def safe_name(name: str, longest: int = LONGEST_NAME) -> str:
    """A name that every system unpacks where it belongs: composed letters, no separators, nothing
    unseen, no name that Windows keeps for itself, at most `longest` characters with its ending.
    """
    seen = "".join(
        char if unicodedata.category(char) not in _UNSEEN else " "
        for char in unicodedata.normalize("NFC", name)
    )
    text = " ".join(_FORBIDDEN.sub("-", seen).split()).strip(" .")
    if _RESERVED.match(text):
        text = f"_{text}"
    if len(text) > longest:
        stem, dot, ending = text.rpartition(".")
        kept = f".{ending}" if dot and len(ending) <= 8 else ""
        text = (stem if kept else text)[: longest - len(kept)].rstrip(" .") + kept
    return text or "_"


def write_archive(
    target: BinaryIO,
    lines: Iterable[ArchiveLine],
    words: ArchiveWords,
    open_file: Callable[[str], BinaryIO],
) -> Written:
    """Write the zip into `target`. A file that several lines name is put in once, and each line
    says where. `open_file` raises FileNotFoundError for what is lost.
    """
    done = Written()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        rows = list(_rows(archive, lines, words, open_file, done))
        index = write_table("xlsx", words.sheet, words.headings, rows)
        archive.writestr(f"{safe_name(words.index)}.xlsx", index, zipfile.ZIP_DEFLATED)
    return done


def _rows(
    archive: zipfile.ZipFile,
    lines: Iterable[ArchiveLine],
    words: ArchiveWords,
    open_file: Callable[[str], BinaryIO],
    done: Written,
) -> Iterator[tuple[str, ...]]:
    """Put the files in, and yield the rows of the index."""
    places: dict[str, tuple[str, str]] = {}
    taken: set[str] = set()
    for line in lines:
        place, note = "", line.note
        if line.file is not None:
            if line.file.key not in places:
                path = _free_path(line, taken)
                fault = _put(archive, path, line.file, words, open_file)
                done.files += fault != words.lost
                done.faulty += bool(fault)
                places[line.file.key] = ("" if fault == words.lost else path, fault)
            place, fault = places[line.file.key]
            note = "; ".join(filter(None, (note, fault)))
        sha256 = line.file.sha256 if line.file else ""
        yield (*line.cells, place, sha256, line.verdict, note)


def _free_path(line: ArchiveLine, taken: set[str]) -> str:
    """A path that no other file has, whatever a system makes of capitals."""
    assert line.file is not None  # noqa: S101  (the only lines that are asked)
    folder = "/".join(safe_name(name, LONGEST_FOLDER) for name in line.folders)
    name = safe_name(line.file.name)
    stem, dot, ending = name.rpartition(".")
    number, path = 1, f"{folder}/{name}"
    while path.lower() in taken:
        number += 1
        mark = f" ({number})"
        room = LONGEST_NAME - len(mark) - len(dot + ending if stem else "")
        path = (
            f"{folder}/{stem[:room]}{mark}{dot}{ending}"
            if stem
            else f"{folder}/{name[:room]}{mark}"
        )
    taken.add(path.lower())
    return path


def _put(
    archive: zipfile.ZipFile,
    path: str,
    file: ArchivedFile,
    words: ArchiveWords,
    open_file: Callable[[str], BinaryIO],
) -> str:
    """Copy one file; return what is to be said of it, '' where it is what it was."""
    about = zipfile.ZipInfo(path, max(file.came_at.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
    about.external_attr = 0o644 << 16
    digest = hashlib.sha256()
    try:
        source = open_file(file.key)
    except FileNotFoundError:
        return words.lost
    with source, archive.open(about, "w", force_zip64=True) as member:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            member.write(chunk)
    return "" if digest.hexdigest() == file.sha256 else words.altered
