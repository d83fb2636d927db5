"""Anything in any order that happens to a document and its links: what opens it is what should, and no more.

`PORTAL_MACHINE=full` tells long stories. Customers can't be merged yet, so no story merges any.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlmodel import select

from tests.conftest import running_portal
from tests.domain.payments.till import Till
from tests.servers import new_database
from tests.world import START, Tenant, World
from toolfy_portal.adapters.payments import GatewayError
from toolfy_portal.core.clock import FrozenClock
from toolfy_portal.core.errors import Expired, NotFound, PortalError
from toolfy_portal.core.unit_of_work import UnitOfWork, begin, reading
from toolfy_portal.domain.invoices import editing
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import others
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.lifetimes import is_settled
from toolfy_portal.domain.links.models import Lifetime, LinkKind, LinkScope, OnceSettled, PortalLink
from toolfy_portal.domain.payments import checkout, desk, refunds
from toolfy_portal.domain.payments.models import LIVE_STATES, LedgerEntry, LedgerKind
from toolfy_portal.domain.sign_in.links import by_link

FULL = os.environ.get("PORTAL_MACHINE") == "full"
REFUSALS = (PortalError, GatewayError)
states = st.sampled_from(["due", "overdue", "partly_paid", "paid"])
names = st.sampled_from(["Jane", "Joe"])
which = st.integers(0, 99)


class LinkStory(RuleBasedStateMachine):
    """One world; the machine keeps every secret that was ever given out, as the people who got them do."""

    make: Callable[[ExitStack, FrozenClock], World]

    def __init__(self) -> None:
        super().__init__()
        self.stack, self.clock = ExitStack(), FrozenClock(START)
        self.world = type(self).make(self.stack, self.clock)
        self.till = Till(self.world)
        self.secrets: dict[str, str] = {}  # link id → its secret
        self.dead: set[str] = set()  # ids of links that staff ended
        self.kept: set[str] = set()  # of working links whose invoice is paid and that are to stay
        self.learn()

    def learn(self) -> None:
        """Everybody reads the links that they were sent."""
        with reading(self.world.a.system) as uow:
            for link in uow.all(select(PortalLink)):
                if link.token_encrypted is not None:
                    self.secrets[link.id] = links.token_of(uow, link)

    def do(self, work: Callable[[UnitOfWork[Any]], object], *, system: bool = False) -> None:
        with suppress(*REFUSALS), begin(self.world.a.system if system else self.world.a.staff) as uow:
            work(uow)
        self.learn()

    def rows(self) -> list[PortalLink]:
        with reading(self.world.a.system) as uow:
            return list(uow.all(select(PortalLink).order_by(PortalLink.id)))

    def opens(self, link: PortalLink) -> bool:
        try:
            return by_link("invoice", self.secrets[link.id]).link_id == link.id
        except (NotFound, Expired):
            return False

    def open_to(self, state: str) -> list[PortalLink]:
        document = self.world.a.document(state)
        mine = [link for link in self.rows() if link.document_id == document]
        return [link for link in mine if self.opens(link)]

    @rule(state=states)
    def send(self, state: str) -> None:
        document = self.world.a.document(state)
        self.do(lambda uow: links.ensure(uow, LinkKind.INVOICE, document, self.world.a.customers[0]))

    @rule(state=states)
    def resend(self, state: str) -> None:
        self.do(lambda uow: links.resend(uow, self.world.a.document(state)))

    @rule(state=states)
    def copy(self, state: str) -> None:
        self.do(lambda uow: links.copy(uow, self.world.a.document(state)))

    @rule(state=states)
    def regenerate(self, state: str) -> None:
        with reading(self.world.a.system) as uow:
            old = links.current(uow, self.world.a.document(state))
        self.do(lambda uow: links.regenerate(uow, self.world.a.document(state)))
        self.dead |= {old.id} if old else set()

    @rule(state=states, everybody=st.booleans())
    def revoke(self, state: str, everybody: bool) -> None:
        document = self.world.a.document(state)
        mine = {link.id for link in self.rows() if link.document_id == document and (everybody or not link.recipient)}
        with suppress(NotFound), begin(self.world.a.staff) as uow:
            links.revoke(uow, document, with_others=everybody)
        self.dead |= mine

    @rule(
        state=states, name=st.sampled_from(["Jane", "Joe"]), scope=st.sampled_from(LinkScope), days=st.integers(1, 120)
    )
    def give(self, state: str, name: str, scope: LinkScope, days: int) -> None:
        self.do(lambda uow: others.give(uow, self.world.a.document(state), name, "j@mail.example", scope, days))

    @rule(number=which)
    def revoke_other(self, number: int) -> None:
        theirs = [link for link in self.rows() if link.recipient]
        if theirs:
            link = theirs[number % len(theirs)]
            self.do(lambda uow: others.revoke(uow, link.document_id, link.id))
            self.dead |= set() if self.opens(link) else {link.id}

    @rule(number=which)
    def ask_fresh(self, number: int) -> None:
        asked = self.rows()[number % len(self.rows())]
        if not self.opens(asked):
            self.do(lambda uow: links.ask_fresh(uow, asked.id), system=True)

    @rule(state=states, lifetime=st.sampled_from(Lifetime), once_settled=st.sampled_from(OnceSettled))
    def set_time(self, state: str, lifetime: Lifetime, once_settled: OnceSettled) -> None:
        self.do(lambda uow: links.set_time(uow, self.world.a.document(state), lifetime, once_settled))

    @rule(state=states, number=which)
    def pay(self, state: str, number: int) -> None:
        """Whoever has a link that opens tries to pay with it."""
        mine = self.open_to(state)
        if not mine:
            return
        link = mine[number % len(mine)]
        with suppress(*REFUSALS):
            started = checkout.start_checkout(by_link("invoice", self.secrets[link.id]), self.till.gateway)
            assert link.scope is LinkScope.PAY
            self.till.pay(started)
        self.till.work()
        self.learn()

    @rule(state=states)
    def press_pay(self, state: str) -> None:
        """Somebody opens the checkout and leaves it there."""
        for link in self.open_to(state)[:1]:
            with suppress(*REFUSALS):
                checkout.start_checkout(by_link("invoice", self.secrets[link.id]), self.till.gateway)

    @precondition(lambda self: self.till.ledger())
    @rule(number=which, amount=st.integers(1, 10_000))
    def refund(self, number: int, amount: int) -> None:
        entries = self.till.ledger() + self.till.ledger(self.world.a.document("paid"))
        entry: LedgerEntry = entries[number % len(entries)]
        with suppress(*REFUSALS):
            refunds.give_back(self.world.a.staff, self.till.gateway, entry.id, amount)
        self.till.work()

    @rule(state=states, amount=st.integers(1, 12_000))
    def record(self, state: str, amount: int) -> None:
        cash, document = desk.Method.CASH, self.world.a.document(state)
        self.do(lambda uow: desk.record_payment(uow, document, amount, cash, uow.now.date(), ""))

    @rule(state=states)
    def undo(self, state: str) -> None:
        manual = [line for line in self.till.ledger(self.world.a.document(state)) if line.kind is LedgerKind.MANUAL]
        if manual:
            self.do(lambda uow: desk.undo(uow, manual[-1].id))

    @rule(state=states)
    def void(self, state: str) -> None:
        self.do(lambda uow: editing.void(uow, self.world.a.document(state), "Not theirs"))

    @rule(days=st.sampled_from([1, 8, 31, 91, 366]))
    def time_passes(self, days: int) -> None:
        self.clock.forward(days=days)

    @invariant()
    def what_opens_is_what_should(self) -> None:
        rows, now = self.rows(), self.clock.now()
        opening = {link.id for link in rows if self.opens(link)}
        for link in rows:
            is_over = link.revoked_at is not None or (link.expires_at is not None and link.expires_at <= now)
            assert (link.id in opening) is not is_over
        assert not opening & self.dead, "what staff ended opens again"
        mine = [link for link in rows if not link.recipient and link.id in opening]
        assert len({link.document_id for link in mine}) == len(mine), "two links of one document for its customer"
        ends = {link.document_id: link.expires_at for link in mine}
        for link in rows:
            if link.recipient and link.id in opening and ends.get(link.document_id):
                assert link.expires_at <= ends[link.document_id], "somebody else's link outlives the customer's"
        self.paid_ones_stay(rows, opening)

    def paid_ones_stay(self, rows: list[PortalLink], opening: set[str]) -> None:
        """From when it is paid, its link has no end, and it opens for as long as staff don't say otherwise."""
        with reading(self.world.a.system) as uow:
            settled = {invoice.id for invoice in uow.all(select(Invoice)) if is_settled(invoice)}
        to_stay = [
            link
            for link in rows
            if link.document_id in settled and not link.recipient and link.once_settled is OnceSettled.KEEP
        ]
        assert not [link for link in to_stay if link.id in opening and link.expires_at is not None]
        assert not [link for link in to_stay if link.id in self.kept - self.dead - opening]
        self.kept = {link.id for link in to_stay} & opening

    def teardown(self) -> None:
        try:
            self.till.work()
            for state in ("due", "overdue", "partly_paid", "paid"):
                live = [each for each in self.till.attempts(self.world.a.document(state)) if each.state in LIVE_STATES]
                assert not [attempt for attempt in live if attempt.link_id in self.dead]
        finally:
            self.stack.close()


def _told(make: Callable[[ExitStack, FrozenClock], World], examples: int, steps: int) -> None:
    story = type("Told", (LinkStory,), {"make": staticmethod(make)})
    run_state_machine_as_test(
        story,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=not FULL,
        ),
    )


@pytest.mark.timeout(3600 if FULL else 300)
def test_links_open_what_they_should_whatever_happens(
    sqlite_template: tuple[Path, tuple[Tenant, Tenant]], errors_are_expected: None
) -> None:
    template, tenants = sqlite_template

    def make(stack: ExitStack, clock: FrozenClock) -> World:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        shutil.copy(template, folder / "portal.db")
        portal = stack.enter_context(running_portal(f"sqlite:///{folder / 'portal.db'}", folder, clock))
        return World(portal, clock, *deepcopy(tenants))

    _told(make, *((200, 50) if FULL else (8, 30)))


@pytest.mark.timeout(3600 if FULL else 300)
def test_and_on_postgresql(
    postgres_url: str, postgres_template: tuple[str, tuple[Tenant, Tenant]], tmp_path: Path, errors_are_expected: None
) -> None:
    template, tenants = postgres_template
    numbers = iter(range(10_000))

    def make(stack: ExitStack, clock: FrozenClock) -> World:
        url = stack.enter_context(new_database(postgres_url, f"links{next(numbers)}", template))
        return World(stack.enter_context(running_portal(url, tmp_path, clock)), clock, *deepcopy(tenants))

    _told(make, *((20, 40) if FULL else (2, 25)))
