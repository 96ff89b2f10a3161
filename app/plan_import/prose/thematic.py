"""Finds thematic reports: what they are about, who writes them, when they are sent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from app.plan_import.prose.outline import Heading, Outline, Passage
from app.plan_import.prose.posts import leading_units
from app.plan_import.prose.sentences import sentences
from app.plan_import.prose.targets import as_title
from app.plan_import.prose.times import due_of, printed_time, rhythm_of
from app.plan_import.reform_areas import mentions
from app.plan_import.source import Source

_REPORT = re.compile(
    r"\bbao (?:cao )?(?:ket qua )?(?:cchc |cai cach hanh chinh |dinh ky )?(?:theo )?chuyen de\b"
)
# Where the name of a report ends: its verb, its day, its addressee.
_END = re.compile(
    r"[:;.(]|, (?!(?:ca[ic]|to chuc|tthc|thu tuc|the che|bo may|tai chinh|chinh quyen|xay dung))"
    r"| (?:gui|trinh|ve (?:ubnd|uy ban|phong|van phong|so)|dinh ky|truoc ngay|cham nhat|hang"
    r"|theo (?:yeu cau|quy dinh|huong dan|chi dao|lich)|cho|khi|bao dam|dam bao"
    r"|de (?:tong hop|bao cao|theo doi|phuc vu))\b"
)
_FEWEST_AREAS = 2
_ON_DEMAND = re.compile(r"(?:theo|khi co) (?:yeu cau|huong dan|chi dao)[^.;,()]{0,60}")


@dataclass(frozen=True, slots=True)
class ThematicReport:
    """A thematic report: its title, its authors, its printed time, and where it stands."""

    title: str
    units: tuple[str, ...]
    deadline_text: str
    quote: str
    source: Source


def thematic_reports(outline: Outline) -> list[ThematicReport]:
    """Return the thematic reports of a plan, each title once."""
    found: dict[str, ThematicReport] = {}
    for report in (*_from_headings(outline), *_from_sentences(outline)):
        found.setdefault(report.title.lower(), report)
    return list(found.values())


def _from_headings(outline: Outline) -> Iterator[ThematicReport]:
    """Yield reports whose title is a heading; what is said below it counts for them."""
    for heading, below in _below_reports(outline):
        text = " ".join(passage.text for passage in below)
        key = " ".join(passage.key for passage in below)
        units = next((own for own in map(_authors, below) if own), ())
        for title in _titles(heading):
            yield ThematicReport(
                title, units, _time(text, key), text or heading.text, heading.source
            )


def _titles(heading: Heading) -> list[str]:
    """Return the title of each report: one per area where a bracket lists several."""
    named = [*mentions(heading.key)]
    opening = heading.key.find("(")
    if opening < 0 or len(named) < _FEWEST_AREAS or named[0].start < opening:
        return [as_title(heading.text.rstrip(":"))]
    starts = [one.start for one in named] + [len(heading.text)]
    name = heading.text[:opening].strip(" :")
    items = (heading.text[start:end] for start, end in pairwise(starts))
    return [as_title(f"{name}: {item.strip(' ,;.:)')}") for item in items]


def _below_reports(outline: Outline) -> Iterator[tuple[Heading, list[Passage]]]:
    """Yield each heading that is the title of a thematic report, with what stands below it."""
    below: dict[int, list[Passage]] = {}
    for passage in outline.passages:
        for heading in passage.headings:
            below.setdefault(id(heading), []).append(passage)
    for heading in outline.headings:
        if _REPORT.match(heading.key):
            yield heading, below.get(id(heading), [])


def _from_sentences(outline: Outline) -> Iterator[ThematicReport]:
    for passage in outline.passages:
        if any(_REPORT.match(heading.key) for heading in passage.headings):
            continue
        for sentence in sentences(passage.text, passage.key):
            for named in _REPORT.finditer(sentence.key):
                end = _END.search(sentence.key, named.end())
                stop = end.start() if end else len(sentence.text)
                yield ThematicReport(
                    as_title(sentence.text[named.start() : stop]),
                    passage.units or _authors(passage),
                    _time(sentence.text, sentence.key),
                    sentence.text,
                    passage.source_at(sentence.start),
                )


def _authors(passage: Passage) -> tuple[str, ...]:
    return leading_units(passage.text, passage.key)[0]


def _time(text: str, key: str) -> str:
    """Return rhythm and day as one printed time, in words that the grammar can read."""
    rhythm, due = rhythm_of(text, key), due_of(text, key)
    if rhythm and due and due not in rhythm:
        return f"{rhythm}, {due}"
    demand = _ON_DEMAND.search(key)
    on_demand = text[demand.start() : demand.end()].strip() if demand else ""
    return rhythm or due or printed_time(text, key) or on_demand
