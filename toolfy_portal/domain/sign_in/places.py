"""The businesses that one person works in, and going from one to another."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.unscoped import look
from toolfy_portal.domain.businesses.models import Business
from toolfy_portal.domain.sign_in.models import StaffSession
from toolfy_portal.domain.sign_in.staff import open_session
from toolfy_portal.domain.team.models import Staff


@dataclass(frozen=True, slots=True)
class Place:
    """A business where somebody works. id: of their membership."""

    id: str
    business: str
    is_here: bool


def places(access: StaffAccess) -> Sequence[Place]:
    """Return where the person may work, by name."""
    mine = select(col(Staff.id), col(Business.name)).join(Business, col(Business.id) == col(Staff.business_id))
    found = look(
        mine.where(Staff.person_id == access.person_id, col(Staff.is_active).is_(True)).order_by(
            col(Business.name), col(Staff.id)
        )
    )
    return [Place(row[0], row[1], row[0] == access.staff_id) for row in found]


def go_to(access: StaffAccess, staff_id: str, agent: str) -> str:
    """Return the secret of a session in another of the person's businesses. Raises NotFound.

    The session here stays: a page that is open goes on in its business. How long ago they proved who they are counts
    on there.
    """
    mine = (Staff.id == staff_id, Staff.person_id == access.person_id, col(Staff.is_active).is_(True))
    found = look(select(Staff).where(*mine))
    session = look(select(StaffSession).where(StaffSession.id == access.session_id))
    if not found or not session:
        raise NotFound
    return open_session(found[0][0], agent, session[0][0])
