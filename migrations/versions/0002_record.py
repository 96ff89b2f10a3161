"""The record, append-only from the first day: the database itself refuses to change it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE_TRIGGERS = {
    "event_no_update": "BEFORE UPDATE ON event",
    # With recursive_triggers on, REPLACE deletes first and is refused by this one too.
    "event_no_delete": "BEFORE DELETE ON event",
}


def protect() -> None:
    """Let the database refuse update, delete, replace and truncate, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for name, moment in SQLITE_TRIGGERS.items():
            op.execute(
                f"CREATE TRIGGER {name} {moment} "
                "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change_of_record() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record()"
    )
    op.execute(
        "CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_record()"
    )


def release() -> None:
    """Undo `protect`, so that the table can be dropped."""
    if op.get_bind().dialect.name == "sqlite":
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        return
    op.execute("DROP TRIGGER event_no_change ON event")
    op.execute("DROP TRIGGER event_no_truncate ON event")
    op.execute("DROP FUNCTION refuse_change_of_record()")


def upgrade() -> None:
    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_chain_head_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_head")),
        sa.UniqueConstraint("name", name=op.f("uq_chain_head_name")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("person_title", sa.String(length=200), nullable=False),
        sa.Column("person_unit", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("work_item_id", sa.Integer(), nullable=True),
        sa.Column("old", sa.String(length=200), nullable=False),
        sa.Column("new", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["chain_id"], ["chain_head.id"], name=op.f("fk_event_chain_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_event_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("chain_id", "seq", name=op.f("uq_event_chain_id_seq")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_kind", ["commune_id", "kind", "seq"], unique=False)
        batch_op.create_index("ix_event_person", ["commune_id", "person_id", "seq"], unique=False)
        batch_op.create_index("ix_event_task", ["commune_id", "task_id", "seq"], unique=False)
        batch_op.create_index(
            "ix_event_work_item", ["commune_id", "work_item_id", "seq"], unique=False
        )
    protect()


def downgrade() -> None:
    release()
    op.drop_table("event")
    op.drop_table("chain_head")
