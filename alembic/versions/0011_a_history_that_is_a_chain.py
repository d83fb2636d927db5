"""Each line of the history is sealed with the one before it; the lines that are there become the start of the chain.

Browsers that opened a document stand apart from those that belong to a person.
"""

from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BATCH = 1000
ENTRY = sa.table(
    "activityentry",
    *(sa.column(name) for name in ("id", "business_id", "subject_id", "customer_id", "kind", "summary", "actor")),
    *(sa.column(name, sa.LargeBinary()) for name in ("previous", "salt", "words_hash", "digest")),
    sa.column("data", sa.JSON()),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("position", sa.BigInteger()),
)
NEW = ("position", "previous", "salt", "words_hash", "digest")


def upgrade() -> None:
    head = op.create_table(
        "historyhead",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("business_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name=op.f("fk_historyhead_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_historyhead")),
    )
    op.create_index(op.f("ix_historyhead_business_id"), "historyhead", ["business_id"], unique=False)
    for name in NEW:
        kind = sa.BigInteger() if name == "position" else sa.LargeBinary()
        op.add_column("activityentry", sa.Column(name, kind, nullable=True))
    _link_old(op.get_bind(), head)
    with op.batch_alter_table("activityentry", schema=None) as batch_op:
        batch_op.alter_column("position", existing_type=sa.BigInteger(), nullable=False)
        for name in ("previous", "words_hash", "digest"):
            batch_op.alter_column(name, existing_type=sa.LargeBinary(), nullable=False)
        batch_op.create_index("uq_activityentry_position", ["business_id", "position"], unique=True)
    _opened_apart()


def _opened_apart() -> None:
    """A browser that opened a document may not have been a person's: until now only those that were stood here."""
    with op.batch_alter_table("linkview", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opened_times", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("seen_at", existing_type=sa.DateTime(timezone=True), nullable=True)
    op.execute("UPDATE linkview SET opened_at = seen_at")
    with op.batch_alter_table("linkview", schema=None) as batch_op:
        batch_op.alter_column("opened_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.alter_column("opened_times", existing_type=sa.Integer(), server_default=None)


def _link_old(connection: sa.Connection, head: sa.Table) -> None:
    # how the chain stands on disk is fixed by its form's number, and so is this use of it
    from toolfy_portal.core.keys import Keyring
    from toolfy_portal.domain.activity import chain

    if connection.execute(sa.select(ENTRY.c.id).limit(1)).first() is None:
        return
    keys = Keyring(context.config.attributes["keys"]())
    order = sa.select(ENTRY.c.business_id, ENTRY.c.id).order_by(ENTRY.c.business_id, ENTRY.c.at, ENTRY.c.id)
    for business_id, group in groupby(connection.execute(order).all(), key=lambda row: row[0]):
        ids, position, digest = [row[1] for row in group], 0, chain.START
        for start in range(0, len(ids), BATCH):
            entries = _read(connection, ids[start : start + BATCH])
            linked = list(chain.link(keys, entries, position, digest))
            position, digest = linked[-1]["position"], linked[-1]["digest"]
            _write(connection, linked)
        connection.execute(
            head.insert().values(id=business_id, business_id=business_id, position=position, digest=digest)
        )


def _read(connection: sa.Connection, ids: list[str]) -> list[dict[str, Any]]:
    found = connection.execute(sa.select(ENTRY).where(ENTRY.c.id.in_(ids))).mappings()
    by_id = {row["id"]: {**row, "at": _utc(row["at"])} for row in found}
    return [by_id[each] for each in ids]


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _write(connection: sa.Connection, linked: list[dict[str, Any]]) -> None:
    new = {name: sa.bindparam(f"new_{name}") for name in NEW}
    change = sa.update(ENTRY).where(ENTRY.c.id == sa.bindparam("entry_id")).values(new)
    connection.execute(
        change, [{"entry_id": row["id"], **{f"new_{name}": row[name] for name in NEW}} for row in linked]
    )


def downgrade() -> None:
    op.execute("DELETE FROM linkview WHERE seen_at IS NULL")
    with op.batch_alter_table("linkview", schema=None) as batch_op:
        batch_op.alter_column("seen_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.drop_column("opened_at")
        batch_op.drop_column("opened_times")
    with op.batch_alter_table("activityentry", schema=None) as batch_op:
        batch_op.drop_index("uq_activityentry_position")
        for name in NEW:
            batch_op.drop_column(name)
    op.drop_table("historyhead")
