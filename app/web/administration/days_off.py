"""The commune's days off and swapped days, year by year."""

from collections.abc import Mapping, Sequence

from flask import abort, flash, make_response, redirect, request, url_for
from flask import render_template as draw
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app import clock
from app.extensions import db
from app.labels.days_off import DayOffRefused, day_off_refusal_text, weekday_date
from app.models import Commune
from app.queries.calendar import day_off_of_commune, days_off_of_year, items_due_on
from app.services import days_off as service
from app.services.days_off import CalendarDay
from app.web.access import access, current_actor
from app.web.administration.blueprint import blueprint, or_404
from app.web.administration.forms import ConfirmedForm, DayOffForm, SwapForm
from app.web.administration.year_view import months_of_year
from workflows.states import Role


@blueprint.get("/ngay-nghi")
@access(Role.administrator)
def days_off() -> ResponseReturnValue:
    """A year's calendar (`nam`, this year unless given), its list, and the forms that change it."""
    return _year_page(_year(request.args.get("nam", clock.today().year, type=int)))


@blueprint.post("/ngay-nghi/them")
@access(Role.administrator)
def add_day_off() -> ResponseReturnValue:
    """One more day off, or one worked weekend day."""
    form = DayOffForm()
    if not form.validate():
        return _year_page(_year_typed(), 422, day_form=form)
    return _add(form)


@blueprint.post("/ngay-nghi/hoan-doi")
@access(Role.administrator)
def swap_days() -> ResponseReturnValue:
    """A working day off, and the weekend day worked for it."""
    form = SwapForm()
    if not form.validate():
        return _year_page(_year_typed(), 422, swap_form=form)
    return _add(form)


@blueprint.post("/ngay-nghi/nap")
@access(Role.administrator)
def seed_days_off() -> ResponseReturnValue:
    """The days off of a year by law, those that are not there yet."""
    actor, session, form = current_actor(), db.session(), ConfirmedForm()
    year = _year_typed()
    known = days_off_of_year(session, actor.commune_id, year)
    days = service.missing_days(year, known)
    asked = _question(form, days, url_for("administration.seed_days_off"), {"nam": str(year)})
    if asked is not None:
        return asked
    added = service.seed_year(session, actor, year, clock.now())
    words = ngettext("Đã thêm %(num)d ngày vào lịch.", "Đã thêm %(num)d ngày vào lịch.", len(added))
    flash(words if added else gettext("Không có gì thay đổi."))
    return redirect(url_for("administration.days_off", nam=year))


@blueprint.post("/ngay-nghi/<int:day_off_id>/bo")
@access(Role.administrator)
def remove_day_off(day_off_id: int) -> ResponseReturnValue:
    """Take a day out: it is again what its weekday says."""
    actor, session, form = current_actor(), db.session(), ConfirmedForm()
    row = or_404(day_off_of_commune(session, actor.commune_id, day_off_id))
    one = CalendarDay(row.day, row.title, row.is_working)
    action = url_for("administration.remove_day_off", day_off_id=day_off_id)
    asked = _question(form, [one], action, {}, removes=True)
    if asked is not None:
        return asked
    service.remove_day(session, actor, row, clock.now())
    flash(gettext("Đã bỏ %(day)s khỏi lịch.", day=weekday_date(one.day)))
    return redirect(url_for("administration.days_off", nam=one.day.year))


def _add(form: DayOffForm | SwapForm) -> ResponseReturnValue:
    """Add what the form says, after showing what is due on these days."""
    actor, session, days = current_actor(), db.session(), form.days()
    try:
        service.check_days(session, actor.commune_id, days)
        fields = {f.name: f._value() if f.name.endswith("day") else f.data for f in form}
        kept = {key: str(value) for key, value in fields.items() if key not in _NOT_REPEATED}
        asked = _question(form, days, request.path, kept)
        if asked is not None:
            return asked
        service.add_days(session, actor, days, clock.now())
    except DayOffRefused as refused:
        session.rollback()
        named = {"day_form" if isinstance(form, DayOffForm) else "swap_form": form}
        words = day_off_refusal_text(refused)
        return _year_page(_year_typed(), 422, refusal=words, **named)
    flash(gettext("Đã ghi vào lịch: %(days)s.", days="; ".join(weekday_date(d.day) for d in days)))
    return redirect(url_for("administration.days_off", nam=days[0].day.year))


_NOT_REPEATED = {"confirmed", "csrf_token"}


def _question(
    form: ConfirmedForm,
    days: Sequence[CalendarDay],
    action: str,
    fields: Mapping[str, str],
    *,
    removes: bool = False,
) -> ResponseReturnValue | None:
    """The page that shows what is due on the touched days and asks for consent; None where nothing
    is due on them, or the consent was given."""
    session, commune_id = db.session(), current_actor().commune_id
    if form.confirmed.data or not days:
        return None
    due = items_due_on(session, commune_id, [one.day for one in days])
    if not due.count:
        return None
    return draw(
        "administration/days_off_question.html",
        days=days,
        removes=removes,
        due=due,
        shifts=session.get_one(Commune, commune_id).shift_from_days_off,
        action=action,
        fields={"nam": str(days[0].day.year), **fields},
        weekday_date=weekday_date,
    )


def _year_page(
    year: int,
    status: int = 200,
    *,
    day_form: DayOffForm | None = None,
    swap_form: SwapForm | None = None,
    refusal: str = "",
) -> ResponseReturnValue:
    rows = days_off_of_year(db.session(), current_actor().commune_id, year)
    by_law = {(one.day, one.title) for one in service.statutory_days(year)}
    page = draw(
        "administration/days_off.html",
        year=year,
        years=[y for y in (year - 1, year, year + 1) if _is_kept(y)],
        rows=rows,
        by_law={row.id for row in rows if (row.day, row.title) in by_law},
        missing=service.missing_days(year, rows),
        months=months_of_year(year, rows),
        day_form=day_form or DayOffForm(formdata=None),
        swap_form=swap_form or SwapForm(formdata=None),
        refused_form=(day_form or swap_form) if refusal else None,
        refusal=refusal,
        weekday_date=weekday_date,
    )
    return make_response(page, status)


def _is_kept(year: int) -> bool:
    return service.FIRST_YEAR <= year <= service.LAST_YEAR


def _year(year: int) -> int:
    """A year that can be kept; any other has no page."""
    if not _is_kept(year):
        abort(404)
    return year


def _year_typed() -> int:
    """The year on whose page the form stood."""
    return _year(request.form.get("nam", clock.today().year, type=int))
