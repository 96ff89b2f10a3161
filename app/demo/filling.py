"""Fill the demo commune by the product's own services, as if it had been used since January.

The plan is read from its file by the importer, mapped, started by the standing officer; months then
pass, and units and deciders act on their days through the one door. What is shown is what the rules
gave; nothing is written past them.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from itertools import cycle

from docx import Document as WordDocument
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.demo.make_plan import PLAN_FILE
from app.demo.people import DEMO_CODE, DEMO_NAME, DEMO_PASSWORD, PEOPLE, UNITS
from app.demo.reports import begin_reports, live_reports
from app.models import (
    Appointment,
    Commune,
    DocumentKind,
    DraftName,
    DraftNameUnit,
    Notification,
    Person,
    Task,
    Unit,
    WorkItem,
    WorkItemProduct,
)
from app.plan_import import read_plan
from app.queries.actors import load_actor
from app.services import evidence, generation
from app.services.communes import seed_first_years
from app.services.documents import DocumentFacts
from app.services.draft_names import NameMapping, map_names
from app.services.draft_reading import store_draft
from app.services.passwords import hash_password
from app.services.plan_start import start_plan
from app.services.stored_files import KeptFile
from app.services.work_items import perform
from app.storage import Storage
from workflows.permissions import Actor
from workflows.requirements import Request
from workflows.states import OPEN, Action, Role

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STARTED = date(2026, 1, 16)
DEPARTMENTS = ("vp", "vhxh", "kt")
"""What "các phòng chuyên môn" means where such a name leads."""

AREA_UNITS = {
    "institutions": "vp",
    "procedures": "hcc",
    "apparatus": "vhxh",
    "civil_service": "vhxh",
    "public_finance": "kt",
    "digital": "kt",
}
"""Who writes the thematic report of each area."""

OLD = ("on_time", "on_time", "late", "on_time", "on_time")
RECENT = ("on_time", "silent", "on_time", "on_time", "returned", "on_time", "slow", "late")
PRESENT = ("submitted", "begun", "silent", "on_time", "supplement", "submitted", "accepted")
"""What becomes of items that were due long ago, of late, and of those that come due soon, in
turn.
"""

LATELY = timedelta(days=75)
SOON = timedelta(days=45)


@dataclass
class Filling:
    """The demo in the making: who is who, and the days that pass."""

    session: Session
    storage: Storage
    commune: Commune
    units: dict[str, Unit]
    people: dict[str, Person]
    today: date
    issued: Counter[date] = field(default_factory=Counter)
    """How many documents of a day have a number already."""

    def next_number(self, day: date) -> str:
        """A number that stands in date order: five for each day of the year."""
        number = 5 * day.timetuple().tm_yday + self.issued[day]
        self.issued[day] += 1
        return f"{number}/BC-UBND"

    def actor(self, username: str, day: date) -> Actor:
        return load_actor(self.session, self.people[username], self.commune.id, day, "127.0.0.1")

    def head_of(self, unit_id: int, day: date) -> Actor:
        """The head of a unit; where the demo has none, the standing office's own."""
        keys = {unit.id: key for key, unit in self.units.items()}
        named = {person.unit: person.username for person in PEOPLE if person.role is Role.unit_head}
        return self.actor(named[keys[unit_id]], day)

    def decider_of(self, item: WorkItem, day: date) -> Actor:
        if item.deciding_unit_id is None:
            return self.actor("lanhdao", day)
        if item.deciding_unit_id == self.units["vhxh"].id:
            return self.actor("thuongtruc", day)
        return self.head_of(item.deciding_unit_id, day)


def fill(session: Session, storage: Storage) -> None:
    """Make the demo commune in an empty database. The caller commits."""
    today = clock.today()
    filling = _make_commune(session, storage, today)
    _begin_reports(filling)
    _start_plan(filling)
    for day in _months(min(STARTED, today), today):
        generation.open_due_periods(session, day, _at(day, 1))
    _live(filling)
    live_reports(session, filling.actor("thuongtruc", today), today)
    _read_old_notices(filling)


def _begin_reports(filling: Filling) -> None:
    first = min(STARTED, filling.today)
    area_units = {area: filling.units[key].id for area, key in AREA_UNITS.items()}
    officer = filling.actor("thuongtruc", first)
    begin_reports(filling.session, officer, area_units, first, filling.today)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), clock.VIETNAM).astimezone(UTC)


def _months(start: date, end: date) -> Iterator[date]:
    day = start
    while day < end:
        yield day
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    yield end


def _make_commune(session: Session, storage: Storage, today: date) -> Filling:
    commune = Commune(code=DEMO_CODE, name=DEMO_NAME, province="Tỉnh Mẫu")
    session.add(commune)
    session.flush()
    first = min(STARTED, today)
    seed_first_years(session, commune, today, _at(first, 6), back_to=first.year)
    units = {
        unit.key: Unit(
            commune_id=commune.id,
            code=unit.key,
            name=unit.name,
            short_name=unit.short_name,
            kind=unit.kind,
            duty=unit.duty,
            position=position,
        )
        for position, unit in enumerate(UNITS)
    }
    password = hash_password(DEMO_PASSWORD)
    people = {
        person.username: Person(
            username=person.username,
            full_name=person.name,
            password_hash=password,
            must_change_password=False,
            created_at=_at(min(STARTED, today), 7),
        )
        for person in PEOPLE
    }
    session.add_all([*units.values(), *people.values()])
    session.flush()
    session.add_all(
        Appointment(
            commune_id=commune.id,
            person_id=people[person.username].id,
            unit_id=units[person.unit].id if person.unit else None,
            role=person.role,
            title=person.title,
            valid_from=date(2025, 7, 1),
        )
        for person in PEOPLE
    )
    session.flush()
    return Filling(session, storage, commune, units, people, today)


def _start_plan(filling: Filling) -> None:
    session, day = filling.session, min(STARTED, filling.today)
    officer = filling.actor("thuongtruc", day)
    content = PLAN_FILE.read_bytes()
    upload = KeptFile(filling.storage.write([content]), PLAN_FILE.name, WORD)
    draft = store_draft(session, officer, read_plan(content, PLAN_FILE.name), upload, _at(day, 8))
    mappings = {
        name.id: _meaning(filling, name)
        for name in session.scalars(select(DraftName).where(DraftName.draft_id == draft.id))
    }
    map_names(session, officer, draft.id, mappings, version=draft.version, now=_at(day, 9))
    session.refresh(draft)
    start_plan(session, officer, draft.id, version=draft.version, now=_at(day, 10))


def _meaning(filling: Filling, name: DraftName) -> NameMapping:
    proposed = filling.session.scalars(
        select(DraftNameUnit.unit_id).where(DraftNameUnit.draft_name_id == name.id)
    ).all()
    if proposed:
        return NameMapping(unit_ids=tuple(proposed))
    if "phòng chuyên môn" in name.written.lower():
        return NameMapping(unit_ids=tuple(filling.units[key].id for key in DEPARTMENTS))
    return NameMapping(as_text=True)


def _live(filling: Filling) -> None:
    """Let units and deciders act on every item that has a date, in the order of the dates."""
    items = filling.session.scalars(
        select(WorkItem)
        .where(WorkItem.commune_id == filling.commune.id, WorkItem.due_on.is_not(None))
        .order_by(WorkItem.due_on, WorkItem.id)
    ).all()
    old, recent, present = cycle(OLD), cycle(RECENT), cycle(PRESENT)
    for item in items:
        due_on = item.due_on
        assert due_on is not None  # noqa: S101 - the query asked for it
        if due_on < filling.today - LATELY:
            _act(filling, item, next(old), due_on)
        elif due_on < filling.today:
            _act(filling, item, next(recent), due_on)
        elif due_on <= filling.today + SOON:
            _act(filling, item, next(present), filling.today)


def _act(filling: Filling, item: WorkItem, fate: str, due_on: date) -> None:
    """Lead one item through its fate; no day lies before it was made or after today."""
    first = clock.local(item.created_at).date() + timedelta(days=1)

    def day(offset: int) -> date:
        return min(max(due_on + timedelta(days=offset), first), filling.today)

    if fate == "silent":
        return
    _do(filling, item, Action.accept, day(-20))
    if fate == "accepted":
        return
    _do(filling, item, Action.record_progress, day(-14), _note(fate))
    if fate in ("begun", "slow"):
        return
    _hand_in(filling, item, day(12 if fate == "late" else -6))
    if fate == "submitted":
        return
    if fate == "returned":
        reason = "Sản phẩm gửi lên là kế hoạch năm trước; cần đúng sản phẩm của kỳ này."
        _do(filling, item, Action.send_back, day(-4), Request(reason=reason))
    elif fate == "supplement":
        reason = "Bản gửi lên chưa có chữ ký và dấu; bổ sung bản đã ký."
        _do(filling, item, Action.ask_to_supplement, day(-4), Request(reason=reason))
    else:
        signed = day(9 if fate == "late" else -8)
        _do(
            filling,
            item,
            Action.verify,
            day(15 if fate == "late" else -3),
            Request(product_on=signed),
        )


def _read_old_notices(filling: Filling) -> None:
    """People read their notices; only those of the last two weeks are new to them."""
    recently = _at(filling.today - timedelta(days=14), 0)
    filling.session.flush()
    filling.session.execute(
        update(Notification)
        .where(Notification.commune_id == filling.commune.id, Notification.created_at < recently)
        .values(read_at=Notification.created_at)
    )


def _note(fate: str) -> Request:
    if fate == "slow":
        return Request(
            result="Đã có dự thảo, đang lấy ý kiến các đơn vị.",
            difficulties="Một số đơn vị chưa gửi số liệu.",
            proposals="Đề nghị cơ quan thường trực đôn đốc các đơn vị gửi số liệu.",
        )
    return Request(result="Đã phân công người thực hiện và lập dự thảo.")


def _do(
    filling: Filling,
    item: WorkItem,
    action: Action,
    day: date,
    request: Request | None = None,
) -> None:
    if item.status not in OPEN:
        return
    lead = action in (Action.accept, Action.record_progress, Action.submit)
    actor = filling.head_of(item.lead_unit_id, day) if lead else filling.decider_of(item, day)
    perform(
        filling.session,
        actor,
        item,
        action,
        request or Request(),
        version=item.version,
        now=_at(day, 9 if lead else 15),
    )


def _hand_in(filling: Filling, item: WorkItem, day: date) -> None:
    """Prove every product with a document of its own, and submit."""
    session = filling.session
    products = session.scalars(
        select(WorkItemProduct)
        .where(WorkItemProduct.work_item_id == item.id)
        .order_by(WorkItemProduct.position)
    ).all()
    head = filling.head_of(item.lead_unit_id, day)
    title = session.scalars(select(Task.title).where(Task.id == item.task_id)).one()
    for product in products:
        number = filling.next_number(day - timedelta(days=2))
        subject = f"{product.title}: {title[:1].lower()}{title[1:]}"
        kept = _store_paper(filling.storage, number, subject)
        facts = DocumentFacts(
            kind=DocumentKind.report,
            number=number,
            issued_on=day - timedelta(days=2),
            subject=subject,
            issuer="UBND phường Mẫu",
            signer="Hoàng Văn Long",
        )
        evidence.attach(
            session,
            head,
            item,
            facts,
            [kept],
            [product.id],
            sha256s=[kept.written.sha256],
            now=_at(day, 8),
        )
    signed = day - timedelta(days=2)
    session.refresh(item)
    _do(filling, item, Action.submit, day, Request(product_on=signed))


def _store_paper(storage: Storage, number: str, subject: str) -> KeptFile:
    """A page of Word that says which document it stands for."""
    paper = WordDocument()
    paper.add_paragraph("UBND PHƯỜNG MẪU")
    paper.add_paragraph(f"Số: {number}")
    paper.add_heading(subject, level=1)
    paper.add_paragraph("Văn bản của xã mẫu, dùng để xem thử.")
    buffer = BytesIO()
    paper.save(buffer)
    written = storage.write([buffer.getvalue()])
    name = f"{number.replace('/', '-')}.docx"
    return KeptFile(written, name, WORD)
