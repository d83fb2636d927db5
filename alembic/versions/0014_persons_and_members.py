"""A person's account apart from their place in a business; invitations."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("totp_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        sa.Column("recovery_hashes", sa.JSON(), nullable=False),
        sa.Column("reset_hash", sa.LargeBinary(), nullable=True),
        sa.Column("reset_until", instant, nullable=True),
        sa.Column("new_email", sa.String(length=254), nullable=False),
        sa.Column("new_email_hash", sa.LargeBinary(), nullable=True),
        sa.Column("new_email_until", instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("reset_hash", name=op.f("uq_person_reset_hash")),
        sa.UniqueConstraint("new_email_hash", name=op.f("uq_person_new_email_hash")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("invited_by", sa.String(), nullable=False),
        sa.Column("sent_at", instant, nullable=False),
        sa.Column("expires_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_invitation_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("business_id", "email", name=op.f("uq_invitation_business_id_email")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_business_id"), "invitation", ["business_id"], unique=False)
    # each member so far is a person of their own: e-mails were unique over all businesses
    op.execute(
        "INSERT INTO person (id, email, name, password_hash, totp_step, recovery_hashes, new_email) "
        "SELECT 'per' || substr(id, 4), email, name, password_hash, 0, '[]', '' FROM staff"
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("has_second_factor", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.drop_constraint(op.f("uq_staff_email"), type_="unique")
        batch_op.drop_column("password_hash")
    op.execute("UPDATE staff SET person_id = 'per' || substr(id, 4)")
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.alter_column("person_id", existing_type=sa.String(length=40), nullable=False)
        batch_op.create_foreign_key(op.f("fk_staff_person_id"), "person", ["person_id"], ["id"])
        batch_op.create_unique_constraint(op.f("uq_staff_business_id_person_id"), ["business_id", "person_id"])
        batch_op.create_index(op.f("ix_staff_person_id"), ["person_id"], unique=False)
    with op.batch_alter_table("staffsession", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_at", instant, nullable=True))


def downgrade() -> None:
    """Fails where somebody belongs to two businesses: that had no place before."""
    with op.batch_alter_table("staffsession", schema=None) as batch_op:
        batch_op.drop_column("confirmed_at")
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("password_hash", sa.String(), nullable=False, server_default=""))
    op.execute(
        "UPDATE staff SET password_hash = (SELECT password_hash FROM person WHERE person.id = staff.person_id)"
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_staff_person_id"))
        batch_op.drop_constraint(op.f("uq_staff_business_id_person_id"), type_="unique")
        batch_op.drop_constraint(op.f("fk_staff_person_id"), type_="foreignkey")
        batch_op.drop_column("has_second_factor")
        batch_op.drop_column("person_id")
        batch_op.create_unique_constraint(op.f("uq_staff_email"), ["email"])
    op.drop_index(op.f("ix_invitation_business_id"), "invitation")
    op.drop_table("invitation")
    op.drop_table("person")
