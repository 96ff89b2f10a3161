"""*Áp dụng bản mới*: a running plan takes on a new version, whole or not at all."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Decision,
    DraftStatus,
    Event,
    MatchKind,
    Notification,
    Plan,
    PlanDraft,
    PlanStatus,
    PlanVersion,
    Section,
    Task,
    TaskLead,
    TaskRevision,
    TaskUnit,
    WorkItem,
)
from app.queries.plan_versions import versions_of
from app.services import plan_versions
from app.services.audit import Broken, verify_chains
from app.services.draft_claims import DraftRefusal, DraftRefused
from app.services.plan_start import start_plan
from app.services.version_matching import (
    VersionRefusal,
    VersionRefused,
    begin_amendment,
)
from tests.amending import (
    CHECK,
    LATER,
    NEW,
    NEW_HEAD,
    OTHER_LEAD,
    PUBLISH,
    REASON,
    amending_draft,
    applied,
    changed_rows,
    compared,
    report,
)
from tests.cast import World
from tests.drafting import store_plan
from tests.plan_texts import HEAD, ROWS, plan_text
from workflows.states import ActionRefused, Refusal


def refusal_of(world: World, draft: PlanDraft, who: str = "Long") -> VersionRefusal:
    with pytest.raises(VersionRefused) as found:
        applied(world, draft, who)
    world.session.rollback()
    return found.value.refusal


def test_a_version_has_its_number_document_and_file_and_the_head_says_it(
    world: World, session: Session, plan: Plan
) -> None:
    draft = amending_draft(world, plan, ROWS)
    applied(world, draft)
    session.refresh(plan)
    assert (plan.number, plan.issued_on) == ("45/KH-UBND", date(2026, 9, 10))
    second, first = versions_of(session, plan)
    assert (first.number, first.document, first.person) == (1, "12/KH-UBND", "Lê Thị Thư")
    assert (second.number, second.document, second.issued_on, second.file_name, second.person) == (
        2,
        "45/KH-UBND",
        date(2026, 9, 10),
        "ke-hoach.txt",
        "Hoàng Văn Long",
    )
    session.refresh(draft)
    assert (draft.status, draft.plan_id) == (DraftStatus.started, plan.id)


def test_kept_tasks_keep_everything(world: World, session: Session, plan: Plan) -> None:
    columns = (WorkItem.id, WorkItem.status, WorkItem.due_on, WorkItem.version, WorkItem.label)
    report(session, world, plan)
    before = session.execute(select(*columns).order_by(WorkItem.id)).all()
    dates = session.execute(
        select(Task.id, Task.due_on, Task.next_opens_on).order_by(Task.id)
    ).all()
    draft = amending_draft(world, plan, ROWS)
    assert {line.kind for line in compared(world, plan, draft).lines} == {MatchKind.kept}
    applied(world, draft)
    assert session.execute(select(*columns).order_by(WorkItem.id)).all() == before
    assert (
        session.execute(select(Task.id, Task.due_on, Task.next_opens_on).order_by(Task.id)).all()
        == dates
    )
    revisions = session.scalar(select(func.count()).select_from(TaskRevision))
    assert revisions == 14


def test_each_unit_concerned_is_told_once_with_its_numbers(
    world: World, session: Session, plan: Plan
) -> None:
    rows = [*changed_rows({**LATER, CHECK: None}), NEW]
    applied(world, amending_draft(world, plan, rows))
    told = {
        notice.person_id: notice.data
        for notice in session.scalars(select(Notification).where(Notification.kind == "plan.amend"))
    }
    people = world.mau.people
    numbers = {
        name: tuple(told[people[name].id][word] for word in ("changed", "new", "gone"))
        for name in people
        if people[name].id in told
    }
    assert numbers == {
        "Khang": (1, 1, 0),
        "Kiên": (1, 1, 0),
        "Tâm": (1, 1, 0),
        "Hoa": (0, 0, 1),
        "Vân": (0, 0, 1),
    }


def test_the_record_tells_the_version_and_every_task_it_touched(
    world: World, session: Session, plan: Plan
) -> None:
    applied(world, amending_draft(world, plan, [*changed_rows({**LATER, CHECK: None}), NEW]))
    whole = session.scalars(select(Event).where(Event.kind == "plan.amend")).one()
    assert (whole.new, whole.reason) == ("45/KH-UBND", REASON)
    numbers = {"version": 2, "new": 1, "changed": 1, "gone": 1, "merged": 0, "kept": 5}
    assert {key: whole.data[key] for key in numbers} == numbers
    change = session.scalars(select(Event).where(Event.kind == "task.change")).one()
    assert change.data["aspects"] == ["time"]
    assert not [found for found in verify_chains(session) if isinstance(found, Broken)]


def test_sections_are_known_again_by_their_titles(
    world: World, session: Session, plan: Plan
) -> None:
    before = {title: id_ for title, id_ in session.execute(select(Section.title, Section.id))}
    rows = [
        ("A", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", ""),
        *ROWS[4:],
        ("B", "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", "", "", "", ""),
        *ROWS[1:3],
    ]
    applied(world, amending_draft(world, plan, rows))
    found = session.execute(
        select(Section.code, Section.title, Section.id).order_by(Section.position)
    ).all()
    assert [row[0] for row in found] == ["A", "B"]
    assert {row[1]: row[2] for row in found} == before
    assert session.scalar(select(Task.title).order_by(Task.position)) == PUBLISH


@pytest.mark.parametrize("who", ["Thư", "Hoa", "Khang", "Ánh", "Minh"])
def test_a_leader_applies_and_nobody_else(world: World, plan: Plan, who: str) -> None:
    draft = amending_draft(world, plan, changed_rows(LATER))
    with pytest.raises(ActionRefused) as found:
        applied(world, draft, who)
    assert found.value.refusal is Refusal.leaders_only


@pytest.mark.parametrize(
    ("number", "issued_on"),
    [("", date(2026, 9, 10)), ("/KH-UBND", date(2026, 9, 10)), ("45", None)],
)
def test_the_deciding_document_has_a_number_and_a_date(
    world: World, session: Session, plan: Plan, number: str, issued_on: date | None
) -> None:
    draft = amending_draft(world, plan, changed_rows(LATER))
    draft.number, draft.issued_on = number, issued_on
    session.commit()
    assert refusal_of(world, draft) is VersionRefusal.document_missing


def test_what_keeps_a_plan_from_its_start_keeps_a_version_back(
    world: World, session: Session, plan: Plan
) -> None:
    draft = store_plan(world, plan_text(changed_rows(OTHER_LEAD), head=NEW_HEAD))
    begin_amendment(session, world.actor("Thư"), plan, draft, clock.now())
    draft.ends_on = None
    session.commit()
    assert refusal_of(world, draft) is VersionRefusal.blocked


def test_a_draft_that_amends_a_plan_is_not_started_as_another(
    world: World, session: Session, plan: Plan
) -> None:
    draft = amending_draft(world, plan, ROWS)
    with pytest.raises(DraftRefused) as found:
        start_plan(session, world.actor("Thư"), draft.id, version=draft.version, now=clock.now())
    assert found.value.refusal is DraftRefusal.amends_a_plan


@pytest.mark.parametrize("step", ["add_tasks", "_settle", "keep_matches", "tell_units"])
def test_a_version_that_fails_midway_leaves_nothing(
    world: World, session: Session, plan: Plan, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    draft = amending_draft(world, plan, [*changed_rows({**LATER, CHECK: None}), NEW])
    models = (PlanVersion, Task, TaskRevision, TaskLead, TaskUnit, WorkItem, Decision, Notification)
    before = [session.execute(select(model.__table__)).all() for model in models]

    def fail(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(plan_versions, step, fail)
    with pytest.raises(OSError, match="disk"):
        applied(world, draft)
    session.rollback()
    assert [session.execute(select(model.__table__)).all() for model in models] == before


def test_a_version_is_applied_once(world: World, session: Session, plan: Plan) -> None:
    draft = amending_draft(world, plan, changed_rows(LATER))
    seen = draft.version
    applied(world, draft)
    with pytest.raises(VersionRefused) as found:
        plan_versions.apply_version(
            session, world.actor("Quý"), draft.id, version=seen, reason=REASON, now=clock.now()
        )
    assert found.value.refusal is VersionRefusal.not_open


def test_a_draft_that_was_changed_since_the_page_was_drawn_is_not_applied(
    world: World, session: Session, plan: Plan
) -> None:
    draft = amending_draft(world, plan, changed_rows(LATER))
    with pytest.raises(VersionRefused) as found:
        plan_versions.apply_version(
            session,
            world.actor("Long"),
            draft.id,
            version=draft.version - 1,
            reason=REASON,
            now=clock.now(),
        )
    assert found.value.refusal is VersionRefusal.changed_meanwhile


def test_a_plan_that_is_not_followed_is_not_amended(
    world: World, session: Session, plan: Plan
) -> None:
    draft = amending_draft(world, plan, ROWS)
    plan.status = PlanStatus.closed
    session.commit()
    assert refusal_of(world, draft) is VersionRefusal.plan_not_running
    fresh = store_plan(world, plan_text(ROWS, head=HEAD))
    with pytest.raises(VersionRefused):
        begin_amendment(session, world.actor("Thư"), plan, fresh, clock.now())


def test_a_third_version_is_read_against_the_second(
    world: World, session: Session, plan: Plan
) -> None:
    applied(world, amending_draft(world, plan, [*changed_rows({CHECK: None}), NEW]))
    third = amending_draft(world, plan, [*changed_rows({CHECK: None}), NEW])
    comparison = compared(world, plan, third)
    assert {line.kind for line in comparison.lines} == {MatchKind.kept}
    assert CHECK not in {line.task.title for line in comparison.lines}
    assert replace(comparison, lines=()).new == []
    applied(world, third)
    assert [version.number for version in versions_of(session, plan)] == [3, 2, 1]
