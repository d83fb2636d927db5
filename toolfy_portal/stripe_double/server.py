"""The double itself: answers Stripe's API, takes test cards, and tells webhooks what happened."""

import json
import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Engine
from sqlalchemy.event import listen

from toolfy_portal.core.errors import Conflict, NotFound
from toolfy_portal.stripe_double import accounts, checkout, debits, disputes, endpoints, keys, payment_methods, refunds
from toolfy_portal.stripe_double.cards import Decline
from toolfy_portal.stripe_double.checkout import Payer
from toolfy_portal.stripe_double.contract.objects import ContractBroken, check_answer, check_object
from toolfy_portal.stripe_double.contract.requests import check_request
from toolfy_portal.stripe_double.form import parse_form, texts
from toolfy_portal.stripe_double.keys import account_of
from toolfy_portal.stripe_double.objects import new_id
from toolfy_portal.stripe_double.refusal import ConnectionLost, Json, StripeRefusal, no_access
from toolfy_portal.stripe_double.routes import Call, find_handler, view
from toolfy_portal.stripe_double.store import (
    Books,
    StripeDoubleObject,
    StripeDoubleReply,
    account_holding,
    accounts_overdue,
    open_books,
)
from toolfy_portal.stripe_double.webhooks import Post, WebhookKnobs, deliver

log = logging.getLogger(__name__)

T = TypeVar("T")
Answer = tuple[int, dict[str, str], Json]


class Fault(StrEnum):
    """What can go wrong with the next API request."""

    SERVER_ERROR = "500, without effect"
    RATE_LIMITED = "429, without effect"
    LOST_BEFORE = "connection lost before the effect"
    LOST_AFTER = "connection lost after the effect"


class StripeDouble:
    """Stripe with test cards only. Each API key is an account of its own.

    public_url: where the app is served; checkout_base: where the hosted page is, if not there under /demo/stripe.
    on_event: called after somebody tried to pay, so that the app can deliver webhooks at once.
    debit_seconds: how long a bank takes to answer a debit, or to take a refund that doesn't arrive at once.
    For tests: `faults` are spent one per API request, `knobs` spoil webhooks.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime],
        public_url: str,
        checkout_base: str | None = None,
        on_event: Callable[[], None] = lambda: None,
        debit_seconds: int = debits.USUAL_SECONDS,
    ) -> None:
        self.clock = clock
        self.faults: deque[Fault] = deque()
        self.knobs = WebhookKnobs()
        self._engine = engine
        self._checkout_base = (checkout_base or f"{public_url.rstrip('/')}/demo/stripe").rstrip("/")
        self._on_event = on_event
        self.debit_seconds = debit_seconds

    def handle(self, method: str, path: str, headers: Mapping[str, str], form_body: str = "") -> Answer:
        """Answer one API request; path may carry a query. Raises ConnectionLost if a fault says so."""
        fault = self.faults.popleft() if self.faults else None
        if fault is Fault.LOST_BEFORE:
            raise ConnectionLost
        own = {"request-id": new_id("req"), "content-type": "application/json"}
        try:
            _refuse_by(fault)
            named = {name.lower(): value for name, value in headers.items()}
            status, extra, body = self._answer(method, path, named, form_body, own["request-id"])
        except StripeRefusal as refusal:
            status, extra, body = refusal.status, {}, refusal.body
        except ContractBroken as broken:
            log.exception("The Stripe double made something that Stripe wouldn't")
            status, extra, body = 500, {}, {"error": {"message": str(broken), "type": "api_error"}}
        if fault is Fault.LOST_AFTER:
            raise ConnectionLost
        return status, own | extra, body

    def session(self, session_id: str) -> Json:
        """Return a Checkout Session with its lines. Raises NotFound."""
        with self._open_holder(session_id) as books:
            return books.get("checkout.session", session_id)

    def saved_cards(self, session_id: str) -> list[Json]:
        """Return the cards that a session's page may offer. Raises NotFound."""
        with self._open_holder(session_id) as books:
            return payment_methods.saved_cards(books, books.get("checkout.session", session_id))

    def pay(self, session_id: str, payer: Payer, *, save: bool = False) -> Decline | None:
        """Try to pay a session: None means paid, or under way. `save` keeps the card for the customer's next visit.

        Raises NotFound, Conflict if the session isn't open, StripeRefusal if it doesn't offer that way to pay.
        """
        with self._open_holder(session_id) as books:
            if books.get("checkout.session", session_id)["status"] != "open":
                raise Conflict("This payment page is closed.")
            decline = checkout.pay(books, session_id, payer, save)
        self._on_event()
        return decline

    def debit(self, session_id: str, account: debits.BankAccount) -> None:
        """Pay a session from a test bank account; raises as `pay`."""
        self.pay(session_id, account)

    def settle(self, intent_id: str) -> Json:
        """Let the bank answer a debit now. Raises StripeRefusal if none is under way."""
        return self._changed(intent_id, lambda books: debits.settle_debit(books, intent_id))

    def refund(self, payment_id: str, amount: int | None = None) -> Json:
        """Give money back as the business does in Stripe's own dashboard; amount in minor units, all if None.

        payment_id: a payment intent's or a charge's. Raises StripeRefusal where Stripe refuses.
        """
        asked = {"charge" if payment_id.startswith("ch_") else "payment_intent": payment_id}
        asked |= {"amount": str(amount)} if amount is not None else {}
        return self._changed(payment_id, lambda books: refunds.create_refund(books, asked))

    def fail_refund(self, refund_id: str) -> None:
        """Let a refund come back."""
        self._changed(refund_id, lambda books: refunds.fail_refund(books, refund_id))

    def dispute(self, payment_id: str, amount: int | None = None, reason: str = "fraudulent") -> Json:
        """Let the bank of who paid take the money back; amount in minor units, all that is left if None."""
        return self._changed(payment_id, lambda books: disputes.open_dispute(books, payment_id, amount, reason))

    def close_dispute(self, dispute_id: str, *, won: bool) -> None:
        """Let the bank decide a dispute. Raises StripeRefusal if it did before."""
        self._changed(dispute_id, lambda books: disputes.close_dispute(books, dispute_id, won=won))

    def set_up(self, link_id: str) -> str:
        """Finish setting up a connected account, and return where its owner goes on. Raises NotFound."""
        return self._changed(link_id, lambda books: accounts.set_up(books, link_id))

    def deauthorize(self, account_id: str) -> None:
        """Take the platform off a connected account, as its owner does in the dashboard."""
        self._changed(account_id, accounts.deauthorize)

    def switch_method(self, account_key: str, method: str, *, on: bool) -> None:
        """Switch `card`, `us_bank_account` or `bacs_debit` on or off, as the business does in the dashboard."""
        with self._open(account_of(account_key)) as books:
            accounts.switch_method(books, method, on=on)

    def restrict(self, api_key: str, permissions: Iterable[str] | None) -> None:
        """Let a key do only that (`rak_charge_read`; to write is to read, too), or everything for None."""
        with self._open(account_of(api_key)) as books:
            keys.restrict(books, permissions)

    def revoke(self, api_key: str) -> None:
        """Let a key be unknown from now on."""
        with self._open(account_of(api_key)) as books:
            keys.revoke(books)

    def _changed(self, object_id: str, change: Callable[[Books], T]) -> T:
        account = account_holding(self._engine, object_id)
        if account is None:
            raise NotFound(f"There is no {object_id}.")
        with self._open(account) as books:
            changed = change(books)
        self._on_event()
        return changed

    def register_webhook(self, account_key: str, url: str, secret: str) -> None:
        """Send the account's events to `url` from now on, signed with `secret`; again: only the secret changes."""
        with self._open(account_of(account_key)) as books:
            endpoints.register(books, url, secret)

    def deliver_due(self, post: Post) -> int:
        """Send the webhooks that are due and return how many times it posted; post gives the receiver's status.

        What isn't answered with 2xx is sent again after 1, 2, 4 … 60 s, for three days.
        """
        self._pass_time()
        return deliver(self._engine, self.clock, self.knobs, post)

    def _answer(self, method: str, path: str, headers: Mapping[str, str], form_body: str, request_id: str) -> Answer:
        api_key = keys.api_key(headers)
        own = account_of(api_key)
        account = headers.get("stripe-account", own)
        if account != own and account_holding(self._engine, account) != account:
            raise no_access(account)
        address = urlsplit(path)
        handler, object_id = find_handler(method, address.path)
        params = parse_form(form_body if method == "POST" else address.query)
        check_request(method, address.path, params)
        asked = sha256(json.dumps([method, address.path, params], sort_keys=True).encode()).hexdigest()
        key = headers.get("idempotency-key") if method == "POST" else None
        expand = texts(params.pop("expand", None), "expand")
        self._pass_time()
        with self._open(account) as books:
            keys.check_access(books, api_key, method, address.path)
            earlier = books.reply(key) if key else None
            if earlier:
                return _replay(earlier, asked)
            books.request = {"id": request_id, "idempotency_key": key}
            body = handler(books, Call(address.path, object_id, params, self._checkout_base))
            body = view(books, body, expand)
            check_answer(method, address.path, body)
            if key:
                books.keep_reply(key, asked, 200, body)
            return 200, {}, body

    def _pass_time(self) -> None:
        """Let happen what happens by itself, such as sessions that run out."""
        for account in accounts_overdue(self._engine, self._now()):
            with self._open(account) as books:
                checkout.expire_overdue(books)
                debits.settle_overdue(books)
                refunds.refund_overdue(books)

    def _open_holder(self, session_id: str) -> AbstractContextManager[Books]:
        account = account_holding(self._engine, session_id) if session_id.startswith("cs_") else None
        if account is None:
            raise NotFound("We couldn't find this payment page.")
        self._pass_time()
        return self._open(account)

    def _open(self, account: str) -> AbstractContextManager[Books]:
        return open_books(self._engine, account, self._now(), self.debit_seconds)

    def _now(self) -> int:
        return int(self.clock().timestamp())


def check_kept(mapper: Any, connection: Any, row: StripeDoubleObject) -> None:
    """Check an event before it is kept. Raises ContractBroken."""
    if row.kind == "event":
        check_object(json.loads(row.body))


listen(StripeDoubleObject, "before_insert", check_kept)


def _refuse_by(fault: Fault | None) -> None:
    if fault is Fault.SERVER_ERROR:
        raise StripeRefusal("An unknown error occurred", status=500, kind="api_error")
    if fault is Fault.RATE_LIMITED:
        raise StripeRefusal("Too many requests", status=429, code="rate_limit")


def _replay(earlier: StripeDoubleReply, asked: str) -> Answer:
    if earlier.request_hash != asked:
        raise StripeRefusal(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{earlier.idempotency_key}' if you meant to execute a different request.",
            kind="idempotency_error",
        )
    return earlier.status, {"idempotent-replayed": "true"}, json.loads(earlier.body)
