"""Puts a process together from its settings: engine, keys, clock, bus, and which adapter keeps which promise."""

from dataclasses import dataclass

from toolfy_portal.adapters.email import EmailSender, MailFolder
from toolfy_portal.adapters.email_news import MailNewsReader
from toolfy_portal.adapters.email_resend import ResendNews, ResendSender
from toolfy_portal.adapters.email_smtp import SmtpSender
from toolfy_portal.adapters.live_redis import RedisBus
from toolfy_portal.adapters.payments import PaymentGateway
from toolfy_portal.adapters.payments_account import AccountKeeper
from toolfy_portal.adapters.payments_stripe import StripeGateway
from toolfy_portal.adapters.payments_stripe_account import StripeAccountKeeper
from toolfy_portal.adapters.payments_stripe_client import StripePlatform
from toolfy_portal.adapters.sms import TextFolder, TextSender
from toolfy_portal.adapters.sms_twilio import TwilioSender
from toolfy_portal.adapters.storage import FileStorage, LocalStorage
from toolfy_portal.core.clock import Clock, SystemClock
from toolfy_portal.core.db import make_engine
from toolfy_portal.core.keys import Keyring
from toolfy_portal.core.live import InProcessBus
from toolfy_portal.core.runtime import Runtime, run_on
from toolfy_portal.core.settings import Settings
from toolfy_portal.domain.payments import attempts
from toolfy_portal.reactions import react
from toolfy_portal.stripe_double.client import DoubleHTTPClient
from toolfy_portal.stripe_double.server import StripeDouble

DEMO_CHECKOUT = "/demo/stripe"  # where the stand-in's hosted page is served
DEMO_DEBIT = 60  # seconds until a bank debit arrives; at real banks it takes days


@dataclass
class Portal:
    """The running process: its footing and its adapters."""

    settings: Settings
    runtime: Runtime
    gateway: PaymentGateway
    accounts: AccountKeeper
    double: StripeDouble | None
    mail: EmailSender
    texts: TextSender
    mail_news: MailNewsReader | None
    files: FileStorage


_started: list[Portal] = []


def start(settings: Settings | None = None, clock: Clock | None = None) -> Portal:
    """Build everything and make it what this process runs on. Raises ValueError for settings that can't be used."""
    settings = settings or Settings()
    clock = clock or SystemClock()
    redis_url = settings.redis_url.get_secret_value()
    runtime = Runtime(
        engine=make_engine(settings.database),
        clock=clock,
        keys=Keyring(settings.keys()),
        live=RedisBus(redis_url) if redis_url else InProcessBus(),
        public_url=settings.public_url,
        react=react,
    )
    double = None if settings.stripe_api_base else _double(runtime)
    transport = (lambda: DoubleHTTPClient(double)) if double else None
    platform = StripePlatform(
        settings.stripe_platform_key.get_secret_value(), settings.stripe_platform_webhook_secret.get_secret_value()
    )
    news_secret = settings.resend_webhook_secret.get_secret_value()
    portal = Portal(
        settings=settings,
        runtime=runtime,
        gateway=StripeGateway(transport, settings.stripe_api_base, platform),
        accounts=StripeAccountKeeper(transport, settings.stripe_api_base, platform),
        double=double,
        mail=_mail(settings),
        texts=_texts(settings),
        mail_news=ResendNews(news_secret) if news_secret else None,
        files=LocalStorage(settings.data_dir / "files"),
    )
    run_on(runtime)
    _started[:] = [portal]
    return portal


def stop() -> None:
    """Let go of connections and threads. The next `portal()` starts anew: a forked process can't use its parent's."""
    for started in _started:
        started.runtime.live.close()
        started.runtime.engine.dispose()
    _started.clear()


def portal() -> Portal:
    """Return what this process runs on; started from the environment at first use."""
    return _started[0] if _started else start()


def _double(runtime: Runtime) -> StripeDouble:
    """Return the stand-in for Stripe, for businesses without keys; it wakes the worker when somebody pays."""
    base = runtime.public_url + DEMO_CHECKOUT

    def wake() -> None:
        runtime.live.publish([attempts.TOPIC])

    return StripeDouble(
        runtime.engine,
        runtime.clock.now,
        runtime.public_url,
        checkout_base=base,
        on_event=wake,
        debit_seconds=DEMO_DEBIT,
    )


def _mail(settings: Settings) -> EmailSender:
    """Return how mail leaves: by Resend, by an SMTP server, or as files that nobody gets."""
    if key := settings.resend_api_key.get_secret_value():
        return ResendSender(key, settings.resend_api_base, settings.resend_per_second)
    smtp_url = settings.smtp_url.get_secret_value()
    return SmtpSender(smtp_url) if smtp_url else MailFolder(settings.data_dir / "mail")


def _texts(settings: Settings) -> TextSender:
    sid, token = settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value()
    if not (sid and token and settings.twilio_from):
        return TextFolder(settings.data_dir / "texts")
    callback = f"{settings.public_url}/hooks/twilio"
    return TwilioSender(sid, token, settings.twilio_from, callback, settings.twilio_api_base)
