"""The words of a deadline in somebody's calendar."""

from collections.abc import Sequence

from flask_babel import gettext

from app.labels.words import label
from workflows.states import Status


def feed_name(owner: str, commune: str) -> str:
    """What the calendar is called."""
    return gettext("Thời hạn: %(owner)s, %(commune)s", owner=owner, commune=commune)


def entry_summary(title: str, period: str, units: str) -> str:
    """The line of a deadline: task, period where there is one, who leads."""
    name = f"{title}, {period}" if period else title
    return gettext("Hạn: %(title)s (%(unit)s)", title=name, unit=units)


def entry_description(status: Status, products: Sequence[str], address: str) -> str:
    """How it stands, what is to be handed in, where to open it."""
    lines = [label(status)]
    if products:
        lines.append(gettext("Sản phẩm: %(products)s", products="; ".join(products)))
    return "\n".join([*lines, address])
