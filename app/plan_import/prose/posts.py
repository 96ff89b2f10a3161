"""Finds the units and posts that duties are given to: in headings, and at a sentence's start."""

import re

from app.plan_import.appendix.cell_content import begins_like_sure_unit
from app.plan_import.prose.lines import key_of
from app.plan_import.reform_areas import area_of_heading
from app.plan_import.units import is_collective, split_units

# What may stand before a unit's name in a heading; of a person only the post counts.
_BEFORE = re.compile(
    r"(?:(?:de nghi|giao(?: cho)?|yeu cau|doi voi|trach nhiem (?:cua )?|nhiem vu cua|phan cong"
    r"|trach nhiem cu the cua|(?:dong chi|ong|ba):? [\w ]{4,40}? ?[-–,(](?! ?ba\b)|cac dong chi"
    r"|dong chi|cac ong,? ?\(?ba\)?|ong \(ba\)|cac ong)[ :]+)+"
)
_DISTINCT = (
    r"phong (?!chong|,|ngua|tranh)|van phong\b|vp\b|trung tam\b|tt\.|cong an\b|tram y te\b"
    r"|chu tich\b|(?:cac )?pho chu tich\b|(?:cac )?pct\b|uy ban (?:nhan dan|mat tran|mttq)|ubnd\b"
    r"|hdnd\b|hoi dong nhan dan|ubmttq|mttq\b|mat tran to quoc|ban chi huy|bch\b|ban (?:chi dao"
    r"|quan ly|van hoa|dan van|to chuc|tuyen giao|xay dung dang|kinh te|nhan dan)|bo phan\b"
    r"|cong chuc\b|truong (?:thon|ap|khu|ban|phong|to|khoi|xom|mam non|tieu hoc|thcs|trung hoc)"
    r"|cac (?:truong|phong|co quan|don vi|thon|ap|to|ban|doan the|hoi|nganh|bo phan|khu|tram"
    r"|trung tam|xom|khoi|cong chuc|to chuc)\b|(?:thu truong|nguoi dung dau|lanh dao|giam doc"
    r"|hieu truong)\b|dai truyen thanh|to (?:mot cua|cong nghe so|cong tac|giup viec|kiem tra"
    r"|dan pho)|hoi (?:nong dan|phu nu|lien hiep|cuu chien binh|chu thap)|doan (?:thanh nien|tncs)"
    r"|dang uy\b|thuong truc (?:dang uy|hdnd|hoi dong)|chanh van phong|ca nhan\b|toan the\b"
    r"|(?:co quan|don vi) (?!chu tri|phoi hop|thuc hien|theo doi)|so (?:noi vu|tu phap|tai chinh"
    r"|khoa hoc)|thanh tra\b"
)
# Posts and fields of commune officials; they head a list of duties only before a colon.
_BARE = (
    r"tu phap|ho tich|dia chinh|ke toan|tai chinh|ngan sach|van hoa|chinh sach|lao dong"
    r"|thong ke|quan su|noi vu|ton giao|nong nghiep|xay dung|moi truong|thu quy|van thu|y te"
    r"|giao duc|truyen thanh|thuong binh|thu y|khuyen nong|kinh te|do thi|thon\b|ap\b"
)
_HEAD = re.compile(rf"(?:{_DISTINCT})")
_HEAD_BEFORE_COLON = re.compile(rf"(?:{_BARE})\b")
# The verb after a unit's name; in a name itself ("Ban Tổ chức") the word is capitalised.
_VERBS = (
    r"truc tiep|chiu trach nhiem|co trach nhiem|co nhiem vu|co nhung nhiem vu|thuc hien|trien khai"
    r"|to chuc|chu tri|phoi hop|tham muu|la (?:co quan|don vi|bo phan|dau moi)|tiep tuc|chu dong"
    r"|theo doi|huong dan|tong hop|can cu|tang cuong|bao dam|dam bao|phu trach|ra soat|xay dung"
    r"|cap nhat|cung cap|tuyen truyen|kiem tra|kiem soat|nghien cuu|de xuat|giup|lap\b|bo tri"
    r"|gui|bao cao|quan tam|van dong|giam sat|thuong xuyen|dinh ky|day manh|tap trung|don doc"
    r"|hang (?:thang|quy|nam|tuan)|kip thoi|dau moi|chi dao|ban hanh|trinh|cu the|can\b|phai\b"
    r"|chap hanh|chuan bi|duy tri|lam\b|khao sat|thong ke|niem yet|cong khai|quan ly\b|danh gia"
    r"|van hanh|ho tro|dang tai|tiep nhan|xu ly|giai quyet|thong bao|phat (?:thanh|song|tin)"
    r"|nang cao|boi duong|tham gia|tham dinh|dien tap|bien soan|nhap\b|luu tru|so hoa"
)
_VERB = re.compile(rf" (?<!cac )(?<!bo phan )(?<!va )(?<!dich vu )(?:{_VERBS})")
_LONGEST_NAME = 170
_LONGEST_POST = 60


def units_of_heading(text: str) -> tuple[str, ...]:
    """Return the units or the post that a heading gives its duties to, () for none.

    ``text`` is the heading without its number: "Đề nghị Ủy ban Mặt trận Tổ quốc xã." gives that
    committee, "Kế toán - Ngân sách:" the post, "Trách nhiệm chung" and titles of areas nothing.
    """
    printed = text.rstrip(" .;:-–")
    key = key_of(printed)
    if len(key) > 2 * _LONGEST_NAME or area_of_heading(key):
        return ()
    start = _start(key)
    if _HEAD.match(key, start):
        return _names(printed[start : _end(printed, key, start)])
    bare = text.rstrip().endswith(":") and len(printed) <= _LONGEST_POST
    if bare and _HEAD_BEFORE_COLON.match(key, start) and not _verb(printed, key, start):
        return _names(printed[start:])
    return ()


def leading_units(text: str, key: str) -> tuple[tuple[str, ...], int]:
    """Return the units that a sentence begins with and the place where its verb begins.

    ``key`` is the text folded letter by letter. "Giao Phòng Kinh tế chủ trì …" gives
    (("Phòng Kinh tế",), 18); ((), 0) when the sentence does not begin with a unit.
    """
    start = _start(key)
    if not _HEAD.match(key, start):
        return (), 0
    verb = _verb(text, key, start)
    colon = key.find(":", start, start + _LONGEST_NAME)
    if colon >= 0 and (not verb or colon < verb):
        return _names(text[start:colon]), colon + 1
    return (_names(text[start:verb]), verb + 1) if verb else ((), 0)


def is_bare_name(text: str) -> bool:
    """Tell whether a text is the name of a unit, without a verb and without a sentence's end."""
    key = key_of(text)
    named = _HEAD.match(key) and len(text) <= _LONGEST_NAME
    return bool(named) and text[-1] not in ".;" and not _verb(text, key, 0)


def _start(key: str) -> int:
    before = _BEFORE.match(key)
    return before.end() if before else 0


def _end(text: str, key: str, start: int) -> int:
    return _verb(text, key, start) or len(text)


def _verb(text: str, key: str, start: int) -> int:
    """Return the place of the blank before the first verb after a name, 0 for none."""
    for match in _VERB.finditer(key, start, start + _LONGEST_NAME):
        if text[match.start() + 1].islower():
            return match.start()
    return 0


def _names(printed: str) -> tuple[str, ...]:
    """Take a list of names apart where each part is surely a unit; a post stays whole."""
    name = printed.strip(" ,.;:-–")
    units = split_units(name)
    sure = all(begins_like_sure_unit(unit) for unit in units)
    if len(units) > 1 and (not sure or is_collective(name)):
        return (name,)
    return units
