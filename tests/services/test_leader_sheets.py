"""Phiếu trình: gathered, printed, signed, and recorded by somebody who answers for none of it."""

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.labels.papers import PaperRefused
from app.models import (
    Appointment,
    Decision,
    Event,
    Notification,
    Paper,
    Plan,
    WorkItem,
)
from app.queries.leader_sheets import items_of_sheet, sheet_to_decide, sheet_to_print
from app.reports.leader_sheet import leader_sheet
from app.services import leader_sheets, papers
from app.services.papers import Returned
from app.services.verdict_batches import RowResult, RowVerdict
from app.services.work_items import SignedSheet, perform
from app.web.edge import DonDoc
from tests.acting import act, explain_products
from tests.beside import kept
from tests.cast import World, add_item, add_plan
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Refusal, Role, Status

TODAY = date(2026, 9, 14)
REASON = "Thiếu chữ ký của Chủ tịch."


def for_a_leader(session: Session, world: World, plan: Plan, title: str) -> WorkItem:
    """An item of the standing office, handed in by Hoa, on which no unit may decide."""
    item = add_item(
        session,
        world.mau,
        plan,
        lead="vhxh",
        title=title,
        due_on=date(2026, 9, 30),
        now=clock.now(),
    )
    item.deciding_unit_id = None
    explain_products(session, item)
    return act(session, world, "Hoa", item, Action.submit, result=f"Xong {title.lower()}.")


@dataclass
class OnPaper:
    """Two items on a sheet that Thư made, of the standing office."""

    paper: Paper
    items: list[WorkItem]


@pytest.fixture
def printed(session: Session, world: World, app: DonDoc) -> OnPaper:
    plan = add_plan(session, world.mau, clock.now())
    items = [for_a_leader(session, world, plan, title) for title in ("Tuyên truyền", "Tập huấn")]
    return OnPaper(_make(session, world, app, items), items)


def _make(session: Session, world: World, app: DonDoc, items: list[WorkItem]) -> Paper:
    thu = world.actor("Thư")
    gathered = leader_sheets.gather(session, thu, [item.id for item in items], TODAY)
    file = kept(app.extensions["storage"], leader_sheet(gathered.sheet), "phieu-trinh.docx")
    paper = papers.make(session, thu, gathered.contents, file, clock.now())
    session.commit()
    return paper


def _signed(world: World, name: str = "Long") -> Returned:
    return Returned("05/PTr", TODAY, signer_id=world.person(name).id)


def _record(
    session: Session,
    world: World,
    on: OnPaper,
    who: str = "Sơn",
    verdicts: list[RowVerdict] | None = None,
    signer: str = "Long",
) -> list[RowResult]:
    rows = [RowVerdict(item.id, 0, Action.verify) for item in on.items]
    return leader_sheets.record(
        session,
        world.actor(who),
        on.paper,
        _signed(world, signer),
        rows if verdicts is None else verdicts,
        version=on.paper.version,
        now=clock.now(),
    )


def _refused(session: Session, world: World, on: OnPaper, **how: object) -> Refusal:
    with pytest.raises(ActionRefused) as refused:
        _record(session, world, on, **how)  # type: ignore[arg-type]
    session.rollback()
    assert session.scalars(select(Decision)).all() == []
    return refused.value.refusal


def _appoint(session: Session, world: World, name: str, role: Role, unit: str | None) -> None:
    session.add(
        Appointment(
            commune_id=world.mau.commune.id,
            person_id=world.person(name).id,
            unit_id=world.mau.units[unit].id if unit else None,
            role=role,
            title="",
            valid_from=date(2025, 1, 1),
        )
    )
    session.commit()


def test_the_printed_sheet_names_each_item_its_products_and_what_was_said(
    session: Session, world: World, printed: OnPaper
) -> None:
    gathered = leader_sheets.gather(
        session, world.actor("Thư"), [item.id for item in printed.items], TODAY
    )
    document = Document(BytesIO(leader_sheet(gathered.sheet)))
    cells = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    assert [row[0] for row in cells] == ["TT", "1", "2"]
    assert cells[1][1].startswith("Tuyên truyền") and "Thời hạn: 30/9/2026" in cells[1][1]
    assert cells[1][2:4] == ["Phòng VH-XH", "Báo cáo: giải trình: Gộp trong báo cáo quý của phòng."]
    assert cells[2][4] == "Xong tập huấn."
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "PHIẾU TRÌNH" in text and "Lãnh đạo UBND phường Mẫu." in text and "trình 2 việc" in text


def test_only_what_waits_for_a_leader_is_gathered_and_by_the_standing_office_alone(
    session: Session, world: World, printed: OnPaper
) -> None:
    plan = session.scalars(select(Plan)).one()
    other = add_item(
        session, world.mau, plan, lead="kt", title="Việc khác", due_on=TODAY, now=clock.now()
    )
    act(session, world, "Khang", explain_products(session, other), Action.submit)
    thu, long = world.actor("Thư"), world.actor("Long")
    expected = [item.id for item in printed.items]
    assert [row.item.id for row in sheet_to_print(session, thu, TODAY).rows] == expected
    assert [row.item.id for row in sheet_to_decide(session, long, TODAY).rows] == expected
    assert {row.paper_id for row in sheet_to_print(session, thu, TODAY).rows} == {printed.paper.id}
    assert sheet_to_print(session, world.actor("Thư", place=world.ben), TODAY).total == 0
    with pytest.raises(ActionRefused) as refused:
        leader_sheets.gather(session, thu, [other.id], TODAY)
    assert refused.value.refusal is Refusal.rows_missing
    with pytest.raises(ActionRefused) as refused:
        leader_sheets.gather(session, world.actor("Vân"), expected, TODAY)
    assert refused.value.refusal is Refusal.role_not_enough


def test_the_leader_decided_the_clerk_recorded_and_both_stand_in_the_decision(
    session: Session, world: World, printed: OnPaper
) -> None:
    first, second = printed.items
    rows = _record(
        session,
        world,
        printed,
        verdicts=[
            RowVerdict(first.id, 0, Action.verify),
            RowVerdict(second.id, 0, Action.send_back, Request(reason=REASON)),
        ],
    )
    session.commit()
    assert [row.refused for row in rows] == [None, None]
    assert (first.status, second.status) == (Status.verified, Status.returned)
    long, son = world.person("Long").id, world.person("Sơn").id
    assert first.verified_by == long
    decisions = session.scalars(select(Decision).order_by(Decision.id)).all()
    assert {(one.decided_by, one.entered_by, one.paper_id) for one in decisions} == {
        (long, son, printed.paper.id)
    }
    assert decisions[0].document == "Phiếu trình số 05/PTr ngày 14/9/2026"
    event = session.scalars(select(Event).where(Event.kind == "work_item.verify")).one()
    assert event.person_name == "Phan Hồng Sơn" and event.person_title == "Văn thư"
    assert event.data["decided_by"] == "Hoàng Văn Long, Phó Chủ tịch UBND"
    notice = session.scalars(
        select(Notification).where(Notification.kind == "leader_sheet.record")
    ).one()
    assert (notice.person_id, notice.data["who"]) == (long, "Phan Hồng Sơn")
    # The leader it is recorded for may reopen it.
    act(session, world, "Long", first, Action.reopen, reason="Ghi không đúng ý kiến của tôi.")
    assert first.status is Status.in_progress


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("Thư", Refusal.sheet_of_own_work),
        ("Vân", Refusal.role_not_enough),
        ("Quý", Refusal.role_not_enough),
        ("Ánh", Refusal.role_not_enough),
        ("Minh", Refusal.role_not_enough),
    ],
)
def test_who_answers_for_the_work_or_has_no_such_post_does_not_record(
    session: Session, world: World, printed: OnPaper, who: str, refusal: Refusal
) -> None:
    assert _refused(session, world, printed, who=who) is refusal


def test_a_clerk_of_a_lead_unit_does_not_record_not_even_in_another_post(
    session: Session, world: World, printed: OnPaper
) -> None:
    _appoint(session, world, "Sơn", Role.unit_officer, "vhxh")
    assert _refused(session, world, printed) is Refusal.sheet_of_own_work


def test_one_row_of_ones_own_unit_is_enough_to_leave_the_whole_sheet_to_others(
    session: Session, world: World, printed: OnPaper
) -> None:
    printed.items[1].lead_unit_id = world.mau.units["hcc"].id
    _appoint(session, world, "Sơn", Role.unit_officer, "hcc")
    only_the_other = [RowVerdict(printed.items[0].id, 0, Action.verify)]
    refused = _refused(session, world, printed, verdicts=only_the_other)
    assert refused is Refusal.sheet_of_own_work


@pytest.mark.parametrize("column", ["submitted_by", "entered_by"])
def test_who_handed_it_in_does_not_record_the_verdict_on_it(
    session: Session, world: World, printed: OnPaper, column: str
) -> None:
    setattr(printed.items[0], column, world.person("Sơn").id)
    session.commit()
    assert _refused(session, world, printed) is Refusal.own_submission


def test_the_database_refuses_it_too(session: Session, world: World, printed: OnPaper) -> None:
    item, hoa = printed.items[0], world.person("Hoa").id
    session.add(
        Decision(
            commune_id=item.commune_id,
            work_item_id=item.id,
            action=Action.verify,
            decided_by=world.person("Long").id,
            lead_unit_id=item.lead_unit_id,
            submitted_by=hoa,
            entered_by=hoa,
            paper_id=printed.paper.id,
            decided_at=clock.now(),
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_leader_who_heads_the_lead_unit_or_handed_it_in_cannot_have_signed(
    session: Session, world: World, printed: OnPaper
) -> None:
    _appoint(session, world, "Quý", Role.unit_head, "vhxh")
    assert _refused(session, world, printed, signer="Quý") is Refusal.sheet_signer_bound
    printed.items[1].submitted_by = world.person("Long").id
    session.commit()
    assert _refused(session, world, printed) is Refusal.sheet_signer_bound
    assert _refused(session, world, printed, signer="Vân") is Refusal.signer_missing


def test_what_changed_since_is_left_out_what_was_struck_out_stays_and_the_rest_is_done(
    session: Session, world: World, printed: OnPaper
) -> None:
    first, second = printed.items
    act(session, world, "Hoa", first, Action.withdraw)
    act(session, world, "Hoa", first, Action.submit)
    assert [one.is_open for one in items_of_sheet(session, printed.paper)] == [False, True]
    # A form that claims to have seen the new version decides on the printed one all the same.
    rows = _record(
        session,
        world,
        printed,
        verdicts=[RowVerdict(item.id, item.version, Action.verify) for item in printed.items],
    )
    session.commit()
    assert [row.refused and row.refused.refusal for row in rows] == [
        Refusal.changed_meanwhile,
        None,
    ]
    assert (first.status, second.status) == (Status.submitted, Status.verified)


def test_rows_struck_out_get_no_verdict_and_a_sheet_comes_back_once(
    session: Session, world: World, printed: OnPaper
) -> None:
    first, second = printed.items
    assert _refused(session, world, printed, verdicts=[]) is Refusal.rows_missing
    _record(session, world, printed, verdicts=[RowVerdict(second.id, 0, Action.verify)])
    session.commit()
    assert (first.status, second.status) == (Status.submitted, Status.verified)
    with pytest.raises(PaperRefused):
        _record(session, world, printed, verdicts=[RowVerdict(first.id, 0, Action.verify)])
    session.rollback()
    assert session.get_one(WorkItem, first.id).status is Status.submitted


def test_the_day_that_was_printed_is_the_day_of_the_product(
    session: Session, world: World, printed: OnPaper
) -> None:
    first = printed.items[0]
    printed.paper.rows = [
        {**row, "product_on": "2026-09-03"} if row["item_id"] == first.id else row
        for row in printed.paper.rows
    ]
    session.commit()
    typed = Request(product_on=date(2026, 9, 10))
    _record(session, world, printed, verdicts=[RowVerdict(first.id, 0, Action.verify, typed)])
    assert first.completed_on == date(2026, 9, 3)


def test_a_signed_sheet_needs_its_number_and_a_day_that_was_possible(
    session: Session, world: World, printed: OnPaper
) -> None:
    rows = [RowVerdict(printed.items[0].id, 0, Action.verify)]
    for wrong in ({"number": ""}, {"issued_on": None}, {"issued_on": date(2026, 9, 15)}):
        with pytest.raises(PaperRefused):
            leader_sheets.record(
                session,
                world.actor("Sơn"),
                printed.paper,
                replace(_signed(world), **wrong),  # type: ignore[arg-type]
                rows,
                version=printed.paper.version,
                now=clock.now(),
            )
        session.rollback()


def test_the_door_itself_asks_the_recorder_and_the_leader_each_for_his_own(
    session: Session, world: World, printed: OnPaper
) -> None:
    _appoint(session, world, "Quý", Role.unit_head, "vhxh")
    item = printed.items[0]
    for recorder, leader, refusal in (
        ("Thư", "Long", Refusal.sheet_of_own_work),
        ("Long", "Long", Refusal.role_not_enough),
        ("Sơn", "Quý", Refusal.own_unit),
        ("Sơn", "Vân", Refusal.leaders_only),
    ):
        with pytest.raises(ActionRefused) as refused:
            perform(
                session,
                world.actor(recorder),
                item,
                Action.verify,
                Request(),
                version=item.version,
                now=clock.now(),
                by_sheet=SignedSheet(printed.paper.id, world.actor(leader)),
            )
        session.rollback()
        assert refused.value.refusal is refusal, (recorder, leader)
