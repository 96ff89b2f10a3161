"""The page of a handover: look, name the successor, print; and nobody but an administrator."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Appointment, Paper, Person
from tests.cast import World, add_item, add_plan


def test_the_administrator_looks_hands_over_and_gets_the_minutes_to_print(
    session: Session, world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    plan = add_plan(session, world.mau, clock.now())
    add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Báo cáo quý III",
        due_on=clock.today(),
        now=clock.now(),
    )
    session.commit()
    post = session.scalar(
        select(Appointment.id).where(Appointment.person_id == world.person("Khang").id)
    )
    anh = client_for(world.person("Ánh"))
    page = anh.get(f"/ban-giao?post={post}").text
    assert "Trần Văn Khang bàn giao" in page and "Báo cáo quý III" in page
    sent = {"post": post, "taker": world.person("Kiên").id, "day": "01/10/2026"}
    answer = anh.post("/ban-giao", data=sent)
    assert answer.status_code == 422 and "Ghi số, ngày của quyết định." in answer.text
    sent["document"] = "Quyết định số 12/QĐ-UBND ngày 11/9/2026"
    answer = anh.post("/ban-giao", data=sent)
    assert answer.status_code == 302, answer.text
    paper = session.scalars(select(Paper)).one()
    shown = anh.get(f"/giay-to/{paper.id}").text
    assert "Báo cáo quý III" in shown and "Chờ bản ký" in shown
    with client_for(world.person("Khang")).get(f"/giay-to/{paper.id}/ban-in.docx") as document:
        assert document.data.startswith(b"PK")
    again = anh.post("/ban-giao", data=sent)
    assert again.status_code == 422


def test_somebody_elses_post_is_not_found_and_others_may_not(
    session: Session, world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    stranger = session.scalar(
        select(Appointment.id).where(Appointment.person_id == world.ben.people["Khang"].id)
    )
    anh = client_for(world.person("Ánh"))
    assert anh.get(f"/ban-giao?post={stranger}").status_code == 404
    assert anh.post("/ban-giao", data={"post": stranger}).status_code == 404
    assert client_for(world.person("Thư")).get("/ban-giao").status_code == 403
