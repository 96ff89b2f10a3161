"""Reads the running text of a plan: tasks where it has no table, and proposals beside one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from rapidfuzz import fuzz, process

from app.plan_import.appendix.headings import Column
from app.plan_import.limits import MAX_TASKS
from app.plan_import.plan import PlanHead, SectionReading, TaskReading
from app.plan_import.problems import PlanRefused, Problem, ProblemCode, RefusedFile, Severity
from app.plan_import.proposals import Proposal, ProposalKind
from app.plan_import.prose.appendix import appendix_is_elsewhere
from app.plan_import.prose.area_leads import AreaLead, area_leads
from app.plan_import.prose.blocks import Block, blocks_of, labelled_area_leads
from app.plan_import.prose.duties import Duty, duties_of
from app.plan_import.prose.lines import key_of, prose_lines
from app.plan_import.prose.outline import Outline, outline_of
from app.plan_import.prose.passages import paragraphs_of
from app.plan_import.prose.regime import reporting_periods
from app.plan_import.prose.targets import as_title, targets_of
from app.plan_import.prose.tasks import leads_of, tasks_of_blocks, tasks_of_duties
from app.plan_import.prose.thematic import thematic_reports
from app.plan_import.reform_areas import Area, area_of_heading
from app.plan_import.tables import Document, one_line
from app.plan_import.units import split_units, unit_key
from workflows.text import fold

# "Cải cách thể chế (Văn phòng chủ trì)" is the area and its lead.
_BRACKETED_LEAD = re.compile(r"\s*\([^()]*chủ trì\)", re.IGNORECASE)
_ALIKE = 80
_LONG_ENOUGH = 40


@dataclass(frozen=True, slots=True)
class ProseReading:
    """What the running text of a plan gives.

    ``tasks`` and ``sections`` are empty where a table of tasks stands in the file or in an
    appendix elsewhere (``appendix_elsewhere``); ``problems`` are those of tasks from prose.
    """

    sections: tuple[SectionReading, ...]
    tasks: tuple[TaskReading, ...]
    problems: tuple[Problem, ...]
    proposals: tuple[Proposal, ...]
    appendix_elsewhere: bool


def read_prose(
    document: Document,
    head: PlanHead,
    sections: Sequence[SectionReading],
    tasks: Sequence[TaskReading],
    *,
    has_table: bool,
) -> ProseReading:
    """Read the running text beside the tables of a document.

    ``sections`` and ``tasks`` are those of its table, both empty where it has none. The time
    taken grows with the length of the text, not faster. Of each kind at most MAX_TASKS things
    are proposed. Raises PlanRefused when the prose prints more than MAX_TASKS tasks.
    """
    outline = outline_of(paragraphs_of(prose_lines(document)))
    elsewhere = not has_table and appendix_is_elsewhere(outline)
    blocks = blocks_of(outline)
    duties = list(duties_of(outline))
    made: list[TaskReading] = []
    areas = list(sections)
    if not has_table and not elsewhere:
        if max(len(blocks), 0 if blocks else len(duties)) > MAX_TASKS:
            raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_TASKS)
        if blocks:
            made, areas = tasks_of_blocks(blocks, head)
            blocks = []
        else:
            made, duties = tasks_of_duties(duties, head), []
    titles = [task.title for task in (*tasks, *made)]
    proposals = _Proposals(outline, head, areas, titles).all(duties, blocks)
    return ProseReading(
        sections=tuple(areas) if made else (),
        tasks=tuple(made),
        problems=(_made_from_prose(made),) if made else (),
        proposals=tuple(proposals),
        appendix_elsewhere=elsewhere,
    )


def _made_from_prose(tasks: Sequence[TaskReading]) -> Problem:
    return Problem(ProblemCode.tasks_from_prose, Severity.info, {"count": str(len(tasks))})


class _Proposals:
    """Turns what was found in an outline into proposals, in the plan's own words."""

    def __init__(
        self,
        outline: Outline,
        head: PlanHead,
        sections: Iterable[SectionReading],
        titles: Sequence[str],
    ) -> None:
        self.outline = outline
        self.head = head
        self.titles = [fold(title) for title in titles]
        self.long_titles = [title for title in self.titles if len(title) >= _LONG_ENOUGH]
        self.codes: dict[Area, str] = {}
        self.names: dict[Area, str] = {}
        for section in sections:
            area = area_of_heading(key_of(one_line(section.title)))
            if area:
                self.codes.setdefault(area, section.code)
        for heading in outline.headings:
            if heading.area:
                name = _BRACKETED_LEAD.sub("", heading.text)
                self.names.setdefault(heading.area, name.rstrip(" .:;"))

    def all(self, duties: Iterable[Duty], blocks: Iterable[Block]) -> list[Proposal]:
        """Return every proposal: leads of areas, reports, targets, duties."""
        leads = [*self._labelled_leads(), *area_leads(self.outline)]
        said = {lead.quote for lead in leads}
        own = (duty for duty in duties if not self._only_names_lead(duty, said))
        kinds = (
            self._area_leads(leads),
            self._reporting_windows(),
            self._thematic_reports(),
            self._targets(),
            chain(self._blocks(blocks), self._duties(islice(own, MAX_TASKS))),
        )
        return [proposal for found in kinds for proposal in islice(found, MAX_TASKS)]

    def _labelled_leads(self) -> Iterator[AreaLead]:
        for block, area in labelled_area_leads(self.outline):
            units = split_units(block.text(Column.lead))
            yield AreaLead(area, units, block.quote, block.source)

    def _area_leads(self, leads: Iterable[AreaLead]) -> Iterator[Proposal]:
        seen = set()
        for lead in leads:
            pair = (lead.area, tuple(map(unit_key, lead.units)))
            if pair in seen:
                continue
            seen.add(pair)
            yield Proposal(
                ProposalKind.area_lead,
                self.names.get(lead.area, lead.area.value),
                lead.source,
                units=lead.units,
                section=self.codes.get(lead.area),
                quote=lead.quote,
            )

    def _reporting_windows(self) -> Iterator[Proposal]:
        start, end = self.head.start, self.head.end
        if start is None or end is None or start.year != end.year:
            return
        for one in reporting_periods(self.outline, end.year, start):
            label = one.period.label
            yield Proposal(
                ProposalKind.reporting_window,
                f"Báo cáo CCHC {label[:1].lower()}{label[1:]}",
                one.source,
                units=one.units,
                quote=one.quote,
                values=one.values(),
            )

    def _thematic_reports(self) -> Iterator[Proposal]:
        for report in thematic_reports(self.outline):
            yield Proposal(
                ProposalKind.thematic_report,
                report.title,
                report.source,
                units=report.units,
                deadline_text=report.deadline_text,
                quote=report.quote,
            )

    def _targets(self) -> Iterator[Proposal]:
        for passage in self.outline.passages:
            for clause, measure in targets_of(passage):
                yield Proposal(
                    ProposalKind.target,
                    as_title(clause.text),
                    passage.source_at(clause.start),
                    units=passage.units,
                    section=self.codes.get(passage.area) if passage.area else None,
                    quote=clause.text,
                    values={"measure": measure},
                )

    def _blocks(self, blocks: Iterable[Block]) -> Iterator[Proposal]:
        for block in blocks:
            if self._in_table(block.title):
                continue
            area = next((one.area for one in reversed(block.headings) if one.area), None)
            yield Proposal(
                ProposalKind.duty,
                as_title(block.title),
                block.source,
                units=leads_of(block),
                deadline_text=one_line(block.text(Column.deadline)).rstrip(" .;"),
                section=self.codes.get(area) if area else None,
                quote=block.quote,
            )

    def _duties(self, duties: Iterable[Duty]) -> Iterator[Proposal]:
        for duty in duties:
            if self._in_table(duty.title):
                continue
            yield Proposal(
                ProposalKind.duty,
                duty.title,
                duty.source,
                units=duty.units,
                deadline_text=duty.deadline_text,
                section=self.codes.get(duty.area) if duty.area else None,
                quote=duty.quote,
            )

    @staticmethod
    def _only_names_lead(duty: Duty, said: set[str]) -> bool:
        """Tell whether a duty is no more than the sentence that names the lead of an area."""
        return duty.role or duty.quote in said

    def _in_table(self, title: str) -> bool:
        """Tell whether a duty is like a row of the table."""
        folded = fold(title)
        best = process.extractOne(
            folded, self.titles, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE
        )
        return bool(best) or any(title in folded for title in self.long_titles)
