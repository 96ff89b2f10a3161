"""What a product asks for in numbers, in the words of real plans."""

import pytest

from workflows.quantities import Quantity, quantity_in


@pytest.mark.parametrize(
    ("words", "quantity"),
    [
        ("Chuyên mục CCHC tối thiểu 02 kỳ/tháng", Quantity(2, "kỳ", "tháng")),
        ("Tối thiểu 2 kỳ / tháng", Quantity(2, "kỳ", "tháng")),
        ("ít nhất 04 tin, bài", Quantity(4, "tin, bài")),
        ("Đăng ít nhất 04 tin, bài mỗi tháng", Quantity(4, "tin, bài", "tháng")),
        ("Ít nhất một lần/năm", Quantity(1, "lần", "năm")),
        ("Tổ chức 01 hội nghị đối thoại", Quantity(1, "hội nghị")),
        ("03 lớp tập huấn; tối thiểu 05 sáng kiến", Quantity(5, "sáng kiến")),
        ("Kế hoạch; Quyết định; Báo cáo", None),
        ("12/KH-UBND", None),
        ("Quyết định 05/QĐ-UBND, một số tin", None),
        ("Đạt tối thiểu 95% hồ sơ", None),
        ("Văn bản; quý III/2025", None),
        ("Tối thiểu 0 lần", None),
        ("", None),
    ],
)
def test_a_quantity_is_read_from_the_words_of_a_product(
    words: str, quantity: Quantity | None
) -> None:
    assert quantity_in(words) == quantity
