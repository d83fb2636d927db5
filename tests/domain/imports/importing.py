"""Files to import, and what is there afterwards."""

import csv
from pathlib import Path

from sqlalchemy import func
from sqlmodel import col, select

from toolfy_portal.adapters.exports import open_export
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.activity.models import ActivityEntry
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.imports import service
from toolfy_portal.domain.imports.results import ImportResult
from toolfy_portal.domain.invoices.models import Invoice, InvoiceLine
from toolfy_portal.domain.notifications.models import OutboxMessage
from toolfy_portal.domain.payments.models import LedgerEntry

FILES = Path(__file__).parents[2] / "data" / "imports"
TABLES = (Customer, Invoice, InvoiceLine, LedgerEntry, ActivityEntry, OutboxMessage)
NINJA = (
    "Client,Email,Invoice Number,Amount,Paid,PO Number,Status,Invoice Date,Due Date,Discount,Partial/Deposit,"
    "Partial Due Date,Public Notes,Private Notes,Item Product,Item Notes,Item Cost,Item Quantity"
)


def run(access, name: str, **more) -> ImportResult:
    return service.run_import(access, open_export(FILES / f"{name}.csv"), **more)


def data_rows(name: str) -> int:
    with (FILES / f"{name}.csv").open(newline="") as file:
        return sum(any(row) for row in csv.reader(file)) - (3 if name.startswith("invoiceninja") else 1)


def counts(access) -> dict[str, int]:
    with reading(access) as uow:
        return {table.__name__: uow.first(select(func.count()).select_from(table)) for table in TABLES}


def imported(access) -> dict[str, Invoice]:
    with reading(access) as uow:
        return {each.number: each for each in uow.all(select(Invoice).where(col(Invoice.source).is_not(None)))}


def customers(access, product: str) -> list[Customer]:
    with reading(access) as uow:
        return list(uow.all(select(Customer).where(Customer.source == product)))


def ninja(tmp_path: Path, *rows: str, name: str = "ninja.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(["Invoice Ninja v4", "", "INVOICES", NINJA, *rows]))
    return path


def ninja_row(
    number: str, client: str = "Ana", paid: str = "$0.00", status: str = "Sent", amount: str = "$10.00"
) -> str:
    return (
        f"{client},{client}@x.example,{number},{amount},{paid},,{status},2026-01-02,2026-01-16,,,,,,Visit,Note,10.00,1"
    )


def payments(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "payments.csv"
    path.write_text("\n".join(["Invoice Ninja v4", "", "Payments", "Client,Invoice Number,Amount,Date", *rows]))
    return path


def load(access, path: Path) -> ImportResult:
    return service.run_import(access, open_export(path))
