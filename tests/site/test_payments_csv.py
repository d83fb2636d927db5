"""All money as a file: it is what the list shows, it adds up to the ledger, and a spreadsheet runs none of it."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from tests import factories
from tests.site.served import Served
from toolfy_portal.core.access import Role
from toolfy_portal.core.money import exponent
from toolfy_portal.core.unit_of_work import begin, reading
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice
from toolfy_portal.domain.payments import desk, listing, refunds
from toolfy_portal.domain.payments.desk import Method
from toolfy_portal.domain.payments.models import AttemptState, LedgerEntry, LedgerKind, PaymentAccount
from toolfy_portal.domain.team.models import Staff

FILE = "/staff/payments.csv"


def read(served: Served, asked: str = "", letter: str = "a") -> list[dict[str, str]]:
    answer = served.clerk(letter).get(f"{FILE}{asked}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def plant(served: Served) -> None:
    """Money of every sort, in three currencies."""
    a = served.world.a
    with begin(a.system) as uow:
        invoice, account = uow.get(Invoice, a.document()), uow.get(PaymentAccount, a.account_id)
        for number, kind in enumerate(LedgerKind):
            for currency in ("GBP", "JPY", "KWD"):
                at = uow.now - timedelta(days=number)
                given = {"kind": kind, "currency": currency}
                uow.add(factories.ledger_entry(invoice, account, (-1) ** number * (1234 + number), at, **given))
        uow.add(factories.attempt(invoice, account, 777, uow.now, state=AttemptState.PROCESSING))


def test_the_file_adds_up_to_the_ledger(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "BATCH", 7)
    plant(served)
    added: dict[str, Decimal] = {}
    for row in read(served):
        added[row["Currency"]] = added.get(row["Currency"], Decimal(0)) + Decimal(row["Amount"] or 0)
    ledger: dict[str, Decimal] = {}
    with reading(served.world.a.staff) as uow:
        for entry in uow.all(select(LedgerEntry)):
            amount = Decimal(entry.amount_minor).scaleb(-exponent(entry.currency))
            ledger[entry.currency] = ledger.get(entry.currency, Decimal(0)) + amount
    assert added == ledger
    assert len(ledger) == 3


def test_money_in_no_ledger_stands_in_its_own_column(served: Served) -> None:
    plant(served)
    first = read(served)[0]
    assert (first["State"], first["Amount"], first["Amount not booked"]) == ("Processing", "", "7.77")
    [unmatched] = read(served, "?only=unmatched")
    assert (unmatched["Kind"], unmatched["Amount"], unmatched["Amount not booked"]) == ("Unmatched payment", "", "1.00")


def test_a_row_says_what_an_accountant_asks(served: Served) -> None:
    a = served.world.a
    with begin(a.staff) as uow:
        desk.record_payment(uow, a.document(), 1234, Method.CASH, uow.now.date() - timedelta(days=1), "On site")
    assert read(served, "?search=12.34") == [
        {
            "Time (UTC)": "2026-11-23T12:00:00Z",
            "Date": "2026-11-23",
            "Kind": "Payment recorded by hand",
            "State": "Received",
            "Method": "Cash",
            "Customer": "Customer a0",
            "Invoice": "A-01",
            "Receipt": "RCT-0005",
            "Reference": "",
            "Currency": "GBP",
            "Amount": "12.34",
            "Amount not booked": "",
            "Note": "On site",
            "By": "Ellie Marsh",
            "Test": "",
        }
    ]
    with begin(a.system) as uow:
        paid = uow.first(select(LedgerEntry).where(LedgerEntry.document_id == a.document("paid")))
        assert paid is not None
    assert [row["Reference"] for row in read(served, "?search=a-04")] == [paid.ref]


def test_it_says_who_gave_money_back_and_why(served: Served) -> None:
    till, a = served.till, served.world.a
    till.pay(till.press_pay())
    till.work()
    [payment] = till.ledger()
    refunds.give_back(a.staff, till.gateway, payment.id, 2500, "A tap was missing")
    till.double.refund(payment.ref, 100)
    till.work()
    told = {(row["Amount"], row["By"], row["Note"]) for row in read(served, "?only=refunded")}
    assert told == {("-25.00", "Ellie Marsh", "A tap was missing"), ("-1.00", "", "")}


def test_the_form_of_the_file(served: Served) -> None:
    answer = served.clerk().get(FILE)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="payments-2026-11-24.csv"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.content.startswith(b"\xef\xbb\xbfTime (UTC),Date,")
    assert answer.content.count(b"\n") == answer.content.count(b"\r\n") == 5


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_is_a_formula(served: Served, start: str) -> None:
    a = served.world.a
    with begin(a.system) as uow:
        uow.get(Customer, a.customers[0]).name = f"{start}HYPERLINK(1)"
    assert {row["Customer"] for row in read(served)} == {f"'{start}HYPERLINK(1)", "Customer a1"}


def test_amounts_stay_numbers(served: Served) -> None:
    plant(served)
    assert min(Decimal(row["Amount"] or 0) for row in read(served)) < 0


def test_it_holds_what_the_filters_show(served: Served) -> None:
    assert {row["Invoice"] for row in read(served, "?only=received&search=customer+a1")} == {"A-12", "A-14"}
    assert read(served, "?only=refunded") == []
    assert len(read(served, "?period=this+month")) == 4
    assert read(served, "?period=last+month") == []


@pytest.mark.parametrize("asked", ["?only=everything", "?period=tomorrow"])
def test_a_filter_that_does_not_exist_is_refused(served: Served, asked: str) -> None:
    answer = served.clerk().get(f"{FILE}{asked}")
    assert answer.status_code == 422
    assert "download it from the page again" in answer.text


def test_who_gets_it(served: Served) -> None:
    assert served.visitor().get(FILE).headers["location"] == "/staff/sign-in?next=/staff/payments"
    assert {row["Invoice"][0] for row in read(served, letter="b")} == {"B"}
    clerk = served.clerk()
    with begin(served.world.a.system) as uow:
        uow.get(Staff, served.world.a.staff_id).role = Role.TECHNICIAN
    answer = clerk.get(FILE)
    assert answer.status_code == 403
    assert "A-04" not in answer.text
