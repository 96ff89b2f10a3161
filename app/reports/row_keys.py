"""The key of a row in a plan's workbook: which work item it is, as of which version.

The check code is an HMAC (SHA-256, cut to 80 bits) over plan, item and version under the
product's secret, so that an altered key, and a row of another plan or another installation, is
noticed. It is no secret itself: whoever has the row has the key.
"""

import hashlib
import hmac

_PURPOSE = b"row of a plan's workbook"
_DIGITS = 20


def row_key(secret: bytes, plan_id: int, work_item_id: int, version: int) -> str:
    """The key as it stands in the hidden cell: "DD12-345-6-0123456789abcdef0123"."""
    code = check_code(secret, plan_id, work_item_id, version)
    return f"DD{plan_id}-{work_item_id}-{version}-{code}"


def check_code(secret: bytes, plan_id: int, work_item_id: int, version: int) -> str:
    """The check code of a row, hexadecimal."""
    own = hmac.digest(secret, _PURPOSE, hashlib.sha256)
    said = f"{plan_id}-{work_item_id}-{version}".encode("ascii")
    return hmac.new(own, said, hashlib.sha256).hexdigest()[:_DIGITS]


def is_genuine(secret: bytes, plan_id: int, work_item_id: int, version: int, code: str) -> bool:
    """True where `code` was made by this installation for this plan, item and version."""
    own = check_code(secret, plan_id, work_item_id, version)
    # As bytes: of texts only those in ASCII are compared, and anybody can write a key.
    return hmac.compare_digest(own.encode(), code.encode("utf-8", "replace"))
