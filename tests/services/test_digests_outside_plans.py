"""The weekly digest where nothing but work given outside of plans is followed."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import WorkItem
from app.queries.digest import digest_facts
from app.services.additional_tasks import Assignment, assign
from app.web.edge import DonDoc
from tests.acting import act
from tests.cast import World
from tests.digesting import lines_of, mail_to, run
from workflows.states import Action


def test_work_given_outside_a_plan_alone_has_its_digest_until_it_is_done(
    world: World, app: DonDoc, session: Session
) -> None:
    units = world.mau.units
    given = Assignment(
        basis="Thông báo 31/TB-UBND",
        basis_on=date(2026, 9, 3),
        title="Rà soát hồ sơ tồn",
        products=("Báo cáo rà soát",),
        leads=(units["kt"].id,),
        supporting=(),
        deadline_text="Trước ngày 12/9/2026",
    )
    task = assign(session, world.actor("Thư"), given, now=clock.now())
    session.commit()
    (item,) = session.scalars(select(WorkItem).where(WorkItem.task_id == task.id))
    run(app, session, "weekly_digest")
    words = "Nhiệm vụ giao thêm: đã hoàn thành 0 trên 1 nhiệm vụ; đang quá hạn 1;"
    # The officer, the head of the standing office and the leader read of it, and its own unit.
    for name in ("Thư", "Hoa", "Long"):
        mail = mail_to(session, world, name)
        assert lines_of(mail)[0].startswith(words) and words in mail.html
        assert "Rà soát hồ sơ tồn" in mail.text
    assert lines_of(mail_to(session, world, "Khang"))[0].startswith("Phòng KT-HT-ĐT: 1 quá hạn")
    act(session, world, "Long", item, Action.drop, reason="Đã làm chung.", document="31/TB-UBND")
    assert digest_facts(session, world.mau.commune, clock.now()) is None
