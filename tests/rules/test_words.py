"""Every code has its words, in Vietnamese and in English."""

import enum
import inspect
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask_babel import force_locale

from app import models
from app.labels import events, refusals, words
from app.web.edge import DonDoc
from workflows import deadlines, states
from workflows.deadlines.lateness import Standing

CATALOGUE = Path(__file__).parents[2] / "app" / "translations" / "en" / "LC_MESSAGES"

NOT_SHOWN = {"CompletionDay", "LinkPurpose", "Right", "Before", "TaskKind"}
"""Enums of settings and rights: their forms word them."""


def _enums() -> list[type[enum.Enum]]:
    found = {Standing}
    for module in (states, deadlines, models):
        found |= {
            member
            for _, member in inspect.getmembers(module, inspect.isclass)
            if issubclass(member, enum.Enum) and member.__name__ not in NOT_SHOWN
        }
    return sorted(found - {states.Refusal}, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", _enums(), ids=lambda kind: kind.__name__)
def test_every_code_has_its_words(kind: type[enum.Enum]) -> None:
    for member in kind:
        assert words.label(member)


def test_every_refusal_is_worded() -> None:
    assert set(refusals.REFUSAL) == set(states.Refusal)


def _catalogue():  # type: ignore[no-untyped-def]
    with (CATALOGUE / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def test_every_sentence_has_its_english() -> None:
    missing = [
        message.id
        for message in _catalogue()
        if message.id and (not message.string or message.fuzzy or not _complete(message))
    ]
    assert not missing


def _complete(message) -> bool:  # type: ignore[no-untyped-def]
    return not message.pluralizable or all(message.string)


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    import io

    compiled = io.BytesIO()
    write_mo(compiled, _catalogue())
    assert (CATALOGUE / "messages.mo").read_bytes() == compiled.getvalue(), (
        "run: python3 run.py flask translate"
    )


def test_the_catalogue_knows_every_sentence_of_the_program(app: DonDoc) -> None:
    from app.cli.translate import extract

    known = {_key(message) for message in _catalogue() if message.id}
    wanted = {_key(message) for message in extract() if message.id}
    assert wanted == known, "run: python3 run.py flask translate, then word what is new"


def _key(message) -> str:  # type: ignore[no-untyped-def]
    return message.id[0] if isinstance(message.id, tuple) else message.id


def test_an_english_reader_reads_english(app: DonDoc) -> None:
    with app.test_request_context(), force_locale("en"):
        assert words.label(states.Status.submitted) == "Awaiting verification"
        assert events.event_text("work_item.verify") == "Verify"
