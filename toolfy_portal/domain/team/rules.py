"""What each role may do, and when somebody has to prove again who they are."""

from datetime import timedelta
from enum import StrEnum

from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Forbidden
from toolfy_portal.core.runtime import running

FRESH = timedelta(minutes=15)
_ASK_THE_OFFICE = "Only the office can do this. Please ask a colleague there."


class Permission(StrEnum):
    """What may be allowed, in the words that the team reads."""

    LOOK = "See invoices and customers, and copy links"
    MONEY = "Write invoices, add customers, take payments and give money back"
    SETTINGS = "Change billing and payment settings, and import"
    TEAM = "Invite people, change their roles and switch them off"
    OWNERS = "Make somebody an owner, or change an owner"


_OFFICE = frozenset({Permission.LOOK, Permission.MONEY, Permission.SETTINGS})
ALLOWED = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: _OFFICE | {Permission.TEAM},
    Role.OFFICE: _OFFICE,
    Role.TECHNICIAN: frozenset({Permission.LOOK}),
}


class ConfirmFirst(Forbidden):
    """Allowed, but the sign-in is too old for it: pages ask for password or second factor, and lead back."""

    def __init__(self) -> None:
        super().__init__("Please confirm that it’s you, then try again.")


def may(access: StaffAccess, permission: Permission) -> bool:
    """Say whether the person's role allows it."""
    return permission in ALLOWED[access.role]


def need(access: StaffAccess, permission: Permission, words: str = _ASK_THE_OFFICE) -> None:
    """Raise Forbidden unless the person's role allows it. words: whom to ask instead."""
    if not may(access, permission):
        raise Forbidden(words)


def may_handle_money(access: StaffAccess) -> None:
    """Raise Forbidden unless the person may record, give back or write off money."""
    need(access, Permission.MONEY)


def confirmed(access: StaffAccess) -> None:
    """Raise ConfirmFirst unless the person gave password or second factor within 15 minutes.

    For what a borrowed browser must not do: bank details, keys, roles, exports. One line in a service or an answer
    is enough: the guards of pages and site lead to the question and back.
    """
    if access.confirmed_at is None or running().clock.now() - access.confirmed_at > FRESH:
        raise ConfirmFirst
