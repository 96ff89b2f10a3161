"""Reasons to tick: how they become one sentence, and the list an office keeps."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Decision,
    Event,
    Notification,
    Plan,
    ReturnReason,
)
from app.queries.return_reasons import reason_words
from app.services import return_reasons
from tests.acting import act
from tests.cast import World, add_plan
from tests.verdicts import sent
from workflows.reasons import DEFAULT_REASONS, composed_reason
from workflows.states import Action, ActionRefused, Refusal


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


def test_a_tick_and_words_become_one_reason_that_page_notice_and_decision_quote(
    session: Session, world: World, plan: Plan
) -> None:
    item = sent(session, world, plan)
    reason = composed_reason(["sai kỳ"], "")
    assert reason == "Lý do: sai kỳ."
    act(session, world, "Thư", item, Action.send_back, reason=reason)
    assert item.returned_reason == reason
    assert session.scalars(select(Decision.reason)).one() == reason
    notice = select(Notification.data).where(Notification.kind == "work_item.send_back")
    assert {data["reason"] for data in session.scalars(notice)} == {reason}


def test_ticks_and_words_are_put_together_in_one_sentence() -> None:
    assert composed_reason([], "Thiếu dấu.") == "Thiếu dấu."
    assert composed_reason(["thiếu chữ ký", "sai kỳ."], "Gửi lại bản có dấu.") == (
        "Lý do: thiếu chữ ký; sai kỳ. Gửi lại bản có dấu."
    )
    assert composed_reason([], "") == ""


def test_the_office_keeps_its_own_list_and_each_change_is_in_the_record(
    session: Session, world: World
) -> None:
    thu, commune_id, now = world.actor("Thư"), world.mau.commune.id, clock.now()
    assert reason_words(session, commune_id) == list(DEFAULT_REASONS)
    added = return_reasons.add_reason(session, thu, "thiếu biên bản", now=now)
    rows = {row.words: row for row in session.scalars(select(ReturnReason))}
    return_reasons.rename_reason(session, thu, rows["sai kỳ"], "sai kỳ báo cáo", now=now)
    return_reasons.remove_reason(session, thu, rows["thiếu số liệu"], now=now)
    return_reasons.move_reason_up(session, thu, added, now=now)
    session.commit()
    assert reason_words(session, commune_id) == [
        "thiếu chữ ký",
        "sai kỳ báo cáo",
        "không đúng sản phẩm",
        "văn bản chưa ban hành",
        "thiếu biên bản",
        "tệp không mở được",
    ]
    kinds = session.scalars(
        select(Event.kind).where(Event.kind.startswith("return_reason.")).order_by(Event.seq)
    ).all()
    assert [kind.partition(".")[2] for kind in kinds] == [
        "begin", "add", "rename", "remove", "move"
    ]  # fmt: skip
    assert reason_words(session, world.ben.commune.id) == list(DEFAULT_REASONS)
    for words, refusal in (
        ("x", Refusal.reason_words_short),
        ("Thiếu chữ ký", Refusal.reason_words_known),
    ):
        with pytest.raises(ActionRefused) as refused:
            return_reasons.add_reason(session, thu, words, now=now)
        assert refused.value.refusal is refusal
    for row in session.scalars(select(ReturnReason).where(ReturnReason.removed_at.is_(None))):
        return_reasons.remove_reason(session, thu, row, now=now)
    assert reason_words(session, commune_id) == []
