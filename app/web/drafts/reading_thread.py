"""A file that is being read while the request that brought it goes on, or is long over.

The reading itself runs in a process of its own (`app.plan_import.isolation`); here are the thread
that waits for it and the one that writes down what came of it.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.plan_import.isolation.parent import read_isolated
from app.plan_import.plan import PlanReading
from app.plan_import.problems import PlanRefused
from app.services import draft_reading
from app.services.draft_reading import FileRefusal, Progress
from app.storage import Storage
from app.transactions import short_write
from app.web.drafts.upload import Given
from workflows.permissions import Actor

_log = logging.getLogger(__name__)

_BETWEEN_NOTES = 1.0
"""Seconds between two looks at a reading; what has changed is written down."""


class FileUnfit(Exception):
    """The file was read, or could not be, and gives nothing; `refusal` says why."""

    def __init__(self, refusal: FileRefusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Basis:
    """What a file is read against beside what it says itself: the plan's year, its day of issue."""

    year: int | None = None
    issued_on: date | None = None


class BackgroundReading:
    """The reading of one file, begun at once. `unfit` says why what was read gives nothing."""

    def __init__(
        self,
        given: Given,
        unfit: Callable[[PlanReading], FileRefusal | None],
        basis: Basis,
    ) -> None:
        self.progress = Progress()
        self._given, self._unfit, self._basis = given, unfit, basis
        self._outcome: PlanReading | BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="plan-reading", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait at most so long; True when the reading has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def result(self) -> PlanReading:
        """What was read, once it has ended. Raises FileUnfit, and whatever nobody foresaw."""
        outcome = self._outcome
        if isinstance(outcome, PlanRefused):
            raise FileUnfit(FileRefusal(outcome.code.value, outcome.values)) from outcome
        if isinstance(outcome, BaseException):
            raise outcome
        assert outcome is not None  # noqa: S101  (asked before it has ended)
        refusal = self._unfit(outcome)
        if refusal is not None:
            raise FileUnfit(refusal)
        return outcome

    def _run(self) -> None:
        try:
            self._outcome = read_isolated(
                self._given.content,
                self._given.name,
                year=self._basis.year,
                issued_on=self._basis.issued_on,
                on_progress=self._note,
                on_waiting=self._wait_for,
            )
        except BaseException as error:
            # Raised again for whoever asks for the result.
            self._outcome = error

    def _note(self, done: int, of: int) -> None:
        self.progress = replace(self.progress, done=done, of=of)

    def _wait_for(self, before: int) -> None:
        self.progress = replace(self.progress, before=before)


@dataclass(frozen=True, slots=True)
class Follower:
    """Who writes down what comes of a reading that outlasts its request: as `actor`, into the
    draft whose reading began at `since`.
    """

    engine: Engine
    storage: Storage
    actor: Actor
    draft_id: int
    since: datetime

    def follow(self, reading: BackgroundReading) -> None:
        """Begin to follow in a thread of its own; to be called once the draft is committed."""
        threading.Thread(
            target=self._follow, args=(reading,), name="plan-following", daemon=True
        ).start()

    def _follow(self, reading: BackgroundReading) -> None:
        told: Progress | None = None
        sign_due = 0.0
        while not reading.wait(_BETWEEN_NOTES):
            progress = reading.progress
            if progress != told or time.monotonic() >= sign_due:
                self._note(progress)
                told = progress
                sign_due = time.monotonic() + draft_reading.BETWEEN_SIGNS.total_seconds()
        try:
            found = reading.result()
        except FileUnfit as unfit:
            self._refuse(unfit.refusal)
            return
        with short_write(self.engine) as session:
            draft_reading.finish_reading(
                session, self.actor, self.draft_id, self.since, found, clock.now()
            )

    def _note(self, progress: Progress) -> None:
        try:
            with short_write(self.engine) as session:
                draft_reading.note_progress(
                    session, self.actor, self.draft_id, self.since, progress, clock.now()
                )
        except SQLAlchemyError:
            # The reading goes on without this sign; the next one is tried in its time.
            _log.warning("no sign of the reading of draft %d", self.draft_id, exc_info=True)

    def _refuse(self, refusal: FileRefusal) -> None:
        with short_write(self.engine) as session:
            key = draft_reading.refuse_reading(
                session, self.actor, self.draft_id, self.since, refusal, clock.now()
            )
        if key is not None:
            self.storage.remove(key)
