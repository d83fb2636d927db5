"""What can happen to a link, and through it."""

from dataclasses import dataclass

from toolfy_portal.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCreated(Event):
    """A document got its first link, or a new one after the old expired."""

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return "Portal link created"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCopied(Event):
    """Staff copied the current link."""

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return "Link copied"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRegenerated(Event):
    """The link was replaced; the old one stopped working."""

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return "Link regenerated. The old one stopped working"


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshLinkAsked(Event):
    """A customer with an expired link asked for a new one. link_id: the new link; kind: of the document."""

    link_id: str
    kind: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return "The customer asked for a fresh link"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentViewed(Event):
    """A person looked at it: visible for a second, with a touch, key or pointer. is_first: nobody had before."""

    is_first: bool = False

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return "Viewed by the customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDownloaded(Event):
    """The PDF was downloaded from the portal."""

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return "PDF downloaded"
