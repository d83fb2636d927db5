"""Somebody's own account as its settings show it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.unit_of_work import reading
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.sign_in import account, sessions
from toolfy_portal.domain.sign_in.models import StaffSession
from toolfy_portal.views.activity import moment_or_day

# in this order: most browsers claim to be others, too
_BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "Chrome", "Safari")
_NAMES = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet"}
_SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Macintosh": "Mac",
            "Linux": "Linux"}  # fmt: skip


@dataclass(frozen=True)
class SessionView:
    """A signed-in browser."""

    id: str = ""
    device: str = ""
    text: str = ""
    is_this: bool = False


@dataclass(frozen=True)
class AccountView:
    """Name, address, second factor and sessions. new_email: not confirmed yet."""

    name: str = ""
    email: str = ""
    new_email: str = ""
    has_factor: bool = False
    recovery_left: int = 0
    sessions: list[SessionView] = field(default_factory=list[SessionView])


def show_account(access: StaffAccess) -> AccountView:
    """Return the person's own account; reads it past the walls of the business."""
    person, open_ = account.mine(access), sessions.mine(access)
    with reading(access) as uow:
        business, now = profile(uow).business, uow.now
    waits = person.new_email_until is not None and person.new_email_until > now
    return AccountView(
        name=person.name,
        email=person.email,
        new_email=person.new_email if waits else "",
        has_factor=person.totp_encrypted is not None,
        recovery_left=len(person.recovery_hashes),
        sessions=_sessions(open_, access, now, business),
    )


def device(agent: str) -> str:
    """Return what a browser says it is, in words: "Firefox on Windows"."""
    browser = next((name for name in _BROWSERS if re.search(rf"{name}(iOS)?/", agent)), "")
    system = next((words for sign, words in _SYSTEMS.items() if sign in agent), "")
    return " on ".join(filter(None, [_NAMES.get(browser, browser) or "A browser", system]))


def _sessions(
    found: Sequence[StaffSession], access: StaffAccess, now: datetime, business: Business
) -> list[SessionView]:
    views = [
        SessionView(
            id=each.id,
            device=device(each.agent),
            text=f"Since {moment_or_day(each.created_at, now, business)}, "
            f"last seen {moment_or_day(each.last_seen_at, now, business)}",
            is_this=each.id == access.session_id,
        )
        for each in found
    ]
    return sorted(views, key=lambda view: not view.is_this)
