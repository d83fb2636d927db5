"""What alerts are about: what a person chooses by, and what a role hears of."""

from collections.abc import Mapping
from enum import StrEnum

from toolfy_portal.core.access import Role
from toolfy_portal.core.events import Event
from toolfy_portal.domain.links.events import DocumentViewed, FreshLinkAsked
from toolfy_portal.domain.notifications.events import MessageNotPossible
from toolfy_portal.domain.payments.events import (
    AccountDisconnected,
    DisputeClosed,
    InvoiceOverpaid,
    InvoicePaid,
    LateFeeAdded,
    PaymentDisputed,
    PaymentFailed,
    PaymentsDisconnected,
    PaymentUnmatched,
    RefundFailed,
    TransferTold,
)


class Topic(StrEnum):
    """What an alert is about."""

    PAYMENT = "payment"
    PROBLEM = "problem"
    FAILED = "failed"
    TRANSFER = "transfer"
    LATE_FEE = "late_fee"
    VIEW = "view"
    LINK = "link"
    MESSAGE = "message"


ABOUT: Mapping[type[Event], Topic] = {
    InvoicePaid: Topic.PAYMENT,
    PaymentUnmatched: Topic.PROBLEM,
    InvoiceOverpaid: Topic.PROBLEM,
    RefundFailed: Topic.PROBLEM,
    PaymentDisputed: Topic.PROBLEM,
    DisputeClosed: Topic.PROBLEM,
    PaymentsDisconnected: Topic.PROBLEM,
    AccountDisconnected: Topic.PROBLEM,
    PaymentFailed: Topic.FAILED,
    TransferTold: Topic.TRANSFER,
    LateFeeAdded: Topic.LATE_FEE,
    DocumentViewed: Topic.VIEW,  # the first look at a document alone
    FreshLinkAsked: Topic.LINK,
    MessageNotPossible: Topic.MESSAGE,
}
NO_MONEY = (Topic.VIEW, Topic.LINK, Topic.MESSAGE)


def heard_by(role: Role) -> tuple[Topic, ...]:
    """Return what a role hears of. Technicians don't handle money, see `team.rules`."""
    return NO_MONEY if role is Role.TECHNICIAN else tuple(Topic)
