"""The look as it is chosen: what fills in the form, what a draft comes to, and what it looked like before."""

from dataclasses import dataclass, field
from itertools import zip_longest
from urllib.parse import urlencode

from toolfy_portal.adapters.picture_colours import apart, main_colours
from toolfy_portal.adapters.storage import FileStorage
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.brand_colours import DARK, LIGHT, contrast, derive, to_oklch
from toolfy_portal.domain.businesses.branding import WantedBrand, differences, shown_accent, versions
from toolfy_portal.domain.businesses.models import Appearance, BrandVersion
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.domain.files.models import FileKind
from toolfy_portal.domain.files.service import find
from toolfy_portal.views.brands import picture
from toolfy_portal.views.words import moment

APPEARANCE_WORDS = {Appearance.LIGHT: "Light", Appearance.DARK: "Dark", Appearance.DEVICE: "Their device"}
USUAL_COLOURS = ("#1f5c45", "#f07f2e", "#1a1b1e", "#0b5fa5", "#a3243b")
_WHITE = "#ffffff"


@dataclass(frozen=True)
class BrandFormView:
    """The look as the form is filled in with it. across, down: the point of the cover to keep in view, in percent."""

    accent: str = ""
    logo_id: str = ""
    cover_id: str = ""
    across: str = "50"
    down: str = "50"
    appearance: str = Appearance.DEVICE.value


@dataclass(frozen=True)
class BrandDraftView:
    """What the form comes to as it is now. query: what the preview is asked with."""

    accent: str = "#2b50c8"
    logo: str = ""
    cover: str = ""
    guard: str = ""
    suggestions: list[str] = field(default_factory=list[str])
    query: str = ""
    unsaved: str = ""


@dataclass(frozen=True)
class BrandVersionView:
    """How it looked from a moment on."""

    id: str = ""
    accent: str = ""
    logo: str = ""
    what: str = ""
    when: str = ""


def brand_form(wanted: WantedBrand) -> BrandFormView:
    """Return the look as it fills in the form."""
    across, down = (part.rstrip("%") for part in wanted.cover_focus.split())
    return BrandFormView(
        accent=wanted.accent,
        logo_id=wanted.logo_id or "",
        cover_id=wanted.cover_id or "",
        across=across,
        down=down,
        appearance=wanted.appearance.value,
    )


def show_draft(
    uow: UnitOfWork[StaffAccess], files: FileStorage, wanted: WantedBrand, seen: WantedBrand
) -> BrandDraftView:
    """Return what the chosen look comes to. Raises NotFound for a picture out of reach."""
    logo = find(uow, wanted.logo_id, FileKind.LOGO) if wanted.logo_id else None
    if wanted.cover_id:
        find(uow, wanted.cover_id, FileKind.COVER)
    data = files.get(logo.sha256) if logo else None
    colours = main_colours(data) if data else ()
    changes = len(differences(seen, wanted))
    asked = {"accent": wanted.accent[1:], "logo": wanted.logo_id or "", "cover": wanted.cover_id or ""}
    return BrandDraftView(
        accent=wanted.accent,
        logo=picture(wanted.logo_id),
        cover=picture(wanted.cover_id),
        guard=guard(wanted.accent),
        suggestions=list(apart((*colours, *USUAL_COLOURS))),
        query=urlencode(asked | {"focus": wanted.cover_focus}),
        unsaved=f"{changes} unsaved change{'s' if changes > 1 else ''}" if changes else "",
    )


def show_versions(uow: UnitOfWork[StaffAccess]) -> list[BrandVersionView]:
    """Return how the business looked, newest first."""
    business, found = profile(uow).business, versions(uow)

    def view(version: BrandVersion, before: BrandVersion | None) -> BrandVersionView:
        at = moment(version.saved_at, business.timezone, business.locale)
        what = ", ".join(differences(version, before)).capitalize() if before else "How it looked before"
        when = f"{at}, by {version.saved_by}" if version.saved_by else ""
        return BrandVersionView(version.id, shown_accent(version.accent), picture(version.logo_id), what, when)

    return [view(version, before) for version, before in zip_longest(found, found[1:])]


def guard(accent: str) -> str:
    """Say how readable the colour is, and what is changed for that."""
    light, dark = derive(accent, LIGHT), derive(accent, DARK)
    words = f"Readable everywhere. {_label(light)}."
    if light["--brand"] != accent:
        words += f" We {_how(accent, light['--brand'])} the button a little for that."
    if dark["--brand"] != light["--brand"]:
        return f"{words} In the dark we {_how(light['--brand'], dark['--brand'])} it: {_label(dark).lower()}."
    return words


def _label(colours: dict[str, str]) -> str:
    ratio = int(contrast(colours["--on-brand"], colours["--brand"]) * 10) / 10
    return f"{'White' if colours['--on-brand'] == _WHITE else 'Dark'} button text, {ratio} to 1"


def _how(before: str, after: str) -> str:
    return "darken" if to_oklch(after)[0] < to_oklch(before)[0] else "lighten"
