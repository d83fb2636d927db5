"""The outbox as text: the list of messages, and one of them without its words."""

from dataclasses import dataclass, field

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.clock import day_in
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.notifications import outbox
from toolfy_portal.domain.notifications.models import Channel, MailKind, MessageState, OutboxMessage
from toolfy_portal.domain.notifications.outbox import Show
from toolfy_portal.domain.notifications.wording import STANDARD
from toolfy_portal.views.glyphs import BANG, CHECK, CLOCK, DASHES, RING
from toolfy_portal.views.lists import PlaceView, turn_to
from toolfy_portal.views.panels import PillView
from toolfy_portal.views.staff import near_moment
from toolfy_portal.views.words import moment

_PILLS = {
    MessageState.QUEUED: PillView("Waiting", "info", CLOCK),
    MessageState.SENT: PillView("Sent", "mute", RING),
    MessageState.DELIVERED: PillView("Delivered", "pos", CHECK),
    MessageState.CAPTURED: PillView("Kept, not sent", "mute", DASHES),
    MessageState.BOUNCED: PillView("Came back", "neg", BANG),
    MessageState.FAILED: PillView("Not sent", "neg", BANG),
}
_OTHERS = {"staff_paid": "Notice to the team", "staff_alert": "Notice to the team"}


@dataclass(frozen=True)
class MessageRowView:
    """A message in the list. what: which kind; number: of its invoice, or empty; why: what went wrong."""

    id: str = ""
    receiver: str = ""  # `to` is a word of Reflex
    subject: str = ""
    what: str = ""
    number: str = ""
    why: str = ""
    pill: PillView = field(default_factory=PillView)
    at: str = ""


@dataclass(frozen=True)
class OutboxView:
    """One page of the list."""

    rows: list[MessageRowView] = field(default_factory=list[MessageRowView])
    place: PlaceView = field(default_factory=PlaceView)
    is_filtered: bool = False


@dataclass(frozen=True)
class MessageView:
    """One message; its words are fetched apart. can_go_again: whether sending it once more is offered."""

    row: MessageRowView
    facts: tuple[tuple[str, str], ...]
    document: str
    is_mail: bool
    can_go_again: bool


def show_outbox(uow: UnitOfWork[StaffAccess], show: Show, search: str, page: int) -> OutboxView:
    """Return a page of the list; the last one if there aren't that many. Raises Forbidden for technicians."""
    business = profile(uow).business
    today = day_in(business.timezone, uow.now)
    rows, place = turn_to(page, outbox.PAGE_SIZE, lambda page: outbox.page_of(uow, show, search, page))
    shown = [
        _row(each.message, each.number, near_moment(each.message.created_at, today, business.timezone, business.locale))
        for each in rows
    ]
    return OutboxView(shown, place, show is not Show.ALL or search.strip() != "")


def show_message(uow: UnitOfWork[StaffAccess], message_id: str) -> MessageView:
    """Return a message. Raises NotFound, Forbidden for technicians."""
    message, business = outbox.read(uow, message_id), profile(uow).business
    is_invoice = message.subject_id.startswith("inv_")
    return MessageView(
        row=_row(message, "", _moment(message, business)),
        facts=_facts(message, business),
        document=f"/staff/invoices/{message.subject_id}" if is_invoice else "",
        is_mail=message.channel is Channel.EMAIL,
        can_go_again=message.channel is Channel.EMAIL and message.state is not MessageState.QUEUED,
    )


def _row(message: OutboxMessage, number: str, at: str) -> MessageRowView:
    kind = STANDARD[MailKind(message.kind)].title if message.kind in set(MailKind) else ""
    return MessageRowView(
        id=message.id,
        receiver=message.to,
        subject=message.subject,
        what=kind or _OTHERS.get(message.kind, "Message"),
        number=number,
        why=message.error,
        pill=_PILLS[message.state],
        at=at,
    )


def _facts(message: OutboxMessage, business: Business) -> tuple[tuple[str, str], ...]:
    def at(value: object) -> str:
        return moment(value, business.timezone, business.locale) if value else ""  # pyright: ignore[reportArgumentType]

    tries = f"{message.tries}, the next {at(message.due_at)}" if message.state is MessageState.QUEUED else ""
    facts = (
        ("To", message.to),
        ("Sent by", message.sent_by or "Toolfy, by itself"),
        ("Written", _moment(message, business)),
        ("Sent", at(message.sent_at)),
        ("Delivered", at(message.delivered_at)),
        ("Tries", tries if message.tries else ""),
        ("With it", "The document as PDF" if message.attaches_pdf else ""),
    )
    return tuple((label, value) for label, value in facts if value)


def _moment(message: OutboxMessage, business: Business) -> str:
    return moment(message.created_at, business.timezone, business.locale)
