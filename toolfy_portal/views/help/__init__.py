"""The help articles: Markdown files beside this one, read once. They hold no HTML, and links of ours alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

_WORDS_A_MINUTE = 200
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable("smartquotes")


@dataclass(frozen=True, slots=True)
class Article:
    """An article. slug: its name in the address; text: all words of it, in lower case; html: made from Markdown."""

    slug: str
    title: str
    category: str
    updated: date
    related: tuple[str, ...]
    lead: str
    text: str
    html: str

    @property
    def minutes(self) -> int:
        """How long it takes to read."""
        return max(1, round(len(self.text.split()) / _WORDS_A_MINUTE))


@cache
def articles() -> dict[str, Article]:
    """Return all articles by their slug, in the order of their titles."""
    found = (_read(path) for path in Path(__file__).parent.glob("*.md"))
    return {each.slug: each for each in sorted(found, key=lambda each: each.title)}


def _read(path: Path) -> Article:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    html = _MARKDOWN.render(body)
    first = next(_paragraphs(body), "")
    return Article(
        slug=path.stem,
        title=facts["title"],
        category=facts["category"],
        updated=date.fromisoformat(facts["updated"]),
        related=tuple(facts["related"].split(", ")),
        lead=first.replace("**", "").replace("'", "’"),
        text=f"{facts['title']} {body}".lower().replace("**", ""),
        html=html,
    )


def _paragraphs(body: str) -> Iterator[str]:
    for block in body.split("\n\n"):
        if not block.startswith(("#", "-", "1.")):
            yield " ".join(block.split())


def search(words: str) -> list[Article]:
    """Return the articles that hold every word, those with all of them in the title first; all without words."""
    wanted = words.lower().split()
    found = [each for each in articles().values() if all(word in each.text for word in wanted)]
    return sorted(found, key=lambda each: not all(word in each.title.lower() for word in wanted))
