"""Money at an invoice's page: recorded, given back and taken back by staff, and by nobody else."""

from datetime import date
from typing import Any

import pytest

from tests.domain.payments.till import Till
from tests.pages.tabs import House, Tab
from tests.world import World
from toolfy_portal.core.unit_of_work import begin
from toolfy_portal.domain.businesses.models import LateFee
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.payments import transfers
from toolfy_portal.pages.gate.notices import Notices
from toolfy_portal.pages.staff.invoice.desk import DeskState
from toolfy_portal.pages.staff.invoice.state import InvoiceState

TRANSFER = {"amount": "£40.00", "method": "Bank transfer", "day": "2026-11-20", "note": "Ref 1042"}


@pytest.fixture
def till(world: World) -> Till:
    return Till(world)


async def opened(house: House, cookie: str, invoice_id: str) -> Tab:
    tab = house.tab(f"/staff/invoices/{invoice_id}", cookie)
    await tab.send(InvoiceState.load)
    return tab


async def money(tab: Tab) -> Any:
    await tab.send(InvoiceState.refresh)
    return (await tab.state(InvoiceState)).shown.money


def signed(till: Till, invoice_id: str = "") -> list[tuple[str, int]]:
    return [(str(entry.kind), entry.amount_minor) for entry in till.ledger(invoice_id)]


async def test_a_transfer_is_recorded_and_undone(house: House, world: World, cookie_a: str, till: Till) -> None:
    tab = await opened(house, cookie_a, world.a.document())
    await tab.send(DeskState.record, form=TRANSFER)
    state = await tab.state(DeskState)
    assert (state.error, state.done) == ("", 1)
    assert (await tab.state(Notices)).text == "Payment recorded"
    shown = await money(tab)
    [line] = shown.lines
    assert (line.payment.title, line.payment.at, line.payment.amount) == ("Bank transfer", "20 November 2026", "£40.00")
    assert line.by.endswith(": Ref 1042")
    assert (shown.balance, line.can_undo, line.left) == ("60.00", True, "")
    await tab.send(DeskState.undo, form={"id": line.id})
    assert signed(till) == [("manual", 4000), ("manual_undone", -4000)]
    assert not any(line.can_undo for line in (await money(tab)).lines)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": "forty"}, "Enter an amount like 40.00."),
        ({"amount": "0"}, "Enter the amount that was received."),
        ({"day": "2099-01-01"}, "That day hasn't come yet."),
        ({"day": "yesterday"}, "Choose how and when the money came."),
        ({"method": "Gold"}, "Choose how and when the money came."),
        ({"amount": ["40"]}, "Enter an amount like 40.00."),
    ],
)
async def test_what_is_wrong_is_said_in_the_dialog(
    house: House, world: World, cookie_a: str, till: Till, wrong: dict[str, Any], words: str
) -> None:
    tab = await opened(house, cookie_a, world.a.document())
    await tab.send(DeskState.record, form=TRANSFER | wrong)
    state = await tab.state(DeskState)
    assert (state.error, state.done) == (words, 0)
    assert till.ledger() == []
    await tab.send(DeskState.open)
    assert (await tab.state(DeskState)).error == ""


async def test_a_payment_is_given_back(house: House, world: World, cookie_a: str, till: Till) -> None:
    till.pay(till.press_pay())
    till.work()
    tab = await opened(house, cookie_a, world.a.document())
    [line] = (await money(tab)).lines
    assert (line.left, line.left_text) == ("100.00", "£100.00")
    await tab.send(DeskState.refund, form={"id": line.id, "amount": "1,000", "reason": ""})
    assert (await tab.state(DeskState)).error == "You can refund up to £100.00."
    await tab.send(DeskState.refund, form={"id": line.id, "amount": "25", "reason": "Goodwill"})
    assert (await tab.state(Notices)).text == "Refunded: £25.00"
    assert signed(till) == [("payment", 10000), ("refund", -2500)]
    refunded = (await money(tab)).lines
    assert [each.payment.title for each in refunded] == ["Refunded to Visa ending 4242", "Visa ending 4242"]
    assert refunded[0].payment.amount == "−£25.00"
    assert refunded[1].left == "75.00"


async def test_credit_and_write_off_say_why(house: House, world: World, cookie_a: str, till: Till) -> None:
    tab = await opened(house, cookie_a, world.a.document())
    await tab.send(DeskState.credit, form={"amount": "10", "reason": " "})
    assert (await tab.state(DeskState)).error == "Say why: it stands in the history."
    await tab.send(DeskState.credit, form={"amount": "10", "reason": "Scratched"})
    await tab.send(DeskState.write_off, form={"reason": "Moved away"})
    assert signed(till) == [("credit_note", 1000), ("write_off", 9000)]
    assert not (await money(tab)).is_owed


async def test_another_business_s_money_is_out_of_reach(
    house: House, world: World, cookie_a: str, cookie_b: str, till: Till
) -> None:
    till.pay(till.press_pay())
    till.work()
    [payment] = till.ledger()
    tab = await opened(house, cookie_b, world.a.document())
    for handler in (DeskState.refund, DeskState.undo, DeskState.refund_unmatched):
        await tab.send(handler, form={"id": payment.id, "amount": "1"})
        assert (await tab.state(Notices)).tone == "neg"
    for handler in (DeskState.record, DeskState.credit, DeskState.write_off):
        await tab.send(handler, form=TRANSFER | {"reason": "Mine"})
        assert (await tab.state(Notices)).tone == "neg"
    assert signed(till) == [("payment", 10000)]
    assert not [canary for canary in world.a.canaries if canary in tab.received]


async def test_what_waits_for_a_decision_is_shown(house: House, world: World, cookie_a: str, till: Till) -> None:
    till.pay(till.press_pay())
    till.work()
    [payment] = till.ledger()
    till.double.dispute(payment.ref)
    till.work()
    tab = await opened(house, cookie_a, world.a.document())
    [waiting] = (await money(tab)).waiting
    assert waiting.title == "£100.00 is disputed"
    assert waiting.text == "The customer’s bank says: fraudulent. Answer in Stripe’s dashboard by 3 December."


async def test_who_left_the_checkout_is_told_with_the_reason(
    house: House, world: World, cookie_a: str, till: Till
) -> None:
    till.pay(till.press_pay(), "4000000000009995")
    till.work()
    world.clock.forward(seconds=3700)
    till.work()
    tab = await opened(house, cookie_a, world.a.document())
    [left] = (await money(tab)).tries
    assert left.title == "Left the checkout without paying"
    assert left.at.endswith("The card doesn't have enough money on it.")


async def test_voiding_needs_a_reason_and_cancels_the_invoice(house: House, world: World, cookie_a: str) -> None:
    tab = await opened(house, cookie_a, world.a.document())
    await tab.send(DeskState.void, form={"reason": " "})
    assert (await tab.state(DeskState)).error == "Say why: it stands in the history."
    assert (await money(tab)).is_open
    await tab.send(DeskState.void, form={"reason": "Entered twice"})
    assert (await tab.state(Notices)).text == "Voided"
    assert not (await money(tab)).is_open
    shown = (await tab.state(InvoiceState)).shown
    assert (shown.pill.word, shown.timeline.newest[0].title) == ("Void", "Invoice A-01 voided")
    await tab.send(DeskState.void, form={"reason": "Again"})
    assert (await tab.state(DeskState)).error == "Invoice A-01 is void already."


async def test_a_second_click_moves_no_money_again(house: House, world: World, cookie_a: str, till: Till) -> None:
    tab = await opened(house, cookie_a, world.a.document())
    for _ in range(2):
        await tab.send(DeskState.record, form=TRANSFER | {"turn": "0"})
    assert signed(till) == [("manual", 4000)]
    await tab.send(DeskState.record, form=TRANSFER | {"turn": "1"})
    assert signed(till) == [("manual", 4000), ("manual", 4000)]


async def test_a_transfer_that_was_told_of_waits_and_is_dismissed(
    house: House, world: World, cookie_a: str, cookie_b: str, till: Till
) -> None:
    with begin(world.a.system) as uow:
        transfers.tell(uow, world.a.document(), None, "From my sister")
    tab = await opened(house, cookie_a, world.a.document())
    [waiting] = (await money(tab)).waiting
    assert waiting.title == "Bank transfer on its way"
    assert waiting.text == "The customer says they sent it on 24 November. Their note: From my sister"
    stranger = await opened(house, cookie_b, world.b.document())
    await stranger.send(DeskState.dismiss_notice, notice_id=waiting.notice_id)
    assert len((await money(tab)).waiting) == 1
    await tab.send(DeskState.dismiss_notice, notice_id=waiting.notice_id)
    assert (await money(tab)).waiting == []


async def test_a_late_fee_is_taken_back_with_a_reason(house: House, world: World, cookie_a: str, till: Till) -> None:
    with begin(world.a.system) as uow:
        terms = profile(uow).terms
        terms.late_fee_kind, terms.late_fee_minor, terms.late_fee_since = LateFee.AMOUNT, 1200, date(2026, 11, 1)
    till.work()
    tab = await opened(house, cookie_a, world.a.document("overdue"))
    assert (await money(tab)).late_fee == "£12.00"
    await tab.send(DeskState.waive_late_fee, form={"reason": " "})
    assert (await tab.state(DeskState)).error == "Say why: it stands in the history."
    await tab.send(DeskState.waive_late_fee, form={"reason": "They rang"})
    assert (await tab.state(Notices)).text == "Late fee taken back"
    shown = await money(tab)
    assert (shown.late_fee, shown.balance) == ("", "100.00")
