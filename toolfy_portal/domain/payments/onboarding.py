"""Connecting a business through the platform: Stripe opens an account for it and asks its owner the questions."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from toolfy_portal.adapters.payments import GatewayError
from toolfy_portal.adapters.payments_account import AccountGoneError, AccountKeeper, AccountReport, KeyRefusedError
from toolfy_portal.core.access import StaffAccess, SystemAccess
from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.ids import new_id, new_token
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import UnitOfWork, begin, reading
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.businesses.models import BillingTerms, Business, OnlinePayments
from toolfy_portal.domain.payments.accounts import keys_of
from toolfy_portal.domain.payments.connecting import Health, health_of, hint, retire, tell, unhook
from toolfy_portal.domain.payments.events import AccountConnected, PaymentsDisconnected
from toolfy_portal.domain.payments.models import AccountMode, PaymentAccount, Setup
from toolfy_portal.domain.team.rules import may_handle_money

LOOK_EVERY = timedelta(minutes=10)  # at an account that Stripe is still checking
_NOT_NOW = "Stripe can't open an account for you right now. Please try again later."
Keeper = UnitOfWork[StaffAccess | SystemAccess]


def start_connect(access: StaffAccess, keeper: AccountKeeper, return_url: str, refresh_url: str) -> str:
    """Return the address at Stripe where the owner sets up the business's account; good once, for minutes.

    The account is the same each time until its owner takes us off it. Stripe sends the browser to `return_url` when the
    owner stops, done or not: call `finish_connect` there. It sends it to `refresh_url` if the address was too old: call
    this again there. Raises Conflict if Stripe can't help now, Forbidden.
    """
    may_handle_money(access)
    try:
        try:
            return keeper.onboarding_url(_account_ref(access, keeper), return_url, refresh_url)
        except AccountGoneError:
            with reading(access) as uow:
                gone = _connected(uow)
            if gone is not None:
                revoked(SystemAccess(access.business_id, "connecting"), gone.id)
            return keeper.onboarding_url(_account_ref(access, keeper), return_url, refresh_url)
    except (KeyRefusedError, GatewayError) as fault:  # the key is the platform's: nothing that staff could mend
        raise Conflict(_NOT_NOW) from fault


def _account_ref(access: StaffAccess, keeper: AccountKeeper) -> str:
    """Return the connected account's id at Stripe, which opens one if there is none."""
    with begin(access) as uow:
        business = uow.get(Business, access.business_id, lock=True)  # two clicks at once mean one account
        account = _connected(uow) or uow.add(_new_account(uow))
    if account.account_ref:
        return account.account_ref
    territory = business.locale.rpartition("_")[2]  # of "en_GB"; a locale may have none, or a region's number
    country = territory if territory.isupper() else ""
    # by the row's id: if the answer is lost, the account isn't
    ref = keeper.create_account(business.name, business.email, country, account.id)
    with begin(access) as uow:
        mine = uow.get(PaymentAccount, account.id)
        mine.account_ref, mine.key_hint = ref, hint(ref)
    return ref


def finish_connect(access: StaffAccess, keeper: AccountKeeper, now: datetime) -> Health:
    """Have the business paid into its connected account if Stripe lets it, and return how the account stands.

    Until then what was connected before stays. Raises Conflict if there is none or Stripe doesn't answer, Forbidden.
    """
    may_handle_money(access)
    with reading(access) as uow:
        account = _connected(uow)
        if account is None or not account.account_ref:
            raise Conflict("No account is being connected.")
        asked = keys_of(uow, account)
    health = health_of(keeper, account, asked, now)
    if health.report is not None:
        _take_up(access, keeper, account.id, health.report)
    return health


def check_pending(keeper: AccountKeeper) -> int:
    """Look at the accounts that Stripe is still checking: their owners may have closed the page. Returns how many."""
    now = running().clock.now()
    due = select(PaymentAccount).where(
        PaymentAccount.setup == Setup.PENDING,
        col(PaymentAccount.events_due_at) <= now,
        PaymentAccount.account_ref != "",
    )
    found = look(due.limit(50))
    for (account,) in found:
        access = SystemAccess(account.business_id, "connecting")
        with begin(access) as uow:
            uow.get(PaymentAccount, account.id).events_due_at = now + LOOK_EVERY
            asked = keys_of(uow, account)
        try:
            _take_up(access, keeper, account.id, keeper.check_account(asked))
        except AccountGoneError:
            revoked(access, account.id)
        except (KeyRefusedError, GatewayError):
            continue  # the platform's key or Stripe: it is looked at again
    return len(found)


def revoked(access: SystemAccess, account_id: str) -> None:
    """Take no more payments into an account whose owner took us off it at Stripe; staff are told."""
    with begin(access) as uow:
        account = uow.get(PaymentAccount, account_id, lock=True)
        was_active, account.setup, account.is_active = account.is_active, Setup.REVOKED, False
        terms = uow.first(select(BillingTerms))
        if was_active and terms is not None:
            terms.online_payments = OnlinePayments.NONE
            tell(uow, PaymentsDisconnected(subject_id=access.business_id, account=account.key_hint))


def is_pending(uow: UnitOfWork[StaffAccess]) -> bool:
    """Say whether an account is being set up at Stripe that can't take payments yet. Raises Forbidden."""
    may_handle_money(uow.access)
    account = _connected(uow)
    return account is not None and account.setup is Setup.PENDING


def _connected(uow: Keeper) -> PaymentAccount | None:
    mine = select(PaymentAccount).where(
        PaymentAccount.mode == AccountMode.CONNECT, PaymentAccount.setup != Setup.REVOKED
    )
    return uow.first(mine)


def _new_account(uow: Keeper) -> PaymentAccount:
    nobodys = uow.keys.encrypt(new_token())  # the platform's are in the settings
    return PaymentAccount(
        id=new_id("pac"),
        public_id=new_token()[:24],
        mode=AccountMode.CONNECT,
        setup=Setup.PENDING,
        is_active=False,
        key_encrypted=nobodys,
        webhook_secret_encrypted=nobodys,
        events_due_at=uow.now + LOOK_EVERY,
    )


def _take_up(access: StaffAccess | SystemAccess, keeper: AccountKeeper, account_id: str, report: AccountReport) -> None:
    """Let the account take the place of the one before, once Stripe lets it take money."""
    if not report.charges_enabled:
        return
    with begin(access) as uow:
        uow.get(Business, access.business_id, lock=True)
        account = uow.get(PaymentAccount, account_id, lock=True)
        if account.is_active or account.setup is Setup.REVOKED:
            return
        before = retire(uow)
        terms = uow.first(select(BillingTerms)) or uow.add(BillingTerms(id=new_id("trm")))
        terms.online_payments = OnlinePayments.LIVE if report.is_live else OnlinePayments.TEST
        account.is_active, account.setup, account.events_due_at = True, Setup.READY, uow.now
        tell(uow, AccountConnected(subject_id=access.business_id, key_hint=account.key_hint))
    unhook(keeper, before)
