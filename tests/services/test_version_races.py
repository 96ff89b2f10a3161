"""Two who change a plan at once: one wins, and the other is told so."""

import threading
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import Notification, Plan, PlanDraft, PlanStatus, PlanVersion, WorkItem
from app.services.plan_recall import RecallRefusal, RecallRefused, recall_plan
from app.services.plan_versions import apply_version
from app.services.version_matching import VersionRefusal, VersionRefused, lay_before_leader
from app.services.work_items import perform
from app.web.edge import DonDoc
from tests.amending import REASON, amending_draft, changed_rows, items_named
from tests.cast import World
from tests.plan_texts import HCC, KT
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Status

REVIEW = "Rà soát quy trình nội bộ"
LATER = {REVIEW: ("2", REVIEW, f"{KT}; {HCC}", "", "Quyết định", "Tháng 11/2026")}


def beside(app: DonDoc, change: Callable[[Session], object]) -> Callable[[], list[Exception]]:
    """Begin a change in a transaction of its own, and give it time to come to the lock. What is
    returned waits for its end, and says what it was refused for."""
    refusals: list[Exception] = []

    def run() -> None:
        with app.app_context(), Session(db.engine) as other:
            try:
                change(other)
                other.commit()
            except (VersionRefused, RecallRefused, ActionRefused) as refused:
                refusals.append(refused)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=0.5)

    def ended() -> list[Exception]:
        thread.join()
        return refusals

    return ended


def test_of_two_leaders_who_apply_at_once_one_does(
    app: DonDoc, world: World, session: Session, plan: Plan
) -> None:
    draft = amending_draft(world, plan, changed_rows(LATER))
    number, version, now = draft.id, draft.version, clock.now()
    long, quy = world.actor("Long"), world.actor("Quý")
    session.commit()
    apply_version(session, long, number, version=version, reason=REASON, now=now)
    ended = beside(
        app,
        lambda other: apply_version(other, quy, number, version=version, reason=REASON, now=now),
    )
    session.commit()
    (refused,) = ended()
    assert isinstance(refused, VersionRefused)
    assert refused.refusal is VersionRefusal.not_open
    session.expire_all()
    versions = select(func.count()).select_from(PlanVersion).where(PlanVersion.plan_id == plan.id)
    assert session.scalar(versions) == 2


def test_of_two_who_lay_it_before_the_leaders_at_once_one_does(
    app: DonDoc, world: World, session: Session, plan: Plan
) -> None:
    draft = amending_draft(world, plan, changed_rows(LATER))
    number, version, now, thu = draft.id, draft.version, clock.now(), world.actor("Thư")
    session.commit()
    lay_before_leader(session, thu, number, version=version, now=now)
    ended = beside(
        app, lambda other: lay_before_leader(other, thu, number, version=version, now=now)
    )
    session.commit()
    (refused,) = ended()
    assert isinstance(refused, VersionRefused)
    assert refused.refusal is VersionRefusal.already_laid
    told = select(func.count()).where(Notification.kind == "plan_draft.lay_before_leader")
    assert session.scalar(told) == 2


def test_a_report_sent_while_the_plan_is_recalled_is_refused(
    app: DonDoc, world: World, session: Session, plan: Plan
) -> None:
    item = items_named(session, plan, REVIEW)[0]
    number, seen, now = item.id, item.version, clock.now()
    thu, khang = world.actor("Thư"), world.actor("Khang")
    session.commit()
    recall_plan(session, thu, plan, version=plan.version, reason=REASON, now=now)

    def accept(other: Session) -> None:
        found = other.get_one(WorkItem, number)
        perform(other, khang, found, Action.accept, Request(), version=seen, now=now)

    ended = beside(app, accept)
    session.commit()
    (refused,) = ended()
    assert isinstance(refused, ActionRefused)
    session.expire_all()
    assert session.get_one(WorkItem, number).status is Status.assigned


def test_a_recall_while_a_report_is_sent_is_refused(
    app: DonDoc, world: World, session: Session, plan: Plan
) -> None:
    item = items_named(session, plan, REVIEW)[0]
    plan_id, version, now = plan.id, plan.version, clock.now()
    thu, khang = world.actor("Thư"), world.actor("Khang")
    seen = item.version
    session.commit()
    perform(session, khang, item, Action.accept, Request(), version=seen, now=now)

    def recall(other: Session) -> None:
        found = other.get_one(Plan, plan_id)
        recall_plan(other, thu, found, version=version, reason=REASON, now=now)

    ended = beside(app, recall)
    session.commit()
    (refused,) = ended()
    assert isinstance(refused, RecallRefused)
    assert refused.refusal is RecallRefusal.already_reported
    session.expire_all()
    assert session.get_one(Plan, plan_id).status is PlanStatus.running
    assert session.scalars(select(PlanDraft.plan_id)).one() == plan_id
