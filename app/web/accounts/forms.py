"""Forms of accounts. Passwords are taken as typed: nothing is cut off, no space is lost."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from app.web.fields import LineField

REPEATED = _l("Hai lần gõ chưa giống nhau. Gõ lại mật khẩu mới.")


class SignInForm(FlaskForm):
    """Name and password."""

    username = StringField(
        _l("Tên đăng nhập"),
        validators=[InputRequired(_l("Ghi tên đăng nhập.")), Length(max=200)],
    )
    password = PasswordField(_l("Mật khẩu"), validators=[InputRequired(_l("Ghi mật khẩu."))])


class ChosenPasswordForm(FlaskForm):
    """A new password, typed twice."""

    chosen = PasswordField(_l("Mật khẩu mới"), validators=[InputRequired(_l("Ghi mật khẩu mới."))])
    repeated = PasswordField(
        _l("Gõ lại mật khẩu mới"),
        validators=[
            InputRequired(_l("Gõ lại mật khẩu mới.")),
            EqualTo("chosen", message=REPEATED),
        ],
    )


class ChangePasswordForm(ChosenPasswordForm):
    """The password in use, and a new one."""

    current = PasswordField(
        _l("Mật khẩu đang dùng"), validators=[InputRequired(_l("Ghi mật khẩu đang dùng."))]
    )


class FirstAdministratorForm(ChosenPasswordForm):
    """The first page of a new installation: which commune, and who administers it."""

    commune = LineField(
        _l("Tên xã, phường, đặc khu"),
        validators=[DataRequired(_l("Ghi tên xã, ví dụ: Xã Minh Đức.")), Length(max=200)],
    )
    province = LineField(_l("Tỉnh, thành phố"), validators=[Length(max=200)])
    full_name = LineField(
        _l("Họ và tên của anh, chị"),
        validators=[DataRequired(_l("Ghi họ và tên.")), Length(max=200)],
    )
    username = LineField(
        _l("Tên đăng nhập"),
        validators=[DataRequired(_l("Ghi tên đăng nhập.")), Length(max=200)],
    )
