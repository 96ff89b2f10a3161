"""Forms of the versions: the file, a pair made by hand, decisions on reported work, a reason."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.validators import Length

from app.models import MatchDecision
from app.queries.plan_versions import ComparedTask
from app.web.drafts.forms import VersionForm
from app.web.fields import TextField, row_id

GONE = "gone"
"""What a form says for a task that no row stands for."""


class ReasonForm(VersionForm):
    """A change that says why."""

    reason = TextField(
        _l("Lý do"),
        validators=[Length(max=2000, message=_l("Rút gọn còn tối đa %(max)d ký tự."))],
    )


def read_pair(form: MultiDict[str, str]) -> tuple[int, int | None] | None:
    """(task id, row id or None for one that is gone) as the form says; None for anything that was
    never on a page."""
    row = form.get("row", "")
    try:
        return row_id(form.get("task", "")), None if row == GONE else row_id(row)
    except ValueError:
        return None


def read_decisions(
    form: MultiDict[str, str], lines: Iterable[ComparedTask]
) -> dict[int, MatchDecision]:
    """Task id → decision, of the lines that ask for one; what was left open is left out."""
    known = MatchDecision.__members__
    typed = {
        line.task.key: form.get(f"decision-{line.task.key}", "") for line in lines if line.asks
    }
    return {task_id: MatchDecision(word) for task_id, word in typed.items() if word in known}
