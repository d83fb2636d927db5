"""Fills an empty database with two demo businesses, and tells how to get in."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from toolfy_portal.bootstrap import Portal
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.ids import new_token
from toolfy_portal.core.runtime import portal_url
from toolfy_portal.core.settings import Settings
from toolfy_portal.core.unit_of_work import UnitOfWork, begin
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.customers.models import Customer
from toolfy_portal.domain.invoices.models import Invoice, InvoiceStatus
from toolfy_portal.domain.invoices.standing import standing
from toolfy_portal.domain.links import service as links
from toolfy_portal.domain.links.models import LinkKind
from toolfy_portal.domain.team.models import Staff
from toolfy_portal.seed.copperline import COPPERLINE
from toolfy_portal.seed.fernhill import FERNHILL
from toolfy_portal.seed.planting import CANARY, plant

DEMOS = (FERNHILL, COPPERLINE)


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """How somebody signs in. password: None once it isn't known any more."""

    business: str
    email: str
    password: str | None
    role: str


@dataclass(frozen=True, slots=True)
class DemoDocument:
    """A demo document and its link; a draft has none. Money in minor units. canary: only in its private notes."""

    business: str
    customer: str
    kind: str
    number: str
    status: str
    link: str | None
    total_minor: int
    balance_minor: int
    currency: str
    canary: str


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything one needs to look around. is_new: whether it was made just now."""

    staff: list[DemoSignIn]
    documents: list[DemoDocument]
    is_new: bool

    def as_json(self) -> dict[str, Any]:
        """Return staff and documents, JSON-ready."""
        return {
            "staff": [asdict(each) for each in self.staff],
            "documents": [asdict(each) for each in self.documents],
        }


def seed(portal: Portal) -> Demo:
    """Make the demo businesses in an empty database; on one that has them, add nothing and tell of them again.

    Raises Conflict if there are other businesses. Don't call it beside a running worker of the same process: it turns
    the clock back. Seeding that is cut short leaves a part; start again with an empty database.
    """
    here = {name for (name,) in look(select(col(Business.name)))}
    names = [demo.business["name"] for demo in DEMOS]
    if here.isdisjoint(names):
        if here:
            raise Conflict("This database holds a business already. The demo businesses go into an empty one.")
        password = "-".join(new_token()[:4] for _ in range(4))
        _keep_password(portal.settings, password)
        for demo, keys in zip(DEMOS, (_own_keys(portal.settings), None), strict=True):
            plant(portal, demo, password, keys)
    found = [row[0] for row in look(select(Business).where(col(Business.name).in_(names)))]
    staff: list[DemoSignIn] = []
    documents: list[DemoDocument] = []
    for business in sorted(found, key=lambda business: names.index(business.name)):
        with begin(SystemAccess(business.id, "demo")) as uow:
            staff += _sign_ins(uow, business, _kept_password(portal.settings))
            documents += _documents(uow, business)
    return Demo(staff, documents, is_new=not here)


def _own_keys(settings: Settings) -> tuple[str, str] | None:
    key, secret = settings.stripe_secret_key.get_secret_value(), settings.stripe_webhook_secret.get_secret_value()
    return (key, secret) if key and secret else None


def _sign_ins(uow: UnitOfWork[SystemAccess], business: Business, password: str | None) -> list[DemoSignIn]:
    team = uow.all(select(Staff).order_by(col(Staff.id)))
    return [DemoSignIn(business.name, each.email, password, each.role.value) for each in team]


def _documents(uow: UnitOfWork[SystemAccess], business: Business) -> list[DemoDocument]:
    billed = select(Invoice, Customer.name).join(Customer, col(Customer.id) == col(Invoice.customer_id))
    today = day_in(business.timezone, uow.now)
    return [
        DemoDocument(
            business=business.name,
            customer=customer,
            kind=LinkKind.INVOICE.value,
            number=invoice.number,
            status=standing(invoice, today).value,
            link=_link(uow, invoice),
            total_minor=invoice.total_minor,
            balance_minor=invoice.balance.minor,
            currency=invoice.currency,
            canary=CANARY + invoice.private_notes.rpartition(CANARY)[2],
        )
        for invoice, customer in uow.rows(billed.order_by(col(Invoice.number).desc()))
    ]


def _link(uow: UnitOfWork[SystemAccess], invoice: Invoice) -> str | None:
    if invoice.status is InvoiceStatus.DRAFT:
        return None
    link = links.ensure(uow, LinkKind.INVOICE, invoice.id, invoice.customer_id)
    return portal_url(link.kind, links.token_of(uow, link))


def _sign_in_file(settings: Settings) -> Path:
    return settings.data_dir / "demo-sign-in.json"


def _keep_password(settings: Settings, password: str) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    path = _sign_in_file(settings)
    path.unlink(missing_ok=True)  # an old file's mode would stay
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"password": password}, file)


def _kept_password(settings: Settings) -> str | None:
    path = _sign_in_file(settings)
    return json.loads(path.read_text())["password"] if path.exists() else None
