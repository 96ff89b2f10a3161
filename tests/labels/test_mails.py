"""Why a mail was not sent, in a sentence for whoever reads the list."""

import pytest

from app.labels.mails import (
    MailRefusal,
    MailRefused,
    answer_of,
    failure_words,
    kind_words,
    mail_refusal_text,
)
from app.web.edge import DonDoc

SAID = (
    ("superseded", "bản mới hơn"),
    ("no_address", "chưa có địa chỉ"),
    ("address_stopped", "đang ngừng"),
    (
        "SMTPRecipientsRefused: {'a@b.vn': (550, b'5.1.1 unknown')}",
        "không nhận địa chỉ này (mã 550)",
    ),
    ("SMTPRecipientsRefused: {'a@b.vn': (451, b'later')}", "tạm chưa nhận thư cho địa chỉ này"),
    ("SMTPDataError: (554, b'spam')", "không nhận nội dung thư (mã 554)"),
    ("SMTPDataError: (452, b'full')", "tạm chưa nhận thư (mã 452)"),
    ("SMTPAuthenticationError: (535, b'bad')", "SMTP_PASSWORD"),
    ("SMTPSenderRefused: (550, b'no', 'x')", "MAIL_FROM"),
    ("SMTPNotSupportedError: SMTPUTF8 not supported by server", "Sửa địa chỉ"),
    ("SMTPNotSupportedError: STARTTLS extension not supported by server.", "SMTP_SECURITY"),
    ("gaierror: [Errno -2] Name or service not known", "SMTP_HOST"),
    ("SSLCertVerificationError: certificate verify failed", "chứng chỉ"),
    ("ValueError: invalid arguments; address parts cannot contain CR or LF", "Sửa địa chỉ"),
    ("SomethingElse: 503", "câu trả lời của máy chủ"),
)


@pytest.mark.parametrize(("error", "words"), SAID)
def test_every_failure_is_a_sentence(app: DonDoc, error: str, words: str) -> None:
    assert words in failure_words(error)
    assert failure_words(error).endswith(".")


def test_what_the_server_answered_is_kept_word_for_word(app: DonDoc) -> None:
    assert answer_of("SMTPDataError: (554, b'spam')") == "SMTPDataError: (554, b'spam')"
    assert answer_of("paused") == ""


def test_every_refusal_has_its_sentence(app: DonDoc) -> None:
    said = {mail_refusal_text(MailRefused(refusal)) for refusal in MailRefusal}
    assert len(said) == len(MailRefusal)


def test_a_kind_without_a_name_is_shown_as_it_is(app: DonDoc) -> None:
    assert kind_words("weekly_digest") == "Tổng hợp tuần"
    assert kind_words("unheard_of") == "unheard_of"
