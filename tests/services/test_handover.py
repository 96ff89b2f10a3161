"""Bàn giao: one day ends the old post and begins the new; the minutes keep the work as it was."""

import io
from datetime import date

import pytest
from docx import Document
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.labels.delegations import DelegationRefusal, DelegationRefused
from app.models import Appointment, Event, Notification, Paper, PaperItem, StoredFile, WorkItem
from app.queries.handover import open_work
from app.reports.handover import handover_minutes
from app.reports.official_layout import MEDIA_TYPE
from app.services import handover
from app.services.handover import Succession
from app.services.stored_files import KeptFile
from app.services.work_items import perform
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan
from workflows.requirements import Request
from workflows.states import Action, Role

TODAY = date(2026, 9, 14)
DECISION = "Quyết định số 12/QĐ-UBND ngày 11/9/2026"


def _post(session: Session, world: World, name: str) -> Appointment:
    return session.scalars(
        select(Appointment).where(Appointment.person_id == world.person(name).id)
    ).one()


@pytest.fixture
def items(session: Session, world: World) -> list[WorkItem]:
    """Two items of Khang's unit, the earlier with a word of Kiên's; one of another unit."""
    plan = add_plan(session, world.mau, clock.now())
    made = [
        add_item(session, world.mau, plan, lead=lead, title=title, due_on=due, now=clock.now())
        for lead, title, due in (
            ("kt", "Rà soát thủ tục", date(2026, 12, 31)),
            ("kt", "Báo cáo quý III", date(2026, 9, 30)),
            ("vp", "Việc của Văn phòng", date(2026, 9, 30)),
        )
    ]
    note = Request(result="Đã có dự thảo, đang xin ý kiến")
    kien = world.actor("Kiên")
    perform(
        session,
        kien,
        made[1],
        Action.record_progress,
        note,
        version=made[1].version,
        now=clock.now(),
    )
    return made


def _carry_out(
    session: Session, world: World, app: DonDoc, giver: str, taker: str, **changes: object
) -> Paper:
    wanted = Succession(world.person(taker).id, date(2026, 10, 1), "", DECISION)
    for name, value in changes.items():
        object.__setattr__(wanted, name, value)
    anh, post = world.actor("Ánh"), _post(session, world, giver)
    found = handover.check(session, anh, post, wanted, TODAY)
    work = open_work(session, post)
    printed = handover.compose(session, post, found, wanted, work, TODAY)
    written = app.extensions["storage"].write([handover_minutes(printed)])
    file = KeptFile(written, "bien-ban.docx", MEDIA_TYPE)
    return handover.hand_over(session, anh, post, wanted, printed, work, file, clock.now())


def test_the_open_work_passes_on_the_day_and_the_record_says_so(
    session: Session, world: World, app: DonDoc, items: list[WorkItem]
) -> None:
    paper = _carry_out(session, world, app, "Khang", "Kiên", title="Phó Trưởng phòng phụ trách")
    unit = world.mau.units["kt"].id
    before, after = date(2026, 9, 30), date(2026, 10, 1)
    assert world.actor("Khang", before).units(Role.unit_head) == {unit}
    assert world.actor("Kiên", before).units(Role.unit_head) == set()
    assert world.actor("Khang", after).appointments == ()
    assert world.actor("Kiên", after).units(Role.unit_head) == {unit}
    assert [row["task"] for row in paper.rows] == ["Báo cáo quý III", "Rà soát thủ tục"]
    assert paper.rows[0]["heard"] == "14/9/2026: Đã có dự thảo, đang xin ý kiến"
    assert paper.rows[1]["heard"] == "Chưa có thông tin"
    assert paper.rows[0]["missing"] == "Báo cáo"
    on_paper = session.scalars(select(PaperItem.work_item_id).order_by(PaperItem.position)).all()
    assert on_paper == [items[1].id, items[0].id]
    kinds = session.scalars(select(Event.kind).order_by(Event.id)).all()
    assert kinds[-4:] == [
        "person.end_appointment",
        "person.appoint",
        "paper.make",
        "appointment.hand_over",
    ]
    told = set(session.scalars(select(Notification.person_id)))
    assert told == {world.person(name).id for name in ("Khang", "Kiên", "Thư")}


def test_the_minutes_have_both_names_the_rows_and_the_layout_of_the_decree(
    session: Session, world: World, app: DonDoc, items: list[WorkItem]
) -> None:
    paper = _carry_out(session, world, app, "Khang", "Kiên")
    stored = session.scalars(select(Paper)).one()
    assert stored.id == paper.id and stored.file_id is not None
    key = session.get_one(StoredFile, stored.file_id).key
    document = Document(io.BytesIO(app.extensions["storage"].read(key)))
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert "BIÊN BẢN" in lines and f"Căn cứ {DECISION};" in lines
    assert "Bên giao: Trần Văn Khang, Trưởng phòng, Phòng Kinh tế, Hạ tầng và Đô thị." in lines
    table = next(table for table in document.tables if table.rows[0].cells[0].text == "TT")
    assert [row.cells[1].text for row in table.rows[1:]] == [
        "Báo cáo quý III\n(số 1, Kế hoạch số 12/KH-UBND)",
        "Rà soát thủ tục\n(số 1, Kế hoạch số 12/KH-UBND)",
    ]
    names = document.tables[-1].rows[0].cells
    assert "Trần Văn Khang" in names[0].text and "Đỗ Trung Kiên" in names[1].text
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.left_margin.mm)) == (297, 30)


def test_a_deputy_head_who_becomes_the_head_holds_one_post_after_it(
    session: Session, world: World, app: DonDoc
) -> None:
    kien = _post(session, world, "Kiên")
    kien.role, kien.title = Role.unit_head, "Phó Trưởng phòng"
    session.flush()
    _carry_out(session, world, app, "Khang", "Kiên", title="Trưởng phòng")
    held = world.actor("Kiên", date(2026, 10, 1)).appointments
    assert [(post.role, post.title) for post in held] == [(Role.unit_head, "Trưởng phòng")]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"document": ""}, DelegationRefusal.document_missing),
        ({"day": date(2025, 1, 1)}, DelegationRefusal.beyond_appointment),
        ({"taker_id": 0}, DelegationRefusal.deputy_not_here),
    ],
)
def test_it_refuses_a_handover_that_no_decision_names(
    session: Session,
    world: World,
    app: DonDoc,
    changes: dict[str, object],
    refusal: DelegationRefusal,
) -> None:
    with pytest.raises(DelegationRefused) as refused:
        _carry_out(session, world, app, "Khang", "Kiên", **changes)
    assert refused.value.refusal is refusal


@pytest.mark.parametrize(
    ("taker", "refusal"),
    [("Khang", DelegationRefusal.to_oneself), ("Ánh", DelegationRefusal.recorder_gains)],
)
def test_it_refuses_to_hand_over_to_oneself_and_to_who_records_it(
    session: Session, world: World, app: DonDoc, taker: str, refusal: DelegationRefusal
) -> None:
    with pytest.raises(DelegationRefused) as refused:
        _carry_out(session, world, app, "Khang", taker)
    assert refused.value.refusal is refusal


def test_what_waits_for_a_verdict_is_part_of_what_the_verifier_hands_over(
    session: Session, world: World, items: list[WorkItem]
) -> None:
    done = Request(nothing_arose=True, reason="Không phát sinh trong kỳ này")
    khang = world.actor("Khang")
    perform(
        session, khang, items[0], Action.submit, done, version=items[0].version, now=clock.now()
    )
    (waiting,) = open_work(session, _post(session, world, "Thư"))
    assert (waiting.id, waiting.awaits_verdict) == (items[0].id, True)
