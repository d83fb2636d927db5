"""A business's account at the gateway: which one, and its keys for the moment they are needed."""

from sqlmodel import col, select

from toolfy_portal.adapters.payments import GatewayAccount
from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.errors import Conflict, NotFound
from toolfy_portal.core.ids import new_id, new_token
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.businesses.models import BillingTerms, OnlinePayments
from toolfy_portal.domain.payments.models import AccountMode, PaymentAccount


def open_account(uow: UnitOfWork[SystemAccess], mode: AccountMode, key: str, webhook_secret: str) -> PaymentAccount:
    """Give the business an account to be paid into. key and webhook_secret are stored encrypted."""
    terms = uow.first(select(BillingTerms)) or uow.add(BillingTerms(id=new_id("trm")))
    terms.online_payments = OnlinePayments.TEST if mode is AccountMode.DEMO else OnlinePayments.LIVE
    return uow.add(
        PaymentAccount(
            id=new_id("pac"),
            public_id=new_token()[:24],
            mode=mode,
            key_encrypted=uow.keys.encrypt(key),
            webhook_secret_encrypted=uow.keys.encrypt(webhook_secret),
        )
    )


def active_account(uow: UnitOfWork[SystemAccess]) -> PaymentAccount:
    """Return the account the business is paid into. Raises Conflict if it has none."""
    account = uow.first(select(PaymentAccount).where(col(PaymentAccount.is_active).is_(True)))
    if account is None:
        raise Conflict("This business doesn't take payments online yet.")
    return account


def keys_of(uow: UnitOfWork[StaffAccess | SystemAccess], account: PaymentAccount) -> GatewayAccount:
    """Return what the gateway needs to act for the account."""
    if account.mode is AccountMode.CONNECT:
        return GatewayAccount(key="", demo=False, connected=account.account_ref)
    return GatewayAccount(key=uow.keys.decrypt(account.key_encrypted), demo=account.mode is AccountMode.DEMO)


def webhook_secret(uow: UnitOfWork[SystemAccess], account: PaymentAccount) -> str:
    """Return the secret that the account's webhooks are signed with."""
    return uow.keys.decrypt(account.webhook_secret_encrypted)


def by_public_id(public_id: str) -> PaymentAccount:
    """Return the account a webhook is for. Raises NotFound, also for one whose webhooks come to the platform."""
    return _one(PaymentAccount.public_id == public_id, PaymentAccount.mode != AccountMode.CONNECT)


def by_connected_ref(account_ref: str) -> PaymentAccount:
    """Return the account that an event of the platform is about. Raises NotFound."""
    return _one(PaymentAccount.account_ref == account_ref, PaymentAccount.mode == AccountMode.CONNECT)


def _one(*conditions: bool) -> PaymentAccount:
    found = look(select(PaymentAccount).where(*conditions))
    if not found:
        raise NotFound
    return found[0][0]
