"""Short ways to a running plan and to a file read against it, for the tests."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import MatchDecision, Plan, PlanDraft, Task, WorkItem
from app.queries.drafts import load_content
from app.queries.plan_versions import Comparison, compare
from app.services.plan_start import start_plan
from app.services.plan_versions import apply_version
from app.services.version_matching import begin_amendment, decide, pair_by_hand
from tests.acting import act
from tests.cast import Place, World
from tests.drafting import confirm_names, store_plan
from tests.plan_texts import HCC, HEAD, KT, ROWS, VP, plan_text
from workflows.states import Action

CHECK = "Ban hành kế hoạch kiểm tra công vụ"
PRAISE = "Tuyên truyền cải cách hành chính"
PUBLISH = "Công khai kết quả giải quyết thủ tục"
REVIEW = "Rà soát quy trình nội bộ"
SCORE = "Tự đánh giá chỉ số"
SHARE = "Thực hiện phân cấp, ủy quyền"
ARCHIVE = "Sắp xếp hồ sơ lưu trữ"
SURVEY = "Khảo sát mức độ hài lòng của người dân"
LATER = {REVIEW: ("2", REVIEW, f"{KT}; {HCC}", "", "Quyết định", "Tháng 11/2026")}
OTHER_LEAD = {REVIEW: ("2", REVIEW, VP, "", "Quyết định", "Tháng 10/2026")}
WITHOUT_REVIEW = {REVIEW: None}
NEW = ("6", SURVEY, HCC, KT, "Báo cáo", "Tháng 12/2026")

NEW_HEAD = HEAD.replace("12/KH-UBND", "45/KH-UBND").replace(
    "ngày 15 tháng 01 năm 2026", "ngày 10 tháng 9 năm 2026"
).replace("15/01/2026", "10/9/2026")  # fmt: skip
REASON = "Điều chỉnh theo chỉ đạo của tỉnh"
DOCUMENT = "45/KH-UBND, 10/9/2026"

Rows = Sequence[Sequence[str]]


def running_plan(world: World, rows: Rows = ROWS, *, place: Place | None = None) -> Plan:
    """The plan of these rows, started by Thư, committed."""
    draft = store_plan(world, plan_text(rows), place=place)
    confirm_names(world, draft, place=place)
    actor = world.actor("Thư", clock.today(), place)
    plan = start_plan(world.session, actor, draft.id, version=draft.version, now=clock.now())
    world.session.commit()
    return plan


def amending_draft(world: World, plan: Plan, rows: Rows, *, head: str = NEW_HEAD) -> PlanDraft:
    """The file of these rows read against the plan by Thư, names confirmed, committed."""
    draft = store_plan(world, plan_text(rows, head=head))
    begin_amendment(world.session, world.actor("Thư", clock.today()), plan, draft, clock.now())
    world.session.commit()
    confirm_names(world, draft)
    return draft


def compared(world: World, plan: Plan, draft: PlanDraft) -> Comparison:
    """The draft beside the plan, as both stand."""
    content = load_content(world.session, world.actor("Thư"), draft.id, clock.today())
    assert content is not None
    return compare(world.session, plan, content)


def applied(world: World, draft: PlanDraft, who: str = "Long") -> Plan:
    """The draft applied by a leader as it stands, committed."""
    world.session.refresh(draft)
    plan = apply_version(
        world.session,
        world.actor(who, clock.today()),
        draft.id,
        version=draft.version,
        reason=REASON,
        now=clock.now(),
    )
    world.session.commit()
    return plan


def changed_rows(changes: dict[str, tuple[str, ...] | None], *more: tuple[str, ...]) -> list:  # type: ignore[type-arg]
    """The sample rows with those of some titles replaced (None: left out), and more at the end."""
    rows = [changes.get(row[1], row) for row in ROWS]
    return [*(row for row in rows if row is not None), *more]


def task_named(session: Session, plan: Plan, title: str) -> Task:
    """The task of the plan with this title."""
    return session.scalars(select(Task).where(Task.plan_id == plan.id, Task.title == title)).one()


def items_named(session: Session, plan: Plan, title: str) -> list[WorkItem]:
    """The items of that task, by due date."""
    task = task_named(session, plan, title)
    return list(
        session.scalars(
            select(WorkItem)
            .where(WorkItem.task_id == task.id)
            .order_by(WorkItem.due_on, WorkItem.id)
            .execution_options(populate_existing=True)
        )
    )


def report(session: Session, world: World, plan: Plan, title: str = REVIEW) -> WorkItem:
    """Khang's unit has begun."""
    item = items_named(session, plan, title)[0]
    return act(session, world, "Khang", item, Action.record_progress, result="Đang làm")


def decided(world: World, plan: Plan, draft: PlanDraft, title: str, how: MatchDecision) -> None:
    """What becomes of the reported items of that task, said by Thư, committed."""
    task = task_named(world.session, plan, title)
    world.session.refresh(draft)
    decide(
        world.session,
        world.actor("Thư"),
        draft.id,
        {task.id: how},
        version=draft.version,
        now=clock.now(),
    )
    world.session.commit()


def paired(world: World, draft: PlanDraft, task_id: int, row_id: int | None) -> None:
    """The row given to the task by Thư, committed."""
    world.session.refresh(draft)
    pair_by_hand(
        world.session,
        world.actor("Thư"),
        draft.id,
        task_id,
        row_id,
        version=draft.version,
        now=clock.now(),
    )
    world.session.commit()
