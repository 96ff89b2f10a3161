"""Letters and Word files for the tests of công văn đôn đốc."""

import io
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from docx import Document

from app.models import Signer
from app.reports.letter_words import Letter, LetterRow

TODAY = date(2026, 9, 14)


def letter_of(count: int = 1, /, **changes: Any) -> Letter:
    """A letter of phường Mẫu to Phòng Kinh tế with so many rows."""
    facts: dict[str, Any] = {
        "commune": "Phường Mẫu",
        "office": "Phòng Văn hóa - Xã hội",
        "office_code": "VHXH",
        "post": "Trưởng phòng",
        "signer": Signer.vice_chairman,
        "signer_name": "Hoàng Văn Long",
        "symbol": "UBND-VHXH",
        "as_of": TODAY,
        "finish_by": date(2026, 9, 21),
        "finish_hour": "17 giờ 00",
        "explain_by": date(2026, 9, 17),
        "basis": ["Kế hoạch số 05/KH-UBND ngày 15/01/2026"],
        "urged": ["Phòng Kinh tế"],
        "asked": [],
        "rows": [row_of(number) for number in range(1, count + 1)],
        "asked_rows": 0,
        "waiting": 0,
    }
    return Letter(**(facts | changes))


def row_of(number: int, task: str = "Báo cáo quý") -> LetterRow:
    """A row late by `number` days."""
    return LetterRow(
        task=f"{task} {number}",
        place=f"Mục II, số {number} Phụ lục",
        product="Báo cáo",
        lead="Phòng Kinh tế",
        due_on=TODAY - timedelta(days=number),
        days_late=number,
        situation="Chưa có thông tin",
    )


def word_file(*paragraphs: str) -> bytes:
    """A Word file of these paragraphs."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def saved(document: Any) -> bytes:
    """The bytes of a document."""
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def text_of(content: bytes) -> str:
    """Every paragraph of a Word file, those of its tables too, line by line."""
    body = Document(io.BytesIO(content)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter("{*}t")) for p in body.iter("{*}p"))


def pages_of(content: bytes, folder: Path, office: str) -> list[str]:
    """The text of each page as LibreOffice would print the file."""
    import pypdfium2

    file = folder / "letter.docx"
    file.write_bytes(content)
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={(folder / 'office').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(file),
        ],
        check=True,
        capture_output=True,
        timeout=100,
    )
    pdf = pypdfium2.PdfDocument(folder / "letter.pdf")
    return [page.get_textpage().get_text_bounded() for page in pdf]
