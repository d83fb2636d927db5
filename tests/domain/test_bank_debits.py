"""A debit that takes days: nothing is paid before it lands, nothing can be paid twice, and it can come back."""

from datetime import UTC, datetime

import pytest

from tests import factories
from tests.world import World
from toolfy_portal.adapters.payments import Checkout, CheckoutStatus, GatewayPayment
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.activity import service as activity
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments.models import Attempt, AttemptState, PaymentAccount
from toolfy_portal.domain.payments.settling import settle
from toolfy_portal.views.invoices import show_invoice


def told(status: str, failure: str = "") -> Checkout:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    payment = GatewayPayment("pi_1", status, 10000, "GBP", "Bacs debit", failure, at)
    return Checkout("cs_1", "", CheckoutStatus.COMPLETE, "", False, payment)


@pytest.fixture
def attempt_id(world: World) -> str:
    with begin(world.a.system) as uow:
        invoice, account = uow.get(Invoice, world.a.document()), uow.get(PaymentAccount, world.a.account_id)
        return uow.add(factories.attempt(invoice, account, 10000, uow.now, state=AttemptState.OPEN)).id


def settled(world: World, attempt_id: str, checkout: Checkout) -> tuple[Invoice, Attempt]:
    with begin(world.a.system) as uow:
        settle(uow, uow.get(Attempt, attempt_id), checkout)
    with reading(world.a.staff) as uow:
        return uow.get(Invoice, world.a.document()), uow.get(Attempt, attempt_id)


def test_on_its_way_nothing_is_paid_and_nothing_more_can_be(world: World, attempt_id):
    invoice, attempt = settled(world, attempt_id, told("processing"))
    assert attempt.state is AttemptState.PROCESSING
    assert (invoice.paid_minor, invoice.processing_minor, invoice.payable_now.minor) == (0, 10000, 0)


def test_since_when_it_is_on_its_way_is_noted_once(world: World, attempt_id):
    began = world.clock.now()
    settled(world, attempt_id, told("processing"))
    world.clock.forward(days=2)
    _, attempt = settled(world, attempt_id, told("processing"))
    assert attempt.processing_since == began
    with reading(world.a.link().access) as uow:
        notice = show_invoice(uow, world.a.document()).panel.notice
    assert notice.text.startswith("It should clear by Thursday 3 December.")


def test_landed(world: World, attempt_id):
    settled(world, attempt_id, told("processing"))
    invoice, attempt = settled(world, attempt_id, told("succeeded"))
    assert attempt.state is AttemptState.SUCCEEDED
    assert (invoice.paid_minor, invoice.processing_minor) == (10000, 0)


def test_sent_back_days_later(world: World, attempt_id):
    settled(world, attempt_id, told("processing"))
    reason = "The bank sent it back."
    for _ in range(2):  # told twice, as gateways do
        invoice, attempt = settled(world, attempt_id, told("requires_payment_method", reason))
        assert (attempt.state, attempt.failure) == (AttemptState.FAILED, reason)
        assert (invoice.paid_minor, invoice.processing_minor, invoice.payable_now.minor) == (0, 0, 10000)
    with reading(world.a.staff) as uow:
        kinds = [entry.kind for entry in activity.history(uow, world.a.document())]
    assert kinds.count("PaymentFailed") == 1
