"""Settings of the commune."""

from flask import flash, make_response, redirect, request, url_for
from flask import render_template as draw
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.models import Commune
from app.services.communes import change_settings
from app.web.access import access, current_actor
from app.web.administration.blueprint import blueprint
from app.web.administration.forms import SettingsForm
from workflows.states import Role


@blueprint.route("/thiet-lap", methods=["GET", "POST"])
@access(Role.administrator)
def settings() -> ResponseReturnValue:
    """The commune's name, and the rules of days that hold where a plan says nothing else."""
    commune = db.session.get_one(Commune, current_actor().commune_id)
    form = SettingsForm(
        obj=commune,
        before="inclusive" if commune.before_is_inclusive else "exclusive",
        days_off="shift" if commune.shift_from_days_off else "keep",
    )
    if request.method == "POST" and form.validate():
        changed = change_settings(
            db.session(), current_actor(), commune, form.settings(), clock.now()
        )
        flash(gettext("Đã lưu thiết lập.") if changed else gettext("Không có gì thay đổi."))
        return redirect(url_for("administration.settings"))
    page = draw("administration/settings.html", form=form)
    return make_response(page, 422 if form.errors else 200)
