"""A unit's update sheet with three rows, and how a browser fills it in."""

import re

from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app import clock
from app.models import Notification, Relation, TaskUnit, WorkItem
from app.services.plan_tasks import unit_row
from app.services.work_items import perform
from tests.cast import World, add_plan
from tests.ongoing import add_check_in, add_period_before
from workflows.requirements import Request
from workflows.states import Action, Status


class Sheet:
    """The sheet of Phòng Kinh tế for the third quarter, with three rows: the first needs no
    product, the second has said something in the second quarter, the third lacks its product."""

    def __init__(self, session: Session, world: World) -> None:
        now = clock.now()
        plan = add_plan(session, world.mau, now)
        self.session, self.world = session, world
        self.news = add_check_in(session, world.mau, plan, "Tuyên truyền trên đài", now)
        self.list = add_check_in(session, world.mau, plan, "Công khai thủ tục", now)
        self.proof = add_check_in(
            session, world.mau, plan, "Kiểm tra công vụ", now, products=("Biên bản",)
        )
        before = add_period_before(session, self.list, now)
        said = Request(result="Công khai 12 thủ tục", quantity="12 thủ tục")
        perform(
            session,
            world.actor("Khang"),
            before,
            Action.submit,
            said,
            version=before.version,
            now=now,
        )
        session.commit()
        self.unit_id = world.mau.units["kt"].id
        self.address = f"/phieu/{self.unit_id}/2026-Q3"
        self.mirror = f"/cho-xac-nhan/phieu/{self.unit_id}/2026-Q3"
        self.items = (self.news, self.list, self.proof)

    def form(self, client: FlaskClient, address: str = "") -> dict[str, str]:
        """The hidden boxes of the page as it is drawn now."""
        html = client.get(address or self.address).get_data(as_text=True)
        found = re.findall(r'name="(version(?:-\d+)?)" value="(-?\d+)"', html)
        return dict(found)

    def press(self, client: FlaskClient, step: str, **boxes: str):  # type: ignore[no-untyped-def]
        return client.post(self.address, data={**self.form(client), **boxes, "step": step})

    def share(self, item: WorkItem, *units: str) -> None:
        """Let units hold the item's lead slot beside the one that leads it."""
        for unit in units:
            unit_id = self.world.mau.units[unit].id
            held = unit_row(item.commune_id, item.task_id, unit_id, Relation.lead, 1, item.lead_id)
            self.session.execute(insert(TaskUnit), [held])
        self.session.commit()

    def status_of(self, item: WorkItem) -> Status:
        self.session.rollback()
        self.session.expire_all()
        return self.session.get_one(WorkItem, item.id).status

    def told(self, name: str, kind: str) -> list[Notification]:
        self.session.rollback()
        person = self.world.person(name)
        rows = self.session.scalars(
            select(Notification).where(
                Notification.person_id == person.id, Notification.kind == kind
            )
        )
        return list(rows)

    def answer(self, item: WorkItem, **boxes: str) -> dict[str, str]:
        return {f"{name}-{item.id}": words for name, words in boxes.items()}
