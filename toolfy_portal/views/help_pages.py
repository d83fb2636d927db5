"""The help as staff's pages show it."""

from dataclasses import dataclass, field

from toolfy_portal.bootstrap import portal
from toolfy_portal.core.access import StaffAccess
from toolfy_portal.core.errors import NotFound
from toolfy_portal.core.unit_of_work import UnitOfWork
from toolfy_portal.domain.businesses.service import profile
from toolfy_portal.views.help import Article, articles, search
from toolfy_portal.views.words import full_day


@dataclass(frozen=True)
class ArticleLinkView:
    """What leads to an article."""

    slug: str = ""
    title: str = ""
    about: str = ""  # category and minutes
    lead: str = ""


@dataclass(frozen=True)
class ArticleView:
    """An article. html: made from our own Markdown; about: category, minutes to read, when it was changed."""

    slug: str = ""
    title: str = ""
    about: str = ""
    html: str = ""
    related: list[ArticleLinkView] = field(default_factory=list[ArticleLinkView])
    support: str = ""  # an e-mail address; empty: the portal has none


def show_help(words: str) -> list[ArticleLinkView]:
    """Return what leads to the articles that match; to all without words."""
    return [_link(each) for each in search(words)]


def show_article(uow: UnitOfWork[StaffAccess], slug: str) -> ArticleView:
    """Return the article. Raises NotFound."""
    article = articles().get(slug)
    if article is None:
        raise NotFound("There is no such article.")
    updated = full_day(article.updated, profile(uow).business.locale)
    return ArticleView(
        slug=slug,
        title=article.title,
        about=f"{_about(article)} · Updated {updated}",
        html=article.html,
        related=[_link(articles()[each]) for each in article.related],
        support=support_address(),
    )


def support_address() -> str:
    """Return where to write to when the articles don't help; empty if the portal has no such address."""
    return portal().settings.support_email


def _link(article: Article) -> ArticleLinkView:
    return ArticleLinkView(article.slug, article.title, _about(article), article.lead)


def _about(article: Article) -> str:
    return f"{article.category} · {article.minutes} min read"
