"""Many people at once on the same few items: they hand in, take back, verify, send back, decide on
many, open again, often on a page that is out of date; and what must be true afterwards.
"""

import random
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app import clock
from app.models import Appointment, Decision, Event, Person, WorkItem, WorkItemProduct
from app.services.audit import Broken, verify_chains
from app.services.sessions import start_session
from app.transactions import short_read
from tests.cast import World, add_item, add_plan
from tests.workflows.test_work_items import LEADS_TO
from workflows.states import VERDICTS, Action, Role, Status

REASON = "Lý do: thiếu chữ ký; gửi lại bản đã ký."
ITEMS = 20

Post = Callable[[str, str, Mapping[str, object]], tuple[int, str]]
"""(who, path, form) → (status, page)."""

POLITE = frozenset({200, 302, 403, 409, 422})
"""Done, or refused in words. 200 is the answer page of a decision on many."""

_STEPS: Mapping[Role, Sequence[Action]] = {
    Role.unit_head: (Action.submit, Action.withdraw),
    Role.standing_officer: (Action.verify, Action.ask_to_supplement, Action.send_back),
    Role.leader: (Action.reopen,),
}
_ADDRESS = {
    Action.submit: "/viec/{}/gui",
    Action.withdraw: "/viec/{}/rut-lai",
    Action.verify: "/cho-xac-nhan/{}/xac-nhan",
    Action.ask_to_supplement: "/cho-xac-nhan/{}/gui-tra",
    Action.send_back: "/cho-xac-nhan/{}/gui-tra",
    Action.reopen: "/viec/{}/mo-lai",
}


@dataclass
class Crowd:
    """The people by name with their roles and cookies, and the items they share."""

    roles: dict[str, Role] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    items: list[int] = field(default_factory=list)


@dataclass
class Tally:
    """What the people were answered: pages by status, and steps that were said to be done."""

    statuses: Counter[int] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int, action: Action, count: int) -> None:
        with self.lock:
            self.statuses[status] += 1
            self.done[action.value] += count


def gather(app: Flask, session: Session, world: World, people: int) -> Crowd:
    """`people` persons, two fifths each of Phòng Kinh tế and the standing office, the rest leaders,
    signed in; and the items, every product explained. Committed."""
    crowd, place, now = Crowd(), world.mau, clock.now()
    plan = add_plan(session, place, now)
    roles = (Role.unit_head, Role.standing_officer, Role.unit_head, Role.standing_officer)
    units = {Role.unit_head: "kt", Role.standing_officer: "vhxh"}
    for number in range(people):
        role = (*roles, Role.leader)[number % 5]
        person = Person(
            username=f"nguoi{number}",
            full_name=f"Người {number}",
            must_change_password=False,
            created_at=now,
        )
        session.add(person)
        session.flush()
        session.add(
            Appointment(
                commune_id=place.commune.id,
                person_id=person.id,
                unit_id=place.units[units[role]].id if role in units else None,
                role=role,
                title="Cán bộ",
                valid_from=date(2025, 1, 1),
            )
        )
        session.flush()
        crowd.roles[person.username] = role
        crowd.cookies[person.username] = _cookie(app, session, person, place.commune.id)
    due = now.date() + timedelta(days=10)
    crowd.items = [
        add_item(session, place, plan, lead="kt", title=f"Việc chung {n}", due_on=due, now=now).id
        for n in range(ITEMS)
    ]
    for line in session.scalars(select(WorkItemProduct)):
        line.explanation = "Gộp trong báo cáo quý của phòng."
    session.commit()
    return crowd


def _cookie(app: Flask, session: Session, person: Person, commune_id: int) -> str:
    token = start_session(session, person, commune_id, clock.now(), lasts=timedelta(days=7))
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return str(signer.dumps({"_user_id": token, "_fresh": True}))


def work_together(engine: Engine, crowd: Crowd, post: Post, *, seconds: float, seed: int) -> Tally:
    """Everybody works for `seconds`; return what they were answered."""
    tally, end = Tally(), time.monotonic() + seconds
    start = threading.Barrier(len(crowd.roles))

    def live(number: int, who: str) -> None:
        chance = random.Random(seed * 1000 + number)  # noqa: S311 - chance, no secret
        start.wait()
        while time.monotonic() < end:
            _one_step(engine, crowd, who, post, chance, tally)

    threads = [
        threading.Thread(target=live, args=(number, who)) for number, who in enumerate(crowd.roles)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def _one_step(
    engine: Engine, crowd: Crowd, who: str, post: Post, chance: random.Random, tally: Tally
) -> None:
    """Mostly something that is possible as things stand; now and then anything at all."""
    with short_read(engine) as glance:
        rows = glance.execute(select(WorkItem.id, WorkItem.status, WorkItem.version)).all()
    mine = _STEPS[crowd.roles[who]]
    if crowd.roles[who] is Role.standing_officer and chance.random() < 0.15:
        _decide_on_many(rows, who, post, chance, tally)
        return
    wild = chance.random() < 0.2
    possible = [
        (id_, version, action)
        for id_, status, version in rows
        for action in mine
        if wild or (status, action) in LEADS_TO
    ]
    if not possible:
        return
    id_, version, action = chance.choice(possible)
    seen = version - 1 if chance.random() < 0.1 else version
    typed = {"version": seen, "reason": REASON, "decision": action.value}
    status, _ = post(who, _ADDRESS[action].format(id_), typed)
    tally.note(status, action, 1 if status == 302 else 0)


def _decide_on_many(
    rows: Iterable[tuple[int, Status, int]],
    who: str,
    post: Post,
    chance: random.Random,
    tally: Tally,
) -> None:
    some = chance.sample(list(rows), 6)
    action = chance.choice(sorted(VERDICTS))
    typed = {
        "row": [f"{id_}:{version}" for id_, _, version in some],
        "decision": action.value,
        "reason": REASON,
    }
    status, page = post(who, "/cho-xac-nhan/nhieu", typed)
    said = re.search(r"<h1>Đã ghi (\d+) việc</h1>", page)
    tally.note(status, action, int(said[1]) if said else 0)


def faults(engine: Engine, crowd: Crowd, tally: Tally) -> list[str]:
    """What is not as it must be, in words; empty where all is well."""
    found = [
        f"{n} answers {status}" for status, n in tally.statuses.items() if status not in POLITE
    ]
    with short_read(engine) as session:
        events = session.scalars(
            select(Event).where(Event.kind.startswith("work_item.")).order_by(Event.seq)
        ).all()
        items = {item.id: item for item in session.scalars(select(WorkItem))}
        decisions = Counter(session.scalars(select(Decision.action)))
        found += [str(chain) for chain in verify_chains(session) if isinstance(chain, Broken)]
    told = Counter(event.kind.partition(".")[2] for event in events)
    if told != +tally.done:
        found.append(f"the record holds {dict(told)}, people were told {dict(+tally.done)}")
    for action in VERDICTS:
        if decisions[action] != told[action.value]:
            found.append(f"{decisions[action]} decisions {action}, {told[action.value]} events")
    by_item: dict[int | None, list[Event]] = defaultdict(list)
    for event in events:
        by_item[event.work_item_id].append(event)
    for item_id in crowd.items:
        found += _path_faults(items[item_id], by_item[item_id])
    return found


def _path_faults(item: WorkItem, history: Sequence[Event]) -> list[str]:
    """The item's history is a path of the regulation, and ends where the item stands."""
    found, status = [], Status.assigned
    for event in history:
        action = Action(event.kind.partition(".")[2])
        if event.old != status or LEADS_TO.get((status, action)) != event.new:
            found.append(f"item {item.id}: {action} from {event.old} to {event.new} in {status}")
        status = Status(event.new)
    if item.status is not status:
        found.append(f"item {item.id} is {item.status}, its history ends in {status}")
    if item.version != len(history) + 1:
        found.append(f"item {item.id} has version {item.version} after {len(history)} steps")
    return found
