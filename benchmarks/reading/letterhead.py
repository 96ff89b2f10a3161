"""The pages of prose before the table, made from the head of a truth file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks.reading.truth import Truth

_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_COMMITTEE = "Ủy ban nhân dân "


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands before the table: two columns of lines, the two lines of the title, paragraphs
    of prose, and the two lines above the table.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    title: tuple[str, str]
    prose: tuple[str, ...]
    appendix: tuple[str, str]

    def lines(self) -> Sequence[str]:
        """Return everything as lines of plain text, in the order of the print."""
        return (*self.left, *self.right, *self.title, *self.prose, *self.appendix)


def letterhead(truth: Truth) -> Letterhead:
    """Write the prose of a plan, number and date blank where the head of the truth has none."""
    head = truth.head
    place = (head["issuer"] or "").removeprefix(_COMMITTEE)
    number = head["number"] or "/KH-UBND"
    title = (head["title"] or "").removeprefix("Kế hoạch ")
    name = place.split(" ", 1)[-1]
    return Letterhead(
        left=("ỦY BAN NHÂN DÂN", place.upper(), f"Số: {number}"),
        right=(_NATION, _MOTTO, f"{name}, {_day(head)}"),
        title=("KẾ HOẠCH", title[:1].upper() + title[1:]),
        prose=(
            "I. MỤC ĐÍCH, YÊU CẦU",
            f"Nâng cao chất lượng phục vụ người dân và doanh nghiệp trên địa bàn {place}; mỗi"
            " nhiệm vụ có một cơ quan chịu trách nhiệm, một sản phẩm và một thời hạn.",
            "II. TỔ CHỨC THỰC HIỆN",
            "Căn cứ Phụ lục kèm theo Kế hoạch này, thủ trưởng các cơ quan, đơn vị tổ chức thực"
            " hiện và báo cáo kết quả khi có yêu cầu. Trong quá trình thực hiện, nếu có vướng mắc,"
            " các đơn vị phản ánh kịp thời để được hướng dẫn./.",
        ),
        appendix=("PHỤ LỤC", f"DANH MỤC NHIỆM VỤ {title.upper()}"),
    )


def _day(head: Mapping[str, str | None]) -> str:
    if head["issued_on"]:
        day = date.fromisoformat(str(head["issued_on"]))
        return f"ngày {day.day:02d} tháng {day.month} năm {day.year}"
    if head["issued_month"]:
        year, month = str(head["issued_month"]).split("-")
        return f"ngày     tháng {int(month)} năm {year}"
    return "ngày     tháng     năm      "
