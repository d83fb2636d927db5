"""The help: what it says exists in the app, and its articles lead to each other."""

import re
from datetime import date
from pathlib import Path

import pytest

import toolfy_portal
import toolfy_portal.views.help as help_articles
from toolfy_portal.views.help import Article, articles, search

PACKAGE = Path(toolfy_portal.__file__).parent
ALL = list(articles().values())


@pytest.fixture(scope="module")
def app() -> str:
    """All words that the app can show, typed either way."""
    folders = ("components", "pages", "views", "domain", "site")
    return "\n".join(path.read_text() for folder in folders for path in (PACKAGE / folder).rglob("*.py"))


@pytest.mark.parametrize("article", ALL, ids=lambda each: each.slug)
def test_what_stands_in_bold_can_be_found_in_the_app(article: Article, app: str) -> None:
    """A button or place that was renamed makes its article wrong."""
    named = [words for words in re.findall(r"<strong>(.*?)</strong>", article.html) if not words.endswith(".")]
    assert named
    assert not [words for words in named if words not in app and words.lower() not in app]


@pytest.mark.parametrize("article", ALL, ids=lambda each: each.slug)
def test_each_article_is_whole(article: Article) -> None:
    assert article.title
    assert article.lead
    assert article.updated >= date(2026, 11, 24)
    assert set(article.related) <= set(articles()) - {article.slug}
    assert 1 <= article.minutes <= 4


def test_html_in_an_article_is_text() -> None:
    assert help_articles._MARKDOWN.render("<b>bold</b>") == "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"
    assert "href" not in help_articles._MARKDOWN.render("[here](javascript:alert(1))")


def test_the_main_article_says_what_is_true_of_links() -> None:
    article = articles()["customer-portal-access"]
    assert (article.title, article.category) == ("Customer Portal Access", "Invoices")
    assert "not encrypted" not in article.text
    assert "encrypted on the way by https" in article.text


def test_the_search_wants_every_word_and_prefers_titles() -> None:
    assert search("late FEES")[0].slug == "late-fees"
    assert [each.slug for each in search("zoho")] == ["importing"]
    assert search("zoho dispute") == []
    assert search("  ") == ALL


def test_reading_takes_a_minute_for_two_hundred_words() -> None:
    def of(words: int) -> Article:
        return Article("", "", "", date(2026, 1, 1), (), "", "word " * words, "")

    assert [of(words).minutes for words in (1, 290, 310, 800)] == [1, 1, 2, 4]
