"""The proof of a payment: a PDF for its customer and for staff, and for nobody else."""

import pytest
from sqlmodel import select

from tests.adapters.test_pdf import pages_of
from tests.site.served import Served
from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.payments import desk, ledger, refunds
from toolfy_portal.domain.payments.checkout import Started
from toolfy_portal.domain.payments.models import Receipt


def paid(served: Served, amount: str = "") -> None:
    """Pay the due invoice of business A, or a part of it, and come back."""
    visitor, till = served.visitor(), served.till
    answer = visitor.post(f"{served.path()}?pay", data={"amount": amount} if amount else {})
    assert answer.status_code == 303
    attempt = till.attempts()[-1]
    till.pay(Started(attempt.url, attempt.public_id))
    assert visitor.get(f"/portal/return/{attempt.public_id}").headers["location"] == served.path()


def words_of(answer) -> str:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    return " ".join("\n".join(pages_of(answer.content)).split())


def number_of(served: Served, state: str = "due") -> str:
    with reading(served.world.a.system) as uow:
        [receipt] = uow.all(select(Receipt).where(Receipt.document_id == served.world.a.document(state)))
        return receipt.number


def test_who_comes_back_is_thanked_and_can_take_the_receipt(served: Served) -> None:
    paid(served)
    page = served.visitor().get(served.path()).text
    for words in (
        "Paid in full",
        "Thank you.",
        "We received £100.00. Receipt RCT-0005 is on its way to c…@a….example.",
        'href="?receipt=RCT-0005"',
    ):
        assert words in page
    assert "customer0@a.example" not in page
    answer = served.visitor().get(f"{served.path()}?receipt=RCT-0005")
    assert 'filename="receipt-RCT-0005.pdf"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "private, no-store"
    text = words_of(answer)
    for words in (
        "Receipt RCT-0005",
        "Payment for invoice A-01",
        "Received from",
        "Customer a0",
        "Paid on",
        "24 November 2026, 10:00",
        "Paid with Visa ending 4242",
        "Invoice A-01 £100.00",
        "Left to pay after this payment £0.00",
        "Received £100.00",
        "TEST: no money moves",
    ):
        assert words in text
    assert "Since then" not in text


def test_a_part_says_what_is_still_to_pay(served: Served) -> None:
    text = words_of(served.visitor().get(f"{served.path('partly_paid')}?receipt={number_of(served, 'partly_paid')}"))
    assert "Left to pay after this payment £60.00" in text
    with begin(served.world.a.staff) as uow:
        desk.record_payment(
            uow, served.world.a.document("partly_paid"), 6000, desk.Method.CASH, served.world.clock.now().date(), ""
        )
    with reading(served.world.a.staff) as uow:
        last = ledger.history(uow, served.world.a.document("partly_paid"))[-1]
        number = ledger.receipts(uow, served.world.a.document("partly_paid"))[last.id].number
    text = words_of(served.visitor().get(f"{served.path('partly_paid')}?receipt={number}"))
    assert "Paid before −£40.00 Left to pay after this payment £0.00" in text
    assert "TEST" not in text


@pytest.mark.parametrize(
    ("back", "status", "kept"), [([4000], "Partly refunded", "£60.00"), ([4000, 6000], "Refunded", "£0.00")]
)
def test_a_receipt_says_that_the_payment_went_back(served: Served, back: list[int], status: str, kept: str) -> None:
    paid(served)
    [payment] = served.till.ledger()
    served.world.clock.forward(days=1)
    for amount in back:
        refunds.give_back(served.world.a.staff, served.till.gateway, payment.id, amount)
    text = words_of(served.visitor().get(f"{served.path()}?receipt=RCT-0005"))
    assert f"Receipt RCT-0005 {status}" in text
    assert "Since then" in text
    assert "25 November 2026, 10:00 Refunded to Visa ending 4242 −£40.00" in text
    assert f"{kept} of this payment still counts towards the invoice." in text
    assert "Received £100.00" in text


def test_a_payment_that_was_recorded_and_undone_says_so(served: Served) -> None:
    with begin(served.world.a.staff) as uow:
        today = served.world.clock.now().date()
        entry = desk.record_payment(uow, served.world.a.document(), 4000, desk.Method.CASH, today, "")
    with begin(served.world.a.staff) as uow:
        desk.undo(uow, entry.id)
    text = words_of(served.visitor().get(f"{served.path()}?receipt=RCT-0005"))
    assert "Receipt RCT-0005 Undone" in text


@pytest.mark.parametrize("number", ["RCT-0002", "RCT-9999", "", "rct-0001", "%00", "RCT-0001'--"])
def test_a_receipt_of_another_invoice_is_not_there(served: Served, number: str) -> None:
    assert number_of(served, "paid") == "RCT-0002"
    answer = served.visitor().get(f"{served.path('partly_paid')}?receipt={number}")
    assert answer.status_code == (404 if number else 200)
    assert not answer.content.startswith(b"%PDF")
    if number:
        assert served.clerk().get(f"{staff(served, 'partly_paid')}/receipts/{number}").status_code == 404


def staff(served: Served, state: str = "paid") -> str:
    return f"/staff/invoices/{served.world.a.document(state)}"


def test_staff_get_it_as_the_customer_does_and_others_do_not(served: Served) -> None:
    mine = served.visitor().get(f"{served.path('paid')}?receipt=RCT-0002")
    assert served.clerk().get(f"{staff(served)}/receipts/RCT-0002").content == mine.content
    assert served.clerk("b").get(f"{staff(served)}/receipts/RCT-0002").status_code == 404
    stranger = served.visitor().get(f"{staff(served)}/receipts/RCT-0002")
    assert stranger.headers["location"] == f"/staff/sign-in?next={staff(served)}"


def test_the_message_leads_to_the_receipt(served: Served) -> None:
    paid(served)
    [mail] = [mail for mail in served.till.mails() if mail.kind == "receipt"]
    link = mail.text(served.world.portal.runtime.keys).split("Download the receipt: ")[1].split()[0]
    assert "Receipt RCT-0005" in words_of(served.visitor().get(link.removeprefix(served.origin)))


def test_without_an_address_nothing_is_said_to_be_on_its_way(served: Served) -> None:
    with begin(served.world.a.system) as uow:
        uow.get(Customer, served.world.a.customers[0]).email = ""
    paid(served)
    page = served.visitor().get(served.path()).text
    assert "Receipt RCT-0005 is ready to download." in page
    assert "on its way" not in page


def test_a_receipt_is_made_once(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"{served.path('paid')}?receipt=RCT-0002"
    first = served.visitor().get(address)
    monkeypatch.delattr("toolfy_portal.printing.print_invoice")
    assert served.visitor().get(address).content == first.content


def test_no_link_reaches_another_business_s_receipts(served: Served) -> None:
    with reading(served.world.b.link("paid").access) as uow, pytest.raises(NotFound):
        ledger.find_receipt(uow, served.world.a.document("paid"), "RCT-0002")
