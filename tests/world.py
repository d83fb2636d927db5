"""Two businesses with two customers each, and invoices in every state: whatever leaks, a test will see it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from tests import factories
from toolfy_portal.bootstrap import Portal
from toolfy_portal.core.access import DocumentAccess, PersonAccess, StaffAccess, SystemAccess
from toolfy_portal.core.clock import FrozenClock, day_in
from toolfy_portal.core.records import Record
from toolfy_portal.core.unit_of_work import UnitOfWork, begin
from toolfy_portal.domain.businesses.models import Business, OnlinePayments
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import LinkKind, PortalLink
from toolfy_portal.domain.payments import ledger
from toolfy_portal.domain.payments.models import AttemptState, InboxState, PaymentAccount
from toolfy_portal.domain.sign_in.passwords import hash_password
from toolfy_portal.domain.team.models import Staff

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
KEY = "a-key-for-tests-of-more-than-32-characters"
PASSWORD = "correct horse battery staple"
STATES = ("draft", "due", "partly_paid", "overdue", "paid", "void")


@dataclass(frozen=True)
class Link:
    """A link as its holder has it, and what it opens."""

    token: str
    access: DocumentAccess


@dataclass
class Tenant:
    """A business and where its records are. canaries: a text in each record that no other record has."""

    letter: str
    business_id: str = ""
    staff_id: str = ""
    person_id: str = ""
    email: str = ""
    account_id: str = ""
    customers: list[str] = field(default_factory=list)
    documents: dict[tuple[int, str], str] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    canaries: list[str] = field(default_factory=list)

    def document(self, state: str = "due", customer: int = 0) -> str:
        """The id of the customer's invoice in that state."""
        return self.documents[customer, state]

    def link(self, state: str = "due", customer: int = 0) -> Link:
        """The link of that invoice."""
        return self.links[self.document(state, customer)]

    @property
    def staff(self) -> StaffAccess:
        """Somebody signed in at the business."""
        role = Staff.model_fields["role"].default
        return StaffAccess(self.business_id, self.staff_id, role, "Ellie Marsh", person_id=self.person_id)

    @property
    def system(self) -> SystemAccess:
        """The worker, at the business."""
        return SystemAccess(self.business_id, "test")

    def canary(self, what: str) -> str:
        """A new canary."""
        self.canaries.append(f"canary-{self.letter}-{what}-{len(self.canaries)}.")
        return self.canaries[-1]


@dataclass
class World:
    """A started portal on its own database."""

    portal: Portal
    clock: FrozenClock
    a: Tenant
    b: Tenant


@cache
def password_hash() -> str:
    return hash_password(PASSWORD)


def plant(letter: str, now: datetime) -> Tenant:
    """Fill the running portal's database with one business."""
    tenant = Tenant(letter)
    business = factories.business(name=f"Business {letter.upper()}", tax_id=tenant.canary("business"))
    tenant.business_id = business.id
    tenant.email = f"ellie@{tenant.letter}.example"
    named = {"name": tenant.canary("staff"), "email": tenant.email}
    person = factories.person(password_hash=password_hash(), **named)
    tenant.person_id = person.id
    with begin(PersonAccess(person.id)) as uow:
        uow.add(person)
    with begin(tenant.system) as uow:
        uow.add(business)
        uow.flush()
        tenant.staff_id = uow.add(factories.staff(person)).id
        uow.flush()
        owned = list(_plant_office(uow, tenant, business))
    with begin(tenant.system) as uow:
        account = uow.get(PaymentAccount, tenant.account_id)
        for number, customer in enumerate(each for each in owned if isinstance(each, Customer)):
            for state in STATES:
                _plant_invoice(uow, tenant, state, number, customer, account)
    with begin(tenant.system) as uow:
        _plant_traces(uow, tenant, now)
    return tenant


def _plant_office(uow: UnitOfWork[SystemAccess], tenant: Tenant, business: Business) -> Iterator[Record]:
    logo = uow.add(factories.stored_file(sha256=tenant.letter * 64, media_type=tenant.canary("file")))
    uow.flush()
    uow.add(factories.branding(logo_id=logo.id, welcome_message=tenant.canary("branding")))
    terms = {"payment_days": 14, "late_fee_policy": tenant.canary("terms"), "online_payments": OnlinePayments.TEST}
    uow.add(factories.billing_terms(**terms))
    tenant.account_id = uow.add(factories.payment_account(uow.keys, events_due_at=uow.now + timedelta(hours=1))).id
    for number in range(2):
        customer = factories.customer(
            name=f"Customer {tenant.letter}{number}",
            email=f"customer{number}@{tenant.letter}.example",
            notes=tenant.canary("customer"),
        )
        tenant.customers.append(customer.id)
        yield uow.add(customer)


def _plant_invoice(
    uow: UnitOfWork[SystemAccess], tenant: Tenant, state: str, number: int, customer: Customer, account: PaymentAccount
) -> None:
    lines = [factories.line(tenant.canary("line"), "2", "50.00", cost_minor=4000)]
    invoice = factories.invoice(
        customer,
        lines,
        number=f"{tenant.letter.upper()}-{number}{STATES.index(state)}",
        title=f"{state} work",
        private_notes=tenant.canary("invoice"),
    )
    tenant.documents[number, state] = invoice.id
    today = day_in("Europe/London", uow.now)
    if state == "overdue":
        invoice.issued_on, invoice.due_on = today - timedelta(days=20), today - timedelta(days=6)
    uow.add(invoice)
    uow.flush()
    uow.add(lines[0])
    uow.flush()
    if state == "draft":
        return
    invoices.issue(uow, invoice.id)
    link = links.ensure(uow, LinkKind.INVOICE, invoice.id, customer.id)
    access = DocumentAccess(tenant.business_id, customer.id, invoice.id, link.id)
    tenant.links[invoice.id] = Link(links.token_of(uow, link), access)
    if amount := {"paid": 10000, "partly_paid": 4000}.get(state):
        entry = factories.ledger_entry(invoice, account, amount, uow.now, method=tenant.canary("ledger"))
        ledger.receive(uow, invoice, entry)
    if state == "void":
        invoice.status, invoice.voided_at = InvoiceStatus.VOID, uow.now


def _plant_traces(uow: UnitOfWork[SystemAccess], tenant: Tenant, now: datetime) -> None:
    """One of everything that sessions, browsers and gateways leave behind."""
    due = uow.get(Invoice, tenant.document("overdue"))
    account, staff = uow.get(PaymentAccount, tenant.account_id), uow.get(Staff, tenant.staff_id)
    uow.add(factories.staff_session(staff, now, agent=tenant.canary("session")))
    uow.add(factories.invitation(now, email=tenant.canary("invitation")))
    told = uow.add(factories.alert(due.id, now - timedelta(days=1), title=tenant.canary("alert")))
    uow.flush()
    uow.add(factories.alert_read(told, staff))
    uow.add(factories.mail_choices(staff))
    uow.add(factories.import_upload(staff, now, file_name=tenant.canary("import")))
    uow.add(factories.link_view(due.id, now, browser_hash=tenant.canary("view").encode()))
    uow.add(factories.attempt(due, account, 10000, now, url=tenant.canary("attempt"), state=AttemptState.EXPIRED))
    about = (due, account, now)
    uow.add(factories.refund(*about, reason=tenant.canary("refund")))
    uow.add(factories.dispute(*about, reason=tenant.canary("dispute")))
    uow.add(factories.unmatched_payment(*about, detail=tenant.canary("unmatched")))
    uow.add(factories.transfer_notice(due.id, now, note=tenant.canary("transfer"), ended_at=now))
    uow.add(factories.invoice_revision(due, now, snapshot=tenant.canary("revision")))
    uow.add(factories.brand_version(now, saved_by=tenant.canary("look")))
    uow.add(factories.tax_rate(name=tenant.canary("tax")))
    first = uow.get(Customer, tenant.customers[0])
    uow.add(factories.contact(first, name=tenant.canary("contact")))
    uow.add(factories.text_opt_out(now, number=tenant.canary("number")[:20]))
    link = uow.get(PortalLink, tenant.link("void", 1).access.link_id)  # one that hardly a test touches
    uow.add(factories.short_link(uow.keys, link, now))
    uow.add(factories.message_wording(message=tenant.canary("wording")))
    uow.add(factories.announcement(text=tenant.canary("announcement")))
    uow.add(factories.inbox_event(account.id, now, body=tenant.canary("inbox"), state=InboxState.DONE))
