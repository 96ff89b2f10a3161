"""Accounts: proving who one is, one-time links, the first administrator."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import median
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.accounts import AccountRefusal, AccountRefused, account_refusal_text
from app.models import Appointment, Commune, Event, LinkPurpose, OneTimeLink, Person, UserSession
from app.services import accounts, links, passwords
from app.services import sign_in as signing
from app.services.sign_in import Browser
from app.transactions import short_write
from app.web.edge import DonDoc
from tests.cast import World
from tests.conftest import TestClock
from tests.signing_in import ANOTHER, PASSWORD, give_passwords, password_hash
from workflows.states import Role

BROWSER = Browser("10.0.0.1", "a test", timedelta(days=7))


@pytest.fixture(autouse=True)
def _passwords(session: Session, world: World) -> None:
    give_passwords(session, world.mau)


def _refusal(username: str, password: str, address: str = "10.0.0.1") -> AccountRefusal | None:
    try:
        signing.prove(db.engine, username, password, address, clock.now())
    except AccountRefused as refused:
        return refused.refusal
    return None


def _kinds(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Event.kind).order_by(Event.id)))


def test_the_right_password_proves_whoever_types_the_name_with_marks(world: World) -> None:
    assert _refusal("khang.mau", PASSWORD) is None
    assert _refusal("  Khang.Mau ", PASSWORD) is None
    assert _refusal("Thư.mau", PASSWORD) is None


def test_a_wrong_name_a_wrong_password_and_a_closed_account_are_one_refusal(
    session: Session, world: World
) -> None:
    world.person("Kiên").disabled_at = clock.now()
    world.person("Tâm").password_hash = None
    session.commit()
    cases = (
        ("khang.mau", "sai mật khẩu"),
        ("nobody.here", PASSWORD),
        ("kien.mau", PASSWORD),
        ("tam.mau", PASSWORD),
        ("tam.mau", "nobody has this password"),
        ("", ""),
        ("a\x00b", "\x00"),
    )
    for username, password in cases:
        assert _refusal(username, password) is AccountRefusal.wrong_credentials, username


def _statements(username: str, address: str) -> list[str]:
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        # The installation's chain is asked for as IS NULL and its events leave columns out.
        seen.append(re.sub(r"(commune_id IS|INSERT INTO event) .*", r"\1 …", statement))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert _refusal(username, "sai mật khẩu", address) is AccountRefusal.wrong_credentials
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return seen


def test_known_and_unknown_names_run_the_same_statements_and_hash_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    verify = passwords.PasswordHasher.verify

    def noting(self: Any, stored: str, password: str) -> bool:
        hashed.append(stored[:30])
        return verify(self, stored, password)

    _statements("khang.mau", "10.0.1.1"), _statements("nobody.here", "10.0.1.2")  # first chains
    monkeypatch.setattr(passwords.PasswordHasher, "verify", noting)
    known, unknown = _statements("khang.mau", "10.0.1.3"), _statements("nobody.here", "10.0.1.4")
    assert known == unknown
    assert len(hashed) == 2 and hashed[0] == hashed[1]


def test_known_and_unknown_names_take_the_same_time(world: World, test_clock: TestClock) -> None:
    """Computing time of this thread, so that a busy machine does not blur it; medians of 25."""
    spent: dict[str, list[float]] = {"khang.mau": [], "nobody.here": []}
    for _ in range(25):
        test_clock.move(minutes=16)
        for username, samples in spent.items():
            began = time.thread_time()
            _refusal(username, "sai mật khẩu")
            samples.append(time.thread_time() - began)
    known, unknown = (median(samples) for samples in spent.values())
    assert abs(known - unknown) < 0.005, (known, unknown)


def test_one_account_from_one_address_has_five_tries(world: World) -> None:
    found = [_refusal("khang.mau", "sai mật khẩu") for _ in range(20)]
    assert found == [AccountRefusal.wrong_credentials] * 5 + [AccountRefusal.too_many_tries] * 15
    assert _refusal("khang.mau", PASSWORD) is AccountRefusal.too_many_tries


def test_an_account_that_does_not_exist_is_held_up_alike(world: World) -> None:
    found = [_refusal("nobody.here", "sai mật khẩu") for _ in range(20)]
    assert found == [AccountRefusal.wrong_credentials] * 5 + [AccountRefusal.too_many_tries] * 15


def test_one_address_has_thirty_tries_over_all_accounts(world: World) -> None:
    found = [_refusal(f"person{n}", PASSWORD) for n in range(60)]
    assert found == [AccountRefusal.wrong_credentials] * 30 + [AccountRefusal.too_many_tries] * 30
    assert _refusal("khang.mau", PASSWORD, "10.0.0.2") is None


def test_many_addresses_together_have_twenty_five_tries_on_one_account(world: World) -> None:
    found = [_refusal("khang.mau", "sai mật khẩu", f"10.1.{n}.1") for n in range(40)]
    assert found == [AccountRefusal.wrong_credentials] * 25 + [AccountRefusal.too_many_tries] * 15


def test_strangers_cannot_keep_somebody_out_of_his_own_office(
    session: Session, world: World
) -> None:
    proven = signing.prove(db.engine, "khang.mau", PASSWORD, "10.0.0.1", clock.now())
    signing.enter(session, proven, BROWSER, clock.now())
    session.commit()
    for n in range(40):
        _refusal("khang.mau", "sai mật khẩu", f"10.1.{n}.1")
    assert _refusal("khang.mau", PASSWORD, "10.9.9.9") is AccountRefusal.too_many_tries
    assert _refusal("khang.mau", PASSWORD, "10.0.0.1") is None


def test_nobody_is_kept_out_for_ever_by_tries_that_go_on(
    world: World, test_clock: TestClock
) -> None:
    got_in = 0
    for _ in range(6):
        for _ in range(6):
            _refusal("khang.mau", "sai mật khẩu")
        test_clock.move(minutes=15)
        got_in += _refusal("khang.mau", PASSWORD) is None
    assert got_in == 6


def test_who_gets_in_uses_up_no_try_of_his_colleagues(session: Session, world: World) -> None:
    for _ in range(4):
        for name in ("khang.mau", "kien.mau", "thu.mau", "hoa.mau", "van.mau", "tam.mau") * 2:
            proven = signing.prove(db.engine, name, PASSWORD, "10.0.0.1", clock.now())
            signing.enter(session, proven, BROWSER, clock.now())
            session.commit()
    assert [_refusal(f"person{n}", PASSWORD) for n in range(31)].count(
        AccountRefusal.wrong_credentials
    ) == 30


def test_eight_at_once_on_one_account_have_five_tries(world: World, app: DonDoc) -> None:
    engine, now = db.engine, clock.now()

    def attempt(number: int) -> AccountRefusal | None:
        try:
            signing.prove(engine, "khang.mau", "sai mật khẩu", "10.0.0.1", now)
        except AccountRefused as refused:
            return refused.refusal
        return None

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(attempt, range(16)))
    assert found.count(AccountRefusal.wrong_credentials) == 5
    assert found.count(AccountRefusal.too_many_tries) == 11


def test_the_refusal_says_when_to_come_again(world: World) -> None:
    for _ in range(5):
        _refusal("khang.mau", "sai mật khẩu")
    with pytest.raises(AccountRefused) as caught:
        signing.prove(db.engine, "khang.mau", PASSWORD, "10.0.0.1", clock.now())
    assert "Thử lại sau 08:15" in account_refusal_text(caught.value)


def test_failures_and_one_lock_are_in_the_record_without_what_was_typed(
    session: Session, world: World
) -> None:
    for _ in range(9):
        _refusal("khang.mau", "sai mật khẩu")
    _refusal("gõ nhầm mật khẩu vào đây", PASSWORD)
    session.rollback()
    events = session.scalars(select(Event).order_by(Event.id)).all()
    refused = [e for e in events if e.kind == "account.sign_in_refused"]
    locked = [e for e in events if e.kind == "account.locked"]
    khang = world.person("Khang")
    assert len(refused) == 6 and len(locked) == 1
    assert {e.commune_id for e in refused[:5] + locked} == {world.mau.commune.id}
    assert {e.subject_id for e in refused[:5] + locked} == {khang.id}
    assert {e.person_id for e in refused} == {None}
    assert refused[0].address == "10.0.0.1"
    unknown = refused[5]
    assert (unknown.commune_id, unknown.subject_id) == (None, None)
    assert unknown.data == {"address": "10.0.0.1"}
    for each in events:
        assert "gõ nhầm" not in repr(vars(each)) and PASSWORD not in repr(vars(each))


def test_a_password_changed_between_the_check_and_the_door_opens_nothing(
    session: Session, world: World
) -> None:
    proven = signing.prove(db.engine, "khang.mau", PASSWORD, "10.0.0.1", clock.now())
    world.person("Khang").password_hash = passwords.hash_password(ANOTHER)
    session.commit()
    with pytest.raises(AccountRefused):
        signing.enter(session, proven, BROWSER, clock.now())


def test_an_account_disabled_between_the_check_and_the_door_opens_nothing(
    session: Session, world: World
) -> None:
    proven = signing.prove(db.engine, "khang.mau", PASSWORD, "10.0.0.1", clock.now())
    world.person("Khang").disabled_at = clock.now()
    session.commit()
    with pytest.raises(AccountRefused):
        signing.enter(session, proven, BROWSER, clock.now())


def test_a_hash_of_older_parameters_is_replaced_at_sign_in(session: Session, world: World) -> None:
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    world.person("Khang").password_hash = weak.hash(PASSWORD)
    session.commit()
    proven = signing.prove(db.engine, "khang.mau", PASSWORD, "10.0.0.1", clock.now())
    signing.enter(session, proven, BROWSER, clock.now())
    session.commit()
    stored = world.person("Khang").password_hash or ""
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify_password(stored, PASSWORD)


def test_only_the_hash_of_a_link_is_stored_and_it_has_256_bits(
    session: Session, world: World
) -> None:
    person = world.person("Minh")
    token = links.make_link(session, person, LinkPurpose.set_password, clock.now(), None)
    stored = session.scalars(select(OneTimeLink)).one()
    assert len(token) == 43 and token not in repr(vars(stored))
    assert stored.expires_at - stored.created_at == timedelta(hours=24)


def test_two_at_once_cannot_both_use_a_link(session: Session, world: World, app: DonDoc) -> None:
    person = world.person("Minh")
    token = links.make_link(session, person, LinkPurpose.set_password, clock.now(), None)
    session.commit()
    engine, now, gate = db.engine, clock.now(), threading.Barrier(4)

    def use(number: int) -> bool:
        gate.wait()
        try:
            with short_write(engine) as own:
                accounts.use_link(own, token, password_hash(), BROWSER, now)
        except AccountRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [False, False, False, True]


def test_there_is_no_link_for_a_first_administrator_where_there_is_one(
    session: Session, world: World
) -> None:
    assert links.first_administrator_link(session, "http://localhost", clock.now()) is None
    assert session.scalar(select(func.count()).select_from(OneTimeLink)) == 0


def _without_administrators(session: Session) -> None:
    for appointment in session.scalars(
        select(Appointment).where(Appointment.role == Role.administrator)
    ):
        session.delete(appointment)
    session.flush()


def test_a_second_start_replaces_the_link_and_not_the_person(
    session: Session, world: World
) -> None:
    _without_administrators(session)
    before = session.scalar(select(func.count()).select_from(Person)) or 0
    first = links.first_administrator_link(session, "http://localhost/", clock.now())
    again = links.first_administrator_link(session, "http://localhost/", clock.now())
    assert first and again and first != again
    assert again.startswith("http://localhost/lien-ket/")
    assert session.scalar(select(func.count()).select_from(Person)) == before + 1
    with pytest.raises(AccountRefused):
        links.find_link(session, first.rpartition("/")[2], clock.now())
    link, person = links.find_link(session, again.rpartition("/")[2], clock.now())
    assert link.purpose is LinkPurpose.first_administrator
    assert person.disabled_at is not None


def test_the_first_administrator_names_commune_and_self(session: Session, world: World) -> None:
    _without_administrators(session)
    address = links.first_administrator_link(session, "http://localhost", clock.now())
    assert address is not None
    names = accounts.FirstNames("Phường Mẫu Mới", "Tỉnh Mẫu", "Nguyễn Thị Quản", "quan.nt")
    person, _ = accounts.use_link(
        session,
        address.rpartition("/")[2],
        password_hash(),
        BROWSER,
        clock.now(),
        names=names,
    )
    commune = session.get_one(Commune, world.mau.commune.id)
    assert (commune.name, commune.code) == ("Phường Mẫu Mới", "phuong-mau-moi")
    assert (person.username, person.full_name) == ("quan.nt", "Nguyễn Thị Quản")
    assert person.disabled_at is None and not person.must_change_password
    signed_in = session.scalars(select(UserSession)).one()
    assert (signed_in.person_id, signed_in.commune_id) == (person.id, commune.id)
    assert "account.use_link" in session.scalars(select(Event.kind)).all()
    assert links.first_administrator_link(session, "http://localhost", clock.now()) is None
