"""The staff's list of customers, and one of them, as text."""

from dataclasses import dataclass, field

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.money import Money
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices import by_customer
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.by_customer import PAGE_SIZE, CustomerFilter, ListedCustomer, Statement
from toolfy_portal.domain.invoices.service import ListedInvoice
from toolfy_portal.views.invoices import FactView
from toolfy_portal.views.lists import MetricView, PlaceView, counted, turn_to
from toolfy_portal.views.staff import initials
from toolfy_portal.views.staff_invoices import RowView, days_taken, invoice_rows

FEW = 6  # invoices on a customer's page


@dataclass(frozen=True)
class CustomerRowView:
    """One customer in the list. note: of what they owe, what is late."""

    id: str = ""
    initials: str = ""
    name: str = ""
    reach: str = ""
    invoices: str = ""
    note: str = ""
    is_late: bool = False
    owed: str = ""


@dataclass(frozen=True)
class CustomersView:
    """One page of the list."""

    metrics: list[MetricView] = field(default_factory=list[MetricView])
    rows: list[CustomerRowView] = field(default_factory=list[CustomerRowView])
    place: PlaceView = field(default_factory=PlaceView)
    is_filtered: bool = False


@dataclass(frozen=True)
class StaffCustomerView:
    """Everything staff see of a customer. has_more: invoices beyond those listed; search: finds all of them."""

    id: str = ""
    name: str = ""
    initials: str = ""
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    tel: str = ""
    address: str = ""
    tax_id: str = ""
    notes: str = ""
    facts: list[FactView] = field(default_factory=list[FactView])
    invoices: list[RowView] = field(default_factory=list[RowView])
    has_more: bool = False
    count: str = ""


def show_customers(uow: UnitOfWork[StaffAccess], only: CustomerFilter, search: str, page: int) -> CustomersView:
    """Return a page of the list; the last one if there aren't that many (any more)."""
    business = profile(uow).business
    today = day_in(business.timezone, uow.now)
    rows, place = turn_to(
        page, PAGE_SIZE, lambda page: by_customer.page_of(uow, only, search, page, business.currency, today)
    )
    owed = invoices.figures(uow, business.currency, today)
    owing, late = by_customer.owing_customers(uow, business.currency, today)
    return CustomersView(
        metrics=[
            MetricView("Outstanding", _text(owed.outstanding_minor, business), f"{counted(owing, 'customer')} owe it"),
            MetricView("Overdue", _text(owed.overdue_minor, business), counted(late, "customer"), is_bad=late > 0),
        ],
        rows=[_row(row, business) for row in rows],
        place=place,
        is_filtered=only is not CustomerFilter.ALL or search.strip() != "",
    )


def show_customer(uow: UnitOfWork[StaffAccess], customer_id: str, limit: int = FEW) -> StaffCustomerView:
    """Return the customer with so many of the newest invoices. Raises NotFound."""
    customer, business = uow.get(Customer, customer_id), profile(uow).business
    today = day_in(business.timezone, uow.now)
    stands = by_customer.statement(uow, customer_id, business.currency, today, business.timezone)
    newest, count = by_customer.invoices_of(uow, customer_id, limit)
    return StaffCustomerView(
        id=customer.id,
        name=customer.name,
        initials=initials(customer.name),
        contact_name=customer.contact_name,
        email=customer.email,
        phone=customer.phone,
        tel="tel:" + "".join(c for c in customer.phone if c.isdigit() or c == "+") if customer.phone else "",
        address=customer.address,
        tax_id=customer.tax_id,
        notes=customer.notes,
        facts=_facts(stands, business),
        invoices=invoice_rows(uow, [ListedInvoice(each, customer.name) for each in newest], business, today),
        has_more=count > len(newest),
        count=counted(count, "invoice"),
    )


def _facts(stands: Statement, business: Business) -> list[FactView]:
    facts = {"Outstanding": _text(stands.owed_minor, business)}
    if stands.overdue_minor:
        facts["Overdue"] = _text(stands.overdue_minor, business)
    if stands.elsewhere:
        facts["In other currencies"] = f"{counted(stands.elsewhere, 'invoice')} to pay"
    facts["Paid so far"] = _text(stands.paid_minor, business)
    if stands.days_to_pay is not None:
        facts["Pays in"] = days_taken(stands.days_to_pay, business.locale)
    return [FactView(label, [value]) for label, value in facts.items()]


def _row(row: ListedCustomer, business: Business) -> CustomerRowView:
    customer, late = row.customer, row.overdue_minor > 0
    notes = [f"{_text(row.overdue_minor, business)} overdue"] if late else []
    notes += [f"{counted(row.elsewhere, 'invoice')} in other currencies"] if row.elsewhere else []
    return CustomerRowView(
        id=customer.id,
        initials=initials(customer.name),
        name=customer.name,
        reach=customer.email or customer.phone,
        invoices=counted(row.invoices, "invoice") if row.invoices else "No invoices yet",
        note=", ".join(notes),
        is_late=late,
        owed=_text(row.owed_minor, business) if row.owed_minor else "",
    )


def _text(minor: int, business: Business) -> str:
    return Money(minor, business.currency).text(business.locale)
