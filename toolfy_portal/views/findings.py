"""What a check found, in words, and what it has to go by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from toolfy_portal.domain.doctor.case import Case
from toolfy_portal.domain.doctor.probing import Probe
from toolfy_portal.views.settings_payments import ConnectionView
from toolfy_portal.views.words import moment

OK, LOOK, BROKEN = "ok", "look", "broken"


@dataclass(frozen=True)
class FindingView:
    """How one thing stands: fine, worth a look, or broken. fix: the words of what leads to help, at `href`.

    copies: the fix puts the invoice's working link on the clipboard instead.
    """

    state: str = OK
    title: str = ""
    text: str = ""
    fix: str = ""
    href: str = ""
    copies: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check goes by. probe: None until the others were asked."""

    case: Case
    probe: Probe | None
    connection: ConnectionView

    @property
    def page(self) -> str:
        """Where staff work on the invoice."""
        return f"/staff/invoices/{self.case.invoice.id}"

    def moment(self, at: datetime) -> str:
        """Return the instant in words, where the business is."""
        business = self.case.about.business
        return moment(at, business.timezone, business.locale)


Check = Callable[[Seen], FindingView | None]  # None: it doesn't apply


def copy_link(state: str, title: str, text: str, fix: str = "Copy Link") -> FindingView:
    """Return a finding that a link to send helps with."""
    return FindingView(state, title, text, fix, copies=True)
