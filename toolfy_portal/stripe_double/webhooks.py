"""Events on their way to the app: signed as Stripe signs, sent until somebody answers 2xx."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

import stripe
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session  # noqa: TID251 - Stripe's own state, shared by no business: no walls to pass
from sqlmodel import col

from toolfy_portal.stripe_double.refusal import Json
from toolfy_portal.stripe_double.store import StripeDoubleDelivery, StripeDoubleObject, reading

Post = Callable[[str, bytes, Mapping[str, str]], int]

_LONGEST_WAIT = 60  # seconds between two tries
_LEASE = 30  # seconds after which a try that never reported back is made again
_PATIENCE = 3 * 24 * 60 * 60  # seconds; https://docs.stripe.com/webhooks#automatic-retries


@dataclass
class WebhookKnobs:
    """What tests may spoil; all off by default."""

    hold: bool = False  # send nothing for now
    drop: bool = False  # lose what is due, for good
    copies: int = 1  # how often each event is sent
    newest_first: bool = False
    shuffle: int | None = None  # sends what is due in an order of chance, the same for the same number
    wrong_secret: bool = False
    back_date: int = 0  # seconds by which the signature pretends to be older


def deliver(engine: Engine, clock: Callable[[], datetime], knobs: WebhookKnobs, post: Post) -> int:
    """Send what is due, each event claimed first so that two workers don't send it together. Returns the posts made."""
    if knobs.hold:
        return 0
    now = int(clock().timestamp())
    order = col(StripeDoubleDelivery.id).desc() if knobs.newest_first else col(StripeDoubleDelivery.id)
    due = col(StripeDoubleDelivery.state) == "pending", col(StripeDoubleDelivery.next_at) <= now
    with reading(engine) as db:
        waiting = list(db.scalars(select(col(StripeDoubleDelivery.id)).where(*due).order_by(order)))
    if knobs.shuffle is not None:
        Random(knobs.shuffle).shuffle(waiting)  # noqa: S311 - a test's order, nobody's secret
    return sum(_send(engine, clock, knobs, post, delivery_id) for delivery_id in waiting if delivery_id)


def _send(engine: Engine, clock: Callable[[], datetime], knobs: WebhookKnobs, post: Post, delivery_id: int) -> int:
    now = int(clock().timestamp())
    claimed = _claim(engine, delivery_id, "dropped" if knobs.drop else "pending", now)
    if claimed is None or knobs.drop:
        return 0
    url, tries, event, secret = claimed
    body = json.dumps(event, indent=2)
    signature = stripe.WebhookSignature.generate_signature_header(
        body, "whsec_somebody_else" if knobs.wrong_secret else secret, timestamp=now - knobs.back_date
    )
    headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature}
    arrived = [_accepted(post, url, body.encode(), headers) for _ in range(knobs.copies)]
    if any(arrived):
        outcome: dict[str, Any] = {"state": "delivered"}
    elif now - event["created"] >= _PATIENCE:
        outcome = {"state": "failed"}
    else:
        outcome = {"next_at": now + min(2 ** (tries - 1), _LONGEST_WAIT)}
    with Session(engine) as db, db.begin():
        db.execute(update(StripeDoubleDelivery).where(col(StripeDoubleDelivery.id) == delivery_id).values(outcome))
    return len(arrived)


def _claim(engine: Engine, delivery_id: int, state: str, now: int) -> tuple[str, int, Json, str] | None:
    """Take a delivery that is still due: url, tries with this one, event and secret, or None if somebody else did."""
    still_due = (
        col(StripeDoubleDelivery.id) == delivery_id,
        col(StripeDoubleDelivery.state) == "pending",
        col(StripeDoubleDelivery.next_at) <= now,
    )
    tries = col(StripeDoubleDelivery.tries) + 1
    with Session(engine) as db, db.begin():
        taken: Any = db.execute(
            update(StripeDoubleDelivery).where(*still_due).values(state=state, tries=tries, next_at=now + _LEASE)
        )
        if taken.rowcount != 1:
            return None
        delivery = db.get_one(StripeDoubleDelivery, delivery_id)
        event, endpoint = _body(db, delivery.event_id), _body(db, delivery.endpoint_id)
        if event is None or endpoint is None:  # the endpoint was deleted meanwhile
            delivery.state = "dropped"
            return None
        return endpoint["url"], delivery.tries, event, endpoint["_secret"]


def _accepted(post: Post, url: str, body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        return 200 <= post(url, body, headers) < 300
    except Exception:
        return False  # whatever keeps the receiver from answering, it hasn't got the event


def _body(db: Session, object_id: str) -> Json | None:
    body = db.scalar(select(col(StripeDoubleObject.body)).where(col(StripeDoubleObject.id) == object_id))
    return json.loads(body) if body else None
