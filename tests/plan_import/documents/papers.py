"""Documents as offices issue them, made by the tests: Word and PDF files, also signed ones."""

import datetime
import io
from collections.abc import Sequence
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from docx import Document
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.plan_import.drawn_pdf import Sheet, pdf

LEFT = ("ỦY BAN NHÂN DÂN", "PHƯỜNG MẪU", "Số: 12/KH-UBND")
RIGHT = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Mẫu, ngày 15 tháng 01 năm 2026",
)
BODY = (
    "KẾ HOẠCH",
    "Cải cách hành chính năm 2026",
    "Căn cứ Luật Bảo vệ bí mật nhà nước; thực hiện công tác bảo mật thông tin;",
)
FOOT = ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Hoàng Văn Long")


def word_file(*, stamp: str = "", body: Sequence[str] = BODY, left: Sequence[str] = LEFT) -> bytes:
    """A Word file with its letterhead in a table; `stamp` stands below the number."""
    document = Document()
    above, beside = document.add_table(1, 2).rows[0].cells
    above.text = "\n".join(left)
    if stamp:
        above.add_paragraph(stamp)
    beside.text = "\n".join(RIGHT)
    for line in body:
        document.add_paragraph(line)
    document.add_table(1, 2).rows[0].cells[1].text = "\n".join(FOOT)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def pdf_file(*, stamp: str = "", stamp_at: tuple[float, float] = (60, 130)) -> bytes:
    """A PDF of one page with the letterhead in two columns; the stamp is drawn last, as programs
    that lay it over a page do."""
    sheet = Sheet(595, 842)
    for row, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        sheet.text(40, 60 + 20 * row, left)
        sheet.text(320, 60 + 20 * row, right)
    for row, line in enumerate(BODY):
        sheet.text(60, 180 + 20 * row, line)
    for row, line in enumerate(FOOT):
        sheet.text(340, 500 + 20 * row, line)
    if stamp:
        sheet.text(*stamp_at, stamp)
    return pdf(sheet)


def empty_pdf() -> bytes:
    """A PDF as a scanner makes it: a page without text."""
    sheet = Sheet(595, 842)
    sheet.bar(100, 100, 400, 600, 0.5)
    return pdf(sheet)


@cache
def _signer(name: str) -> signers.SimpleSigner:
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    usage = x509.KeyUsage(True, True, *[False] * 7)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    der = certificate.public_bytes(serialization.Encoding.DER)
    return signers.SimpleSigner(
        signing_cert=next(iter(load_certs_from_pemder_data(der))),
        signing_key=load_private_key_from_pemder_data(private, None),
        cert_registry=SimpleCertificateStore(),
    )


def signed(content: bytes, *names: str) -> bytes:
    """The PDF signed by each of `names` in turn, each with a certificate that nobody vouches
    for."""
    for number, name in enumerate(names):
        writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
        about = signers.PdfSignatureMetadata(field_name=f"Signature{number}")
        content = signers.sign_pdf(writer, about, signer=_signer(name)).getvalue()
    return content
