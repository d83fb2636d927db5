"""Money of every kind."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "taxrate",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("percent", sa.String(length=40), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_taxrate_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taxrate")),
    )
    with op.batch_alter_table("taxrate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_taxrate_business_id"), ["business_id"], unique=False)

    op.create_table(
        "dispute",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("dispute_ref", sa.String(length=120), nullable=False),
        sa.Column("payment_intent", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["paymentaccount.id"], name=op.f("fk_dispute_account_id")),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_dispute_business_id")),
        sa.ForeignKeyConstraint(["document_id"], ["invoice.id"], name=op.f("fk_dispute_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("account_id", "dispute_ref", name=op.f("uq_dispute_account_id_dispute_ref")),
    )
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispute_business_id"), ["business_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispute_document_id"), ["document_id"], unique=False)

    op.create_table(
        "invoicerevision",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_invoicerevision_business_id")),
        sa.ForeignKeyConstraint(["document_id"], ["invoice.id"], name=op.f("fk_invoicerevision_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoicerevision")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_invoicerevision_document_id_number")),
    )
    with op.batch_alter_table("invoicerevision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoicerevision_business_id"), ["business_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoicerevision_document_id"), ["document_id"], unique=False)

    op.create_table(
        "refund",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("payment_intent", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("refund_ref", sa.String(length=120), nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["paymentaccount.id"], name=op.f("fk_refund_account_id")),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_refund_business_id")),
        sa.ForeignKeyConstraint(["document_id"], ["invoice.id"], name=op.f("fk_refund_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("key", name=op.f("uq_refund_key")),
    )
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refund_business_id"), ["business_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_refund_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_refund_next_check_at"), ["next_check_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_refund_refund_ref"), ["refund_ref"], unique=False)

    op.create_table(
        "unmatchedpayment",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("payment_intent", sa.String(length=120), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["paymentaccount.id"], name=op.f("fk_unmatchedpayment_account_id")),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_unmatchedpayment_business_id")),
        sa.ForeignKeyConstraint(["document_id"], ["invoice.id"], name=op.f("fk_unmatchedpayment_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmatchedpayment")),
        sa.UniqueConstraint("account_id", "payment_intent", name=op.f("uq_unmatchedpayment_account_id_payment_intent")),
    )
    with op.batch_alter_table("unmatchedpayment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unmatchedpayment_business_id"), ["business_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unmatchedpayment_document_id"), ["document_id"], unique=False)

    op.create_table(
        "receipt",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("entry_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_receipt_business_id")),
        sa.ForeignKeyConstraint(["document_id"], ["invoice.id"], name=op.f("fk_receipt_document_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["ledgerentry.id"], name=op.f("fk_receipt_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("business_id", "number", name=op.f("uq_receipt_business_id_number")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_receipt_entry_id")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_business_id"), ["business_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_receipt_document_id"), ["document_id"], unique=False)

    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invoice_revision", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("is_outdated", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("billingterms", schema=None) as batch_op:
        batch_op.add_column(sa.Column("takes_part_payments", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("least_percent", sa.Integer(), nullable=False, server_default="25"))
        batch_op.add_column(sa.Column("payment_methods", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("invoice_prefix", sa.String(length=16), nullable=False, server_default="INV-"))
        batch_op.add_column(sa.Column("next_invoice", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("next_receipt", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("next_credit_note", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("discount_percent", sa.String(length=40), nullable=False, server_default="0"))

    with op.batch_alter_table("invoiceline", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tax_name", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("tax_percent", sa.String(length=40), nullable=False, server_default="0"))

    with op.batch_alter_table("ledgerentry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("of_id", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("note", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("made_by", sa.String(), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_ledgerentry_of_id"), ["of_id"], unique=False)

    with op.batch_alter_table("paymentaccount", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key_hint", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("account_ref", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("endpoint_ref", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("last_event_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("events_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("events_due_at", sa.DateTime(timezone=True), nullable=True))
