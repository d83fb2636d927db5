"""What the branding settings know: the look as the form was filled in, what the draft comes to, and what was before."""

from typing import Any

import reflex as rx

from toolfy_portal.bootstrap import portal
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import Forbidden, InvalidField
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses import branding
from toolfy_portal.domain.businesses.branding import WantedBrand
from toolfy_portal.domain.businesses.models import Appearance
from toolfy_portal.domain.businesses.service import brand_topic
from toolfy_portal.domain.files.brand_pictures import change_brand
from toolfy_portal.pages.gate.guards import looked_up, staff_event, within
from toolfy_portal.pages.gate.live import hub
from toolfy_portal.pages.gate.notices import notify
from toolfy_portal.views.branding import (
    BrandDraftView,
    BrandFormView,
    BrandVersionView,
    brand_form,
    show_draft,
    show_versions,
)

Form = dict[str, Any]
SCENES = ("phone", "desktop", "pdf", "mail")


class BrandingState(rx.State):
    """The form. Its fields keep what is chosen by themselves: they are made anew only as `version` grows.

    draft: what they come to. scene and theme: what the preview shows. is_outdated: somebody else has saved meanwhile.
    _seen: what the form was filled in with; None once the state of a tab that was left alone was given up.
    """

    shown: rx.Field[BrandFormView] = rx.field(default_factory=BrandFormView)
    draft: rx.Field[BrandDraftView] = rx.field(default_factory=BrandDraftView)
    versions: rx.Field[list[BrandVersionView]] = rx.field(default_factory=list)
    scene: rx.Field[str] = rx.field(default="phone")
    theme: rx.Field[str] = rx.field(default="light")
    wrong: rx.Field[str] = rx.field(default="")
    error: rx.Field[str] = rx.field(default="")
    version: rx.Field[int] = rx.field(default=0)
    is_live: rx.Field[bool] = rx.field(default=False)
    is_refused: rx.Field[bool] = rx.field(default=False)
    is_outdated: rx.Field[bool] = rx.field(default=False)
    _seen: WantedBrand | None = None

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Fill in the form and stay informed of what others save."""
        hub.listen(self, access, {brand_topic(access.business_id)}, BrandingState.refresh)
        try:
            await self._fill(access)
        except Forbidden:
            hub.listen(self, access, set(), BrandingState.refresh)
            self.reset()
            self.is_refused = True

    @staff_event
    async def refresh(self, access: StaffAccess) -> None:
        """Show what changed beside the form; inside it, only say that something did."""
        now = await looked_up(access, branding.brand_to_change)
        self.versions = await looked_up(access, show_versions)
        self.is_outdated = self._seen is not None and now != self._seen

    @staff_event
    async def fill_anew(self, access: StaffAccess) -> None:
        """Forget what was chosen and show what is saved."""
        await self._fill(access)

    @staff_event
    async def try_out(self, access: StaffAccess, form: Form) -> None:
        """Show what the form comes to, or say at its field what can't be used."""
        self.wrong = self.error = ""
        seen = self._seen or await looked_up(access, branding.brand_to_change)
        try:
            self.draft = await looked_up(access, show_draft, portal().files, _entered(form), seen)
        except InvalidField as error:
            self.wrong, self.error = error.field, error.message

    @staff_event
    async def save(self, access: StaffAccess, form: Form) -> None:
        """Keep what was chosen, or say at its field what can't be used."""
        self.wrong = self.error = ""
        try:
            await within(access, change_brand, portal().files, _entered(form), self._seen)
        except InvalidField as error:
            self.wrong, self.error = error.field, error.message
            return
        await self._fill(access)
        await notify(self, "Saved. Every open page shows it now.")

    @staff_event
    async def go_back(self, access: StaffAccess, version_id: str) -> None:
        """Make it look as it did."""
        await within(access, _go_back, version_id)
        await self._fill(access)
        await notify(self, "It looks as it did. Every open page shows it now.")

    @staff_event
    async def look_at(self, access: StaffAccess, scene: str) -> None:
        """Let the preview show something else."""
        self.scene = scene if scene in SCENES else self.scene

    @staff_event
    async def light_up(self, access: StaffAccess, theme: str) -> None:
        """Let the preview be light or dark."""
        self.theme = "dark" if theme == "dark" else "light"

    async def _fill(self, access: StaffAccess) -> None:
        self._seen = now = await looked_up(access, branding.brand_to_change)
        self.shown = brand_form(now)
        self.draft = await looked_up(access, show_draft, portal().files, now, now)
        self.versions = await looked_up(access, show_versions)
        self.version, self.wrong, self.error = self.version + 1, "", ""
        self.is_live, self.is_refused, self.is_outdated = True, False, False


def _go_back(uow: UnitOfWork[StaffAccess], version_id: str) -> None:
    change_brand(uow, portal().files, branding.version(uow, version_id))


def _entered(form: Form) -> WantedBrand:
    """Return what the form says. Raises InvalidField."""
    appearance = _text(form, "appearance")
    return WantedBrand(
        accent=branding.checked_accent(_text(form, "accent")),
        logo_id=_text(form, "logo_id") or None,
        cover_id=_text(form, "cover_id") or None,
        cover_focus=branding.checked_focus(f"{_text(form, 'across')}% {_text(form, 'down')}%"),
        appearance=Appearance(appearance) if appearance in set(Appearance) else Appearance.DEVICE,
    )


def _text(form: Form, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
