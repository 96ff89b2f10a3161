"""Tasks, their products, times and units."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "section",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "area_id"],
            ["area.commune_id", "area.id"],
            name=op.f("fk_section_commune_id_area_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "plan_id"],
            ["plan.commune_id", "plan.id"],
            name=op.f("fk_section_commune_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_section_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_section_commune_id_id")),
    )
    op.create_table(
        "task",
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("follow_up_unit_id", sa.Integer(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("funding", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("next_opens_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("earliest_open_due_on", sa.Date(), nullable=True),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "plan_id IS NOT NULL OR basis <> ''", name=op.f("ck_task_plan_or_basis")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "follow_up_unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_task_commune_id_follow_up_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "plan_id"],
            ["plan.commune_id", "plan.id"],
            name=op.f("fk_task_commune_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "section_id"],
            ["section.commune_id", "section.id"],
            name=op.f("fk_task_commune_id_section_id"),
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_task_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_task_commune_id_id")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index("ix_task_next_opens_on", ["next_opens_on"], unique=False)
        batch_op.create_index("ix_task_plan", ["commune_id", "plan_id", "position"], unique=False)
        batch_op.create_index("ix_task_section", ["commune_id", "section_id"], unique=False)
    op.create_table(
        "task_revision",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("plan_version_id", sa.Integer(), nullable=False),
        sa.Column("printed", sa.JSON(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "plan_version_id"],
            ["plan_version.commune_id", "plan_version.id"],
            name=op.f("fk_task_revision_commune_id_plan_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "task_id"],
            ["task.commune_id", "task.id"],
            name=op.f("fk_task_revision_commune_id_task_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_task_revision_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_revision")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_task_revision_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id",
            "task_id",
            "plan_version_id",
            name=op.f("uq_task_revision_commune_id_task_id_plan_version_id"),
        ),
    )
    op.create_table(
        "product",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "task_id"],
            ["task.commune_id", "task.id"],
            name=op.f("fk_product_commune_id_task_id"),
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_product_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_product_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id", "task_id", "position", name=op.f("uq_product_commune_id_task_id_position")
        ),
    )
    op.create_table(
        "task_schedule",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("part_index", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "fixed",
                "window",
                "several",
                "recurring",
                "ongoing",
                "event",
                "missing",
                "unreadable",
                name="deadlinekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("printed", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "task_id"],
            ["task.commune_id", "task.id"],
            name=op.f("fk_task_schedule_commune_id_task_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_task_schedule_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_schedule")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_task_schedule_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id",
            "task_id",
            "part_index",
            name=op.f("uq_task_schedule_commune_id_task_id_part_index"),
        ),
    )
    op.create_table(
        "task_lead",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("earliest_open_due_on", sa.Date(), nullable=True),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "task_id"],
            ["task.commune_id", "task.id"],
            name=op.f("fk_task_lead_commune_id_task_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_task_lead_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_lead")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_task_lead_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id", "task_id", "slot", name=op.f("uq_task_lead_commune_id_task_id_slot")
        ),
    )
    op.create_table(
        "task_unit",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "lead",
                "supporting",
                "follow_up",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(relation = 'lead') = (lead_id IS NOT NULL)", name=op.f("ck_task_unit_lead_has_a_slot")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "lead_id"],
            ["task_lead.commune_id", "task_lead.id"],
            name=op.f("fk_task_unit_commune_id_lead_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "task_id"],
            ["task.commune_id", "task.id"],
            name=op.f("fk_task_unit_commune_id_task_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_task_unit_commune_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_task_unit_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_unit")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_task_unit_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id",
            "task_id",
            "unit_id",
            "relation",
            name=op.f("uq_task_unit_commune_id_task_id_unit_id_relation"),
        ),
    )
    with op.batch_alter_table("task_unit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_task_unit_unit", ["commune_id", "unit_id", "relation"], unique=False
        )


def downgrade() -> None:
    op.drop_table("task_unit")
    op.drop_table("task_lead")
    op.drop_table("task_schedule")
    op.drop_table("product")
    op.drop_table("task_revision")
    op.drop_table("task")
    op.drop_table("section")
