"""What happens to a file between the form and the store: it is looked into and scanned first, and
what must not be kept is refused before a byte of it is written.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from app.channels.clamd import ScannerDown
from app.plan_import.documents.inspection import READ
from app.plan_import.documents.process import inspect_in_process
from app.plan_import.documents.values import FileReading
from app.services.stored_files import KeptFile
from app.services.uploads import Upload, ending_of
from app.storage import Scanner, Storage, Written
from workflows.states import ActionRefused, Refusal

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Judged:
    """An upload that may be kept: what was read from it, and what the scanner said."""

    upload: Upload
    reading: FileReading | None
    is_scanned: bool = False
    is_quarantined: bool = False


def keep_all(storage: Storage, uploads: Sequence[Upload]) -> list[KeptFile]:
    """Look into every file, then write them all: either all lie in the store, or none does.

    Raises ActionRefused: file_classified for a mark of secrecy, file_infected where the scanner
    found something, file_not_stored where the disk refuses.
    """
    judged = [_judge(storage.scanner, upload) for upload in uploads]
    written: list[Written] = []
    try:
        for each in judged:
            each.upload.stream.seek(0)
            written.append(storage.write_stream(each.upload.stream))
    except OSError as error:
        for kept in written:
            # A disk that refuses to write may refuse this too; the nightly sweep finds the rest.
            with suppress(OSError):
                storage.remove(kept.key)
        raise ActionRefused(Refusal.file_not_stored) from error
    return [
        KeptFile(
            kept,
            each.upload.name,
            each.upload.media_type,
            reading=each.reading,
            is_scanned=each.is_scanned,
            is_quarantined=each.is_quarantined,
        )
        for kept, each in zip(written, judged, strict=True)
    ]


def _judge(scanner: Scanner | None, upload: Upload) -> _Judged:
    reading = _read(upload)
    if reading is not None and reading.mark is not None:
        raise ActionRefused(Refusal.file_classified, name=upload.name, mark=reading.mark.value)
    if scanner is None:
        return _Judged(upload, reading)
    upload.stream.seek(0)
    try:
        found = scanner.scan(upload.stream)
    except ScannerDown as down:
        _log.warning("the scanner gave no answer, a file waits in quarantine: %s", down)
        return _Judged(upload, reading, is_quarantined=True)
    if found:
        _log.warning("a file was refused, the scanner found %r", found)
        raise ActionRefused(Refusal.file_infected, name=upload.name, found=found)
    return _Judged(upload, reading, is_scanned=True)


def _read(upload: Upload) -> FileReading | None:
    ending = ending_of(upload.name)
    if ending not in READ:
        return None
    upload.stream.seek(0)
    return inspect_in_process(upload.stream.read(), ending)
