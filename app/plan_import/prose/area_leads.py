"""Finds which unit the prose names to lead an area."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.plan_import.prose.outline import Outline, Passage
from app.plan_import.prose.posts import leading_units
from app.plan_import.prose.sentences import Piece, clauses, sentences
from app.plan_import.reform_areas import Area, Mention, mentions
from app.plan_import.source import Source
from app.plan_import.units import unit_key

# What makes a unit the lead of what follows.
_LEADS = re.compile(
    r"\b(?:chu tri|lam dau moi|la dau moi|phu trach"
    r"|chiu trach nhiem (?:chinh|chu tri|tham muu|ve|trien khai|to chuc|theo doi|thuc hien))\b"
)
# Here the sentence leaves what the unit leads: its aim, a part of it, another's work.
_LEAVES = re.compile(
    r"\b(?:trong do|nham|de (?!an)|qua do|gop phan|phuc vu|theo chi so|tham gia"
    r"|phoi hop voi .{3,60} chu tri|bao cao|gan voi)\b"
)
_SUPPORTS = re.compile(r"(?:chu dong )?phoi hop\b(?!,? chu tri)")
# What may stand right before the name of an area in a list of areas.
_BEFORE = re.compile(
    r"(?:[:;,]|\b(?:ve|noi dung|nhiem vu|cong tac|linh vuc|va|thuc hien|trien khai|tham muu|phan"
    r"|chu tri|phu trach|trach nhiem|nhom|muc|nhiem vu \d{1,2} ?:?))$"
)
_NUMBERED = re.compile(r"(?:nhiem vu|linh vuc|noi dung|muc)(?: so)? (\d{1,2}|[ivx]+)\b(?! ?:)")
_ROMANS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}
_PARTING = re.compile(r";")
_BRACKETED = re.compile(r"\((?P<unit>[^()]{4,80}?) (?:la (?:co quan|don vi) )?chu tri\)")


@dataclass(frozen=True, slots=True)
class AreaLead:
    """An area, the units named to lead it, the sentence that says so and where it stands."""

    area: Area
    units: tuple[str, ...]
    quote: str
    source: Source


def area_leads(outline: Outline) -> list[AreaLead]:
    """Return every area with the units that the prose names for it, each pair once."""
    numbers = numbered_areas(outline)
    found: dict[tuple[Area, tuple[str, ...]], AreaLead] = {}
    for lead in (*_from_headings(outline), *_from_passages(outline, numbers)):
        found.setdefault((lead.area, tuple(map(unit_key, lead.units))), lead)
    return list(found.values())


def numbered_areas(outline: Outline) -> dict[int, Area]:
    """Return the areas by the number under which the plan's own headings print them."""
    areas: dict[int, Area] = {}
    for heading in outline.headings:
        last = heading.number.rpartition(".")[2].lower()
        number = _ROMANS.get(last) if last in _ROMANS else int(last) if last.isdigit() else None
        if heading.area and number:
            areas.setdefault(number, heading.area)
    return areas


def _from_headings(outline: Outline) -> Iterator[AreaLead]:
    """Yield what "2. Cải cách thể chế (Văn phòng chủ trì)" says."""
    for heading in outline.headings:
        named = _BRACKETED.search(heading.key)
        if heading.area and named:
            unit = heading.text[named.start("unit") : named.end("unit")]
            yield AreaLead(heading.area, (unit,), heading.text, heading.source)


def _from_passages(outline: Outline, numbers: Mapping[int, Area]) -> Iterator[AreaLead]:
    for passage in outline.passages:
        if not _LEADS.search(passage.key):
            continue
        for sentence in sentences(passage.text, passage.key):
            yield from _from_sentence(passage, sentence, numbers)


def _from_sentence(
    passage: Passage, sentence: Piece, numbers: Mapping[int, Area]
) -> Iterator[AreaLead]:
    units, leads = passage.units, False
    for clause in clauses(sentence, _PARTING):
        own, _ = leading_units(clause.text, clause.key)
        if own:
            units, leads = own, False
        verb = _LEADS.search(clause.key)
        if _SUPPORTS.match(clause.key) or (own and not verb):
            leads = False
            continue
        leads = leads or bool(verb)
        if not (leads and units):
            continue
        for area in _named(clause.key, verb.end() if verb else 0, numbers):
            yield AreaLead(area, units, sentence.text, passage.source_at(sentence.start))


def _named(key: str, start: int, numbers: Mapping[int, Area]) -> Iterator[Area]:
    """Yield the areas that a clause lists from a place on."""
    leaves = _LEAVES.search(key, start)
    end = leaves.start() if leaves else len(key)
    listed = [mention for mention in mentions(key) if start <= mention.start < end]
    for mention in listed:
        if _is_listed(key, mention, start):
            yield mention.area
    for number in _NUMBERED.finditer(key, start, end):
        printed = number[1]
        area = numbers.get(_ROMANS.get(printed) or (int(printed) if printed.isdigit() else 0))
        if area and not listed:
            yield area


def _is_listed(key: str, mention: Mention, start: int) -> bool:
    before = key[max(start, mention.start - 40) : mention.start].rstrip(" \"“”'‘(–-")
    return not before or bool(_BEFORE.search(before))
