"""Transfer notices, late fees, and since when a bank debit is under way."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transfernotice",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_transfernotice_business_id")),
        sa.ForeignKeyConstraint(["document_id"], ["invoice.id"], name=op.f("fk_transfernotice_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfernotice")),
    )
    is_open = sa.text("ended_at IS NULL")
    with op.batch_alter_table("transfernotice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transfernotice_business_id"), ["business_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_transfernotice_document_id"), ["document_id"], unique=False)
        batch_op.create_index(
            "uq_transfernotice_open", ["document_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
        )

    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("processing_since", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("billingterms", schema=None) as batch_op:
        batch_op.add_column(sa.Column("late_fee_kind", sa.String(length=24), nullable=False, server_default="none"))
        batch_op.add_column(sa.Column("late_fee_minor", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("late_fee_percent", sa.String(length=40), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("late_fee_grace_days", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("late_fee_since", sa.Date(), nullable=True))

    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("late_fee_minor", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("late_fee_at", sa.DateTime(timezone=True), nullable=True))
