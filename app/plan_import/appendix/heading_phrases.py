"""Takes headings apart that stand in one run of text, without cells between them."""

from collections.abc import Iterator, Sequence

from app.plan_import.tables import one_line
from workflows.text import fold

# Headings as they stand in running text, longest first.
_PHRASES = sorted(
    (
        phrase.split()
        for phrase in (
            "stt",
            "tt",
            "so tt",
            "muc tieu",
            "muc tieu cu the",
            "chi tieu",
            "muc tieu, chi tieu",
            "nhiem vu",
            "ten nhiem vu",
            "nhiem vu cu the",
            "noi dung nhiem vu",
            "nhiem vu, giai phap",
            "nhiem vu trong tam",
            "noi dung",
            "noi dung cong viec",
            "noi dung thuc hien",
            "noi dung, nhiem vu",
            "noi dung, cong viec",
            "nhiem vu, cong viec",
            "dau viec",
            "hoat dong",
            "hoat dong cu the",
            "cong viec",
            "ten cong viec",
            "nhiem vu trien khai",
            "san pham",
            "ket qua",
            "ket qua/ san pham",
            "ket qua/san pham",
            "san pham dau ra",
            "ket qua, san pham",
            "san pham, ket qua",
            "san pham/ket qua",
            "ket qua dau ra",
            "san pham hoan thanh",
            "ket qua thuc hien",
            "ket qua dat duoc",
            "chu tri",
            "co quan chu tri",
            "don vi chu tri",
            "don vi thuc hien",
            "co quan thuc hien",
            "co quan, don vi chu tri",
            "co quan, don vi thuc hien",
            "don vi chu tri thuc hien",
            "co quan chu tri thuc hien",
            "bo phan chu tri",
            "don vi chu tri, tham muu",
            "bo phan thuc hien",
            "trach nhiem thuc hien",
            "nguoi thuc hien",
            "nguoi phu trach",
            "don vi phu trach",
            "phan cong thuc hien",
            "phan cong",
            "phoi hop",
            "co quan phoi hop",
            "don vi phoi hop",
            "co quan, don vi phoi hop",
            "don vi phoi hop thuc hien",
            "co quan phoi hop thuc hien",
            "bo phan phoi hop",
            "thoi gian",
            "thoi gian thuc hien",
            "thoi gian hoan thanh",
            "thoi han",
            "thoi han hoan thanh",
            "tien do",
            "tien do thuc hien",
            "tien do hoan thanh",
            "han hoan thanh",
            "ngay hoan thanh",
            "lo trinh",
            "lo trinh thuc hien",
            "kinh phi",
            "kinh phi thuc hien",
            "nguon kinh phi",
            "du kien kinh phi",
            "theo doi, don doc",
            "theo doi, kiem tra, don doc",
            "don vi theo doi",
            "don vi theo doi, don doc",
            "theo doi, kiem tra",
            "ghi chu",
        )
    ),
    key=len,
    reverse=True,
)


def split_headings(line: str) -> list[str]:
    """Take apart headings that stand in one run of text.

    "STT Mục tiêu Tên nhiệm vụ" gives three headings. Words between two known headings
    belong to the one before them ("Thời gian (năm 2026)"). A run that does not begin
    with a known heading gives an empty list.
    """
    words = one_line(line).split()
    folded = [fold(word) for word in words]
    starts = list(_phrase_starts(folded))
    if not starts or starts[0] != 0:
        return []
    return [
        " ".join(words[start:end])
        for start, end in zip(starts, [*starts[1:], len(words)], strict=True)
    ]


def _phrase_starts(folded: Sequence[str]) -> Iterator[int]:
    place = 0
    while place < len(folded):
        phrase = next((p for p in _PHRASES if folded[place : place + len(p)] == p), None)
        if phrase:
            yield place
        place += len(phrase) if phrase else 1
