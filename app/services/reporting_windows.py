"""Kỳ báo cáo that a plan names in its prose and the office took over, kept when the plan starts."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import DraftProposal, PlanDraft, ReportingWindow
from app.plan_import.proposals import ProposalKind
from app.services import events
from workflows.permissions import Actor
from workflows.reporting import LadderStep

WINDOW_DAYS = ("from", "to", "cut_off", "send")
"""The days of a proposed window: first and last day, cut-off, and the day the report is sent."""


def add_windows(
    session: Session, actor: Actor, draft: PlanDraft, now: datetime
) -> list[ReportingWindow]:
    """Make the reporting windows that were taken over in this draft, each with its event.

    A window whose key the commune has already stays as it is: a running period is nothing that a
    plan's file moves. A window whose days the plan does not print makes none.
    """
    accepted = session.scalars(
        select(DraftProposal)
        .where(
            DraftProposal.commune_id == draft.commune_id,
            DraftProposal.draft_id == draft.id,
            DraftProposal.kind == ProposalKind.reporting_window,
            DraftProposal.accepted,
        )
        .order_by(DraftProposal.position)
    ).all()
    known = set(
        session.scalars(
            select(ReportingWindow.key).where(ReportingWindow.commune_id == draft.commune_id)
        )
    )
    fresh: dict[str, DraftProposal] = {}
    for proposal in accepted:
        dated = all(proposal.values.get(name) for name in WINDOW_DAYS)
        if dated and proposal.values["key"] not in known:
            fresh.setdefault(proposal.values["key"], proposal)
    windows = [_window(proposal) for proposal in fresh.values()]
    session.add_all(windows)
    session.flush()
    events.record(session, actor, _entries(windows, draft), now)
    return windows


def _window(proposal: DraftProposal) -> ReportingWindow:
    values = proposal.values
    return ReportingWindow(
        commune_id=proposal.commune_id,
        key=values["key"],
        label=proposal.title[:200],
        starts_on=date.fromisoformat(values["from"]),
        ends_on=date.fromisoformat(values["to"]),
        cut_off_on=date.fromisoformat(values["cut_off"]),
        ladder=[{"step": LadderStep.UNITS_SEND.value, "on": values["send"]}],
    )


def _entries(windows: Sequence[ReportingWindow], draft: PlanDraft) -> list[events.Entry]:
    return [
        events.Entry(
            kind="reporting_window.create",
            subject="reporting_window",
            subject_id=window.id,
            plan_id=draft.plan_id,
            new=window.label,
            data={
                "key": window.key,
                "from": window.starts_on.isoformat(),
                "to": window.ends_on.isoformat(),
                "cut_off": window.cut_off_on.isoformat(),
            },
        )
        for window in windows
    ]
