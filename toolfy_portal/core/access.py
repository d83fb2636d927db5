"""Who is asking: the proof has been checked, and this is what it opens."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a member of staff may do."""

    OWNER = "owner"
    ADMIN = "admin"
    OFFICE = "office"
    TECHNICIAN = "technician"


@dataclass(frozen=True, slots=True)
class StaffAccess:
    """Signed-in staff. Reaches everything of the business. confirmed_at: when they last proved who they are."""

    business_id: str
    staff_id: str
    role: Role
    name: str = ""
    session_id: str = ""
    person_id: str = ""
    confirmed_at: datetime | None = None

    @property
    def proof_id(self) -> str:
        """What ends this access when it ends."""
        return self.session_id


@dataclass(frozen=True, slots=True)
class DocumentAccess:
    """The holder of a link. Reaches that one document. may_pay: says what to show; paying checks the link again."""

    business_id: str
    customer_id: str
    document_id: str
    link_id: str
    may_pay: bool = True

    @property
    def proof_id(self) -> str:
        """What ends this access when it ends."""
        return self.link_id


@dataclass(frozen=True, slots=True)
class SystemAccess:
    """A verified webhook, the worker, an import from the command line. Reaches everything of one business."""

    business_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class PersonAccess:
    """Somebody about their own account, or about to get one. Reaches nothing of any business."""

    person_id: str
    business_id: str = ""


Access = StaffAccess | DocumentAccess | SystemAccess | PersonAccess
