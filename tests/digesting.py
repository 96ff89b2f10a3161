"""A small known world for the tests of digests, and its mails."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.jobs import Ran, run_job
from app.models import (
    OutboxMail,
    WorkItem,
)
from app.services.work_items import perform
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan
from workflows.requirements import Request
from workflows.states import Action

MONDAY = date(2026, 9, 14)
EARLIER = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)


def run(app: DonDoc, session: Session, name: str, today: date | None = None) -> Ran:
    """Run a job as another process would: this test's own transaction is over."""
    session.rollback()
    return run_job(app, name, today)


def mails(session: Session) -> dict[int, OutboxMail]:
    """The mails in the outbox by the person they are for."""
    session.rollback()
    return {row.person_id: row for row in session.scalars(select(OutboxMail))}


def mail_to(session: Session, world: World, name: str) -> OutboxMail:
    return mails(session)[world.person(name).id]


def lines_of(mail: OutboxMail) -> list[str]:
    return mail.text.splitlines()


def known_world(world: World, session: Session) -> World:
    """A plan of six tasks: two late (one with a word from its unit), one due on Friday, one handed
    in six working days ago, one to be supplemented, one done in time."""
    mau, plan = world.mau, add_plan(session, world.mau, EARLIER)

    def item(lead: str, title: str, due_on: date | None) -> WorkItem:
        return add_item(session, mau, plan, lead=lead, title=title, due_on=due_on, now=EARLIER)

    item("kt", "Phân cấp, ủy quyền quản lý theo ngành, lĩnh vực", date(2026, 6, 30))
    heard = item("hcc", "Kiểm tra bộ phận một cửa", date(2026, 9, 4))
    item("kt", "Kết quả ký số quý III", date(2026, 9, 18))
    handed_in = item("kt", "Phương án tự chủ tài chính các trường", date(2026, 9, 30))
    returned = item("kt", "Danh mục tài sản công", date(2026, 9, 30))
    done = item("kt", "Kế hoạch tuyên truyền", date(2026, 8, 31))
    item("vp", "Rà soát thủ tục hành chính", date(2026, 12, 31))
    session.commit()

    def act(name: str, on: WorkItem, action: Action, at: datetime, **words: object) -> None:
        perform(
            session, world.actor(name), on, action, Request(**words), version=on.version, now=at
        )

    for on, at in (
        (handed_in, datetime(2026, 9, 4, 2, 0, tzinfo=UTC)),
        (returned, datetime(2026, 9, 8, 2, 0, tzinfo=UTC)),
        (done, datetime(2026, 8, 20, 2, 0, tzinfo=UTC)),
    ):
        act(
            "Khang",
            on,
            Action.submit,
            at,
            nothing_arose=True,
            reason="Trong kỳ không phát sinh nội dung này",
        )
    act("Thư", done, Action.verify, EARLIER + timedelta(days=20))
    act(
        "Thư",
        returned,
        Action.ask_to_supplement,
        datetime(2026, 9, 9, 2, 0, tzinfo=UTC),
        reason="Quyết định chưa kèm danh mục tài sản của 3 trường",
    )
    act(
        "Tâm",
        heard,
        Action.record_progress,
        datetime(2026, 9, 10, 2, 0, tzinfo=UTC),
        result="Đã dự thảo kế hoạch, đang xin ý kiến",
        difficulties="Thiếu người kiểm tra",
    )
    session.commit()
    return world
