"""What can happen to a team. subject_id: the business."""

from dataclasses import dataclass

from toolfy_portal.core.access import Role
from toolfy_portal.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInvited(Event):
    """Somebody was asked to join."""

    email: str
    role: Role

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"{self.email} was invited as {self.role.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationCancelled(Event):
    """Somebody is asked to join no longer."""

    email: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"The invitation of {self.email} was cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member(Event):
    staff_id: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffJoined(_Member):
    """Somebody took up their invitation."""

    role: Role

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"{self.who} joined as {self.role.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged(_Member):
    """A member may do more or less than before."""

    was: Role
    role: Role

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"{self.who} is {self.role.value} now, not {self.was.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSwitchedOff(_Member):
    """A member can't come in any more."""

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"{self.who} was switched off"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSwitchedOn(_Member):
    """A member can come in again."""

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"{self.who} was switched on again"
