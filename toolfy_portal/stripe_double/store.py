"""The double's memory in SQL, so that a restart or a second worker sees the same Stripe."""

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import BigInteger, Engine, Text, UniqueConstraint, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session  # noqa: TID251 - Stripe's own state, shared by no business: no walls to pass
from sqlmodel import Field, SQLModel, col

from toolfy_portal.core.db import WRITING
from toolfy_portal.stripe_double.objects import new_account, new_event, visible
from toolfy_portal.stripe_double.refusal import Json, missing


class StripeDoubleObject(SQLModel, table=True):
    """Anything Stripe keeps: an account, a session, an intent, a charge, an event, a webhook endpoint."""

    number: int | None = Field(default=None, primary_key=True)  # order of creation: seconds don't tell two events apart
    id: str = Field(unique=True)
    account: str = Field(index=True)
    kind: str
    created: int = Field(sa_type=BigInteger)  # Unix seconds, as all times at Stripe
    due: int | None = Field(default=None, sa_type=BigInteger, index=True)  # when it changes by itself
    body: str = Field(sa_type=Text)


class StripeDoubleReply(SQLModel, table=True):
    """The answer to a request with an idempotency key, for whoever asks again."""

    __table_args__ = (UniqueConstraint("account", "idempotency_key"),)

    id: int | None = Field(default=None, primary_key=True)
    account: str
    idempotency_key: str
    request_hash: str
    status: int
    body: str = Field(sa_type=Text)


class StripeDoubleDelivery(SQLModel, table=True):
    """One event on its way to one webhook endpoint; `state` is pending, delivered, dropped or failed."""

    id: int | None = Field(default=None, primary_key=True)
    account: str
    event_id: str
    endpoint_id: str = Field(sa_column_kwargs={"name": "url"})  # an endpoint's url may change while an event waits
    state: str = Field(default="pending", index=True)
    tries: int = 0
    next_at: int = Field(sa_type=BigInteger)  # Unix seconds


@dataclass
class Books:
    """One account's objects inside one transaction; `now` is in Unix seconds.

    debit_seconds: how long a bank takes to answer a debit or to take a refund.
    """

    db: Session
    account: str
    now: int
    debit_seconds: int = 0
    request: Json = field(default_factory=lambda: {"id": None, "idempotency_key": None})  # what events say caused them

    def add(self, body: Json, due: int | None = None) -> Json:
        """Keep a new object, which changes by itself at `due`."""
        self.db.add(
            StripeDoubleObject(
                id=body["id"],
                account=self.account,
                kind=body["object"],
                created=self.now,
                due=due,
                body=json.dumps(body),
            )
        )
        self.db.flush()
        return body

    def find(self, kind: str, object_id: str) -> Json | None:
        """Return the account's object of that kind, or None."""
        row = self._row(kind, object_id)
        return json.loads(row.body) if row else None

    def get(self, kind: str, object_id: str, param: str = "id") -> Json:
        """Return the account's object of that kind. Raises StripeRefusal (404), blaming `param`, if there is none."""
        found = self.find(kind, object_id)
        if found is None:
            raise missing(kind, object_id, param)
        return found

    def save(self, body: Json, due: int | None = None) -> None:
        """Replace an object that is kept already."""
        row = self._row(body["object"], body["id"])
        if row is None:
            raise LookupError(body["id"])
        row.body, row.due = json.dumps(body), due

    def remove(self, kind: str, object_id: str) -> None:
        """Forget an object."""
        self.db.delete(self._row(kind, object_id))

    def listing(
        self, kind: str, after: str | None = None, created: dict[str, int] | None = None, before: str | None = None
    ) -> Iterator[Json]:
        """Yield objects newest first, older than the one called `after`; created: bounds as gt, gte, lt, lte, eq.

        With `before`: those newer than the one called so, and the oldest of them first. Raises StripeRefusal if there
        is no such object.
        """
        made, number = col(StripeDoubleObject.created), col(StripeDoubleObject.number)
        bounds = {"gt": made.__gt__, "gte": made.__ge__, "lt": made.__lt__, "lte": made.__le__, "eq": made.__eq__}
        query = self._rows(kind).where(*(bounds[name](seconds) for name, seconds in (created or {}).items()))
        if after is not None:
            query = query.where(number < self._place(kind, after, "starting_after"))
        if before is not None:
            query = query.where(number > self._place(kind, before, "ending_before"))
        for row in self.db.scalars(query.order_by(number.desc() if before is None else number)):
            yield json.loads(row.body)

    def overdue(self, kind: str) -> list[Json]:
        """Return the objects whose time to change by themselves has come, the oldest first."""
        query = self._rows(kind).where(col(StripeDoubleObject.due) <= self.now)
        return [json.loads(row.body) for row in self.db.scalars(query.order_by(col(StripeDoubleObject.due)))]

    def record(self, event_type: str, about: Json, before: Json | None = None) -> None:
        """Keep an event that shows the object as it is now, and queue it for each endpoint that wants to hear it.

        before: the changed fields as they were.
        """
        data = {"object": visible(about)} | ({"previous_attributes": before} if before else {})
        platform = self.get("account", self.account).get("_platform")
        listeners = self._listeners(self.account, False, event_type)
        listeners += self._listeners(platform, True, event_type) if platform else []
        event = new_event(event_type, data, len(listeners), self.request, self.now)
        self.add(event | {"account": self.account} if platform else event)
        self.db.add_all(
            StripeDoubleDelivery(
                account=self.account, event_id=event["id"], endpoint_id=endpoint["id"], next_at=self.now
            )
            for endpoint in listeners
        )

    def reply(self, idempotency_key: str) -> StripeDoubleReply | None:
        """Return the answer kept under that key, or None."""
        return self.db.scalar(
            select(StripeDoubleReply).where(
                col(StripeDoubleReply.account) == self.account,
                col(StripeDoubleReply.idempotency_key) == idempotency_key,
            )
        )

    def keep_reply(self, idempotency_key: str, request_hash: str, status: int, body: Json) -> None:
        """Keep an answer for whoever asks the same again."""
        reply = StripeDoubleReply(
            account=self.account,
            idempotency_key=idempotency_key,
            request_hash=request_hash,
            status=status,
            body=json.dumps(body),
        )
        self.db.add(reply)

    def of(self, account: str) -> "Books":
        """Return another account's books, in the same transaction."""
        return replace(self, account=account)

    def _listeners(self, account: str, connect: bool, event_type: str) -> list[Json]:
        """Return the account's endpoints that hear such events, of its own or of the accounts connected to it."""
        return [
            endpoint
            for endpoint in self.of(account).listing("webhook_endpoint")
            if endpoint["_connect"] == connect
            and endpoint["status"] == "enabled"
            and {"*", event_type} & set(endpoint.get("enabled_events", ["*"]))
        ]

    def _place(self, kind: str, object_id: str, param: str) -> int | None:
        row = self._row(kind, object_id)
        if row is None:
            raise missing(kind, object_id, param, status=400)
        return row.number

    def _rows(self, kind: str) -> Any:
        return select(StripeDoubleObject).where(
            col(StripeDoubleObject.account) == self.account, col(StripeDoubleObject.kind) == kind
        )

    def _row(self, kind: str, object_id: str) -> StripeDoubleObject | None:
        return self.db.scalar(self._rows(kind).where(col(StripeDoubleObject.id) == object_id))


def reading(engine: Engine) -> Session:
    """Return a session for a look that must not wait for writers."""
    return Session(engine.execution_options(**{WRITING: False}))


@contextmanager
def open_books(engine: Engine, account: str, now: int, debit_seconds: int = 0) -> Generator[Books]:
    """Hold an account's books alone until the block ends, and keep what it changed unless it raises.

    The first statement is a write on purpose: Postgres locks the account's row, SQLite takes its write lock, and
    whoever comes second waits instead of working on an old picture.
    """
    _ensure_account(engine, account, now)
    mine = col(StripeDoubleObject.id) == account
    with Session(engine) as db, db.begin():
        db.execute(update(StripeDoubleObject).where(mine).values(account=account))
        yield Books(db, account, now, debit_seconds)


def accounts_overdue(engine: Engine, now: int) -> list[str]:
    """Return the accounts in which something should have changed by itself."""
    query = select(col(StripeDoubleObject.account)).where(col(StripeDoubleObject.due) <= now).distinct()
    with reading(engine) as db:
        return list(db.scalars(query))


def account_holding(engine: Engine, object_id: str) -> str | None:
    """Return the account that has the object, or None."""
    query = select(col(StripeDoubleObject.account)).where(col(StripeDoubleObject.id) == object_id)
    with reading(engine) as db:
        return db.scalar(query)


def _ensure_account(engine: Engine, account: str, now: int) -> None:
    if account_holding(engine, account):
        return
    try:
        with Session(engine) as db, db.begin():
            Books(db, account, now).add(new_account(account, now))
    except IntegrityError:
        return  # another worker was first: the account is there, which is all we want
