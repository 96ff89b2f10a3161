"""Words of the zip of evidence: its folders, its index, its notes."""

from flask_babel import gettext

from app.labels.dates import date_text
from app.labels.words import label
from app.labels.work_items import place_words, status_words
from app.models import Document, WorkItem, WorkItemProduct


def index_name() -> str:
    """What the index is called, as a file and as a sheet."""
    return gettext("Mục lục")


def headings() -> tuple[str, ...]:
    """The headings of the index, those of `cells` first."""
    return (
        gettext("Vị trí"),
        gettext("Nhiệm vụ"),
        gettext("Kỳ"),
        gettext("Đơn vị chủ trì"),
        gettext("Sản phẩm"),
        gettext("Loại văn bản"),
        gettext("Số, ký hiệu"),
        gettext("Ngày ban hành"),
        gettext("Trích yếu"),
        gettext("Tệp"),
        gettext("SHA-256"),
        gettext("Kết quả xác nhận"),
        gettext("Ghi chú"),
    )


def cells(item: WorkItem, product: str, document: Document | None) -> tuple[str, ...]:
    """The cells of a line before the file's: what is proven, and by which document."""
    section = item.task.section.code if item.task.section else ""
    proven = (
        place_words(section, item.task.number),
        item.task.title,
        item.label,
        item.lead_unit.name,
        product,
    )
    if document is None:
        return (*proven, "", "", "", "")
    named = (str(label(document.kind)), document.number, date_text(document.issued_on))
    return (*proven, *named, document.subject)


def folders(item: WorkItem) -> tuple[str, str]:
    """Section and task; by their position the folders stand in the order of the plan."""
    section, task = item.task.section, item.task
    if section is None:
        head = gettext("Nhiệm vụ giao thêm")
    else:
        head = f"{section.position:02d} {section.code} {section.title}"
    return head, f"{task.position:03d} {task.number} {task.title}"


def verdict(item: WorkItem) -> str:
    """The state of the item; of a finished one its day."""
    day = date_text(item.completed_on)
    return f"{status_words(item)}, {day}" if day else status_words(item)


def without_document(product: WorkItemProduct | None) -> str:
    """What is said where no document is."""
    if product is not None and product.explanation:
        return gettext("Giải trình: %(words)s", words=product.explanation)
    return gettext("Chưa có tài liệu")


def not_to_read() -> str:
    """What is said of a document that the one who asks may not read."""
    return gettext("Một tài liệu chỉ đơn vị liên quan và người xác nhận xem được")


def document_note(document: Document) -> str:
    """Where a document lies that has no file, and what it is."""
    parts = []
    if document.is_classified:
        parts.append(gettext("Văn bản mật, không lưu trên phần mềm"))
    if document.is_restricted:
        parts.append(gettext("Hạn chế xem"))
    if document.kept_at:
        place = document.kept_at
        said = place.lower().startswith("lưu ")
        parts.append(
            place[:1].upper() + place[1:] if said else gettext("Lưu tại %(place)s", place=place)
        )
    if document.link:
        parts.append(document.link)
    return "; ".join(parts)


def waits_for_scan() -> str:
    """What is said of a file that is shut."""
    return gettext("Tệp chờ quét mã độc hoặc bị chặn, không xuất")


def replaced() -> str:
    """What is said of a file that a later version replaces."""
    return gettext("Bản cũ, đã có bản thay")


def lost() -> str:
    """What is said of a file that is not in the store."""
    return gettext("Tệp không còn trong kho")


def altered() -> str:
    """What is said of a file that is not what it was."""
    return gettext("Tệp trong kho không còn đúng mã SHA-256 lúc gửi")
