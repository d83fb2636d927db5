"""Messages by e-mail and by text, and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outboxmessage", schema=None) as batch_op:
        batch_op.add_column(sa.Column("link_id", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("channel", sa.String(length=24), nullable=False, server_default="email"))
        batch_op.add_column(sa.Column("attaches_pdf", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("sent_by", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_outboxmessage_subject", ["subject_id", "created_at"])
        batch_op.create_index("ix_outboxmessage_provider", ["provider_id"])


def downgrade() -> None:
    with op.batch_alter_table("outboxmessage", schema=None) as batch_op:
        batch_op.drop_index("ix_outboxmessage_provider")
        batch_op.drop_index("ix_outboxmessage_subject")
        for name in ("delivered_at", "sent_by", "attaches_pdf", "channel", "link_id"):
            batch_op.drop_column(name)
