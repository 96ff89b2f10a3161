"""What the prose says beside the table, as the review page shows it, kind by kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from app.labels.dates import date_text
from app.labels.deadlines import reading_words
from app.labels.drafts import proposal_kind_text
from app.models import DraftProposal, PlanDraft
from app.plan_import.proposals import ProposalKind
from app.queries.drafts import DraftContent
from app.services.draft_checks import read_time
from app.services.reporting_windows import WINDOW_DAYS


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal: what it says, the facts it would set, the sentence it was taken from, and where
    that stands.
    """

    proposal: DraftProposal
    facts: Sequence[str]
    place: str

    @property
    def quote(self) -> str:
        """The sentence, where it says more than the title does."""
        quote, title = self.proposal.quote, self.proposal.title
        return "" if quote.casefold().startswith(title.casefold()) else quote


@dataclass(frozen=True, slots=True)
class ProposalGroup:
    """Proposals of one kind that nobody has decided yet; `becomes` says what a tick does."""

    title: str
    becomes: str
    lines: Sequence[ProposalLine]


@dataclass(frozen=True, slots=True)
class Proposals:
    """All proposals of a draft: those to be decided, and how many were."""

    groups: Sequence[ProposalGroup]
    accepted: int
    dismissed: int

    @property
    def open_count(self) -> int:
        return sum(len(group.lines) for group in self.groups)


def proposal_groups(content: DraftContent, found: Sequence[DraftProposal]) -> Proposals:
    """The proposals as the page shows them, in the order of the kinds."""
    titles = {section["code"]: section["title"] for section in content.draft.sections}
    groups = []
    for kind in ProposalKind:
        lines = [
            _line(proposal, content.draft, titles)
            for proposal in found
            if proposal.kind == kind and proposal.accepted is None
        ]
        if lines:
            groups.append(ProposalGroup(*proposal_kind_text(kind.value), lines))
    return Proposals(
        groups,
        accepted=sum(proposal.accepted is True for proposal in found),
        dismissed=sum(proposal.accepted is False for proposal in found),
    )


def _line(proposal: DraftProposal, draft: PlanDraft, titles: Mapping[str, str]) -> ProposalLine:
    facts = []
    if proposal.section_code in titles:
        area = f"{proposal.section_code}. {titles[proposal.section_code]}"
        facts.append(gettext("Lĩnh vực %(area)s", area=area))
    if proposal.units:
        facts.append(gettext("Chủ trì: %(units)s", units="; ".join(proposal.units)))
    if measure := proposal.values.get("measure"):
        facts.append(gettext("Mức phải đạt: %(measure)s", measure=measure))
    if proposal.deadline_text:
        note = read_time(proposal.deadline_text, draft)["note"]
        words = reading_words(note, proposal.deadline_text)
        facts.append(
            gettext("Thời gian “%(text)s”: %(reading)s", text=proposal.deadline_text, reading=words)
        )
    if proposal.kind == ProposalKind.reporting_window:
        facts.append(_window_words(proposal.values))
    return ProposalLine(proposal, facts, _place_words(proposal))


def _window_words(values: Mapping[str, str]) -> str:
    if not all(values.get(name) for name in WINDOW_DAYS):
        return gettext("Kế hoạch không ghi đủ ngày của kỳ này; nhận thì mới ghi nhớ tên kỳ")
    days = {name: date_text(date.fromisoformat(values[name])) for name in WINDOW_DAYS}
    return gettext(
        "Tính kết quả từ %(first)s đến %(last)s, chốt số liệu %(cut_off)s, gửi %(send)s",
        first=days["from"],
        last=days["to"],
        cut_off=days["cut_off"],
        send=days["send"],
    )


def _place_words(proposal: DraftProposal) -> str:
    if page := proposal.source.get("page"):
        return gettext("trang %(page)s", page=page)
    if line := proposal.source.get("line"):
        return gettext("dòng %(line)s của tệp", line=line)
    return ""
