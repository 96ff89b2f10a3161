"""Documents and the evidence they are: entered once, linked, taken back, frozen under a verdict."""

import hashlib
import secrets
import threading
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import (
    Document,
    DocumentFile,
    DocumentKind,
    Event,
    Evidence,
    Plan,
    StoredFile,
    WorkItem,
    WorkItemProduct,
)
from app.queries.evidence import (
    coverage_of,
    evidence_of_item,
    may_read_document,
    uncovered_products,
)
from app.queries.subjects import subject_of
from app.services import evidence
from app.services.documents import DocumentFacts, find_known
from app.services.stored_files import KeptFile
from app.services.work_items import perform
from app.storage import Written
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Refusal

DECISION = DocumentFacts(
    kind=DocumentKind.decision,
    number="203/QĐ-UBND",
    issued_on=date(2026, 9, 7),
    subject="Ban hành Quy chế quản lý tài sản công",
    issuer="UBND phường Mẫu",
)


def kept(content: bytes = b"%PDF-1.7", name: str = "quyet-dinh.pdf") -> KeptFile:
    sha256 = hashlib.sha256(content).hexdigest()
    key = secrets.token_hex(16)
    written = Written(f"{key[:2]}/{key[2:]}", sha256, len(content))
    return KeptFile(written, name, "application/pdf")


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


@pytest.fixture
def item(session: Session, world: World, plan: Plan) -> WorkItem:
    return make_item(session, world, plan, "kt")


def make_item(session: Session, world: World, plan: Plan, lead: str) -> WorkItem:
    made = add_item(
        session,
        world.mau,
        plan,
        lead=lead,
        title="Quy chế tài sản công",
        due_on=date(2026, 9, 30),
        now=clock.now(),
        supporting=("hcc",),
        products=("Quyết định", "Danh mục"),
    )
    session.commit()
    return made


def product_ids(session: Session, item: WorkItem) -> list[int]:
    return list(
        session.scalars(
            select(WorkItemProduct.id)
            .where(WorkItemProduct.work_item_id == item.id)
            .order_by(WorkItemProduct.position)
        )
    )


def attach(
    session: Session,
    world: World,
    item: WorkItem,
    facts: DocumentFacts = DECISION,
    file: KeptFile | None = None,
    *,
    products: list[int] | None = None,
    who: str = "Khang",
) -> Document:
    file = file or kept()
    document = evidence.attach(
        session,
        world.actor(who),
        item,
        facts,
        [file],
        product_ids(session, item)[:1] if products is None else products,
        sha256s=[file.written.sha256],
        now=clock.now(),
    )
    session.commit()
    return document


def refusal_of(call: object, *args: object, **kwargs: object) -> Refusal:
    with pytest.raises(ActionRefused) as refused:
        call(*args, **kwargs)  # type: ignore[operator]
    return refused.value.refusal


def test_a_document_is_kept_with_its_file_and_covers_the_chosen_product(
    session: Session, world: World, item: WorkItem
) -> None:
    document = attach(session, world, item)
    stored = session.scalars(select(StoredFile)).one()
    assert (document.number, document.folded_number) == ("203/QĐ-UBND", "203/qd-ubnd")
    assert document.unit_id == world.mau.units["kt"].id
    assert (stored.original_name, stored.sha256) == ("quyet-dinh.pdf", kept().written.sha256)
    assert session.scalars(select(DocumentFile.version)).all() == [1]
    assert uncovered_products(session, item) == ["Danh mục"]
    coverage = coverage_of(session, [item.id])[item.id]
    assert (coverage.products, coverage.missing) == (2, ("Danh mục",))
    assert item.last_heard_at == clock.now()


def test_one_document_may_prove_several_products(
    session: Session, world: World, item: WorkItem
) -> None:
    attach(session, world, item, products=product_ids(session, item))
    assert uncovered_products(session, item) == []
    shown = evidence_of_item(session, world.actor("Khang"), item, subject_of(session, item))
    assert len(shown.documents) == 1


def test_the_same_bytes_a_second_time_are_linked_and_not_doubled(
    session: Session, world: World, plan: Plan, item: WorkItem
) -> None:
    first = attach(session, world, item)
    other = make_item(session, world, plan, "kt")
    assert attach(session, world, other).id == first.id
    assert len(session.scalars(select(Document)).all()) == 1
    assert len(session.scalars(select(StoredFile)).all()) == 1


def test_the_same_number_and_day_without_a_file_are_the_same_document(
    session: Session, world: World, plan: Plan, item: WorkItem
) -> None:
    first = attach(session, world, item)
    paper = DocumentFacts(
        kind=DocumentKind.decision,
        number="203/QD-UBND",
        issued_on=date(2026, 9, 7),
        issuer="Ubnd Phường Mẫu",
        kept_at="Văn thư",
    )
    assert find_known(session, world.actor("Khang"), paper, []).id == first.id  # type: ignore[union-attr]


def test_a_document_of_others_is_never_opened_by_naming_it(
    session: Session, world: World, plan: Plan, item: WorkItem
) -> None:
    attach(session, world, item)
    paper = DocumentFacts(
        kind=DocumentKind.decision,
        number=DECISION.number,
        issued_on=DECISION.issued_on,
        issuer=DECISION.issuer,
        kept_at="Văn thư",
    )
    # Vân's office neither leads nor supports nor decides on the item that the document proves.
    assert find_known(session, world.actor("Vân"), paper, []) is None
    foreign = make_item(session, world, plan, "vp")
    assert attach(session, world, foreign, who="Vân").unit_id == world.mau.units["vp"].id
    assert len(session.scalars(select(Document)).all()) == 2


def test_a_document_marked_restricted_is_not_linked_to_an_open_copy(
    session: Session, world: World, plan: Plan, item: WorkItem
) -> None:
    attach(session, world, item)
    secret = DocumentFacts(
        kind=DocumentKind.decision,
        number=DECISION.number,
        issuer=DECISION.issuer,
        is_restricted=True,
    )
    assert find_known(session, world.actor("Khang"), secret, [kept().written.sha256]) is None


def test_what_was_taken_back_covers_nothing_and_stays_in_the_record(
    session: Session, world: World, item: WorkItem
) -> None:
    document = attach(session, world, item, products=product_ids(session, item))
    ended = evidence.take_back(session, world.actor("Khang"), item, document, now=clock.now())
    session.commit()
    assert ended == 2
    assert uncovered_products(session, item) == ["Quyết định", "Danh mục"]
    assert all(link.removed_at for link in session.scalars(select(Evidence)))
    kinds = session.scalars(select(Event.kind).order_by(Event.seq)).all()
    assert kinds == ["document.register", "evidence.link", "evidence.remove"]


def test_an_explanation_covers_a_product_and_an_empty_one_takes_that_back(
    session: Session, world: World, item: WorkItem
) -> None:
    product = session.get_one(WorkItemProduct, product_ids(session, item)[1])
    khang = world.actor("Khang")
    too_short = refusal_of(
        evidence.explain, session, khang, item, product, "Chưa có", now=clock.now()
    )
    assert too_short is Refusal.reason_too_short
    evidence.explain(
        session, khang, item, product, "Gộp trong phụ lục của Quyết định.", now=clock.now()
    )
    assert uncovered_products(session, item) == ["Quyết định"]
    evidence.explain(session, khang, item, product, "", now=clock.now())
    assert uncovered_products(session, item) == ["Quyết định", "Danh mục"]


@pytest.mark.parametrize("who", ["Thư", "Tâm", "Long", "Minh", "Sơn", "Ánh"])
def test_only_the_lead_unit_adds_evidence(
    session: Session, world: World, item: WorkItem, who: str
) -> None:
    assert refusal_of(attach, session, world, item, who=who) is Refusal.not_your_unit


def test_evidence_is_frozen_while_it_waits_for_a_verdict_and_after(
    session: Session, world: World, item: WorkItem
) -> None:
    document = attach(session, world, item, products=product_ids(session, item))
    khang, product = (
        world.actor("Khang"),
        session.get_one(WorkItemProduct, product_ids(session, item)[0]),
    )
    for who, action in (("Khang", Action.submit), ("Thư", Action.verify)):
        perform(
            session,
            world.actor(who),
            item,
            action,
            Request(),
            version=item.version,
            now=clock.now(),
        )
        session.commit()
        frozen = Refusal.evidence_frozen
        now = clock.now()
        assert refusal_of(attach, session, world, item) is frozen
        assert refusal_of(evidence.take_back, session, khang, item, document, now=now) is frozen
        assert refusal_of(evidence.explain, session, khang, item, product, "", now=now) is frozen


@pytest.mark.parametrize(
    ("link", "kept_at", "refusal"),
    [
        ("", "", Refusal.document_nowhere),
        ("javascript:alert(1)", "", Refusal.link_not_web),
        ("//evil.example", "Văn thư", Refusal.link_not_web),
    ],
)
def test_a_document_must_be_findable_and_its_link_a_web_address(
    session: Session, world: World, item: WorkItem, link: str, kept_at: str, refusal: Refusal
) -> None:
    facts = DocumentFacts(kind=DocumentKind.report, number="1/BC", link=link, kept_at=kept_at)
    khang, now = world.actor("Khang"), clock.now()
    found = refusal_of(evidence.attach, session, khang, item, facts, [], [], sha256s=[], now=now)
    assert found is refusal


MAY_READ = {
    # who: (while open, while open and restricted, when finished, when finished and restricted)
    "Khang": (True, True, True, True),
    "Kiên": (True, True, True, True),
    "Tâm": (True, True, True, True),
    "Thư": (True, True, True, True),
    "Long": (True, True, True, True),
    "Vân": (False, False, False, False),
    "Minh": (False, False, True, False),
    "Sơn": (False, False, False, False),
    "Ánh": (False, False, False, False),
}


@pytest.mark.parametrize("who", MAY_READ)
@pytest.mark.parametrize("restricted", [False, True])
def test_files_are_for_the_units_concerned_leaders_and_of_finished_work_for_viewers(
    session: Session, world: World, item: WorkItem, who: str, restricted: bool
) -> None:
    facts = DocumentFacts(kind=DocumentKind.decision, number="5/QĐ", is_restricted=restricted)
    document = attach(session, world, item, facts, products=product_ids(session, item))
    expected = MAY_READ[who]
    assert may_read_document(session, world.actor(who), document) is expected[restricted]
    for person, action in (("Khang", Action.submit), ("Thư", Action.verify)):
        perform(
            session,
            world.actor(person),
            item,
            action,
            Request(),
            version=item.version,
            now=clock.now(),
        )
    assert may_read_document(session, world.actor(who), document) is expected[2 + restricted]


def test_another_commune_reads_nothing(session: Session, world: World, item: WorkItem) -> None:
    document = attach(session, world, item)
    for name in world.ben.people:
        stranger = world.actor(name, place=world.ben)
        assert not may_read_document(session, stranger, document)


def test_nothing_is_taken_back_beside_a_submission_on_its_way(
    app: DonDoc, session: Session, world: World, item: WorkItem
) -> None:
    document = attach(session, world, item, products=product_ids(session, item))
    khang, item_id, document_id, now = world.actor("Khang"), item.id, document.id, clock.now()
    session.commit()
    refused: list[Refusal] = []

    def take_back() -> None:
        with app.app_context(), Session(db.engine) as other:
            found = other.get_one(WorkItem, item_id), other.get_one(Document, document_id)
            try:
                evidence.take_back(other, khang, *found, now=now)
                other.commit()
            except ActionRefused as error:
                refused.append(error.refusal)

    perform(session, khang, item, Action.submit, Request(), version=item.version, now=now)
    # The submission is flushed and not committed yet: the other has to wait for its end.
    beside = threading.Thread(target=take_back)
    beside.start()
    beside.join(timeout=0.5)
    session.commit()
    beside.join()
    assert refused == [Refusal.evidence_frozen]
    assert uncovered_products(session, item) == []
