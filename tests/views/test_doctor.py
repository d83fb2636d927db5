"""Every check about a link and its payment, with the trouble and without."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests import factories
from tests.world import START, World
from toolfy_portal.adapters.payments_account import AccountReport
from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Forbidden, NotFound
from toolfy_portal.core.unit_of_work import UnitOfWork, begin, reading
from toolfy_portal.domain.businesses.models import BillingTerms, OnlinePayments
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.doctor.probing import Probe
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import LinkKind, PortalLink
from toolfy_portal.domain.notifications.models import MessageState
from toolfy_portal.domain.payments.connecting import Health
from toolfy_portal.domain.payments.models import AccountMode, AttemptState, PaymentAccount
from toolfy_portal.views.doctor import DoctorView, show_doctor
from toolfy_portal.views.findings import FindingView


def probe(methods: tuple[str, ...] = ("card",), *, answers: bool = True, **account: Any) -> Probe:
    about = {"account_ref": "acct_1", "charges_enabled": True, "methods": methods, "gateway_time": START} | account
    return Probe(Health(report=AccountReport(**about), endpoint_enabled=True), "", answers)


GOOD = probe()


def examined(world: World, asked: Probe | None = GOOD, state: str = "due") -> DoctorView:
    with reading(world.a.staff) as uow:
        return show_doctor(uow, world.a.document(state), asked)


def found(view: DoctorView, title: str) -> FindingView:
    titles = {each.title: each for each in (*view.link, *view.payment)}
    assert title in titles, sorted(titles)
    return titles[title]


def terms(uow: UnitOfWork[Any]) -> BillingTerms:
    return uow.first(select(BillingTerms)) or BillingTerms(id="")


@pytest.fixture
def healthy(world: World) -> World:
    """Business A's due invoice with nothing to complain about."""
    with begin(world.a.staff) as uow:
        links.copy(uow, world.a.document())
        uow.get(PaymentAccount, world.a.account_id).mode = AccountMode.OWN_KEY
        mine = terms(uow)
        mine.online_payments, mine.bank_details = OnlinePayments.LIVE, [{"label": "IBAN", "value": "GB1"}]
    with begin(world.a.link().access) as uow:
        links.viewed(uow, b"phone")
    world.portal.runtime.public_url = "https://portal.example"
    return world


def test_everything_is_fine(healthy: World) -> None:
    view = examined(healthy)
    assert {each.state for each in (*view.link, *view.payment)} == {"ok"}
    assert (view.verdict.title, view.verdict.tone) == ("Everything is fine", "pos")
    assert (view.number, view.customer) == ("A-01", "Customer a0")


def test_it_is_not_fine_before_stripe_was_asked(healthy: World) -> None:
    assert examined(healthy, None).verdict.title == "Asking Stripe…"


def test_a_draft_is_the_whole_trouble(healthy: World) -> None:
    view = examined(healthy, state="draft")
    assert found(view, "This is a draft").state == "broken"
    assert (view.payment, view.verdict.title) == ([], "One thing is broken")


def test_a_void_invoice_still_opens(healthy: World) -> None:
    assert found(examined(healthy, state="void"), "This invoice is void").state == "look"


def test_an_expired_link_and_one_that_ends_too_early(healthy: World) -> None:
    with begin(healthy.a.system) as uow:
        link = uow.get(PortalLink, healthy.a.link().access.link_id)
        link.expires_at = START + timedelta(days=3)
    early = found(examined(healthy), "The link expires before the invoice is due")
    assert (early.state, early.text[:32]) == ("look", "The invoice is due on 8 December")
    healthy.clock.forward(days=4)
    ended = found(examined(healthy), "The link has expired")
    assert (ended.state, ended.copies, ended.fix) == ("broken", True, "Copy a fresh link")


def test_a_link_regenerated_since_it_was_shared(healthy: World) -> None:
    healthy.clock.forward(hours=1)
    with begin(healthy.a.staff) as uow:
        links.regenerate(uow, healthy.a.document())
    stale = found(examined(healthy), "The link was regenerated after it was last shared")
    assert (stale.state, stale.copies) == ("broken", True)
    healthy.clock.forward(hours=1)
    with begin(healthy.a.staff) as uow:
        links.copy(uow, healthy.a.document())
    assert found(examined(healthy), "The link was shared").state == "ok"


def test_a_fresh_link_that_the_customer_does_not_have(healthy: World) -> None:
    healthy.clock.forward(days=31)
    with begin(healthy.a.system) as uow:
        invoice = uow.get(Invoice, healthy.a.document())
        links.ensure(uow, LinkKind.INVOICE, invoice.id, invoice.customer_id)
    assert found(examined(healthy), "The customer has an old link").state == "broken"


def test_a_link_that_nobody_shared(world: World) -> None:
    assert found(examined(world), "The customer may not have the link").state == "look"
    assert found(examined(world), "Nobody has opened it yet").state == "look"


@pytest.mark.parametrize(
    ("state", "tries", "title", "tone"),
    [
        (MessageState.BOUNCED, 1, "The last message came back", "broken"),
        (MessageState.FAILED, 9, "The last message couldn’t be sent", "broken"),
        (MessageState.CAPTURED, 1, "The last message wasn’t sent", "look"),
        (MessageState.QUEUED, 2, "The last message hasn’t gone yet", "look"),
        (MessageState.QUEUED, 0, "The last message is about to go", "ok"),
        (MessageState.DELIVERED, 1, "The last message arrived", "ok"),
    ],
)
def test_what_became_of_the_last_message(
    healthy: World, state: MessageState, tries: int, title: str, tone: str
) -> None:
    to = "customer0@a.example"
    about = {"to": to, "state": state, "tries": tries, "error": "mailbox unavailable", "kind": "fresh_link"}
    with begin(healthy.a.system) as uow:
        uow.add(factories.outbox_message(healthy.a.document(), START, **about))
        later = START + timedelta(hours=1)
        uow.add(factories.outbox_message(healthy.a.document(), later, to="office@a.example", kind="staff_alert"))
    told = found(examined(healthy), title)
    assert told.state == tone
    assert to in told.text
    assert ("mailbox unavailable" in told.text) == (title.split()[3] in {"came", "couldn’t", "hasn’t"})


def test_the_address_on_file(healthy: World) -> None:
    with begin(healthy.a.system) as uow:
        uow.add(factories.outbox_message(healthy.a.document(), START, state=MessageState.SENT, to="old@a.example"))
    assert "old@a.example" in found(examined(healthy), "The address has changed since").text
    with begin(healthy.a.system) as uow:
        uow.get(Customer, healthy.a.customers[0]).email = ""
    assert found(examined(healthy), "No e-mail address on file").state == "look"


def test_a_page_that_fell_behind(healthy: World) -> None:
    with begin(healthy.a.system) as uow:
        uow.get(Invoice, healthy.a.document()).revision = 2
    assert found(examined(healthy), "The customer’s page may be behind").state == "broken"


@pytest.mark.parametrize(
    ("url", "title", "state"),
    [
        ("http://localhost:8000", "Links lead to this machine alone", "look"),
        ("http://portal.example", "Links aren’t encrypted", "look"),
        ("https://portal.example", "Links lead to the right place", "ok"),
    ],
)
def test_where_the_links_lead(healthy: World, url: str, title: str, state: str) -> None:
    healthy.portal.runtime.public_url = url
    assert found(examined(healthy), title).state == state
    gone = found(examined(healthy, probe(answers=False)), "The portal can’t be reached where the links lead")
    assert (gone.state, url in gone.text) == ("broken", True)


def test_a_paid_invoice_shows_no_pay_now(healthy: World) -> None:
    assert found(examined(healthy, state="paid"), "Nothing is left to pay").state == "ok"


def test_stripe_is_not_connected_or_only_for_tests(healthy: World) -> None:
    with begin(healthy.a.system) as uow:
        uow.get(PaymentAccount, healthy.a.account_id).mode = AccountMode.DEMO
    assert found(examined(healthy), "Demo: no money moves").state == "look"
    with begin(healthy.a.system) as uow:
        uow.get(PaymentAccount, healthy.a.account_id).is_active = False
    off = found(examined(healthy), "Customers can’t pay online yet")
    assert (off.state, off.href) == ("broken", "/staff/settings/payments")


def test_what_stripe_says_of_the_account(healthy: World) -> None:
    closed = examined(healthy, probe(charges_enabled=False))
    assert found(closed, "Stripe doesn’t let this account take payments yet").state == "broken"
    asked = examined(healthy, probe(due=("person.dob",)))
    assert found(asked, "Stripe needs more information about your business").state == "look"
    silent = examined(healthy, Probe(None, "Stripe gave no answer.", answers=True))
    assert found(silent, "We couldn’t check the connection").state == "look"


def test_no_way_to_pay_is_on_for_the_currency(healthy: World) -> None:
    assert found(examined(healthy, probe(("us_bank_account",))), "No way to pay in GBP is on").state == "broken"
    with begin(healthy.a.system) as uow:
        terms(uow).payment_methods = ["bacs_debit"]
    assert found(examined(healthy), "No way to pay in GBP is on").href == "/staff/settings/billing"
    assert found(examined(healthy, probe(("card", "bacs_debit"))), "There is a way to pay").state == "ok"


def test_too_little_to_pay_online(healthy: World) -> None:
    with begin(healthy.a.system) as uow:
        uow.get(Invoice, healthy.a.document()).total_minor = 29
    told = found(examined(healthy), "It can’t be paid online")
    assert (told.state, "begins at £0.30" in told.text) == ("broken", True)


def test_tries_to_pay(healthy: World) -> None:
    with begin(healthy.a.system) as uow:
        invoice, account = (
            uow.get(Invoice, healthy.a.document()),
            uow.get(PaymentAccount, healthy.a.account_id),
        )
        attempt = uow.add(factories.attempt(invoice, account, 10000, START, state=AttemptState.OPEN))
    assert found(examined(healthy), "The customer is at the checkout, or left it").state == "look"
    with begin(healthy.a.system) as uow:
        mine = uow.get(type(attempt), attempt.id)
        mine.state, mine.failure = AttemptState.FAILED, "The card has expired."
        uow.get(Invoice, healthy.a.document()).processing_minor = 5000
    view = examined(healthy)
    assert found(view, "The last payment was declined").text.startswith("The card has expired.")
    assert found(view, "£50.00 is on its way").state == "look"


def test_money_put_aside(healthy: World) -> None:
    assert found(examined(healthy, state="overdue"), "A payment for this invoice was put aside").state == "broken"


def test_parts_and_bank_details(healthy: World) -> None:
    assert found(examined(healthy), "It has to be paid at once").state == "ok"
    with begin(healthy.a.system) as uow:
        mine = terms(uow)
        mine.takes_part_payments, mine.bank_details = True, []
    view = examined(healthy)
    assert found(view, "It may be paid in parts").text == "From £25.00 on."
    assert found(view, "No bank details are shown").href == "/staff/settings/billing"


def test_who_may_ask(world: World) -> None:
    technician = StaffAccess(world.a.business_id, world.a.staff_id, Role.TECHNICIAN)
    with reading(technician) as uow, pytest.raises(Forbidden):
        show_doctor(uow, world.a.document(), None)
    with reading(world.a.staff) as uow, pytest.raises(NotFound):
        show_doctor(uow, world.b.document(), None)
