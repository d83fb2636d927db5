"""Anything in any order: pay, decline, refund, dispute, edit, void, expire, kill, replay, reorder; the books add up.

`PORTAL_MACHINE=full` runs 200 stories of 50 steps; without it there are fewer, for every day.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from tests.conftest import running_portal
from tests.domain.payments.overdue_story import REFUSALS, OverdueStory, rows, states, tenants
from tests.domain.payments.till import DECLINED, GOOD, Delivery, Killed, Till
from tests.world import START, Tenant, World
from toolfy_portal.adapters.payments import BadWebhookError
from toolfy_portal.core.clock import FrozenClock
from toolfy_portal.core.errors import PortalError
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.notifications.models import OutboxMessage
from toolfy_portal.domain.payments import attempts, checkout, desk, refunds
from toolfy_portal.domain.payments.models import (
    LIVE_STATES,
    Attempt,
    InboxEvent,
    InboxState,
    LedgerEntry,
    LedgerKind,
    Receipt,
    UnmatchedPayment,
)
from toolfy_portal.stripe_double.refusal import StripeRefusal
from toolfy_portal.stripe_double.server import Fault, account_of
from toolfy_portal.stripe_double.store import open_books

FULL = os.environ.get("PORTAL_MACHINE") == "full"
GATEWAY_LINES = (
    *(LedgerKind.PAYMENT, LedgerKind.REFUND, LedgerKind.REFUND_REVERSED),
    *(LedgerKind.DISPUTE, LedgerKind.DISPUTE_WON),
)


class Story(OverdueStory):
    """One world and everything that can happen to its money."""

    template: Path
    planted: tuple[Tenant, Tenant]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        shutil.copy(self.template, folder / "portal.db")
        self.clock = FrozenClock(START)
        url = f"sqlite:///{folder / 'portal.db'}"
        portal = self.stack.enter_context(running_portal(url, folder, self.clock))
        self.world = World(portal, self.clock, *self.planted)
        self.till = Till(self.world)
        self.open: list[str] = []  # sessions, in the order in which they were opened
        self.told: list[Delivery] = []  # webhooks that came, to come again

    @rule(letter=tenants, state=states, part=st.sampled_from([None, 2500, 9999, 4000]))
    def press_pay(self, letter: str, state: str, part: int | None) -> None:
        try:
            started = checkout.start_checkout(self.tenant(letter).link(state).access, self.till.gateway, part)
        except REFUSALS:
            return
        self.open.append(started.url.rsplit("/", 1)[1])

    @rule(letter=tenants)
    def allow_parts(self, letter: str) -> None:
        with begin(self.tenant(letter).system) as uow:
            profile(uow).terms.takes_part_payments = True

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, 99), card=st.sampled_from([GOOD, GOOD, GOOD, DECLINED]))
    def type_a_card(self, which: int, card: str) -> None:
        try:
            session_id = self.open[which % len(self.open)]
            self.till.pay(checkout.Started(f"x/{session_id}", ""), card)
        except PortalError:
            pass  # closed, paid or run out

    @rule(letter=tenants, state=states, total=st.integers(1, 30_000))
    def amend(self, letter: str, state: str, total: int) -> None:
        tenant = self.tenant(letter)
        with begin(tenant.system) as uow:
            invoice = uow.get(Invoice, tenant.document(state), lock=True)
            invoice.total_minor, invoice.revision = total + invoice.late_fee_minor, invoice.revision + 1
            attempts.outdate(uow, invoice.id)

    @rule(letter=tenants, state=states)
    def void(self, letter: str, state: str) -> None:
        tenant = self.tenant(letter)
        with begin(tenant.system) as uow:
            invoice = uow.get(Invoice, tenant.document(state), lock=True)
            invoice.status = InvoiceStatus.VOID
            attempts.outdate(uow, invoice.id)

    @rule(letter=tenants, state=states, amount=st.integers(1, 12_000))
    def record(self, letter: str, state: str, amount: int) -> None:
        tenant = self.tenant(letter)
        cash, invoice_id = desk.Method.CASH, tenant.document(state)
        self.as_staff(tenant, lambda uow: desk.record_payment(uow, invoice_id, amount, cash, uow.now.date(), ""))

    @rule(letter=tenants, state=states, amount=st.integers(1, 5000))
    def credit(self, letter: str, state: str, amount: int) -> None:
        tenant = self.tenant(letter)
        self.as_staff(tenant, lambda uow: desk.credit(uow, tenant.document(state), amount, "Scratched"))

    @rule(letter=tenants, which=st.integers(0, 99))
    def undo(self, letter: str, which: int) -> None:
        mine = [entry for entry in rows(LedgerEntry) if entry.business_id == self.tenant(letter).business_id]
        self.as_staff(self.tenant(letter), lambda uow: desk.undo(uow, mine[which % len(mine)].id))

    @rule(letter=tenants, which=st.integers(0, 99), amount=st.integers(1, 10_000))
    def give_back(self, letter: str, which: int, amount: int) -> None:
        tenant = self.tenant(letter)
        mine = [entry for entry in rows(LedgerEntry) if entry.business_id == tenant.business_id]
        with suppress(REFUSALS):
            refunds.give_back(tenant.staff, self.till.gateway, mine[which % len(mine)].id, amount)

    @rule(which=st.integers(0, 99), what=st.sampled_from(["refund", "dispute", "lose", "win", "fail"]))
    def at_stripe(self, which: int, what: str) -> None:
        double = self.till.double
        kind = {"refund": "charge", "dispute": "charge", "lose": "dispute", "win": "dispute", "fail": "refund"}[what]
        found = [each for _, each in self._objects(kind) if each.get("status") not in {"failed", "won", "lost"}]
        if not found:
            return
        chosen = found[which % len(found)]
        with suppress(StripeRefusal):  # Stripe says no
            if what == "refund":
                double.refund(chosen["payment_intent"], 1 + which)
            elif what == "dispute" and not chosen["disputed"] and chosen["amount"] > chosen["amount_refunded"]:
                double.dispute(chosen["payment_intent"])
            elif what in {"lose", "win"}:
                double.close_dispute(chosen["id"], won=what == "win")
            elif what == "fail":
                double.fail_refund(chosen["id"])

    @rule(fault=st.sampled_from(list(Fault)), times=st.integers(1, 4))
    def trouble(self, fault: Fault, times: int) -> None:
        self.till.double.faults.extend([fault] * times)

    @rule(drop=st.booleans(), copies=st.integers(1, 3), newest_first=st.booleans(), wrong=st.booleans())
    def mail_is_bad(self, drop: bool, copies: int, newest_first: bool, wrong: bool) -> None:
        knobs = self.till.double.knobs
        knobs.drop, knobs.copies, knobs.newest_first, knobs.wrong_secret = drop, copies, newest_first, wrong

    @rule()
    def hear(self) -> None:
        self.told += self.till.deliveries()

    @precondition(lambda self: self.told)
    @rule(which=st.integers(0, 99))
    def take_in(self, which: int) -> None:
        with suppress(BadWebhookError):  # signed by somebody else, or too old
            self.till.receive(self.told[which % len(self.told)])

    @rule(seconds=st.sampled_from([1, 46, 700, 3700, 8 * 86_400]))
    def wait(self, seconds: int) -> None:
        self.clock.forward(seconds=seconds)

    @rule()
    def work(self) -> None:
        self.till.work()

    @rule(after=st.integers(1, 6), written=st.booleans())
    def work_and_die(self, after: int, written: bool) -> None:
        """The process ends at a commit: just before it, or just after."""
        real, left = Session.commit, [after]

        def commit(session: Session) -> None:
            left[0] -= 1
            if left[0] == 0 and not written:
                raise Killed
            real(session)
            if left[0] == 0:
                raise Killed

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Session, "commit", commit)
            with suppress(Killed):
                self.till.work()

    @invariant()
    def the_books_add_up(self) -> None:
        entries = rows(LedgerEntry)
        for invoice in rows(Invoice):
            mine = [entry for entry in entries if entry.document_id == invoice.id]
            assert invoice.paid_minor == sum(entry.amount_minor for entry in mine)  # I1
            assert all(entry.business_id == invoice.business_id for entry in mine)  # I8
        live = [attempt.document_id for attempt in rows(Attempt) if attempt.state in LIVE_STATES]
        assert len(live) == len(set(live))  # I3

    def teardown(self) -> None:
        try:
            self.till.double.faults.clear()
            knobs = self.till.double.knobs
            knobs.drop = knobs.wrong_secret = False
            for _ in range(4):
                self.clock.forward(seconds=3700)
                self.till.work()
            self.the_books_add_up()
            self._stripe_agrees()
            self._each_payment_has_one_receipt()
            assert {event.state for event in rows(InboxEvent)} <= {InboxState.DONE}
            assert not [attempt for attempt in rows(Attempt) if attempt.state in LIVE_STATES and attempt.is_outdated]
        finally:
            self.stack.close()

    def _stripe_agrees(self) -> None:
        """I4: what the ledger and the money put aside come to is what is left at Stripe, payment by payment."""
        booked: dict[str, int] = {}
        payments = {entry.id: entry.ref for entry in rows(LedgerEntry) if entry.kind is LedgerKind.PAYMENT}
        for entry in rows(LedgerEntry):
            if entry.kind in GATEWAY_LINES:
                ref = payments[entry.of_id or entry.id]
                booked[ref] = booked.get(ref, 0) + entry.amount_minor
        for unmatched in rows(UnmatchedPayment):
            booked[unmatched.payment_intent] = unmatched.amount_minor - unmatched.refunded_minor
        left = {charge["payment_intent"]: charge["amount"] for _, charge in self._objects("charge") if charge["paid"]}
        for _, refund in self._objects("refund"):
            left[refund["payment_intent"]] -= refund["amount"] * (refund["status"] != "failed")
        for _, dispute in self._objects("dispute"):
            left[dispute["payment_intent"]] -= dispute["amount"] * (dispute["status"] != "won")
        assert {ref: amount for ref, amount in booked.items() if ref.startswith("pi_") and ref in left} == left

    def _each_payment_has_one_receipt(self) -> None:
        received = {entry.id for entry in rows(LedgerEntry) if entry.kind in (LedgerKind.PAYMENT, LedgerKind.MANUAL)}
        receipts = [receipt.entry_id for receipt in rows(Receipt)]
        assert sorted(receipts) == sorted(received)  # I5
        numbers = [(receipt.business_id, receipt.number) for receipt in rows(Receipt)]
        assert len(numbers) == len(set(numbers))
        mails = [mail.dedupe for mail in rows(OutboxMessage) if mail.dedupe.startswith("receipt:")]
        assert sorted(mails) == sorted(f"receipt:{entry_id}" for entry_id in received)

    def _objects(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        found: list[tuple[str, dict[str, Any]]] = []
        engine, now = self.world.portal.runtime.engine, int(self.clock.now().timestamp())
        for tenant in (self.world.a, self.world.b):
            account = account_of(self.till.account(tenant)[0])
            with open_books(engine, account, now) as books:
                found += [(account, body) for body in books.listing(kind, None, {})]
        return sorted(found, key=lambda pair: pair[1]["id"])


@pytest.mark.timeout(3600 if FULL else 120)
def test_the_books_add_up_whatever_happens(
    sqlite_template: tuple[Path, tuple[Tenant, Tenant]], errors_are_expected: None
) -> None:
    Story.template, Story.planted = sqlite_template
    examples, steps = (200, 50) if FULL else (12, 30)
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=not FULL,
        ),
    )
