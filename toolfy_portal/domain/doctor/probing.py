"""What can't be known without asking others: Stripe, and the portal's own public address."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from toolfy_portal.adapters.payments_account import AccountKeeper
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Conflict
from toolfy_portal.core.runtime import running
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.payments import connecting
from toolfy_portal.domain.payments.connecting import Health


@dataclass(frozen=True, slots=True)
class Probe:
    """What the others said. health: None without an account, or if Stripe said nothing; trouble: why it didn't."""

    health: Health | None
    trouble: str
    answers: bool  # the portal, at its public address


def ask(access: StaffAccess, keeper: AccountKeeper, answers: Callable[[str], bool], now: datetime) -> Probe:
    """Ask them all, outside any transaction. Raises Forbidden for a technician."""
    with reading(access) as uow:
        is_connected = connecting.connected(uow) is not None
    health, trouble = None, ""
    if is_connected:
        try:
            health = connecting.check_now(access, keeper, now)
        except Conflict as error:
            trouble = error.message
    return Probe(health, trouble, answers(running().public_url))
