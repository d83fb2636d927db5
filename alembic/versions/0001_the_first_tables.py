"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "business",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("legal_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("tax_id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business")),
    )
    op.create_table(
        "stripedoubledelivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripedoubledelivery")),
    )
    op.create_index(op.f("ix_stripedoubledelivery_state"), "stripedoubledelivery", ["state"], unique=False)
    op.create_table(
        "stripedoubleobject",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_stripedoubleobject")),
        sa.UniqueConstraint("id", name=op.f("uq_stripedoubleobject_id")),
    )
    op.create_index(op.f("ix_stripedoubleobject_account"), "stripedoubleobject", ["account"], unique=False)
    op.create_index(op.f("ix_stripedoubleobject_due"), "stripedoubleobject", ["due"], unique=False)
    op.create_table(
        "stripedoublereply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripedoublereply")),
        sa.UniqueConstraint("account", "idempotency_key", name=op.f("uq_stripedoublereply_account_idempotency_key")),
    )
    op.create_table(
        "activityentry",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_activityentry_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activityentry")),
    )
    op.create_index(op.f("ix_activityentry_business_id"), "activityentry", ["business_id"], unique=False)
    op.create_index("ix_activityentry_subject_at", "activityentry", ["subject_id", "at"], unique=False)
    op.create_table(
        "billingterms",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("payment_days", sa.Integer(), nullable=False),
        sa.Column("online_payments", sa.String(length=24), nullable=False),
        sa.Column("payment_terms", sa.String(), nullable=False),
        sa.Column("late_fee_policy", sa.String(), nullable=False),
        sa.Column("bank_details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_billingterms_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billingterms")),
        sa.UniqueConstraint("business_id", name=op.f("uq_billingterms_business_id")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("tax_id", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_customer_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint(
            "business_id", "source", "source_id", name=op.f("uq_customer_business_id_source_source_id")
        ),
    )
    op.create_index(op.f("ix_customer_business_id"), "customer", ["business_id"], unique=False)
    op.create_index(op.f("ix_customer_name"), "customer", ["name"], unique=False)
    op.create_table(
        "linkview",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_linkview_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linkview")),
    )
    op.create_index(op.f("ix_linkview_business_id"), "linkview", ["business_id"], unique=False)
    op.create_index(op.f("ix_linkview_document_id"), "linkview", ["document_id"], unique=False)
    op.create_index("uq_linkview_browser", "linkview", ["document_id", "browser_hash"], unique=True)
    op.create_table(
        "outboxmessage",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("dedupe", sa.String(length=120), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("html_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_outboxmessage_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outboxmessage")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_outboxmessage_dedupe")),
    )
    op.create_index(op.f("ix_outboxmessage_business_id"), "outboxmessage", ["business_id"], unique=False)
    op.create_index("ix_outboxmessage_due", "outboxmessage", ["state", "due_at"], unique=False)
    op.create_table(
        "paymentaccount",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=24), nullable=False),
        sa.Column("key_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("webhook_secret_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_paymentaccount_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paymentaccount")),
        sa.UniqueConstraint("public_id", name=op.f("uq_paymentaccount_public_id")),
    )
    op.create_index(op.f("ix_paymentaccount_business_id"), "paymentaccount", ["business_id"], unique=False)
    op.create_table(
        "portallink",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("token_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("token_start", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_portallink_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portallink")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_portallink_token_hash")),
    )
    op.create_index(op.f("ix_portallink_business_id"), "portallink", ["business_id"], unique=False)
    op.create_index("ix_portallink_document", "portallink", ["document_id", "created_at"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_staff_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_index(op.f("ix_staff_business_id"), "staff", ["business_id"], unique=False)
    op.create_table(
        "storedfile",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_storedfile_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_storedfile")),
        sa.UniqueConstraint("business_id", "sha256", "kind", name=op.f("uq_storedfile_business_id_sha256_kind")),
    )
    op.create_index(op.f("ix_storedfile_business_id"), "storedfile", ["business_id"], unique=False)
    op.create_table(
        "branding",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("logo_id", sa.String(length=40), nullable=True),
        sa.Column("cover_id", sa.String(length=40), nullable=True),
        sa.Column("cover_phone_id", sa.String(length=40), nullable=True),
        sa.Column("cover_focus", sa.String(), nullable=False),
        sa.Column("appearance", sa.String(length=24), nullable=False),
        sa.Column("welcome_message", sa.String(), nullable=False),
        sa.Column("support_email", sa.String(), nullable=False),
        sa.Column("terms_url", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_branding_business_id")),
        sa.ForeignKeyConstraint(["cover_id"], ["storedfile.id"], name=op.f("fk_branding_cover_id")),
        sa.ForeignKeyConstraint(["cover_phone_id"], ["storedfile.id"], name=op.f("fk_branding_cover_phone_id")),
        sa.ForeignKeyConstraint(["logo_id"], ["storedfile.id"], name=op.f("fk_branding_logo_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branding")),
        sa.UniqueConstraint("business_id", name=op.f("uq_branding_business_id")),
    )
    op.create_table(
        "inboxevent",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["paymentaccount.id"], name=op.f("fk_inboxevent_account_id")),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_inboxevent_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inboxevent")),
        sa.UniqueConstraint("account_id", "event_id", name=op.f("uq_inboxevent_account_id_event_id")),
    )
    op.create_index(op.f("ix_inboxevent_business_id"), "inboxevent", ["business_id"], unique=False)
    op.create_index("ix_inboxevent_due", "inboxevent", ["state", "due_at"], unique=False)
    op.create_table(
        "invoice",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("billed_to", sa.String(), nullable=False),
        sa.Column("work_address", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("subtotal_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_label", sa.String(), nullable=False),
        sa.Column("extra_minor", sa.BigInteger(), nullable=False),
        sa.Column("extra_label", sa.String(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("processing_minor", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("private_notes", sa.String(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_invoice_business_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_invoice_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("business_id", "number", name=op.f("uq_invoice_business_id_number")),
        sa.UniqueConstraint("business_id", "source", "source_id", name=op.f("uq_invoice_business_id_source_source_id")),
    )
    op.create_index("ix_invoice_business_due", "invoice", ["business_id", "status", "due_on"], unique=False)
    op.create_index(op.f("ix_invoice_business_id"), "invoice", ["business_id"], unique=False)
    op.create_index("ix_invoice_business_issued", "invoice", ["business_id", "issued_on", "id"], unique=False)
    op.create_index(op.f("ix_invoice_customer_id"), "invoice", ["customer_id"], unique=False)
    op.create_table(
        "staffsession",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_staffsession_business_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staffsession_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staffsession")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_staffsession_secret_hash")),
    )
    op.create_index(op.f("ix_staffsession_business_id"), "staffsession", ["business_id"], unique=False)
    op.create_index(op.f("ix_staffsession_staff_id"), "staffsession", ["staff_id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("link_id", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("session_id", sa.String(length=120), nullable=True),
        sa.Column("payment_intent", sa.String(length=120), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["paymentaccount.id"], name=op.f("fk_attempt_account_id")),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_attempt_business_id")),
        sa.ForeignKeyConstraint(["document_id"], ["invoice.id"], name=op.f("fk_attempt_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("key", name=op.f("uq_attempt_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attempt_public_id")),
        sa.UniqueConstraint("session_id", name=op.f("uq_attempt_session_id")),
    )
    op.create_index(op.f("ix_attempt_business_id"), "attempt", ["business_id"], unique=False)
    op.create_index("ix_attempt_check", "attempt", ["state", "next_check_at"], unique=False)
    op.create_index(op.f("ix_attempt_document_id"), "attempt", ["document_id"], unique=False)
    op.create_index(op.f("ix_attempt_payment_intent"), "attempt", ["payment_intent"], unique=False)
    op.create_index(
        "uq_attempt_live",
        "attempt",
        ["document_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('creating', 'open')"),
        postgresql_where=sa.text("state IN ('creating', 'open')"),
    )
    op.create_table(
        "invoiceline",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("quantity", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_price", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_invoiceline_business_id")),
        sa.ForeignKeyConstraint(["document_id"], ["invoice.id"], name=op.f("fk_invoiceline_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoiceline")),
    )
    op.create_index(op.f("ix_invoiceline_business_id"), "invoiceline", ["business_id"], unique=False)
    op.create_index(op.f("ix_invoiceline_document_id"), "invoiceline", ["document_id"], unique=False)
    op.create_table(
        "ledgerentry",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("ref", sa.String(length=200), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_ledgerentry_business_id")),
        sa.ForeignKeyConstraint(["document_id"], ["invoice.id"], name=op.f("fk_ledgerentry_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledgerentry")),
        sa.UniqueConstraint("account_id", "kind", "ref", name=op.f("uq_ledgerentry_account_id_kind_ref")),
    )
    op.create_index(op.f("ix_ledgerentry_business_id"), "ledgerentry", ["business_id"], unique=False)
    op.create_index(op.f("ix_ledgerentry_document_id"), "ledgerentry", ["document_id"], unique=False)
