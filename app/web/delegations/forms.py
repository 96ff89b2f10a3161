"""Forms of a stand-in: for a post of one's own, or as a decision says."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import DataRequired, Length

from app.labels.words import label
from app.queries.delegations import HeldPost
from app.queries.headless import HeadlessUnit
from app.services.delegations import Span
from app.web.fields import DayField, LineField, options

_SHORT = Length(max=200, message=_l("Rút gọn còn tối đa %(max)d ký tự."))
UNIT = "u"
POST = "p"
CHARGE = "charge-"
"""The names of the second form on the page are its own, for labels point to them."""


def post_words(post: HeldPost) -> str:
    """A post as a list names it: "Trưởng phòng, Phòng Kinh tế"."""
    return ", ".join(part for part in (post.title or label(post.role), post.unit) if part)


class _SpanForm(FlaskForm):
    """Who stands in, from–to, by which document."""

    deputy = SelectField(
        _l("Người thay"),
        coerce=str,
        validate_choice=False,
        validators=[DataRequired(message=_l("Chọn người thay."))],
    )
    document = LineField(
        _l("Theo văn bản (số, ngày)"),
        validators=[DataRequired(message=_l("Ghi số, ngày của văn bản.")), _SHORT],
    )
    valid_from = DayField(_l("Từ ngày"), validators=[DataRequired(message=_l("Ghi ngày bắt đầu."))])
    valid_to = DayField(
        _l("Đến hết ngày"), validators=[DataRequired(message=_l("Ghi ngày kết thúc."))]
    )

    def offer_people(self, people: Sequence[tuple[int, str]]) -> None:
        """Fill the list of who can stand in; nobody is chosen."""
        pairs = [("", gettext("Chọn người"))] + [(str(id_), name) for id_, name in people]
        self.deputy.choices = options(pairs)

    def span(self) -> Span:
        """What was typed; the form is valid. A person who is none is nobody of the commune."""
        chosen = self.deputy.data or ""
        return Span(
            deputy_id=int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0,
            document=self.document.data or "",
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
        )


class OwnForm(_SpanForm):
    """A post of one's own."""

    post = SelectField(_l("Vai trò của tôi"), coerce=str, validate_choice=False)

    def offer_posts(self, posts: Iterable[HeldPost]) -> None:
        """Fill the list of own posts."""
        self.post.choices = options((str(post.appointment_id), post_words(post)) for post in posts)


class InChargeForm(_SpanForm):
    """The post of somebody who is away, or a unit that has no head."""

    post = SelectField(
        _l("Phụ trách thay cho"),
        coerce=str,
        validate_choice=False,
        validators=[DataRequired(message=_l("Chọn vai trò hoặc đơn vị."))],
    )
    title = LineField(_l("Chức danh khi phụ trách đơn vị"), validators=[_SHORT])

    def offer_posts(self, posts: Iterable[HeldPost], units: Iterable[HeadlessUnit]) -> None:
        """Fill the list: units without a head first, for they wait."""
        chosen: list[tuple[str, str]] = [("", gettext("Chọn vai trò hoặc đơn vị"))]
        for unit in units:
            words = gettext("%(unit)s: chưa có người đứng đầu", unit=unit.name)
            chosen.append((f"{UNIT}{unit.unit_id}", words))
        for post in posts:
            chosen.append((f"{POST}{post.appointment_id}", f"{post_words(post)}: {post.person}"))
        self.post.choices = options(chosen)
