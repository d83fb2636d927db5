"""What each role may do."""

from toolfy_portal.core.access import Role, StaffAccess
from toolfy_portal.core.errors import Forbidden


def may_handle_money(access: StaffAccess) -> None:
    """Raise Forbidden unless the person may record, give back or write off money."""
    if access.role is Role.TECHNICIAN:
        raise Forbidden("Only the office can do this. Please ask a colleague there.")
