"""Pay Now, the checkout page, Stripe's webhooks and the worker of one world, as short words for stories about money."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import select

from tests.world import Link, Tenant, World
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.notifications.models import OutboxMessage
from toolfy_portal.domain.payments import checkout, intake
from toolfy_portal.domain.payments.accounts import keys_of, webhook_secret
from toolfy_portal.domain.payments.checkout import Started
from toolfy_portal.domain.payments.models import Attempt, InboxEvent, LedgerEntry, PaymentAccount
from toolfy_portal.stripe_double.cards import Card, Decline
from toolfy_portal.stripe_double.server import StripeDouble, account_of
from toolfy_portal.stripe_double.store import open_books
from toolfy_portal.worker import Worker

GOOD, DECLINED, POOR = "4242424242424242", "4000000000000002", "4000000000009995"


class Killed(BaseException):
    """The process ended here: nothing may catch this."""


@dataclass
class Delivery:
    """A webhook as Stripe posts it."""

    url: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def kind(self) -> str:
        return json.loads(self.body)["type"]

    @property
    def about(self) -> dict[str, Any]:
        return json.loads(self.body)["data"]["object"]


@dataclass
class Till:
    """One world's money. `gateway` may be replaced by one that fails where a story wants it."""

    world: World
    gateway: Any = field(init=False)

    def __post_init__(self) -> None:
        self.gateway = self.world.portal.gateway
        for tenant in (self.world.a, self.world.b):
            key, secret, public_id = self.account(tenant)
            self.double.register_webhook(key, f"http://localhost:8000/hooks/stripe/{public_id}", secret)

    @property
    def double(self) -> StripeDouble:
        assert self.world.portal.double is not None
        return self.world.portal.double

    def account(self, tenant: Tenant) -> tuple[str, str, str]:
        """The business's key, webhook secret and public id."""
        with reading(tenant.system) as uow:
            account = uow.get(PaymentAccount, tenant.account_id)
            return keys_of(uow, account).key, webhook_secret(uow, account), account.public_id

    def press_pay(self, link: Link | None = None) -> Started:
        """Press Pay Now on the due invoice of business A, or another link's."""
        return checkout.start_checkout((link or self.world.a.link()).access, self.gateway)

    def pay(self, started: Started, number: str = GOOD) -> Decline | None:
        """Type a card into the checkout page."""
        return self.double.pay(started.url.rsplit("/", 1)[1], Card(number, 12, 2040, "123", "Hannah Okafor"))

    def sessions(self) -> int:
        """How many checkouts Stripe made for business A."""
        engine, now = self.world.portal.runtime.engine, int(self.world.clock.now().timestamp())
        with open_books(engine, account_of(self.account(self.world.a)[0]), now) as books:
            return sum(1 for _ in books.listing("checkout.session", None, {}))

    def deliveries(self) -> list[Delivery]:
        """What Stripe wants to tell by now; it takes the telling for done."""
        caught: list[Delivery] = []

        def catch(url: str, body: bytes, headers: Mapping[str, str]) -> int:
            caught.append(Delivery(url, body, dict(headers)))
            return 200

        self.double.deliver_due(catch)
        return caught

    def receive(self, delivery: Delivery, public_id: str = "") -> None:
        """Take a webhook in, as our endpoint does."""
        account = public_id or delivery.url.rsplit("/", 1)[1]
        came = intake.Delivery(account, delivery.body, delivery.headers["Stripe-Signature"])
        (refusal,) = intake.receive(self.gateway, [came])
        if refusal:
            raise refusal

    def work(self) -> None:
        """Let the worker do all that is due."""
        self.world.portal.gateway = self.gateway
        worker = Worker(self.world.portal)
        while worker.work_once():
            pass

    def recover(self) -> None:
        """Come back after a crash: leases run out, Stripe tells again, what is under way is looked at."""
        for _ in range(3):
            self.world.clock.forward(seconds=130)
            self.work()

    def invoice(self, document_id: str = "", tenant: Tenant | None = None) -> Invoice:
        tenant = tenant or self.world.a
        with reading(tenant.system) as uow:
            return uow.get(Invoice, document_id or tenant.document())

    def _rows(self, model: Any, column: Any, document_id: str, tenant: Tenant | None) -> list[Any]:
        tenant = tenant or self.world.a
        with reading(tenant.system) as uow:
            return list(uow.all(select(model).where(column == (document_id or tenant.document())).order_by(model.id)))

    def attempts(self, document_id: str = "", tenant: Tenant | None = None) -> list[Attempt]:
        return self._rows(Attempt, Attempt.document_id, document_id, tenant)

    def ledger(self, document_id: str = "", tenant: Tenant | None = None) -> list[LedgerEntry]:
        return self._rows(LedgerEntry, LedgerEntry.document_id, document_id, tenant)

    def mails(self, document_id: str = "", tenant: Tenant | None = None) -> list[OutboxMessage]:
        return self._rows(OutboxMessage, OutboxMessage.subject_id, document_id, tenant)

    def history(self, document_id: str = "", tenant: Tenant | None = None) -> list[str]:
        """The kinds of lines in the history, oldest first."""
        return [line.kind for line in self._rows(ActivityEntry, ActivityEntry.subject_id, document_id, tenant)]

    def summaries(self) -> list[str]:
        return [line.summary for line in self._rows(ActivityEntry, ActivityEntry.subject_id, "", None)]

    def inbox(self, tenant: Tenant | None = None) -> list[InboxEvent]:
        """The events that arrived, but for the one the world was planted with."""
        with reading((tenant or self.world.a).system) as uow:
            return [event for event in uow.all(select(InboxEvent)) if event.body.startswith("{")]

    def paid_once(self) -> None:
        """Assert all that must hold when the due invoice of business A was paid, once."""
        invoice = self.invoice()
        assert (invoice.paid_minor, invoice.balance.minor) == (10000, 0)
        assert [entry.amount_minor for entry in self.ledger()] == [10000]
        assert sorted(mail.kind for mail in self.mails()) == ["receipt", "staff_paid"]
        assert self.history().count("InvoicePaid") == 1
        assert [attempt.state for attempt in self.attempts()].count("succeeded") == 1
