"""When this happens, that follows: one table. Reactions write rows; the worker does the sending."""

from collections.abc import Callable
from typing import Any

from toolfy_portal.core.events import Event
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.activity import service as activity
from toolfy_portal.domain.businesses.events import BillingChanged
from toolfy_portal.domain.customers.events import CustomerAdded
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
    LinkRegenerated,
)
from toolfy_portal.domain.notifications import service as notify
from toolfy_portal.domain.notifications.events import MessageNotPossible
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
from toolfy_portal.domain.sign_in import sessions
from toolfy_portal.domain.team.events import (
    InvitationCancelled,
    RoleChanged,
    StaffInvited,
    StaffJoined,
    StaffSwitchedOff,
    StaffSwitchedOn,
)

ON: dict[type[Event], list[Callable[[Any, Any], None]]] = {
    BillingChanged: [],
    CustomerAdded: [],
    AccountConnected: [notify.owners],
    AccountDisconnected: [notify.owners],
    InvoiceImported: [],
    InvoiceCreated: [],
    InvoiceIssued: [],
    InvoiceAmended: [changes.invoice_changed],
    InvoiceVoided: [changes.invoice_changed],
    LinkCreated: [],
    LinkCopied: [],
    LinkRegenerated: [],
    FreshLinkAsked: [notify.fresh_link],
    DocumentViewed: [],
    DocumentDownloaded: [],
    PaymentStarted: [],
    PaymentFailed: [],
    PaymentUnmatched: [notify.staff_alert],
    PaymentRefunded: [notify.refunded],
    RefundFailed: [notify.staff_alert],
    PaymentDisputed: [notify.staff_alert],
    DisputeClosed: [notify.staff_alert],
    PaymentUndone: [],
    PaymentsDisconnected: [notify.staff_alert],
    BalanceReduced: [],
    InvoicePaid: [transfers.money_came, notify.receipt, notify.staff_paid],
    InvoiceOverpaid: [notify.staff_alert],
    TransferTold: [notify.staff_alert],
    TransferDismissed: [],
    LateFeeAdded: [changes.invoice_changed, notify.late_fee, notify.staff_alert],
    LateFeeWaived: [changes.invoice_changed, notify.late_fee_waived],
    MessageNotPossible: [],
    StaffInvited: [notify.owners],
    InvitationCancelled: [],
    StaffJoined: [notify.owners],
    RoleChanged: [sessions.end_for, notify.owners],
    StaffSwitchedOff: [sessions.end_for, notify.owners],
    StaffSwitchedOn: [notify.owners],
}


def react(uow: UnitOfWork[Any], event: Event) -> None:
    """Write the event into the history, then let follow what follows. Raises KeyError for an event nobody listed."""
    activity.log(uow, event)
    for reaction in ON[type(event)]:
        reaction(uow, event)
