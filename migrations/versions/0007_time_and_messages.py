"""Periods, days off, snapshots, jobs, notices and outgoing mail."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "update_period",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_update_period_span")),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_update_period_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_period")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_update_period_commune_id_id")),
        sa.UniqueConstraint("commune_id", "key", name=op.f("uq_update_period_commune_id_key")),
    )
    op.create_table(
        "reporting_window",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("cut_off_on", sa.Date(), nullable=False),
        sa.Column("ladder", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_reporting_window_span")),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_reporting_window_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_window")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_reporting_window_commune_id_id")),
        sa.UniqueConstraint("commune_id", "key", name=op.f("uq_reporting_window_commune_id_key")),
    )
    op.create_table(
        "day_off",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_day_off_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_off")),
        sa.UniqueConstraint("commune_id", "day", name=op.f("uq_day_off_commune_id_day")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_day_off_commune_id_id")),
    )
    op.create_table(
        "standing_snapshot",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("done_on_time", sa.Integer(), nullable=False),
        sa.Column("done_late", sa.Integer(), nullable=False),
        sa.Column("open_in_time", sa.Integer(), nullable=False),
        sa.Column("open_late", sa.Integer(), nullable=False),
        sa.Column("no_date", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "plan_id"],
            ["plan.commune_id", "plan.id"],
            name=op.f("fk_standing_snapshot_commune_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "section_id"],
            ["section.commune_id", "section.id"],
            name=op.f("fk_standing_snapshot_commune_id_section_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_standing_snapshot_commune_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_standing_snapshot_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_snapshot")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_standing_snapshot_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id",
            "plan_id",
            "taken_on",
            "section_id",
            name=op.f("uq_standing_snapshot_commune_id_plan_id_taken_on_section_id"),
        ),
        sa.UniqueConstraint(
            "commune_id",
            "plan_id",
            "taken_on",
            "unit_id",
            name=op.f("uq_standing_snapshot_commune_id_plan_id_taken_on_unit_id"),
        ),
    )
    with op.batch_alter_table("standing_snapshot", schema=None) as batch_op:
        batch_op.create_index(
            "uq_standing_snapshot_plan",
            ["commune_id", "plan_id", "taken_on"],
            unique=True,
            sqlite_where=sa.text("unit_id IS NULL AND section_id IS NULL"),
            postgresql_where=sa.text("unit_id IS NULL AND section_id IS NULL"),
        )
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=64), nullable=False),
        sa.Column("slot", sa.String(length=32), nullable=False),
        sa.Column("claimed_by", sa.String(length=64), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("job", "slot", name=op.f("uq_job_run_job_slot")),
    )
    op.create_table(
        "notification",
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_notification_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notification_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_notification_commune_id_id")),
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index(
            "ix_notification_unread",
            ["commune_id", "person_id", "id"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )
        batch_op.create_index("uq_notification_key", ["key"], unique=True)
    op.create_table(
        "outbox",
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_outbox_commune_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outbox_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_outbox_commune_id_id")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_waiting",
            ["not_before", "id"],
            unique=False,
            sqlite_where=sa.text("sent_at IS NULL AND failed_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL AND failed_at IS NULL"),
        )
        batch_op.create_index("uq_outbox_key", ["key"], unique=True)


def downgrade() -> None:
    op.drop_table("outbox")
    op.drop_table("notification")
    op.drop_table("job_run")
    op.drop_table("standing_snapshot")
    op.drop_table("day_off")
    op.drop_table("reporting_window")
    op.drop_table("update_period")
