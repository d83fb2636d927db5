"""Webhooks on their way in: verified, on disk, then answered. Those that come together share one commit."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlmodel import col, select

from toolfy_portal.adapters.payments import BadWebhookError, GatewayEvent, PaymentGateway
from toolfy_portal.core.access import SystemAccess
from toolfy_portal.core.errors import PortalError
from toolfy_portal.core.ids import new_id
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import UnitOfWork, begin, reading
from toolfy_portal.domain.payments.accounts import by_connected_ref, by_public_id, keys_of, webhook_secret
from toolfy_portal.domain.payments.attempts import TOPIC
from toolfy_portal.domain.payments.models import LONGEST_ID, LONGEST_KIND, InboxEvent, PaymentAccount

Refusal = BadWebhookError | PortalError
PLATFORM = "connect"  # in an address, where else an account's public id stands


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook as it came. public_id: from the address it was sent to."""

    public_id: str
    body: bytes
    signature: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an account's events are kept."""

    access: SystemAccess
    account_id: str


@dataclass(frozen=True, slots=True)
class _Door:
    """What the webhooks of one address are checked against."""

    place: _Place
    secret: str
    is_live: bool


def receive(gateway: PaymentGateway, deliveries: Sequence[Delivery]) -> list[Refusal | None]:
    """Verify webhooks and store them. Returns for each why it was refused; None: it is on disk.

    NotFound for an unknown account, BadWebhookError if it isn't the gateway's or of the wrong mode, Unavailable if it
    couldn't be stored.
    """
    answers: list[Refusal | None] = [None] * len(deliveries)
    told: defaultdict[_Place, list[tuple[int, GatewayEvent]]] = defaultdict(list)
    door_of, place_of = cache(_door), cache(_place)  # asked once in a batch
    for number, delivery in enumerate(deliveries):
        try:
            if delivery.public_id == PLATFORM:
                event = gateway.read_platform_webhook(delivery.body, delivery.signature, running().clock.now())
                place = place_of(event.account)
            else:
                door = door_of(delivery.public_id)
                event, place = _verified(gateway, door, delivery), door.place
            told[place].append((number, _fitting(event)))
        except (BadWebhookError, PortalError) as refusal:
            answers[number] = refusal
    for place, events in told.items():
        try:
            store(place.access, place.account_id, [event for _, event in events])
        except PortalError as refusal:
            for number, _ in events:
                answers[number] = refusal
    return answers


def _place(account_ref: str) -> _Place:
    account = by_connected_ref(account_ref)
    return _Place(SystemAccess(account.business_id, "webhook"), account.id)


def _door(public_id: str) -> _Door:
    account = by_public_id(public_id)
    access = SystemAccess(account.business_id, "webhook")
    with reading(access) as uow:
        secret, key = webhook_secret(uow, account), keys_of(uow, account).key
    return _Door(_Place(access, account.id), secret, "_live_" in key)


def _verified(gateway: PaymentGateway, door: _Door, delivery: Delivery) -> GatewayEvent:
    event = gateway.read_webhook(delivery.body, delivery.signature, door.secret, running().clock.now())
    if event.is_live is not door.is_live:
        raise BadWebhookError("A test event on a live account, or the reverse", 400)
    return event


def _fitting(event: GatewayEvent) -> GatewayEvent:
    if len(event.event_id) > LONGEST_ID or len(event.kind) > LONGEST_KIND:  # it would keep out those it came with
        raise BadWebhookError("This is no event", 400)
    return event


def store(access: SystemAccess, account_id: str, events: Iterable[GatewayEvent]) -> None:
    """Put events of the account on disk, each once. Raises Unavailable."""
    new = {event.event_id: event for event in events}
    stored = select(InboxEvent.event_id).where(
        InboxEvent.account_id == account_id, col(InboxEvent.event_id).in_(list(new))
    )
    with reading(access) as uow:
        for known in uow.all(stored):
            del new[known]
    if not new:  # repeats need no place in the queue of writers
        return
    with begin(access) as uow:
        uow.insert(InboxEvent, [_row(uow, account_id, event) for event in new.values()], unless_there=True)
        _note_sign_of_life(uow, account_id)
        uow.ring(TOPIC)


def _row(uow: UnitOfWork[SystemAccess], account_id: str, event: GatewayEvent) -> dict[str, object]:
    return {
        "id": new_id("ine"),
        "account_id": account_id,
        "event_id": event.event_id,
        "kind": event.kind,
        "body": event.body,
        "received_at": uow.now,
        "due_at": uow.now,
    }


def _note_sign_of_life(uow: UnitOfWork[SystemAccess], account_id: str) -> None:
    """Once a minute is enough: all webhooks of an account would wait for each other at this one row."""
    account = uow.get(PaymentAccount, account_id)
    if account.last_event_at is None or uow.now - account.last_event_at > timedelta(minutes=1):
        account.last_event_at = uow.now
