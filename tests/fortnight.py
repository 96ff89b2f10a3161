"""A fortnight of an office with everything that makes it tell people something: items that fall
due day by day, others that are sent back over the web; and what is to have been told by its end.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Notification, OutboxMail, WorkItem
from app.services.audit import Broken, verify_chains
from app.services.passwords import hash_password
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan
from tests.fleet import Visitor
from tests.mail_sink import Sink
from tests.scheduling import MONDAY_MORNING, mail_settings, reading
from workflows.reminders import step_since
from workflows.states import Status

FIRST_DAY = MONDAY_MORNING
PASSWORD = "mười bốn ngày làm việc"
MADE_AT = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
DUE_OF_TAM = date(2026, 9, 21)
"""The one item of Tâm's centre; of the office of Khang and Kiên something falls due every day."""

REASON = "Thiếu danh mục kèm theo của 3 đơn vị, đề nghị bổ sung."


def prepare(
    app: DonDoc, session: Session, world: World, sink: Sink, days: Collection[int]
) -> dict[int, int]:
    """Fill the world and commit; return the item that was handed in for each of `days`, by day."""
    app.config.update(mail_settings(sink.port))
    plan = add_plan(session, world.mau, MADE_AT)
    for name in ("Thư", "Hoa"):
        world.person(name).password_hash = hash_password(PASSWORD)

    def add(lead: str, title: str, due_on: date, status: Status = Status.assigned) -> WorkItem:
        return add_item(
            session,
            world.mau,
            plan,
            lead=lead,
            title=title,
            due_on=due_on,
            now=MADE_AT,
            status=status,
        )

    add("hcc", "Báo cáo của Trung tâm", DUE_OF_TAM)
    for day in range(-3, 15):
        due_on = FIRST_DAY.date() + timedelta(days=day)
        add("kt", f"Báo cáo ngày {due_on:%d/%m}", due_on)
    handed_in = {
        day: add("kt", f"Hồ sơ {day}", date(2026, 12, 31), Status.submitted) for day in days
    }
    for item in handed_in.values():
        item.submitted_at, item.submitted_on = MADE_AT, MADE_AT.date()
        item.submitted_by = world.person("Khang").id
    session.flush()
    ids = {day: item.id for day, item in handed_in.items()}
    # The last word of this session: on SQLite it would keep every process from writing.
    session.commit()
    return ids


def decided_at_once(address: str, item_id: int) -> list[int]:
    """Four browsers of two people send the item back at the same moment; return their answers."""
    visitors = [Visitor(address) for _ in range(4)]
    for visitor, username in zip(visitors, ("thu.mau", "hoa.mau") * 2, strict=True):
        signed_in = visitor.post("/dang-nhap", {"username": username, "password": PASSWORD})
        assert signed_in == 302, signed_in
    typed = {"version": "1", "decision": "send_back", "reason": REASON}

    def decide(visitor: Visitor) -> int:
        return visitor.post(f"/cho-xac-nhan/{item_id}/gui-tra", typed)

    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(decide, visitors))


def reminded_days(due_dates: Sequence[date], days: Collection[int]) -> set[date]:
    """The days on which a unit with items due on these dates is reminded, when the jobs run on
    `days` (counted from the first) alone."""
    told, before = set(), -1
    for day in sorted(days):
        today = FIRST_DAY.date() + timedelta(days=day)
        after = FIRST_DAY.date() + timedelta(days=before)
        newly_late = any(after <= due_on < today for due_on in due_dates)
        if newly_late or any(step_since(due, due, after, today) for due in due_dates):
            told.add(today)
        before = day
    return told


def faults(
    session: Session,
    world: World,
    sink: Sink,
    handed_in: Mapping[int, int],
    days: Collection[int],
    in_flight: int = 0,
) -> list[str]:
    """What was not told exactly once, in words; empty where all is well.

    `in_flight`: how many processes died with a mail in their hands; so many may have come twice.
    """
    found = [*_notices(session, world, handed_in, days), *_mails(session, sink, in_flight)]
    with reading(session) as reader:
        found += [str(chain) for chain in verify_chains(reader) if isinstance(chain, Broken)]
    return found


def _notices(
    session: Session, world: World, handed_in: Mapping[int, int], days: Collection[int]
) -> list[str]:
    """Every reminder that was due and every item sent back, once to each person of the unit; and
    once to the administrator of each commune that its calendar was filled."""
    of_kt = [FIRST_DAY.date() + timedelta(days=day) for day in range(-3, 15)]
    wanted: set[tuple[str, str, str]] = {
        (name, "reminder", day.isoformat())
        for name, dates in (("Khang", of_kt), ("Kiên", of_kt), ("Tâm", [DUE_OF_TAM]))
        for day in reminded_days(dates, days)
    }
    wanted |= {
        (name, "work_item.send_back", f"/viec/{handed_in[day]}")
        for name in ("Khang", "Kiên")
        for day in days
    }
    places = (("", world.mau), (" xã Bên", world.ben))
    names = {
        person.id: f"{name}{of}" for of, place in places for name, person in place.people.items()
    }
    calendar = f"/quan-tri/ngay-nghi?nam={FIRST_DAY.year}"
    wanted |= {(f"Ánh{of}", "day_off.check", calendar) for of, _ in places}
    with reading(session) as reader:
        notices = reader.scalars(select(Notification)).all()
    told = Counter(
        (names[notice.person_id], "reminder", clock.local(notice.created_at).date().isoformat())
        if notice.key.startswith("remind:")
        else (names[notice.person_id], notice.kind, notice.path)
        for notice in notices
    )
    unmailed = [
        notice.key
        for notice in notices
        if notice.is_for_mail and not notice.mailed_at and _is_to_be_mailed(notice, days)
    ]
    return [
        *(f"not told: {one}" for one in sorted(wanted - told.keys())),
        *(f"told without need: {one}" for one in sorted(told.keys() - wanted)),
        *(f"told {times} times: {one}" for one, times in told.items() if times > 1),
        *(f"no mail was made of {key}" for key in unmailed),
    ]


def _is_to_be_mailed(notice: Notification, days: Collection[int]) -> bool:
    """False for a reminder of a weekend after which nobody worked."""
    made_on = clock.local(notice.created_at).date()
    lived = [FIRST_DAY.date() + timedelta(days=day) for day in days]
    later = [day for day in lived if day >= made_on and day.weekday() < 5]
    return bool(later) or not notice.key.startswith("remind:")


def _mails(session: Session, sink: Sink, in_flight: int) -> list[str]:
    with reading(session) as reader:
        mails = reader.scalars(select(OutboxMail)).all()
    composed = {mail.message_id for mail in mails}
    came = Counter(sink.message_ids)
    doubled = sum(times - 1 for times in came.values())
    more = [f"{doubled} doubled, {in_flight} were in flight"] if doubled > in_flight else []
    return [
        *(f"composed and not sent: {mail.key} {mail.error}" for mail in mails if not mail.sent_at),
        *(f"did not come: {one}" for one in composed - came.keys()),
        *(f"nobody composed {one}" for one in came.keys() - composed),
        *more,
    ]
