"""Why something was sent back, as one sentence: what is ticked from the office's list, and what is
written beside it.
"""

from collections.abc import Sequence

DEFAULT_REASONS = (
    "thiếu chữ ký",
    "sai kỳ",
    "không đúng sản phẩm",
    "văn bản chưa ban hành",
    "thiếu số liệu",
    "tệp không mở được",
)
"""The list of a commune that has not made its own."""

SHORTEST = 3
"""Characters of a reason on the list: "Lý do: sai." is then long enough to be a reason."""


def composed_reason(ticked: Sequence[str], written: str) -> str:
    """The reason in one text: "Lý do: thiếu chữ ký; sai kỳ. Gửi lại bản có dấu."

    Without ticks it is what was written; a tick by itself is enough. Both empty give an empty text.
    """
    words = "; ".join(word.strip().rstrip(".;") for word in ticked)
    if not words:
        return written
    return f"Lý do: {words}. {written}".strip()
