"""What a unit answers of one ongoing task for one update period: a row of its *phiếu kỳ cập nhật*.

Values in, values out: what a row still lacks, and what "như kỳ trước" puts into it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from typing import Any

from workflows.states import MINIMUM_REASON


@dataclass(frozen=True, slots=True)
class Answer:
    """The boxes of a row, stripped. `reason` says why where `nothing_arose` is set."""

    result: str = ""
    quantity: str = ""
    difficulties: str = ""
    proposals: str = ""
    nothing_arose: bool = False
    reason: str = ""

    @property
    def says_what_was_done(self) -> bool:
        """True where the row says a result, a quantity, or that nothing arose."""
        return bool(self.result or self.quantity or self.nothing_arose)


class Lack(StrEnum):
    """What keeps a row from being handed in. `answer`: nobody wrote one yet; the other two stand
    in the way of an answer that was written."""

    answer = auto()
    reason = auto()
    products = auto()


def lack_of(answer: Answer, uncovered_products: Sequence[str]) -> Lack | None:
    """Return what the row lacks, None where it can be handed in.

    `uncovered_products` are those of the checklist without evidence or explanation; where nothing
    arose there is nothing to prove.
    """
    if not answer.says_what_was_done:
        return Lack.answer
    if answer.nothing_arose:
        return None if len(answer.reason) >= MINIMUM_REASON else Lack.reason
    return Lack.products if uncovered_products else None


def as_before(answer: Answer, before: Answer | None) -> Answer:
    """Return `answer` with what was said of the period before, where it says nothing itself.

    What somebody wrote stays; difficulties and proposals belong to their own period.
    """
    if before is None or answer.says_what_was_done:
        return answer
    return replace(
        answer,
        result=before.result,
        quantity=before.quantity,
        nothing_arose=before.nothing_arose,
        reason=before.reason,
    )


def answer_from_json(data: Mapping[str, Any]) -> Answer:
    """Read what `answer_to_json` wrote; boxes it does not name are empty."""
    return Answer(
        result=str(data.get("result", "")),
        quantity=str(data.get("quantity", "")),
        difficulties=str(data.get("difficulties", "")),
        proposals=str(data.get("proposals", "")),
        nothing_arose=bool(data.get("nothing_arose", False)),
        reason=str(data.get("reason", "")),
    )


def answer_to_json(answer: Answer) -> dict[str, str | bool]:
    """Write an answer as a flat JSON object, a key for each box."""
    return {
        "result": answer.result,
        "quantity": answer.quantity,
        "difficulties": answer.difficulties,
        "proposals": answer.proposals,
        "nothing_arose": answer.nothing_arose,
        "reason": answer.reason,
    }


__all__ = ["Answer", "Lack", "answer_from_json", "answer_to_json", "as_before", "lack_of"]
