"""What was read from a file: never more than stands there."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto


class Unreadable(StrEnum):
    """Why nothing could be read from a file that is one of those that are read."""

    damaged = auto()
    protected = auto()
    too_long = auto()
    too_large = auto()
    broke_reader = auto()


class SecrecyMark(StrEnum):
    """The degrees of secrecy (Law on Protection of State Secrets 2018, article 8), as stamped."""

    secret = "MẬT"  # noqa: S105  (a stamp, no password)
    top_secret = "TỐI MẬT"  # noqa: S105
    strictly_secret = "TUYỆT MẬT"  # noqa: S105


@dataclass(frozen=True, slots=True)
class PaperHead:
    """What the parts of a document say by the layout of Decree 30/2020/NĐ-CP, Annex I: number and
    symbol, day of issue, issuing body, subject (trích yếu), signer. What is not there is empty.
    """

    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    subject: str = ""
    signer: str = ""


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """A digital signature of a PDF: who, when (ISO 8601 as the signer's clock said, '' where it
    does not say), whether the signed bytes are as they were (None: made in a way that cannot be
    checked), and whether they are the whole file.

    Whether the certificate is to be trusted is not decided here.
    """

    signer: str
    signed_at: str
    intact: bool | None
    covers_whole: bool


@dataclass(frozen=True, slots=True)
class FileReading:
    """What one file holds. `pages` is known of PDFs alone; `is_scan` is a PDF that has neither
    text nor signature."""

    pages: int | None = None
    has_text: bool = False
    is_scan: bool = False
    mark: SecrecyMark | None = None
    head: PaperHead = PaperHead()
    signatures: tuple[PdfSignature, ...] = ()
    error: Unreadable | None = None
