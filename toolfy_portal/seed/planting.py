"""Turns a demo business's data into records, with the clock set back to when each thing happened."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from toolfy_portal.adapters.images import clean_cover, clean_logo
from toolfy_portal.bootstrap import Portal
from toolfy_portal.core.access import PersonAccess, StaffAccess, SystemAccess
from toolfy_portal.core.clock import Clock, FrozenClock
from toolfy_portal.core.ids import new_token
from toolfy_portal.core.unit_of_work import UnitOfWork, begin
from toolfy_portal.domain.alerts.models import Alert
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.files.models import FileKind
from toolfy_portal.domain.files.service import store
from toolfy_portal.domain.invoices import service as invoices
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import LinkKind
from toolfy_portal.domain.notifications.models import MessageState, OutboxMessage
from toolfy_portal.domain.payments import reconcile
from toolfy_portal.domain.payments.accounts import open_account
from toolfy_portal.domain.payments.models import AccountMode, PaymentAccount
from toolfy_portal.domain.sign_in.models import Person
from toolfy_portal.domain.sign_in.passwords import hash_password
from toolfy_portal.seed import builders
from toolfy_portal.seed.demo import DemoBusiness, DemoInvoice
from toolfy_portal.seed.story import end, tell

CANARY = "canary-"
_IMAGES = Path(__file__).parent / "images"
System = UnitOfWork[SystemAccess]


def plant(portal: Portal, demo: DemoBusiness, password: str, keys: tuple[str, str] | None = None) -> None:
    """Add the demo business with all that happened to it.

    keys: its own Stripe account's secret key and webhook secret; without, the stand-in takes the money.
    """
    business = builders.business(**demo.business)
    system = SystemAccess(business.id, "demo")
    password_hash = hash_password(password)
    people = [_person(password_hash, **named) for named in demo.staff]
    with begin(system) as uow:
        uow.add(business)
        uow.flush()
        _look_and_terms(uow, portal, demo)
        team = [
            uow.add(builders.staff(person, role=named["role"]))
            for person, named in zip(people, demo.staff, strict=True)
        ]
        customers = {given["name"]: uow.add(builders.customer(**given)) for given in demo.customers}
        uow.flush()
        for customer, given in demo.contacts:
            uow.add(builders.contact(customers[customer], **given))
    clerk = StaffAccess(business.id, team[-1].id, team[-1].role, team[-1].name)
    _open_account(portal, system, keys)
    with _time_machine(portal) as back:
        for planned in demo.invoices:
            _live_through(clerk, demo, planned, customers[planned.customer], back)
    if portal.double:
        portal.double.deliver_due(_heard)  # what it tells is known already
    with begin(system) as uow:
        told = {"events_until": uow.now, "events_due_at": uow.now + reconcile.READ_EVERY}
        uow.change(update(PaymentAccount).values(told))
        # what these messages tell of never happened: staff can read them, nobody gets them
        waiting = update(OutboxMessage).where(col(OutboxMessage.state) == MessageState.QUEUED)
        uow.change(waiting.values(state=MessageState.CAPTURED, sent_at=OutboxMessage.created_at))
        uow.change(update(Alert).values(is_mailed=True))


def _person(password_hash: str, name: str, email: str, **_role: Any) -> Person:
    person = builders.person(name=name, email=email, password_hash=password_hash)
    with begin(PersonAccess(person.id)) as uow:
        return uow.add(person)


def _heard(_url: str, _body: bytes, _headers: Mapping[str, str]) -> int:
    return 200


@contextmanager
def _time_machine(portal: Portal) -> Generator[Callable[[float], None]]:
    """Yield what sets the clock so many days back; afterwards it runs again. For a process that does nothing else."""
    clock, now = portal.runtime.clock, portal.runtime.clock.now()

    def run_by(clock: Clock) -> None:
        portal.runtime.clock = clock
        if portal.double:
            portal.double.clock = clock.now

    try:
        yield lambda days: run_by(FrozenClock(now - timedelta(days=days)))
    finally:
        run_by(clock)


def _look_and_terms(uow: System, portal: Portal, demo: DemoBusiness) -> None:
    logo = clean_logo((_IMAGES / demo.logo).read_bytes())
    cover, phone = clean_cover((_IMAGES / demo.cover).read_bytes(), demo.branding["cover_focus"])
    uow.add(
        builders.branding(
            logo_id=store(uow, portal.files, logo, FileKind.LOGO).id,
            cover_id=store(uow, portal.files, cover, FileKind.COVER).id,
            cover_phone_id=store(uow, portal.files, phone, FileKind.COVER_PHONE).id,
            **demo.branding,
        )
    )
    uow.add(builders.billing_terms(**demo.terms))
    for number, (name, percent) in enumerate(demo.tax_rates):
        uow.add(builders.tax_rate(name, percent, is_default=number == 0))


def _open_account(portal: Portal, system: SystemAccess, keys: tuple[str, str] | None) -> None:
    mode = AccountMode.OWN_KEY if keys else AccountMode.DEMO
    key, secret = keys or (f"sk_test_demo_{new_token()}", f"whsec_{new_token()}")
    with begin(system) as uow:
        account = open_account(uow, mode, key, secret)
    if portal.double and not keys:
        portal.double.register_webhook(key, f"{portal.settings.public_url}/hooks/stripe/{account.public_id}", secret)


def _live_through(
    clerk: StaffAccess, demo: DemoBusiness, planned: DemoInvoice, customer: Customer, back: Callable[[float], None]
) -> None:
    rate, label = planned.tax or demo.tax
    lines = [builders.line(**line) for line in planned.lines]
    invoice = builders.invoice(
        customer,
        lines,
        rate,
        demo.business["currency"],
        number=planned.number,
        title=planned.title,
        tax_label=label,
        work_address=customer.address,
        private_notes=f"{planned.notes_for_team} {CANARY}{new_token()[:12]}",
        **planned.more,
    )
    back(planned.issued or 0)
    with begin(clerk) as uow:
        uow.add(invoice)
        uow.flush()
        for line in lines:
            uow.add(line)
        if planned.issued is None:
            return
        uow.flush()
        invoices.issue(uow, invoice.id)
        links.ensure(uow, LinkKind.INVOICE, invoice.id, invoice.customer_id)
    for did in sorted(planned.did, key=lambda did: -did.ago):
        back(did.ago)
        tell(clerk, invoice.id, did)
    back(0)
    end(clerk, invoice.id)
