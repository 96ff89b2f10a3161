"""The page of deputies: given in a minute, working within one request, ended in one press."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Appointment, Delegation, Notification, Person
from tests.cast import World

SENT = {
    "document": "Giấy ủy quyền số 05/GUQ ngày 10/9/2026",
    "valid_from": "14/9/2026",
    "valid_to": "20/9/2026",
}


def _post(session: Session, world: World, name: str) -> int:
    found = session.scalar(
        select(Appointment.id).where(Appointment.person_id == world.person(name).id)
    )
    assert found is not None
    return found


def test_a_deputy_who_is_signed_in_may_at_the_next_request_and_no_more_after_the_end(
    session: Session, world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    hoa, tam = client_for(world.person("Hoa")), client_for(world.person("Tâm"))
    assert tam.get("/don-doc/moi").status_code == 403
    thu = client_for(world.person("Thư"))
    sent = {**SENT, "post": _post(session, world, "Thư"), "deputy": world.person("Tâm").id}
    answer = thu.post("/uy-quyen", data=sent)
    assert answer.status_code == 302, answer.text
    assert tam.get("/don-doc/moi").status_code == 200
    assert "Vũ Minh Tâm thay Lê Thị Thư" in tam.get("/uy-quyen").text
    assert "Vũ Minh Tâm thay Lê Thị Thư" not in hoa.get("/uy-quyen").text
    given = session.scalars(select(Delegation)).one().id
    assert tam.post(f"/uy-quyen/{given}/ket-thuc").status_code == 403
    assert hoa.post(f"/uy-quyen/{given}/ket-thuc").status_code == 404
    assert thu.post(f"/uy-quyen/{given}/ket-thuc").status_code == 302
    assert tam.get("/don-doc/moi").status_code == 403
    told = session.scalars(select(Notification.kind).order_by(Notification.id)).all()
    assert told == ["delegation.begin", "delegation.end"]


def test_somebody_elses_post_is_not_given_away_and_what_was_typed_stays(
    session: Session, world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    khang = client_for(world.person("Khang"))
    sent = {**SENT, "post": _post(session, world, "Hoa"), "deputy": world.person("Kiên").id}
    answer = khang.post("/uy-quyen", data=sent)
    assert answer.status_code == 403
    assert "Chỉ ủy quyền được vai trò của chính mình" in answer.text
    assert "05/GUQ" in answer.text
    stranger = session.scalar(
        select(Appointment.id).where(Appointment.person_id == world.ben.people["Hoa"].id)
    )
    assert khang.post("/uy-quyen", data={**sent, "post": stranger}).status_code == 404
    assert not session.scalars(select(Delegation)).all()


def test_the_administrator_records_a_decision_and_the_page_shows_all_of_the_commune(
    session: Session, world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    anh = client_for(world.person("Ánh"))
    sent = {
        "charge-document": "Quyết định số 12/QĐ-UBND ngày 11/9/2026",
        "charge-valid_from": "14/9/2026",
        "charge-valid_to": "31/12/2026",
        "charge-deputy": world.person("Kiên").id,
        "charge-post": f"p{_post(session, world, 'Khang')}",
    }
    assert anh.post("/uy-quyen/phu-trach", data=sent).status_code == 302
    page = anh.get("/uy-quyen").text
    assert "Đỗ Trung Kiên thay Trần Văn Khang" in page and "12/QĐ-UBND" in page
    assert (
        client_for(world.person("Khang")).post("/uy-quyen/phu-trach", data=sent).status_code == 403
    )


def test_a_unit_whose_head_has_gone_is_offered_first(
    session: Session, world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    world.person("Tâm").disabled_at = world.person("Tâm").created_at
    session.commit()
    anh = client_for(world.person("Ánh"))
    words = "Trung tâm Phục vụ hành chính công: chưa có người đứng đầu"
    assert words in anh.get("/uy-quyen").text
    sent = {
        "charge-document": "Quyết định số 12/QĐ-UBND ngày 11/9/2026",
        "charge-valid_from": "14/9/2026",
        "charge-valid_to": "31/12/2026",
        "charge-deputy": world.person("Kiên").id,
        "charge-post": f"u{world.mau.units['hcc'].id}",
    }
    assert anh.post("/uy-quyen/phu-trach", data=sent).status_code == 302
    assert words not in anh.get("/uy-quyen").text
    held = session.scalars(
        select(Appointment).where(Appointment.title.startswith("Phụ trách"))
    ).one()
    assert held.person_id == world.person("Kiên").id
