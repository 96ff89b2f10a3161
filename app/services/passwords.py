"""Passwords: hashed with argon2id outside any transaction, compared in equal time, refused when
guessable.

Parameters after OWASP (19 MiB, two passes, one lane: about 20 ms). Each hashing takes its memory
for itself, so no more than four run at once in a process; the rest wait.
"""

import re
import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.labels.accounts import AccountRefusal
from workflows.text import fold, nfc

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
AT_ONCE = 4
_turns = threading.BoundedSemaphore(AT_ONCE)

MINIMUM_LENGTH = 8
MAXIMUM_LENGTH = 128
ENOUGH_LEFT = 5
"""Letters a password must have beside the words everybody in the office would try."""

OFFICE_WORDS = ("cchc", "caicachhanhchinh", "ubnd", "hdnd", "uybannhandan", "dondoc", "chuyenvien")
KINDS_OF_COMMUNE = ("xa", "phuong", "thitran", "dackhu", "ubnd")

_ENDS = re.compile(r"^[\d\W_]+|[\d\W_]+$")
_LOOKALIKES = str.maketrans("@0$1!3", "aosiie")


def hash_password(password: str) -> str:
    """The argon2id hash of the password in composed form (NFC), whole, with its own salt."""
    with _turns:
        return HASHER.hash(nfc(password))


def verify_password(stored: str | None, password: str) -> bool:
    """True where `password` is the one hashed in `stored`.

    Without a stored hash (nobody of that name, no password yet) a hash that nothing matches is
    worked through, so that the answer takes as long.
    """
    standard = _unmatched()
    with _turns:
        try:
            return HASHER.verify(stored or standard, nfc(password)) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """True where `stored` was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)


@cache
def _unmatched() -> str:
    return HASHER.hash("nobody has this password")


@cache
def _common_words() -> frozenset[str]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def password_problem(password: str, local_words: Iterable[str] = ()) -> AccountRefusal | None:
    """Why the password may not be chosen, or None where it may.

    Characters are counted in composed form (NFC); any are allowed. `local_words` are those a
    colleague would try first: the username, the commune's name, the person's own. No mixture of
    kinds of character is demanded (NIST SP 800-63B, 3.1.1.2); what is refused is what is guessed.
    """
    password = nfc(password)
    if len(password) < MINIMUM_LENGTH:
        return AccountRefusal.password_too_short
    if len(password) > MAXIMUM_LENGTH:
        return AccountRefusal.password_too_long
    if _is_common(password):
        return AccountRefusal.password_common
    if _is_local(password, local_words):
        return AccountRefusal.password_local
    return None


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def _is_common(password: str) -> bool:
    bare = _squeezed(password)
    word = bare.strip("0123456789")
    # p@ssw0rd and passw0rd2026 are tried as early as password itself.
    spelled = _squeezed(_ENDS.sub("", password).translate(_LOOKALIKES))
    known = _common_words()
    repeated = len(set(nfc(password).casefold())) < 4
    return repeated or bool({bare, word, spelled, _halved(bare), _halved(word)} & known)


def _halved(text: str) -> str:
    """The half of a text that is written twice (matkhaumatkhau), else the text."""
    half = len(text) // 2
    return text[:half] if text[:half] == text[half:] else text


def _is_local(password: str, local_words: Iterable[str]) -> bool:
    left = _squeezed(password)
    words = {_squeezed(word) for word in local_words} | set(OFFICE_WORDS)
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= 3:
            left = left.replace(word, "")
    if left == _squeezed(password):
        return False
    left = re.sub("|".join(KINDS_OF_COMMUNE), "", left)
    return len(re.sub(r"\d", "", left)) < ENOUGH_LEFT


def words_of_commune(name: str) -> tuple[str, ...]:
    """The commune's name as it would be typed: with and without "xã" or "phường" before it."""
    bare = re.sub(r"^(xa|phuong|thi tran|dac khu)\s+", "", fold(name))
    return (name, bare)
