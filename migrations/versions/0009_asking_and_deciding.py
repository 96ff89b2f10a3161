"""What is asked about an item and decided: other dates, other leads, causes; merged items; work
given outside a plan."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BEFORE = (
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
)
AFTER = (*BEFORE, "reassign", "set_internal_date", "mark_waiting", "end_waiting")
MERGED = "merged_into_task_id IS NULL OR (outcome = 'merged' AND outcome IS NOT NULL)"


# The date a task had before any was moved: of what is open, else of all that counts.
ORIGINAL_DATES = """
    UPDATE {table} SET original_due_on = (
        SELECT max(item.original_due_on) FROM work_item item
        WHERE item.commune_id = {table}.commune_id AND item.{column} = {table}.id
        AND item.status <> 'cancelled'
        AND (item.status <> 'verified' OR NOT EXISTS (
            SELECT 1 FROM work_item other
            WHERE other.commune_id = item.commune_id AND other.{column} = item.{column}
            AND other.status NOT IN ('verified', 'cancelled')
        ))
    )
"""


def _action(*words: str) -> sa.Enum:
    return sa.Enum(*words, name="action", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "due_date_request",
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "granted",
                "refused",
                "withdrawn",
                name="requeststatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("old_due_on", sa.Date(), nullable=False),
        sa.Column("wished_on", sa.Date(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("is_supported", sa.Boolean(), nullable=True),
        sa.Column("opinion_by", sa.Integer(), nullable=True),
        sa.Column("opinion_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_due_on", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'granted' OR (decided_due_on IS NOT NULL AND document <> '')",
            name=op.f("ck_due_date_request_granted_by_document"),
        ),
        sa.CheckConstraint(
            "status <> 'refused' OR length(reason) >= 10",
            name=op.f("ck_due_date_request_refused_for_a_reason"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by",
            name=op.f("ck_due_date_request_not_on_own_request"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_due_date_request_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_due_date_request_commune_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "work_item_id"],
            ["work_item.commune_id", "work_item.id"],
            name=op.f("fk_due_date_request_commune_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_due_date_request_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_due_date_request_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["opinion_by"], ["person.id"], name=op.f("fk_due_date_request_opinion_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_date_request")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_due_date_request_commune_id_id")),
    )

    with op.batch_alter_table("due_date_request", schema=None) as batch_op:
        batch_op.create_index(
            "ix_due_date_request_item", ["commune_id", "work_item_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_due_date_request_status", ["commune_id", "status", "id"], unique=False
        )
        batch_op.create_index(
            "uq_due_date_request_open",
            ["commune_id", "work_item_id"],
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )

    op.create_table(
        "explanation",
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "cause",
                "explanation",
                name="explanationkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "asked_by IS NOT NULL OR answered_at IS NOT NULL",
            name=op.f("ck_explanation_asked_or_answered"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_explanation_answered_by")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_explanation_asked_by")),
        sa.ForeignKeyConstraint(
            ["commune_id", "work_item_id"],
            ["work_item.commune_id", "work_item.id"],
            name=op.f("fk_explanation_commune_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_explanation_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_explanation_commune_id_id")),
    )

    with op.batch_alter_table("explanation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_explanation_item", ["commune_id", "work_item_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_explanation_unanswered",
            ["commune_id", "answer_by", "id"],
            unique=False,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )

    op.create_table(
        "lead_request",
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("named_unit_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "granted",
                "refused",
                "withdrawn",
                name="requeststatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_unit_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'granted' OR (decided_unit_id IS NOT NULL AND document <> '')",
            name=op.f("ck_lead_request_granted_by_document"),
        ),
        sa.CheckConstraint(
            "status <> 'refused' OR length(reason) >= 10",
            name=op.f("ck_lead_request_refused_for_a_reason"),
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_lead_request_asked_by")),
        sa.ForeignKeyConstraint(
            ["commune_id", "decided_unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_lead_request_commune_id_decided_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "named_unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_lead_request_commune_id_named_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_lead_request_commune_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "work_item_id"],
            ["work_item.commune_id", "work_item.id"],
            name=op.f("fk_lead_request_commune_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_lead_request_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_lead_request_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_request")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_lead_request_commune_id_id")),
    )

    with op.batch_alter_table("lead_request", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lead_request_status", ["commune_id", "status", "id"], unique=False
        )
        batch_op.create_index(
            "uq_lead_request_open",
            ["commune_id", "work_item_id"],
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )

    with op.batch_alter_table("commune", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "dates_delegated_by", sa.String(length=200), nullable=False, server_default=""
            )
        )
        batch_op.add_column(
            sa.Column(
                "plan_changes_delegated_by",
                sa.String(length=200),
                nullable=False,
                server_default="",
            )
        )

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.alter_column(
            "action", existing_type=_action(*BEFORE), type_=_action(*AFTER), existing_nullable=False
        )
        batch_op.add_column(sa.Column("new_lead_unit_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_commune_id_new_lead_unit_id"),
            "unit",
            ["commune_id", "new_lead_unit_id"],
            ["commune_id", "id"],
        )

    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("started_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_plan_version_started_by"), "person", ["started_by"], ["id"]
        )

    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("basis_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("original_due_on", sa.Date(), nullable=True))

    with op.batch_alter_table("task_lead", schema=None) as batch_op:
        batch_op.add_column(sa.Column("original_due_on", sa.Date(), nullable=True))

    with op.batch_alter_table("task_revision", schema=None) as batch_op:
        batch_op.alter_column("plan_version_id", existing_type=sa.INTEGER(), nullable=True)

    with op.batch_alter_table("work_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_task_id", sa.Integer(), nullable=True))
        batch_op.create_check_constraint("merged_by_name", MERGED)
        batch_op.add_column(
            sa.Column("times_moved", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.drop_index(
            batch_op.f("ix_work_item_submitted"), sqlite_where=sa.text("status = 'submitted'")
        )
        batch_op.create_index(
            "ix_work_item_submitted",
            ["commune_id", "deciding_unit_id", "submitted_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'submitted'"),
            postgresql_where=sa.text("status = 'submitted'"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_work_item_commune_id_merged_into_task_id"),
            "task",
            ["commune_id", "merged_into_task_id"],
            ["commune_id", "id"],
        )
    op.execute(ORIGINAL_DATES.format(table="task", column="task_id"))
    op.execute(ORIGINAL_DATES.format(table="task_lead", column="lead_id"))


def downgrade() -> None:
    with op.batch_alter_table("work_item", schema=None) as batch_op:
        batch_op.drop_constraint("merged_by_name", type_="check")
        batch_op.drop_constraint(
            batch_op.f("fk_work_item_commune_id_merged_into_task_id"), type_="foreignkey"
        )
        batch_op.drop_index(
            "ix_work_item_submitted",
            sqlite_where=sa.text("status = 'submitted'"),
            postgresql_where=sa.text("status = 'submitted'"),
        )
        batch_op.create_index(
            batch_op.f("ix_work_item_submitted"),
            ["commune_id", "submitted_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'submitted'"),
        )
        batch_op.drop_column("times_moved")
        batch_op.drop_column("merged_into_task_id")

    with op.batch_alter_table("task_revision", schema=None) as batch_op:
        batch_op.alter_column("plan_version_id", existing_type=sa.INTEGER(), nullable=False)

    with op.batch_alter_table("task_lead", schema=None) as batch_op:
        batch_op.drop_column("original_due_on")

    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_column("original_due_on")
        batch_op.drop_column("basis_on")

    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_plan_version_started_by"), type_="foreignkey")
        batch_op.drop_column("started_by")

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.alter_column(
            "action", existing_type=_action(*AFTER), type_=_action(*BEFORE), existing_nullable=False
        )
        batch_op.drop_constraint(
            batch_op.f("fk_decision_commune_id_new_lead_unit_id"), type_="foreignkey"
        )
        batch_op.drop_column("new_lead_unit_id")

    with op.batch_alter_table("commune", schema=None) as batch_op:
        batch_op.drop_column("plan_changes_delegated_by")
        batch_op.drop_column("dates_delegated_by")

    op.drop_table("lead_request")

    op.drop_table("explanation")

    op.drop_table("due_date_request")
