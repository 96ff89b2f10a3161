"""A workbook that somebody chose, up to where it can be kept: looked at, read, put in the store.

Nothing here touches the database: reading takes time, and a transaction that waits blocks an
office.
"""

from flask import current_app
from werkzeug.datastructures import FileStorage

from app.labels.problems import problem_text
from app.labels.returns import return_refusal_text
from app.plan_import import PlanRefused
from app.plan_import.isolation.parent import read_returned_isolated
from app.plan_import.returned import ReturnedReading, ReturnRefused
from app.reports.workbook import MEDIA_TYPE
from app.services.returned_workbooks import check_belongs
from app.services.stored_files import KeptFile
from app.storage import Storage
from app.web.chosen_file import UploadRefused, content_and_name, limit_in_megabytes


def read_upload(
    chosen: FileStorage | None, plan_id: int, secret: bytes
) -> tuple[ReturnedReading, KeptFile]:
    """Read the chosen file, which must be a workbook of the plan, and put it in the store. Raises
    UploadRefused; then nothing is stored."""
    content, name = content_and_name(
        chosen,
        missing=return_refusal_text("file_missing"),
        too_large=return_refusal_text("too_large", {"limit": str(limit_in_megabytes())}),
        nameless="bang-theo-doi.xlsx",
    )
    reading = _read(content, name, plan_id, secret)
    storage: Storage = current_app.extensions["storage"]
    written = storage.write([content])
    # Old and open formats are kept as they came, under the type of mere bytes.
    known = content.startswith(b"PK") and name.lower().endswith(".xlsx")
    media_type = MEDIA_TYPE if known else "application/octet-stream"
    return reading, KeptFile(written, name, media_type)


def _read(content: bytes, name: str, plan_id: int, secret: bytes) -> ReturnedReading:
    try:
        reading = read_returned_isolated(content, name)
        check_belongs(reading, plan_id, secret)
    except PlanRefused as refused:
        raise UploadRefused(problem_text(refused.code.value, refused.values)) from refused
    except ReturnRefused as refused:
        raise UploadRefused(return_refusal_text(refused.code.value)) from refused
    return reading
