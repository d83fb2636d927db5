"""Customers from a clients file, and those an invoice names before its clients file came."""

from collections.abc import Iterable, Sequence

from sqlmodel import col, select

from toolfy_portal.adapters.exports import ImportedCustomer, ImportedInvoice
from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.imports.origin import Origin, key
from toolfy_portal.domain.imports.results import ImportResult

Importing = UnitOfWork[StaffAccess | SystemAccess]


def _by_name(name: str) -> str:
    """Return what a customer is called who is known by name alone; no product's own id begins so."""
    return key(f"name: {name}")


def add_customers(uow: Importing, origin: Origin, records: Sequence[ImportedCustomer], result: ImportResult) -> None:
    """Add those that aren't here yet. Nothing of a customer who is here already is changed.

    One who came with an invoice that only gave a name takes the clients file's id over, so that a namesake in the
    same file is somebody else.
    """
    found = _known(uow, origin, [name for each in records for name in (key(each.source_id), _by_name(each.name))])
    for record in records:
        source_id = key(record.source_id)
        customer = found.get(source_id) or found.pop(_by_name(record.name), None)
        if customer is None:
            found[source_id] = uow.add(_customer(record, origin, source_id))
            result.created.add(record)
            result.made["customers"] += 1
        else:
            customer.source_id = source_id
            found[source_id] = customer
            result.unchanged.add(record)


def customers_of(
    uow: Importing, origin: Origin, records: Sequence[ImportedInvoice], result: ImportResult
) -> dict[str, Customer]:
    """Return each invoice's customer by the invoice's `source_id`: by the product's id for them, else by name.

    Those who aren't here yet are added with what the invoice says of them.
    """
    named = [record.customer_name for record in records if not record.customer_source_id]
    by_id = _known(uow, origin, [_source_id(record) for record in records])
    by_name = _called(uow, origin, named)
    customers: dict[str, Customer] = {}
    for record in records:
        source_id, name = _source_id(record), record.customer_name
        namesakes = [] if record.customer_source_id else by_name.get(name, [])
        customer = by_id.get(source_id) or next(iter(namesakes), None)
        if len(namesakes) > 1:
            result.warn(
                record.row, [f"Invoice {record.number}: several customers are called {name}; the first is taken."]
            )
        if customer is None:
            about = {"source": origin.product, "source_id": source_id, "email": record.customer_email}
            customer = by_id[source_id] = uow.add(Customer(id=new_id("cus"), name=name, **about))
            result.made["customers"] += 1
        customers[record.source_id] = customer
    return customers


def _source_id(record: ImportedInvoice) -> str:
    return key(record.customer_source_id) if record.customer_source_id else _by_name(record.customer_name)


def _known(uow: Importing, origin: Origin, source_ids: Iterable[str]) -> dict[str | None, Customer]:
    mine = select(Customer).where(Customer.source == origin.product, col(Customer.source_id).in_(set(source_ids)))
    return {customer.source_id: customer for customer in uow.all(mine)}


def _called(uow: Importing, origin: Origin, names: Sequence[str]) -> dict[str, list[Customer]]:
    if not names:
        return {}
    mine = select(Customer).where(Customer.source == origin.product, col(Customer.name).in_(set(names)))
    found: dict[str, list[Customer]] = {}
    for customer in uow.all(mine.order_by(col(Customer.id))):
        found.setdefault(customer.name, []).append(customer)
    return found


def _customer(record: ImportedCustomer, origin: Origin, source_id: str) -> Customer:
    notes = [record.notes, f"Website: {record.website}" if record.website else ""]
    return Customer(
        id=new_id("cus"),
        name=record.name,
        contact_name=record.contact_name,
        email=record.email,
        phone=record.phone,
        address="\n".join(line for line in (*record.address, record.country) if line),
        tax_id=record.tax_id,
        notes="\n".join(filter(None, notes)),
        source=origin.product,
        source_id=source_id,
    )
