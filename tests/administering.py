"""Administration in the tests: the forms as they are sent, and what is stored afterwards."""

from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import Appointment, Event, Person, Unit, UnitAlias
from tests.cast import World
from workflows.states import Role

TODAY = date(2026, 9, 14)

SETTINGS = {
    "name": "Phường Mẫu",
    "province": "Tỉnh Mẫu",
    "completion_day": "submission_day",
    "verification_working_days": "3",
    "supplement_days": "0",
    "before": "inclusive",
    "days_off": "keep",
}


def new_person(world: World, **changed: object) -> dict[str, object]:
    return {
        "full_name": "Lý Thị Mới",
        "username": "moi.lt",
        "email": "moi@example.vn",
        "role": "unit_officer",
        "unit": world.mau.units["kt"].id,
        "title": "Chuyên viên",
        "valid_from": "14/9/2026",
        "valid_to": "",
        **changed,
    }


def unit_form(**changed: object) -> dict[str, object]:
    return {
        "name": "Trạm Y tế",
        "short_name": "Trạm Y tế",
        "kind": "under_committee",
        "duty": "",
        **changed,
    }


def appointment_of(session: Session, person: Person) -> Appointment:
    return session.scalars(
        select(Appointment).where(Appointment.person_id == person.id).order_by(Appointment.id)
    ).all()[-1]


def events_of(session: Session, kind: str) -> list[Event]:
    session.rollback()
    return list(session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id)))


def snapshot(session: Session) -> list[object]:
    session.rollback()
    return [
        session.execute(select(model.__table__).order_by(model.id)).all()
        for model in (Person, Appointment, Unit, UnitAlias, Event)
    ]


def queries_of(client: FlaskClient, path: str) -> int:
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def add_people(session: Session, world: World, count: int) -> None:
    people = [
        Person(username=f"them{n}", full_name=f"Người Thêm {n:03}", created_at=clock.now())
        for n in range(count)
    ]
    session.add_all(people)
    session.flush()
    session.add_all(
        Appointment(
            commune_id=world.mau.commune.id,
            person_id=person.id,
            role=Role.viewer,
            valid_from=TODAY,
        )
        for person in people
    )
    session.commit()
