"""Files of a document as a form brings them: looked at, then put in the store.

Nothing here touches the database: a large file takes its time, and a transaction that waits blocks
an office.
"""

from collections.abc import Iterable, Sequence

from flask import current_app
from werkzeug.datastructures import FileStorage

from app.services import uploads
from app.services.inspection import keep_all
from app.services.stored_files import KeptFile
from app.services.uploads import Upload


def accepted(sent: Iterable[FileStorage] | None) -> list[Upload]:
    """The files that may be stored. Raises ActionRefused for the first that may not."""
    limit = current_app.config["UPLOAD_LIMIT"]
    return [
        uploads.accept(file.stream, file.filename or "", limit)
        for file in sent or ()
        if file.filename
    ]


def stored(accepted_files: Sequence[Upload]) -> list[KeptFile]:
    """The files in the store. Raises ActionRefused(file_not_stored)."""
    storage = current_app.extensions["storage"]
    return keep_all(storage, accepted_files)
