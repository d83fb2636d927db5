"""The business as its customers see it."""

from dataclasses import dataclass

from toolfy_portal.core.access import Access
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.brand_colours import DARK, LIGHT, derive
from toolfy_portal.domain.businesses.branding import shown_accent, shown_focus
from toolfy_portal.domain.businesses.service import Profile, profile


@dataclass(frozen=True)
class BrandView:
    """Name, pictures, words and ways to reach it. Addresses of pictures are empty if there are none."""

    name: str = ""
    short_name: str = ""
    initial: str = ""
    logo: str = ""
    cover: str = ""
    cover_phone: str = ""
    cover_focus: str = "50% 50%"
    message: str = ""
    email: str = ""
    mailto: str = ""
    phone: str = ""
    tel: str = ""
    terms_url: str = ""
    css: str = ""
    appearance: str = "auto"


def show_brand(uow: UnitOfWork[Access]) -> BrandView:
    """Return the brand of the access's business."""
    return brand_view(profile(uow))


def brand_view(about: Profile) -> BrandView:
    """Return the brand, ready to show."""
    business, branding = about.business, about.branding
    email = branding.support_email or business.email
    return BrandView(
        name=business.name,
        short_name=business.short_name or business.name,
        initial=business.name[:1].upper(),
        logo=picture(branding.logo_id),
        cover=picture(branding.cover_id),
        cover_phone=picture(branding.cover_phone_id or branding.cover_id),
        cover_focus=shown_focus(branding.cover_focus),
        message=branding.welcome_message,
        email=email,
        mailto=f"mailto:{email}" if email else "",
        phone=business.phone,
        tel="tel:" + "".join(c for c in business.phone if c.isdigit() or c == "+") if business.phone else "",
        css=brand_css(shown_accent(branding.accent)),
        appearance=branding.appearance.value,
        terms_url=branding.terms_url if branding.terms_url.startswith(("https://", "http://")) else "",
    )


def picture(file_id: str | None) -> str:
    """Return the address of a public picture; it never changes, so browsers may keep it."""
    return f"/brand/{file_id}" if file_id else ""


def brand_css(accent: str) -> str:
    """Return the rules that give a page its brand in both themes. Raises ValueError unless accent is `#rrggbb`."""

    def block(theme: str) -> str:
        return ";".join(f"{name}:{value}" for name, value in derive(accent, theme).items())

    light, dark = block(LIGHT), block(DARK)
    by_device = f"@media (prefers-color-scheme:dark){{:root:not([data-theme]){{{dark}}}}}"
    return f':root,[data-theme="light"]{{{light}}}[data-theme="dark"]{{{dark}}}{by_device}'
