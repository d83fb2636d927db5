"""From Pay Now to a paid invoice, and everything that may be told, lost or pressed on the way."""

import random

import pytest
from sqlmodel import select

from tests import factories
from tests.domain.payments.till import DECLINED, POOR, Till
from tests.world import World
from toolfy_portal.adapters.payments import GatewayError
from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.links.models import PortalLink
from toolfy_portal.domain.notifications.models import MessageState
from toolfy_portal.domain.payments import checkout, ledger
from toolfy_portal.domain.payments.models import Attempt, AttemptState, InboxState, PaymentAccount
from toolfy_portal.stripe_double.server import Fault
from toolfy_portal.views.invoices import show_invoice


def test_pay_now_to_paid(till: Till, world: World) -> None:
    started = till.press_pay()
    assert [each.state for each in till.attempts()] == [AttemptState.OPEN]
    till.pay(started)
    assert till.invoice().paid_minor == 0  # nobody told us yet
    till.work()
    till.paid_once()
    assert till.history() == ["InvoiceIssued", "LinkCreated", "PaymentStarted", "InvoicePaid"]
    assert till.ledger()[0].method == "Visa ending 4242"
    assert till.ledger()[0].is_test
    assert till.invoice().settled_at == world.clock.now()
    with reading(world.a.system) as uow:
        link = uow.get(PortalLink, world.a.link().access.link_id)
    assert link.expires_at is None  # kept for the customer's records
    assert {mail.to for mail in till.mails()} == {"customer0@a.example", "hello@fernhill.example"}
    assert {mail.state for mail in till.mails()} == {MessageState.CAPTURED}
    assert {event.state for event in till.inbox()} == {InboxState.DONE}


def test_the_attempt_is_on_disk_before_stripe_is_asked(till: Till) -> None:
    seen: list[AttemptState] = []
    real = till.gateway.create_checkout

    def create(*asked):
        seen.extend(each.state for each in till.attempts())
        return real(*asked)

    till.gateway.create_checkout = create
    till.press_pay()
    assert seen == [AttemptState.CREATING]


def test_pay_pressed_again_leads_to_the_same_checkout_r19(till: Till) -> None:
    assert till.press_pay() == till.press_pay()
    assert len(till.attempts()) == 1
    assert till.history().count("PaymentStarted") == 1


@pytest.mark.parametrize("order", ["as sent", "reversed", "shuffled"])
def test_each_event_four_times_in_any_order_pays_once_a40(till: Till, order: str) -> None:
    till.pay(till.press_pay())
    told = till.deliveries() * 4
    assert len(told) == 12
    if order == "reversed":
        told.reverse()
    elif order == "shuffled":
        random.Random(7).shuffle(told)
    for delivery in told:
        till.receive(delivery)
        till.work()
    till.paid_once()
    assert len(till.inbox()) == 3


def test_a_lost_answer_to_create_gives_the_same_session(till: Till) -> None:
    till.double.faults.extend([Fault.LOST_AFTER] * 3)  # Stripe's client asks again twice
    with pytest.raises(GatewayError) as lost:
        till.press_pay()
    assert lost.value.again
    assert [each.session_id for each in till.attempts()] == [None]
    started = till.press_pay()
    assert [each.session_id for each in till.attempts()] == [started.url.rsplit("/", 1)[1]]
    till.pay(started)
    till.work()
    till.paid_once()


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.RATE_LIMITED, Fault.LOST_BEFORE])
def test_a_failing_gateway_leaves_an_attempt_that_goes_on(till: Till, fault: Fault) -> None:
    till.double.faults.extend([fault] * 3)
    with pytest.raises(GatewayError) as failed:
        till.press_pay()
    assert failed.value.again
    till.double.faults.clear()
    till.pay(till.press_pay())
    till.work()
    till.paid_once()


@pytest.mark.parametrize("first", ["checkout.session.completed", "payment_intent.succeeded"])
def test_an_event_for_a_session_we_never_saved_is_found_by_our_mark(till: Till, world: World, first: str) -> None:
    started = till.press_pay()
    till.pay(started)
    with begin(world.a.system) as uow:
        attempt = uow.get(Attempt, till.attempts()[0].id)
        attempt.session_id, attempt.url, attempt.state = None, "", AttemptState.CREATING
    told = {delivery.kind: delivery for delivery in till.deliveries()}
    till.receive(told[first])
    till.work()  # at once: not only when the attempt is looked at again
    till.paid_once()
    assert till.attempts()[0].session_id == started.url.rsplit("/", 1)[1]


def test_no_webhook_at_all_and_it_is_paid_all_the_same(till: Till, world: World) -> None:
    till.double.knobs.drop = True
    till.pay(till.press_pay())
    till.work()
    assert till.invoice().paid_minor == 0
    world.clock.forward(seconds=46)
    till.work()
    till.paid_once()
    assert till.inbox() == []


def test_declined_then_paid(till: Till, world: World) -> None:
    started = till.press_pay()
    assert till.pay(started, POOR) is not None
    till.work()
    assert "Payment didn't go through. The card doesn't have enough money on it." in till.summaries()
    with reading(world.a.link().access) as uow:
        notice = show_invoice(uow, world.a.document()).panel.notice
    assert notice.title == "That payment didn't go through"
    assert notice.text.startswith("The card doesn't have enough money on it. You haven't been charged.")
    assert till.press_pay() == started  # the checkout is still open
    till.pay(started)
    till.work()
    till.paid_once()
    assert till.attempts()[0].failure == ""


def test_a_decline_that_we_hear_of_after_the_payment_stays_a_line_of_history(till: Till) -> None:
    started = till.press_pay()
    till.pay(started, DECLINED)
    till.pay(started)
    for delivery in reversed(till.deliveries()):
        till.receive(delivery)
        till.work()
    till.paid_once()
    assert till.history().count("PaymentFailed") == 1
    assert "Payment didn't go through. Another try worked." in till.summaries()
    assert till.attempts()[0].failure == ""


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("void", "This invoice was cancelled. There is nothing to pay."),
        ("paid", "This invoice is paid already. Thank you."),
    ],
)
def test_what_is_not_to_pay_is_refused_in_words_a44(till: Till, world: World, state: str, words: str) -> None:
    with pytest.raises(Conflict, match=words):
        till.press_pay(world.a.link(state))
    assert till.attempts(world.a.document(state)) == []


def test_a_draft_is_not_to_pay(till: Till, world: World) -> None:
    access = world.a.link().access
    draft = type(access)(access.business_id, access.customer_id, world.a.document("draft"), access.link_id)
    with pytest.raises(Conflict, match="isn't issued yet"):
        checkout.start_checkout(draft, till.gateway)


def test_what_is_under_way_is_not_paid_again(till: Till, world: World) -> None:
    with begin(world.a.system) as uow:
        uow.get(Invoice, world.a.document(), lock=True).processing_minor = 10000
    with pytest.raises(Conflict, match="on its way already"):
        till.press_pay()


def test_a_currency_we_do_not_take_is_refused_in_words(till: Till, world: World) -> None:
    with begin(world.a.system) as uow:
        uow.get(Invoice, world.a.document(), lock=True).currency = "KWD"
    with pytest.raises(Conflict, match="Card payments in KWD aren't possible"):
        till.press_pay()
    assert till.attempts() == []


def test_what_is_too_little_for_a_card_is_refused_in_words(till: Till, world: World) -> None:
    with begin(world.a.system) as uow:
        uow.get(Invoice, world.a.document(), lock=True).paid_minor = 10000 - 29
    with pytest.raises(Conflict, match=r"too little to pay by card: that begins at £0\.30\. Please ask"):
        till.press_pay()
    assert till.attempts() == []
    with begin(world.a.system) as uow:
        uow.get(Invoice, world.a.document(), lock=True).paid_minor = 10000 - 30
    assert till.press_pay().url


def test_a_part_is_never_too_little_for_a_card(till: Till, world: World) -> None:
    with begin(world.a.system) as uow:
        invoice = uow.get(Invoice, world.a.document())
        terms = profile(uow).terms
        terms.takes_part_payments, terms.least_percent = True, 0
        assert checkout.least_part(invoice, terms).minor == 30
        invoice.paid_minor = 10000 - 20
        assert checkout.least_part(invoice, terms).minor == 20


def test_a_business_without_an_account_takes_no_payments(till: Till, world: World) -> None:
    with begin(world.a.system) as uow:
        uow.get(PaymentAccount, world.a.account_id).is_active = False
    with pytest.raises(Conflict, match="doesn't take payments online yet"):
        till.press_pay()
    assert till.history().count("PaymentStarted") == 0


def test_the_success_address_alone_changes_no_money_r19_a45(till: Till) -> None:
    started = till.press_pay()
    access, attempt_id = checkout.came_back(started.attempt)
    checkout.sync(access, till.gateway, attempt_id)
    assert till.invoice().paid_minor == 0
    assert till.ledger() == []
    assert till.mails() == []
    assert till.attempts()[0].state is AttemptState.OPEN


def test_coming_back_after_paying_is_enough(till: Till) -> None:
    till.double.knobs.drop = True
    started = till.press_pay()
    till.pay(started)
    checkout.sync(*_back(checkout.came_back(started.attempt), till))
    till.work()
    till.paid_once()


def _back(came, till: Till):
    return came[0], till.gateway, came[1]


def test_no_link_and_no_token_ever_reaches_stripe_r5(till: Till, world: World) -> None:
    told: list[str] = []
    real = till.double.handle

    def handle(method, path, headers, form_body=""):
        told.append(f"{path} {dict(headers)} {form_body}")
        return real(method, path, headers, form_body)

    till.double.handle = handle
    till.pay(till.press_pay())
    till.work()
    assert len(told) >= 2
    assert not any(link.token in text for link in world.a.links.values() for text in told)
    with reading(world.a.system) as uow:
        assert all(world.a.link().token not in each.request for each in uow.all(select(Attempt)))


def test_the_same_movement_of_money_is_posted_once_whoever_says_it(till: Till, world: World) -> None:
    with begin(world.a.system) as uow:
        invoice, account = uow.get(Invoice, world.a.document(), lock=True), uow.get(PaymentAccount, world.a.account_id)
        for _ in range(2):
            ledger.receive(uow, invoice, factories.ledger_entry(invoice, account, 4000, uow.now, ref="pi_same"))
    assert till.invoice().paid_minor == 4000
    assert till.history().count("InvoicePaid") == 1
