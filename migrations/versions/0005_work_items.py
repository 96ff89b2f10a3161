"""Work items, progress and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "work_item",
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("lead_unit_id", sa.Integer(), nullable=False),
        sa.Column("deciding_unit_id", sa.Integer(), nullable=True),
        sa.Column("period_key", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "once",
                "milestone",
                "period",
                "check_in",
                "checkpoint",
                "dormant",
                name="itemkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "dormant",
                "assigned",
                "in_progress",
                "submitted",
                "returned",
                "verified",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "dropped",
                "merged",
                "nothing_arose",
                "carried_over",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("original_due_on", sa.Date(), nullable=True),
        sa.Column("internal_due_on", sa.Date(), nullable=True),
        sa.Column("is_catch_up", sa.Boolean(), nullable=False),
        sa.Column("nothing_arose", sa.Boolean(), nullable=False),
        sa.Column("product_on", sa.Date(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by", sa.Integer(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("returned_reason", sa.Text(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("supplement_until", sa.Date(), nullable=True),
        sa.Column("waiting_on", sa.String(length=200), nullable=False),
        sa.Column("waiting_since", sa.Date(), nullable=True),
        sa.Column("waiting_document", sa.String(length=200), nullable=False),
        sa.Column("last_heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'cancelled') = (outcome IS NOT NULL)",
            name=op.f("ck_work_item_outcome_named"),
        ),
        sa.CheckConstraint(
            "status <> 'verified' OR (due_on IS NOT NULL AND completed_on IS NOT NULL)",
            name=op.f("ck_work_item_verified_has_dates"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "deciding_unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_work_item_commune_id_deciding_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "lead_id"],
            ["task_lead.commune_id", "task_lead.id"],
            name=op.f("fk_work_item_commune_id_lead_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "lead_unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_work_item_commune_id_lead_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "plan_id"],
            ["plan.commune_id", "plan.id"],
            name=op.f("fk_work_item_commune_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "schedule_id"],
            ["task_schedule.commune_id", "task_schedule.id"],
            name=op.f("fk_work_item_commune_id_schedule_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "task_id"],
            ["task.commune_id", "task.id"],
            name=op.f("fk_work_item_commune_id_task_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_work_item_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_work_item_entered_by")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["person.id"], name=op.f("fk_work_item_submitted_by")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by"], ["person.id"], name=op.f("fk_work_item_verified_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_work_item_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id",
            "schedule_id",
            "lead_id",
            "period_key",
            name=op.f("uq_work_item_commune_id_schedule_id_lead_id_period_key"),
        ),
    )
    with op.batch_alter_table("work_item", schema=None) as batch_op:
        batch_op.create_index(
            "ix_work_item_lead_unit",
            ["commune_id", "lead_unit_id", "status", "due_on"],
            unique=False,
        )
        batch_op.create_index(
            "ix_work_item_submitted",
            ["commune_id", "submitted_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'submitted'"),
            postgresql_where=sa.text("status = 'submitted'"),
        )
        batch_op.create_index("ix_work_item_task", ["commune_id", "task_id"], unique=False)
        batch_op.create_index(
            "ix_work_item_with_lead",
            ["commune_id", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("status IN ('assigned', 'in_progress', 'returned')"),
            postgresql_where=sa.text("status IN ('assigned', 'in_progress', 'returned')"),
        )
    op.create_table(
        "work_item_product",
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "product_id"],
            ["product.commune_id", "product.id"],
            name=op.f("fk_work_item_product_commune_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "work_item_id"],
            ["work_item.commune_id", "work_item.id"],
            name=op.f("fk_work_item_product_commune_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_work_item_product_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item_product")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_work_item_product_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id",
            "work_item_id",
            "product_id",
            name=op.f("uq_work_item_product_commune_id_work_item_id_product_id"),
        ),
    )
    op.create_table(
        "progress_note",
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("difficulties", sa.Text(), nullable=False),
        sa.Column("proposals", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("told_by", sa.String(length=200), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "work_item_id"],
            ["work_item.commune_id", "work_item.id"],
            name=op.f("fk_progress_note_commune_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_progress_note_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_progress_note_written_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_note")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_progress_note_commune_id_id")),
    )
    with op.batch_alter_table("progress_note", schema=None) as batch_op:
        batch_op.create_index(
            "ix_progress_note_item", ["commune_id", "work_item_id", "id"], unique=False
        )
    op.create_table(
        "late_flag",
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "work_item_id"],
            ["work_item.commune_id", "work_item.id"],
            name=op.f("fk_late_flag_commune_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_late_flag_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_flag")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_late_flag_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id",
            "work_item_id",
            "due_on",
            name=op.f("uq_late_flag_commune_id_work_item_id_due_on"),
        ),
    )
    op.create_table(
        "decision",
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "activate",
                "set_date",
                "accept",
                "record_progress",
                "submit",
                "withdraw",
                "verify",
                "ask_to_supplement",
                "send_back",
                "reopen",
                "drop",
                "bring_back",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_for_unit_id", sa.Integer(), nullable=True),
        sa.Column("in_stead_of", sa.String(length=200), nullable=False),
        sa.Column("lead_unit_id", sa.Integer(), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("product_on", sa.Date(), nullable=True),
        sa.Column("old_due_on", sa.Date(), nullable=True),
        sa.Column("new_due_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "action NOT IN ('ask_to_supplement', 'send_back', 'reopen', 'drop', 'bring_back') OR length(reason) >= 10",
            name=op.f("ck_decision_reason_given"),
        ),
        sa.CheckConstraint(
            "action NOT IN ('verify', 'ask_to_supplement', 'send_back') OR (decided_by IS NOT NULL AND submitted_by IS NOT NULL AND decided_by <> submitted_by)",
            name=op.f("ck_decision_not_on_own_submission"),
        ),
        sa.CheckConstraint(
            "action NOT IN ('verify', 'ask_to_supplement', 'send_back') OR decided_for_unit_id IS NULL OR decided_for_unit_id <> lead_unit_id",
            name=op.f("ck_decision_not_for_own_unit"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "decided_for_unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_decision_commune_id_decided_for_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "lead_unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_decision_commune_id_lead_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "work_item_id"],
            ["work_item.commune_id", "work_item.id"],
            name=op.f("fk_decision_commune_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_decision_commune_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_decision_decided_by")),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["person.id"], name=op.f("fk_decision_submitted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_decision_commune_id_id")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(
            "ix_decision_item", ["commune_id", "work_item_id", "id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("decision")
    op.drop_table("late_flag")
    op.drop_table("progress_note")
    op.drop_table("work_item_product")
    op.drop_table("work_item")
