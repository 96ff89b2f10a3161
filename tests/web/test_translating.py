"""Sentences of templates: filled, escaped in HTML, in the language spoken at the moment."""

import pytest
from flask_babel import force_locale

from app.web.edge import DonDoc

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _drawn(app: DonDoc, source: str, **values: object) -> str:
    with app.test_request_context():
        return app.jinja_env.from_string(source).render(**values)


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ('{{ _("Đơn vị") }}', "Đơn vị"),
        ('{{ _("hạn %(day)s", day="05/02/2026") }}', "hạn 05/02/2026"),
        ('{{ gettext("hạn %(day)s", day="<b>") }}', "hạn &lt;b&gt;"),
        ('{{ ngettext("%(num)s việc", "%(num)s việc", 3) }}', "3 việc"),
        ('{{ ngettext("%(num)s của %(who)s", "%(num)s của %(who)s", 2, who="&") }}', "2 của &amp;"),
        ('{{ _("%(share)s%% đã xong", share=40) }}', "40% đã xong"),
    ],
)
def test_a_sentence_is_filled_and_its_values_escaped(app: DonDoc, source: str, drawn: str) -> None:
    assert _drawn(app, "{% autoescape true %}" + source + "{% endautoescape %}") == drawn


def test_a_plain_text_is_not_escaped(app: DonDoc) -> None:
    source = '{% autoescape false %}{{ _("hạn %(day)s", day="<b>") }}{% endautoescape %}'
    assert _drawn(app, source) == "hạn <b>"


def test_a_text_that_changes_its_language_half_way_does_so(app: DonDoc) -> None:
    template = app.jinja_env.from_string('{{ _("Đơn vị") }}')
    with app.app_context():
        said = []
        for language in ("vi", "en", "vi"):
            with force_locale(language):
                said.append(template.render())
    assert said[0] == said[2] == "Đơn vị"
    assert said[1] != "Đơn vị"


def test_an_asset_is_named_by_its_content_and_by_the_path_the_product_is_mounted_at(
    app: DonDoc,
) -> None:
    address = app.jinja_env.globals["asset"]
    with app.test_request_context():
        plain = address("icons.svg")
    with app.test_request_context(environ_overrides={"SCRIPT_NAME": "/don-doc"}):
        assert address("icons.svg") == "/don-doc" + plain
    assert plain.startswith("/static/icons.svg?v=")
