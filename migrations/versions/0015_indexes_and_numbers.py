"""Indexes for the update sheets of a period and for the mails that wait for a person; the numbers of
documents taken apart, as every write does now."""

import sqlalchemy as sa
from alembic import op

from workflows.document_numbers import take_apart

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WAITING = sa.text("sent_at IS NULL AND failed_at IS NULL")
CHECK_IN = sa.text("kind = 'check_in'")
DORMANT = sa.text("status = 'dormant'")
WAITING_ON = sa.text("waiting_on <> ''")
DOCUMENT = sa.table(
    "document",
    sa.column("id", sa.Integer()),
    sa.column("number", sa.String()),
    sa.column("sequence", sa.Integer()),
    sa.column("symbol", sa.String()),
)


def _take_numbers_apart() -> None:
    connection = op.get_bind()
    numbered = sa.select(DOCUMENT.c.id, DOCUMENT.c.number).where(DOCUMENT.c.number != "")
    change = (
        sa.update(DOCUMENT)
        .where(DOCUMENT.c.id == sa.bindparam("of"))
        .values(sequence=sa.bindparam("count"), symbol=sa.bindparam("rest"))
    )
    for rows in connection.execute(numbered).partitions(1000):
        parts = [(id_, take_apart(number)) for id_, number in rows]
        values = [{"of": id_, "count": p.sequence, "rest": p.symbol[:200]} for id_, p in parts]
        connection.execute(change, values)


def upgrade() -> None:
    op.create_index(
        "ix_outbox_waiting_for_person",
        "outbox",
        ["commune_id", "person_id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index(
        "ix_work_item_check_in",
        "work_item",
        ["commune_id", "period_key"],
        sqlite_where=CHECK_IN,
        postgresql_where=CHECK_IN,
    )
    op.create_index(
        "ix_work_item_dormant",
        "work_item",
        ["commune_id", "created_at", "id"],
        sqlite_where=DORMANT,
        postgresql_where=DORMANT,
    )
    op.create_index(
        "ix_work_item_waiting_on",
        "work_item",
        ["commune_id", "waiting_since", "id"],
        sqlite_where=WAITING_ON,
        postgresql_where=WAITING_ON,
    )
    op.create_index(
        "ix_work_item_heard", "work_item", ["commune_id", "lead_unit_id", "last_heard_at"]
    )
    _take_numbers_apart()


def downgrade() -> None:
    op.drop_index("ix_work_item_heard", "work_item")
    op.drop_index("ix_work_item_waiting_on", "work_item")
    op.drop_index("ix_work_item_dormant", "work_item")
    op.drop_index("ix_work_item_check_in", "work_item")
    op.drop_index("ix_outbox_waiting_for_person", "outbox")
