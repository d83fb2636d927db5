"""Connecting a business to its own Stripe account by one pasted key; the network stands between transactions."""

import logging
import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import col, func, select

from toolfy_portal.adapters.payments import GatewayAccount, GatewayError
from toolfy_portal.adapters.payments_account import AccountKeeper, AccountReport, KeyRefusedError
from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.errors import Conflict, Invalid
from toolfy_portal.core.events import Event
from toolfy_portal.core.ids import new_id, new_token
from toolfy_portal.core.unit_of_work import UnitOfWork, begin, reading
from toolfy_portal.domain.businesses.billing import billing_topic
from toolfy_portal.domain.businesses.models import BillingTerms, Business, OnlinePayments
from toolfy_portal.domain.payments.accounts import keys_of
from toolfy_portal.domain.payments.events import AccountConnected, AccountDisconnected
from toolfy_portal.domain.payments.models import LIVE_STATES, AccountMode, Attempt, AttemptState, PaymentAccount
from toolfy_portal.domain.team.rules import may_handle_money

_log = logging.getLogger(__name__)
MOST_SKEW = 120  # seconds; beyond 300 a webhook's signature counts as too old
_KEY = re.compile(r"(?:rk|sk)_(?:test|live)_[A-Za-z0-9_]{8,250}")
_HOOKS = "/hooks/stripe/"


@dataclass(frozen=True, slots=True)
class Health:
    """How the connection stands. fault: what is wrong with the key, for staff; permission: if all it lacks is this one.

    skew: seconds, None if unknown. is_platforms: connected through the platform, whose own endpoint hears for it: there
    is none to be enabled.
    """

    fault: str = ""
    permission: str = ""
    report: AccountReport | None = None
    endpoint_enabled: bool = False
    last_event_at: datetime | None = None
    skew: int | None = None
    is_platforms: bool = False

    @property
    def needs_information(self) -> bool:
        """Whether Stripe waits for the owner to tell more about the business, before or after it may be paid."""
        return self.report is not None and bool(self.report.due)

    @property
    def is_being_checked(self) -> bool:
        """Whether the owner has told all, and Stripe hasn't let the business be paid yet."""
        return self.report is not None and not self.report.due and not self.report.charges_enabled

    @property
    def clock_is_wrong(self) -> bool:
        """Whether our clock is so far off that payments may be missed."""
        return self.skew is not None and self.skew > MOST_SKEW


def connected(uow: UnitOfWork[StaffAccess]) -> PaymentAccount | None:
    """Return the account that the business is paid into, if any. Raises Forbidden for technicians."""
    may_handle_money(uow.access)
    return uow.first(select(PaymentAccount).where(col(PaymentAccount.is_active).is_(True)))


def under_way(uow: UnitOfWork[StaffAccess], account_id: str) -> int:
    """Return how many payments have begun in the account and aren't settled: that is where they will finish."""
    begun = Attempt.account_id == account_id, col(Attempt.state).in_((*LIVE_STATES, AttemptState.PROCESSING))
    return uow.first(select(func.count()).select_from(Attempt).where(*begun)) or 0


def connect(access: StaffAccess, keeper: AccountKeeper, key: str, public_url: str) -> AccountReport:
    """Have the business paid into the account of the key, in place of the one before.

    Raises Invalid in plain words if the key can't be used, Conflict if Stripe doesn't answer, Forbidden.
    """
    may_handle_money(access)
    key = key.strip()
    if not _KEY.fullmatch(key):
        raise Invalid("That is no Stripe secret key. It begins with rk_live_, rk_test_, sk_live_ or sk_test_.")
    asked, public_id = GatewayAccount(key, demo=False), new_token()[:24]
    try:
        report = keeper.check_account(asked)
        ref, secret = keeper.create_webhook(asked, f"{public_url}{_HOOKS}{public_id}")
    except KeyRefusedError as refused:
        raise Invalid(refused.message) from refused
    except GatewayError as fault:
        raise Conflict(fault.message) from fault
    try:
        with begin(access) as uow:
            before = retire(uow)
            terms = uow.first(select(BillingTerms)) or uow.add(BillingTerms(id=new_id("trm")))
            terms.online_payments = OnlinePayments.TEST if "_test_" in key else OnlinePayments.LIVE
            account = PaymentAccount(
                id=new_id("pac"),
                public_id=public_id,
                mode=AccountMode.OWN_KEY,
                key_encrypted=uow.keys.encrypt(key),
                webhook_secret_encrypted=uow.keys.encrypt(secret),
                key_hint=hint(key),
                account_ref=report.account_ref,
                endpoint_ref=ref,
                events_due_at=uow.now,
            )
            uow.add(account)
            tell(uow, AccountConnected(subject_id=access.business_id, key_hint=account.key_hint))
    except BaseException:
        keeper.remove_webhook(asked, ref)  # else Stripe would call an address that nobody answers
        raise
    unhook(keeper, before)
    return report


def disconnect(access: StaffAccess, keeper: AccountKeeper) -> None:
    """Take no more payments online; what is under way is settled still. Raises Conflict, Forbidden."""
    with begin(access) as uow:
        account = connected(uow)
        if account is None or account.mode is AccountMode.DEMO:  # nobody could connect the demo again
            raise Conflict("No account is connected.")
        before = retire(uow)
        terms = uow.first(select(BillingTerms))
        if terms:
            terms.online_payments = OnlinePayments.NONE
        tell(uow, AccountDisconnected(subject_id=access.business_id))
    unhook(keeper, before)


def check_now(access: StaffAccess, keeper: AccountKeeper, now: datetime) -> Health:
    """Ask Stripe how the connection stands. Raises Conflict if none is, or Stripe doesn't answer; Forbidden."""
    may_handle_money(access)
    with reading(access) as uow:
        account = connected(uow)
        if account is None:
            raise Conflict("No account is connected.")
        asked = keys_of(uow, account)
    return health_of(keeper, account, asked, now)


def health_of(keeper: AccountKeeper, account: PaymentAccount, asked: GatewayAccount, now: datetime) -> Health:
    """Ask Stripe how an account stands. Raises Conflict if Stripe doesn't answer."""
    told = Health(last_event_at=account.last_event_at, is_platforms=bool(asked.connected))
    try:
        report = keeper.check_account(asked)
        enabled = bool(account.endpoint_ref) and keeper.webhook_enabled(asked, account.endpoint_ref)
    except KeyRefusedError as refused:
        return replace(told, fault=refused.message, permission=refused.permission)
    except GatewayError as fault:
        raise Conflict(fault.message) from fault
    skew = round(abs((now - report.gateway_time).total_seconds())) if report.gateway_time else None
    return replace(told, report=report, endpoint_enabled=enabled, skew=skew)


def hint(key: str) -> str:
    """Return what staff see of a key: "rk_live_…1234"."""
    return f"{key[:8]}…{key[-4:]}"


def tell(uow: UnitOfWork[StaffAccess | SystemAccess], event: Event) -> None:
    """Write into the history what became of the connection; open invoices show Pay Now, or no longer."""
    uow.record(event)
    uow.ring(billing_topic(uow.access.business_id))


def retire(uow: UnitOfWork[StaffAccess | SystemAccess]) -> list[tuple[GatewayAccount, str]]:
    """Close the active accounts to new payments; return how to reach their endpoints."""
    uow.get(Business, uow.access.business_id, lock=True)  # two who connect at once come one after the other
    active = uow.all(select(PaymentAccount).where(col(PaymentAccount.is_active).is_(True)).with_for_update())
    for account in active:
        account.is_active = False
    return [(keys_of(uow, account), account.endpoint_ref) for account in active]


def unhook(keeper: AccountKeeper, before: list[tuple[GatewayAccount, str]]) -> None:
    """Have the webhooks of accounts that were retired sent no longer, as far as their keys still can."""
    for asked, ref in before:
        try:
            if ref:
                keeper.remove_webhook(asked, ref)
        except (KeyRefusedError, GatewayError):
            # a revoked key can't; the row stays, so what still comes is answered
            _log.warning("The webhook endpoint %s could not be removed", ref)
