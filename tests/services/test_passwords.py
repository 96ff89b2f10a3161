"""Passwords: what may be chosen, and how it is kept."""

import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.labels.accounts import ACCOUNT_REFUSAL, AccountRefusal
from app.services import passwords
from app.services.passwords import (
    hash_password,
    needs_rehash,
    password_problem,
    verify_password,
    words_of_commune,
)

LOCAL = ("khang.mau", "khang", "Trần Văn Khang", *words_of_commune("Xã Minh Đức"), "Tỉnh Mẫu")

FINE = (
    "ba con vịt bơi ngược",
    "quạt trần kêu to",
    "   dấu cách ở đầu",
    "đường làng mùa gặt",
    "Minh Đức trồng nhiều quế",
    "𝒳⛵🌾 thuyền lúa",
    "x1 y2 z3 t4 ổi mận",
    "a" * 40 + "bcd" + "e" * 60,
)

REFUSED = (
    ("", AccountRefusal.password_too_short),
    ("bảy7 ký", AccountRefusal.password_too_short),
    ("quế hồi " * 17, AccountRefusal.password_too_long),
    ("12345678", AccountRefusal.password_common),
    ("password", AccountRefusal.password_common),
    ("P@ssw0rd2026", AccountRefusal.password_common),
    ("Matkhau@123", AccountRefusal.password_common),
    ("mật khẩu 123", AccountRefusal.password_common),
    ("MatKhauMatKhau", AccountRefusal.password_common),
    ("anhyeuem1990", AccountRefusal.password_common),
    ("Hà Nội 2026", AccountRefusal.password_common),
    ("aaaaaaaaaaaa", AccountRefusal.password_common),
    ("1111222233", AccountRefusal.password_common),
    ("minhduc@2026", AccountRefusal.password_common),  # a name of many people, too
    ("xã Minh Đức 2026", AccountRefusal.password_local),
    ("UBND xã Minh Đức", AccountRefusal.password_local),
    ("cchc2026!", AccountRefusal.password_local),
    ("UBND@2025", AccountRefusal.password_local),
    ("khang.mau", AccountRefusal.password_local),
    ("Khang123456", AccountRefusal.password_local),
    ("tranvankhang", AccountRefusal.password_local),
    ("cchc ubnd hdnd", AccountRefusal.password_local),
)


def test_every_refusal_of_accounts_has_a_sentence() -> None:
    assert set(ACCOUNT_REFUSAL) == set(AccountRefusal)


@pytest.mark.parametrize("password", FINE)
def test_long_words_spaces_and_vietnamese_letters_are_fine(password: str) -> None:
    assert password_problem(password, LOCAL) is None


@pytest.mark.parametrize(("password", "problem"), REFUSED)
def test_short_common_and_local_ones_are_refused(password: str, problem: AccountRefusal) -> None:
    assert password_problem(password, LOCAL) is problem


def test_length_is_counted_in_composed_characters() -> None:
    password = "ắềộữỵậẫ"
    spread = unicodedata.normalize("NFD", password)
    assert len(password) == 7 and len(spread) > 14
    assert password_problem(spread) is AccountRefusal.password_too_short
    assert password_problem(unicodedata.normalize("NFD", password + "ẩ")) is None


def test_the_limits_themselves_are_allowed() -> None:
    assert password_problem("quế hồi ") is None
    assert password_problem("quế hồi " * 16) is None


def test_nothing_is_cut_off() -> None:
    long = "quế hồi thảo quả " * 7
    stored = hash_password(long)
    assert verify_password(stored, long)
    assert not verify_password(stored, long[:-1])
    assert not verify_password(stored, long + "a")


def test_composed_and_decomposed_typing_are_the_same_password() -> None:
    stored = hash_password("đường làng mùa gặt")
    assert verify_password(stored, unicodedata.normalize("NFD", "đường làng mùa gặt"))


def test_it_is_argon2id_with_the_parameters_of_the_house() -> None:
    assert hash_password("ba con vịt bơi").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hash_password("ba con vịt bơi") != hash_password("ba con vịt bơi")


def test_a_hash_of_other_parameters_is_to_be_replaced() -> None:
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    assert needs_rehash(weak.hash("ba con vịt bơi"))
    assert not needs_rehash(hash_password("ba con vịt bơi"))


@pytest.mark.parametrize("stored", [None, "", "not a hash", "$argon2id$v=19$m=19456,t=2,p=1$"])
def test_without_a_hash_no_password_fits(stored: str | None) -> None:
    assert not verify_password(stored, "nobody has this password")


def test_at_most_four_hashings_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock, pause = 0, 0, threading.Lock(), threading.Event()

    class SlowHasher:
        def hash(self, password: str) -> str:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            pause.wait(0.05)
            with lock:
                running -= 1
            return password

    monkeypatch.setattr(passwords, "HASHER", SlowHasher())
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(hash_password, ["ba con vịt bơi"] * 12))
    assert most == 4


def test_the_list_holds_folded_words_only() -> None:
    for word in passwords._common_words():
        assert word == passwords._squeezed(word)
