"""No page reads a growing table from end to end: every query finds its rows by an index (SQLite).

The database of a test is nearly empty, but the planner does not know: it goes by the statistics
that every migration writes (`app.transactions.write_statistics`), those of a large office.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import Person
from app.queries.additional_tasks import plans_and_outside
from app.queries.items import late_items, waiting_for_verdict
from app.queries.overview import grid_of
from app.queries.waiting import count_waiting
from app.transactions import reading
from app.web.edge import DonDoc
from tests.rules.conftest import Everything

GROWING = (
    "document",
    "document_file",
    "due_date_request",
    "event",
    "evidence",
    "explanation",
    "late_flag",
    "notification",
    "outbox",
    "product",
    "progress_note",
    "stored_file",
    "task",
    "task_lead",
    "task_revision",
    "task_schedule",
    "task_unit",
    "work_item",
    "work_item_product",
)
SCAN = re.compile(rf"^SCAN (?:{'|'.join(GROWING)})(?:_\d+)?\b")
TODAY = date(2026, 9, 14)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Asked = list[tuple[str, Any]]


@contextmanager
def asked(engine: Engine) -> Iterator[Asked]:
    """The SELECTs sent meanwhile, with their parameters."""
    found: Asked = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            found.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def plan_of(statement: str, parameters: Any) -> list[str]:
    """The steps by which SQLite answers the statement."""
    with reading(), db.engine.connect() as connection:
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [step[3] for step in steps]


def scans(found: Asked) -> set[tuple[str, str]]:
    return {
        (step, statement)
        for statement, parameters in found
        for step in plan_of(statement, parameters)
        if SCAN.match(step)
    }


def test_a_scan_is_seen_where_there_is_one(session: Session, everything: Everything) -> None:
    assert scans([("SELECT id FROM task_unit WHERE position = ?", (1,))])
    assert not scans([("SELECT id FROM task_unit WHERE id = ?", (1,))])


def test_no_page_scans_a_growing_table(
    app: DonDoc, everything: Everything, client_for: Callable[[Person], FlaskClient]
) -> None:
    pages = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments <= everything.ids.keys()
    ]
    with app.test_request_context():
        addresses = {
            rule.endpoint: app.url_map.bind("localhost").build(
                rule.endpoint, {name: everything.ids[name] for name in rule.arguments}
            )
            for rule in pages
        }
    slow: dict[str, set[tuple[str, str]]] = {}
    for name in ("Thư", "Khang", "Long", "Ánh"):
        client = client_for(everything.world.person(name))
        for endpoint, address in addresses.items():
            with asked(db.engine) as found:
                client.get(address).close()
            if scans(found):
                slow[endpoint] = scans(found)
    assert not slow


def _plans(session: Session, everything: Everything) -> str:
    """How the overview's figures are found, as one text."""
    actor = everything.world.actor("Thư")
    (plan, *_), _ = plans_and_outside(session, actor, TODAY, limit=1)
    with asked(db.engine) as found:
        grid_of(session, plan, TODAY)
        late_items(session, actor, TODAY)
        waiting_for_verdict(session, actor, TODAY)
        count_waiting(session, actor)
    session.rollback()
    return "\n".join(step for query in found for step in plan_of(*query))


def test_the_overview_uses_the_indexes_made_for_it(
    session: Session, everything: Everything
) -> None:
    used = _plans(session, everything)
    assert used.count("ix_task_plan (commune_id=? AND plan_id=?)") == 2
    assert used.count("ix_work_item_with_lead (commune_id=? AND due_on<?)") == 2
    assert used.count("ix_work_item_submitted") == 2


def test_without_the_statistics_it_would_not(session: Session, everything: Everything) -> None:
    session.rollback()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    db.engine.dispose()
    used = _plans(session, everything)
    assert used.count("ix_task_plan (commune_id=? AND plan_id=?)") < 2
