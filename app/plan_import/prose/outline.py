"""Puts the paragraphs of a plan under their headings."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.plan_import.prose.markers import Rank
from app.plan_import.prose.passages import Paragraph
from app.plan_import.prose.posts import is_bare_name, units_of_heading
from app.plan_import.reform_areas import AREA_TITLE, Area, area_of_heading
from app.plan_import.source import Source

_LONGEST_HEADING = 170
_ROMAN_HEADING = 260
_LONGEST_BARE_TITLE = 100
# A report's own title heads what is said about it, also where it is long and ends with a stop.
_REPORT_TITLE = re.compile(r"(?:che do )?bao (?:cao )?(?:[\w,]+ ){0,6}(?:chuyen de|dinh ky)\b")
_LONGEST_REPORT_TITLE = 420
# The plan itself ends here; what follows are its recipients and its signature.
_CLOSING = re.compile(
    r"tren day la|trong qua trinh (?:to chuc |trien khai )*(?:thuc hien|trien khai)"
    r"|(?:nhan duoc|can cu) ke hoach nay, (?:yeu cau|de nghi)"
)
_RECIPIENTS = re.compile(r"noi nhan\b")
_NEW_PART = re.compile(r"(?:ke hoach|phu luc|danh muc|chuong trinh|bieu)\b")
APPENDIX = re.compile(r"(?:phu luc|danh muc nhiem vu|bang phan cong)\b")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its number as printed ('' for none), its text, and the headings above it.

    ``units`` are those whose duties follow, ``area`` the area that it is about itself.
    """

    text: str
    key: str
    rank: Rank
    number: str
    headings: tuple["Heading", ...]
    source: Source
    units: tuple[str, ...]
    area: Area | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph that is no heading, with the headings it stands under, widest first."""

    text: str
    key: str
    rank: Rank
    number: str
    headings: tuple[Heading, ...]
    source: Source
    lines: tuple[tuple[int, Source], ...] = ()

    def source_at(self, place: int) -> Source:
        """Return where the letter at a place of the text stands in the file."""
        known = bisect_right(self.lines, place, key=lambda line: line[0])
        return self.lines[known - 1][1] if known else self.source

    @property
    def units(self) -> tuple[str, ...]:
        """The units of the nearest heading that names some."""
        return next((one.units for one in reversed(self.headings) if one.units), ())

    @property
    def area(self) -> Area | None:
        """The area of the nearest heading that is about one."""
        return nearest_area(self.headings)


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings and passages of a plan in the order of printing."""

    items: tuple[Heading | Passage, ...]

    @property
    def headings(self) -> list[Heading]:
        """The headings alone."""
        return [item for item in self.items if isinstance(item, Heading)]

    @property
    def passages(self) -> list[Passage]:
        """The passages alone."""
        return [item for item in self.items if isinstance(item, Passage)]


def nearest_area(headings: Sequence[Heading]) -> Area | None:
    """Return the area of the innermost heading that is about one."""
    return next((one.area for one in reversed(headings) if one.area), None)


def outline_of(paragraphs: Sequence[Paragraph]) -> Outline:
    """Find the headings among the paragraphs, and put the rest under them.

    What stands below "Nơi nhận:" is left out, up to the next plan or appendix in the file.
    """
    stack: list[Heading] = []
    items: list[Heading | Passage] = []
    paragraphs = _with_capitals(paragraphs)
    for place, paragraph in _inside_plan(paragraphs):
        following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
        if _CLOSING.match(paragraph.key) or paragraph.text.endswith("./."):
            stack.clear()
            continue
        units = _units(paragraph)
        heads = _is_heading(paragraph, following, bool(units))
        rank = _rank(paragraph, units, stack) if heads else paragraph.rank
        while stack and rank <= stack[-1].rank:
            stack.pop()
        if heads:
            stack.append(_heading(paragraph, rank, units, tuple(stack)))
            items.append(stack[-1])
        else:
            items.append(_passage(paragraph, tuple(stack)))
    return Outline(tuple(items))


def _with_capitals(paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """Put "A.", "B." below the Roman numbers where a Roman number comes first in the paper."""
    wide = (Rank.part, Rank.roman)
    first = next((one.marker for one in paragraphs if one.rank in wide and one.marker.number), None)
    if first is None or first.rank is Rank.part:
        return paragraphs
    return [
        replace(one, marker=replace(one.marker, rank=Rank.capital))
        if one.rank is Rank.part and len(one.marker.number) == 1
        else one
        for one in paragraphs
    ]


def _inside_plan(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, Paragraph]]:
    after_plan = False
    for place, paragraph in enumerate(paragraphs):
        if _RECIPIENTS.match(paragraph.key) and len(paragraph.key) < _LONGEST_HEADING:
            after_plan = True
        elif after_plan:
            title = paragraph.text.isupper() and _NEW_PART.match(paragraph.key)
            after_plan = not (title or paragraph.rank is Rank.roman)
        if not after_plan:
            yield place, paragraph


def _units(paragraph: Paragraph) -> tuple[str, ...]:
    """Return the units that a heading names; a letterhead and a signature give no duties."""
    if paragraph.rank is Rank.body and paragraph.text.isupper():
        return ()
    return units_of_heading(paragraph.text)


def _heading(
    paragraph: Paragraph, rank: Rank, units: tuple[str, ...], above: tuple[Heading, ...]
) -> Heading:
    return Heading(
        paragraph.text,
        paragraph.key,
        rank,
        paragraph.marker.number,
        above,
        paragraph.source,
        units,
        area_of_heading(paragraph.key),
    )


def _passage(paragraph: Paragraph, above: tuple[Heading, ...]) -> Passage:
    return Passage(
        paragraph.text,
        paragraph.key,
        paragraph.rank,
        paragraph.marker.number,
        above,
        paragraph.source,
        paragraph.lines,
    )


def _is_heading(paragraph: Paragraph, following: Paragraph | None, names_units: bool) -> bool:
    """Tell whether a paragraph heads what follows, and is no sentence of its own."""
    if _is_title_of_report(paragraph, following):
        return True
    limit = _ROMAN_HEADING if paragraph.rank is Rank.roman else _LONGEST_HEADING
    if len(paragraph.text) > limit or paragraph.rank is Rank.label:
        return False
    return _heads_something(paragraph, following, names_units)


def _is_title_of_report(paragraph: Paragraph, following: Paragraph | None) -> bool:
    if following is None or paragraph.rank in (Rank.body, Rank.label):
        return False
    short = len(paragraph.text) <= _LONGEST_REPORT_TITLE
    return short and following.rank > paragraph.rank and bool(_REPORT_TITLE.match(paragraph.key))


def _heads_something(paragraph: Paragraph, following: Paragraph | None, names_units: bool) -> bool:
    if paragraph.rank in (Rank.part, Rank.roman, Rank.capital):
        return True
    if paragraph.rank is Rank.body:
        titled = paragraph.text.isupper() and len(paragraph.text) > 6
        return titled or _is_bare_title(paragraph, following, names_units)
    if following is None or following.rank <= paragraph.rank:
        # "- Kế toán - Ngân sách:" over duties whose bullets got lost, or of the same kind.
        return names_units and paragraph.text.endswith(":") and following is not None
    if names_units or paragraph.rank < Rank.letter:
        return names_units or not paragraph.ends_sentence
    # A bullet often ends without a stop; it heads a list where it says so, or names an area.
    opens_list = following.rank < Rank.label and area_of_heading(paragraph.key) is not None
    return paragraph.text.endswith(":") or (opens_list and not paragraph.ends_sentence)


def _is_bare_title(paragraph: Paragraph, following: Paragraph | None, names_units: bool) -> bool:
    """Tell whether a line without a number names a unit or an area, and nothing else.

    Word keeps the numbers of its lists apart from the text: "Phòng Kinh tế" is all there is.
    """
    if names_units and paragraph.text.endswith(":"):
        return True
    if following is None or paragraph.ends_sentence or len(paragraph.text) > _LONGEST_BARE_TITLE:
        return False
    if names_units:
        return is_bare_name(paragraph.text) and not is_bare_name(following.text)
    return AREA_TITLE.fullmatch(paragraph.key) is not None


def _rank(paragraph: Paragraph, units: tuple[str, ...], stack: Sequence[Heading]) -> Rank:
    """Return how wide a heading is: one of units takes the rank of the units before it."""
    if paragraph.rank is Rank.body and not units:
        return Rank.part if paragraph.text.isupper() else Rank.star
    if units and paragraph.rank > Rank.letter:
        named = [heading.rank for heading in stack if heading.units]
        # Below a unit's number, "- Kế toán:" is the next post whose number is missing.
        if named and paragraph.text.endswith(":"):
            return named[-1]
        return Rank.star if paragraph.rank is Rank.body else paragraph.rank
    return paragraph.rank
