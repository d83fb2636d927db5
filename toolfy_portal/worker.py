"""Works what waits: webhooks, payments under way, the outbox. Woken when something arrives, else looks each second."""

import logging
import threading
import time
from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta

from toolfy_portal.bootstrap import Portal
from toolfy_portal.core.errors import PortalError
from toolfy_portal.domain.activity import anchors
from toolfy_portal.domain.activity.anchors import AnchorKeeper
from toolfy_portal.domain.alerts import mailing
from toolfy_portal.domain.alerts import service as alerts
from toolfy_portal.domain.notifications import service as notifications
from toolfy_portal.domain.notifications.sending import send_due, send_texts_due
from toolfy_portal.domain.payments import attempts, inbox, intake, late_fees, onboarding, reconcile
from toolfy_portal.enclosures import enclose

log = logging.getLogger(__name__)
IDLE_SECONDS = 1.0
FLOOD, FLOOD_SECONDS = 10, 1.0  # so many commits of new webhooks in so short a time
LONGEST_WAIT = 10.0  # seconds
LATE_FEES_EVERY = ANCHORS_EVERY = timedelta(minutes=10)
FORGET_EVERY = timedelta(hours=1)


class Worker:
    """One loop in a thread of its own, so that the web server's loop never waits for it."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._rung: deque[float] = deque(maxlen=FLOOD)  # when the latest webhooks were committed
        self._fees_at: datetime | None = None  # when late fees were looked for last
        keys = portal.runtime.keys
        self._anchors = AnchorKeeper(portal.settings.data_dir / anchors.FILE, keys)
        self._anchors_at: datetime | None = None  # when an anchor was thought of last
        self._forgot_at: datetime | None = None  # when old alerts were looked for last
        self._thread = threading.Thread(target=self.run, name="portal-worker", daemon=True)

    def start(self) -> None:
        """Begin to work, beside the caller."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is in hand and end."""
        self._stop.set()
        self._wake.set()
        self._thread.join(timeout=10)

    def run(self) -> None:
        """Work until stopped."""
        unlisten = self._portal.runtime.live.listen(self._heard)
        try:
            while not self._stop.is_set():
                self._let_in()
                self._wake.clear()  # before looking: what arrives from here on is not missed
                if not self.work_once():
                    self._wake.wait(IDLE_SECONDS)
        finally:
            unlisten()

    def _let_in(self) -> None:
        """Stand back from a flood of webhooks: their sender waits for an answer, what they tell can wait."""
        until = time.monotonic() + LONGEST_WAIT
        while not self._stop.is_set() and len(self._rung) == FLOOD:
            now = time.monotonic()
            if now - self._rung[0] > FLOOD_SECONDS or now > until:
                return
            self._stop.wait(0.05)

    def work_once(self) -> int:
        """Work everything that is due now. Returns how much there was; an error is logged and tried again later."""
        done = 0
        money = (self._demo, self._inbox, self._connecting, self._reconcile, self._late_fees)
        for step in (*money, self._alerts, self._digests, self._outbox, self._anchor):
            try:
                done += step()
            except PortalError as error:
                log.warning("%s has to wait: %s", step.__name__, error.message)
            except Exception:
                log.exception("%s failed", step.__name__)
        return done

    def _heard(self, topic: str) -> None:
        if topic == attempts.TOPIC:
            self._rung.append(time.monotonic())
        if topic in {attempts.TOPIC, notifications.TOPIC}:
            self._wake.set()

    def _demo(self) -> int:
        """Deliver the stand-in's webhooks: signed, to the same intake as Stripe's, again until they are taken."""
        double = self._portal.double
        return double.deliver_due(self._take) if double else 0

    def _take(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        delivery = intake.Delivery(url.rsplit("/", 1)[-1], body, headers["Stripe-Signature"])
        (refusal,) = intake.receive(self._portal.gateway, [delivery])
        return refusal.status if refusal else 200

    def _inbox(self) -> int:
        return inbox.work_inbox(self._portal.gateway)

    def _connecting(self) -> int:
        return onboarding.check_pending(self._portal.accounts)

    def _reconcile(self) -> int:
        return reconcile.reconcile(self._portal.gateway)

    def _late_fees(self) -> int:
        now = self._portal.runtime.clock.now()
        if self._fees_at is not None and now - self._fees_at < LATE_FEES_EVERY:
            return 0
        self._fees_at = now
        return late_fees.add_due()

    def _alerts(self) -> int:
        now = self._portal.runtime.clock.now()
        if self._forgot_at is None or now - self._forgot_at >= FORGET_EVERY:
            self._forgot_at = now
            alerts.forget_old()
        return mailing.mail_new()

    def _digests(self) -> int:
        return mailing.write_digests()

    def _outbox(self) -> int:
        mails = send_due(self._portal.mail, self._portal.settings.mail_from, enclose)
        return mails + send_texts_due(self._portal.texts)

    def _anchor(self) -> int:
        now = self._portal.runtime.clock.now()
        if self._anchors_at is not None and now - self._anchors_at < ANCHORS_EVERY:
            return 0
        self._anchors_at = now
        self._anchors.write_due(now)
        return 0
