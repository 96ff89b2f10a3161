"""Downloads: for those who may read, under the file's own name, recorded, never run by a
browser."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.http import parse_options_header

from app import clock
from app.models import (
    Document,
    DocumentFile,
    Event,
    Person,
    StoredFile,
    WorkItem,
)
from app.web.edge import DonDoc
from tests.acting import PDF, act, evidence_form, products_of
from tests.cast import World, add_item, add_plan
from workflows.states import Action

ClientFor = Callable[[Person], FlaskClient]


@pytest.fixture
def item(session: Session, world: World) -> WorkItem:
    plan = add_plan(session, world.mau, clock.now())
    made = add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Quy chế tài sản công",
        due_on=date(2026, 9, 21),
        now=clock.now(),
        supporting=("hcc",),
    )
    session.commit()
    return made


def attach(
    session: Session,
    item: WorkItem,
    client: FlaskClient,
    name: str = "Quyết định 203.pdf",
    **changed: object,
) -> int:
    """The id of the file that `client` attached."""
    file = (io.BytesIO(PDF), name)
    data = evidence_form(products_of(session, item), files=file, **changed)
    answer = client.post(f"/viec/{item.id}/tai-lieu", data=data)
    assert answer.status_code == 302, answer.text
    return session.scalars(select(DocumentFile.id)).one()


def test_a_file_leaves_as_an_attachment_that_no_browser_sniffs(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    khang = client_for(world.person("Khang"))
    file_id = attach(session, item, khang)
    with khang.get(f"/tep/{file_id}") as answer:
        assert answer.data == PDF
        headers = answer.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Length"] == str(len(PDF))
    assert headers["Content-Disposition"] == (
        'attachment; filename="Quyet inh 203.pdf";'
        " filename*=UTF-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh%20203.pdf"
    )


def test_a_hostile_name_stays_inside_its_header(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    khang = client_for(world.person("Khang"))
    file_id, name = attach(session, item, khang), 'a"; filename="ma.exe'
    session.scalars(select(StoredFile)).one().original_name = name
    session.commit()
    with khang.get(f"/tep/{file_id}") as answer:
        kind, options = parse_options_header(answer.headers["Content-Disposition"])
    assert (kind, options) == ("attachment", {"filename": name})


def test_each_download_is_recorded_with_who_and_what(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    file_id = attach(session, item, client_for(world.person("Khang")))
    with client_for(world.person("Thư")).get(f"/tep/{file_id}"):
        pass
    session.expire_all()
    entry = session.scalars(select(Event).where(Event.kind == "file.download")).one()
    assert (entry.person_name, entry.subject_id) == ("Lê Thị Thư", file_id)
    assert entry.new == "Quyết định 203.pdf"
    assert entry.data["sha256"] == session.scalars(select(StoredFile.sha256)).one()


@pytest.mark.parametrize(
    ("who", "open_item", "finished"),
    [
        ("Kiên", 200, 200),
        ("Tâm", 200, 200),
        ("Thư", 200, 200),
        ("Long", 200, 200),
        ("Vân", 404, 404),
        ("Minh", 404, 200),
        ("Sơn", 404, 404),
        ("Ánh", 404, 404),
    ],
)
def test_who_may_not_read_finds_nothing_and_leaves_no_download(
    session: Session,
    item: WorkItem,
    world: World,
    client_for: ClientFor,
    who: str,
    open_item: int,
    finished: int,
) -> None:
    file_id = attach(session, item, client_for(world.person("Khang")))
    reader = client_for(world.person(who))
    with reader.get(f"/tep/{file_id}") as answer:
        assert answer.status_code == open_item
    session.expire_all()
    act(session, world, "Khang", item, Action.submit)
    act(session, world, "Thư", item, Action.verify)
    with reader.get(f"/tep/{file_id}") as answer:
        assert answer.status_code == finished
    kinds = session.scalars(select(Event.kind).where(Event.kind == "file.download")).all()
    assert len(kinds) == [open_item, finished].count(200)


def test_restricted_files_stay_with_those_concerned_also_when_finished(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    khang = client_for(world.person("Khang"))
    file_id = attach(session, item, khang, is_restricted="y")
    session.expire_all()
    act(session, world, "Khang", item, Action.submit)
    act(session, world, "Thư", item, Action.verify)
    with client_for(world.person("Minh")).get(f"/tep/{file_id}") as answer:
        assert answer.status_code == 404
    with khang.get(f"/tep/{file_id}") as answer:
        assert answer.status_code == 200


def test_what_was_taken_back_stays_with_the_unit_that_entered_it(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    khang = client_for(world.person("Khang"))
    file_id = attach(session, item, khang)
    document_id = session.scalars(select(Document.id)).one()
    khang.post(f"/viec/{item.id}/tai-lieu/{document_id}/rut")
    for who, status in (("Kiên", 200), ("Thư", 404), ("Tâm", 404), ("Long", 404)):
        with client_for(world.person(who)).get(f"/tep/{file_id}") as answer:
            assert answer.status_code == status


def test_a_records_clerk_reads_what_he_entered_himself(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    file_id = attach(session, item, client_for(world.person("Khang")))
    document = session.scalars(select(Document)).one()
    document.unit_id, document.entered_by = None, world.person("Sơn").id
    session.commit()
    with client_for(world.person("Sơn")).get(f"/tep/{file_id}") as answer:
        assert answer.status_code == 200


def test_another_commune_and_unknown_files_are_not_found(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    khang = client_for(world.person("Khang"))
    file_id = attach(session, item, khang)
    for name in world.ben.people:
        with client_for(world.ben.people[name]).get(f"/tep/{file_id}") as answer:
            assert answer.status_code == 404
    assert khang.get("/tep/999999").status_code == 404


def test_a_file_lost_from_the_store_is_a_sentence_and_no_download(
    app: DonDoc, session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    khang = client_for(world.person("Khang"))
    file_id = attach(session, item, khang)
    storage = app.extensions["storage"]
    storage.path(storage.keys()[0]).unlink()
    answer = khang.get(f"/tep/{file_id}")
    assert answer.status_code == 404
    assert "Tệp không còn trong kho." in answer.text
    session.expire_all()
    assert not session.scalars(select(Event).where(Event.kind == "file.download")).all()
