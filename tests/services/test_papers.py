"""Papers: what was printed stays; number and signed file come back once, or it is withdrawn."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.labels.papers import PAPER_REFUSAL, PaperRefusal, PaperRefused
from app.models import Event, Paper, PaperKind
from app.queries.papers import find_paper, items_on, paper_page, papers_of_item
from app.services.papers import Returned, take_back, withdraw
from app.storage import Storage
from app.web.edge import DonDoc
from tests.beside import add_paper, kept
from tests.cast import World, add_item, add_plan

TODAY = date(2026, 9, 14)


@pytest.fixture
def storage(app: DonDoc) -> Storage:
    found: Storage = app.extensions["storage"]
    return found


def _kinds(session: Session) -> list[str]:
    return list(
        session.scalars(
            select(Event.kind).where(Event.kind.startswith("paper.")).order_by(Event.id)
        )
    )


def test_every_refusal_has_its_sentence() -> None:
    assert set(PAPER_REFUSAL) == set(PaperRefusal)


def test_a_paper_keeps_what_was_printed_though_its_items_move_on(
    session: Session, world: World, storage: Storage
) -> None:
    plan = add_plan(session, world.mau, clock.now())
    item = add_item(
        session, world.mau, plan, lead="kt", title="Việc", due_on=TODAY, now=clock.now()
    )
    thu = world.actor("Thư")
    paper = add_paper(session, thu, storage, items=[item])
    (printed,) = items_on(session, paper)
    assert (printed.item_version, printed.has_moved) == (item.version, False)
    item.version += 1
    session.flush()
    (printed,) = items_on(session, paper)
    assert printed.has_moved and paper.rows == [{"item_id": item.id, "task": "Báo cáo quý"}]
    assert list(papers_of_item(session, thu, item.id)) == [paper]


def test_number_day_and_file_come_back_once_and_then_nothing_changes(
    session: Session, world: World, storage: Storage
) -> None:
    thu = world.actor("Thư")
    paper = add_paper(session, thu, storage, kind=PaperKind.confirmation_table)
    signed = Returned("12/BXN", TODAY, kept(storage))
    take_back(session, thu, paper, signed, version=paper.version, now=clock.now())
    assert (paper.number, paper.issued_on, paper.signed_file_id is None) == (
        "12/BXN",
        TODAY,
        False,
    )
    for again in (
        lambda: take_back(session, thu, paper, signed, version=paper.version, now=clock.now()),
        lambda: withdraw(
            session,
            thu,
            paper,
            reason="Lập nhầm danh sách việc",
            version=paper.version,
            now=clock.now(),
        ),
    ):
        with pytest.raises(PaperRefused) as refused:
            again()
        assert refused.value.refusal is PaperRefusal.returned_already
    assert _kinds(session) == ["paper.make", "paper.take_back"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"number": ""}, PaperRefusal.number_missing),
        ({"issued_on": None}, PaperRefusal.day_missing),
        ({"issued_on": date(2026, 9, 15)}, PaperRefusal.day_in_future),
        ({"issued_on": date(2026, 9, 13)}, PaperRefusal.day_before_made),
        ({"file": None}, PaperRefusal.file_missing),
    ],
)
def test_it_refuses_a_return_that_proves_nothing(
    session: Session,
    world: World,
    storage: Storage,
    changes: dict[str, object],
    refusal: PaperRefusal,
) -> None:
    thu = world.actor("Thư")
    paper = add_paper(session, thu, storage, kind=PaperKind.confirmation_table)
    signed = replace(Returned("12/BXN", TODAY, kept(storage)), **changes)
    with pytest.raises(PaperRefused) as refused:
        take_back(session, thu, paper, signed, version=paper.version, now=clock.now())
    assert refused.value.refusal is refusal


def test_of_two_who_save_the_second_is_told_and_a_withdrawal_says_why(
    session: Session, world: World, storage: Storage
) -> None:
    thu = world.actor("Thư")
    paper = add_paper(session, thu, storage)
    with pytest.raises(PaperRefused) as refused:
        withdraw(session, thu, paper, reason="nhầm", version=paper.version, now=clock.now())
    assert refused.value.refusal is PaperRefusal.reason_missing
    seen = paper.version - 1
    with pytest.raises(PaperRefused) as refused:
        withdraw(session, thu, paper, reason="Lập nhầm người nhận", version=seen, now=clock.now())
    assert refused.value.refusal is PaperRefusal.changed_meanwhile


def test_papers_are_seen_by_the_office_leaders_their_maker_and_their_unit(
    session: Session, world: World, storage: Storage
) -> None:
    paper = add_paper(session, world.actor("Hoa"), storage, unit_id=world.mau.units["kt"].id)
    seen = {name for name in world.mau.people if find_paper(session, world.actor(name), paper.id)}
    assert seen == {"Thư", "Hoa", "Long", "Quý", "Khang", "Kiên", "Ánh"}
    stranger = world.actor("Thư", place=world.ben)
    assert find_paper(session, stranger, paper.id) is None
    assert paper_page(session, stranger).lines == []
    assert isinstance(paper, Paper)
