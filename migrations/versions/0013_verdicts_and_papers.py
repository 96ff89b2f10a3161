"""Verdicts: what they saw, reasons to tick, proposals; papers that are signed and come back."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "return_reason",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_return_reason_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_reason")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_return_reason_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id", "position", name=op.f("uq_return_reason_commune_id_position")
        ),
    )

    op.create_table(
        "paper",
        sa.Column(
            "kind",
            sa.Enum(
                "leader_sheet",
                "handover",
                "task_sheet",
                "confirmation_table",
                name="paperkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("work_item_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("signer_id", sa.Integer(), nullable=True),
        sa.Column("signed_file_id", sa.Integer(), nullable=True),
        sa.Column("returned_by", sa.Integer(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(returned_by IS NULL) = (returned_at IS NULL)", name=op.f("ck_paper_returned_by_whom")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "file_id"],
            ["stored_file.commune_id", "stored_file.id"],
            name=op.f("fk_paper_commune_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "signed_file_id"],
            ["stored_file.commune_id", "stored_file.id"],
            name=op.f("fk_paper_commune_id_signed_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "unit_id"],
            ["unit.commune_id", "unit.id"],
            name=op.f("fk_paper_commune_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "work_item_id"],
            ["work_item.commune_id", "work_item.id"],
            name=op.f("fk_paper_commune_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_paper_commune_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_paper_made_by")),
        sa.ForeignKeyConstraint(["returned_by"], ["person.id"], name=op.f("fk_paper_returned_by")),
        sa.ForeignKeyConstraint(["signer_id"], ["person.id"], name=op.f("fk_paper_signer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_paper_commune_id_id")),
    )

    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.create_index("ix_paper_kind", ["commune_id", "kind", "id"], unique=False)

    op.create_table(
        "verdict_proposal",
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column("item_version", sa.Integer(), nullable=False),
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
                "reassign",
                "set_internal_date",
                "mark_waiting",
                "end_waiting",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("product_on", sa.Date(), nullable=True),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "work_item_id"],
            ["work_item.commune_id", "work_item.id"],
            name=op.f("fk_verdict_proposal_commune_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_verdict_proposal_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["person.id"], name=op.f("fk_verdict_proposal_proposed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict_proposal")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_verdict_proposal_commune_id_id")),
    )

    with op.batch_alter_table("verdict_proposal", schema=None) as batch_op:
        batch_op.create_index(
            "uq_verdict_proposal_open",
            ["work_item_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "paper_item",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("work_item_id", sa.Integer(), nullable=False),
        sa.Column("item_version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "paper_id"],
            ["paper.commune_id", "paper.id"],
            name=op.f("fk_paper_item_commune_id_paper_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "work_item_id"],
            ["work_item.commune_id", "work_item.id"],
            name=op.f("fk_paper_item_commune_id_work_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_paper_item_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_item")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_paper_item_commune_id_id")),
        sa.UniqueConstraint(
            "commune_id",
            "paper_id",
            "work_item_id",
            name=op.f("uq_paper_item_commune_id_paper_id_work_item_id"),
        ),
    )

    with op.batch_alter_table("paper_item", schema=None) as batch_op:
        batch_op.create_index("ix_paper_item_item", ["commune_id", "work_item_id"], unique=False)

    op.create_table(
        "decision_document",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("document_file_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id", "decision_id"],
            ["decision.commune_id", "decision.id"],
            name=op.f("fk_decision_document_commune_id_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "document_file_id"],
            ["document_file.commune_id", "document_file.id"],
            name=op.f("fk_decision_document_commune_id_document_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id", "document_id"],
            ["document.commune_id", "document.id"],
            name=op.f("fk_decision_document_commune_id_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_decision_document_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_document")),
        sa.UniqueConstraint("commune_id", "id", name=op.f("uq_decision_document_commune_id_id")),
    )

    with op.batch_alter_table("decision_document", schema=None) as batch_op:
        batch_op.create_index(
            "ix_decision_document_decision", ["commune_id", "decision_id"], unique=False
        )

    with op.batch_alter_table("decision", schema=None) as batch_op:
        for name in ("decider_name", "decider_title", "decider_unit"):
            batch_op.add_column(
                sa.Column(name, sa.String(length=200), nullable=False, server_default="")
            )
        batch_op.add_column(sa.Column("paper_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("entered_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_commune_id_paper_id"),
            "paper",
            ["commune_id", "paper_id"],
            ["commune_id", "id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_entered_by"), "person", ["entered_by"], ["id"]
        )
        batch_op.create_check_constraint(
            "entered_from_paper", "(entered_by IS NULL) = (paper_id IS NULL)"
        )
        batch_op.create_check_constraint(
            "not_entered_by_submitter",
            "entered_by IS NULL OR submitted_by IS NULL OR entered_by <> submitted_by",
        )
    # Of decisions made before, the name is known; the title of that day stands in the record.
    op.execute(
        "UPDATE decision SET decider_name = COALESCE((SELECT full_name FROM person"
        " WHERE person.id = decision.decided_by), '')"
    )


def downgrade() -> None:
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint("not_entered_by_submitter", type_="check")
        batch_op.drop_constraint("entered_from_paper", type_="check")
        batch_op.drop_constraint(batch_op.f("fk_decision_entered_by"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_decision_commune_id_paper_id"), type_="foreignkey")
        batch_op.drop_column("entered_by")
        for name in ("decider_unit", "decider_title", "decider_name"):
            batch_op.drop_column(name)
        batch_op.drop_column("paper_id")

    with op.batch_alter_table("decision_document", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_document_decision")

    op.drop_table("decision_document")

    with op.batch_alter_table("paper_item", schema=None) as batch_op:
        batch_op.drop_index("ix_paper_item_item")

    op.drop_table("paper_item")

    with op.batch_alter_table("verdict_proposal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_verdict_proposal_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("verdict_proposal")

    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.drop_index("ix_paper_kind")

    op.drop_table("paper")

    op.drop_table("return_reason")
