"""The connection to Stripe in plain words: how it stands, what is wrong with it, and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.billing import METHODS
from toolfy_portal.domain.businesses.models import OnlinePayments
from toolfy_portal.domain.businesses.service import Profile, profile
from toolfy_portal.domain.payments import connecting
from toolfy_portal.domain.payments.connecting import Health
from toolfy_portal.domain.payments.models import AccountMode, PaymentAccount
from toolfy_portal.views import glyphs
from toolfy_portal.views.invoices import FactView
from toolfy_portal.views.panels import PillView
from toolfy_portal.views.settings import METHOD_WORDS
from toolfy_portal.views.words import moment

_ON = PillView("On", "pos", glyphs.CHECK)
_OFF_IN_STRIPE = PillView("Off in Stripe", "mute", glyphs.SLASH)
_OFF_IN_BILLING = PillView("Off in Billing", "mute", glyphs.SLASH)
_SWITCH_ON = "Switch it on in Stripe’s dashboard, under Settings, Payment methods."
_UNWANTED = "You switched it off under Billing."
_NEW_ENDPOINT = "Paste the key again: that makes a new one."


@dataclass(frozen=True)
class SentenceView:
    """What is so, and what it means or what to do. tone: pos, info, warn or neg."""

    title: str = ""
    text: str = ""
    tone: str = "info"


@dataclass(frozen=True)
class OfferView:
    """A way to pay, and whether customers are offered it."""

    title: str = ""
    text: str = ""
    pill: PillView = field(default_factory=PillView)


@dataclass(frozen=True)
class ConnectionView:
    """The connection. methods: empty until Stripe was asked. begun: what becomes of payments that have begun."""

    state: SentenceView = field(default_factory=SentenceView)
    problems: list[SentenceView] = field(default_factory=list[SentenceView])
    facts: list[FactView] = field(default_factory=list[FactView])
    methods: list[OfferView] = field(default_factory=list[OfferView])
    begun: str = ""
    is_connected: bool = False
    is_demo: bool = False


def show_connection(uow: UnitOfWork[StaffAccess], health: Health | None = None, trouble: str = "") -> ConnectionView:
    """Return the connection. health: what Stripe just said; trouble: why it said nothing. Raises Forbidden."""
    account = connecting.connected(uow)
    if account is None:
        return ConnectionView(_NOT_YET)
    about, is_demo = profile(uow), account.mode is AccountMode.DEMO
    return ConnectionView(
        state=_DEMO if is_demo else _state(about, health),
        problems=list(_problems(health, trouble, is_demo)),
        facts=list(_facts(account, about, health)),
        methods=_methods(about, health),
        begun=begun_words(connecting.under_way(uow, account.id)),
        is_connected=True,
        is_demo=is_demo,
    )


_NOT_YET = SentenceView(
    "Customers can’t pay online yet",
    "They can view and download invoices, and see your bank details. Connect Stripe to show them Pay Now.",
    "warn",
)
_DEMO = SentenceView(
    "Demo: no money moves",
    "Pay Now opens a stand-in for Stripe that takes test cards. Connect your Stripe account to take real payments; "
    "what was paid in the demo stays in the history, marked as a test.",
)


def begun_words(payments: int) -> str:
    """Say what becomes of payments that have begun when the account changes; "" if there are none."""
    if not payments:
        return ""
    who = "One payment has begun" if payments == 1 else f"{payments} payments have begun"
    return (
        f"{who} and can still be finished. That money goes to the account that is connected now, so leave its key "
        "working in Stripe for an hour, or until bank debits have arrived."
    )


def _state(about: Profile, health: Health | None) -> SentenceView:
    if health and health.permission:
        return SentenceView("The key lacks a permission", health.fault, "neg")
    if health and health.fault:
        return SentenceView("Stripe refuses the key", health.fault, "neg")
    if health and health.report and not health.report.charges_enabled:
        todo = "Open Stripe’s dashboard: it says what is missing before customers can pay."
        return SentenceView("Stripe doesn’t let this account take payments yet", todo, "neg")
    if about.terms.online_payments is OnlinePayments.LIVE:
        return SentenceView("Stripe is connected", "Customers can pay online. Real money moves.", "pos")
    return SentenceView("Stripe is connected, in test mode", "Pay Now takes test cards. No money moves.", "info")


def _problems(health: Health | None, trouble: str, is_demo: bool) -> Iterator[SentenceView]:
    if trouble:
        text = f"{trouble} What is connected stays connected."
        yield SentenceView("We couldn’t check the connection", text, "warn")
    if health is None or health.report is None:
        return
    if not health.report.methods:
        yield SentenceView("No way to pay is on", f"Customers can’t pay. {_SWITCH_ON}", "neg")
    if not health.endpoint_enabled and not is_demo:
        text = f"The webhook endpoint is off or gone, so payments and refunds show late. {_NEW_ENDPOINT}"
        yield SentenceView("Stripe doesn’t tell us what happens", text, "warn")
    if health.clock_is_wrong:
        text = "Have it set right: once it is off by five minutes, what Stripe tells us counts as too old."
        yield SentenceView(f"This server’s clock is off by {health.skew} seconds", text, "warn")


def _facts(account: PaymentAccount, about: Profile, health: Health | None) -> Iterator[FactView]:
    report = health.report if health else None
    names = [report.name if report else "", report.account_ref if report else account.account_ref]
    if any(names):
        yield FactView("Account", [name for name in names if name])
    if account.key_hint:
        yield FactView("Key", [account.key_hint])
    if report and account.mode is not AccountMode.DEMO:
        yield FactView("Webhook endpoint", ["On" if health and health.endpoint_enabled else "Off"])
    business, at = about.business, account.last_event_at
    yield FactView(
        "Stripe last told us something", [moment(at, business.timezone, business.locale) if at else "Not yet"]
    )


def _methods(about: Profile, health: Health | None) -> list[OfferView]:
    if health is None or health.report is None:
        return []
    offered = about.terms.payment_methods or METHODS
    return [_offer(name, in_stripe=name in health.report.methods, wanted=name in offered) for name in METHOD_WORDS]


def _offer(name: str, *, in_stripe: bool, wanted: bool) -> OfferView:
    title, text = METHOD_WORDS[name]
    if not in_stripe:
        return OfferView(title, _SWITCH_ON, _OFF_IN_STRIPE)
    return OfferView(title, text, _ON) if wanted else OfferView(title, _UNWANTED, _OFF_IN_BILLING)
