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
    """Staff copied a working link. of: whose, if not the customer's."""

    of: str = ""

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Link for {self.of} copied" if self.of else "Link copied"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkResent(Event):
    """Staff had the customer's link sent again, with a fresh time ahead. kind: of the document."""

    link_id: str
    kind: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return "Link resent"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkGiven(Event):
    """Somebody else than the customer got a link of their own. to: who; scope: what they may do."""

    to: str
    scope: str

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Link made for {self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTimeChanged(Event):
    """Staff chose how long the link works."""

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return "How long the link works was changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRegenerated(Event):
    """The customer's link was replaced. link_ids: the old one, which stopped working."""

    link_ids: tuple[str, ...]

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return "Link regenerated. The old one stopped working"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRevoked(Event):
    """Links were switched off for good. of: others whose links are among them."""

    link_ids: tuple[str, ...]
    of: str = ""

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return f"Link switched off: {self.of}" if self.of else "Link switched off"


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
    """A person looked at it: visible for a second, with a touch, key or pointer. is_first: nobody had before.

    device: "phone", "computer" or nothing; network: of the address, /24 or /48; link_id: the link it came through.
    """

    is_first: bool = False
    device: str = ""
    network: str = ""
    link_id: str = ""

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return "Viewed by the customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDownloaded(Event):
    """The PDF was downloaded from the portal. device, network, link_id: as of a view."""

    device: str = ""
    network: str = ""
    link_id: str = ""

    @property
    def summary(self) -> str:
        """One plain sentence for the history."""
        return "PDF downloaded"
