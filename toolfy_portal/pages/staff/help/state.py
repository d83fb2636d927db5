"""What the help's pages know."""

import reflex as rx

from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import NotFound
from toolfy_portal.pages.gate.guards import looked_up, page_path, staff_event
from toolfy_portal.views.help_pages import ArticleLinkView, ArticleView, show_article, show_help, support_address


class HelpState(rx.State):
    """The articles that match, or the one that is read: it counts if it is `which`."""

    found: rx.Field[list[ArticleLinkView]] = rx.field(default_factory=list[ArticleLinkView])
    search: rx.Field[str] = rx.field(default="")
    support: rx.Field[str] = rx.field(default="")
    is_live: rx.Field[bool] = rx.field(default=False)
    article: rx.Field[ArticleView] = rx.field(default_factory=ArticleView)
    missing: rx.Field[str] = rx.field(default="")  # the article that isn't there

    @rx.var(cache=False)
    def which(self) -> str:
        """The article in the page's address."""
        path = page_path(self)  # on any other page it is nobody's business
        return path.rsplit("/", 1)[-1] if path.startswith("/staff/help/") else ""

    @staff_event
    async def load(self, access: StaffAccess) -> None:
        """Show all articles."""
        self.found, self.search, self.support, self.is_live = show_help(""), "", support_address(), True

    @rx.event(supersedes=True)
    @staff_event
    async def look_for(self, access: StaffAccess, search: str) -> None:
        """Show the articles that hold all the words."""
        self.search, self.found = search, show_help(search)

    @staff_event
    async def read(self, access: StaffAccess) -> None:
        """Show the article of the page's address."""
        try:
            self.article = await looked_up(access, show_article, self.which)
        except NotFound:
            self.missing = self.which
