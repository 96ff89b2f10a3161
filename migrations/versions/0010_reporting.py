"""Reporting regimes, the register of reports due, frozen figures, and update sheets."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


WINDOW = sa.table("reporting_window", sa.column("id"), sa.column("ladder", sa.JSON))


def _rename_step(old: str, new: str) -> None:
    """The day a report is sent was kept under another word."""
    connection = op.get_bind()
    for id_, ladder in connection.execute(sa.select(WINDOW)).all():
        steps = [{**step, "step": new} if step["step"] == old else step for step in ladder]
        connection.execute(sa.update(WINDOW).where(WINDOW.c.id == id_).values(ladder=steps))


def upgrade() -> None:
    _rename_step("send", "units_send")
    op.create_table(
        "reporting_regime",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["person.id"], name=op.f("fk_reporting_regime_changed_by")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_reporting_regime_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_regime")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_reporting_regime_commune_id_id")),
        sa.UniqueConstraint("commune_id", "year", name=op.f("uq_reporting_regime_commune_id_year")),
    )

    op.create_table(
        "report_due",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "periodic",
                "thematic",
                "one_off",
                name="reportkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("window_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("asked_by_document", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("moved_from", sa.Date(), nullable=True),
        sa.Column("moved_reason", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind = 'one_off' OR window_id IS NOT NULL", name=op.f("ck_report_due_of_a_window")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_report_due_commune_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "window_id"],
            ["reporting_window.commune_id", "reporting_window.id"],
            name=op.f("fk_report_due_commune_id_window_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_report_due_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_report_due_entered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_due")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_report_due_commune_id_id")),
        sa.UniqueConstraint("commune_id", "key", name=op.f("uq_report_due_commune_id_key")),
    )

    with op.batch_alter_table("report_due", schema=None) as batch_op:
        batch_op.create_index(
            "ix_report_due_owed",
            ["commune_id", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("sent_on IS NULL"),
            postgresql_where=sa.text("sent_on IS NULL"),
        )
        batch_op.create_index(
            "ix_report_due_window", ["commune_id", "window_id", "unit_id"], unique=False
        )

    op.create_table(
        "update_sheet",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("period_key", sa.String(length=32), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_update_sheet_commune_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_update_sheet_commune_id")
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name=op.f("fk_update_sheet_saved_by")),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_update_sheet_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_sheet")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_update_sheet_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id",
            "unit_id",
            "period_key",
            name=op.f("uq_update_sheet_commune_id_unit_id_period_key"),
        ),
    )

    op.create_table(
        "frozen_standing",
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column(
            "standing",
            sa.Enum(
                "done_on_time",
                "done_late",
                "open_in_time",
                "open_late",
                "no_date",
                "cancelled",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("original_due_on", sa.Date(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "lead_id"],
            ["task_lead.commune_id", "task_lead.id"],
            name=op.f("fk_frozen_standing_commune_id_lead_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "plan_id"],
            ["plan.commune_id", "plan.id"],
            name=op.f("fk_frozen_standing_commune_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "task_id"],
            ["task.commune_id", "task.id"],
            name=op.f("fk_frozen_standing_commune_id_task_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "window_id"],
            ["reporting_window.commune_id", "reporting_window.id"],
            name=op.f("fk_frozen_standing_commune_id_window_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_frozen_standing_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_standing")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_frozen_standing_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id",
            "window_id",
            "task_id",
            "lead_id",
            name=op.f("uq_frozen_standing_commune_id_window_id_task_id_lead_id"),
        ),
    )

    with op.batch_alter_table("frozen_standing", schema=None) as batch_op:
        batch_op.create_index(
            "uq_frozen_standing_task",
            ["commune_id", "window_id", "task_id"],
            unique=True,
            sqlite_where=sa.text("lead_id IS NULL"),
            postgresql_where=sa.text("lead_id IS NULL"),
        )

    with op.batch_alter_table("progress_note", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("quantity", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.create_index("ix_progress_note_written", ["commune_id", "written_at"])

    with op.batch_alter_table("reporting_window", schema=None) as batch_op:
        batch_op.add_column(sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("frozen_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.alter_column("cut_off_on", existing_type=sa.DATE(), nullable=True)
        batch_op.create_foreign_key(
            batch_op.f("fk_reporting_window_frozen_by"), "person", ["frozen_by"], ["id"]
        )


def downgrade() -> None:
    _rename_step("units_send", "send")
    with op.batch_alter_table("reporting_window", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_reporting_window_frozen_by"), type_="foreignkey")
        batch_op.alter_column("cut_off_on", existing_type=sa.DATE(), nullable=False)
        batch_op.drop_column("version")
        batch_op.drop_column("frozen_by")
        batch_op.drop_column("frozen_at")

    with op.batch_alter_table("progress_note", schema=None) as batch_op:
        batch_op.drop_index("ix_progress_note_written")
        batch_op.drop_column("quantity")

    op.drop_table("frozen_standing")

    op.drop_table("update_sheet")

    op.drop_table("report_due")

    op.drop_table("reporting_regime")
