"""A commune with one of everything, so that every route can be tried."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    DayOff,
    Document,
    DocumentFile,
    DocumentKind,
    DraftName,
    DraftRow,
    EndpointKind,
    Evidence,
    ExplanationKind,
    Plan,
    PlanDraft,
    Signer,
    StoredFile,
    Task,
    UnitAlias,
    UrgingLetter,
    UrgingLetterUnit,
    WorkItem,
    WorkItemProduct,
)
from app.plan_import.returned import ReturnedLine, ReturnedReading
from app.queries.actors import load_actor
from app.queries.returned_rows import Received
from app.services import due_date_requests, explanations, lead_requests
from app.services.calendar_feeds import make_feed
from app.services.endpoints import NewEndpoint, register
from app.services.notices import notify
from app.services.outbox import Letter, enqueue
from app.services.reporting_regimes import start_year
from app.services.return_reasons import begin_list
from app.services.returned_workbooks import Sent, receive
from app.services.stored_files import KeptFile
from app.storage import Written
from app.web.edge import DonDoc
from tests.beside import add_comment, add_delegation, add_paper, add_support
from tests.cast import Place, World, add_item, add_plan
from workflows.deadlines import ItemKind


@dataclass
class Everything:
    """Ids of one of everything in phường Mẫu, by the name of the route's converter."""

    world: World
    ids: dict[str, int | str] = field(default_factory=dict)


def _add_document(session: Session, place: Place, item: WorkItem, app: DonDoc) -> None:
    commune_id, now = place.commune.id, clock.now()
    written = app.extensions["storage"].write([b"%PDF-1.4 test"])
    stored = StoredFile(
        commune_id=commune_id,
        key=written.key,
        sha256=written.sha256,
        size=written.size,
        media_type="application/pdf",
        original_name="báo cáo.pdf",
        uploaded_at=now,
    )
    document = Document(
        commune_id=commune_id, kind=DocumentKind.report, subject="Báo cáo quý", entered_at=now
    )
    session.add_all([stored, document])
    session.flush()
    session.add(
        DocumentFile(commune_id=commune_id, document_id=document.id, file_id=stored.id, version=1)
    )
    product = session.query(WorkItemProduct).filter_by(work_item_id=item.id).one()
    session.add(
        Evidence(
            commune_id=commune_id,
            work_item_id=item.id,
            document_id=document.id,
            product_id=product.id,
            linked_at=now,
        )
    )
    draft = PlanDraft(
        commune_id=commune_id,
        file_id=stored.id,
        title="Kế hoạch thử",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        sections=[{"code": "I", "title": "Chỉ đạo, điều hành"}],
        problems=[],
        created_at=now,
        amends_plan_id=item.plan_id,
    )
    session.add(draft)
    session.flush()
    reading = {"text": "", "kind": "missing", "opens": None, "due": [], "every": [], "note": ""}
    session.add_all(
        [
            DraftRow(
                commune_id=commune_id,
                draft_id=draft.id,
                position=1,
                title="Việc thử",
                section_code="I",
                products=["Báo cáo"],
                lead=["Phòng Kinh tế"],
                supporting=[],
                follow_up=[],
                reading={**reading, "parts": [{"kind": "missing", "text": "", "note": ""}]},
                problems=[],
                source={},
            ),
            DraftName(
                commune_id=commune_id,
                draft_id=draft.id,
                written="Phòng Kinh tế",
                folded="phong kinh te",
            ),
        ]
    )
    session.flush()


def _add_endpoint_and_feed(session: Session, place: Place) -> None:
    """A webhook and a calendar address of Khang's."""
    actor = load_actor(session, place.people["Khang"], place.commune.id, clock.today(), None)
    new = NewEndpoint(
        EndpointKind.webhook, "Webhook", "https://hook.example.vn/nhan", actor.person_id
    )
    register(session, actor, new, clock.now(), loopback_allowed=False)
    make_feed(session, actor, None, "", clock.now())


def _add_returned_workbook(session: Session, place: Place, plan: Plan) -> None:
    """A workbook that came back from Khang's unit with one row filled in."""
    line = ReturnedLine(5, None, "1", "Báo cáo quý", "", "Đã xong", "", None, "")
    written = Written("00/" + "0" * 30, "0" * 64, 4)
    file = KeptFile(written, "bảng.xlsx", "application/octet-stream")
    receive(
        session,
        load_actor(session, place.people["Thư"], place.commune.id, clock.today(), None),
        plan,
        Sent(
            ReturnedReading((line,)),
            file,
            place.units["kt"].id,
            Received("Trần Văn Khang", "zalo", clock.today()),
        ),
        secret=b"none",
        now=clock.now(),
    )


def _add_request_and_question(session: Session, place: Place, item: WorkItem) -> None:
    """Khang asks for another date; a leader demands an explanation."""
    day = date(2026, 10, 31)
    khang, long = (
        load_actor(session, place.people[name], place.commune.id, clock.today(), None)
        for name in ("Khang", "Long")
    )
    due_date_requests.ask(
        session,
        khang,
        item,
        cause="Chờ văn bản của Sở.",
        wished_on=day,
        version=item.version,
        now=clock.now(),
    )
    lead_requests.ask(
        session,
        khang,
        item,
        named_unit_id=place.units["hcc"].id,
        cause="Việc thuộc chức năng của Trung tâm.",
        version=item.version,
        now=clock.now(),
    )
    question = "Giải trình việc chậm báo cáo."
    explanations.ask(
        session,
        long,
        item,
        ExplanationKind.explanation,
        question=question,
        answer_by=day,
        now=clock.now(),
    )


def _add_urging_letter(session: Session, place: Place, item: WorkItem, app: DonDoc) -> None:
    """An issued letter that names the item of Khang's unit."""
    written, now = app.extensions["storage"].write([b"%PDF-1.4 letter"]), clock.now()
    stored = StoredFile(
        commune_id=place.commune.id,
        key=written.key,
        sha256=written.sha256,
        size=written.size,
        media_type="application/pdf",
        original_name="công văn.pdf",
        uploaded_at=now,
    )
    session.add(stored)
    session.flush()
    row = {"item_id": item.id, "task_id": item.task_id, "plan_id": item.plan_id}
    words = {"task": "Báo cáo quý", "place": "", "product": "Báo cáo", "lead": "Phòng Kinh tế"}
    stands = {"due_on": "2026-08-31", "days_late": 14, "situation": "", "waiting_on": ""}
    letter = UrgingLetter(
        commune_id=place.commune.id,
        signer=Signer.vice_chairman,
        as_of=clock.today(),
        finish_by=clock.today(),
        explain_by=clock.today(),
        rows=[{**row, **words, **stands, "unit_id": place.units["kt"].id}],
        file_id=stored.id,
        signed_file_id=stored.id,
        made_at=now,
        made_by=place.people["Thư"].id,
        number="12/UBND",
        issued_on=clock.today(),
    )
    session.add(letter)
    session.flush()
    session.add(
        UrgingLetterUnit(
            commune_id=place.commune.id,
            letter_id=letter.id,
            unit_id=place.units["kt"].id,
            late_items=1,
        )
    )


@pytest.fixture
def everything(session: Session, world: World, app: DonDoc) -> Everything:
    """Phường Mẫu with a plan, a late item with evidence, a draft, and a notice for everybody."""
    place, now = world.mau, clock.now()
    plan = add_plan(session, place, now)
    item = add_item(
        session, place, plan, lead="kt", title="Báo cáo quý", due_on=date(2026, 8, 31), now=now
    )
    _add_document(session, place, item, app)
    ongoing = add_item(
        session, place, plan, lead="vhxh", title="Tuyên truyền", due_on=date(2026, 9, 30), now=now
    )
    ongoing.kind, ongoing.period_key = ItemKind.CHECK_IN, "2026-Q3"
    session.add(
        UnitAlias(
            commune_id=place.commune.id,
            unit_id=place.units["kt"].id,
            written="P. Kinh tế",
            folded="phong kinh te",
        )
    )
    session.add(DayOff(commune_id=place.commune.id, day=date(2026, 9, 2), title="Quốc khánh"))
    start_year(session, world.actor("Thư"), 2026, "lien-minh", "", now)
    _add_returned_workbook(session, place, plan)
    _add_endpoint_and_feed(session, place)
    _add_request_and_question(session, place, item)
    _add_urging_letter(session, place, item, app)
    thu, storage = world.actor("Thư"), app.extensions["storage"]
    begin_list(session, thu, now=now)
    add_delegation(session, world, "Khang", "Kiên")
    add_support(session, world, "Khang", item, "hcc")
    add_comment(session, world, "Khang", item, storage)
    add_paper(session, thu, storage, unit_id=place.units["kt"].id, items=[item])
    for person in place.people.values():
        notify(
            session,
            place.commune.id,
            [person.id],
            kind="work_item.late",
            key=f"test:{person.id}",
            data={"title": "Báo cáo quý", "label": "", "days": 14, "reason": ""},
            path=f"/viec/{item.id}",
            now=now,
        )
    letter = Letter("test:1", place.people["Khang"].id, "Báo cáo quý", "Chữ.", "<p>Chữ.</p>")
    enqueue(session, place.commune.id, "weekly_digest", [letter], now, domain="mau.example.vn")
    session.commit()
    ids: dict[str, int | str] = {name: find(session, place) for name, find in FIND.items()}
    return Everything(world, {**ids, "period_key": "2026-Q3"})


def _first(model: type, column: str = "id") -> Callable[[Session, Place], int]:
    def find(session: Session, place: Place) -> int:
        row = session.query(model).filter_by(commune_id=place.commune.id).first()
        assert row is not None, model
        return int(getattr(row, column))

    return find


def _models() -> dict[str, Callable[[Session, Place], int]]:
    from app import models

    return {
        "plan_id": _first(models.Plan),
        "task_id": _first(Task),
        "section_id": _first(models.Section),
        "work_item_id": _first(WorkItem),
        "due_date_request_id": _first(models.DueDateRequest),
        "urging_letter_id": _first(UrgingLetter),
        "lead_request_id": _first(models.LeadRequest),
        "paper_id": _first(models.Paper),
        "support_request_id": _first(models.SupportRequest),
        "comment_id": _first(models.Comment),
        "comment_file_id": _first(models.CommentFile),
        "return_reason_id": _first(models.ReturnReason),
        "delegation_id": _first(models.Delegation),
        "explanation_id": _first(models.Explanation),
        "product_id": _first(WorkItemProduct),
        "work_item_product_id": _first(WorkItemProduct),
        "evidence_id": _first(Evidence),
        "day_off_id": _first(DayOff),
        "reporting_regime_id": _first(models.ReportingRegime),
        "reporting_window_id": _first(models.ReportingWindow),
        "report_due_id": _first(models.ReportDue),
        "document_id": _first(Document),
        "document_file_id": _first(DocumentFile),
        "draft_id": _first(PlanDraft),
        "row_id": _first(DraftRow),
        "draft_row_id": _first(DraftRow),
        "name_id": _first(DraftName),
        "draft_name_id": _first(DraftName),
        "unit_id": _first(models.Unit),
        "unit_alias_id": _first(models.UnitAlias),
        "notification_id": _first(models.Notification),
        "outbox_mail_id": _first(models.OutboxMail),
        "appointment_id": _first(models.Appointment),
        "page": lambda session, place: 1,
        "form": lambda session, place: "xlsx",
        "returned_workbook_id": _first(models.ReturnedWorkbook),
        "channel_endpoint_id": _first(models.ChannelEndpoint),
        "calendar_feed_id": _first(models.CalendarFeed),
        "person_id": lambda session, place: place.people["Khang"].id,
    }


FIND = _models()
