"""Công văn đôn đốc from the late list to the answers of the units."""

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.labels.letters import ANSWER, LETTER_REFUSAL, LetterRefusal, LetterRefused
from app.models import (
    Event,
    Notification,
    PlanStatus,
    Signer,
    Task,
    UrgingLetter,
    UrgingLetterUnit,
    WorkItem,
    WorkItemProduct,
)
from app.queries.late_by_unit import LateToday, late_by_unit, sender_of
from app.queries.urging_letters import (
    Answer,
    answer_of,
    find_letter,
    item_ids,
    named_items,
    units_of_letter,
)
from app.services import urging_letters
from app.services.letter_making import Choice, check, compose, suggested
from app.services.reassignment import NewLead, reassign
from app.services.stored_files import KeptFile
from app.services.urging_letters import Issued
from app.services.work_items import perform
from app.storage import Written
from tests.cast import World, add_item, add_plan
from workflows.deadlines.working_days import WorkingCalendar
from workflows.permissions import Actor
from workflows.requirements import Request
from workflows.states import Action

TODAY = date(2026, 9, 14)
ISSUED_ON = TODAY


def kept(name: str) -> KeptFile:
    """A file as if it lay in the store."""
    key = secrets.token_hex(16)
    return KeptFile(Written(f"{key[:2]}/{key[2:]}", "0" * 64, 4), name, "application/pdf")


@pytest.fixture
def late(session: Session, world: World) -> dict[str, WorkItem]:
    """Two late items of Khang's unit, one that waits for a signature, one of Công an, one that is
    not late, and one of a plan that is not followed."""
    place, now = world.mau, clock.now()
    plan, closed = add_plan(session, place, now), add_plan(session, place, now)
    closed.status = PlanStatus.closed

    def add(lead: str, title: str, due_on: date, of: Any = plan) -> WorkItem:
        return add_item(session, place, of, lead=lead, title=title, due_on=due_on, now=now)

    items = {
        "first": add("kt", "Báo cáo quý", date(2026, 9, 1)),
        "second": add("kt", "Rà soát thủ tục", date(2026, 9, 10)),
        "waiting": add("kt", "Quyết định", date(2026, 9, 2)),
        "police": add("ca", "Dữ liệu dân cư", date(2026, 9, 3)),
        "in time": add("vp", "Quy chế", date(2026, 9, 14)),
        "closed": add("vp", "Kế hoạch cũ", date(2026, 1, 1), closed),
    }
    items["waiting"].waiting_on = "lãnh đạo ký"
    session.commit()
    return items


def _choice(session: Session, actor: Actor, **changes: Any) -> tuple[LateToday, Choice]:
    found, sender = late_by_unit(session, actor, TODAY), sender_of(session, actor, TODAY)
    usual = suggested(found, sender, TODAY, WorkingCalendar(), unit_id=None)
    facts = {name: getattr(usual, name) for name in Choice.__dataclass_fields__}
    return found, Choice(**(facts | changes))


def _made(session: Session, actor: Actor, **changes: Any) -> UrgingLetter:
    found, choice = _choice(session, actor, **changes)
    letter = compose(choice, found, sender_of(session, actor, TODAY), TODAY)
    row = urging_letters.make(
        session, actor, choice, found, letter, kept("cong-van.docx"), clock.now()
    )
    session.commit()
    return row


def _issue(session: Session, actor: Actor, letter: UrgingLetter, **changes: Any) -> None:
    facts = {"number": "12/UBND-VHXH", "issued_on": ISSUED_ON, "file": kept("ban-ky.pdf")}
    urging_letters.issue(
        session, actor, letter, Issued(**(facts | changes)), version=letter.version, now=clock.now()
    )


def _lines(session: Session, letter: UrgingLetter) -> dict[int, UrgingLetterUnit]:
    found = session.scalars(select(UrgingLetterUnit).where(UrgingLetterUnit.letter_id == letter.id))
    return {line.unit_id: line for line in found}


@pytest.mark.usefixtures("late")
def test_what_is_late_stands_unit_by_unit_and_what_waits_stands_apart(
    session: Session, world: World
) -> None:
    found = late_by_unit(session, world.actor("Thư"), TODAY)
    seen = [
        (unit.short_name, unit.is_urged, [i.title for i in unit.items], len(unit.waiting))
        for unit in found.units
    ]
    assert seen == [
        ("Phòng KT-HT-ĐT", True, ["Báo cáo quý", "Rà soát thủ tục"], 1),
        ("Công an", False, ["Dữ liệu dân cư"], 0),
    ]


@pytest.mark.usefixtures("late")
def test_the_usual_letter_urges_units_under_the_committee_within_five_working_days(
    session: Session, world: World
) -> None:
    found, choice = _choice(session, world.actor("Thư"))
    assert choice.unit_ids == {world.mau.units["kt"].id}
    assert (choice.finish_by, choice.finish_hour) == (date(2026, 9, 21), "17 giờ 00")
    assert (choice.explain_by, choice.signer) == (date(2026, 9, 17), Signer.vice_chairman)
    letter = compose(choice, found, sender_of(session, world.actor("Thư"), TODAY), TODAY)
    assert letter.signer_name == "Hoàng Văn Long"
    assert (len(letter.rows), letter.waiting, list(letter.asked)) == (2, 1, [])


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"unit_ids": set()}, LetterRefusal.no_units),
        ({"unit_ids": {999_999}}, LetterRefusal.unit_not_late),
        ({"finish_by": date(2026, 9, 13)}, LetterRefusal.finish_past),
        ({"explain_by": date(2026, 9, 13)}, LetterRefusal.explain_past),
        ({"explain_by": date(2026, 9, 22)}, LetterRefusal.explain_after_finish),
    ],
)
def test_a_letter_that_cannot_be_sent_is_refused(
    session: Session, world: World, changes: dict[str, Any], refusal: LetterRefusal
) -> None:
    actor = world.actor("Thư")
    found, choice = _choice(session, actor, **changes)
    with pytest.raises(LetterRefused) as refused:
        check(choice, found, sender_of(session, actor, TODAY), TODAY)
    assert refused.value.refusal is refusal


def test_a_letter_keeps_its_rows_as_they_were(
    session: Session, world: World, late: dict[str, WorkItem]
) -> None:
    letter = _made(session, world.actor("Thư"))
    late["first"].due_on = date(2026, 12, 31)
    session.commit()
    session.refresh(letter)
    first, second, waiting = letter.rows
    assert (first["due_on"], first["days_late"]) == ("2026-09-01", 13)
    assert second["task"] == "Rà soát thủ tục"
    assert waiting["waiting_on"] == "lãnh đạo ký"
    assert _lines(session, letter)[world.mau.units["kt"].id].late_items == 2


def test_an_issued_letter_is_told_to_the_heads_once_and_stands_in_the_history_of_its_items(
    session: Session, world: World, late: dict[str, WorkItem]
) -> None:
    actor = world.actor("Thư")
    units = {world.mau.units[key].id for key in ("kt", "ca")}
    letter = _made(session, actor, unit_ids=units)
    _issue(session, actor, letter)
    session.commit()
    told = session.scalars(
        select(Notification).where(Notification.kind == "urging_letter.issue")
    ).all()
    assert [notice.person_id for notice in told] == [world.person("Khang").id]
    assert (told[0].is_for_mail, told[0].path) == (True, f"/don-doc/{letter.id}")
    named = session.scalars(select(Event).where(Event.kind == "urging_letter.name_item")).all()
    assert {event.work_item_id for event in named} == {
        late[key].id for key in ("first", "second", "police")
    }
    assert named[0].data["letter"] == "12/UBND-VHXH"


@pytest.mark.parametrize(
    ("issued_on", "refusal"),
    [
        (date(2026, 9, 15), LetterRefusal.issued_in_future),
        (date(2026, 9, 13), LetterRefusal.issued_before_made),
    ],
)
@pytest.mark.usefixtures("late")
def test_the_day_of_issue_is_neither_to_come_nor_before_the_figures(
    session: Session, world: World, issued_on: date, refusal: LetterRefusal
) -> None:
    letter = _made(session, world.actor("Thư"))
    with pytest.raises(LetterRefused) as refused:
        _issue(session, world.actor("Thư"), letter, issued_on=issued_on)
    assert refused.value.refusal is refusal


def _withdraw(session: Session, actor: Actor, letter: UrgingLetter, version: int) -> None:
    urging_letters.withdraw(
        session, actor, letter, reason="Nhầm đơn vị", version=version, now=clock.now()
    )


@pytest.mark.usefixtures("late")
def test_an_issued_letter_is_fixed_a_withdrawn_one_is_over_and_a_stale_page_loses(
    session: Session, world: World
) -> None:
    actor = world.actor("Thư")
    issued, withdrawn = _made(session, actor), _made(session, actor)
    _issue(session, actor, issued)
    _withdraw(session, actor, withdrawn, withdrawn.version)
    session.commit()
    cases: list[tuple[Callable[[], None], LetterRefusal]] = [
        (lambda: _issue(session, actor, issued), LetterRefusal.issued_already),
        (
            lambda: _withdraw(session, actor, issued, issued.version),
            LetterRefusal.issued_already,
        ),
        (lambda: _issue(session, actor, withdrawn), LetterRefusal.withdrawn),
        (lambda: _withdraw(session, actor, issued, 1), LetterRefusal.changed_meanwhile),
    ]
    for step, refusal in cases:
        with pytest.raises(LetterRefused) as refused:
            step()
        assert refused.value.refusal is refusal
        session.rollback()
    assert find_letter(session, world.actor("Khang"), issued.id) is not None
    assert find_letter(session, world.actor("Khang"), withdrawn.id) is None


def _hand_in(session: Session, world: World, item: WorkItem) -> None:
    for line in session.scalars(
        select(WorkItemProduct).where(WorkItemProduct.work_item_id == item.id)
    ):
        line.explanation = "Đã gửi bản giấy cho cơ quan thường trực."
    khang = world.actor("Khang")
    for action, request in (
        (Action.accept, Request()),
        (Action.submit, Request(result="Đã xong", product_on=TODAY)),
    ):
        perform(session, khang, item, action, request, version=item.version, now=clock.now())


def test_a_unit_that_handed_in_every_row_has_answered(
    session: Session, world: World, late: dict[str, WorkItem]
) -> None:
    actor = world.actor("Thư")
    letter, draft = _made(session, actor), _made(session, actor)
    _issue(session, actor, letter)
    kt = world.mau.units["kt"].id
    _hand_in(session, world, late["first"])
    assert _lines(session, letter)[kt].answered_on is None
    _hand_in(session, world, late["second"])
    assert _lines(session, letter)[kt].answered_on == TODAY
    assert _lines(session, draft)[kt].answered_on is None


def _give_to_centre(session: Session, world: World, item: WorkItem) -> None:
    """A leader gives the item to Trung tâm."""
    reassign(
        session,
        world.actor("Long"),
        session.get_one(Task, item.task_id),
        item,
        NewLead(world.mau.units["hcc"].id, False, "Quyết định 45/QĐ-UBND"),
        seen={item.id: item.version},
        now=clock.now(),
    )


def test_what_was_given_to_another_unit_is_awaited_of_the_unit_no_more(
    session: Session, world: World, late: dict[str, WorkItem]
) -> None:
    actor, kt = world.actor("Thư"), world.mau.units["kt"].id
    letter = _made(session, actor)
    _issue(session, actor, letter)
    _give_to_centre(session, world, late["first"])
    assert _lines(session, letter)[kt].answered_on is None
    named = named_items(session, letter.commune_id, item_ids(letter))
    assert named[late["first"].id].moved_on == TODAY
    (unit,) = units_of_letter(session, letter, named, TODAY)
    assert (unit.handed_in, unit.moved, unit.answer) == (0, 1, Answer.awaited)
    _hand_in(session, world, late["second"])
    assert _lines(session, letter)[kt].answered_on == TODAY
    named = named_items(session, letter.commune_id, item_ids(letter))
    (unit,) = units_of_letter(session, letter, named, TODAY)
    assert (unit.handed_in, unit.moved, unit.answer) == (1, 1, Answer.answered)


def test_a_unit_that_leads_nothing_of_the_letter_any_more_owes_no_answer(
    session: Session, world: World, late: dict[str, WorkItem]
) -> None:
    actor, kt = world.actor("Thư"), world.mau.units["kt"].id
    letter = _made(session, actor)
    _issue(session, actor, letter)
    for name in ("first", "second"):
        _give_to_centre(session, world, late[name])
    assert _lines(session, letter)[kt].answered_on == TODAY
    named = named_items(session, letter.commune_id, item_ids(letter))
    (unit,) = units_of_letter(session, letter, named, TODAY)
    assert (unit.handed_in, unit.moved, unit.answer) == (0, 2, Answer.moved)


@pytest.mark.usefixtures("late")
def test_the_office_notes_an_answer_and_may_take_it_back(session: Session, world: World) -> None:
    actor, kt = world.actor("Thư"), world.mau.units["kt"].id
    letter = _made(session, actor)
    line = _lines(session, letter)[kt]

    def answer(day: date | None) -> None:
        urging_letters.answer(
            session,
            actor,
            letter,
            line,
            answered_on=day,
            note="Công văn 7",
            version=letter.version,
            now=clock.now(),
        )

    with pytest.raises(LetterRefused) as refused:
        answer(TODAY)
    assert refused.value.refusal is LetterRefusal.not_issued
    session.rollback()
    _issue(session, actor, letter)
    answer(TODAY)
    assert (line.answered_on, line.note) == (TODAY, "Công văn 7")
    answer(None)
    assert line.answered_on is None
    with pytest.raises(LetterRefused):
        answer(date(2026, 9, 15))


@pytest.mark.parametrize(
    ("answered_on", "today", "standing"),
    [
        (None, date(2026, 9, 21), Answer.awaited),
        (None, date(2026, 9, 22), Answer.late),
        (date(2026, 9, 21), date(2026, 9, 30), Answer.answered),
        (date(2026, 9, 22), date(2026, 9, 30), Answer.answered_late),
    ],
)
def test_a_unit_is_late_from_the_day_after(
    answered_on: date | None, today: date, standing: Answer
) -> None:
    assert answer_of(answered_on, date(2026, 9, 21), today) is standing


def test_every_refusal_and_standing_has_its_words() -> None:
    assert set(LETTER_REFUSAL) == set(LetterRefusal)
    assert set(ANSWER) == {standing.value for standing in Answer}
