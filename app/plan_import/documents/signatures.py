"""Reads the digital signatures of a PDF: who signed, when, and whether the signed bytes are as they
were. Nothing is asked of any network, and no certificate is believed or doubted.
"""

import io
import logging
from datetime import datetime
from itertools import islice

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.plan_import.documents.values import PdfSignature
from workflows.text import squeeze

MOST = 20
"""Signatures that are read; a document has two or three."""
_LONGEST = 200

# What the library raises for a signature that is not made as the standards say.
_NOT_CHECKED = (SignatureValidationError, PdfError, ValueError, TypeError, KeyError, LookupError)

# It warns of every certificate that leads to no authority; none is asked for here.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def read_signatures(content: bytes) -> tuple[PdfSignature, ...]:
    """Return the signatures of a PDF in the order in which they were made, time stamps left out.

    A PDF whose structure cannot be followed gives none.
    """
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        found = list(islice(reader.embedded_regular_signatures, MOST))
    except _NOT_CHECKED:
        return ()
    return tuple(_read(signature) for signature in found)


def _read(signature: EmbeddedPdfSignature) -> PdfSignature:
    """`intact` is None where the signature is made in a way that cannot be checked."""
    try:
        status = validate_pdf_signature(
            signature,
            ValidationContext(trust_roots=[], allow_fetching=False),
            skip_diff=True,
        )
        intact: bool | None = bool(status.intact and status.valid)
        covers = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    except _NOT_CHECKED:
        intact, covers = None, False
    return PdfSignature(_signer(signature), _signed_at(signature), intact, covers)


def _signer(signature: EmbeddedPdfSignature) -> str:
    try:
        subject = signature.signer_cert.subject.native
        name = subject.get("common_name") or subject.get("organization_name") or ""
    except _NOT_CHECKED:
        return ""
    return squeeze(name if isinstance(name, str) else " ".join(map(str, name)))[:_LONGEST]


def _signed_at(signature: EmbeddedPdfSignature) -> str:
    try:
        moment = signature.self_reported_timestamp
    except _NOT_CHECKED:
        return ""
    return moment.isoformat() if isinstance(moment, datetime) and moment.tzinfo else ""
