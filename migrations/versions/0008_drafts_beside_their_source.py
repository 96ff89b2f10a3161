"""Proposals of the prose, matches against a running plan, long readings, returned workbooks, and
indexes for what plans are asked for most."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


BEFORE = ("open", "started", "discarded")
AFTER = ("reading", "unreadable", *BEFORE)


def _status(*words: str) -> sa.Enum:
    return sa.Enum(*words, name="draftstatus", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "returned_workbook",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("told_by", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "finished",
                "discarded",
                name="returnstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "file_id"],
            ["stored_file.commune_id", "stored_file.id"],
            name=op.f("fk_returned_workbook_commune_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "plan_id"],
            ["plan.commune_id", "plan.id"],
            name=op.f("fk_returned_workbook_commune_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_returned_workbook_commune_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_returned_workbook_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_returned_workbook_created_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_workbook")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_returned_workbook_commune_id_id")),
    )
    op.create_table(
        "draft_match",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "kept",
                "changed",
                "merged",
                "gone",
                name="matchkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("likeness", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "keep",
                "remake",
                "cancel",
                name="matchdecision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "draft_id"],
            ["plan_draft.commune_id", "plan_draft.id"],
            name=op.f("fk_draft_match_commune_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "row_id"],
            ["draft_row.commune_id", "draft_row.id"],
            name=op.f("fk_draft_match_commune_id_row_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "task_id"],
            ["task.commune_id", "task.id"],
            name=op.f("fk_draft_match_commune_id_task_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_draft_match_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_match")),
        sa.UniqueConstraint(
            "commune_id",
            "draft_id",
            "task_id",
            name=op.f("uq_draft_match_commune_id_draft_id_task_id"),
        ),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_draft_match_commune_id_id")),
    )
    op.create_table(
        "draft_proposal",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("deadline_text", sa.Text(), nullable=False),
        sa.Column("section_code", sa.String(length=200), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "draft_id"],
            ["plan_draft.commune_id", "plan_draft.id"],
            name=op.f("fk_draft_proposal_commune_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "row_id"],
            ["draft_row.commune_id", "draft_row.id"],
            name=op.f("fk_draft_proposal_commune_id_row_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_draft_proposal_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_proposal")),
        sa.UniqueConstraint(
            "commune_id",
            "draft_id",
            "position",
            name=op.f("uq_draft_proposal_commune_id_draft_id_position"),
        ),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_draft_proposal_commune_id_id")),
    )
    op.create_table(
        "returned_row",
        sa.Column("workbook_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("work_item_id", sa.Integer(), nullable=True),
        sa.Column("item_version", sa.Integer(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("document_number", sa.String(length=200), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=True),
        sa.Column("difficulty", sa.Text(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "work_item_id"],
            ["work_item.commune_id", "work_item.id"],
            name=op.f("fk_returned_row_commune_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "workbook_id"],
            ["returned_workbook.commune_id", "returned_workbook.id"],
            name=op.f("fk_returned_row_commune_id_workbook_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_returned_row_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_row")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_returned_row_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id",
            "workbook_id",
            "position",
            name=op.f("uq_returned_row_commune_id_workbook_id_position"),
        ),
    )
    with op.batch_alter_table("draft_row", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("printed", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )

    with op.batch_alter_table("plan_draft", schema=None) as batch_op:
        batch_op.alter_column(
            "status", existing_type=_status(*BEFORE), type_=_status(*AFTER), existing_nullable=False
        )
        batch_op.add_column(sa.Column("appendix_file_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("picture_file_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("amends_plan_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("given_year", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reading_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("progress", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
        )
        batch_op.add_column(
            sa.Column("refusal", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_plan_draft_commune_id_amends_plan_id"),
            "plan",
            ["commune_id", "amends_plan_id"],
            ["commune_id", "id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_plan_draft_commune_id_picture_file_id"),
            "stored_file",
            ["commune_id", "picture_file_id"],
            ["commune_id", "id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_plan_draft_commune_id_appendix_file_id"),
            "stored_file",
            ["commune_id", "appendix_file_id"],
            ["commune_id", "id"],
        )

    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("title", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("issued_on", sa.Date(), nullable=True))

    op.create_index("ix_section_plan", "section", ["commune_id", "plan_id", "position"])
    op.create_index("ix_task_unit_lead", "task_unit", ["lead_id"])
    op.drop_index("ix_work_item_with_lead", "work_item")
    # Ends with the plan, so that the count of what is late leaves other plans out unread.
    _create_with_lead(["commune_id", "due_on", "id", "plan_id"])


def _create_with_lead(columns: list[str]) -> None:
    condition = sa.text("status IN ('assigned', 'in_progress', 'returned')")
    op.create_index(
        "ix_work_item_with_lead",
        "work_item",
        columns,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def downgrade() -> None:
    op.drop_index("ix_work_item_with_lead", "work_item")
    _create_with_lead(["commune_id", "due_on", "id"])
    op.drop_index("ix_task_unit_lead", "task_unit")
    op.drop_index("ix_section_plan", "section")
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.drop_column("issued_on")
        batch_op.drop_column("title")

    with op.batch_alter_table("plan_draft", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_plan_draft_commune_id_appendix_file_id"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_plan_draft_commune_id_picture_file_id"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_plan_draft_commune_id_amends_plan_id"), type_="foreignkey"
        )
        batch_op.alter_column(
            "status", existing_type=_status(*AFTER), type_=_status(*BEFORE), existing_nullable=False
        )
        batch_op.drop_column("refusal")
        batch_op.drop_column("progress")
        batch_op.drop_column("reading_since")
        batch_op.drop_column("given_year")
        batch_op.drop_column("amends_plan_id")
        batch_op.drop_column("picture_file_id")
        batch_op.drop_column("appendix_file_id")

    with op.batch_alter_table("draft_row", schema=None) as batch_op:
        batch_op.drop_column("printed")

    op.drop_table("returned_row")
    op.drop_table("draft_proposal")
    op.drop_table("draft_match")
    op.drop_table("returned_workbook")
