"""Reads the engagement report of 20,000 invoices with 130,000 lines of history; fails above 1.5 s.

On SQLite in a temporary folder. Prints what reading the facts and putting the page into words took.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from toolfy_portal import bootstrap
from toolfy_portal.core.access import Role, StaffAccess, SystemAccess
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.settings import Settings
from toolfy_portal.core.unit_of_work import UnitOfWork, begin, reading
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.engagement.facts import COPIED, DOWNLOADED, STARTED, VIEWED, invoice_facts
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.payments.models import LedgerEntry, LedgerKind
from toolfy_portal.migrations import upgrade
from toolfy_portal.seed import builders
from toolfy_portal.views.engagement import EngagementAsked, show_engagement

INVOICES, CUSTOMERS = 20_000, 1_500
SLOWEST = 1.5  # seconds, the whole page


def main() -> int:
    """Fill a database, read the report, and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        upgrade(settings)
        bootstrap.start(settings)
        business = builders.business()
        with begin(SystemAccess(business.id, "bench")) as uow:
            uow.add(business)
            uow.flush()
            uow.add(builders.billing_terms())
            uow.add(builders.branding())
            uow.flush()
            _fill(uow)
        access = StaffAccess(business.id, new_id("stf"), Role.OWNER)
        with reading(access) as uow:
            started = time.perf_counter()
            facts = invoice_facts(uow, None, business.timezone)
            read = time.perf_counter() - started
        with reading(access) as uow:
            started = time.perf_counter()
            show_engagement(uow, EngagementAsked(), 25)
            whole = time.perf_counter() - started
        print(f"{len(facts):,} invoices: facts {read:.2f} s, the page {whole:.2f} s (goal {SLOWEST} s)")
        return 0 if whole <= SLOWEST else 1


def _fill(uow: UnitOfWork[SystemAccess]) -> None:
    customers = [{"id": new_id("cus"), "name": f"Customer {number}"} for number in range(CUSTOMERS)]
    uow.insert(Customer, customers)
    invoices = [_invoice(number, customers[number % CUSTOMERS]["id"], uow.now) for number in range(INVOICES)]
    uow.insert(Invoice, invoices)
    uow.insert(ActivityEntry, [row for each in invoices for row in _history(each, uow.now)])
    uow.insert(LedgerEntry, [_payment(number, each, uow.now) for number, each in enumerate(invoices) if number % 4])


def _invoice(number: int, customer_id: str, now: datetime) -> dict[str, Any]:
    issued: date = now.date() - timedelta(days=number % 700)
    return {
        **{"id": new_id("inv"), "customer_id": customer_id, "number": f"N-{number:06}", "currency": "GBP"},
        **{"status": InvoiceStatus.ISSUED, "issued_on": issued, "total_minor": 9600},
        "settled_at": now if number % 4 else None,
    }


def _history(invoice: dict[str, Any], now: datetime) -> Iterator[dict[str, Any]]:
    for kind in (COPIED, VIEWED, VIEWED, VIEWED, DOWNLOADED, STARTED, "InvoiceIssued"):
        if kind != STARTED or invoice["settled_at"]:
            about = {"subject_id": invoice["id"], "customer_id": invoice["customer_id"], "kind": kind}
            yield {"id": new_id("act"), **about, "summary": "", "at": now}


def _payment(number: int, invoice: dict[str, Any], now: datetime) -> dict[str, Any]:
    kind = LedgerKind.PAYMENT if number % 2 else LedgerKind.MANUAL
    about = {"document_id": invoice["id"], "account_id": "bench", "kind": kind, "ref": f"pi_{number}"}
    return {"id": new_id("led"), **about, "amount_minor": 9600, "currency": "GBP", "at": now}


if __name__ == "__main__":
    sys.exit(main())
