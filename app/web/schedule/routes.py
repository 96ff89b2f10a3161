"""Lịch chạy: the jobs, their runs, a run at once; the mails, and those that did not go out."""

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.channels.mail import MailChannel, MailSettings
from app.extensions import db
from app.labels.jobs import PURPOSE, job_name, timetable_words
from app.labels.mails import (
    MailRefused,
    answer_of,
    endpoint_failure_words,
    failure_words,
    kind_words,
    mail_refusal_text,
)
from app.queries.job_runs import runs_of
from app.queries.outbox import (
    MailState,
    count_mails,
    mail_of_commune,
    mail_page,
    names_of_commune,
    stopped_addresses,
)
from app.queries.people import person_of_commune
from app.services.addresses import use_address_again as lift
from app.services.job_runs import ask_for
from app.services.mail_again import send_again as put_back
from app.web.access import access, current_actor
from app.web.fields import options, row_id
from app.web.schedule.forms import STATE, MailFilterForm
from app.web.schedule.lines import run_lines, schedule, sentence
from workflows.states import Role
from workflows.timetable import Job, job_named

blueprint = Blueprint("schedule", __name__)

_SECONDS_BETWEEN_LOOKS = 5


@blueprint.get("/lich-chay")
@access(Role.administrator, Role.standing_officer)
def index() -> ResponseReturnValue:
    """Every job: what for, last run, how long, what it did, next run. Looks again by itself while a
    run that was asked for is under way."""
    session, actor = db.session(), current_actor()
    found = schedule(session, clock.now())
    page = render_template(
        "schedule/index.html",
        schedule=found,
        failed_mails=count_mails(session, actor, MailState.failed),
        may_run=actor.has_role(Role.administrator),
    )
    again = {"Refresh": str(_SECONDS_BETWEEN_LOOKS)} if found.is_moving else {}
    return make_response(page, 200, again)


@blueprint.get("/lich-chay/viec/<job>")
@access(Role.administrator, Role.standing_officer)
def runs(job: str) -> str:
    """The runs of one job, the newest first; `before` is the id of the last one seen."""
    session, found = db.session(), _job(job)
    page = runs_of(session, found, request.args.get("before", type=row_id))
    following = None
    if page.next_before is not None:
        following = url_for("schedule.runs", job=found.name, before=page.next_before)
    return render_template(
        "schedule/runs.html",
        title=job_name(found.name),
        purpose=sentence(str(PURPOSE[found.name])),
        timetable=timetable_words(found),
        lines=run_lines(session, page.runs, clock.now()),
        following=following,
        first_href=url_for("schedule.runs", job=found.name) if "before" in request.args else None,
    )


@blueprint.post("/lich-chay/viec/<job>/chay")
@access(Role.administrator)
def run_now(job: str) -> ResponseReturnValue:
    """Ask for a run at the scheduler's next tick: nothing runs inside the request."""
    found = _job(job)
    title = job_name(found.name)
    if ask_for(db.session(), current_actor(), found, clock.now()):
        flash(
            gettext("Đã ghi yêu cầu chạy “%(job)s”. Kết quả hiện ở dòng của việc này.", job=title)
        )
    else:
        flash(gettext("“%(job)s” đang chờ chạy; không cần bấm thêm.", job=title))
    return redirect(url_for("schedule.index"))


@blueprint.get("/lich-chay/thu")
@access(Role.administrator, Role.standing_officer)
def mails() -> ResponseReturnValue:
    """The mails of the commune by their state, and the addresses that take none."""
    return _mails_page()


@blueprint.post("/lich-chay/thu/<int:outbox_mail_id>/gui-lai")
@access(Role.administrator)
def send_again(outbox_mail_id: int) -> ResponseReturnValue:
    """Put a mail that was not sent back among those that wait."""
    session, actor = db.session(), current_actor()
    mail = mail_of_commune(session, actor, outbox_mail_id) or abort(404)
    try:
        put_back(session, actor, mail, clock.now())
    except MailRefused as refused:
        session.rollback()
        return _mails_page(409, mail_refusal_text(refused))
    flash(gettext("Thư sẽ được gửi lại trong lượt gửi tới, trong vòng một phút."))
    return redirect(url_for("schedule.mails", state=MailState.waiting.value))


@blueprint.post("/lich-chay/dia-chi/<int:person_id>/dung-lai")
@access(Role.administrator)
def use_address_again(person_id: int) -> ResponseReturnValue:
    """Send to a stopped address again."""
    session, actor = db.session(), current_actor()
    person = person_of_commune(session, actor.commune_id, person_id) or abort(404)
    if lift(session, actor, person, clock.now()):
        flash(
            gettext(
                "Dùng lại địa chỉ của %(name)s. Thư trước đây không gửi được thì bấm Gửi lại thư.",
                name=person.full_name,
            )
        )
    else:
        flash(gettext("Địa chỉ của %(name)s đang dùng bình thường.", name=person.full_name))
    return redirect(url_for("schedule.mails"))


def _job(name: str) -> Job:
    try:
        return job_named(name)
    except KeyError:
        abort(404)


def _mails_page(status: int = 200, refusal: str | None = None) -> Response:
    actor, session = current_actor(), db.session()
    form = MailFilterForm(request.args)
    names = names_of_commune(session, actor)
    form.person.choices = options(
        [("", gettext("Tất cả")), *((str(id_), name) for id_, name in names)]
    )
    page = mail_page(session, actor, form.wanted(), request.args.get("before", type=row_id))
    following = None
    if page.next_before is not None:
        following = url_for("schedule.mails", **{**request.args, "before": page.next_before})
    drawn = render_template(
        "schedule/mails.html",
        form=form,
        page=page,
        following=following,
        refusal=refusal,
        stopped=stopped_addresses(session, actor),
        failed=count_mails(session, actor, MailState.failed),
        waiting=count_mails(session, actor, MailState.waiting),
        has_server=MailChannel(MailSettings.from_config(current_app.config)).is_configured,
        may_send=actor.has_role(Role.administrator),
        states=STATE,
        failure_words=failure_words,
        endpoint_failure_words=endpoint_failure_words,
        answer_of=answer_of,
        kind_words=kind_words,
    )
    return make_response(drawn, status)
