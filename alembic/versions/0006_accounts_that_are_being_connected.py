"""Accounts that are being connected through the platform."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CONNECTED = sa.text("mode = 'connect' AND account_ref <> ''")


def upgrade() -> None:
    with op.batch_alter_table("paymentaccount", schema=None) as batch_op:
        batch_op.add_column(sa.Column("setup", sa.String(length=24), nullable=False, server_default="ready"))
        batch_op.create_index(
            "uq_paymentaccount_connected",
            ["account_ref"],
            unique=True,
            sqlite_where=CONNECTED,
            postgresql_where=CONNECTED,
        )


def downgrade() -> None:
    with op.batch_alter_table("paymentaccount", schema=None) as batch_op:
        batch_op.drop_index("uq_paymentaccount_connected")
        batch_op.drop_column("setup")
