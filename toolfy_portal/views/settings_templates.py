"""The wording of mails as the settings show it, with a preview of each."""

from dataclasses import dataclass, field

from toolfy_portal.adapters.email_layout import LOGO, in_theme
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.notifications import wording
from toolfy_portal.domain.notifications.models import MailKind
from toolfy_portal.domain.notifications.samples import sample
from toolfy_portal.domain.notifications.wording import STANDARD, Wording
from toolfy_portal.views.brands import picture

KIND_WORDS = {kind.value: standard.title for kind, standard in STANDARD.items()}


@dataclass(frozen=True)
class VariableView:
    """A variable as it is typed, and what it stands for."""

    name: str = ""
    stands_for: str = ""


@dataclass(frozen=True)
class TemplateView:
    """A mail's wording as it is kept. has_news: whether the announcement stands in this kind of mail."""

    kind: str = MailKind.INVOICE.value
    title: str = ""
    when: str = ""
    subject: str = ""
    message: str = ""
    is_own: bool = False
    has_news: bool = True
    variables: list[VariableView] = field(default_factory=list[VariableView])


@dataclass(frozen=True)
class AnnouncementView:
    """What invoice mails say about the portal while it is new."""

    is_on: bool = False
    text: str = ""


@dataclass(frozen=True)
class PreviewView:
    """A mail about a made-up invoice, as it would arrive. It holds no link."""

    subject: str = ""
    html: str = ""
    text: str = ""


def show_template(uow: UnitOfWork[StaffAccess], kind: MailKind) -> TemplateView:
    """Return how a mail is worded. Raises Forbidden for technicians."""
    wording.may_word(uow.access)
    standard, words = STANDARD[kind], wording.wording(uow, kind)
    return TemplateView(
        kind=kind.value,
        title=standard.title,
        when=standard.when,
        subject=words.subject,
        message=words.message,
        is_own=wording.is_own(uow, kind),
        has_news=kind in _WITH_NEWS,
        variables=[VariableView(f"{{{name}}}", means) for name, means in wording.variables(kind).items()],
    )


_WITH_NEWS = {MailKind.INVOICE, MailKind.REMINDER, MailKind.OVERDUE}


def show_announcement(uow: UnitOfWork[StaffAccess]) -> AnnouncementView:
    """Return the announcement as it is kept. Raises Forbidden for technicians."""
    wording.may_word(uow.access)
    kept = wording.announcement(uow)
    return AnnouncementView(kept.is_on, kept.text)


def show_preview(uow: UnitOfWork[StaffAccess], kind: MailKind, words: Wording, theme: str) -> PreviewView:
    """Return the mail with words as they are typed. theme: light or dark. Raises Forbidden for technicians."""
    made = sample(uow, kind, words)
    logo = picture(profile(uow).branding.logo_id)
    return PreviewView(made.subject, in_theme(made.html, theme).replace(f"cid:{LOGO}", logo), made.text)
