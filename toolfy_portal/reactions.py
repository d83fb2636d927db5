"""When this happens, that follows: one table. Reactions write rows; the worker does the sending."""

from collections.abc import Callable
from typing import Any

from toolfy_portal.core.events import Event
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.activity import service as activity
from toolfy_portal.domain.alerts import service as alerts
from toolfy_portal.domain.businesses.events import BillingChanged, BrandChanged, DetailsChanged
from toolfy_portal.domain.customers.events import CustomerAdded, CustomerChanged
from toolfy_portal.domain.invoices.events import (
    InvoiceAmended,
    InvoiceCreated,
    InvoiceImported,
    InvoiceIssued,
    InvoiceVoided,
)
from toolfy_portal.domain.links.events import (
    DocumentDownloaded,
    DocumentViewed,
    FreshLinkAsked,
    LinkCopied,
    LinkCreated,
    LinkGiven,
    LinkRegenerated,
    LinkResent,
    LinkRevoked,
    LinkTimeChanged,
)
from toolfy_portal.domain.notifications import service as notify
from toolfy_portal.domain.notifications.events import (
    DocumentMailed,
    DocumentTexted,
    MessageBounced,
    MessageDelivered,
    MessageFailed,
    MessageNotPossible,
    TextHandedOver,
    WordingChanged,
)
from toolfy_portal.domain.payments import changes, transfers
from toolfy_portal.domain.payments.events import (
    AccountConnected,
    AccountDisconnected,
    BalanceReduced,
    DisputeClosed,
    InvoiceOverpaid,
    InvoicePaid,
    LateFeeAdded,
    LateFeeWaived,
    PaymentDisputed,
    PaymentFailed,
    PaymentRefunded,
    PaymentsDisconnected,
    PaymentStarted,
    PaymentUndone,
    PaymentUnmatched,
    RefundFailed,
    TransferDismissed,
    TransferTold,
)

ON: dict[type[Event], list[Callable[[Any, Any], None]]] = {
    BillingChanged: [],
    BrandChanged: [],
    DetailsChanged: [],
    CustomerAdded: [],
    CustomerChanged: [],
    AccountConnected: [],
    AccountDisconnected: [alerts.tell],
    InvoiceImported: [],
    InvoiceCreated: [],
    InvoiceIssued: [],
    InvoiceAmended: [changes.invoice_changed],
    InvoiceVoided: [changes.invoice_changed],
    LinkCreated: [],
    LinkCopied: [],
    LinkGiven: [],
    LinkResent: [notify.resent_link],
    LinkTimeChanged: [],
    LinkRegenerated: [changes.link_ended],
    LinkRevoked: [changes.link_ended],
    FreshLinkAsked: [notify.fresh_link, alerts.tell],
    DocumentViewed: [alerts.tell],
    DocumentDownloaded: [],
    PaymentStarted: [],
    PaymentFailed: [alerts.tell],
    PaymentUnmatched: [alerts.tell],
    PaymentRefunded: [notify.refunded],
    RefundFailed: [alerts.tell],
    PaymentDisputed: [alerts.tell],
    DisputeClosed: [alerts.tell],
    PaymentUndone: [],
    PaymentsDisconnected: [alerts.tell],
    BalanceReduced: [],
    InvoicePaid: [transfers.money_came, notify.receipt, alerts.tell],
    InvoiceOverpaid: [alerts.tell],
    TransferTold: [alerts.tell],
    TransferDismissed: [],
    LateFeeAdded: [changes.invoice_changed, notify.late_fee, alerts.tell],
    LateFeeWaived: [changes.invoice_changed, notify.late_fee_waived],
    MessageNotPossible: [alerts.tell],
    DocumentTexted: [],
    TextHandedOver: [],
    DocumentMailed: [],
    MessageDelivered: [],
    MessageBounced: [],
    MessageFailed: [],
    WordingChanged: [],
}


def react(uow: UnitOfWork[Any], event: Event) -> None:
    """Write the event into the history, then let follow what follows. Raises KeyError for an event nobody listed."""
    activity.log(uow, event)
    for reaction in ON[type(event)]:
        reaction(uow, event)
