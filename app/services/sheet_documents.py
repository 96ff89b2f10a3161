"""The products and documents of a work item in the words of phiếu theo dõi nhiệm vụ.

Of a document that may not be read by who makes the sheet, the sheet says only that it is there; a
classified one is a note of where it lies.
"""

from collections.abc import Iterator

from app.labels.dates import date_text
from app.labels.files import signature_words
from app.labels.returns import document_text
from app.labels.words import DOCUMENT_KIND
from app.models import Document, DocumentFile, FileInspection
from app.queries.evidence import ProductEvidence, ShownDocument
from app.queries.task_sheet import KnownOfItem
from app.queries.verdict_documents import SeenDocument
from app.reports.task_sheet import Row
from workflows.text import format_date, squeeze

RESTRICTED = "Tài liệu hạn chế xem"
NOT_TO_READ = "Tài liệu mà người lập phiếu không có quyền xem"


def product_rows(known: KnownOfItem) -> list[Row]:
    """A row for each product of the checklist: what proves it, and how it was accepted."""
    numbers = {one.document.id: n for n, one in enumerate(known.proofs.documents, 1)}
    return [
        (str(n), line.product.title, _proven_by(line, numbers), _accepted(known, line))
        for n, line in enumerate(known.proofs.products, 1)
    ]


def _proven_by(line: ProductEvidence, numbers: dict[int, int]) -> str:
    which = [str(numbers[shown.document.id]) for shown in line.documents]
    return f"Tài liệu số {', '.join(which)} dưới đây" if which else "Không có tài liệu"


def _accepted(known: KnownOfItem, line: ProductEvidence) -> str:
    product = line.product
    said = []
    if product.explanation:
        said.append(f"Giải trình: {squeeze(product.explanation)}")
    if product.accepted_by is not None:
        day = (
            f", ngày của sản phẩm {format_date(product.accepted_on)}" if product.accepted_on else ""
        )
        said.append(f"{known.names.get(product.accepted_by, '')} chấp nhận{day}")
    return "\n".join(said) or "–"


def document_rows(known: KnownOfItem) -> list[Row]:
    """A row for each file of the documents in force, and for each document without one."""
    rows: list[Row] = []
    for n, shown in enumerate(known.proofs.documents, 1):
        if not shown.may_read:
            words = RESTRICTED if shown.document.is_restricted else NOT_TO_READ
            rows.append((str(n), words, "–", "–"))
            continue
        words = _document_words(shown)
        for name, marks in _files(shown):
            rows.append((str(n), words, name, marks))
            words = "như trên"
    return rows


def _document_words(shown: ShownDocument) -> str:
    """Kind, number, day, subject, issuer and signer; where it lies and who looked at it."""
    document, details = shown.document, shown.details
    named = document_text(document.number, document.issued_on)
    lines = [
        f"{DOCUMENT_KIND[document.kind]} {f'số {named}' if document.number else named}".strip()
    ]
    if document.is_classified:
        lines.append(f"Văn bản mật, lưu tại: {document.kept_at}")
    else:
        lines += [squeeze(document.subject)] if document.subject else []
        lines += [f"Cơ quan ban hành: {document.issuer}"] if document.issuer else []
        lines += [f"Người ký: {document.signer}"] if document.signer else []
        lines += [f"Lưu tại: {document.kept_at}"] if document.kept_at else []
        lines += _linked(document)
    if document.compared_on:
        day = date_text(document.compared_on)
        lines.append(f"{details.compared_by} đã đối chiếu bản gốc ngày {day}")
    if document.looked_up_on:
        day = date_text(document.looked_up_on)
        lines.append(f"{details.looked_up_by} đã tra trên hệ thống văn bản ngày {day}")
    if details.lines:
        lines.append(f"Bảng kê có {len(details.lines)} dòng")
    if document.is_restricted:
        lines.append("Hạn chế xem")
    return "\n".join(lines)


def _linked(document: Document) -> Iterator[str]:
    if document.link:
        day = f", đăng ngày {format_date(document.posted_on)}" if document.posted_on else ""
        yield f"Đường dẫn: {document.link}{day}"


def _files(shown: ShownDocument) -> Iterator[Row]:
    """(name, hash and signatures) of each file that no later version replaces; one row of dashes
    where there is no file."""
    document = shown.document
    replaced = {part.replaces_id for part in document.files}
    parts = [part for part in document.files if part.id not in replaced]
    if document.is_classified or not parts:
        yield "–", "–"
        return
    for part in parts:
        yield (
            part.file.original_name,
            "\n".join(
                [part.file.sha256, *_found(part, shown.details.inspections.get(part.file_id))]
            ),
        )


def _found(part: DocumentFile, inspection: FileInspection | None) -> Iterator[str]:
    if part.replaces_id is not None:
        yield "Thay tệp gửi trước"
    if inspection is None:
        return
    for _, words in signature_words(inspection.signatures):
        yield words
    if inspection.is_scan and not inspection.signatures:
        yield "Bản quét, không có chữ ký số"


def seen_rows(known: KnownOfItem) -> list[Row]:
    """What each decision saw; a decision is named by its number in the table of decisions."""
    return [
        (str(n), *_seen(known, document))
        for n, one in enumerate(known.decisions, 1)
        for document in known.seen.get(one.decision.id, ())
    ]


def _seen(known: KnownOfItem, document: SeenDocument) -> Row:
    if document.is_restricted and not known.may_read_restricted:
        return RESTRICTED, "–", "–"
    if not known.may_read:
        return NOT_TO_READ, "–", "–"
    named = document_text(document.number, document.issued_on)
    words = f"{DOCUMENT_KIND[document.kind]} {named}".strip()
    if document.document_file_id is None:
        return words, "–", "–"
    return words, f"{document.file_name} (bản {document.copy})", document.sha256


__all__ = ["NOT_TO_READ", "RESTRICTED", "document_rows", "product_rows", "seen_rows"]
