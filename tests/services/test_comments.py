"""Comments: for those concerned, one's own for ten minutes, then part of the record."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Comment, CommentFile, Event, Notification, WorkItem
from app.queries.comments import find_comment, find_comment_file, people_concerned, thread_of
from app.queries.subjects import subject_of
from app.services import comments
from app.web.edge import DonDoc
from tests.beside import add_comment, add_delegation
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from workflows.permissions import can
from workflows.states import ActionRefused, Refusal, Right


@pytest.fixture
def item(session: Session, world: World) -> WorkItem:
    plan = add_plan(session, world.mau, clock.now())
    return add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Báo cáo số liệu",
        due_on=clock.today(),
        now=clock.now(),
        supporting=("hcc",),
    )


def _told(session: Session) -> set[int]:
    return set(
        session.scalars(select(Notification.person_id).where(Notification.kind == "comment.write"))
    )


def test_who_can_be_mentioned_is_who_may_read_and_write(
    session: Session, world: World, item: WorkItem
) -> None:
    add_delegation(session, world, "Khang", "Vân")
    world.person("Kiên").disabled_at = clock.now()
    session.flush()
    subject = subject_of(session, item)
    listed = {id_ for id_, _, _ in people_concerned(session, subject, clock.today())}
    enabled = {n for n, person in world.mau.people.items() if person.disabled_at is None}
    may = {n for n in enabled if can(world.actor(n), Right.comment, subject)}
    assert {world.person(name).id for name in may} == listed
    assert may == {"Khang", "Vân", "Tâm", "Thư", "Hoa", "Long", "Quý"}


@pytest.mark.parametrize("name", ["Minh", "Ánh", "Sơn", "Vân"])
def test_whom_it_does_not_concern_neither_reads_nor_writes(
    session: Session, world: World, item: WorkItem, app: DonDoc, name: str
) -> None:
    said = add_comment(session, world, "Khang", item, app.extensions["storage"])
    file_id = session.scalar(select(CommentFile.id))
    actor = world.actor(name)
    assert find_comment(session, actor, said.id) is None
    assert file_id is not None and find_comment_file(session, actor, file_id) is None
    assert find_comment_file(session, world.actor("Tâm"), file_id) is not None
    with pytest.raises(ActionRefused):
        add_comment(session, world, name, item)


def test_a_mention_by_its_name_or_from_the_list_tells_that_person_once(
    session: Session, world: World, item: WorkItem
) -> None:
    tam, thu = world.person("Tâm").id, world.person("Thư").id
    said = comments.write(
        session,
        world.actor("Khang"),
        item,
        "@Vũ Minh Tâm gửi giúp số liệu; thư của a@le thi thu.vn không phải là nhắc.",
        [thu],
        (),
        clock.now(),
    )
    assert said.mentions == sorted([tam, thu]) and _told(session) == {tam, thu}
    comments.edit(
        session, world.actor("Khang"), said, said.words + " Xin cảm ơn.", [thu], clock.now()
    )
    told = session.scalars(select(Notification.id)).all()
    assert len(told) == 2


def test_nobody_is_mentioned_who_may_not_read(
    session: Session, world: World, item: WorkItem
) -> None:
    with pytest.raises(ActionRefused) as refused:
        comments.write(
            session,
            world.actor("Khang"),
            item,
            "Xem giúp.",
            [world.person("Minh").id],
            (),
            clock.now(),
        )
    assert refused.value.refusal is Refusal.mention_not_concerned
    said = add_comment(session, world, "Khang", item, words="@Đặng Văn Minh xem giúp.")
    assert said.mentions == [] and _told(session) == set()


def test_ones_own_is_changed_for_ten_minutes_and_the_old_text_stays_in_the_record(
    session: Session, world: World, item: WorkItem, test_clock: TestClock
) -> None:
    said, khang = add_comment(session, world, "Khang", item), world.actor("Khang")
    old = said.words
    with pytest.raises(ActionRefused) as refused:
        comments.edit(session, world.actor("Kiên"), said, "Khác", [], clock.now())
    assert refused.value.refusal is Refusal.role_not_enough
    test_clock.move(minutes=10)
    comments.edit(session, khang, said, "Đã có số liệu.", [], clock.now())
    assert said.edited_at is not None
    changed = session.scalars(select(Event).where(Event.kind == "comment.edit")).one()
    assert changed.reason == old
    test_clock.move(seconds=1)
    for again in (
        lambda: comments.edit(session, khang, said, "Khác", [], clock.now()),
        lambda: comments.remove(session, khang, said, clock.now()),
    ):
        with pytest.raises(ActionRefused) as refused:
            again()
        assert refused.value.refusal is Refusal.comment_settled
    assert [shown.comment.words for shown in thread_of(session, item).comments] == [
        "Đã có số liệu."
    ]


def test_what_is_taken_back_is_gone_from_the_page_and_stays_in_the_record(
    session: Session, world: World, item: WorkItem, app: DonDoc
) -> None:
    said = add_comment(session, world, "Khang", item, app.extensions["storage"])
    words = said.words
    comments.remove(session, world.actor("Khang"), said, clock.now())
    assert session.scalars(select(Comment)).all() == []
    assert (
        session.scalars(select(Event).where(Event.kind == "comment.remove")).one().reason == words
    )


def test_a_word_of_the_lead_is_heard_and_one_of_the_office_is_not(
    session: Session, world: World, item: WorkItem
) -> None:
    add_comment(session, world, "Thư", item)
    assert item.last_heard_at is None
    add_comment(session, world, "Kiên", item)
    assert item.last_heard_at == clock.now()
