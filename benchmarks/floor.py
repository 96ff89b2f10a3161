"""The floor: the least that answers the four measured requests honestly. Written once.

A bare Flask application with Flask's signed cookie and SQLAlchemy on the same tables and rows. It
knows who is signed in (one row), reads what the page shows by plain joins, draws it with one flat
Jinja template, and changes a status in one transaction with one event. It has no permissions, no
translation, no macros, no rules of approval, no chain of hashes, no settings of its own for the
database. `FRAME` stands for everything around the rows: constant text, as long as makes the page
weigh what ours weighs.

It is never edited to look slower or to make the product look faster.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from flask import Flask, abort, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import (
    ColumnElement,
    Engine,
    create_engine,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from app.models import (
    ChainHead,
    Document,
    DocumentFile,
    Event,
    Evidence,
    Person,
    Plan,
    ProgressNote,
    Section,
    StoredFile,
    Task,
    TaskUnit,
    Unit,
    WorkItem,
    WorkItemProduct,
)
from app.transactions import sqlite_module

PAGE = 50
LATE: ColumnElement[bool] = literal_column(
    "work_item.status IN ('assigned', 'in_progress', 'returned')"
)

GRID = """CASE WHEN k.is_cancelled THEN 5
 WHEN k.completed_on IS NOT NULL AND k.due_on < k.completed_on THEN 1
 WHEN k.completed_on IS NOT NULL THEN 0
 WHEN k.earliest_open_due_on < :today THEN 3
 WHEN k.due_on IS NOT NULL THEN 2 ELSE 4 END"""
BY_UNIT = text(
    f"SELECT u.unit_id, {GRID} AS standing, count(*) FROM task t"
    " JOIN task_unit u ON u.commune_id = 1 AND u.task_id = t.id"
    " JOIN task_lead k ON k.id = u.lead_id"
    " WHERE t.commune_id = 1 AND t.plan_id = :plan AND u.relation = 'lead' GROUP BY 1, 2"
)
BY_SECTION = text(
    f"SELECT k.section_id, {GRID} AS standing, count(*) FROM task k"
    " WHERE k.commune_id = 1 AND k.plan_id = :plan GROUP BY 1, 2"
)


def make_floor(url: str, secret: str, today: date) -> Flask:
    """The floor on the database at `url`, where only commune 1 is; `today` is what lateness is
    counted from."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY=secret, FRAME={})
    options = {"module": sqlite_module()} if url.startswith("sqlite") else {}
    engine = create_engine(url, **options)
    app.extensions["engine"] = engine
    chain, numbers = _own_chain(engine), count(1)

    @contextmanager
    def signed_in() -> Iterator[tuple[Session, str]]:
        with Session(engine) as found:
            name = found.scalar(
                select(Person.full_name).where(Person.id == session.get("person_id"))
            )
            yield found, name or abort(401)

    def draw(page: str, **values: Any) -> str:
        frame = Markup(app.config["FRAME"].get(page, ""))  # noqa: S704 - our own constant text
        return render_template(f"{page}.html", frame=frame, today=today, **values)

    @app.get("/sign-in/<int:person_id>")
    def sign_in(person_id: int) -> str:
        session["person_id"] = person_id
        return ""

    @app.get("/late")
    def late() -> str:
        with signed_in() as (db, name):
            total = db.scalar(select(func.count()).select_from(WorkItem).where(*_late(today)))
            rows = db.execute(_late_rows(today).limit(PAGE)).all()
            return draw("late", name=name, total=total, rows=rows, notes=_notes(db, rows))

    @app.get("/grid/<int:plan_id>")
    def grid(plan_id: int) -> str:
        with signed_in() as (db, name):
            of_plan = WorkItem.plan_id == plan_id
            late_here = select(func.count()).select_from(WorkItem).where(*_late(today), of_plan)
            rows = db.execute(_late_rows(today).where(of_plan).limit(10)).all()
            waiting = select(func.count()).select_from(WorkItem)
            return draw(
                "grid",
                name=name,
                plan=db.execute(select(Plan.number, Plan.title).where(Plan.id == plan_id)).one(),
                units=db.execute(select(Unit.id, Unit.name).where(Unit.commune_id == 1)).all(),
                sections=db.execute(
                    select(Section.id, Section.title).where(Section.plan_id == plan_id)
                ).all(),
                by_unit=_table(db, BY_UNIT, plan_id, today),
                by_section=_table(db, BY_SECTION, plan_id, today),
                total=db.scalar(late_here),
                rows=rows,
                notes=_notes(db, rows),
                waiting=db.scalar(
                    waiting.where(
                        WorkItem.commune_id == 1,
                        literal_column("work_item.status = 'submitted'"),
                    )
                ),
            )

    @app.get("/item/<int:item_id>")
    def item(item_id: int) -> str:
        with signed_in() as (db, name):
            found = db.execute(
                select(WorkItem, Task, Section.title, Plan.number, Unit.name)
                .join(Task, Task.id == WorkItem.task_id)
                .join(Section, Section.id == Task.section_id)
                .join(Plan, Plan.id == WorkItem.plan_id)
                .join(Unit, Unit.id == WorkItem.lead_unit_id)
                .where(WorkItem.id == item_id)
            ).one()
            return draw(
                "item",
                name=name,
                found=found,
                products=db.execute(_products(item_id)).all(),
                documents=db.execute(_documents(item_id)).all(),
                units=db.execute(_units(found.Task.id)).all(),
                events=db.scalars(_history(item_id)).all(),
            )

    @app.post("/item/<int:item_id>")
    def accept(item_id: int) -> ResponseReturnValue:
        with signed_in() as (db, name):
            version = int(request.form["version"])
            changed = db.scalar(
                update(WorkItem)
                .where(WorkItem.id == item_id, WorkItem.version == version)
                .where(WorkItem.status == "assigned")
                .values(status="in_progress", version=version + 1)
                .returning(WorkItem.id)
            )
            if changed is None:
                abort(409)
            db.execute(insert(Event).values(_event(chain, next(numbers), item_id, name)))
            db.commit()
        return redirect(f"/item/{item_id}")

    return app


def _late(today: date) -> tuple[Any, ...]:
    return (WorkItem.commune_id == 1, LATE, WorkItem.due_on < today)


def _late_rows(today: date) -> Any:
    return (
        select(
            WorkItem.id,
            WorkItem.label,
            WorkItem.due_on,
            WorkItem.waiting_on,
            Task.title,
            Task.number,
            Section.code,
            Unit.short_name,
        )
        .join(Task, Task.id == WorkItem.task_id)
        .join(Section, Section.id == Task.section_id)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .where(*_late(today))
        .order_by(WorkItem.due_on, WorkItem.id)
    )


def _notes(db: Session, rows: Any) -> dict[int, Any]:
    """The last progress note of each row, by item."""
    notes = db.execute(
        select(ProgressNote.work_item_id, ProgressNote.result, ProgressNote.written_at)
        .where(ProgressNote.commune_id == 1, ProgressNote.work_item_id.in_([r.id for r in rows]))
        .order_by(ProgressNote.id)
    )
    return {note.work_item_id: note for note in notes}


def _table(db: Session, statement: Any, plan_id: int, today: date) -> dict[int, list[int]]:
    table: dict[int, list[int]] = {}
    for row_id, standing, number in db.execute(
        statement, {"plan": plan_id, "today": today.isoformat()}
    ):
        table.setdefault(row_id, [0] * 6)[standing] = number
    return table


def _products(item_id: int) -> Any:
    return (
        select(WorkItemProduct.id, WorkItemProduct.title, WorkItemProduct.explanation)
        .where(WorkItemProduct.commune_id == 1, WorkItemProduct.work_item_id == item_id)
        .order_by(WorkItemProduct.position)
    )


def _documents(item_id: int) -> Any:
    return (
        select(
            Evidence.product_id,
            Document.number,
            Document.issued_on,
            Document.subject,
            DocumentFile.id,
            StoredFile.original_name,
            StoredFile.size,
        )
        .join(Document, Document.id == Evidence.document_id)
        .join(
            DocumentFile, (DocumentFile.commune_id == 1) & (DocumentFile.document_id == Document.id)
        )
        .join(StoredFile, StoredFile.id == DocumentFile.file_id)
        .where(Evidence.commune_id == 1, Evidence.work_item_id == item_id)
    )


def _units(task_id: int) -> Any:
    return (
        select(TaskUnit.relation, Unit.name)
        .join(Unit, Unit.id == TaskUnit.unit_id)
        .where(TaskUnit.commune_id == 1, TaskUnit.task_id == task_id)
        .order_by(TaskUnit.position)
    )


def _history(item_id: int) -> Any:
    of_item = (Event.commune_id == 1, Event.work_item_id == item_id)
    return select(Event).where(*of_item).order_by(Event.seq.desc())


def _own_chain(engine: Engine) -> int:
    """A head of its own for the floor's events, so that those of the product stay whole."""
    with Session(engine) as found:
        head = ChainHead(name="floor", commune_id=None)
        found.add(head)
        found.commit()
        return int(head.id)


def _event(chain: int, number: int, item_id: int, name: str) -> dict[str, Any]:
    return {
        "chain_id": chain,
        "seq": number,
        "commune_id": 1,
        "happened_at": datetime.now(UTC),
        "kind": "work_item.accept",
        "person_name": name,
        "subject": "work_item",
        "subject_id": item_id,
        "work_item_id": item_id,
        "old": "assigned",
        "new": "in_progress",
        "data": {},
        "prev_hash": "",
        "hash": "",
    }


__all__ = ["make_floor"]
