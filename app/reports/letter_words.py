"""Công văn đôn đốc in words: figures in, the sentences of the letter out.

A letter of a Vietnamese office is in Vietnamese, whatever language its writer has chosen for the
screen: none of these sentences is translated. Wording and order follow Decree 30/2020/NĐ-CP,
Appendix I. Downwards a letter orders (*yêu cầu*), between equals it asks (*đề nghị*): a
coordinating body is asked, and an office that signs for itself asks everybody.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.models import Signer
from workflows.text import format_date, squeeze

_KINDS = ("phường", "xã", "đặc khu", "thị trấn")
_PLAN = re.compile(r"kế hoạch\s+", re.IGNORECASE)
_BEGUN = re.compile(r"(căn cứ|thực hiện|theo)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A late work item as the letter's table prints it; `days_late` in days."""

    task: str
    place: str
    product: str
    lead: str
    due_on: date
    days_late: int
    situation: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The figures of a letter.

    `commune` is the full name ("Phường Mẫu"), `office` the standing office, `office_code` its
    letters in a document number, `post` the title of its head. `urged` are units under the
    committee, `asked` coordinating bodies; the last `asked_rows` of `rows` are theirs. `waiting`
    late items are left out, for they wait for somebody else. Days are days in Vietnam.
    """

    commune: str
    office: str
    office_code: str
    post: str
    signer: Signer
    signer_name: str
    symbol: str
    as_of: date
    finish_by: date
    finish_hour: str
    explain_by: date
    basis: Sequence[str]
    urged: Sequence[str]
    asked: Sequence[str]
    rows: Sequence[LetterRow]
    asked_rows: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The letter part by part, as it is read from top to bottom. The table of the rows stands after
    the first of `points`."""

    above: str
    agency: str
    number: str
    place_and_day: str
    about: str
    recipients: Sequence[str]
    basis: Sequence[str]
    state: str
    demand: str
    points: Sequence[str]
    closing: str
    copies: Sequence[str]
    capacity: Sequence[str]
    signer_name: str


def letter_words(letter: Letter) -> LetterWords:
    """Word the letter. Number and day stay blank for the records office."""
    by_office = letter.signer is Signer.office
    kind = commune_kind(letter.commune)
    return LetterWords(
        above=f"UBND {letter.commune}".upper() if by_office else "",
        agency=letter.office.upper() if by_office else f"ỦY BAN NHÂN DÂN\n{letter.commune.upper()}",
        number=f"Số:        /{letter.symbol}",
        place_and_day=f"{place_name(letter.commune)}, ngày      tháng      năm {letter.as_of.year}",
        about="V/v đôn đốc thực hiện nhiệm vụ quá hạn",
        recipients=_recipients(letter),
        basis=[_basis(line) for line in letter.basis],
        state=_state(letter),
        demand=f"{_who(letter, kind)} {_verb(letter)}:",
        points=[f"{number}. {text}" for number, text in enumerate(_points(letter, kind), 1)],
        closing=_closing(letter),
        copies=_copies(letter, kind),
        capacity=_capacity(letter),
        signer_name=letter.signer_name,
    )


def commune_kind(commune: str) -> str:
    """Phường, xã or đặc khu, in small letters, by the commune's name."""
    name = squeeze(commune).casefold()
    return next((kind for kind in _KINDS if name.startswith(f"{kind} ")), "xã")


def plan_basis(number: str, issued_on: date | None, issuer: str, title: str) -> str:
    """A plan as the letter names it: "Kế hoạch số 05/KH-UBND ngày 15/01/2026 của UBND phường Mẫu về
    cải cách hành chính năm 2026"; what is not known is left out."""
    parts = ["Kế hoạch"]
    parts += [f"số {number}"] if number else []
    parts += [f"ngày {format_date(issued_on)}"] if issued_on else []
    parts += [f"của {issuer}"] if issuer else []
    subject = _PLAN.sub("", squeeze(title), count=1) if _PLAN.match(title) else squeeze(title)
    words = " ".join(parts)
    return f"{words} về {_lower_first(subject)}" if subject else words


def _lower_first(words: str) -> str:
    """An abbreviation keeps its capitals."""
    first = words.split(" ", 1)[0]
    return words if first.isupper() else words[:1].lower() + words[1:]


def place_name(commune: str) -> str:
    """The place before the day: the bare name; a name of digits keeps its kind ("Phường 7")."""
    name, kind = squeeze(commune), commune_kind(commune)
    bare = name[len(kind) :].strip() if name.casefold().startswith(f"{kind} ") else name
    return name if bare[:1].isdigit() else bare


def _recipients(letter: Letter) -> list[str]:
    """An office that signs does not write to itself, unless there is nobody else."""
    units = [*letter.urged, *letter.asked]
    others = [unit for unit in units if unit != letter.office]
    return others or units if letter.signer is Signer.office else units


def _basis(line: str) -> str:
    text = line.rstrip(" ;.,")
    return f"{text};" if _BEGUN.match(text) else f"Căn cứ {text};"


def _state(letter: Letter) -> str:
    count, units = len(letter.rows), len(letter.urged) + len(letter.asked)
    longest = max((row.days_late for row in letter.rows), default=0)
    whose = f"{[*letter.urged, *letter.asked][0]}" if units == 1 else f"{units} đơn vị"
    words = (
        f"Theo số liệu theo dõi đến ngày {format_date(letter.as_of)}, {whose} còn {count} nhiệm vụ"
        f" quá hạn{'' if count == 1 else ', lâu nhất'} {longest} ngày"
    )
    if letter.waiting:
        words += f"; {letter.waiting} nhiệm vụ quá hạn khác đang chờ ký, chờ ý kiến không nêu ở đây"
    return f"{words}."


def _asks(letter: Letter) -> bool:
    """True where nobody is ordered."""
    return letter.signer is Signer.office or not letter.urged


def _who(letter: Letter, kind: str) -> str:
    if letter.signer is Signer.office:
        return letter.office
    return f"Chủ tịch Ủy ban nhân dân {kind}"


def _verb(letter: Letter) -> str:
    return "đề nghị" if _asks(letter) else "yêu cầu"


def _points(letter: Letter, kind: str) -> list[str]:
    tasks = "nhiệm vụ" if len(letter.rows) == 1 else "các nhiệm vụ"
    hour = f"{letter.finish_hour} " if letter.finish_hour else ""
    points = [
        f"{_heads(letter)} chỉ đạo hoàn thành {tasks} quá hạn trong bảng dưới đây, gửi kết quả"
        f" kèm tài liệu kiểm chứng chậm nhất {hour}ngày {format_date(letter.finish_by)}.",
        "Nhiệm vụ không thể hoàn thành trong thời hạn trên: báo cáo nguyên nhân và đề xuất thời hạn"
        f" mới, gửi {letter.office} chậm nhất ngày {format_date(letter.explain_by)}.",
    ]
    if letter.urged and letter.asked:
        first = len(letter.rows) - letter.asked_rows + 1
        numbers = ", ".join(str(number) for number in range(first, len(letter.rows) + 1))
        prefix = "" if _asks(letter) else "Đề nghị "
        points.append(
            f"{prefix}{'; '.join(letter.asked)} quan tâm phối hợp, cho biết tình hình và thời gian"
            f" hoàn thành nhiệm vụ số {numbers} trong bảng."
        )
    report = f"báo cáo Chủ tịch Ủy ban nhân dân {kind}."
    if letter.signer is Signer.office:
        points.append(f"{letter.office} theo dõi, tổng hợp kết quả, {report}")
    else:
        points.append(f"Giao {letter.office} theo dõi, đôn đốc, tổng hợp kết quả, {report}")
    return points


def _heads(letter: Letter) -> str:
    named = letter.urged or letter.asked
    if not letter.urged:
        return named[0] if len(named) == 1 else "Các cơ quan, đơn vị nêu trên"
    if len(named) == 1:
        return f"Thủ trưởng {named[0]}"
    if letter.asked:
        return "Thủ trưởng các đơn vị thuộc Ủy ban nhân dân có tên trong bảng"
    return "Thủ trưởng các đơn vị có tên trong bảng"


def _closing(letter: Letter) -> str:
    units = _recipients(letter)
    whom = units[0] if len(units) == 1 else "các đơn vị"
    if _asks(letter):
        return f"Đề nghị {whom} quan tâm thực hiện./."
    return f"Yêu cầu {whom} nghiêm túc thực hiện./."


def _copies(letter: Letter, kind: str) -> list[str]:
    if letter.signer is Signer.office:
        upwards = f"- Lãnh đạo UBND {kind} (để báo cáo);"
    else:
        upwards = f"- Chủ tịch, các Phó Chủ tịch UBND {kind};"
    return ["- Như trên;", upwards, f"- Lưu: VT, {letter.office_code}."]


def _capacity(letter: Letter) -> list[str]:
    """The lines above the signature: in whose place, and the signer's own post."""
    if letter.signer is Signer.vice_chairman:
        return ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    post = (letter.post or "Thủ trưởng").upper()
    if letter.signer is Signer.office:
        return [post]
    return ["TL. CHỦ TỊCH", _post_of(post, letter.office.upper())]


def _post_of(post: str, office: str) -> str:
    """TRƯỞNG PHÒNG and PHÒNG VĂN HÓA - XÃ HỘI give TRƯỞNG PHÒNG VĂN HÓA - XÃ HỘI."""
    words = post.split()
    shared = next(
        (n for n in range(len(words), 0, -1) if office.startswith(" ".join(words[-n:]) + " ")), 0
    )
    rest = " ".join(office.split()[shared:])
    return f"{post} {rest}"
